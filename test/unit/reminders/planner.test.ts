import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planOne, TOO_LATE, UNUSED_DAILY, UNUSED_IN_ALL } from "../../../src/reminders/planner.ts";
import { EVERY_DAY, localDay, nextFire } from "../../../src/reminders/when.ts";
import { newReminder, type Reminder } from "../../../src/store/reminder-record.ts";
import type { Due } from "../../../src/store/reminders.ts";
import { anyMoment, anySchedule, DAY, HOUR } from "./schedules.ts";

const reminder = newReminder({ zone: "Europe/Berlin", minutes: 9 * 60, days: EVERY_DAY });
/** Friday, 09:00 in Berlin. */
const AT = Date.parse("2026-05-15T07:00Z");
const due = (more: Partial<Reminder> = {}, at = AT): Due => ({
  userId: "123456789012345678",
  at,
  reminder: { ...reminder, ...more },
});

describe("a reminder whose time has come", () => {
  test("is queued, and comes again at the same hour tomorrow", () => {
    expect(planOne(due(), AT + 20_000)).toEqual({
      why: "queued",
      job: { userId: "123456789012345678", day: "2026-05-15", at: AT, snooze: 0 },
      move: { userId: "123456789012345678", from: AT, to: AT + DAY },
    });
  });

  test("comes again on the next of its days", () => {
    expect(planOne(due({ days: 0b001_1111 }), AT).move.to).toBe(AT + 3 * DAY);
  });

  test("is sent up to two hours late, and no later", () => {
    expect(planOne(due(), AT + TOO_LATE).why).toBe("queued");
    const late = planOne(due(), AT + TOO_LATE + 1);
    expect([late.why, late.job, late.move.to]).toEqual(["late", undefined, AT + DAY]);
  });

  test("after three days asleep is left out, today's comes at its time, and there is no burst", () => {
    const beforeToday = planOne(due(), AT + 3 * DAY - HOUR);
    expect([beforeToday.why, beforeToday.move.to]).toEqual(["late", AT + 3 * DAY]);
    const justAfter = planOne(due(), AT + 3 * DAY + HOUR);
    expect([justAfter.why, justAfter.move.to]).toEqual(["late", AT + 3 * DAY]);
  });
});

describe("without any use of the bot", () => {
  test("one a day up to the seventh, then one a week", () => {
    expect(planOne(due({ unused: UNUSED_DAILY - 2 }), AT).move.to).toBe(AT + DAY);
    expect(planOne(due({ unused: UNUSED_DAILY - 1 }), AT).move.to).toBe(AT + 7 * DAY);
    expect(planOne(due({ unused: UNUSED_IN_ALL - 1 }), AT).move.to).toBe(AT + 7 * DAY);
  });

  test("none after the eleventh", () => {
    const plan = planOne(due({ unused: UNUSED_IN_ALL }), AT);
    expect([plan.why, plan.job, plan.move.to]).toEqual(["gone", undefined, undefined]);
  });
});

test.each([
  ["switched off", due({ off: true })],
  ["cannot be messaged", due({ closed: true })],
  ["deleted", { ...due(), reminder: undefined }],
])("one who %s gets none, and leaves the index", (_, one) => {
  const plan = planOne(one, AT);
  expect([plan.why, plan.job, plan.move.to]).toEqual(["gone", undefined, undefined]);
});

test("a zone that nobody knows is taken for UTC and stops nobody", () => {
  const plan = planOne(due({ zone: "Atlantis/Poseidonis" }, AT), AT);
  expect(plan.job?.day).toBe("2026-05-15");
  expect(plan.move.to).toBe(Date.parse("2026-05-15T09:00Z"));
});

test("in any zone, the job is of the day that the time is the reminder of, and the next is a later one", () => {
  fc.assert(
    fc.property(anySchedule, anyMoment, fc.nat(UNUSED_IN_ALL - 1), (schedule, moment, unused) => {
      const fire = nextFire(schedule, moment);
      const plan = planOne(due({ ...schedule, unused }, fire.at), fire.at + 1000);
      expect(plan.job?.day).toBe(fire.day);
      expect(plan.move.to).toBeGreaterThan(fire.at);
      const apart = (plan.move.to ?? 0) - fire.at;
      // A week less a change of the clock, where there is one a week.
      if (unused + 1 >= UNUSED_DAILY) expect(apart).toBeGreaterThan(7 * DAY - 26 * HOUR);
    }),
  );
});

test("a time that the zone's present rules do not give belongs to the date it lies on", () => {
  const odd = AT + 7 * 60_000;
  expect(planOne(due({}, odd), odd).job?.day).toBe(localDay("Europe/Berlin", odd));
});
