import type { Config } from "./config.ts";
import type { DirectMessages } from "./discord/direct-messages.ts";
import { reminderView } from "./discord/views/remind.ts";
import type { Library } from "./library/library.ts";
import type { Log } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { type ReminderQueues, startReminderWorkers } from "./queues/reminders.ts";
import type { ReminderJob } from "./reminders/job.ts";
import { tick } from "./reminders/planner.ts";
import { type Ending, send } from "./reminders/sender.ts";
import type { Store } from "./store/connection.ts";

/** Five messages in a fifth of a second keep 25 in any second, over all workers together. */
const PACE = { max: 5, duration: 200 } as const;

/** Should the queue's own tick fail to come, the planner looks all the same. Milliseconds. */
const WATCHDOG = 60_000;

export interface WorkerDeps {
  readonly store: Store;
  readonly library: Library;
  readonly direct: DirectMessages;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** The queue that jobs are put into. */
  readonly queue: ReminderQueues;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What plans and sends reminders in this process. */
export interface ReminderWorker {
  /** Milliseconds since the planner last came to its end, or since the start. */
  age(): number;
  close(): Promise<void>;
}

/** Starts the planner and the sender. */
export async function startWorker(config: Config, deps: WorkerDeps): Promise<ReminderWorker> {
  const { store, library, direct, log, metrics, now, queue, onTrouble } = deps;
  let last = performance.now();

  async function plan(): Promise<void> {
    await tick({ store, now, waiting: queue.waiting, add: queue.add, onPlanned: metrics.planned });
    last = performance.now();
  }

  async function sendOne(job: ReminderJob): Promise<{ readonly waitFor: number } | undefined> {
    const ending: Ending = await send(
      {
        store,
        library,
        now,
        deliver: (to, scene, nonce, until) => direct.send(to, reminderView(scene), nonce, until),
      },
      job,
    );
    if (typeof ending === "string") {
      metrics.reminded(ending, (now() - job.at) / 1000);
      if (ending !== "sent") log.debug({ ending, day: job.day }, "a reminder was not sent");
      return undefined;
    }
    if ("retryAfter" in ending) return { waitFor: ending.retryAfter };
    throw ending.retry;
  }

  const workers = await startReminderWorkers({
    redis: { url: config.redisUrl },
    pace: PACE,
    plan,
    send: sendOne,
    onTrouble,
  });
  const watchdog = setInterval(() => {
    if (performance.now() - last < WATCHDOG) return;
    plan().catch((error) => onTrouble("the planner of reminders failed", error));
  }, WATCHDOG);
  return {
    age: () => performance.now() - last,
    async close() {
      clearInterval(watchdog);
      await workers.close();
    },
  };
}
