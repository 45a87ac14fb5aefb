import { describe, expect, it } from "vitest";
import { readAnkiPackage } from "../../../../src/decks/formats/anki-package.ts";
import { imageId } from "../../../../src/decks/image.ts";
import {
  BASIC,
  KINDS,
  makePackage,
  png,
  type TestCollection,
  type TestNoteType,
} from "./anki-package-maker.ts";

const CLOZE: TestNoteType = {
  id: 1002,
  name: "Cloze",
  cloze: true,
  fields: ["Text", "Back Extra"],
  templates: [["{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"]],
};
const REVERSED: TestNoteType = {
  id: 1003,
  name: "Basic (optional reversed card)",
  fields: ["Front", "Back", "Add Reverse"],
  templates: [
    ["{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"],
    ["{{#Add Reverse}}{{Back}}{{/Add Reverse}}", "{{FrontSide}}<hr id=answer>{{Front}}"],
  ],
};
const TYPING: TestNoteType = {
  id: 1004,
  name: "Basic (type in the answer)",
  fields: ["Front", "Back"],
  templates: [["{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"]],
};

const read = (
  collection: TestCollection,
  media: Record<string, Uint8Array> = {},
  kind: (typeof KINDS)[number] = "anki2",
) => readAnkiPackage(makePackage(kind, collection, media), { name: "deck.apkg" });

describe.each(KINDS)("a package with collection.%s", (kind) => {
  it("is read", async () => {
    const collection: TestCollection = {
      noteTypes: [BASIC, CLOZE],
      decks: { 1: ["Default"], 6: ["Top"], 7: ["Top", "Sub", "Leaf"], 8: ["Top", "Other"] },
      description: "A <b>deck</b>.",
      notes: [
        {
          id: 10,
          guid: "abc",
          type: BASIC.id,
          fields: ['<b>x</b>? <img src="a%20b.png">', "y [sound:z.mp3]"],
          tags: " Foo::Bar baz ",
        },
        {
          id: 11,
          guid: "d:e",
          type: CLOZE.id,
          fields: ["The {{c1::cat::animal}} is {{c2::\\(x^2\\)}}", "more"],
        },
      ],
      cards: [
        { id: 1, note: 10, deck: 7, due: 3 },
        { id: 2, note: 11, ord: 0, deck: 8, due: 1 },
        { id: 3, note: 11, ord: 1, deck: 7, due: 2, queue: -1 },
      ],
    };
    const picture = png(1);
    const deck = await read(collection, { "a b.png": picture, "unused.png": png(2) }, kind);
    const id = imageId(picture) ?? "";
    expect(deck).toEqual({
      format: "anki-package",
      detail: kind === "anki21b" ? "Anki package" : "Anki package for older Anki versions",
      title: "Top",
      description: "A **deck**.",
      cards: [
        {
          front: "The **[animal]** is \\(x^2\\)",
          back: "The **cat** is \\(x^2\\)\nmore",
          tags: [],
          source: "d:e:0",
          path: ["Other"],
        },
        {
          front: "The cat is **[...]**",
          back: "The cat is **\\(x^2\\)**\nmore",
          tags: [],
          source: "d:e:1",
          path: ["Sub", "Leaf"],
        },
        {
          front: `**x**? ![](image:${id})`,
          back: "y",
          tags: ["foo-bar", "baz"],
          source: "abc:0",
          path: ["Sub", "Leaf"],
        },
      ],
      skipped: [],
      images: new Map([[id, Uint8Array.from(picture)]]),
      leftOut: new Map([["sound", 1]]),
    });
  });
});

describe("the cards of a note", () => {
  it("are those that the collection has", async () => {
    const deck = await read({
      noteTypes: [REVERSED],
      notes: [
        { id: 1, type: REVERSED.id, fields: ["a", "b", "y"] },
        { id: 2, type: REVERSED.id, fields: ["c", "d", ""] },
      ],
      cards: [
        { id: 1, note: 1, ord: 0 },
        { id: 2, note: 1, ord: 1 },
        { id: 3, note: 2, ord: 0 },
      ],
    });
    expect(deck.cards.map(({ front, back, source }) => [front, back, source])).toEqual([
      ["a", "b", "guid1:0"],
      ["b", "a", "guid1:1"],
      ["c", "d", "guid2:0"],
    ]);
    expect(deck.title).toBeUndefined();
    expect(deck.cards.map(({ path }) => path)).toEqual([[], [], []]);
  });

  it("take what is typed in as an answer that counts, where the back reads otherwise", async () => {
    const deck = await read({
      noteTypes: [TYPING],
      notes: [
        { id: 1, type: TYPING.id, fields: ["a", "plain"] },
        { id: 2, type: TYPING.id, fields: ["b", "<b>x*y</b>"] },
      ],
    });
    expect(deck.cards).toMatchObject([
      { front: "a", back: "plain" },
      { front: "b", back: "**x\\*y**", accepts: ["x*y"] },
    ]);
    expect(deck.cards[0]).not.toHaveProperty("accepts");
  });

  it("come in the order in which Anki introduces them", async () => {
    const notes = [1, 2, 3, 4, 5].map((id) => ({ id, type: BASIC.id, fields: [`q${id}`, "a"] }));
    const deck = await read({
      noteTypes: [BASIC],
      notes,
      cards: [
        { id: 11, note: 1, due: 9 },
        { id: 12, note: 2, type: 2, due: 500, data: '{"pos":4}' },
        { id: 13, note: 3, type: 2, due: 400 },
        { id: 14, note: 4, odid: 1, odue: 2, due: -100, deck: 99 },
        { id: 15, note: 5, due: 9 },
      ],
    });
    expect(deck.cards.map(({ front }) => front)).toEqual(["q3", "q4", "q2", "q1", "q5"]);
  });

  it("have a path from the top where they lie in several decks", async () => {
    const deck = await read({
      noteTypes: [BASIC],
      decks: { 1: ["Default"], 2: ["A", "B"], 3: ["C"] },
      notes: [1, 2].map((id) => ({ id, type: BASIC.id, fields: ["q", "a"] })),
      cards: [
        { id: 1, note: 1, deck: 2 },
        { id: 2, note: 2, deck: 3 },
      ],
    });
    expect(deck.title).toBeUndefined();
    expect(deck.cards.map(({ path }) => path)).toEqual([["A", "B"], ["C"]]);
  });
});

describe("what does not become a card", () => {
  it("is told with the note", async () => {
    const deck = await read({
      noteTypes: [BASIC, CLOZE],
      notes: [
        { id: 1, type: BASIC.id, fields: ["<br>", "a"] },
        { id: 2, type: BASIC.id, fields: ["q", ""] },
        { id: 3, type: CLOZE.id, fields: ["{{c1::x}}", ""] },
        { id: 4, type: 77, fields: ["q", "a"] },
        { id: 5, type: BASIC.id, fields: ["x".repeat(300_000), "a"] },
        { id: 6, type: BASIC.id, fields: ["x".repeat(4001), "a"] },
        { id: 7, type: BASIC.id, fields: ["q", "a"] },
      ],
      cards: [
        ...[1, 2, 4, 5, 6].map((note) => ({ id: note, note })),
        { id: 3, note: 3, ord: 1 },
        { id: 7, note: 7, ord: 3 },
        { id: 8, note: 8 },
      ],
    });
    expect(deck.cards).toEqual([]);
    expect(deck.skipped).toEqual([
      { where: "note 1", why: "the question is empty" },
      { where: "note 2", why: "the answer is empty" },
      { where: "note 3", why: "it has no deletion {{c2::…}}, or is too long for a card" },
      { where: "note 4", why: "its note type is missing" },
      { where: "note 5", why: "its text is too long for a card" },
      { where: "note 6", why: "the question is 4,001 characters long; at most 4,000 fit on a card" },
      { where: "note 7", why: 'its note type "Basic" has no card 4' },
    ]);
    expect(deck.leftOut).toEqual(new Map([["card without a note", 1]]));
  });

  it("is counted", async () => {
    const media = {
      "big.png": png(1, 600_000),
      "vector.svg": Buffer.from("<svg/>"),
      "same.png": png(3),
      "twin.png": png(3),
      ...Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`${i}.png`, png(100 + i, 500_000)])),
    };
    const many = Array.from({ length: 18 }, (_, i) => `<img src="${i}.png">`).join("");
    const collection: TestCollection = {
      noteTypes: [BASIC, CLOZE],
      notes: [
        {
          id: 1,
          type: BASIC.id,
          fields: [
            '<img src="same.png"><img src=twin.png><img src="big.png"><img src="gone.png">',
            "a[sound:a.mp3][sound:b.mp4][sound:c.wav]",
          ],
        },
        {
          id: 2,
          type: BASIC.id,
          fields: ['<img src="vector.svg" alt="a graph"><img src="https://e.com/x.png">', "a"],
        },
        { id: 3, type: CLOZE.id, fields: ["{{c1::image-occlusion:rect:left=.1}}", '<img src="other.png">'] },
        { id: 4, type: BASIC.id, fields: [many, "a"] },
      ],
    };
    for (const kind of KINDS) {
      const deck = await read(collection, media, kind);
      const id = imageId(png(3));
      expect(deck.cards[1]?.front).toBe("[a graph][x.png]");
      expect(deck.cards[0]?.front).toBe(`![](image:${id})![](image:${id})[big.png][gone.png]`);
      expect(deck.skipped).toEqual([]);
      expect(deck.images.size).toBe(17);
      expect(Object.fromEntries(deck.leftOut)).toEqual({
        "image too large": 1,
        "image of another kind": 1,
        "image on the web": 1,
        "missing image": 1,
        "image beyond 8 MiB in all": 2,
        sound: 2,
        video: 1,
        "image occlusion": 1,
      });
    }
  });
});
