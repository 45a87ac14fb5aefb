import { describe, expect, it } from "vitest";
import { loadBuiltinDecks } from "../../../src/decks/builtin.ts";
import { cardByNumber } from "../../../src/decks/deck.ts";
import { mathToText } from "../../../src/decks/math.ts";

// What each number asks for. People's progress is kept by number: a row may be added, never changed or removed.
const SUBJECTS: readonly (readonly [number, RegExp])[] = [
  [1, /mean squared error/i],
  [2, /mean absolute error/i],
  [3, /log-cosh/i],
  [4, /binary cross-entropy/i],
  [5, /categorical cross-entropy/i],
  [6, /focal loss.*classification/i],
  [7, /triplet loss/i],
  [8, /IoU loss/i],
  [9, /smooth L1/i],
  [10, /focal loss.*detection/i],
  [11, /dice loss\?/i],
  [12, /jaccard loss/i],
  [13, /tversky loss/i],
  [14, /^What is adversarial loss/i],
  [15, /reconstruction loss/i],
  [16, /divergence/i],
  [17, /weighted losses/i],
  [18, /multi-task loss/i],
  [19, /generator's goal/i],
  [20, /discriminator's goal/i],
  [21, /MSE.*autoencoder/i],
  [22, /negative log likelihood.*MSE/i],
];

const decks = loadBuiltinDecks();
const losses = decks.find((deck) => deck.id === "losses");
const cards = losses?.cards ?? [];

describe("the built-in decks", () => {
  it("are sorted by id and hold Losses", () => {
    const ids = decks.map((deck) => deck.id);
    expect(ids).toEqual([...ids].sort());
    expect(losses?.title).toBe("Losses");
  });
});

describe("Losses", () => {
  it("has the cards 1 to 22, in this order", () => {
    expect(cards.map((card) => card.number)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
  });

  it.each(SUBJECTS)("asks under number %i for the same subject as ever", (number, subject) => {
    expect(losses && cardByNumber(losses, number)?.front).toMatch(subject);
  });

  it("asks no question twice, and tags every card", () => {
    expect(new Set(cards.map((card) => card.front)).size).toBe(22);
    expect(cards.filter((card) => card.tags.length === 0)).toEqual([]);
  });

  it.each(cards.map((card) => [card.number, card] as const))("card %i reads as text", (_, card) => {
    const text = [card.front, card.back, card.hint ?? ""].map(mathToText).join("\n");
    expect(text.length).toBeLessThanOrEqual(1500);
    expect(text).not.toMatch(/\\[A-Za-z]|[$`{}]/);
  });

  it.each([
    [8, "L = 1 − \\|A∩B\\| / \\|A∪B\\|"],
    [11, "L = 1 − 2\\|A∩B\\| / (\\|A\\| + \\|B\\|)"],
    [12, "L = 1 − \\|A∩B\\| / \\|A∪B\\|"],
    [16, "never negative"],
    [16, "not symmetric"],
    [20, "It maximises:\nlog D(x) + log(1 − D(G(z)))"],
    [21, "maximise the likelihood"],
    [21, "minimise the negative log likelihood"],
  ])("card %i says %j", (number, words) => {
    expect(mathToText((losses && cardByNumber(losses, number)?.back) ?? "")).toContain(words);
  });
});
