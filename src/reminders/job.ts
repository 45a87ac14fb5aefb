import { createHash } from "node:crypto";

/** One reminder to be sent. */
export interface ReminderJob {
  readonly userId: string;
  /** The local day it is the reminder of, as yyyy-mm-dd. */
  readonly day: string;
  /** When it is to be sent, in ms since 1970. */
  readonly at: number;
  /** 0 for the reminder itself, n for the n-th time it was put off. */
  readonly snooze: number;
}

/**
 * What BullMQ knows a job by, so that it is never in the queue twice, and Discord its message, so that it is not sent
 * twice: 22 characters, where a nonce may have 25. A hash, since BullMQ keeps the ids of past jobs in its stream of
 * events, where a person's id has nothing to do.
 */
export function jobId({ userId, day, snooze }: Omit<ReminderJob, "at">): string {
  const name = snooze === 0 ? `${userId}-${day}` : `${userId}-${day}-s${snooze}`;
  return createHash("sha256").update(name).digest("base64url").slice(0, 22);
}

/** How often a reminder can be put off in a day. */
export const MOST_SNOOZES = 5;

/** Days before and after a moment that a job in the queue can be of: one that failed is kept for a week. */
const KEPT_DAYS = 9;
const AHEAD_DAYS = 2;

const DAY_MS = 86_400_000;

/** The ids of all jobs of a person that can be in the queue. @param now milliseconds since the Unix epoch */
export function jobIdsOf(userId: string, now: number): readonly string[] {
  const days = Array.from({ length: KEPT_DAYS + 1 + AHEAD_DAYS }, (_, index) =>
    new Date(now + (index - KEPT_DAYS) * DAY_MS).toISOString().slice(0, 10),
  );
  return days.flatMap((day) =>
    Array.from({ length: MOST_SNOOZES + 1 }, (_, snooze) => jobId({ userId, day, snooze })),
  );
}

/** Reads the data of a job, which may be anything. @returns undefined when it is no job of ours */
export function readJob(data: unknown): ReminderJob | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { userId, day, at, snooze } = data as Record<string, unknown>;
  if (typeof userId !== "string" || !/^\d{17,20}$/.test(userId)) return undefined;
  if (typeof day !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  if (typeof at !== "number" || !Number.isFinite(at)) return undefined;
  if (typeof snooze !== "number" || !Number.isInteger(snooze) || snooze < 0) return undefined;
  return { userId, day, at, snooze };
}
