import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fireOn, localDay, nextFire, nextFireAfterChange, nextWeekly } from "../../../src/reminders/when.ts";
import { anyMoment, anySchedule, DAY, daily, date, dayOf, HOUR, temporalFire, weekday } from "./schedules.ts";

describe("nextFireAfterChange", () => {
  const at = (text: string) => Date.parse(text);

  test("someone never reminded is reminded at the next time", () => {
    const schedule = daily("Europe/Berlin", "21:30");
    const now = at("2026-07-01T10:00Z");
    expect(nextFireAfterChange(schedule, now, undefined)).toEqual(nextFire(schedule, now));
  });

  test.each([
    // [what, new schedule, now, last reminded, at, expected date]
    [
      "a later time, today's had",
      "Europe/Berlin",
      "21:30",
      "2026-07-02T08:00Z",
      "2026-07-02",
      "2026-07-02T07:00Z",
      "2026-07-03",
    ],
    [
      "a later time, today's still to come",
      "Europe/Berlin",
      "21:30",
      "2026-07-02T06:00Z",
      "2026-07-01",
      "2026-07-01T07:00Z",
      "2026-07-02",
    ],
    [
      "an earlier time tomorrow",
      "Europe/Berlin",
      "07:00",
      "2026-07-02T18:00Z",
      "2026-07-02",
      "2026-07-02T07:00Z",
      "2026-07-03",
    ],
    [
      "a few hours after the last, in the night",
      "Europe/Berlin",
      "01:00",
      "2026-07-02T19:00Z",
      "2026-07-02",
      "2026-07-02T18:00Z",
      "2026-07-04",
    ],
    [
      "exactly 12 hours after the last",
      "Europe/Berlin",
      "09:00",
      "2026-07-02T20:00Z",
      "2026-07-02",
      "2026-07-02T19:00Z",
      "2026-07-03",
    ],
    [
      "to a zone where it is yesterday",
      "Pacific/Honolulu",
      "21:00",
      "2026-07-24T20:00Z",
      "2026-07-25",
      "2026-07-24T19:00Z",
      "2026-07-26",
    ],
    [
      "to a zone where it is tomorrow",
      "Pacific/Kiritimati",
      "21:00",
      "2026-07-24T20:00Z",
      "2026-07-24",
      "2026-07-24T19:00Z",
      "2026-07-26",
    ],
    [
      "a correction of UTC to New York",
      "America/New_York",
      "09:00",
      "2026-07-02T10:00Z",
      "2026-07-02",
      "2026-07-02T09:00Z",
      "2026-07-03",
    ],
  ])("%s", (_, zone, time, now, day, remindedAt, expected) => {
    const schedule = daily(zone, time);
    const fire = nextFireAfterChange(schedule, at(now), day, at(remindedAt));
    expect(fire).toEqual({ at: fireOn(schedule, expected), day: expected });
  });

  test("without the moment of the last reminder, it is taken to be just now", () => {
    const schedule = daily("Europe/Berlin", "07:00");
    const now = at("2026-07-02T18:00Z");
    expect(nextFireAfterChange(schedule, now, "2026-07-02").day).toBe("2026-07-04");
    // What is days past holds nothing up.
    expect(nextFireAfterChange(schedule, now, "2026-06-29").day).toBe("2026-07-03");
  });

  test("a date from a clock that ran ahead silences nobody", () => {
    const now = at("2026-07-02T18:00Z");
    expect(nextFireAfterChange(daily("UTC", "09:00"), now, "2099-01-01", at("2099-01-01T09:00Z")).day).toBe(
      "2026-07-04",
    );
  });

  test("nothing that is no date is taken for one", () => {
    expect(() => nextFireAfterChange(daily("UTC", "09:00"), 0, "yesterday")).toThrow(RangeError);
  });

  test("whatever is changed: no date twice, 12 hours between, and nothing left out but for that", () => {
    fc.assert(
      fc.property(
        anySchedule,
        anySchedule,
        anyMoment,
        fc.integer({ min: 0, max: 3 * DAY }),
        fc.boolean(),
        (old, chosen, sentAfter, wait, isTold) => {
          const last = nextFire(old, sentAfter);
          const now = last.at + wait;
          const next = nextFireAfterChange(chosen, now, last.day, isTold ? last.at : undefined);
          expect(next.at).toBeGreaterThan(now);
          expect(next.at - last.at).toBeGreaterThanOrEqual(12 * HOUR);
          expect(next.day > last.day).toBe(true);
          expect(next.day > localDay(chosen.zone, last.at)).toBe(true);
          expect(fireOn(chosen, next.day)).toBe(next.at);
          expect((chosen.days >> weekday(dayOf(next.day))) & 1).toBe(1);
          // And it is left out only for those reasons: the next chosen date that breaks none of them.
          if (isTold) {
            let day = dayOf(next.day) - 1;
            for (; day > dayOf(last.day) - 10; day--) {
              const fire = temporalFire(chosen, day);
              const isFree =
                (chosen.days >> weekday(day)) & 1 &&
                fire > now &&
                fire - last.at >= 12 * HOUR &&
                date(day) > last.day &&
                date(day) > localDay(chosen.zone, last.at);
              expect(isFree).toBeFalsy();
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("an unchanged schedule goes on as it was", () => {
    fc.assert(
      fc.property(
        anySchedule,
        anyMoment,
        fc.integer({ min: 0, max: 10 * HOUR }),
        (schedule, moment, wait) => {
          const last = nextFire(schedule, moment);
          const now = last.at + wait;
          // Where a jump carried it past midnight, its moment lies on the next date, which is then left out.
          fc.pre(localDay(schedule.zone, last.at) === last.day);
          expect(nextFireAfterChange(schedule, now, last.day, last.at)).toEqual(nextFire(schedule, now));
        },
      ),
    );
  });
});

describe("nextWeekly", () => {
  test("a week after the anchor, on its weekday", () => {
    const schedule = daily("Europe/Berlin", "21:30");
    const sent = fireOn(schedule, "2026-07-01");
    expect(nextWeekly(schedule, sent, "2026-07-01").day).toBe("2026-07-08");
    expect(nextWeekly(schedule, sent - 3 * DAY, "2026-07-01").day).toBe("2026-07-08");
    expect(nextWeekly(schedule, sent + 7 * DAY, "2026-07-01").day).toBe("2026-07-15");
    expect(nextWeekly(schedule, sent + 700 * DAY, "2026-07-01").day).toBe("2028-06-07");
  });

  test("where the anchor's weekday is no longer chosen, the next that is", () => {
    // 1 July 2026 is a Wednesday; Monday and Friday are chosen.
    const schedule = { ...daily("UTC", "09:00"), days: 0b001_0001 };
    expect(nextWeekly(schedule, Date.parse("2026-07-01T09:00Z"), "2026-07-01").day).toBe("2026-07-10");
    expect(nextWeekly(schedule, Date.parse("2026-07-10T09:00Z"), "2026-07-10").day).toBe("2026-07-17");
  });

  test("one a week, on a chosen day, at its time", () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, fc.integer({ min: -40, max: 40 }), (schedule, after, away) => {
        const anchor = Math.floor(after / DAY) + away;
        const first = nextWeekly(schedule, after, date(anchor));
        const second = nextWeekly(schedule, first.at, date(anchor));
        expect(first.at).toBeGreaterThan(after);
        expect(dayOf(second.day) - dayOf(first.day)).toBe(7);
        expect((schedule.days >> weekday(dayOf(first.day))) & 1).toBe(1);
        expect(fireOn(schedule, first.day)).toBe(first.at);
        expect(dayOf(first.day) - anchor).toBeGreaterThanOrEqual(7);
        if ((schedule.days >> weekday(anchor)) & 1) expect((dayOf(first.day) - anchor) % 7).toBe(0);
        // None is passed over: a week earlier it is not yet due, or too near to the anchor.
        const earlier = dayOf(first.day) - 7;
        expect(temporalFire(schedule, earlier) <= after || earlier - anchor < 7).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
