import { describe, expect, it } from "vitest";
import { cardByNumber, parseDeck } from "../../../src/decks/deck.ts";

const GOOD = `
id: capitals-2
title: Capitals
description: Capitals of the world.
cards:
  - number: 7
    front: "  Capital of France?\\n"
    back: Paris
    hint: On the Seine.
    tags: [europe, two-words, français]
  - number: 2
    front: Capital of Japan?
    back: Tokyo
`;

/** A deck file with one card, parts of which are replaced. */
function file(change: { deck?: object; card?: object } = {}): string {
  const card = { number: 3, front: "f", back: "b", ...change.card };
  return JSON.stringify({ id: "x", title: "X", description: "d", cards: [card], ...change.deck });
}

const cards = (...list: object[]) =>
  file({ deck: { cards: list.map((card) => ({ front: "f", back: "b", ...card })) } });

describe("parseDeck", () => {
  it("reads a deck, trims its text and keeps the order of the cards", () => {
    expect(parseDeck(GOOD, "capitals.yaml")).toEqual({
      id: "capitals-2",
      title: "Capitals",
      description: "Capitals of the world.",
      cards: [
        {
          number: 7,
          front: "Capital of France?",
          back: "Paris",
          hint: "On the Seine.",
          tags: ["europe", "two-words", "français"],
        },
        { number: 2, front: "Capital of Japan?", back: "Tokyo", tags: [] },
      ],
    });
  });

  it("accepts text up to its limit", () => {
    const deck = parseDeck(
      file({ card: { front: "f".repeat(4000), back: "b".repeat(4000), hint: "h".repeat(1000) } }),
      "s",
    );
    expect(deck.cards[0]?.hint).toHaveLength(1000);
  });

  it.each([
    [
      "an id with capitals",
      file({ deck: { id: "Losses" } }),
      "s.yaml: id must be 1 to 32 of a-z, 0-9 and -; correct it",
    ],
    [
      "an id too long",
      file({ deck: { id: "a".repeat(33) } }),
      "s.yaml: id must be 1 to 32 of a-z, 0-9 and -",
    ],
    ["no id", file({ deck: { id: undefined } }), "s.yaml: id must be text"],
    ["a blank title", file({ deck: { title: "  " } }), "s.yaml: title is empty; write something"],
    [
      "a title too long",
      file({ deck: { title: "t".repeat(101) } }),
      "s.yaml: title is longer than 100 characters",
    ],
    [
      "a description too long",
      file({ deck: { description: "t".repeat(301) } }),
      "s.yaml: description is longer than 300",
    ],
    ["no cards", file({ deck: { cards: [] } }), "s.yaml: cards is empty; write at least one card"],
    ["cards that are no list", file({ deck: { cards: "a" } }), "s.yaml: cards must be a list of cards"],
    [
      "an unknown field",
      file({ deck: { tilte: "X" } }),
      "s.yaml: the deck has the unknown field tilte; remove or rename it",
    ],
    ["an empty file", "", "s.yaml: the deck must hold the fields id, title, description and cards"],
    ["a list", "[1]", "s.yaml: the deck must hold the fields"],
    ["no front", file({ card: { front: undefined } }), "s.yaml: card 3, front must be text"],
    ["an empty front", file({ card: { front: "" } }), "s.yaml: card 3, front is empty"],
    [
      "a front too long",
      file({ card: { front: "f".repeat(4001) } }),
      "s.yaml: card 3, front is longer than 4,000 characters; shorten it",
    ],
    [
      "a back too long",
      file({ card: { back: "f".repeat(4001) } }),
      "s.yaml: card 3, back is longer than 4,000",
    ],
    [
      "a back that is a number",
      file({ card: { back: 42 } }),
      "s.yaml: card 3, back must be text; put quotes around it",
    ],
    [
      "an empty hint",
      file({ card: { hint: "" } }),
      "s.yaml: card 3, hint is empty; write something, or remove the field",
    ],
    [
      "a hint too long",
      file({ card: { hint: "h".repeat(1001) } }),
      "s.yaml: card 3, hint is longer than 1,000",
    ],
    ["tags that are no list", file({ card: { tags: "a" } }), "s.yaml: card 3, tags must be a list of words"],
    [
      "a tag with capitals",
      file({ card: { tags: ["ok", "Not Ok"] } }),
      "s.yaml: card 3, tags 2 must be a lower-case word",
    ],
    [
      "a misspelt field",
      file({ card: { hnit: "h" } }),
      "s.yaml: card 3 has the unknown field hnit; remove or rename it",
    ],
    [
      "a number of 0",
      cards({ number: 1 }, { number: 0 }),
      "s.yaml: card at position 2, number must be a whole number from 1 up",
    ],
    [
      "a fraction",
      cards({ number: 1.5 }),
      "s.yaml: card at position 1, number must be a whole number from 1 up",
    ],
    [
      "no number",
      cards({ number: 1 }, {}),
      "s.yaml: card at position 2, number must be a whole number from 1 up; give",
    ],
    [
      "a number twice",
      cards({ number: 4 }, { number: 5 }, { number: 4 }),
      "s.yaml: card 4, number 4 is already taken; choose one that no card",
    ],
    ["bad YAML", "cards: [", "s.yaml: this is not valid YAML; correct it and try again."],
  ])("refuses %s", (_, yaml, message) => {
    expect(() => parseDeck(yaml, "s.yaml")).toThrow(message);
  });

  it("names every mistake, one a line", () => {
    const yaml = cards({ number: 1, front: "" }, { number: 2, back: "" });
    expect(() => parseDeck(yaml, "s")).toThrow(/^s: card 1, front is empty.*\ns: card 2, back is empty.*$/);
  });
});

describe("cardByNumber", () => {
  const deck = parseDeck(GOOD, "s");

  it("finds a card by its number, whatever its position", () => {
    expect(cardByNumber(deck, 7)?.back).toBe("Paris");
    expect(cardByNumber(deck, 2)?.back).toBe("Tokyo");
  });

  it("has nothing for other numbers, nor for those of another deck", () => {
    expect(cardByNumber(deck, 1)).toBeUndefined();
    expect(cardByNumber(parseDeck(file(), "s"), 7)).toBeUndefined();
  });
});
