import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "../../../src/decks/deck.ts";
import type { ImportedCard } from "../../../src/decks/formats/types.ts";
import { createMerge, type Placed, tagsWithPath } from "../../../src/library/merge.ts";

const imported = (front: string, back: string, more: Partial<ImportedCard> = {}): ImportedCard => ({
  front,
  back,
  tags: [],
  path: [],
  ...more,
});
const card = (number: number, front: string, back: string, more: Partial<Card> = {}): Card => ({
  number,
  front,
  back,
  tags: [],
  ...more,
});

/** The deck and its next number after a file was imported, with what became of each of the file's cards. */
function merged(
  cards: readonly Card[],
  next: number,
  file: readonly ImportedCard[],
  how: "tags" | "decks" = "tags",
) {
  const merge = createMerge(cards, next);
  const placed = file.map((one) => merge.place(one, how));
  const after = new Map(cards.map((one) => [one.number, one]));
  for (const one of placed) after.set(one.card.number, one.card);
  return { placed, cards: [...after.values()].sort((a, b) => a.number - b.number), next: merge.next() };
}
const told = (placed: readonly Placed[]) => placed.map(({ card: { number }, outcome }) => [number, outcome]);

describe("an import", () => {
  test("into an empty deck numbers the cards in their order", () => {
    const { placed, next } = merged([], 5, [imported("a", "1"), imported("b", "2")]);
    expect(told(placed)).toEqual([
      [5, "added"],
      [6, "added"],
    ]);
    expect(next).toBe(7);
    expect(placed[0]?.card).toEqual(card(5, "a", "1"));
  });

  test("finds a card by what the file calls it, also where its front changed", () => {
    const deck = [card(1, "a", "1", { source: "x" }), card(2, "b", "2", { source: "y" })];
    const { placed, next } = merged(deck, 3, [
      imported("b2", "2", { source: "y" }),
      imported("a", "1", { source: "x" }),
    ]);
    expect(told(placed)).toEqual([
      [2, "updated"],
      [1, "unchanged"],
    ]);
    expect(next).toBe(3);
  });

  test("finds a card by its front where one of both has no name", () => {
    const deck = [card(1, "a", "1"), card(2, "b", "2", { source: "y" })];
    const { placed } = merged(deck, 3, [imported("a", "new", { source: "x" }), imported("b", "2")]);
    expect(told(placed)).toEqual([
      [1, "updated"],
      [2, "unchanged"],
    ]);
    // It takes the name, and keeps the one it has.
    expect(placed.map(({ card: { source } }) => source)).toEqual(["x", "y"]);
  });

  test("takes cards of two names for two, though they ask the same", () => {
    const { placed } = merged([card(1, "a", "1", { source: "x" })], 2, [imported("a", "1", { source: "z" })]);
    expect(told(placed)).toEqual([[2, "added"]]);
  });

  test("takes each card once: doubles of a file are cards of their own, again and again the same", () => {
    const file = [imported("a", "1"), imported("a", "2"), imported("a", "1")];
    const first = merged([], 1, file);
    expect(told(first.placed)).toEqual([
      [1, "added"],
      [2, "added"],
      [3, "added"],
    ]);
    const second = merged(first.cards, first.next, file);
    expect(told(second.placed)).toEqual([
      [1, "unchanged"],
      [2, "unchanged"],
      [3, "unchanged"],
    ]);
  });

  test.each<[string, Partial<ImportedCard>]>([
    ["a hint", { hint: "h" }],
    ["tags", { tags: ["t"] }],
    ["accepted answers", { accepts: ["z"] }],
    ["a name", { source: "s" }],
  ])("changes a card that got %s, and one that lost it", (_, more) => {
    const with_ = merged([card(1, "a", "1")], 2, [imported("a", "1", more)]);
    expect(told(with_.placed)).toEqual([[1, "updated"]]);
    expect(with_.placed[0]?.card).toEqual(card(1, "a", "1", more as Partial<Card>));
    const without = merged(with_.cards, 2, [imported("a", "1")]);
    // Without a name it is still the card of that name.
    expect(told(without.placed)).toEqual([[1, "source" in more ? "unchanged" : "updated"]]);
  });

  const side = fc.constantFrom("a", "b", "c", "d");
  const file = fc.array(
    fc
      .record({ front: side, back: side, source: fc.option(fc.uuid(), { nil: undefined }) })
      .map(
        ({ front, back, source }): ImportedCard =>
          imported(front, back, source === undefined ? {} : { source }),
      ),
    { maxLength: 12 },
  );

  test("takes no card twice, loses none, and done again changes nothing", () => {
    fc.assert(
      fc.property(file, file, (before, now) => {
        const old = merged([], 1, before);
        const first = merged(old.cards, old.next, now);
        const numbers = first.placed.map(({ card: { number } }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        const added = first.placed.filter(({ outcome }) => outcome === "added");
        expect(first.cards).toHaveLength(old.cards.length + added.length);
        expect(first.next).toBe(old.next + added.length);
        for (const [index, { card: written }] of first.placed.entries()) {
          expect(written).toMatchObject({ front: now[index]?.front, back: now[index]?.back });
        }
      }),
    );
    fc.assert(
      fc.property(file, (some) => {
        const first = merged([], 1, some);
        const second = merged(first.cards, first.next, some);
        expect(second.placed.every(({ outcome }) => outcome !== "added")).toBe(true);
        expect(second.next).toBe(first.next);
      }),
    );
  });
});

describe("subdecks", () => {
  test("become tags before the card's own, or nothing where they become decks", () => {
    const one = imported("a", "1", { path: ["Human Body", "The Hand!"], tags: ["bones", "human-body"] });
    expect(tagsWithPath(one)).toEqual(["human-body", "the-hand", "bones"]);
    expect(merged([], 1, [one]).placed[0]?.card.tags).toEqual(["human-body", "the-hand", "bones"]);
    expect(merged([], 1, [one], "decks").placed[0]?.card.tags).toEqual(["bones", "human-body"]);
    expect(merged([], 1, [one]).placed[0]?.card).not.toHaveProperty("path");
  });

  test("whatever they are called, a card has at most ten tags that a deck may have", () => {
    const title = fc.string({
      unit: fc.constantFrom("a", "É", "漢", "\u{20000}", "5", " ", "-", "!", ":"),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(title, { maxLength: 12 }), (path) => {
        const tags = tagsWithPath(imported("a", "1", { path, tags: ["own"] }));
        expect(tags.length).toBeLessThanOrEqual(10);
        expect(new Set(tags).size).toBe(tags.length);
        for (const tag of tags) {
          expect(tag.length).toBeLessThanOrEqual(32);
          expect(tag.isWellFormed()).toBe(true);
          expect(tag).toMatch(/^[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u);
        }
      }),
    );
  });
});
