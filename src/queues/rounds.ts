import { Queue, UnrecoverableError, Worker } from "bullmq";
import type { WakeCall } from "../rounds/course.ts";
import { connection, KEPT, PREFIX, type QueueRedis } from "./connection.ts";

const QUEUE = "round-timer";

/** Rounds that are looked at at once: they wait for Discord most of the time. */
const AT_ONCE = 50;

/** A call that failed is made again after so long, twice as long each further time, up to the most. Milliseconds. */
const FIRST_PAUSE = 1000;
const MOST_PAUSE = 30_000;

/** After an hour without Redis or Discord whoever presses a button of the round brings it on. */
const TRIES = 120;

/** @param tries how often it was tried so far, from 1 */
const pauseAfter = (tries: number) => Math.min(FIRST_PAUSE * 2 ** (tries - 1), MOST_PAUSE);

/** How often a worker may be killed in the middle of one call. */
const MOST_STALLS = 20;

const options = {
  removeOnComplete: true,
  removeOnFail: KEPT,
  attempts: TRIES,
  backoff: { type: "custom" },
} as const;

type OnTrouble = (what: string, error: unknown) => void;

/** Reads the data of a job, which may be anything. @returns undefined when it is no call of ours */
function readCall(data: unknown): WakeCall | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { channelId, roundId, at } = data as Record<string, unknown>;
  if (typeof channelId !== "string" || !/^\d{17,20}$/.test(channelId)) return undefined;
  if (typeof roundId !== "string" || !/^[\w-]{8}$/.test(roundId)) return undefined;
  if (typeof at !== "number" || !Number.isFinite(at)) return undefined;
  return { channelId, roundId, at };
}

/**
 * Calls for rounds at their moments, from any process: a delayed job each, so that it comes after a restart too.
 *
 * @param now the clock of the calls' moments
 */
export function openRoundTimer(redis: QueueRedis, now: () => number, onTrouble: OnTrouble) {
  const queue = new Queue<WakeCall>(QUEUE, { connection: connection(redis, false), prefix: PREFIX });
  queue.on("error", (error) => onTrouble("the queue of rounds failed", error));
  return {
    async callLater(call: WakeCall): Promise<void> {
      const delay = Math.max(0, Math.ceil(call.at - now()));
      await queue.add("wake", call, { ...options, jobId: `${call.roundId}-${call.at}`, delay });
    },
    close: () => queue.close(),
  };
}

/**
 * Answers the calls that are due, in this process beside others.
 *
 * @param wake throws where it is to be called again
 */
export function startRoundWorker(
  redis: QueueRedis,
  wake: (call: WakeCall) => Promise<void>,
  onTrouble: OnTrouble,
) {
  const worker = new Worker<WakeCall>(
    QUEUE,
    async (job) => {
      const call = readCall(job.data);
      if (!call) throw new UnrecoverableError(`the data of ${job.id} is no call for a round`);
      await wake(call);
    },
    {
      connection: connection(redis, true),
      prefix: PREFIX,
      concurrency: AT_ONCE,
      maxStalledCount: MOST_STALLS,
      settings: { backoffStrategy: pauseAfter },
    },
  );
  worker.on("error", (error) => onTrouble("a worker of rounds failed", error));
  worker.on("failed", (job, error) => onTrouble(`the call ${job?.id} failed`, error));
  return { close: () => worker.close() };
}
