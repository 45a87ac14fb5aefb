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

/** What BullMQ knows a job by: the same one is never in the queue twice. */
export const jobId = ({ userId, day, snooze }: Omit<ReminderJob, "at">) =>
  snooze === 0 ? `${userId}-${day}` : `${userId}-${day}-s${snooze}`;

/**
 * What Discord knows the message by, so that it is not sent twice: 22 characters, where 25 are allowed and a job id has
 * 29.
 */
export const nonceOf = (job: ReminderJob) =>
  createHash("sha256").update(jobId(job)).digest("base64url").slice(0, 22);

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
