import { Queue, Worker } from "bullmq";
import { jobId, jobIdsOf, type ReminderJob, readJob } from "../reminders/job.ts";
import { connection, KEPT, PREFIX, type QueueRedis } from "./connection.ts";
import { jobOptions, type OnTrouble, type Pace, startSender, type Wait } from "./sender.ts";

const TICK = "reminder-tick";
const SEND = "reminder-send";

/** The planner looks for reminders whose time has come so often. Milliseconds. */
const EVERY = 30_000;

/** Sends in hand at once. */
const AT_ONCE = 20;

/** So many tries take longer than a reminder makes sense for: the sender itself says when it is too late. */
const TRIES = 36;

export interface ReminderQueueDeps {
  readonly redis: QueueRedis;
  readonly pace: Pace;
  /** Takes reminders whose time has come, see `tick`. */
  readonly plan: () => Promise<void>;
  /** Sends one. @returns how long who has to wait, where that is so; throws where it is to be tried again */
  readonly send: (job: ReminderJob) => Promise<Wait | undefined>;
  readonly onTrouble: OnTrouble;
}

export interface ReminderQueues {
  /** Jobs by state: waiting, in hand, put off or held, and given up. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Jobs that wait to be sent. */
  waiting(): Promise<number>;
  add(jobs: readonly ReminderJob[]): Promise<void>;
  /** Puts off a reminder. @param delay milliseconds */
  addLater(job: ReminderJob, delay: number): Promise<void>;
  /** Takes all jobs of a person out, but for one that is being sent: that goes by itself. @param now milliseconds */
  forget(userId: string, now: number): Promise<void>;
  /** Lets what is in hand finish. */
  close(): Promise<void>;
}

const options = jobOptions(TRIES);

/** The queue alone, for a process that only puts reminders off. */
export function openReminderQueue(redis: QueueRedis, onTrouble: OnTrouble): ReminderQueues {
  const queue = new Queue<ReminderJob>(SEND, { connection: connection(redis, false), prefix: PREFIX });
  queue.on("error", (error) => onTrouble("the queue of reminders failed", error));
  return {
    counts: () => queue.getJobCounts("waiting", "active", "delayed", "failed"),
    waiting: async () => {
      const counts = await queue.getJobCounts("waiting", "active", "prioritized");
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async add(jobs) {
      await queue.addBulk(
        jobs.map((job) => ({ name: "send", data: job, opts: { ...options, jobId: jobId(job) } })),
      );
    },
    async addLater(job, delay) {
      await queue.add("send", job, { ...options, jobId: jobId(job), delay });
    },
    async forget(userId, now) {
      await Promise.all(jobIdsOf(userId, now).map((id) => queue.remove(id)));
    },
    close: () => queue.close(),
  };
}

/** The tick and the sender, in this process beside those of others. */
export async function startReminderWorkers(deps: ReminderQueueDeps): Promise<Pick<ReminderQueues, "close">> {
  const { redis, pace, plan, send, onTrouble } = deps;
  const ticks = new Queue(TICK, { connection: connection(redis, false), prefix: PREFIX });
  ticks.on("error", (error) => onTrouble("the queue of ticks failed", error));
  await ticks.upsertJobScheduler(
    "tick",
    { every: EVERY },
    { name: "tick", opts: { removeOnComplete: true, removeOnFail: KEPT } },
  );
  const planner = new Worker(TICK, plan, {
    connection: connection(redis, true),
    prefix: PREFIX,
    concurrency: 1,
  });
  planner.on("error", (error) => onTrouble("a worker of reminders failed", error));
  planner.on("failed", (job, error) => onTrouble(`the job ${job?.id} failed`, error));
  const sender = startSender({ redis, queue: SEND, pace, atOnce: AT_ONCE, read: readJob, send, onTrouble });
  return {
    async close() {
      await Promise.all([planner.close(), sender.close()]);
      await ticks.close();
    },
  };
}
