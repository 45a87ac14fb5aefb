import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayDate, dayStart, knownZone, learnerDay } from "../../../src/study/learner-day.ts";
import { clockChanges, clockOf, FROM, TO, ZONES } from "./zones.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const day = (date: string) => Date.parse(`${date}T00:00Z`) / DAY;
const anyZone = fc.constantFrom(...ZONES);
const anyMoment = fc.integer({ min: FROM, max: TO });
const changes = ZONES.map((zone) => ({ zone, changes: clockChanges(clockOf(zone)) }));

describe("against the wall clock that Intl tells, in all zones", () => {
  test("there are zones with many clock changes to test with", () => {
    expect(ZONES.length).toBeGreaterThan(400);
    const found = new Map(changes.map(({ zone, changes }) => [zone, changes.length]));
    expect(found.get("Europe/Berlin")).toBe(42);
    expect(found.get("Africa/Casablanca")).toBeGreaterThan(25);
    expect(found.get("UTC")).toBe(0);
  });

  test("learnerDay is right around every change of the clock", () => {
    const wrong: string[] = [];
    for (const { zone, changes: moments } of changes) {
      const clock = clockOf(zone);
      for (const change of moments) {
        const until4 = 4 * HOUR - (clock.local(change) % DAY);
        for (const away of [-1, 0, until4 - 1, until4]) {
          const at = change + away;
          if (learnerDay(at, zone) !== clock.day(at)) wrong.push(`${zone} ${new Date(at).toISOString()}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("dayStart is the first moment of its day around every change of the clock", () => {
    const wrong: string[] = [];
    for (const { zone, changes: moments } of changes) {
      const clock = clockOf(zone);
      for (const change of moments) {
        const today = Math.floor(clock.local(change) / DAY);
        for (const about of [today - 1, today, today + 1]) {
          const start = dayStart(about, zone);
          const first = clock.day(start) === about && clock.day(start - 1) < about;
          if (!first) wrong.push(`${zone} ${dayDate(about)} ${new Date(start).toISOString()}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("learnerDay and dayStart are right at any moment of any zone", () => {
    const clocks = new Map(ZONES.map((zone) => [zone, clockOf(zone)]));
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, at) => {
        const today = clocks.get(zone)?.day(at);
        expect(learnerDay(at, zone)).toBe(today);
        const start = dayStart(learnerDay(at, zone), zone);
        expect(start).toBeLessThanOrEqual(at);
        expect(clocks.get(zone)?.day(start)).toBe(today);
        expect(clocks.get(zone)?.day(start - 1)).toBe((today ?? 0) - 1);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("by example", () => {
  test.each([
    ["UTC", "2026-03-01T03:59:59.999Z", "2026-02-28"],
    ["UTC", "2026-03-01T04:00:00.000Z", "2026-03-01"],
    ["UTC", "1970-01-01T04:00:00Z", "1970-01-01"],
    ["UTC", "1970-01-01T00:00:00Z", "1969-12-31"],
    ["Europe/Berlin", "2026-07-01T01:59:59Z", "2026-06-30"],
    ["Europe/Berlin", "2026-07-01T02:00:00Z", "2026-07-01"],
    ["America/Los_Angeles", "2026-07-01T10:59:59Z", "2026-06-30"],
    ["America/Los_Angeles", "2026-07-01T11:00:00Z", "2026-07-01"],
    ["Pacific/Kiritimati", "2026-07-01T14:00:00Z", "2026-07-02"],
    ["Pacific/Niue", "2026-07-01T14:59:59Z", "2026-06-30"],
    ["Asia/Kathmandu", "2026-06-30T22:15:00Z", "2026-07-01"],
    ["Asia/Kathmandu", "2026-06-30T22:14:59Z", "2026-06-30"],
  ])("in %s the moment %s belongs to %s", (zone, moment, date) => {
    expect(dayDate(learnerDay(Date.parse(moment), zone))).toBe(date);
  });

  test.each([
    ["the night the clock goes forward, an hour less", "Europe/Berlin", "2026-03-28", 23],
    ["the night it goes back, an hour more", "Europe/Berlin", "2026-10-24", 25],
    ["half an hour back", "Australia/Lord_Howe", "2026-04-04", 24.5],
    ["two hours back in one night", "Antarctica/Troll", "2026-10-24", 26],
  ])("%s", (_, zone, date, hours) => {
    const start = dayStart(day(date), zone);
    expect((dayStart(day(date) + 1, zone) - start) / HOUR).toBe(hours);
    expect([learnerDay(start - 1, zone), learnerDay(start, zone)]).toEqual([day(date) - 1, day(date)]);
    expect(learnerDay(start + hours * HOUR - 1, zone)).toBe(day(date));
  });

  test("where the clock jumps over 04:00 the day begins with the jump", () => {
    const zone = "Antarctica/Casey";
    // On 4 October 2019 at 03:00 the clock went forward to 06:00.
    const jump = Date.parse("2019-10-03T19:00Z");
    expect(dayStart(day("2019-10-04"), zone)).toBe(jump);
    expect([learnerDay(jump - 1, zone), learnerDay(jump, zone)]).toEqual([
      day("2019-10-03"),
      day("2019-10-04"),
    ]);
  });

  test("a date that the zone skipped is a learner day of four hours", () => {
    const zone = "Pacific/Apia";
    // On 29 December 2011 at midnight it became 31 December.
    const lost = day("2011-12-30");
    const jump = Date.parse("2011-12-30T10:00Z");
    expect([learnerDay(jump - 1, zone), learnerDay(jump, zone)]).toEqual([lost - 1, lost]);
    expect(dayStart(lost, zone)).toBe(jump);
    expect(dayStart(lost + 1, zone)).toBe(jump + 4 * HOUR);
  });

  test("where 04:00 comes and the clock then falls back before it, days still begin once", () => {
    const zone = "Antarctica/Casey";
    // On 11 March 2018 at 04:00 the clock went back to 01:00.
    const start = dayStart(day("2018-03-11"), zone);
    expect(learnerDay(start, zone)).toBe(day("2018-03-11"));
    expect(learnerDay(start - 1, zone)).toBe(day("2018-03-10"));
  });

  test("takes fractions of a millisecond, as performance clocks give them", () => {
    expect(learnerDay(Date.parse("2026-03-01T04:00Z") + 0.75, "UTC")).toBe(day("2026-03-01"));
    expect(learnerDay(Date.parse("2026-03-01T04:00Z") - 0.25, "UTC")).toBe(day("2026-02-28"));
  });

  test("dayDate writes any day", () => {
    expect([0, 59, 20_513, -1].map(dayDate)).toEqual([
      "1970-01-01",
      "1970-03-01",
      "2026-03-01",
      "1969-12-31",
    ]);
  });

  test("an unknown zone is refused", () => {
    expect(() => learnerDay(0, "Mars/Olympus_Mons")).toThrow(RangeError);
  });
});

describe("knownZone", () => {
  test("keeps every zone the runtime lists", () => {
    expect(ZONES.filter((zone) => knownZone(zone) !== zone)).toEqual([]);
  });

  test.each(["Asia/Calcutta", "US/Pacific", "Europe/Kiev", "Etc/GMT+5", "GMT"])(
    "accepts %s, an older name",
    (alias) => {
      const at = Date.parse("2026-07-01T12:00Z");
      expect(clockOf(knownZone(alias)).local(at)).toBe(clockOf(alias).local(at));
      expect(learnerDay(at, knownZone(alias))).toBe(clockOf(alias).day(at));
    },
  );

  test.each([
    undefined,
    "",
    " ",
    "Mars/Olympus_Mons",
    "Europe/",
    "Europe/Berlin ",
    "../../etc/passwd",
    "__proto__",
    "\0",
    "x".repeat(10_000),
  ])("falls back to UTC for %j", (garbage) => {
    expect(knownZone(garbage)).toBe("UTC");
  });

  test("whatever it is given, what it returns can be used", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...ZONES).map((zone) => zone.toLowerCase()),
        ),
        (text) => {
          expect(learnerDay(0, knownZone(text))).toBeGreaterThanOrEqual(-1);
        },
      ),
      { numRuns: 500 },
    );
  });
});
