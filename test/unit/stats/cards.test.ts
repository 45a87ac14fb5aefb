import { describe, expect, test } from "vitest";
import { countCards, type StudiedDeck } from "../../../src/stats/cards.ts";
import { type CardState, retrievability } from "../../../src/study/scheduler.ts";

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

const deckOf = (states: Readonly<Record<number, Partial<CardState>>>, more: Partial<StudiedDeck> = {}) => ({
  id: "losses",
  numbers: [1, 2, 3, 4, 5, 6],
  states: new Map(Object.entries(states).map(([number, one]) => [Number(number), { ...state, ...one }])),
  suspended: new Set<number>(),
  ...more,
});

function counted(...decks: readonly StudiedDeck[]) {
  const count = countCards(TODAY, "UTC");
  for (const deck of decks) count.add(deck);
  return count.figures();
}

describe("a deck", () => {
  test("is told by the last rating of every card", () => {
    const { decks } = counted(
      deckOf({ 1: { rating: 1 }, 2: { rating: 4 }, 4: { rating: 4 }, 6: { rating: 5 } }),
    );
    expect(decks).toEqual([
      { id: "losses", cards: 6, levels: [1, 0, 0, 2, 1], unseen: 2, recall: expect.any(Number) },
    ]);
  });

  test("is expected to be recalled by the sum of its cards' probabilities: ten days at stability ten are 0.9", () => {
    const { decks } = counted(deckOf({ 1: {}, 2: {}, 3: { stability: 100 } }));
    const third = retrievability({ ...state, stability: 100 }, TODAY, "UTC");
    expect(third).toBeGreaterThan(0.97);
    expect(decks[0]?.recall).toBeCloseTo(1.8 + third, 3);
  });

  test("leaves out states of cards that are not in it any more", () => {
    const { decks, forecast } = counted(deckOf({ 1: {}, 99: { lapses: 9 } }));
    expect(decks[0]).toMatchObject({ levels: [0, 0, 0, 1, 0], unseen: 5 });
    expect(forecast[0]).toBe(1);
  });

  test("without cards has none of anything", () => {
    expect(counted(deckOf({}, { numbers: [] })).decks).toEqual([
      { id: "losses", cards: 0, levels: [0, 0, 0, 0, 0], unseen: 0, recall: 0 },
    ]);
  });
});

describe("the forecast", () => {
  test("has what is overdue in today, and ends after 30 days", () => {
    const { forecast, overdue } = counted(
      deckOf({
        1: { due: TODAY - 400 },
        2: { due: TODAY - 1 },
        3: {},
        4: { due: TODAY + 1 },
        5: { due: TODAY + 29 },
        6: { due: TODAY + 30 },
      }),
      deckOf({ 1: { due: TODAY + 1 } }, { id: "other" }),
    );
    expect(forecast).toHaveLength(30);
    expect([forecast[0], forecast[1], forecast[29]]).toEqual([3, 2, 1]);
    expect(forecast.reduce((sum, cards) => sum + cards, 0)).toBe(6);
    expect(overdue).toBe(2);
  });

  test("leaves out what is suspended, which the deck still counts", () => {
    const deck = deckOf({ 1: { due: TODAY - 3, lapses: 9 }, 2: {} }, { suspended: new Set([1]) });
    const { forecast, overdue, hardest, leeches, decks } = counted(deck);
    expect([forecast[0], overdue, hardest.length, leeches]).toEqual([1, 0, 0, 0]);
    expect(decks[0]?.levels).toEqual([0, 0, 0, 2, 0]);
  });
});

describe("the hardest cards", () => {
  test("are those with the most lapses, then the most difficult; what was never forgotten is none", () => {
    const { hardest } = counted(
      deckOf({ 1: { lapses: 2, difficulty: 6 }, 2: { lapses: 2, difficulty: 9 }, 3: {}, 4: { rating: 2 } }),
      deckOf({ 5: { lapses: 3 } }, { id: "other" }),
    );
    expect(hardest.map(({ deck, number }) => [deck, number])).toEqual([
      ["other", 5],
      ["losses", 2],
      ["losses", 1],
      ["losses", 4],
    ]);
  });

  test("are leeches from 8 lapses on", () => {
    expect(counted(deckOf({ 1: { lapses: 7 }, 2: { lapses: 8 }, 3: { lapses: 255 } })).leeches).toBe(2);
  });

  test("are ten at most", () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
    const states = Object.fromEntries(numbers.map((number) => [number, { lapses: number }]));
    const { hardest, leeches } = counted(deckOf(states, { numbers }));
    expect(hardest.map(({ lapses }) => lapses)).toEqual([40, 39, 38, 37, 36, 35, 34, 33, 32, 31]);
    expect(leeches).toBe(33);
  });
});
