import type { DatabaseSync } from "node:sqlite";
import { PbfReader } from "pbf";
import { z } from "zod";
import { parseTemplate, type TemplatePart } from "./anki-templates.ts";
import { FormatError } from "./types.ts";

/** A kind of note: what its fields are called and which cards it makes. */
export interface NoteType {
  readonly name: string;
  readonly cloze: boolean;
  readonly fields: readonly string[];
  /** By the number that a card's `ord` names; a cloze note type has one for all its cards. */
  readonly templates: readonly Template[];
}

/** What one card of a note looks like. */
interface Template {
  readonly name: string;
  readonly front: readonly TemplatePart[];
  readonly back: readonly TemplatePart[];
}

/** A deck of the collection. */
export interface AnkiDeck {
  /** Titles from the outermost deck to this one. */
  readonly path: readonly string[];
  /** HTML. */
  readonly description: string;
}

/** What the cards of a collection refer to, by the ids in decimal that they use. */
export interface Schema {
  readonly noteTypes: ReadonlyMap<string, NoteType>;
  readonly decks: ReadonlyMap<string, AnkiDeck>;
}

/** More than any collection has. */
const MOST_ROWS = 20_000;
const MOST_BYTES = 8 * 1024 * 1024;

const UNREADABLE = "The note types of this Anki package cannot be read";

/**
 * Reads note types and decks, of collections as Anki wrote them until 2.1.27 (schema 11, JSON in `col`) and since
 * (schema 15 to 18, tables of their own with Protocol Buffers; fields by Anki's proto/anki/notetypes.proto and
 * decks.proto).
 *
 * @param tables the names of the tables that may be read, in lower case
 * @throws FormatError
 */
export function readSchema(db: DatabaseSync, tables: ReadonlySet<string>): Schema {
  try {
    return tables.has("notetypes") ? fromTables(db) : fromJson(db);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`${UNREADABLE}: it is damaged. Export it from Anki again.`, { cause: error });
  }
}

const model = z.object({
  name: z.string(),
  type: z.number().default(0),
  flds: z.array(z.object({ name: z.string(), ord: z.number().nullish() })),
  tmpls: z.array(
    z.object({ name: z.string(), qfmt: z.string(), afmt: z.string().default(""), ord: z.number().nullish() }),
  ),
});
const models = z.record(z.string(), model);
const jsonDecks = z.record(z.string(), z.object({ name: z.string(), desc: z.string().default("") }));

function fromJson(db: DatabaseSync): Schema {
  const row = db
    .prepare(
      `SELECT CASE WHEN octet_length(models) <= ${MOST_BYTES} THEN CAST(models AS TEXT) END AS models,
        CASE WHEN octet_length(decks) <= ${MOST_BYTES} THEN CAST(decks AS TEXT) END AS decks
        FROM col NOT INDEXED LIMIT 1`,
    )
    .get();
  if (row === undefined || typeof row.models !== "string" || typeof row.decks !== "string") {
    throw new FormatError(`${UNREADABLE}: they are missing or too large. Export fewer note types.`);
  }
  const noteTypes = new Map<string, NoteType>();
  for (const [id, { name, type, flds, tmpls }] of Object.entries(models.parse(JSON.parse(row.models)))) {
    noteTypes.set(id, {
      name,
      cloze: type === 1,
      fields: byOrd(flds).map((field) => field.name),
      templates: byOrd(tmpls).map((t) => template(t.name, t.qfmt, t.afmt)),
    });
  }
  const decks = new Map<string, AnkiDeck>();
  for (const [id, { name, desc }] of Object.entries(jsonDecks.parse(JSON.parse(row.decks)))) {
    decks.set(id, { path: name.split("::"), description: desc });
  }
  return { noteTypes, decks };
}

const byOrd = <T extends { ord?: number | null | undefined }>(items: readonly T[]) =>
  items.toSorted((a, b) => (a.ord ?? 0) - (b.ord ?? 0));

function template(name: string, front: string, back: string): Template {
  return { name, front: parseTemplate(front, name), back: parseTemplate(back, name) };
}

function fromTables(db: DatabaseSync): Schema {
  const fields = new Map<string, [ord: number, name: string][]>();
  for (const [id, ord, name] of rows(db, "fields", "ntid", "ord", "name")) {
    listOf(fields, text(id)).push([Number(text(ord)), text(name)]);
  }
  const templates = new Map<string, [ord: number, template: Template][]>();
  for (const [id, ord, name, config] of rows(db, "templates", "ntid", "ord", "name", "config")) {
    const { 1: front = "", 2: back = "" } = strings(bytes(config), 1, 2);
    listOf(templates, text(id)).push([Number(text(ord)), template(text(name), front, back)]);
  }
  const noteTypes = new Map<string, NoteType>();
  for (const [id, name, config] of rows(db, "notetypes", "id", "name", "config")) {
    noteTypes.set(text(id), {
      name: text(name),
      cloze: isCloze(bytes(config)),
      fields: inOrder(fields.get(text(id))),
      templates: inOrder(templates.get(text(id))),
    });
  }
  const decks = new Map<string, AnkiDeck>();
  for (const [id, name, kind] of rows(db, "decks", "id", "name", "kind")) {
    decks.set(text(id), { path: text(name).split("\u001f"), description: deckDescription(bytes(kind)) });
  }
  return { noteTypes, decks };
}

/** The rows of a table: the columns "config" and "kind" as bytes, the others as text. */
function* rows(
  db: DatabaseSync,
  table: string,
  ...columns: readonly string[]
): Generator<readonly unknown[]> {
  const shown = columns.map((column) => {
    const type = column === "config" || column === "kind" ? "BLOB" : "TEXT";
    return `CASE WHEN octet_length(${column}) <= ${MOST_BYTES} THEN CAST(${column} AS ${type}) END`;
  });
  const query = db.prepare(`SELECT ${shown.join(", ")} FROM ${table} NOT INDEXED LIMIT ${MOST_ROWS}`);
  query.setReturnArrays(true);
  for (const row of query.iterate()) yield Object.values(row);
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const bytes = (value: unknown) => (value instanceof Uint8Array ? value : new Uint8Array());

const inOrder = <T>(items: readonly (readonly [number, T])[] = []) =>
  items.toSorted(([a], [b]) => a - b).map(([, item]) => item);

function listOf<T>(lists: Map<string, T[]>, id: string): T[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}

/** The strings in some fields of a message. */
function strings(message: Uint8Array, ...wanted: readonly number[]): Record<number, string> {
  const found: Record<number, string> = {};
  const reader = new PbfReader(message);
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (wanted.includes(field) && reader.type === 2) found[field] = reader.readString();
  }
  return found;
}

/** NoteType.Config: 1 is the kind, of which 1 is cloze. */
function isCloze(config: Uint8Array): boolean {
  let cloze = false;
  const reader = new PbfReader(config);
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === 1 && reader.type === 0) cloze = reader.readVarint() === 1;
  }
  return cloze;
}

/** Deck.KindContainer: 1 is an ordinary deck, of which 4 is the description. */
function deckDescription(kind: Uint8Array): string {
  const reader = new PbfReader(kind);
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === 1 && reader.type === 2) return strings(reader.readBytes(), 4)[4] ?? "";
  }
  return "";
}
