import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayDate } from "../../../src/study/learner-day.ts";
import { keptPeriods, monthOf, PERIOD_KINDS, periodAt, readPeriod } from "../../../src/study/period.ts";

const days = fc.integer({ min: 0, max: 60_000 });

describe("a period", () => {
  test("of a kind holds its days, and the next begins the day after", () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...PERIOD_KINDS), (day, kind) => {
        const period = periodAt(kind, day);
        expect(period.first).toBeLessThanOrEqual(day);
        expect(period.last).toBeGreaterThanOrEqual(day);
        expect(readPeriod(period.name)).toEqual(period);
        if (kind === "all") return;
        expect(periodAt(kind, period.last + 1).first).toBe(period.last + 1);
        expect(periodAt(kind, period.first)).toEqual(period);
      }),
    );
  });

  test("is a month of the calendar, or a week from Monday to Sunday", () => {
    fc.assert(
      fc.property(days, (day) => {
        const [year = "", month = ""] = dayDate(day).split("-");
        expect(monthOf(day)).toBe(year + month);
        const { first, last, name } = periodAt("month", day);
        expect(name).toBe(`m${year}${month}`);
        expect(dayDate(first)).toBe(`${year}-${month}-01`);
        expect(dayDate(last + 1).slice(8)).toBe("01");
        const week = periodAt("week", day);
        const weekday = (number: number) => new Date(`${dayDate(number)}T12:00Z`).getUTCDay();
        expect([weekday(week.first), weekday(week.last), week.last - week.first]).toEqual([1, 0, 6]);
      }),
    );
  });

  test("has a name that stored boards depend on", () => {
    // 2027-04-14, a Wednesday.
    expect(PERIOD_KINDS.map((kind) => periodAt(kind, 20_922).name)).toEqual([
      "d20922",
      "w2989",
      "m202704",
      "all",
    ]);
  });

  test.each([
    "",
    "d",
    "w",
    "x1",
    "d-1",
    "d1.5",
    "d1234567",
    "m202713",
    "m202700",
    "m20270",
    "all1",
    "d1:losses",
  ])("is not called %j", (name) => {
    expect(readPeriod(name)).toBeUndefined();
  });
});

test("the present period of each kind and three before it are kept", () => {
  const names = keptPeriods(20_922).map(({ name }) => name);
  expect(names).toEqual([
    ...["d20922", "d20921", "d20920", "d20919"],
    ...["w2989", "w2988", "w2987", "w2986"],
    ...["m202704", "m202703", "m202702", "m202701"],
    "all",
  ]);
});
