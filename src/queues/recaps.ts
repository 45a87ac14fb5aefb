import { Queue } from "bullmq";
import { jobId, type RecapJob, readJob } from "../recap/job.ts";
import { connection, PREFIX, type QueueRedis } from "./connection.ts";
import { jobOptions, type OnTrouble, startSender, type Wait } from "./sender.ts";

const SEND = "recap-send";

/** Recaps in hand at once: each reads the logs of many learners. */
const AT_ONCE = 2;

const PACE = { max: 5, duration: 1000 } as const;

/** With pauses of up to five minutes they last longer than a recap makes sense for: its sender says when it is too late. */
const TRIES = 1000;

export interface RecapQueue {
  /** Puts jobs into the queue; one that is there already stays as it is. */
  add(jobs: readonly RecapJob[]): Promise<void>;
  close(): Promise<void>;
}

/** The queue of recaps. */
export function openRecapQueue(redis: QueueRedis, onTrouble: OnTrouble): RecapQueue {
  const queue = new Queue<RecapJob>(SEND, { connection: connection(redis, false), prefix: PREFIX });
  queue.on("error", (error) => onTrouble("the queue of recaps failed", error));
  const options = jobOptions(TRIES);
  return {
    async add(jobs) {
      await queue.addBulk(
        jobs.map((job) => ({ name: "recap", data: job, opts: { ...options, jobId: jobId(job) } })),
      );
    },
    close: () => queue.close(),
  };
}

/** Posts recaps in this process, beside those of others. */
export const startRecapSender = (
  redis: QueueRedis,
  send: (job: RecapJob) => Promise<Wait | undefined>,
  onTrouble: OnTrouble,
): Pick<RecapQueue, "close"> =>
  startSender({ redis, queue: SEND, pace: PACE, atOnce: AT_ONCE, read: readJob, send, onTrouble });
