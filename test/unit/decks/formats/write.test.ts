import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadBuiltinDecks } from "../../../../src/decks/builtin.ts";
import type { Deck } from "../../../../src/decks/deck.ts";
import { toJson } from "../../../../src/decks/formats/json.ts";
import { mathSpans } from "../../../../src/decks/formats/math-spans.ts";
import type { ReadDeck } from "../../../../src/decks/formats/types.ts";
import { type OwnReviews, toAnkiText, toCsv } from "../../../../src/decks/formats/write.ts";
import { imageId, imageReference } from "../../../../src/decks/image.ts";
import { decks, read } from "./samples.ts";

/** What a read deck holds of a deck's cards. */
const cardsOf = (deck: Deck) => deck.cards.map(({ number: _, ...card }) => ({ ...card, path: [] }));

function expectWhole(read: ReadDeck, deck: Deck, format: string) {
  expect(read.cards).toEqual(cardsOf(deck));
  expect(read.skipped).toEqual([]);
  expect(read.leftOut).toEqual(new Map());
  expect(read.format).toBe(format);
}

const OWN: OwnReviews = new Map([
  [
    1,
    {
      rating: 4,
      due: "2026-03-01",
      stability: 12.5,
      difficulty: 5.25,
      reviews: 3,
      lapses: 1,
      reviewedAt: "2026-02-01T10:00:00Z",
    },
  ],
]);

const card = (front: string, more: object = {}) => ({ number: 1, front, back: "b", tags: [], ...more });
const deckOf = (...cards: Deck["cards"]): Deck => ({
  id: "d",
  title: "Bones",
  description: "Of the hand.",
  cards,
});

describe("a deck that was exported and is read again", () => {
  it("is the same from CSV", () => {
    fc.assert(
      fc.property(decks, (deck) => {
        expectWhole(read(toCsv(deck)), deck, "csv");
      }),
    );
  });

  it("is the same from CSV with the learner's own ratings", () => {
    fc.assert(
      fc.property(decks, (deck) => {
        expectWhole(read(toCsv(deck, OWN)), deck, "csv");
      }),
    );
  });

  it("is the same from JSON", () => {
    fc.assert(
      fc.property(decks, (deck) => {
        const again = read(toJson(deck, new Map(), OWN));
        expectWhole(again, deck, "json");
        expect(again.title).toBe(deck.title);
      }),
    );
  });

  it("is the same from Anki text, formulas between dollars", () => {
    // What is between \( and \) comes back between dollars.
    const spelledOtherwise = (text: string) => mathSpans(text).some(({ open }) => open.startsWith("\\"));
    fc.assert(
      fc.property(decks, (deck) => {
        fc.pre(!deck.cards.some(({ front, back, hint = "" }) => [front, back, hint].some(spelledOtherwise)));
        expectWhole(read(toAnkiText(deck)), deck, "anki-text");
      }),
    );
  });

  it("holds for the decks that ship with the bot", () => {
    for (const deck of loadBuiltinDecks()) {
      expectWhole(read(toCsv(deck, OWN)), deck, "csv");
      expectWhole(read(toAnkiText(deck)), deck, "anki-text");
      expectWhole(read(toJson(deck, new Map())), deck, "json");
      expect(read(toAnkiText(deck)).title).toBe(deck.title);
      expect(read(toJson(deck, new Map()))).toMatchObject({
        title: deck.title,
        description: deck.description,
      });
    }
  });
});

describe("CSV", () => {
  it("has a byte order mark, a header and no cell that a spreadsheet would calculate", () => {
    const deck = deckOf(
      card("=1+1", { back: "-2", hint: "@x", tags: ["a", "b"], accepts: ["+1", "a;b"], source: "g:0" }),
    );
    expect(toCsv(deck)).toBe(
      "\ufefffront,back,hint,tags,accepts,source\n'=1+1,'-2,'@x,a b,'+1 | a\\;b,g:0\n",
    );
  });

  it("has own ratings in columns of their own, empty for a card that was never reviewed", () => {
    const lines = toCsv(deckOf(card("a"), { ...card("c"), number: 2 }), OWN).split("\n");
    expect(lines).toEqual([
      "\ufefffront,back,hint,tags,accepts,source,my_rating,my_due,my_stability,my_difficulty,my_reviews,my_lapses,my_reviewed_at",
      "a,b,,,,,4,2026-03-01,12.5,5.25,3,1,2026-02-01T10:00:00Z",
      "c,b,,,,,,,,,,,",
      "",
    ]);
  });

  it("has the alt text of images, which no link can come of", () => {
    const image = imageReference("0123456789abcdef01234567.png", "a [cat]");
    expect(toCsv(deckOf(card(`${image}(x)`)))).toContain("[a [cat]] (x),b");
  });
});

describe("Anki text", () => {
  it("has the header lines that Anki wants, separator first, and formulas between Anki's delimiters", () => {
    const deck = deckOf(
      card("$x$ **and** $$y$$ for $5", { back: "two\nlines", tags: ["hand", "bone"], source: "g}#:0" }),
    );
    expect(toAnkiText({ ...deck, title: "A::B" })).toBe(
      [
        "#separator:tab",
        "#html:false",
        "#notetype:Basic",
        "#deck:A:B",
        "#columns:GUID\tFront\tBack\tTags",
        "#guid column:1",
        "#tags column:4",
        'g}#\t\\(x\\) **and** \\[y\\] for $5\t"two\nlines"\thand bone',
        "",
      ].join("\n"),
    );
  });

  it("quotes a guid that would make its row a comment", () => {
    expect(toAnkiText(deckOf(card("a", { source: "#g:0" })))).toContain('\n"#g"\ta\tb\t\n');
  });

  it("has columns for hint, accepted answers and source only where a card needs them", () => {
    const text = toAnkiText(deckOf(card("a", { hint: "h", source: "own" })));
    expect(text).toContain("#columns:GUID\tFront\tBack\tTags\tHint\tSource\n");
    expect(text).toContain("own\ta\tb\t\th\town\n");
  });
});

describe("JSON", () => {
  const png = Buffer.from("89504e470d0a1a0a00", "hex");
  const id = imageId(png) ?? "";

  it("brings images along, but none that no card shows", () => {
    const deck = deckOf(card(`see ${imageReference(id, "a cat")}`));
    const other = Buffer.from("GIF89a");
    const json = toJson(
      deck,
      new Map([
        [id, png],
        [imageId(other) ?? "", other],
      ]),
    );
    expect(Object.keys(JSON.parse(json).images)).toEqual([id]);
    const again = read(json);
    expect(again.cards).toEqual(cardsOf(deck));
    expect(again.images).toEqual(new Map([[id, new Uint8Array(png)]]));
  });

  it("has the alt text of an image that is not there, so that it can be read", () => {
    expect(read(toJson(deckOf(card(`see ${imageReference(id, "a cat")}`)), new Map())).cards[0]?.front).toBe(
      "see [a cat]",
    );
  });

  it("has own ratings as the review of a card", () => {
    expect(JSON.parse(toJson(deckOf(card("a")), new Map(), OWN)).cards[0].review).toEqual(OWN.get(1));
  });
});
