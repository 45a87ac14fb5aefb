import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { ZipFile } from "yazl";
import type { Card, Deck } from "../deck.ts";
import { markdownToHtml, textToHtml } from "./anki-package-html.ts";
import { encodeSource } from "./anki-package-own.ts";
import { collectionJson, OWN_NOTE_TYPE_ID, SCHEMA_11 } from "./anki-package-schema11.ts";
import { htmlToText } from "./html.ts";
import type { OwnReviews } from "./write.ts";

/** What a package is written with beside the deck. */
export interface PackageOptions {
  /** The time it is written at, in ms since 1970: Anki's ids are times. */
  readonly now: number;
  /** Where the learner who exports it stands, for scheduling in Anki; cards without it are new. */
  readonly own?: OwnReviews;
}

/** Cards that are converted before others get their turn. */
const CARDS_AT_A_TIME = 50;

/**
 * A deck as an Anki package (.apkg) that every version of Anki since 2.0 reads. Each card is a note of our own note
 * type, in the deck's order, new or in review where `own` has it, with the Markdown it was made of, so that
 * `readAnkiPackage` gives back the same card. A card is known again by its `source`; one that has none gets
 * `flashback:<deck>:<number>`.
 *
 * @param images by `imageId`; those that no card refers to are left out by the caller
 */
export async function writeAnkiPackage(
  deck: Deck,
  images: ReadonlyMap<string, Uint8Array>,
  options: PackageOptions,
): Promise<Uint8Array> {
  const zip = new ZipFile();
  const mtime = new Date(options.now);
  const names = [...images.keys()];
  zip.addBuffer(await collection(deck, options), "collection.anki2", { mtime });
  names.forEach((name, index) => {
    // Pictures are compressed already.
    zip.addBuffer(Buffer.from(images.get(name) ?? []), String(index), { mtime, compress: false });
  });
  const media = Object.fromEntries(names.map((name, index) => [String(index), name]));
  zip.addBuffer(Buffer.from(JSON.stringify(media)), "media", { mtime });
  zip.end();
  return Buffer.concat(await Array.fromAsync(zip.outputStream as AsyncIterable<Buffer>));
}

async function collection(deck: Deck, options: PackageOptions): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "flashback-anki-"));
  const path = join(folder, "collection.anki2");
  try {
    const db = new DatabaseSync(path);
    try {
      db.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
      db.exec(SCHEMA_11);
      await fill(db, deck, options);
      db.exec("COMMIT");
    } finally {
      db.close();
    }
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(db: DatabaseSync, deck: Deck, { now, own = new Map() }: PackageOptions): Promise<void> {
  const seconds = Math.floor(now / 1000);
  const firstDay = Math.min(...[now, ...reviewTimes(own)].map(dayOf));
  const deckId = idOfDeck(deck.id);
  const description = textToHtml(deck.description);
  const json = collectionJson(
    { id: deckId, name: ankiTitle(deck.title), description },
    seconds,
    deck.cards.length,
  );
  db.prepare("INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, ?)").run(
    firstDay * 86_400,
    now,
    now,
    json.conf,
    json.models,
    json.decks,
    json.dconf,
    json.tags,
  );
  const addNote = db.prepare("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')");
  const addCard = db.prepare(
    "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)",
  );
  const addReview = db.prepare("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, 0, ?, 0, ?)");
  const taken = new Set<number>();
  for (const [index, card] of deck.cards.entries()) {
    if (index % CARDS_AT_A_TIME === 0) await setImmediate();
    const id = now + index;
    const fields = fieldsOf(card);
    const sortField = sortText(fields[0] ?? "");
    const guid = card.source ?? `flashback:${deck.id}:${card.number}`;
    const tags = card.tags.length === 0 ? "" : ` ${card.tags.join(" ")} `;
    addNote.run(
      id,
      guid,
      OWN_NOTE_TYPE_ID,
      seconds,
      tags,
      fields.join("\u001f"),
      sortField,
      checksum(sortField),
    );
    const state = stateOf(own.get(card.number), firstDay, index + 1);
    const { kind, due, interval, factor, reviews, lapses, data } = state;
    addCard.run(id, id, deckId, seconds, kind, kind, due, interval, factor, reviews, lapses, data);
    if (state.last === undefined) continue;
    let time = state.last.time;
    while (taken.has(time)) time += 1;
    taken.add(time);
    addReview.run(time, id, state.last.ease, interval, factor, reviews > 1 ? 1 : 0);
  }
}

const dayOf = (time: number) => Math.floor(time / 86_400_000);

const reviewTimes = (own: OwnReviews) =>
  [...own.values()].map(({ reviewedAt }) => Date.parse(reviewedAt)).filter(Number.isFinite);

/** Anki's four buttons for our five ratings: as the scheduler takes them, 1 and 2 are both "Again". */
const EASE = [1, 1, 2, 3, 4];

/**
 * A row of `cards`: new (kind 0, due is its position), or in review (kind 2, due in days since the collection's first
 * day) with the memory state that Anki's FSRS keeps in `data`.
 */
function stateOf(review: ReturnType<OwnReviews["get"]>, firstDay: number, position: number) {
  const time = Date.parse(review?.reviewedAt ?? "");
  const dueDay = dayOf(Date.parse(review?.due ?? ""));
  if (review === undefined || Number.isNaN(time) || Number.isNaN(dueDay)) {
    return {
      kind: 0,
      due: position,
      interval: 0,
      factor: 0,
      reviews: 0,
      lapses: 0,
      data: "{}",
      last: undefined,
    };
  }
  const { rating, stability, difficulty, reviews, lapses } = review;
  return {
    kind: 2,
    due: dueDay - firstDay,
    interval: Math.max(1, dueDay - dayOf(time)),
    // Anki's first ease, in thousandths; its FSRS does not use it.
    factor: 2500,
    reviews,
    lapses,
    data: JSON.stringify({ pos: position, s: stability, d: difficulty }),
    last: { time, ease: EASE[rating - 1] ?? 1 },
  };
}

function fieldsOf(card: Card): readonly string[] {
  const { front, back, hint = "", accepts = [] } = card;
  const html = [
    ...[front, back, hint].map(markdownToHtml),
    accepts.map(textToHtml).join("<br>"),
    String(card.number),
  ].map((field) => field.replaceAll("\u001f", ""));
  return [...html, encodeSource({ front, back, hint, accepts }, html)];
}

/** Anki compares notes by their first field without its HTML, but for the names of its pictures. */
const sortText = (html: string) => htmlToText(html.replace(/<img src="([^"]*)"[^<>]*>/g, " $1 "));

/** The first eight hexadecimal digits of the SHA-1, as Anki's `csum`. */
const checksum = (text: string) =>
  Number.parseInt(createHash("sha1").update(text).digest("hex").slice(0, 8), 16);

/** An id in the range of Anki's, the same for every package of a deck. */
const idOfDeck = (id: string) =>
  1_600_000_000_000 +
  (Number.parseInt(createHash("sha1").update(id).digest("hex").slice(0, 9), 16) % 100_000_000_000);

/** Two colons would make a deck within a deck. */
const ankiTitle = (title: string) => title.replace(/:{2,}/g, (colons) => [...colons].join("\u200b"));
