import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  groupSpread,
  hardest,
  hardOnes,
  keyOf,
  leastRecalled,
  ownFigures,
  type RatedCard,
  type Recalls,
} from "../../../src/study/group.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";

const card = (number: number, deck = "losses") => ({ deck, number });
const recalls = (all: Readonly<Record<number, number>>): Recalls =>
  new Map(Object.entries(all).map(([number, recall]) => [keyOf(card(Number(number))), recall]));
const rated = (number: number, ...ratings: readonly Rating[]): RatedCard => ({
  card: card(number),
  ratings: new Map(ratings.map((rating, index) => [`person-${index}`, rating])),
});

describe("the next card of a group", () => {
  test("is the one with the lowest sum of recall; one that somebody never saw counts 0 for them", () => {
    const cards = [1, 2, 3].map((number) => card(number));
    const people = [recalls({ 1: 0.9, 2: 0.5, 3: 0.7 }), recalls({ 1: 0.4, 2: 0.9, 3: 0.4 })];
    expect(leastRecalled(cards, people, 1)).toEqual([card(3)]);
    // 1: 1.3 of two, and never seen by the third; 2: 1.4 and 0.1; 3: 1.1 and 0.9.
    expect(leastRecalled(cards, [...people, recalls({ 2: 0.1, 3: 0.9 })], 3)).toEqual([
      card(1),
      card(2),
      card(3),
    ]);
  });

  test("of equal ones is the first of the deck, as for people who know none of it", () => {
    const cards = [4, 2, 9].map((number) => card(number));
    expect(leastRecalled(cards, [], 1)).toEqual([card(4)]);
    expect(leastRecalled(cards, [recalls({}), recalls({})], 2)).toEqual([card(4), card(2)]);
    expect(leastRecalled([], [recalls({})], 1)).toEqual([]);
  });

  test("is never one that another is less recalled than", () => {
    const people = fc.array(
      fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), fc.double({ min: 0, max: 1, noNaN: true })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 12 }), (all, most) => {
        const cards = Array.from({ length: 12 }, (_, index) => card(index + 1));
        const groups = all.map((one) => recalls(one as Record<number, number>));
        const sum = ({ number }: { number: number }) =>
          all.reduce((total, one) => total + (one[String(number)] ?? 0), 0);
        const chosen = leastRecalled(cards, groups, most);
        expect(chosen).toHaveLength(most);
        const left = cards.filter((one) => !chosen.some(({ number }) => number === one.number));
        const worst = Math.max(...chosen.map(sum));
        for (const one of left) expect(sum(one)).toBeGreaterThanOrEqual(worst - 1e-9);
      }),
    );
  });
});

describe("what is told of a group", () => {
  test("is told of three or more alone", () => {
    expect(groupSpread([rated(1, 3, 4)])).toBeUndefined();
    expect(groupSpread([rated(1, 3, 4, 5)])).toEqual({ 1: 0, 2: 0, 3: 1, 4: 1, 5: 1 });
    // Three people, though no card has all of them.
    const some: RatedCard = { card: card(2), ratings: new Map([["person-9", 1]]) };
    expect(groupSpread([rated(1, 3, 4), some])).toEqual({ 1: 1, 2: 0, 3: 1, 4: 1, 5: 0 });
    expect(hardest([rated(1, 1, 1), some])).toBeUndefined();
    expect(hardOnes([rated(1, 1, 1), some])).toEqual([]);
  });

  test("the hardest card has the lowest rating on average; where all were perfect, none is", () => {
    expect(hardest([rated(1, 4, 4, 5), rated(2, 3, 4, 5), rated(3, 5, 5, 5)])).toEqual(card(2));
    expect(hardest([rated(1, 5, 5, 5)])).toBeUndefined();
  });

  test("hard ones were rated below 3 on average, the hardest first", () => {
    const cards = [rated(1, 2, 3, 3), rated(2, 3, 3, 3), rated(3, 1, 1, 5), rated(4, 5, 5, 5)];
    expect(hardOnes(cards)).toEqual([card(3), card(1)]);
  });

  test("counts every rating once", () => {
    const ratings = fc.array(fc.constantFrom(...RATINGS), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(ratings, { minLength: 1, maxLength: 5 }), (all) => {
        const spread = groupSpread(all.map((given, index) => rated(index + 1, ...given)));
        for (const rating of RATINGS) {
          expect(spread?.[rating]).toBe(all.flat().filter((one) => one === rating).length);
        }
      }),
    );
  });
});

test("a person's own figures: what they gave, and what they rated 1 or 2", () => {
  const cards = [rated(1, 5, 2), rated(2, 4), rated(3, 3, 1)];
  expect(ownFigures(cards, "person-1")).toEqual({
    spread: { 1: 1, 2: 1, 3: 0, 4: 0, 5: 0 },
    hard: [card(1), card(3)],
  });
  expect(ownFigures(cards, "nobody")).toEqual({ spread: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 }, hard: [] });
});
