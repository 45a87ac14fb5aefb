import fc from "fast-check";
import { createEmptyCard, fsrs, generatorParameters } from "ts-fsrs";
import { describe, expect, test } from "vitest";
import { packCard, unpackCard } from "../../../src/store/records.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import { gradeOf, RATINGS, type Rating, toRating } from "../../../src/study/rating.ts";
import {
  type CardState,
  intervalRatio,
  intervals,
  RETENTION,
  retrievability,
  review,
} from "../../../src/study/scheduler.ts";
import { ZONES } from "./zones.ts";

const DAY = 86_400_000;
const FIRST_DAY = 20_000;

/** A moment on a learner day in UTC: so many milliseconds after its 04:00. */
const on = (day: number, after = 0) => (FIRST_DAY + day) * DAY + 4 * 3_600_000 + after;

const anyRating = fc.constantFrom(...RATINGS);
/** Reviews with half of the gaps within one learner day, the others up to two years. */
const someReviews = fc.array(
  fc.record({
    rating: anyRating,
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 730 })),
    after: fc.nat(DAY - 1),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The moments of reviews: within a day in order of time. */
function timed(reviews: readonly { rating: Rating; gap: number; after: number }[]) {
  let day = 0;
  let after = 0;
  return reviews.map(({ rating, ...step }) => {
    after = step.gap === 0 ? Math.max(after, step.after) : step.after;
    day += step.gap;
    return { rating, day, at: on(day, after) };
  });
}

const reference = fsrs(
  generatorParameters({
    learning_steps: [],
    relearning_steps: [],
    enable_short_term: true,
    enable_fuzz: false,
    request_retention: 0.9,
  }),
);
const midnight = (day: number) => new Date((FIRST_DAY + day) * DAY);
const stored = (state: CardState) => unpackCard(packCard(state));
const play = (ratings: readonly Rating[], gaps?: readonly number[]) => {
  let state: CardState | undefined;
  let day = 0;
  return ratings.map((rating, index) => {
    if (state) day = gaps ? day + (gaps[index] ?? 0) : state.due - FIRST_DAY;
    state = review(state, rating, on(day, index), "UTC");
    return state;
  });
};

describe("ts-fsrs reproduced", () => {
  test("day by day and within days, with every state stored and read back in between", () => {
    fc.assert(
      fc.property(someReviews, (reviews) => {
        const [first, ...rest] = timed(reviews);
        if (!first) return;
        let theirs = reference.next(
          createEmptyCard(midnight(first.day)),
          midnight(first.day),
          gradeOf(first.rating),
        ).card;
        let ours = stored(review(undefined, first.rating, first.at, "UTC"));
        const same = () =>
          expect([ours.stability, ours.difficulty, ours.due * DAY, ours.reviews]).toEqual([
            theirs.stability,
            theirs.difficulty,
            theirs.due.getTime(),
            theirs.reps,
          ]);
        same();
        for (const { rating, day, at } of rest) {
          theirs = reference.next(theirs, midnight(day), gradeOf(rating)).card;
          ours = stored(review(ours, rating, at, "UTC"));
          same();
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the chance of recall is ts-fsrs's", () => {
    fc.assert(
      fc.property(someReviews, fc.nat(1000), (reviews, later) => {
        let theirs = createEmptyCard(midnight(0));
        let ours: CardState | undefined;
        let last = 0;
        for (const { rating, day, at } of timed(reviews)) {
          theirs = reference.next(theirs, midnight(day), gradeOf(rating)).card;
          ours = review(ours, rating, at, "UTC");
          last = day;
        }
        expect(ours && retrievability(ours, FIRST_DAY + last + later, "UTC")).toBe(
          reference.get_retrievability(theirs, midnight(last + later), false),
        );
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 8],
  ] as const)("a new card rated %i comes back in %i d", (rating, days) => {
    expect(review(undefined, rating, on(0), "UTC").due).toBe(FIRST_DAY + days);
    expect(intervals(undefined, on(0), "UTC")[rating]).toBe(days);
  });

  test("rated 4 whenever it is due, a card waits 2, 11, 46, 163 d", () => {
    const days = play([4, 4, 4, 4]).map(({ due, reviewedAt }) => due - learnerDay(reviewedAt * 1000, "UTC"));
    expect(days).toEqual([2, 11, 46, 163]);
  });

  test("the intervals shown are those that a rating then gives, and a review is never due again the same day", () => {
    fc.assert(
      fc.property(someReviews, fc.nat(400), (reviews, later) => {
        const moments = timed(reviews);
        const state = moments.reduce<CardState | undefined>(
          (before, { rating, at }) => review(before, rating, at, "UTC"),
          undefined,
        );
        const day = (moments.at(-1)?.day ?? 0) + later;
        const now = on(day, DAY - 1);
        const shown = intervals(state, now, "UTC");
        for (const rating of RATINGS) {
          const { due } = review(state, rating, now, "UTC");
          expect(shown[rating]).toBe(due - FIRST_DAY - day);
          expect(shown[rating]).toBeGreaterThanOrEqual(1);
        }
        expect(shown[1]).toBe(shown[2]);
        expect(shown[2]).toBeLessThanOrEqual(shown[3]);
        expect(shown[3]).toBeLessThanOrEqual(shown[4]);
        expect(shown[4]).toBeLessThanOrEqual(shown[5]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the wanted retention", () => {
  const percents = fc.integer({ min: RETENTION.least * 100, max: RETENTION.most * 100 });

  test("sets the interval as ts-fsrs does, and changes nothing that is remembered", () => {
    fc.assert(
      fc.property(someReviews, percents, (reviews, percent) => {
        const retention = percent / 100;
        const algorithm = fsrs({ ...reference.parameters, request_retention: retention });
        let theirs = createEmptyCard(midnight(0));
        let ours: CardState | undefined;
        let usual: CardState | undefined;
        for (const { rating, day, at } of timed(reviews)) {
          theirs = algorithm.next(theirs, midnight(day), gradeOf(rating)).card;
          ours = review(ours, rating, at, "UTC", retention);
          usual = review(usual, rating, at, "UTC");
          expect(ours.due * DAY).toBe(theirs.due.getTime());
          expect({ ...ours, due: 0 }).toEqual({ ...usual, due: 0 });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("the more is wanted, the sooner a card comes back, in what is shown as in what is done", () => {
    const state = play([4, 4, 4]).at(-1);
    const days = [0.7, 0.8, 0.9, 0.97].map((retention) => {
      const shown = intervals(state, on(70), "UTC", retention);
      expect(review(state, 4, on(70), "UTC", retention).due - FIRST_DAY - 70).toBe(shown[4]);
      return shown[4];
    });
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    expect(new Set(days).size).toBe(4);
  });

  test("its intervals against the usual ones", () => {
    expect(intervalRatio(0.9)).toBe(1);
    expect(intervalRatio(0.8)).toBeGreaterThan(2);
    expect(intervalRatio(0.97)).toBeLessThan(0.3);
  });
});

describe("what else is remembered", () => {
  test("a new card: its rating, its moment in whole seconds, one review, nothing before", () => {
    expect(review(undefined, 4, on(0, 1999), "UTC")).toMatchObject({
      rating: 4,
      ratingBefore: undefined,
      reviewedAt: on(0) / 1000 + 1,
      reviews: 1,
      lapses: 0,
      lapsedThatDay: false,
    });
  });

  test.each<[string, Rating[], number[], number]>([
    ["missing a new card again and again is no lapse", [1, 2, 1], [0, 0, 0], 0],
    ["nor is missing it on the days after", [1, 1, 2], [0, 1, 1], 0],
    ["a card known the day before and missed lapses", [3, 2], [0, 1], 1],
    ["once a day, however often it is missed", [4, 1, 1, 2, 1], [0, 2, 0, 0, 0], 1],
    ["also when it was known in between", [4, 1, 5, 1], [0, 2, 0, 0], 1],
    ["also when it was known first", [4, 4, 1], [0, 2, 0], 1],
    ["known only today, it has not lapsed", [1, 4, 1], [0, 0, 0], 0],
    ["known yesterday evening after a miss, it has", [1, 4, 1], [0, 0, 1], 1],
    ["missed yesterday evening after knowing it, it has not", [4, 1, 1], [0, 0, 1], 0],
    ["another day, another lapse", [4, 1, 3, 1, 3, 2], [0, 2, 0, 1, 0, 1], 3],
  ])("%s", (_, ratings, gaps, lapses) => {
    expect(play(ratings, gaps).at(-1)?.lapses).toBe(lapses);
  });

  test("lapses by the rule, told over days: any miss on a day before which the last rating was 3 or more", () => {
    fc.assert(
      fc.property(someReviews, (reviews) => {
        const moments = timed(reviews);
        const days = [...Map.groupBy(moments, ({ day }) => day).values()];
        const expected = days.filter((today, index) => {
          const before = days[index - 1]?.at(-1)?.rating ?? 0;
          return before >= 3 && today.some(({ rating }) => rating <= 2);
        }).length;
        const state = moments.reduce<CardState | undefined>((before, { rating, at }) => {
          const after = review(before, rating, at, "UTC");
          return stored(after);
        }, undefined);
        expect(state?.lapses).toBe(Math.min(expected, 255));
      }),
      { numRuns: 300 },
    );
  });
});

describe("clocks and zones that move", () => {
  test("a clock that went back counts as no time at all", () => {
    const state = review(undefined, 4, on(10), "UTC");
    for (const rating of RATINGS) {
      const back = review(state, rating, on(3), "UTC");
      const same = review(state, rating, on(10), "UTC");
      expect([back.stability, back.difficulty]).toEqual([same.stability, same.difficulty]);
      expect(back.due - (FIRST_DAY + 3)).toBe(same.due - (FIRST_DAY + 10));
    }
    expect(retrievability(state, FIRST_DAY + 3, "UTC")).toBe(1);
  });

  test("wherever the learner goes between two reviews, the next one works and lies ahead", () => {
    const moves = fc.array(
      fc.record({
        rating: anyRating,
        zone: fc.constantFrom(...ZONES, "Pacific/Kiritimati", "Pacific/Niue"),
        // Up to a day back, as clocks are, and up to a month on.
        step: fc.oneof(fc.integer({ min: -DAY, max: DAY }), fc.nat(30 * DAY)),
      }),
      { minLength: 2, maxLength: 12 },
    );
    fc.assert(
      fc.property(moves, (list) => {
        let state: CardState | undefined;
        let now = on(0);
        for (const { rating, zone, step } of list) {
          now += step;
          const today = learnerDay(now, zone);
          const elapsed = state ? Math.max(0, today - learnerDay(state.reviewedAt * 1000, zone)) : 0;
          // Only the days that passed in the zone of now matter: the same gap in UTC gives the same.
          const inUtc = state && {
            ...state,
            due: 0,
            reviewedAt: Math.floor(on(0) / 1000),
          };
          const next = review(state, rating, now, zone);
          const told = review(inUtc, rating, on(elapsed), "UTC");
          expect([next.stability, next.difficulty, next.due - today]).toEqual([
            told.stability,
            told.difficulty,
            told.due - FIRST_DAY - elapsed,
          ]);
          expect(next.due).toBeGreaterThan(today);
          state = stored(next);
          expect(state).toEqual(next);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("from Kiritimati to Niue, 25 hours west: the same day again", () => {
    const now = Date.parse("2026-07-02T02:00Z");
    const state = review(undefined, 4, now, "Pacific/Kiritimati");
    const again = review(state, 1, now + 1000, "Pacific/Niue");
    expect(again.due).toBe(learnerDay(now, "Pacific/Niue") + 1);
    expect(again.lapses).toBe(0);
  });
});

describe("ratings", () => {
  test("1 and 2 are FSRS's Again, 3 Hard, 4 Good, 5 Easy", () => {
    expect(RATINGS.map(gradeOf)).toEqual([1, 1, 2, 3, 4]);
  });

  test.each([
    ["1", 1],
    ["5", 5],
    [3, 3],
  ])("%j is a rating", (value, rating) => {
    expect(toRating(value)).toBe(rating);
  });

  test.each([0, 6, "", " ", "0", "6", "1.5", "one", null, undefined, Number.NaN, {}, "s"])(
    "%j is none",
    (v) => {
      expect(toRating(v)).toBeUndefined();
    },
  );

  test.each([true, "04", " 4", "4.0", "0x4", "1e0"])(
    "%j is none either: untrusted input is not guessed at",
    (v) => {
      expect(toRating(v)).toBeUndefined();
    },
  );
});
