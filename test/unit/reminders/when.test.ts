import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  EVERY_DAY,
  fireOn,
  localDay,
  nextFire,
  nextFireAfterChange,
  nextWeekly,
  wallClock,
} from "../../../src/reminders/when.ts";
import { clockChanges, clockOf, ZONES } from "../study/zones.ts";
import {
  anyMoment,
  anySchedule,
  anyZone,
  DAY,
  daily,
  date,
  FIRST,
  HOUR,
  iso,
  LAST,
  MINUTE,
  temporalFire,
  weekday,
} from "./schedules.ts";

const TIMES = [0, 30, 90, 150, 210, 540, 1380, 1410, 1439];

describe("every zone, nine times of day, every day of 2026 and 2027", () => {
  // The days near a change of the clock are told by Intl; on them Temporal is asked too.
  const zones = ZONES.map((zone) => {
    const clock = clockOf(zone);
    const offsets = new Map<number, number>();
    for (let day = FIRST - 2; day <= LAST + 3; day++) {
      offsets.set(day, clock.local(day * DAY) - day * DAY);
    }
    return { zone, local: clock.local, offsets };
  });

  test("walking from fire to fire meets each local date once, at its time", () => {
    const wrong: string[] = [];
    const met = { plain: 0, near: 0, jumped: 0, repeated: 0 };
    for (const { zone, local, offsets } of zones) {
      for (const minutes of TIMES) {
        const schedule = { zone, minutes, days: EVERY_DAY };
        let after = fireOn(schedule, date(FIRST - 1));
        for (let day = FIRST; day <= LAST; day++) {
          const fire = nextFire(schedule, after);
          const wall = day * DAY + minutes * MINUTE;
          const complain = (why: string) =>
            wrong.push(`${zone} ${minutes} ${date(day)}: ${why} ${iso(fire.at)}`);
          if (fire.day !== date(day)) complain(`names ${fire.day}`);
          if (fire.at <= after) complain("is not later than the one before");
          after = fire.at;
          const offset = offsets.get(day) ?? Number.NaN;
          const steady = [-1, 1, 2].every((away) => offsets.get(day + away) === offset);
          if (steady) {
            met.plain++;
            if (fire.at !== wall - offset) complain("shows another time");
            continue;
          }
          met.near++;
          if (fire.at !== temporalFire(schedule, day)) complain("is not what Temporal says");
          const shown = local(fire.at);
          if (shown !== wall) {
            met.jumped++;
            // Only a jump excuses another time: the clock shows the one asked for at no moment around.
            const shownAt = [-2, -1, -0.5, 0, 0.5, 1, 2].map((hours) => fire.at + hours * HOUR);
            if (shown < wall || shownAt.some((at) => local(at) === wall)) complain("shows another time");
          } else if ([0.5, 1, 2].some((hours) => local(fire.at - hours * HOUR) === wall)) {
            complain("is the second time that the clock shows it");
          } else if ([0.5, 1, 2].some((hours) => local(fire.at + hours * HOUR) === wall)) {
            met.repeated++;
          }
        }
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    // What was to be met was met: else the loop above looks at nothing.
    expect(met.plain).toBeGreaterThan(2_500_000);
    expect(met.near).toBeGreaterThan(10_000);
    expect(met.jumped).toBeGreaterThan(100);
    expect(met.repeated).toBeGreaterThan(100);
  }, 120_000);
});

describe("nextFire, at any moment of any schedule", () => {
  test("is the earliest of the chosen days' fires that is strictly later", () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, after) => {
        const around = Math.floor(after / DAY);
        const fires = Array.from({ length: 14 }, (_, i) => around - 3 + i)
          .filter((day) => (schedule.days >> weekday(day)) & 1)
          .map((day) => ({ at: temporalFire(schedule, day), day: date(day) }))
          .filter(({ at }) => at > after);
        expect(nextFire(schedule, after)).toEqual(fires[0]);
      }),
      { numRuns: 2000 },
    );
  });

  test("what it names is what fireOn gives, and from just before it, it comes again", () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, after) => {
        const fire = nextFire(schedule, after);
        expect(fireOn(schedule, fire.day)).toBe(fire.at);
        expect(nextFire(schedule, fire.at - 1)).toEqual(fire);
        expect(nextFire(schedule, fire.at).at).toBeGreaterThan(fire.at);
      }),
    );
  });
});

describe("by example", () => {
  test.each([
    ["later today", "Europe/Berlin", "21:30", "2026-07-01T10:00Z", "2026-07-01T19:30Z", "2026-07-01"],
    ["strictly after", "Europe/Berlin", "21:30", "2026-07-01T19:30Z", "2026-07-02T19:30Z", "2026-07-02"],
    ["jumped over: later", "Europe/Berlin", "02:30", "2026-03-29T00:00Z", "2026-03-29T01:30Z", "2026-03-29"],
    ["shown twice: first", "Europe/Berlin", "02:30", "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25"],
    ["not the second", "Europe/Berlin", "02:30", "2026-10-25T00:30Z", "2026-10-26T01:30Z", "2026-10-26"],
    [
      "a jump at midnight",
      "America/Santiago",
      "00:30",
      "2026-09-06T03:00Z",
      "2026-09-06T04:30Z",
      "2026-09-06",
    ],
    [
      "a jump past midnight",
      "America/Godthab",
      "23:30",
      "2026-03-29T00:00Z",
      "2026-03-29T01:30Z",
      "2026-03-28",
    ],
    ["and after it", "America/Godthab", "23:30", "2026-03-29T01:10Z", "2026-03-29T01:30Z", "2026-03-28"],
    [
      "two hours at once",
      "Antarctica/Troll",
      "01:30",
      "2026-03-29T00:00Z",
      "2026-03-29T01:30Z",
      "2026-03-29",
    ],
    ["half an hour", "Australia/Lord_Howe", "02:15", "2026-10-03T12:00Z", "2026-10-03T15:45Z", "2026-10-04"],
    ["an old name", "Asia/Calcutta", "09:00", "2026-07-01T00:00Z", "2026-07-01T03:30Z", "2026-07-01"],
    [
      "no such zone: UTC",
      "Mars/Olympus_Mons",
      "09:00",
      "2026-07-01T00:00Z",
      "2026-07-01T09:00Z",
      "2026-07-01",
    ],
    ["a date left out", "Pacific/Apia", "09:00", "2011-12-29T19:00Z", "2011-12-30T19:00Z", "2011-12-31"],
  ])("%s (%s %s)", (_, zone, time, after, at, day) => {
    expect(nextFire(daily(zone, time), Date.parse(after))).toEqual({ at: Date.parse(at), day });
  });

  test("weekdays leave out Saturday and Sunday by the date of the zone", () => {
    const schedule = { ...daily("Pacific/Kiritimati", "09:00"), days: 0b001_1111 };
    // Friday 3 July 2026, 09:00 there is still Thursday in UTC.
    const friday = nextFire(schedule, Date.parse("2026-07-02T00:00Z"));
    expect(friday).toEqual({ at: Date.parse("2026-07-02T19:00Z"), day: "2026-07-03" });
    expect(nextFire(schedule, friday.at).day).toBe("2026-07-06");
  });

  test("a fraction of a millisecond is taken", () => {
    const at = Date.parse("2026-07-01T19:30Z");
    expect(nextFire(daily("Europe/Berlin", "21:30"), at - 0.25).at).toBe(at);
    expect(nextFire(daily("Europe/Berlin", "21:30"), at + 0.25).at).toBe(at + DAY);
  });

  test.each([
    { zone: "UTC", minutes: 1440, days: 1 },
    { zone: "UTC", minutes: -1, days: 1 },
    { zone: "UTC", minutes: 0.5, days: 1 },
    { zone: "UTC", minutes: Number.NaN, days: 1 },
    { zone: "UTC", minutes: 0, days: 0 },
    { zone: "UTC", minutes: 0, days: 128 },
  ])("refuses %j, which has no time or no day", (schedule) => {
    expect(() => nextFire(schedule, 0)).toThrow(RangeError);
    expect(() => fireOn(schedule, "2026-07-01")).toThrow(RangeError);
    expect(() => nextWeekly(schedule, 0, "2026-07-01")).toThrow(RangeError);
    expect(() => nextFireAfterChange(schedule, 0, "2026-07-01")).toThrow(RangeError);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15])("refuses %d, which is no moment", (after) => {
    expect(() => nextFire(daily("Europe/Berlin", "09:00"), after)).toThrow(RangeError);
  });

  test.each(["", "2026-02-30", "2026-13-01", "26-01-01", "2026-07-01T00:00", "today"])(
    "refuses %j, which is no date",
    (day) => {
      expect(() => fireOn(daily("UTC", "09:00"), day)).toThrow(RangeError);
    },
  );
});

describe("localDay and wallClock", () => {
  test("are what Intl tells", () => {
    const clocks = new Map(ZONES.map((zone) => [zone, clockOf(zone)]));
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, at) => {
        const shown = clocks.get(zone)?.local(at) ?? Number.NaN;
        expect(wallClock(zone, at)).toBe(shown);
        expect(localDay(zone, at)).toBe(iso(shown).slice(0, 10));
      }),
      { numRuns: 1000 },
    );
  });

  test("are so in the very moment that the clock changes", () => {
    const wrong: string[] = [];
    let met = 0;
    // Every seventh zone: each moment is one that has to be asked of Temporal.
    for (const zone of ZONES.filter((_, i) => i % 7 === 0)) {
      const clock = clockOf(zone);
      for (const change of clockChanges(clock)) {
        met++;
        for (const at of [change, change - 1]) {
          if (wallClock(zone, at) !== clock.local(at)) wrong.push(`${zone} ${iso(at)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(met).toBeGreaterThan(500);
  });

  test("a zone that the runtime does not know is UTC", () => {
    expect(localDay("Mars/Olympus_Mons", Date.parse("2026-07-01T23:59:59Z"))).toBe("2026-07-01");
  });
});
