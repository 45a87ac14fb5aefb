/** Time zones neither give a day nor take one: streaks of people who fly, and of people who stay, in every zone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayStart, learnerDay } from "../../../src/study/learner-day.ts";
import { extendStreak, gapSince, NO_STREAK, type Streak } from "../../../src/study/streak.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-01-01T00:00Z");
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** A review where there was something to review on every day. */
function reviewed(streak: Streak, at: number, zone: string): Streak {
  const gap = gapSince(streak, at, zone);
  return extendStreak(streak, at, zone, gap ? gap.last - gap.first + 1 : 0);
}

/** A review so long after the one before, in a zone. */
interface Visit {
  readonly at: number;
  readonly zone: string;
}

const zones = fc.constantFrom(...ZONES);

/** Reviews in the order of time over two years, after waits of so many milliseconds at most. */
const visits = (zone: fc.Arbitrary<string>, most: number) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 600 * DAY }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: most }), zone), { minLength: 1, maxLength: 60 }),
    )
    .map(([begin, list]) => {
      let at = START + begin;
      return list.map(([wait, zone]): Visit => {
        at += wait;
        return { at, zone };
      });
    });

const played = (list: readonly Visit[]) => {
  const states = [NO_STREAK];
  for (const { at, zone } of list) states.push(reviewed(states.at(-1) ?? NO_STREAK, at, zone));
  return states.slice(1);
};

/** The same told day by day, for somebody who stays where they are. */
function dayByDay(list: readonly Visit[], zone: string) {
  const days = new Set(list.map(({ at }) => learnerDay(at, zone)));
  const [first = 0, last = 0] = [Math.min(...days), Math.max(...days)];
  let [length, freezes] = [0, 0];
  for (let day = first; day <= last; day += 1) {
    if (days.has(day)) {
      length += 1;
      if (length % 7 === 0 && freezes < 2) freezes += 1;
    } else if (freezes > 0) freezes -= 1;
    else length = 0;
  }
  return { days: length, freezes };
}

describe("who stays", () => {
  test("has the streak that the calendar on the wall tells, in every zone, over every change of its clock", () => {
    for (const zone of ZONES) {
      fc.assert(
        fc.property(visits(fc.constant(zone), 2.4 * DAY), (list) => {
          expect(played(list).at(-1)).toMatchObject(dayByDay(list, zone));
        }),
        { numRuns: 6 },
      );
    }
  });

  test("misses a day that went by whole, and none of which a minute was used", () => {
    const last = learnerDay(START, "UTC") + 730;
    for (const zone of ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Antarctica/Troll"]) {
      for (let day = learnerDay(START, zone); day < last; day += 1) {
        const [begin, end] = [dayStart(day, zone), dayStart(day + 1, zone)];
        const lengthAfter = (...moments: number[]) =>
          played(moments.map((at) => ({ at, zone }))).at(-1)?.days;
        expect(lengthAfter(begin - MINUTE, end), `${zone} ${day}`).toBe(1);
        expect(lengthAfter(begin - MINUTE, end - MINUTE), `${zone} ${day}`).toBe(2);
        expect(lengthAfter(begin - MINUTE, begin, end), `${zone} ${day}`).toBe(3);
      }
    }
  });
});

describe("who flies", () => {
  test("and reviews at least every 22 hours loses no day and no freeze, whatever zones are set when", () => {
    fc.assert(
      fc.property(visits(zones, 22 * HOUR), (list) => {
        const states = played(list);
        for (const [index, state] of states.entries()) {
          expect(state.days).toBeGreaterThanOrEqual(states[index - 1]?.days ?? 1);
          expect(state.frozen).toBe(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps the streak where they would have kept it by staying, or by having been there before", () => {
    fc.assert(
      fc.property(visits(fc.constant(""), 2.5 * DAY), zones, zones, fc.nat(60), (list, from, to, change) => {
        const flight = Math.min(change, list.length - 1);
        const where = list.map(({ at }, index) => ({ at, zone: index < flight ? from : to }));
        const before = played(where.slice(0, flight)).at(-1);
        const landing = where[flight];
        if (!before || !landing) return;
        const after = reviewed(before, landing.at, to);
        const gapOf = (zone: string) => {
          const last = where[flight - 1];
          return last ? learnerDay(landing.at, zone) - learnerDay(last.at, zone) - 1 : 0;
        };
        const missed = Math.max(0, Math.min(gapOf(from), gapOf(to)));
        if (missed <= before.freezes) expect(after.days).toBeGreaterThanOrEqual(before.days);
        expect(before.freezes - after.freezes).toBeLessThanOrEqual(missed);
      }),
      { numRuns: 3000 },
    );
  });

  test("gains no second day from one: each date counts once, and no more of them than the calendars have", () => {
    fc.assert(
      fc.property(visits(zones, 12 * HOUR), (list) => {
        const states = played(list);
        const counted = new Set<number | undefined>();
        for (const [index, state] of states.entries()) {
          const before = states[index - 1] ?? NO_STREAK;
          expect(state.days - before.days).toBeLessThanOrEqual(1);
          if (state.days <= before.days) continue;
          expect(counted.has(state.lastDay)).toBe(false);
          counted.add(state.lastDay);
          expect(state.lastDay).toBe(learnerDay(list[index]?.at ?? 0, list[index]?.zone ?? "UTC"));
        }
        // From the furthest west to the furthest east it is never more than two dates at a time.
        const elapsed = (list.at(-1)?.at ?? 0) - (list[0]?.at ?? 0);
        expect(states.at(-1)?.days).toBeLessThanOrEqual(Math.floor(elapsed / DAY) + 3);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, readonly (readonly [string, string])[], number]>([
    [
      "east over the date line: Monday evening in Los Angeles, Wednesday morning in Tokyo",
      [
        ["2026-05-11T20:00-07:00", "America/Los_Angeles"],
        ["2026-05-13T08:00+09:00", "Asia/Tokyo"],
      ],
      2,
    ],
    [
      "east over the date line after a morning's review, landing late the day after next",
      [
        ["2026-05-11T08:00-07:00", "America/Los_Angeles"],
        ["2026-05-13T12:00+09:00", "Asia/Tokyo"],
      ],
      2,
    ],
    [
      "west over the date line, twice on a Wednesday: one day",
      [
        ["2026-05-13T08:00+09:00", "Asia/Tokyo"],
        ["2026-05-13T10:00-07:00", "America/Los_Angeles"],
      ],
      1,
    ],
    [
      "and it goes on the day after",
      [
        ["2026-05-13T08:00+09:00", "Asia/Tokyo"],
        ["2026-05-13T10:00-07:00", "America/Los_Angeles"],
        ["2026-05-14T23:00-07:00", "America/Los_Angeles"],
      ],
      2,
    ],
    [
      "to Europe overnight, the review on landing",
      [
        ["2026-05-11T08:00-07:00", "America/Los_Angeles"],
        ["2026-05-13T12:00+02:00", "Europe/Berlin"],
      ],
      2,
    ],
    [
      "a zone that was never set until somebody in Auckland finds where to",
      [
        ["2026-05-11T20:00+12:00", "UTC"],
        ["2026-05-12T20:00+12:00", "UTC"],
        ["2026-05-13T20:00+12:00", "Pacific/Auckland"],
        ["2026-05-14T20:00+12:00", "Pacific/Auckland"],
      ],
      4,
    ],
    [
      "a day in bed is missed, flight or not",
      [
        ["2026-05-11T08:00-07:00", "America/Los_Angeles"],
        ["2026-05-14T12:00+02:00", "Europe/Berlin"],
      ],
      1,
    ],
    [
      "Samoa's clock that left out the 30th of December 2011",
      [
        ["2011-12-29T12:00-10:00", "Pacific/Apia"],
        ["2011-12-31T12:00+14:00", "Pacific/Apia"],
      ],
      2,
    ],
  ])("%s", (_, reviews, days) => {
    const list = reviews.map(([at, zone]) => ({ at: Date.parse(at), zone }));
    expect(played(list).at(-1)?.days).toBe(days);
  });
});
