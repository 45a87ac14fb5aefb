import fc from "fast-check";
import { expect, test } from "vitest";
import { jobId, jobIdsOf, type ReminderJob, readJob } from "../../../src/reminders/job.ts";

const job: ReminderJob = {
  userId: "12345678901234567890",
  day: "2026-05-15",
  at: 1_778_835_600_000,
  snooze: 0,
};

test("an id is what BullMQ and Discord take, the same for the same job and another for any other", () => {
  expect(jobId(job)).toMatch(/^[\w-]{22}$/);
  expect(jobId({ ...job, at: 1 } as ReminderJob)).toBe(jobId(job));
  const others = [
    { ...job, snooze: 1 },
    { ...job, day: "2026-05-16" },
    { ...job, userId: "12345678901234567891" },
  ].map(jobId);
  expect(new Set([jobId(job), ...others]).size).toBe(4);
  // What is in the queue when a new version starts is known to it.
  expect(jobId(job)).toBe("WTrRVL0MI6dOy8KUeIxaPE");
});

test("all ids that a person can have in the queue: of the week past and the days to come, put off or not", () => {
  const ids = new Set(jobIdsOf(job.userId, Date.parse("2026-05-15T12:00Z")));
  for (const day of ["2026-05-07", "2026-05-15", "2026-05-16"]) {
    for (const snooze of [0, 1, 5]) expect(ids).toContain(jobId({ ...job, day, snooze }));
  }
  expect(ids.size).toBe(12 * 6);
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
