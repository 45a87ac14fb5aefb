import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hardestFirst, sumTallies, tallyCards } from "../../../src/recap/studied.ts";
import type { GrantRecord, ReviewRecord } from "../../../src/store/records.ts";
import type { Rating } from "../../../src/study/rating.ts";

const DAY = 86_400;
const NOON = 20_588.5 * DAY;
const HOME = 2;
const learner = {
  decks: new Map([
    ["losses", 1],
    ["bones", 2],
  ]),
};

const review = (at: number, deck: number, card: number, rating: Rating): ReviewRecord => ({
  type: "review",
  rating,
  at,
  deck,
  card,
  interval: 0,
  seconds: 9,
});
const grant = (at: number, deck: number, card: number, home = HOME): GrantRecord => ({
  type: "grant",
  at,
  deck,
  card,
  home,
});

const tally = (...records: (ReviewRecord | GrantRecord)[]) => tallyCards(records, learner, HOME, "UTC");

describe("how cards went for a server", () => {
  test.each<[string, (ReviewRecord | GrantRecord)[], unknown]>([
    ["nothing", [], []],
    [
      "a review with a point",
      [grant(NOON, 1, 7), review(NOON, 1, 7, 2)],
      [{ deck: "losses", number: 7, reviews: 1, misses: 1 }],
    ],
    ["one that came too quickly", [review(NOON, 1, 7, 1)], []],
    ["one that counts for another server", [grant(NOON, 1, 7, 1), review(NOON, 1, 7, 1)], []],
    ["one that was undone", [grant(NOON, 1, 7)], []],
    [
      "one that was undone and given anew",
      [grant(NOON, 1, 7), review(NOON + 20, 1, 7, 5)],
      [{ deck: "losses", number: 7, reviews: 1, misses: 0 }],
    ],
    [
      "the first of a day alone",
      [grant(NOON, 1, 7), review(NOON, 1, 7, 1), review(NOON + 60, 1, 7, 1), review(NOON + 120, 1, 7, 4)],
      [{ deck: "losses", number: 7, reviews: 1, misses: 1 }],
    ],
    [
      "several days and decks",
      [
        grant(NOON, 1, 7),
        review(NOON, 1, 7, 1),
        grant(NOON, 2, 7),
        review(NOON, 2, 7, 3),
        grant(NOON + DAY, 1, 7),
        review(NOON + DAY, 1, 7, 2),
      ],
      [
        { deck: "losses", number: 7, reviews: 2, misses: 2 },
        { deck: "bones", number: 7, reviews: 1, misses: 0 },
      ],
    ],
    ["a deck that nobody knows any more", [grant(NOON, 9, 7), review(NOON, 9, 7, 1)], []],
  ])("%s", (_, records, tallies) => {
    expect(tally(...records)).toEqual(tallies);
  });

  test("the sums of several people are the same in any order", () => {
    const tallies = fc.array(
      fc.record({
        deck: fc.constantFrom<string>("losses", "bones"),
        number: fc.integer({ min: 1, max: 4 }),
        reviews: fc.nat(9),
        misses: fc.nat(9),
      }),
    );
    fc.assert(
      fc.property(tallies, (list) => {
        const sums = sumTallies(list);
        const total = (of: typeof list, what: "reviews" | "misses") =>
          of.reduce((sum, one) => sum + one[what], 0);
        expect(total([...sums], "reviews")).toBe(total(list, "reviews"));
        expect(total([...sums], "misses")).toBe(total(list, "misses"));
        expect(hardestFirst(sumTallies(list.toReversed()))).toEqual(hardestFirst(sums));
      }),
    );
  });

  test("the hardest is missed most often, then in the larger share; what was missed once is not hard", () => {
    const card = (number: number, misses: number, reviews: number) => ({
      deck: "losses",
      number,
      misses,
      reviews,
    });
    const order = hardestFirst([card(1, 1, 1), card(2, 2, 9), card(3, 3, 9), card(4, 2, 2), card(5, 0, 9)]);
    expect(order.map(({ number }) => number)).toEqual([3, 4, 2]);
  });
});
