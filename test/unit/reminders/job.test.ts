import fc from "fast-check";
import { expect, test } from "vitest";
import { jobId, nonceOf, type ReminderJob, readJob } from "../../../src/reminders/job.ts";

const job: ReminderJob = {
  userId: "12345678901234567890",
  day: "2026-05-15",
  at: 1_778_835_600_000,
  snooze: 0,
};

test("the id is made of what BullMQ takes, and names the learner, the day and the snooze", () => {
  expect(jobId(job)).toBe("12345678901234567890-2026-05-15");
  expect(jobId({ ...job, snooze: 2 })).toBe("12345678901234567890-2026-05-15-s2");
  expect(jobId(job)).not.toContain(":");
});

test("a nonce is short enough for Discord, the same for the same job and another for any other", () => {
  expect(nonceOf(job)).toMatch(/^[\w-]{22}$/);
  expect(nonceOf({ ...job, at: 1 })).toBe(nonceOf(job));
  const others = [
    { ...job, snooze: 1 },
    { ...job, day: "2026-05-16" },
    { ...job, userId: "12345678901234567891" },
  ].map(nonceOf);
  expect(new Set([nonceOf(job), ...others]).size).toBe(4);
});

test("what was put in is read back, whatever else is with it", () => {
  expect(readJob(JSON.parse(JSON.stringify({ ...job, more: 1 })))).toEqual(job);
});

test.each([
  [undefined],
  [null],
  ["x"],
  [[]],
  [{}],
  [{ ...job, userId: "1" }],
  [{ ...job, userId: "../../../../../../../.." }],
  [{ ...job, userId: 123_456_789 }],
  [{ ...job, day: "2026-5-15" }],
  [{ ...job, day: "today" }],
  [{ ...job, at: "1" }],
  [{ ...job, at: Number.NaN }],
  [{ ...job, at: null }],
  [{ ...job, snooze: -1 }],
  [{ ...job, snooze: 0.5 }],
  [{ ...job, snooze: undefined }],
])("what is no job is none: %j", (data) => {
  expect(readJob(data)).toBeUndefined();
});

test("anything at all is read or refused, and never throws", () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      expect(readJob(data)).toBeUndefined();
    }),
  );
});
