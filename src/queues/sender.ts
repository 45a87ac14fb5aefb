import { DelayedError, type Job, UnrecoverableError, Worker } from "bullmq";
import type { Held } from "../reminders/sender.ts";
import { connection, KEPT, PREFIX, type QueueRedis } from "./connection.ts";

/** A send is tried again after so long, twice as long each further time, and no longer than the most. Milliseconds. */
const FIRST_PAUSE = 2000;
const MOST_PAUSE = 300_000;

/** How long a send waits before it is tried again. @param tries how often it was tried so far, from 1 */
const pauseAfter = (tries: number) => Math.min(FIRST_PAUSE * 2 ** (tries - 1), MOST_PAUSE);

/** How often a worker may be killed in the middle of one send: after once, BullMQ would give it up for good. */
const MOST_STALLS = 20;

/** How fast messages may go out: so many in so many milliseconds, over all workers. */
export interface Pace {
  readonly max: number;
  readonly duration: number;
}

/** A message has to wait. */
export interface Wait {
  /** Milliseconds. */
  readonly waitFor: number;
  readonly whom: Held;
}

/** Told of what went wrong, for the log. */
export type OnTrouble = (what: string, error: unknown) => void;

/** How jobs of a queue are added: tried again so often. */
export const jobOptions = (attempts: number) =>
  ({ removeOnComplete: true, removeOnFail: KEPT, attempts, backoff: { type: "custom" } }) as const;

export interface SenderOptions<T> {
  readonly redis: QueueRedis;
  readonly queue: string;
  readonly pace: Pace;
  /** Sends in hand at once: they wait for Discord most of the time. */
  readonly atOnce: number;
  /** What a job's data is, which may be anything; undefined where it is none of ours. */
  readonly read: (data: unknown) => T | undefined;
  /** Sends one. @returns how long who has to wait, where that is so; throws where it is to be tried again */
  readonly send: (job: T) => Promise<Wait | undefined>;
  readonly onTrouble: OnTrouble;
}

/** Takes jobs out of a queue and sends them, in this process beside those of others. */
export function startSender<T>(options: SenderOptions<T>): { close(): Promise<void> } {
  const { redis, queue, pace, atOnce, read, send, onTrouble } = options;
  let resting: NodeJS.Timeout | undefined;

  /** Takes no jobs in this process for a while; other workers do. */
  async function rest(milliseconds: number): Promise<void> {
    if (resting) return;
    resting = setTimeout(() => {
      resting = undefined;
      worker.resume().catch((error) => onTrouble(`the sender of ${queue} does not go on`, error));
    }, milliseconds);
    await worker.pause(true);
  }

  async function hold(job: Job, token: string | undefined, { waitFor, whom }: Wait): Promise<never> {
    // Redis takes whole milliseconds alone.
    const milliseconds = Number.isFinite(waitFor) ? Math.ceil(waitFor) : FIRST_PAUSE;
    if (whom === "all") {
      await worker.rateLimit(milliseconds);
      throw Worker.RateLimitError();
    }
    if (whom === "process") await rest(milliseconds);
    await job.moveToDelayed(Date.now() + (whom === "process" ? FIRST_PAUSE : milliseconds), token);
    throw new DelayedError();
  }

  const worker: Worker = new Worker(
    queue,
    async (job, token) => {
      const data = read(job.data);
      if (!data) throw new UnrecoverableError(`the data of ${job.id} is none of ours`);
      const held = await send(data);
      if (held) await hold(job, token, held);
    },
    {
      connection: connection(redis, true),
      prefix: PREFIX,
      concurrency: atOnce,
      limiter: pace,
      maxStalledCount: MOST_STALLS,
      settings: { backoffStrategy: pauseAfter },
    },
  );
  worker.on("error", (error) => onTrouble(`a worker of ${queue} failed`, error));
  worker.on("failed", (job, error) => onTrouble(`the job ${job?.id} failed`, error));
  return {
    async close() {
      clearTimeout(resting);
      await worker.close();
    },
  };
}
