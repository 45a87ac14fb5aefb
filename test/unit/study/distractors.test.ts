import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Card, cardByNumber, parseDeck } from "../../../src/decks/deck.ts";
import { plainText } from "../../../src/decks/plain-text.ts";
import { CHOICES, choicesFor } from "../../../src/study/distractors.ts";
import { grade } from "../../../src/study/grading.ts";

const losses = parseDeck(readFileSync("decks/losses.yaml", "utf8"), "losses.yaml").cards;

const read = ({ front, back, accepts = [] }: Card) => ({
  front: plainText(front),
  back: plainText(back),
  accepts: accepts.map(plainText),
});

const card = (number: number, front: string, back: string, more: Partial<Card> = {}): Card => ({
  number,
  front,
  back,
  tags: [],
  ...more,
});

const deckOf = (...sides: readonly (readonly [front: string, back: string])[]) =>
  sides.map(([front, back], index) => card(index + 1, front, back));

const choices = (of: Card | undefined, deck: readonly Card[], seed = "seed") =>
  of && choicesFor(of, deck, read, seed);

const backs = (numbers: readonly number[] | undefined, deck: readonly Card[]) =>
  numbers?.map((number) => deck.find((one) => one.number === number)?.back);

const SEEDS = Array.from({ length: 40 }, (_, index) => `quiz-${index}`);

const sides = fc.oneof(
  fc.stringMatching(/^[a-z]{2,12}( [a-z]{2,12}){0,3}$/),
  fc.integer({ min: 0, max: 3000 }).map(String),
  fc.constantFrom(
    "Paris",
    "paris.",
    "the Paris",
    "Lima",
    "$\\frac12$",
    "0.5",
    "**bold**",
    "![](image:x)",
    "…",
  ),
);
const decks = fc
  .array(fc.record({ front: sides, back: sides, tags: fc.subarray(["a", "b", "c"]) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((all) => all.map(({ front, back, tags }, index) => card(index + 1, front, back, { tags })));

describe("the choices for a card", () => {
  test("are its own back and three others of the deck, each once, the same for the same seed", () => {
    fc.assert(
      fc.property(decks, fc.nat(), fc.string({ maxLength: 12 }), (deck, which, seed) => {
        const of = deck[which % deck.length];
        const found = choices(of, deck, seed);
        expect(choices(of, deck, seed)).toEqual(found);
        if (!found) return;
        expect(found).toHaveLength(CHOICES);
        expect(new Set(found).size).toBe(CHOICES);
        expect(found).toContain(of?.number);
        expect(found.every((number) => deck.some((one) => one.number === number))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("hold one right answer, and no two that say the same", () => {
    fc.assert(
      fc.property(decks, fc.nat(), (deck, which) => {
        const found = choices(deck[which % deck.length], deck);
        const texts = (backs(found, deck) ?? []).map((back) => plainText(back ?? ""));
        for (const [index, text] of texts.entries()) {
          expect(text).not.toBe("");
          for (const other of texts.slice(index + 1)) expect(grade(other, [text]).verdict).toBe("wrong");
        }
      }),
      { numRuns: 200 },
    );
  });

  test("are there for every card of a deck of different backs, and for none of fewer than four", () => {
    const names = ["Amsterdam", "Bucharest", "Copenhagen", "Dublin", "Edinburgh", "Florence", "Gothenburg"];
    const deck = names.map((name, index) => card(index + 1, `City ${index}`, name));
    for (const one of deck) expect(choices(one, deck)).toHaveLength(CHOICES);
    const few = deck.slice(0, 3);
    for (const one of few) expect(choices(one, few)).toBeUndefined();
    const same = [...few, card(4, "City 3", "amsterdam!"), card(5, "City 4", "the Copenhagen")];
    for (const one of same) expect(choices(one, same)).toBeUndefined();
  });

  test("put the right one anywhere, and change with the seed", () => {
    const [of] = losses;
    const places = [0, 0, 0, 0];
    for (const seed of SEEDS) {
      const at = choices(of, losses, seed)?.indexOf(1) ?? 0;
      places[at] = (places[at] ?? 0) + 1;
    }
    // A quarter of 40 each, give or take; the seeds are fixed, so this is no matter of luck.
    expect(Math.min(...places)).toBeGreaterThanOrEqual(4);
    expect(new Set(SEEDS.map((seed) => String(choices(of, losses, seed)))).size).toBeGreaterThan(10);
  });
});

describe("what is no choice", () => {
  const others = [
    ["Capital of Peru", "Lima"],
    ["Capital of Japan", "Tokyo"],
    ["Capital of Spain", "Madrid"],
  ] as const;
  const offered = (deck: readonly Card[]) =>
    new Set(SEEDS.flatMap((seed) => backs(choices(deck[0], deck, seed), deck) ?? []));

  test.each([
    ["the same in other letters", ["Capital of France", "Paris"], ["City of light", "PARIS."]],
    ["the same with a slip", ["Capital of Australia", "Canberra"], ["Largest inland city", "Camberra"]],
    ["a part of it", ["Author of Faust", "Goethe"], ["Born in Frankfurt", "Johann Wolfgang Goethe"]],
    ["the same number", ["Half", "0.5"], ["One in two", "1/2"]],
    ["another answer to the same question", ["Name a prime", "7"], ["name a prime?", "11"]],
    ["the question, where a deck has both ways", ["der Hund", "the dog"], ["the dog", "der Hund"]],
    [
      "a paraphrase",
      ["What is IoU loss?", "One minus the intersection over union of the predicted and the true box."],
      [
        "What is Jaccard loss?",
        "It is one minus the intersection of two boxes over their union, predicted and true.",
      ],
    ],
    [
      "nothing to read",
      ["Capital of France", "Paris"],
      ["A picture", "![](image:0123456789abcdef01234567.png)"],
    ],
  ] as const)("%s", (_, asked, same) => {
    const deck = deckOf(asked, same, ...others);
    expect(offered(deck)).toEqual(new Set([asked[1], ...others.map(([, back]) => back)]));
  });

  test("what the card accepts as well", () => {
    const [asked, ...rest] = deckOf(["Car", "Auto"], ["Vehicle with a motor", "Wagen"], ...others);
    const deck = [{ ...asked, accepts: ["Wagen"] } as Card, ...rest];
    expect(offered(deck)).not.toContain("Wagen");
  });
});

describe("what is plausible", () => {
  test("years beside a year, capitals beside a capital, verbs beside a verb", () => {
    const years = ["1914", "1918", "1939", "1945"].map((back, at) => card(at + 1, `Event ${at}`, back));
    const cities = ["Lima", "Paris", "Tokyo", "Madrid"].map((back, at) =>
      card(at + 11, `Capital of ${at}`, back),
    );
    const verbs = ["rennen", "lesen", "kochen", "malen"].map((back, at) =>
      card(at + 21, `verb ${at}`, back, { tags: ["verbs"] }),
    );
    const deck = [...years, ...cities, ...verbs];
    for (const group of [years, cities, verbs]) {
      const numbers = group.map(({ number }) => number);
      for (const one of group) {
        const found = SEEDS.flatMap((seed) => choices(one, deck, seed) ?? []);
        const own = found.filter((number) => numbers.includes(number)).length;
        expect(own / found.length).toBeGreaterThan(0.6);
      }
    }
  });

  test("in the deck on losses: whatever is offered for generative models is mostly of them", () => {
    const isGenerative = (number: number) =>
      cardByNumber({ cards: losses } as never, number)?.tags.includes("generative");
    for (const one of losses.filter(({ tags }) => tags.includes("generative"))) {
      const found = SEEDS.flatMap((seed) => choices(one, losses, seed) ?? []);
      expect(found.filter(isGenerative).length / found.length).toBeGreaterThan(0.5);
    }
  });

  test("every card of it has choices", () => {
    for (const one of losses) expect(choices(one, losses)).toHaveLength(CHOICES);
  });
});
