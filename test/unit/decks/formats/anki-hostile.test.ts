import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnkiPackage } from "../../../../src/decks/formats/anki-package.ts";
import { FormatError } from "../../../../src/decks/formats/types.ts";
import {
  BASIC,
  database,
  KINDS,
  makePackage,
  message,
  png,
  schema11,
  schema18,
  type TestCollection,
  type ZipEntry,
  zip,
} from "./anki-package-maker.ts";

const SMALL: TestCollection = {
  noteTypes: [BASIC],
  notes: [1, 2, 3].map((id) => ({ id, type: BASIC.id, fields: [`q${id} <img src=a.png>`, "a"], tags: "t" })),
};

/** "read", or the message of the refusal; any other error fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const deck = await readAnkiPackage(bytes, { name: "x.apkg" });
    return `read ${deck.cards.length}`;
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

const withCollection = (collection: Uint8Array, ...more: ZipEntry[]) =>
  zip([["collection.anki2", collection], ...more]);

describe("a package that is none", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", Buffer.alloc(0), /damaged or was cut off/],
    ["text", Buffer.from("front,back"), /damaged or was cut off/],
    ["another archive", zip([["word/document.xml", Buffer.from("x")]]), /holds no collection.anki2/],
    ["no database", withCollection(Buffer.from("x".repeat(5000))), /no Anki collection/],
    ["an empty database", withCollection(Buffer.alloc(0)), /no Anki collection/],
    [
      "another database",
      withCollection(database((db) => db.exec("CREATE TABLE notes (id)"))),
      /no Anki collection/,
    ],
    ["a newer kind", zip([["meta", Buffer.from([8, 4])]]), /newer kind/],
    [
      "its new collection missing",
      zip([
        ["meta", Buffer.from([8, 3])],
        ["collection.anki2", schema11(SMALL)],
      ]),
      /holds no collection.anki21b/,
    ],
    ["a garbled meta", zip([["meta", Buffer.from([15, 255, 255])]]), /damaged/],
    ["a meta without end", zip([["meta", Buffer.alloc(2000)]]), /"meta" is larger/],
    [
      "a new collection that is not compressed",
      zip([
        ["meta", Buffer.from([8, 3])],
        ["collection.anki21b", schema18(SMALL)],
      ]),
      /is damaged/,
    ],
  ])("is refused: %s", async (_what, bytes, message) => {
    expect(await outcome(bytes)).toMatch(message);
  });
});

describe("a collection that would compute", () => {
  const models = JSON.stringify({
    1001: { name: "B", flds: [{ name: "F" }], tmpls: [{ name: "C", qfmt: "{{F}}", afmt: "{{F}}" }] },
  });
  const COL = `CREATE TABLE col (models, decks); INSERT INTO col VALUES ('${models}', '{}');`;
  const NOTES =
    "CREATE TABLE notes (id, guid, mid, tags, flds); INSERT INTO notes VALUES (1, 'g', 1001, '', 'x');";
  const CARDS =
    "CREATE TABLE cards (id, nid, did, ord, type, due, odue, odid, data); INSERT INTO cards VALUES (1,1,1,0,0,0,0,0,'');";
  const made = (sql: string) => withCollection(database((db) => db.exec(sql)));
  const ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)";

  it("is read where it does not", async () => {
    expect(await outcome(made(COL + NOTES + CARDS))).toBe("read 1");
  });

  it.each<[string, string]>([
    [
      "a view",
      `${COL}${CARDS}CREATE VIEW notes AS ${ENDLESS} SELECT x AS id, x AS guid, 1001 AS mid, '' AS tags, 'x' AS flds FROM r;`,
    ],
    [
      "a view of another case",
      `${COL}${CARDS}CREATE VIEW NOTES AS ${ENDLESS} SELECT x AS id, x AS guid, 1001 AS mid, '' AS tags, 'x' AS flds FROM r;`,
    ],
    ["a virtual table", `${COL}${CARDS}CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, tags, flds);`],
    [
      "a computed column",
      `${COL}${CARDS}CREATE TABLE notes (id, guid, mid, tags, flds AS (hex(zeroblob(400000000))));`,
    ],
    ["a missing column", `${COL}${CARDS}CREATE TABLE notes (id, guid, mid, tags);`],
  ])("is refused: %s", async (_what, sql) => {
    expect(await outcome(made(sql))).toMatch(/no Anki collection/);
  });

  it.each<[string, string, RegExp]>([
    [
      "a value of 20 MiB",
      `${COL}${CARDS}${NOTES}UPDATE notes SET flds = zeroblob(20971520);`,
      /no Anki collection|read 0/,
    ],
    [
      "a note of other types",
      `${COL}${CARDS}${NOTES}UPDATE notes SET flds = x'ff00ff', guid = NULL, tags = 1.5;`,
      /read 1/,
    ],
    [
      "numbers out of range",
      `${COL}${CARDS}${NOTES}UPDATE cards SET id = 9223372036854775807, due = 9e300, ord = -9223372036854775807;`,
      /read 0/,
    ],
    [
      "note types that are no JSON",
      `${COL}${CARDS}${NOTES}UPDATE col SET models = '{';`,
      /note types .* damaged/,
    ],
    [
      "note types of another form",
      `${COL}${CARDS}${NOTES}UPDATE col SET models = '{"1":[]}';`,
      /note types .* damaged/,
    ],
    ["no note types", `${COL}${CARDS}${NOTES}DELETE FROM col;`, /note types .* missing/],
    [
      "a template too large",
      `${COL}${CARDS}${NOTES}UPDATE col SET models = replace(models, '{{F}}', replace(hex(zeroblob(3000)), '0', '{{F}}'));`,
      /template "C" is too large/,
    ],
  ])("is told or passed over: %s", async (_what, sql, message) => {
    expect(await outcome(made(sql))).toMatch(message);
  });
});

describe("a package that is too large", () => {
  it("is refused with how many cards it holds", async () => {
    const collection: TestCollection = {
      noteTypes: [BASIC],
      notes: [{ id: 1, type: BASIC.id, fields: ["q", "a"] }],
      cards: Array.from({ length: 10_001 }, (_, index) => ({ id: index + 1, note: 1 })),
    };
    expect(await outcome(makePackage("anki2", collection))).toMatch(
      /holds 10,001 cards, and 10,000 fit .*split it/,
    );
  });

  it("is refused as soon as it is", async () => {
    const zeros = Buffer.alloc(101 * 1024 * 1024);
    expect(await outcome(withCollection(zeros))).toMatch(/"collection.anki2" is larger than 100 MiB/);
    const packed: ZipEntry[] = [
      ["meta", Buffer.from([8, 3])],
      ["collection.anki21b", zstdCompressSync(zeros)],
    ];
    expect(await outcome(zip(packed))).toMatch(/The collection .* is larger than 100 MiB/);
  });

  it("is refused for its list of media", async () => {
    const list = Buffer.alloc(9 * 1024 * 1024, " ");
    expect(await outcome(withCollection(schema11(SMALL), ["media", list]))).toMatch(
      /"media" is larger than 8 MiB/,
    );
    const packed = makePackage("anki21b", { ...SMALL, notes: [] });
    expect(await outcome(packed)).toBe("read 0");
    const bomb: ZipEntry[] = [
      ["meta", Buffer.from([8, 3])],
      ["collection.anki21b", zstdCompressSync(schema18(SMALL))],
      ["media", zstdCompressSync(list)],
    ];
    expect(await outcome(zip(bomb))).toMatch(/list of media .* too long/);
  });
});

describe("a list of media", () => {
  it.each<[string, Buffer, RegExp]>([
    ["empty", Buffer.alloc(0), /read 3/],
    ["no JSON", Buffer.from("{"), /list of media .* damaged/],
    ["another form", Buffer.from("[]"), /list of media .* damaged/],
    ["other values", Buffer.from('{"0":1,"__proto__":"a.png","../x":"b.png"}'), /read 3/],
    ["a file that is not there", Buffer.from('{"5":"a.png"}'), /read 3/],
  ])("is read or refused: %s", async (_what, list, message) => {
    expect(await outcome(withCollection(schema11(SMALL), ["media", list]))).toMatch(message);
  });

  it("is read or refused in the newest kind, whatever it holds", async () => {
    const start: ZipEntry[] = [
      ["meta", Buffer.from([8, 3])],
      ["collection.anki21b", zstdCompressSync(schema18(SMALL))],
    ];
    const entry = message((pbf) =>
      pbf.writeBytesField(
        1,
        message((inner) => inner.writeStringField(1, "a.png")),
      ),
    );
    expect(
      await outcome(zip([...start, ["media", zstdCompressSync(entry)], ["0", Buffer.from("no zstd")]])),
    ).toMatch(/media file "0" .* damaged/);
    expect(await outcome(zip([...start, ["media", Buffer.from("no zstd")]]))).toMatch(
      /list of media .* damaged/,
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (list) => {
        expect(await outcome(zip([...start, ["media", zstdCompressSync(list)]]))).toMatch(/read 3|damaged/);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a damaged package", () => {
  const packages = KINDS.map((kind) => makePackage(kind, SMALL, { "a.png": png(1) }));

  it("is refused wherever it is cut off", async () => {
    for (const bytes of packages) {
      for (let part = 0; part < 20; part += 1) {
        const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 20));
        expect(await outcome(cut)).toMatch(/damaged or was cut off/);
      }
    }
  });

  it.each<[string, Buffer, (collection: Buffer) => Buffer]>([
    ["schema 11", schema11(SMALL), (collection) => withCollection(collection)],
    [
      "schema 18",
      schema18(SMALL),
      (collection) =>
        zip([
          ["meta", Buffer.from([8, 3])],
          ["collection.anki21b", zstdCompressSync(collection)],
        ]),
    ],
  ])(
    "is read or refused whatever bytes of its collection are changed: %s",
    async (_schema, collection, pack) => {
      const change = fc.record({ at: fc.nat(collection.length - 1), value: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
          const broken = Buffer.from(collection);
          for (const { at, value } of changes) broken[at] = value;
          expect(await outcome(pack(broken))).toMatch(/^read|export|Export/);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("leaves nothing behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flashback-test-"));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      for (const bytes of [
        ...packages,
        withCollection(Buffer.alloc(5000, "x")),
        packages[2]?.subarray(0, 3000),
      ]) {
        expect(await outcome(bytes ?? Buffer.alloc(0))).toMatch(/^read 3|export/);
      }
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(folder, { recursive: true });
    }
  });
});
