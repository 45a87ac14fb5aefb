import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";
import { PbfWriter } from "pbf";

/** A note type as a test describes it. */
export interface TestNoteType {
  readonly id: number;
  readonly name: string;
  readonly cloze?: boolean;
  readonly fields: readonly string[];
  readonly templates: readonly (readonly [front: string, back: string])[];
}

export interface TestCollection {
  readonly noteTypes: readonly TestNoteType[];
  /** Ids with titles from the outermost deck. */
  readonly decks?: Readonly<Record<number, readonly string[]>>;
  readonly description?: string;
  readonly notes: readonly {
    readonly id: number;
    readonly guid?: string;
    readonly type: number;
    readonly fields: readonly string[];
    readonly tags?: string;
  }[];
  /** One new card for each note when left out. */
  readonly cards?: readonly {
    readonly id: number;
    readonly note: number;
    readonly ord?: number;
    readonly deck?: number;
    readonly type?: number;
    readonly queue?: number;
    readonly due?: number;
    readonly odid?: number;
    readonly odue?: number;
    readonly data?: string;
  }[];
}

export const BASIC: TestNoteType = {
  id: 1001,
  name: "Basic",
  fields: ["Front", "Back"],
  templates: [["{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"]],
};

const NOTES_AND_CARDS = `
  CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
    usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
    flags integer not null, data text not null);
  CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
    mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
    ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
    left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
  CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
`;

const COL = `CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);`;

/** A database made by `fill`, as bytes. */
export function database(fill: (db: DatabaseSync) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "flashback-test-"));
  const path = join(folder, "c.db");
  try {
    const db = new DatabaseSync(path);
    db.exec("PRAGMA page_size=1024; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
    fill(db);
    db.exec("COMMIT");
    db.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A collection of schema 11, whose note types are JSON. */
export function schema11(collection: TestCollection): Buffer {
  return database((db) => {
    db.exec(NOTES_AND_CARDS + COL);
    const models = collection.noteTypes.map(({ id, name, cloze, fields, templates }) => [
      id,
      {
        id,
        name,
        type: cloze === true ? 1 : 0,
        flds: fields.map((field, ord) => ({ name: field, ord })).reverse(),
        tmpls: templates.map(([qfmt, afmt], ord) => ({ name: `Card ${ord + 1}`, ord, qfmt, afmt })),
      },
    ]);
    const decks = decksOf(collection).map(([id, path]) => [
      id,
      { id, name: path.join("::"), desc: collection.description ?? "" },
    ]);
    db.prepare("INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '{}', ?, ?, '{}', '{}')").run(
      JSON.stringify(Object.fromEntries(models)),
      JSON.stringify(Object.fromEntries(decks)),
    );
    insert(db, collection);
  });
}

/** A collection of schema 18, with tables for note types and Anki's own collation. */
export function schema18(collection: TestCollection): Buffer {
  const bytes = database((db) => {
    // SQLite has no "unicase", so the tables are made with a name of the same length and renamed in the bytes.
    db.exec(`${NOTES_AND_CARDS}${COL}
      CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE nocase ,
        mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
      CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
      CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE nocase ,
        config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
      CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
      CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE nocase ,
        mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
      CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE nocase ,
        mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
      CREATE UNIQUE INDEX idx_decks_name ON decks (name);
      CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE nocase , usn integer NOT NULL) without rowid;
      INSERT INTO col VALUES (1, 0, 0, 0, 18, 0, 0, 0, '', '', '', '', '');`);
    for (const { id, name, cloze, fields, templates } of collection.noteTypes) {
      const config = message((pbf) => {
        if (cloze === true) pbf.writeVarintField(1, 1);
        pbf.writeStringField(3, ".card {}");
      });
      db.prepare("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)").run(id, name, config);
      fields.forEach((field, ord) => {
        db.prepare("INSERT INTO fields VALUES (?, ?, ?, x'')").run(id, ord, field);
      });
      templates.forEach(([front, back], ord) => {
        const parts = message((pbf) => {
          pbf.writeStringField(1, front);
          pbf.writeStringField(2, back);
        });
        db.prepare("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)").run(id, ord, `Card ${ord + 1}`, parts);
      });
    }
    for (const [id, path] of decksOf(collection)) {
      const kind = message((pbf) =>
        pbf.writeMessage(
          1,
          (_value: null, normal: PbfWriter) => {
            normal.writeVarintField(1, 1);
            normal.writeStringField(4, collection.description ?? "");
          },
          null,
        ),
      );
      db.prepare("INSERT INTO decks VALUES (?, ?, 0, 0, x'', ?)").run(id, path.join("\u001f"), kind);
    }
    insert(db, collection);
  });
  return Buffer.from(bytes.toString("latin1").replaceAll("COLLATE nocase ", "COLLATE unicase"), "latin1");
}

const decksOf = ({ decks = { 1: ["Default"] } }: TestCollection) =>
  Object.entries(decks).map(([id, path]) => [Number(id), path] as const);

function insert(db: DatabaseSync, { notes, cards }: TestCollection): void {
  const addNote = db.prepare("INSERT INTO notes VALUES (?, ?, ?, 0, -1, ?, ?, '', 0, 0, '')");
  for (const { id, guid, type, tags, fields } of notes) {
    addNote.run(id, guid ?? `guid${id}`, type, tags ?? "", fields.join("\u001f"));
  }
  const addCard = db.prepare(
    "INSERT INTO cards VALUES (?, ?, ?, ?, 0, -1, ?, ?, ?, 0, 0, 0, 0, 0, ?, ?, 0, ?)",
  );
  const all: NonNullable<TestCollection["cards"]> =
    cards ?? notes.map(({ id }, index) => ({ id, note: id, due: index + 1 }));
  for (const { id, note, deck, ord, type, queue, due, odue, odid, data } of all) {
    addCard.run(
      id,
      note,
      deck ?? 1,
      ord ?? 0,
      type ?? 0,
      queue ?? 0,
      due ?? 1,
      odue ?? 0,
      odid ?? 0,
      data ?? "",
    );
  }
}

/** Bytes of a Protocol Buffers message. */
export function message(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

/** The three kinds of package. */
export const KINDS = ["anki2", "anki21", "anki21b"] as const;

/** A package of one of the three kinds. */
export function makePackage(
  kind: (typeof KINDS)[number],
  collection: TestCollection,
  media: Readonly<Record<string, Uint8Array>> = {},
): Buffer {
  const decoy = schema11({
    noteTypes: [BASIC],
    notes: [{ id: 1, type: BASIC.id, fields: ["Please update", "to the latest Anki version"] }],
  });
  const files = Object.entries(media);
  if (kind === "anki21b") {
    const list = message((pbf) => {
      for (const [name, bytes] of files) {
        pbf.writeMessage(
          1,
          (_value: null, entry: PbfWriter) => {
            entry.writeStringField(1, name);
            entry.writeVarintField(2, bytes.length);
          },
          null,
        );
      }
    });
    return zip([
      ["meta", Buffer.from([8, 3])],
      ["collection.anki21b", zstdCompressSync(schema18(collection))],
      ["collection.anki2", decoy],
      ["media", zstdCompressSync(list)],
      ...files.map(([, bytes], index): ZipEntry => [String(index), zstdCompressSync(bytes)]),
    ]);
  }
  const list = Object.fromEntries(files.map(([name], index) => [String(index), name]));
  return zip([
    ...(kind === "anki21"
      ? ([
          ["meta", Buffer.from([8, 2])],
          ["collection.anki2", decoy],
        ] as ZipEntry[])
      : []),
    [`collection.${kind}`, schema11(collection)],
    ["media", Buffer.from(JSON.stringify(list))],
    ...files.map(([, bytes], index): ZipEntry => [String(index), bytes]),
  ]);
}

/** A file of an archive, and what its headers claim of it where that is not true. */
export type ZipEntry = readonly [name: string, data: Uint8Array, lies?: Partial<ZipHeader>];

interface ZipHeader {
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: Uint8Array;
  readonly packedSize: number;
  readonly size: number;
}

/** A zip archive of deflated files, by APPNOTE.TXT 6.3.10; headers say what they are told to. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, data, lies] of entries) {
    const packed = lies?.packed ?? deflateRawSync(data);
    const header = {
      method: 8,
      flags: 0x800,
      crc: crc32(data),
      packedSize: packed.length,
      size: data.length,
      ...lies,
    };
    const bytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(header.flags, 2);
    common.writeUInt16LE(header.method, 4);
    common.writeUInt32LE(header.crc, 10);
    common.writeUInt32LE(header.packedSize, 14);
    common.writeUInt32LE(header.size, 18);
    common.writeUInt16LE(bytes.length, 22);
    local.push(Buffer.from("PK\u0003\u0004"), common, bytes, Buffer.from(packed));
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\u0001\u0002\u0014\u0000"), common, rest, bytes);
    offset += 4 + common.length + bytes.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** A PNG by its first bytes, which is all that is looked at, different for every seed. */
export const png = (seed: number, size = 100) =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(size, seed)]);
