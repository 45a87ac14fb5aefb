import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Deck } from "../../../src/decks/deck.ts";
import { findDeck, suggestDecks } from "../../../src/decks/find.ts";

const deck = (id: string, title: string): Deck => ({ id, title, description: "", cards: [] });
const DECKS = [
  deck("bones", "Bones of the hand"),
  deck("capitals", "Capitals of Europe"),
  deck("jp-n5", "Japanese N5"),
  deck("losses", "Losses"),
  deck("optimizers", "Optimizers"),
  deck("tricks", "losses-2"),
  deck("losses-2", "More losses"),
];

describe("findDeck", () => {
  it.each([
    ["losses", "losses"],
    ["LOSSES", "losses"],
    ["  Losses\n", "losses"],
    ["japanese n5", "jp-n5"],
    ["More Losses", "losses-2"],
    ["losses-2", "losses-2"],
  ])("finds %j", (text, id) => {
    expect(findDeck(DECKS, text)).toEqual({ deck: DECKS.find((d) => d.id === id) });
  });

  it.each([
    ["loses", "losses"],
    ["optimisers", "optimizers"],
    ["japanes", "jp-n5"],
    ["capital", "capitals"],
    ["of the hand", "bones"],
  ])("offers three for %j, the nearest first", (text, nearest) => {
    const found = findDeck(DECKS, text);
    expect(found).toHaveProperty("closest.length", 3);
    expect(found).toHaveProperty("closest.0.id", nearest);
  });

  it("offers what there is when there are fewer than three decks, and nothing when there is none", () => {
    expect(findDeck(DECKS.slice(0, 1), "zzz")).toEqual({ closest: DECKS.slice(0, 1) });
    expect(findDeck([], "losses")).toEqual({ closest: [] });
  });
});

describe("suggestDecks", () => {
  const ids = (typed: string) => suggestDecks(DECKS, typed).map((d) => d.id);

  it("offers all, in the order given, before anything is typed", () => {
    expect(ids(" ")).toEqual(DECKS.map((d) => d.id));
  });

  it.each([
    ["opt", ["optimizers"]],
    ["LOSS", ["losses", "tricks", "losses-2"]],
    ["cap", ["capitals"]],
    ["of", ["bones", "capitals"]],
    ["o", ["optimizers", "bones", "capitals", "losses", "tricks", "losses-2"]],
    ["lsoses", ["losses"]],
  ])("puts first what fits %j", (typed, first) => {
    expect(ids(typed).slice(0, first.length)).toEqual(first);
  });

  it("offers every deck once, and never more than 25", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.string(), (count, typed) => {
        const decks = Array.from({ length: count }, (_, i) => deck(`deck-${i}`, `Title ${i}`));
        const offered = suggestDecks(decks, typed);
        expect(new Set(offered).size).toBe(Math.min(count, 25));
        expect(offered).toHaveLength(Math.min(count, 25));
      }),
    );
  });
});
