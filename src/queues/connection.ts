import type { ConnectionOptions } from "bullmq";

/** All keys of a queue in one slot of a cluster. */
export const PREFIX = "{bull}";

/** A job that failed for good is kept so long, so that somebody can look at it. */
export const KEPT = { age: 7 * 86_400, count: 1000 } as const;

/** What a queue needs of Redis. */
export interface QueueRedis {
  readonly url: string;
}

export const connection = ({ url }: QueueRedis, forWorker: boolean): ConnectionOptions => ({
  url,
  maxRetriesPerRequest: forWorker ? null : 1,
  enableOfflineQueue: forWorker,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), 2000),
});
