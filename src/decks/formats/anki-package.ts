import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { cardMaker, isImageOcclusion, type Note } from "./anki-package-cards.ts";
import { containerOf, withCollection } from "./anki-package-collection.ts";
import { countSounds, imageSources, readImages } from "./anki-package-media.ts";
import { type AnkiDeck, type NoteType, readSchema, type Schema } from "./anki-schema.ts";
import type { TemplatePart } from "./anki-templates.ts";
import { cleanText, cleanTitle, count, isSkipped, MOST_CARDS } from "./clean.ts";
import { htmlToMarkdown } from "./html.ts";
import { FormatError, type ImportedCard, type ReadDeck, type ReadOptions, type Skipped } from "./types.ts";
import { readArchive } from "./zip.ts";

/** Files of a package: as many media as Anki itself recommends at most, and some. */
const MOST_FILES = 100_000;
/** Bytes of all that is read of a package, unpacked. */
const MOST_BYTES = 120 * 1024 * 1024;
/** Rows that are gone through of a table; also an end for a table whose pages lead in a circle. */
const MOST_ROWS = 1_000_000;
/** Bytes of a note's fields. Four sides of a card are 16,000 characters; the rest is room for pasted formatting. */
const MOST_NOTE_BYTES = 100_000;
/** Characters of all cards together: what a server may keep is counted in the same order of size. */
const MOST_TEXT = 16_000_000;
/** Notes that are converted before others get their turn. */
const NOTES_AT_A_TIME = 20;

/**
 * Reads an Anki package (.apkg or .colpkg) of any of its three kinds: the cards that its notes have, in the order in
 * which Anki introduces them. Scheduling is not read; suspended cards are cards like others. Notes that hide parts of
 * pictures, sounds, videos and pictures that cannot be shown are counted in `leftOut`.
 *
 * @throws FormatError where it is no package, is damaged, or holds more than fits, with what to do
 */
export async function readAnkiPackage(bytes: Uint8Array, _options: ReadOptions): Promise<ReadDeck> {
  const archive = await readArchive(bytes, { entries: MOST_FILES, bytes: MOST_BYTES });
  const container = await containerOf(archive);
  return withCollection(archive, container, async (db, tables) => {
    const schema = readSchema(db, tables);
    const cards = readCards(db);
    const leftOut = new Map<string, number>();
    const images = await readImages(archive, container, sourcesOf(db, schema, cards), leftOut);
    const title = commonTitle(cards, schema);
    const made = await makeCards(db, {
      schema,
      cards,
      idOf: images.idOf,
      leftOut,
      below: title === undefined ? 0 : 1,
    });
    return {
      format: "anki-package",
      detail: container.detail,
      title: isDefault(cards) ? undefined : cleanTitle(title ?? ""),
      description: descriptionOf(title, schema),
      ...made,
      images: images.byId,
      leftOut,
    };
  });
}

/** A row of `cards`. */
interface CardRow {
  readonly ord: number;
  readonly deck: string;
  /** Where it stands among new cards; undefined where that is not known any more. */
  readonly position: number | undefined;
  readonly id: number;
}

/** The cards of each note by its id, in no order. */
type Cards = ReadonlyMap<string, readonly CardRow[]>;

const asText = (column: string, most: number) =>
  `CASE WHEN octet_length(${column}) <= ${most} THEN CAST(${column} AS TEXT) END AS ${column}`;
const asInteger = (column: string) => `CAST(CAST(${column} AS INTEGER) AS TEXT) AS ${column}`;

function readCards(db: DatabaseSync): Cards {
  const found = db
    .prepare(`SELECT count(*) AS n FROM (SELECT 1 FROM cards NOT INDEXED LIMIT ${MOST_ROWS})`)
    .get();
  const total = Number(found?.n ?? 0);
  if (total > MOST_CARDS) {
    const [has, most] = [total, MOST_CARDS].map((n) => n.toLocaleString("en"));
    throw new FormatError(
      `This Anki package holds ${total === MOST_ROWS ? "at least " : ""}${has} cards, and ${most} fit in a deck; ` +
        "split it into several decks in Anki and export each by itself.",
    );
  }
  const columns = ["id", "nid", "did", "ord", "type", "due", "odue", "odid"].map(asInteger);
  const query = db.prepare(
    `SELECT ${columns.join(", ")}, ${asText("data", 1000)} FROM cards NOT INDEXED LIMIT ${MOST_CARDS}`,
  );
  const cards = new Map<string, CardRow[]>();
  for (const row of query.iterate()) {
    const inFiltered = row.odid !== "0";
    const list = cards.get(String(row.nid)) ?? [];
    cards.set(String(row.nid), list);
    list.push({
      ord: Number(row.ord),
      deck: String(inFiltered ? row.odid : row.did),
      position: row.type === "0" ? Number(inFiltered ? row.odue : row.due) : positionIn(row.data),
      id: Number(row.id),
    });
  }
  return cards;
}

/** Anki keeps the position of a card that is no longer new in its `data`, as `{"pos": 12}`. */
function positionIn(data: unknown): number | undefined {
  const position = typeof data === "string" ? /"pos":(\d{1,9})\b/.exec(data)?.[1] : undefined;
  return position === undefined ? undefined : Number(position);
}

/** The notes that have cards, with their type's id, one after the other as they lie in the collection. */
function* readNotes(
  db: DatabaseSync,
  cards: Cards,
): Generator<{ id: string; type: string; note: Note | undefined }> {
  const query = db.prepare(
    `SELECT ${["id", "mid"].map(asInteger).join(", ")}, ${asText("guid", 300)}, ${asText("tags", 20_000)},
      ${asText("flds", MOST_NOTE_BYTES)} FROM notes NOT INDEXED LIMIT ${MOST_ROWS}`,
  );
  const seen = new Set<string>();
  let number = 0;
  for (const row of query.iterate()) {
    number += 1;
    const id = String(row.id);
    if (!cards.has(id) || seen.has(id)) continue;
    seen.add(id);
    const { guid, tags, flds } = row;
    const note =
      typeof flds === "string"
        ? { number, guid: String(guid ?? id), tags: String(tags ?? ""), fields: flds.split("\u001f") }
        : undefined;
    yield { id, type: String(row.mid), note };
  }
}

/** The addresses of the pictures that notes with cards, and their templates, show. */
function sourcesOf(db: DatabaseSync, schema: Schema, cards: Cards): ReadonlySet<string> {
  const sources = new Set<string>();
  const types = new Set<string>();
  const add = (html: string) => {
    for (const source of imageSources(html)) sources.add(source);
  };
  const addTemplate = (parts: readonly TemplatePart[]) => {
    for (const part of parts) {
      if (typeof part === "string") add(part);
      else if ("parts" in part) addTemplate(part.parts);
    }
  };
  for (const { type, note } of readNotes(db, cards)) {
    const noteType = schema.noteTypes.get(type);
    if (note === undefined || noteType === undefined || isImageOcclusion(noteType, note)) continue;
    note.fields.forEach(add);
    if (!types.has(type))
      for (const { front, back } of noteType.templates) [front, back].forEach(addTemplate);
    types.add(type);
  }
  return sources;
}

interface Sources {
  readonly schema: Schema;
  readonly cards: Cards;
  readonly idOf: (src: string) => string | undefined;
  readonly leftOut: Map<string, number>;
  /** How many of a card's decks are the title already. */
  readonly below: number;
}

async function makeCards(
  db: DatabaseSync,
  { schema, cards, idOf, leftOut, below }: Sources,
): Promise<{ cards: readonly ImportedCard[]; skipped: readonly Skipped[] }> {
  const made: { row: CardRow; note: number; card: ImportedCard }[] = [];
  const skipped: Skipped[] = [];
  let notes = 0;
  let text = 0;
  let left = 0;
  for (const rows of cards.values()) left += rows.length;
  for (const { id, type: typeId, note } of readNotes(db, cards)) {
    notes += 1;
    if (notes % NOTES_AT_A_TIME === 0) await setImmediate();
    const rows = cards.get(id) ?? [];
    left -= rows.length;
    const type = schema.noteTypes.get(typeId);
    const why = whyNot(note, type);
    if (note === undefined || type === undefined || why !== undefined) {
      skipped.push({ where: `note ${note?.number ?? notes}`, why: why ?? "it cannot be read" });
      continue;
    }
    if (isImageOcclusion(type, note)) {
      count(leftOut, "image occlusion", rows.length);
      continue;
    }
    for (const field of note.fields) countSounds(field, leftOut);
    const maker = cardMaker(note, type, idOf, leftOut);
    for (const row of rows) {
      const path = schema.decks.get(row.deck)?.path ?? [];
      const card = maker.make(row.ord, path, path.slice(below));
      if (isSkipped(card)) skipped.push(card);
      else {
        made.push({ row, note: Number(id), card });
        text += card.front.length + card.back.length;
      }
    }
    if (text > MOST_TEXT)
      throw new FormatError(
        `The cards of this Anki package hold more than ${MOST_TEXT.toLocaleString("en")} characters; split it into several decks in Anki and export each by itself.`,
      );
  }
  count(leftOut, "card without a note", left);
  made.sort(
    (a, b) =>
      (a.row.position ?? -1) - (b.row.position ?? -1) ||
      a.note - b.note ||
      a.row.ord - b.row.ord ||
      a.row.id - b.row.id,
  );
  return { cards: made.map(({ card }) => card), skipped };
}

function whyNot(note: Note | undefined, type: NoteType | undefined): string | undefined {
  if (note === undefined) return "its text is too long for a card";
  if (type === undefined) return "its note type is missing";
  return undefined;
}

/** The outermost deck, where all cards lie in the same one. */
function commonTitle(cards: Cards, schema: Schema): string | undefined {
  const titles = new Set<string | undefined>();
  for (const rows of cards.values()) for (const { deck } of rows) titles.add(schema.decks.get(deck)?.path[0]);
  return titles.size === 1 ? [...titles][0] : undefined;
}

/** Whether all cards lie in the deck that every collection has, whose name says nothing. */
function isDefault(cards: Cards): boolean {
  for (const rows of cards.values()) if (rows.some(({ deck }) => deck !== "1")) return false;
  return true;
}

function descriptionOf(title: string | undefined, { decks }: Schema): string | undefined {
  const isIt = ({ path }: AnkiDeck) => path.length === 1 && path[0] === title;
  const html = [...decks.values()].find(isIt)?.description ?? "";
  const description = cleanText(htmlToMarkdown(html.slice(0, 20_000)));
  return description === "" ? undefined : description;
}
