import { createHash } from "node:crypto";
import type { Viewer } from "../decks/access.ts";
import { type Card, cardByNumber } from "../decks/deck.ts";
import { imageIds } from "../decks/formats/clean.ts";
import { MOST_DECK_IMAGE_BYTES } from "../decks/image.ts";
import { type Deadline, StoreError } from "../store/connection.ts";
import { cardBytes, type DeckHead, grown } from "../store/deck-record.ts";
import { commitDeck, loadDeck, readImage } from "../store/decks.ts";
import { noteOwn } from "../store/own.ts";
import { UserError } from "../user-error.ts";
import { type Editing, type EditingDeps, newDeck } from "./editing.ts";
import { withRoom } from "./room.ts";

export interface CopyDeps extends Omit<EditingDeps, "onSettings"> {
  readonly editing: Pick<Editing, "ownerOf" | "freeTitle">;
}

/** What is to become a deck of its own. */
export interface Copy {
  readonly title: string;
  readonly description: string;
  readonly owner: "server" | "me";
  /** The cards, by their decks and numbers, in the order they are to have; those that are gone are left out. */
  readonly cards: readonly { readonly deck: string; readonly number: number }[];
  /** The same copy made again is the one that is there already. */
  readonly key: string;
}

/** A deck id of 12 characters out of a-z and 0-9 that follows from a text. */
const idOf = (key: string) =>
  BigInt(`0x${createHash("sha256").update(key).digest("hex")}`)
    .toString(36)
    .padStart(12, "0")
    .slice(-12);

/**
 * Makes a deck out of cards of others, with their images. Whoever does so has seen the cards.
 *
 * @throws UserError where the person may make no deck there or there is no room; StoreError
 */
export function createCopies({ store, library, limits, checkRoom, now, newId, editing }: CopyDeps) {
  return async (viewer: Viewer, copy: Copy, deadline: Deadline): Promise<DeckHead> => {
    await checkRoom(deadline);
    const owner = await editing.ownerOf(viewer, copy.owner, deadline);
    const made = await loadDeck(store, idOf(`${copy.key} ${copy.owner} ${viewer.userId}`), deadline);
    if (made.head && made.head.deletedAt === undefined) return made.head;
    // One that was deleted can still be brought back: the new one is another.
    const snapshot = made.head ? await loadDeck(store, newId(), deadline) : made;

    const decks = await library.contents([...new Set(copy.cards.map(({ deck }) => deck))], deadline);
    const found = copy.cards.flatMap(({ deck, number }) => {
      const from = decks.get(deck);
      const card = from && cardByNumber(from, number);
      return card ? [{ deck, card }] : [];
    });
    if (found.length === 0) throw new UserError("None of these cards is there any more.");
    const cards = found.map(
      ({ card: { source: _, ...card } }, index): Card => ({ ...card, number: index + 1 }),
    );
    const shown = new Map(
      found.flatMap(({ deck, card: { front, back, hint = "" } }) =>
        [front, back, hint].flatMap(imageIds).map((id) => [id, deck] as const),
      ),
    );
    const read = await Promise.all(
      [...shown].map(async ([id, deck]) => ({ id, bytes: await readImage(store, deck, id, deadline) })),
    );
    const images = read.filter(({ bytes }) => bytes !== undefined);
    const imageBytes = images.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
    if (imageBytes > MOST_DECK_IMAGE_BYTES) {
      throw new UserError(
        "The images of these cards take more than 8 MiB, which is the most a deck may have.",
      );
    }
    const title = await editing.freeTitle(owner, copy.title, snapshot.id, deadline);
    const empty = newDeck(snapshot.id, title, owner, viewer.userId, copy.description);
    const head = {
      ...grown(empty, cards.length + 1, now()),
      cards: cards.length,
      bytes: cards.reduce((sum, card) => sum + cardBytes(card), 0),
      imageBytes,
    };
    const change = { head, cards: cards.map((card) => ({ number: card.number, card })), images };
    await noteOwn(store, viewer.userId, `deck:${head.id}`, deadline);
    const outcome = await withRoom({ store, limits, now }, snapshot, head, deadline, () =>
      commitDeck(store, snapshot, change, deadline),
    );
    library.forget(head.id);
    if (outcome === "done") return head;
    // Pressed twice at once: the other one made it.
    const { head: theirs } = await loadDeck(store, head.id, deadline);
    if (theirs) return theirs;
    throw new StoreError("not-sent", new Error("its maker's data was deleted"));
  };
}
