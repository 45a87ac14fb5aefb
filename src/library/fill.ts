import { setImmediate } from "node:timers/promises";
import type { Card } from "../decks/deck.ts";
import { imageIds, MOST_CARDS } from "../decks/formats/clean.ts";
import type { ImportedCard } from "../decks/formats/types.ts";
import { MOST_DECK_IMAGE_BYTES } from "../decks/image.ts";
import { plain } from "../decks/plain.ts";
import type { Store } from "../store/connection.ts";
import { cardBytes, type DeckHead, grown } from "../store/deck-record.ts";
import {
  commitDeck,
  type DeckSnapshot,
  readCards,
  readGone,
  readImages,
  stageCards,
  storedImages,
} from "../store/decks.ts";
import { readPart, type Stage } from "../store/imports.ts";
import { bucketOf } from "../store/keys.ts";
import { UserError } from "../user-error.ts";
import type { Library } from "./library.ts";
import { createMerge, type Tally } from "./merge.ts";
import { type Limits, withRoom } from "./room.ts";
import { cardsOf, Ended, type OnProgress, type Staged, soon } from "./staged.ts";

interface FillDeps {
  readonly store: Store;
  readonly library: Library;
  readonly limits: Limits;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Writes the cards of a file into a deck. */
export async function fill(
  deps: FillDeps,
  stage: Stage,
  staged: Staged,
  snapshot: DeckSnapshot,
  head: DeckHead,
  wanted: (card: ImportedCard) => boolean,
  onProgress: OnProgress,
): Promise<{ head: DeckHead; tally: Tally } | "conflict"> {
  const { store, library, now, newId } = deps;
  const cards = new Map<number, Card>();
  if (snapshot.head) for (const card of await readCards(store, head, soon())) cards.set(card.number, card);
  const merge = createMerge(cards.values(), head.next);
  const tally = { added: 0, updated: 0, unchanged: 0 };
  const touched = new Set<number>();
  let bytes = head.bytes;
  let done = 0;
  const shown = new Set<string>();
  for (let part = 0; part < staged.parts; part += 1) {
    for (const imported of await cardsOf(store, stage, part)) {
      done += 1;
      if (!wanted(imported)) continue;
      for (const image of imagesOf(imported)) shown.add(image);
      const { card, outcome } = merge.place(imported, staged.wish.subdecks);
      tally[outcome] += 1;
      if (outcome === "unchanged") continue;
      const before = cards.get(card.number);
      bytes += cardBytes(card) - (before ? cardBytes(before) : 0);
      cards.set(card.number, card);
      touched.add(bucketOf(card.number));
    }
    onProgress(done, staged.summary.cards);
    // Others' presses come in between the parts.
    await setImmediate();
  }
  if (cards.size > MOST_CARDS) {
    throw new UserError(
      `**${plain(head.title)}** would have ${cards.size.toLocaleString("en")} cards; a deck has at most ${MOST_CARDS.toLocaleString("en")}. Import into a new deck, or split the file.`,
    );
  }
  const images: { readonly id: string; readonly bytes: Buffer }[] = [];
  const known =
    snapshot.head && shown.size + head.imageBytes > 0
      ? await storedImages(store, head.id, soon())
      : new Set<string>();
  let imageBytes = head.imageBytes;
  for (const id of staged.images) {
    if (known.has(id) || !shown.has(id)) continue;
    const image = await readPart(store, stage, `image:${id}`, soon());
    if (!image) throw new Ended();
    images.push({ id, bytes: image });
    imageBytes += image.length;
  }
  const unused =
    known.size > 0 && head.ideas === 0 ? await unusedImages(store, head, known, cards, now()) : [];
  if (unused.length > 0) {
    const bytes = await readImages(store, head.id, soon());
    for (const id of unused) imageBytes -= bytes.get(id)?.length ?? 0;
  }
  if (imageBytes > MOST_DECK_IMAGE_BYTES) {
    throw new UserError(
      `The images of **${plain(head.title)}** would take more than 8 MiB, which is the most a deck may have. Import into a new deck, or make the images smaller.`,
    );
  }
  const next: DeckHead = {
    ...grown(head, merge.next(), now()),
    cards: cards.size,
    bytes,
    imageBytes,
    origin: staged.origin ?? head.origin,
  };
  const attempt = newId();
  for (const bucket of touched) {
    const whole = [...cards.values()].filter(({ number }) => bucketOf(number) === bucket);
    await stageCards(store, head.id, attempt, bucket, whole, soon());
  }
  const change = {
    head: next,
    staged: { attempt, buckets: [...touched] },
    images: [...images, ...unused.map((id) => ({ id, bytes: undefined }))],
  };
  const outcome = await withRoom(deps, snapshot, next, soon(), () =>
    commitDeck(store, snapshot, change, soon()),
  );
  library.forget(head.id);
  return outcome === "conflict" ? outcome : { head: next, tally };
}

/** The deck's images that none of its cards shows any more, nor one that can be put back. */
async function unusedImages(
  store: Store,
  head: DeckHead,
  known: ReadonlySet<string>,
  cards: ReadonlyMap<number, Card>,
  now: number,
): Promise<readonly string[]> {
  const gone = await readGone(store, head.id, now, soon());
  const used = new Set([...cards.values(), ...gone].flatMap(imagesOf));
  return [...known].filter((id) => !used.has(id));
}

const imagesOf = ({ front, back, hint = "" }: Pick<Card, "front" | "back" | "hint">) =>
  [front, back, hint].flatMap((side) => (side.includes("](image:") ? imageIds(side) : []));
