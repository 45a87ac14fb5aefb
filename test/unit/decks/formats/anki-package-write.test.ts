import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card, Deck } from "../../../../src/decks/deck.ts";
import { readAnkiPackage } from "../../../../src/decks/formats/anki-package.ts";
import { writeAnkiPackage } from "../../../../src/decks/formats/anki-package-write.ts";
import { cleanText } from "../../../../src/decks/formats/clean.ts";
import { readArchive } from "../../../../src/decks/formats/zip.ts";
import { imageId, imageReference } from "../../../../src/decks/image.ts";
import { png, zip } from "./anki-package-maker.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const NAME = { name: "x.apkg" };

const PICTURE = png(7);
const PICTURE_ID = imageId(PICTURE) ?? "";
const IMAGES = new Map([[PICTURE_ID, Uint8Array.from(PICTURE)]]);

const DECK: Deck = {
  id: "bones",
  title: "Bones",
  description: "Of the <hand>.",
  cards: [
    {
      number: 1,
      front: "What is **this**? $x^2$",
      back: imageReference(PICTURE_ID, "a bone"),
      tags: ["hand", "left"],
      hint: "_think_",
    },
    { number: 5, front: "Second", back: "a\n\n- b", tags: [], accepts: ["b & c", "<d>"], source: "guid:0" },
  ],
};

/** Opens a collection; what is changed in it goes into the package that comes out. */
async function inside<T>(
  bytes: Uint8Array,
  work: (db: DatabaseSync) => T,
): Promise<{ result: T; changed: Buffer }> {
  const archive = await readArchive(bytes, { entries: 100, bytes: 1e8 });
  const folder = mkdtempSync(join(tmpdir(), "flashback-test-"));
  const path = join(folder, "c.db");
  try {
    writeFileSync(path, (await archive.read("collection.anki2", 1e8)) ?? "");
    const db = new DatabaseSync(path);
    const result = work(db);
    const collection = Buffer.from(db.serialize());
    db.close();
    const media = (await archive.read("media", 1e6)) ?? Buffer.alloc(0);
    return {
      result,
      changed: zip([
        ["collection.anki2", collection],
        ["media", media],
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a written Anki package", () => {
  it("has the files of Anki's oldest kind", async () => {
    const archive = await readArchive(await writeAnkiPackage(DECK, IMAGES, { now: NOW }), {
      entries: 9,
      bytes: 1e7,
    });
    expect([...archive.names]).toEqual(["collection.anki2", "0", "media"]);
    expect(JSON.parse(String(await archive.read("media", 1000)))).toEqual({ 0: PICTURE_ID });
    expect(await archive.read("0", 1000)).toEqual(PICTURE);
  });

  it("has the tables and settings that Anki reads", async () => {
    const { result } = await inside(await writeAnkiPackage(DECK, IMAGES, { now: NOW }), (db) => ({
      check: db.prepare("PRAGMA integrity_check").get(),
      names: db
        .prepare("SELECT name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .all()
        .map(({ name }) => name),
      col: { ...db.prepare("SELECT * FROM col").get() },
      notes: db.prepare("SELECT * FROM notes ORDER BY id").all(),
      cards: db.prepare("SELECT * FROM cards ORDER BY id").all(),
    }));
    const { check, names, col, notes, cards } = result;
    expect(check).toEqual({ integrity_check: "ok" });
    expect(names).toEqual([
      "cards",
      "col",
      "graves",
      "ix_cards_nid",
      "ix_cards_sched",
      "ix_cards_usn",
      "ix_notes_csum",
      "ix_notes_usn",
      "ix_revlog_cid",
      "ix_revlog_usn",
      "notes",
      "revlog",
    ]);
    expect(col).toMatchObject({
      id: 1,
      ver: 11,
      mod: NOW,
      scm: NOW,
      crt: Date.UTC(2026, 0, 2) / 1000,
      tags: "{}",
    });
    const json = (value: unknown) => JSON.parse(String(value));
    const [model] = Object.values<Record<string, unknown>>(json(col.models));
    expect(model).toMatchObject({ name: "Flashback", type: 0, sortf: 0, req: [[0, "any", [0]]] });
    expect(Object.keys(json(col.decks))).toEqual(["1", String(cards[0]?.did)]);
    expect(json(col.decks)[String(cards[0]?.did)]).toMatchObject({
      name: "Bones",
      desc: "Of the &lt;hand&gt;.",
      conf: 1,
      dyn: 0,
    });
    expect(json(col.conf)).toMatchObject({ curDeck: cards[0]?.did, curModel: model?.id, nextPos: 3 });
    expect(json(col.dconf)).toHaveProperty("1.new.perDay");

    expect(notes.map(({ guid }) => guid)).toEqual(["flashback:bones:1", "guid:0"]);
    expect(notes.map(({ tags }) => tags)).toEqual([" hand left ", ""]);
    expect(notes.map(({ sfld }) => sfld)).toEqual(["What is this? \\(x^2\\)", "Second"]);
    expect(notes[1]?.csum).toBe(
      Number.parseInt(createHash("sha1").update("Second").digest("hex").slice(0, 8), 16),
    );
    expect(notes.every(({ mid }) => mid === model?.id)).toBe(true);
    expect(String(notes[0]?.flds).split("\u001f").slice(0, 5)).toEqual([
      "What is <b>this</b>? \\(x^2\\)",
      `<img src="${PICTURE_ID}" alt="a bone">`,
      "<i>think</i>",
      "",
      "1",
    ]);
    expect(cards.map(({ id, nid, ord, type, queue, due }) => [id, nid, ord, type, queue, due])).toEqual([
      [NOW, NOW, 0, 0, 0, 1],
      [NOW + 1, NOW + 1, 0, 0, 0, 2],
    ]);
  });

  it("is the same whenever it is written, but for its times", async () => {
    const ids = async (now: number) => {
      const { result } = await inside(await writeAnkiPackage(DECK, IMAGES, { now }), (db) =>
        db.prepare("SELECT guid, mid, did FROM notes JOIN cards ON nid = notes.id").all(),
      );
      return result;
    };
    expect(await ids(NOW)).toEqual(await ids(NOW + 1e9));
  });

  it("has the learner's own state of cards where it is given", async () => {
    const review = { due: "2026-01-10", stability: 8.25, difficulty: 5.5, reviews: 3, lapses: 1 };
    const own = new Map([
      [1, { ...review, rating: 4, reviewedAt: "2026-01-01T12:00:00.000Z" }],
      [5, { ...review, rating: 2, reviewedAt: "2026-01-01T12:00:00.000Z", due: "2026-01-02", reviews: 1 }],
    ]);
    const written = await writeAnkiPackage(DECK, IMAGES, { now: NOW, own });
    const { result } = await inside(written, (db) => ({
      crt: db.prepare("SELECT crt FROM col").get()?.crt,
      cards: db.prepare("SELECT type, queue, due, ivl, reps, lapses, data FROM cards ORDER BY id").all(),
      revlog: db.prepare("SELECT id, cid, ease, ivl, type FROM revlog ORDER BY id").all(),
    }));
    expect(result.crt).toBe(Date.UTC(2026, 0, 1) / 1000);
    expect(result.cards.map((row) => ({ ...row }))).toEqual([
      { type: 2, queue: 2, due: 9, ivl: 9, reps: 3, lapses: 1, data: '{"pos":1,"s":8.25,"d":5.5}' },
      { type: 2, queue: 2, due: 1, ivl: 1, reps: 1, lapses: 1, data: '{"pos":2,"s":8.25,"d":5.5}' },
    ]);
    const time = Date.UTC(2026, 0, 1, 12);
    expect(result.revlog.map((row) => ({ ...row }))).toEqual([
      { id: time, cid: NOW, ease: 3, ivl: 9, type: 1 },
      { id: time + 1, cid: NOW + 1, ease: 1, ivl: 1, type: 0 },
    ]);
    const { cards } = await readAnkiPackage(written, NAME);
    expect(cards.map(({ front }) => front)).toEqual(DECK.cards.map(({ front }) => front));
  });

  it("gives back what was edited in Anki, and the Markdown of the rest", async () => {
    const { changed } = await inside(await writeAnkiPackage(DECK, IMAGES, { now: NOW }), (db) => {
      db.exec("UPDATE notes SET flds = replace(flds, 'Second', '<b>2nd</b> * edited')");
      db.exec("UPDATE notes SET flds = replace(flds, '&lt;d&gt;', 'e<br>f')");
    });
    const { cards } = await readAnkiPackage(changed, NAME);
    expect(cards[0]?.front).toBe(DECK.cards[0]?.front);
    expect(cards[1]).toEqual({
      front: "**2nd** \\* edited",
      back: "a\n\n- b",
      tags: [],
      accepts: ["b & c", "e", "f"],
      source: "guid:0",
      path: [],
    });
  });

  it("gives back cards whose Markdown was taken out", async () => {
    const { changed } = await inside(await writeAnkiPackage(DECK, IMAGES, { now: NOW }), (db) => {
      db.exec("UPDATE notes SET flds = substr(flds, 1, instr(flds, '{\"front') - 1)");
    });
    const { cards } = await readAnkiPackage(changed, NAME);
    expect(cards[0]).toMatchObject({ front: "What is **this**? \\(x^2\\)", hint: "*think*" });
    expect(cards[1]).toMatchObject({ back: "a\n- b", accepts: ["b & c", "<d>"] });
  });

  it("gives back the same deck, with its pictures", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(card, { minLength: 1, maxLength: 8 }), title, async (contents, name) => {
        const cards: Card[] = contents.map((content, index) => ({ ...content, number: index * 3 + 1 }));
        const written = await writeAnkiPackage(
          { id: "d", title: name, description: "About it.", cards },
          IMAGES,
          { now: NOW },
        );
        const read = await readAnkiPackage(written, NAME);
        expect(read.skipped).toEqual([]);
        expect(Object.fromEntries(read.leftOut)).toEqual({});
        expect(read.title).toBe(name);
        expect(read.description).toBe("About it.");
        expect(read.cards).toEqual(
          cards.map(({ number, ...rest }) => ({
            ...rest,
            path: [],
            source: rest.source ?? `flashback:d:${number}`,
          })),
        );
        const shown = cards.some(({ front }) => front.includes(PICTURE_ID));
        if (shown) expect(read.images).toEqual(IMAGES);
      }),
      { numRuns: 100 },
    );
  });
});

const side = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: "binary", maxLength }),
      fc.string({
        unit: fc.constantFrom(..."a*_~|`$\\()[]<>&\"'\n \u001f:{}", "c1::", "**", "[sound:x]"),
        maxLength,
      }),
    )
    .map((text) => `x${cleanText(text)}`);
const title = fc.constantFrom("T", "A title: of `*`", "Ünïcode 漢字");
const word = fc.constantFrom("a", "word", "größe-2", "漢字");
const card = fc.record(
  {
    front: fc.oneof(
      side(60),
      side(20).map((text) => `${imageReference(PICTURE_ID, "alt")} ${text}`),
    ),
    back: side(60),
    hint: side(20),
    tags: fc.uniqueArray(word),
    accepts: fc.uniqueArray(
      side(10).map((text) => text.replace(/\s+/g, " ")),
      { minLength: 1, maxLength: 5 },
    ),
    source: fc.uuid(),
  },
  { requiredKeys: ["front", "back", "tags"] },
);
