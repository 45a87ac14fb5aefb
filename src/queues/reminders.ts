import { DelayedError, type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { jobId, jobIdsOf, type ReminderJob, readJob } from "../reminders/job.ts";
import type { Held } from "../reminders/sender.ts";
import { connection, KEPT, PREFIX, type QueueRedis } from "./connection.ts";

const TICK = "reminder-tick";
const SEND = "reminder-send";

/** The planner looks for reminders whose time has come so often. Milliseconds. */
const EVERY = 30_000;

/** Sends in hand at once: they wait for Discord most of the time. */
const AT_ONCE = 20;

/** A send is tried again after so long, twice as long each further time, and no longer than the most. Milliseconds. */
const FIRST_PAUSE = 2000;
const MOST_PAUSE = 300_000;

/** So many tries take longer than a reminder makes sense for: the sender itself says when it is too late. */
const TRIES = 36;

/** How long a send waits before it is tried again. @param tries how often it was tried so far, from 1 */
const pauseAfter = (tries: number) => Math.min(FIRST_PAUSE * 2 ** (tries - 1), MOST_PAUSE);

/** How often a worker may be killed in the middle of one send: after once, BullMQ would give it up for good. */
const MOST_STALLS = 20;

/** How fast messages may go out: so many in so many milliseconds, over all workers. */
interface Pace {
  readonly max: number;
  readonly duration: number;
}

/** A message has to wait. */
interface Wait {
  /** Milliseconds. */
  readonly waitFor: number;
  readonly whom: Held;
}

export interface ReminderQueueDeps {
  readonly redis: QueueRedis;
  readonly pace: Pace;
  /** Takes reminders whose time has come, see `tick`. */
  readonly plan: () => Promise<void>;
  /** Sends one. @returns how long who has to wait, where that is so; throws where it is to be tried again */
  readonly send: (job: ReminderJob) => Promise<Wait | undefined>;
  readonly onTrouble: (what: string, error: unknown) => void;
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

const options = {
  removeOnComplete: true,
  removeOnFail: KEPT,
  attempts: TRIES,
  backoff: { type: "custom" },
} as const;

/** The queue alone, for a process that only puts reminders off. */
export function openReminderQueue(
  redis: QueueRedis,
  onTrouble: ReminderQueueDeps["onTrouble"],
): ReminderQueues {
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
  let resting: NodeJS.Timeout | undefined;

  /** Takes no jobs in this process for a while; other workers do. */
  async function rest(milliseconds: number): Promise<void> {
    if (resting) return;
    resting = setTimeout(() => {
      resting = undefined;
      sender.resume().catch((error) => onTrouble("the sender of reminders does not go on", error));
    }, milliseconds);
    await sender.pause(true);
  }

  async function hold(job: Job, token: string | undefined, { waitFor, whom }: Wait): Promise<never> {
    // Redis takes whole milliseconds alone.
    const milliseconds = Number.isFinite(waitFor) ? Math.ceil(waitFor) : FIRST_PAUSE;
    if (whom === "all") {
      await sender.rateLimit(milliseconds);
      throw Worker.RateLimitError();
    }
    if (whom === "process") await rest(milliseconds);
    await job.moveToDelayed(Date.now() + (whom === "process" ? FIRST_PAUSE : milliseconds), token);
    throw new DelayedError();
  }

  const sender: Worker<ReminderJob> = new Worker(
    SEND,
    async (job, token) => {
      const data = readJob(job.data);
      if (!data) throw new UnrecoverableError(`the data of ${job.id} is no reminder`);
      const held = await send(data);
      if (held) await hold(job, token, held);
    },
    {
      connection: connection(redis, true),
      prefix: PREFIX,
      concurrency: AT_ONCE,
      limiter: pace,
      maxStalledCount: MOST_STALLS,
      settings: { backoffStrategy: pauseAfter },
    },
  );
  for (const worker of [planner, sender]) {
    worker.on("error", (error) => onTrouble("a worker of reminders failed", error));
    worker.on("failed", (job, error) => onTrouble(`the job ${job?.id} failed`, error));
  }
  return {
    async close() {
      clearTimeout(resting);
      await Promise.all([planner.close(), sender.close()]);
      await ticks.close();
    },
  };
}
