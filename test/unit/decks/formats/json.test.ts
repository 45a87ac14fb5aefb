import { describe, expect, it } from "vitest";
import { imageId, imageReference, MOST_IMAGE_BYTES } from "../../../../src/decks/image.ts";
import { read, refusal } from "./samples.ts";

const deck = (more: object = {}, card: object = {}) =>
  JSON.stringify({ flashback: 1, title: "Bones", cards: [{ front: "a", back: "b", ...card }], ...more });

const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(MOST_IMAGE_BYTES)]);
const small = png.subarray(0, 20);
const id = imageId(small) ?? "";

describe("our own JSON", () => {
  it("holds all of a deck, and tags of all its cards", () => {
    const card = { hint: "h", tags: ["x"], accepts: ["c"], source: "s", review: { rating: 3 } };
    expect(read(deck({ description: "D.", tags: ["all"] }, card))).toMatchObject({
      format: "json",
      title: "Bones",
      description: "D.",
      cards: [
        { front: "a", back: "b", hint: "h", tags: ["x", "all"], accepts: ["c"], source: "s", path: [] },
      ],
    });
  });

  it.each([
    ["{", "This is not valid JSON"],
    [
      '{"flashback": 2, "title": "a", "cards": [{"front": "a", "back": "b"}]}',
      "flashback must be 1: this bot reads version 1",
    ],
    ['{"flashback": 1, "title": "a"}', "cards must be a list of cards"],
    ["[]", "the deck must hold the fields flashback, title and cards"],
    [deck({ cards: [] }), "cards is empty; write at least one card"],
    [deck({ cards: [1] }), "card 1 must hold at least front and back"],
    [deck({ colour: "red" }), "the deck has the unknown field colour"],
    [deck({ title: "" }), "title is empty"],
    [deck({}, { front: " " }), "card 1, front is empty"],
    [deck({}, { back: 5 }), "card 1, back must be text"],
    [deck({}, { back: "b".repeat(4001) }), "card 1, back is longer than 4,000 characters"],
    [deck({}, { hint: "\u0000" }), "card 1, hint is empty"],
    [deck({}, { tags: ["a", "B"] }), "card 1, tags 2 must be a lower-case word"],
    [deck({}, { accepts: ["x".repeat(101)] }), "card 1, accepts 1 is longer than 100 characters"],
    [deck({}, { answer: "x" }), "card 1 has the unknown field answer"],
    [deck({ cards: Array.from({ length: 9 }, () => ({ front: "a", back: "" })) }), "and 4 more mistakes"],
    [
      deck({}, { front: imageReference(id, "") }),
      `Card 1 shows the image ${id}, which the file does not hold`,
    ],
  ])("is refused with card and field (%#)", (text, message) => {
    expect(refusal(() => read(text, { format: "json" }))).toContain(message);
  });

  it.each([
    ["of other bytes", png.subarray(0, 30).toString("base64"), "is not what its id says"],
    ["that is no Base64", "????", "is not what its id says"],
    ["that is too large", png.toString("base64"), "is larger than 512 KiB"],
  ])("refuses an image %s", (_, base64, message) => {
    const text = deck({ images: { [id]: base64 } }, { front: imageReference(id, "") });
    expect(refusal(() => read(text))).toContain(message);
  });

  it("replaces lone surrogates, and leaves images out that no card shows", () => {
    const text = deck({ images: { [id]: small.toString("base64") } }, {}).replace('"a"', '"a\\ud800"');
    const again = read(text);
    expect(again.cards[0]?.front).toBe("a\ufffd");
    expect(again.images.size).toBe(0);
    expect(Object.fromEntries(again.leftOut)).toEqual({ "image that no card shows": 1 });
  });

  it("knows no fields but its own by whatever name", () => {
    expect(
      refusal(() =>
        read('{"flashback": 1, "title": "a", "__proto__": {}, "cards": [{"front": "a", "back": "b"}]}'),
      ),
    ).toContain("unknown field");
  });
});
