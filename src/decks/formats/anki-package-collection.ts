import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { constants, createZstdDecompress, zstdDecompressSync } from "node:zlib";
import { PbfReader } from "pbf";
import { FormatError } from "./types.ts";
import { type Archive, tooLarge } from "./zip.ts";

/** How a package holds its collection, by the version in its `meta`. */
export interface Container {
  readonly collection: string;
  /** Whether the collection, the list of media and each medium are compressed by Zstandard. */
  readonly zstd: boolean;
  /** For people. */
  readonly detail: string;
}

/** Bytes of a collection when unpacked, at most. It is read from disk; memory does not grow with it. */
const MOST_COLLECTION_BYTES = 100 * 1024 * 1024;

/** A window of 8 MiB, four times that of Anki's own packages: a larger one would be memory for a stranger's file. */
const ZSTD_OPTIONS = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/**
 * Which of its files a package means, by `meta` alone where there is one: the newest kind also holds a
 * `collection.anki2`, with a single card that says to update.
 *
 * @throws FormatError where it is no Anki package, or newer than all known ones
 */
export async function containerOf(archive: Archive): Promise<Container> {
  const meta = await archive.read("meta", 1024);
  const version = meta === undefined ? undefined : versionOf(meta);
  if (version === 3) return { collection: "collection.anki21b", zstd: true, detail: "Anki package" };
  if (version !== undefined && version > 3) {
    throw new FormatError(
      'This Anki package is of a newer kind; export it again with "Support older Anki versions" switched on.',
    );
  }
  const newer = version === undefined ? archive.names.has("collection.anki21") : version === 2;
  return {
    collection: newer ? "collection.anki21" : "collection.anki2",
    zstd: false,
    detail: "Anki package for older Anki versions",
  };
}

/** PackageMetadata: 1 is the version. */
function versionOf(meta: Uint8Array): number {
  const reader = new PbfReader(meta);
  let version = 0;
  try {
    for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
      if (field === 1 && reader.type === 0) version = reader.readVarint();
    }
  } catch (error) {
    throw new FormatError("This Anki package is damaged; export it from Anki again.", { cause: error });
  }
  return version;
}

/**
 * Unpacks a package's collection to a file of its own, hands it over as a database, and removes it.
 *
 * The database is a stranger's: it is opened read-only and immutable, no value of it may be longer than 16 MiB,
 * and `read` gets the names of its real tables (no views, no virtual tables, no computed columns).
 *
 * @throws FormatError also for every error of SQLite, in `read` too
 */
export async function withCollection<T>(
  archive: Archive,
  { collection, zstd }: Container,
  read: (db: DatabaseSync, tables: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  const pieces = archive.open(collection, MOST_COLLECTION_BYTES);
  if (pieces === undefined) {
    throw new FormatError(
      `This is no Anki package: it holds no ${collection}. Export one from Anki (.apkg).`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "flashback-anki-"));
  try {
    const path = join(folder, "collection.db");
    await unpack(pieces, zstd, path);
    return await withDatabase(path, read);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(pieces: AsyncIterable<Buffer>, zstd: boolean, path: string): Promise<void> {
  try {
    const out = createWriteStream(path, { flags: "wx", mode: 0o600 });
    if (zstd) {
      await pipeline(Readable.from(pieces), createZstdDecompress(ZSTD_OPTIONS), withoutUnicase, out);
    } else await pipeline(Readable.from(pieces), withoutUnicase, out);
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof Error && "code" in error)) throw error;
    if (!String(error.code).startsWith("ZSTD_") && !String(error.code).startsWith("Z_")) throw error;
    throw new FormatError("The collection in this Anki package is damaged; export it again.", {
      cause: error,
    });
  }
}

const UNICASE = Buffer.from("COLLATE unicase");
const NOCASE = Buffer.from("COLLATE nocase ");

/**
 * Counts the bytes of a collection and names Anki's own collation, without which SQLite reads none of its newer
 * tables, by one that SQLite has. Nothing is ever compared by it here.
 */
async function* withoutUnicase(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  let kept = Buffer.alloc(0);
  for await (const piece of pieces) {
    size += piece.length;
    if (size > MOST_COLLECTION_BYTES)
      throw tooLarge("The collection in this Anki package", MOST_COLLECTION_BYTES);
    const joined = Buffer.concat([kept, piece]);
    for (let at = joined.indexOf(UNICASE); at !== -1; at = joined.indexOf(UNICASE, at))
      NOCASE.copy(joined, at);
    // The name may go on in the next piece.
    const end = Math.max(0, joined.length - UNICASE.length + 1);
    yield joined.subarray(0, end);
    kept = joined.subarray(end);
  }
  yield kept;
}

const NOT_ANKI = "The collection in this Anki package is no Anki collection, or is damaged; export it again.";

async function withDatabase<T>(
  path: string,
  read: (db: DatabaseSync, tables: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  // Immutable, so that a header that asks for a write-ahead log does not make SQLite look for one.
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(url, {
      readOnly: true,
      limits: { length: 16 * 1024 * 1024, sqlLength: 1024 * 1024, column: 100, attach: 0, vdbeOp: 100_000 },
    });
    db.exec("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0");
    return await read(db, realTables(db));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR") {
      throw new FormatError(NOT_ANKI, { cause: error });
    }
    throw error;
  } finally {
    db?.close();
  }
}

/** Which columns are read of which table. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  col: ["models", "decks"],
  notes: ["id", "guid", "mid", "tags", "flds"],
  cards: ["id", "nid", "did", "ord", "type", "due", "odue", "odid", "data"],
  notetypes: ["id", "name", "config"],
  fields: ["ntid", "ord", "name"],
  templates: ["ntid", "ord", "name", "config"],
  decks: ["id", "name", "kind"],
};

/** The tables that Anki would have written: what else bears one of their names could compute for ever. */
function realTables(db: DatabaseSync): ReadonlySet<string> {
  const real = new Set<string>();
  const query = db.prepare("SELECT lower(name) AS name, type, sql FROM sqlite_schema LIMIT 1000");
  for (const { name, type, sql } of query.all()) {
    if (typeof name !== "string" || COLUMNS[name] === undefined) continue;
    if (type !== "table" || /^\s*create\s+virtual/i.test(String(sql))) throw new FormatError(NOT_ANKI);
    const columns = db.prepare(`SELECT lower(name) AS name, hidden FROM pragma_table_xinfo('${name}')`).all();
    const stored = new Set(columns.filter(({ hidden }) => hidden === 0).map((column) => column.name));
    if (!COLUMNS[name].every((column) => stored.has(column))) throw new FormatError(NOT_ANKI);
    real.add(name);
  }
  const tables = real.has("notetypes") ? ["fields", "templates", "decks"] : ["col"];
  if (![...tables, "notes", "cards"].every((table) => real.has(table))) throw new FormatError(NOT_ANKI);
  return real;
}

/**
 * Bytes out of a package that are compressed in the newest kind of it.
 *
 * @returns undefined where there are more than `most` of them
 * @throws FormatError where they are damaged
 */
export function decompressed(bytes: Buffer, zstd: boolean, most: number, what: string): Buffer | undefined {
  if (!zstd) return bytes.length > most ? undefined : bytes;
  try {
    return zstdDecompressSync(bytes, { ...ZSTD_OPTIONS, maxOutputLength: most });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw new FormatError(`${what} in this Anki package is damaged; export it again.`, { cause: error });
  }
}
