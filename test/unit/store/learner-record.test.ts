import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Learner, learnerFields, learnerFrom, withNumber } from "../../../src/store/learner-record.ts";
import { NO_STREAK } from "../../../src/study/streak.ts";

const ids = fc.bigInt({ min: 10n ** 16n, max: 2n ** 63n - 1n }).map(String);
const orNone = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const days = fc.oneof(fc.constant(0), fc.integer({ min: 16_000, max: 50_000 }));
const numbered = (keys: fc.Arbitrary<string>) =>
  fc
    .uniqueArray(keys, { maxLength: 30 })
    .map((list) => list.reduce<ReadonlyMap<string, number>>(withNumber, new Map()));

/** A day that began in any zone, where they are a quarter of an hour apart. */
const streaks = fc
  .record({
    days: fc.nat(10_000),
    lastDay: days,
    freezes: fc.nat(2),
    frozen: fc.nat(2),
    quarter: fc.integer({ min: -44, max: 64 }),
  })
  .map(({ quarter, ...streak }) => ({
    ...streak,
    until: (streak.lastDay + 1) * 86_400_000 + quarter * 900_000,
  }));

const learners: fc.Arbitrary<Learner> = fc.record({
  zone: orNone(fc.constantFrom("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires")),
  streak: fc.oneof(fc.constant(NO_STREAK), streaks),
  milestones: fc.record({ celebrated: fc.nat(10_000), shared: fc.nat(10_000) }),
  celebrate: fc.constantFrom("private", "public"),
  fresh: fc.record({ day: days, count: fc.nat(500) }),
  reviewed: fc.record({ day: days, count: fc.nat(500) }),
  newADay: fc.nat(999),
  reviewsADay: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 9999 })),
  retention: fc.integer({ min: 70, max: 97 }).map((percent) => percent / 100),
  points: fc.record({ day: days, count: fc.nat(200), total: fc.nat(1_000_000) }),
  home: orNone(ids),
  chosenHome: orNone(ids),
  hidden: fc.boolean(),
  decks: numbered(fc.stringMatching(/^[a-z0-9-]{1,32}$/)),
  homes: numbered(ids),
});

/** A map with its order: the order of starting is what a learner's decks are shown in. */
const ordered = (learner: Learner) => ({
  ...learner,
  decks: [...learner.decks],
  homes: [...learner.homes],
});

describe("a learner's hash", () => {
  test("reads back as the learner that was written, decks in the order of starting", () => {
    fc.assert(
      fc.property(learners, fc.boolean(), (learner, reversed) => {
        // Redis gives fields back in any order.
        const fields = [...learnerFields(learner)];
        const read = learnerFrom(new Map(reversed ? fields.reverse() : fields));
        expect(ordered(read)).toEqual(ordered(learner));
      }),
      { numRuns: 400 },
    );
  });

  test("of someone new has no field, and no field is someone new", () => {
    const nobody: Learner = {
      zone: undefined,
      streak: NO_STREAK,
      milestones: { celebrated: 0, shared: 0 },
      celebrate: "private",
      fresh: { day: 0, count: 0 },
      points: { day: 0, count: 0, total: 0 },
      reviewed: { day: 0, count: 0 },
      newADay: 10,
      reviewsADay: 200,
      retention: 0.9,
      home: undefined,
      chosenHome: undefined,
      hidden: false,
      decks: new Map(),
      homes: new Map(),
    };
    expect(learnerFrom(new Map())).toEqual(nobody);
    expect(learnerFields(nobody).size).toBe(0);
  });

  test("has these fields, which stored data depends on", () => {
    const learner: Learner = {
      zone: "Europe/Berlin",
      streak: { days: 33, lastDay: 20_513, until: Date.parse("2026-03-02T02:00Z"), freezes: 1, frozen: 1 },
      milestones: { celebrated: 30, shared: 7 },
      celebrate: "public",
      fresh: { day: 20_513, count: 4 },
      points: { day: 20_513, count: 9, total: 77 },
      reviewed: { day: 20_513, count: 31 },
      newADay: 0,
      reviewsADay: Number.POSITIVE_INFINITY,
      retention: 0.85,
      home: "876543210987654321",
      chosenHome: "176543210987654321",
      hidden: true,
      decks: new Map([["losses", 1]]),
      homes: new Map([["876543210987654321", 1]]),
    };
    expect(Object.fromEntries(learnerFields(learner))).toEqual({
      zone: "Europe/Berlin",
      streak: "33",
      streakDay: "20513",
      streakEnds: "120",
      freezes: "1",
      frozen: "1",
      milestone: "30",
      milestoneShared: "7",
      celebrate: "public",
      newDay: "20513",
      newCount: "4",
      dueDay: "20513",
      dueCount: "31",
      newADay: "0",
      reviewsADay: "Infinity",
      retention: "0.85",
      chosenHome: "176543210987654321",
      pointDay: "20513",
      pointCount: "9",
      points: "77",
      home: "876543210987654321",
      hidden: "1",
      "d:losses": "1",
      "h:876543210987654321": "1",
    });
  });

  test("its revision and what later versions add is no concern of the record", () => {
    expect(learnerFrom(new Map([["rev", "17"]]))).toEqual(learnerFrom(new Map()));
  });
});

describe("numbering", () => {
  test("begins at 1, goes on after the highest and gives no number twice", () => {
    const one = withNumber(new Map(), "a");
    expect([...withNumber(one, "b")]).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(withNumber(new Map([["c", 7]]), "d").get("d")).toBe(8);
  });

  test("leaves who is there already, and the map it was given, as they are", () => {
    const map = new Map([["a", 5]]);
    expect(withNumber(map, "a")).toBe(map);
    withNumber(map, "b");
    expect([...map]).toEqual([["a", 5]]);
  });
});
