import { createHash } from "node:crypto";

/** One server's recap of one week. */
export interface RecapJob {
  readonly guildId: string;
  /** The week's number, see `weekNumber`. */
  readonly week: number;
  /** When it is to be posted, in ms since 1970. */
  readonly at: number;
}

/** What BullMQ knows a job by: the same one is never in the queue twice. */
export const jobId = ({ guildId, week }: Pick<RecapJob, "guildId" | "week">) => `${guildId}-w${week}`;

/** What Discord knows a message by, so that it is not sent twice: 22 characters, where 25 are allowed. */
export const nonceOf = (job: Pick<RecapJob, "guildId" | "week">, what: "recap" | "barred") =>
  createHash("sha256")
    .update(`${what} ${jobId(job)}`)
    .digest("base64url")
    .slice(0, 22);

/** Reads the data of a job, which may be anything. @returns undefined when it is no job of ours */
export function readJob(data: unknown): RecapJob | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { guildId, week, at } = data as Record<string, unknown>;
  if (typeof guildId !== "string" || !/^\d{17,20}$/.test(guildId)) return undefined;
  if (typeof week !== "number" || !Number.isInteger(week)) return undefined;
  if (typeof at !== "number" || !Number.isFinite(at)) return undefined;
  return { guildId, week, at };
}
