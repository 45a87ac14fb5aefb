import { describe, expect, test } from "vitest";
import {
  countActivity,
  countGroupDeck,
  firstGroupDay,
  GROUP_WEEKS,
  hardestOf,
} from "../../../src/stats/group.ts";
import type { CardState } from "../../../src/study/scheduler.ts";

/** Friday, 2026-05-15. */
const TODAY = 20_588;

const state: CardState = {
  stability: 10,
  difficulty: 5,
  reviewedAt: (TODAY - 10) * 86_400 + 43_200,
  due: TODAY,
  rating: 4,
  ratingBefore: 4,
  lapsedThatDay: false,
  reviews: 3,
  lapses: 0,
};

describe("what a group did", () => {
  const counted = (...learners: readonly (readonly (readonly [day: number, reviews: number])[])[]) => {
    const count = countActivity(TODAY);
    for (const days of learners) count.add(days.map(([day, reviews]) => ({ day, reviews })));
    return count.figures();
  };

  test("is looked back to from the Monday 12 weeks before this one", () => {
    expect(new Date(firstGroupDay(TODAY) * 86_400_000).toISOString().slice(0, 10)).toBe("2026-02-16");
    const { byDay, byWeek } = counted();
    expect([byDay.length, byWeek.length]).toEqual([12 * 7 + 5, GROUP_WEEKS]);
  });

  test("is reviews by day, and people by week: who comes twice is one", () => {
    const { byDay, byWeek } = counted(
      [
        [TODAY, 3],
        [TODAY, 2],
        [TODAY - 1, 1],
      ],
      [[TODAY, 4]],
      [[TODAY - 7, 1]],
    );
    expect(byDay.slice(-2)).toEqual([1, 9]);
    expect(byWeek.slice(-2)).toEqual([1, 2]);
  });

  test("leaves out what was undone, what was before, and a day that is still to come", () => {
    const { byDay, byWeek } = counted([
      [TODAY, 0],
      [firstGroupDay(TODAY) - 1, 5],
      [TODAY + 1, 5],
    ]);
    expect([...byDay, ...byWeek].every((count) => count === 0)).toBe(true);
  });
});

describe("what a group knows of a deck", () => {
  const statesOf = (cards: Readonly<Record<number, Partial<CardState>>>) =>
    new Map(Object.entries(cards).map(([number, one]) => [Number(number), { ...state, ...one }]));

  test("is the sum over its learners: ten days at stability ten are 0.9", () => {
    const count = countGroupDeck("losses", [1, 2, 3]);
    count.add(statesOf({ 1: {}, 2: { rating: 1 } }), TODAY, "UTC");
    count.add(statesOf({ 1: { rating: 5 } }), TODAY, "UTC");
    const deck = count.deck();
    expect(deck).toMatchObject({ id: "losses", learners: 2, cards: 6, levels: [1, 0, 0, 1, 1], unseen: 3 });
    expect(deck.recall).toBeCloseTo(2.7, 3);
  });

  test("names the cards that are forgotten most often a learner, where three or more have met them", () => {
    const count = countGroupDeck("losses", [1, 2, 3, 4]);
    for (const [one = 0, two = 0, three = 0] of [
      [1, 9, 2],
      [1, 9, 1],
      [2, undefined, 3],
    ]) {
      const cards = {
        1: { lapses: one },
        ...(two > 0 && { 2: { lapses: two } }),
        3: { lapses: three },
        4: {},
      };
      count.add(statesOf(cards), TODAY, "UTC");
    }
    expect(count.hardest()).toEqual([
      { deck: "losses", number: 3, lapses: 6, learners: 3 },
      { deck: "losses", number: 1, lapses: 4, learners: 3 },
    ]);
  });

  test("of several decks' hardest cards the hardest five are left", () => {
    const cards = Array.from({ length: 8 }, (_, index) => ({
      deck: `deck${index % 2}`,
      number: index,
      lapses: 10 * index,
      learners: 3,
    }));
    expect(hardestOf(cards).map(({ number }) => number)).toEqual([7, 6, 5, 4, 3]);
  });
});
