import { setTimeout as wait } from "node:timers/promises";
import type { Departures } from "./account/departures.ts";
import type { Erasing } from "./account/erase.ts";
import type { Config } from "./config.ts";
import type { DirectMessages } from "./discord/direct-messages.ts";
import type { Pace } from "./discord/pace.ts";
import { reminderView } from "./discord/views/remind.ts";
import type { Settling } from "./leaderboard/settling.ts";
import type { Library } from "./library/library.ts";
import type { Log } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { type ReminderQueues, startReminderWorkers } from "./queues/reminders.ts";
import { startRoundWorker } from "./queues/rounds.ts";
import { startRecaps } from "./recap-worker.ts";
import type { ReminderJob } from "./reminders/job.ts";
import { type PlannerDeps, tick } from "./reminders/planner.ts";
import { type Ending, type SenderDeps, send } from "./reminders/sender.ts";
import type { Rounds } from "./rounds/rounds.ts";
import { deadlineIn, type Store, within } from "./store/connection.ts";
import { countDue } from "./store/reminders.ts";

/** A second's messages go out in so many parts: all at once, twice as many could fall into one second. */
const PARTS = 5;

/** Should the queue's own tick fail to come, the planner looks all the same. Milliseconds. */
const WATCHDOG = 60_000;

/** Whoever asks for figures waits so long for those of reminders. Milliseconds. */
const LOOK_PATIENCE = 1000;

/** So often boards are brought up to date with whom a process left over: they are right within 5 s. Milliseconds. */
const SETTLE_EVERY = 2000;

/** So often deletions are looked for that were cut off. Milliseconds. */
const ERASE_EVERY = 10_000;

/** So often servers are looked for whose data is to go. Milliseconds. */
const DEPART_EVERY = 60_000;

export interface WorkerDeps {
  readonly store: Store;
  readonly library: Library;
  readonly direct: DirectMessages;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly pace: Pick<Pace, "reminders">;
  /** The queue that jobs are put into. */
  readonly queue: ReminderQueues;
  readonly settling: Pick<Settling, "tick">;
  readonly departures: Pick<Departures, "tick">;
  readonly rounds: Pick<Rounds, "wake">;
  readonly erasing: Pick<Erasing, "tick">;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Does something again and again, never twice at once. @param pause milliseconds from the end to the next beginning */
function every(pause: number, work: () => Promise<void>, onError: (error: unknown) => void) {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted) await work().catch(onError);
    }
  })();
  return {
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

/** What plans and sends reminders in this process, keeps boards right and calls for rounds. */
export interface ReminderWorker {
  /** Milliseconds since the planner last came to its end, or since the start. */
  age(): number;
  close(): Promise<void>;
}

/** Starts the planner and the sender of reminders, and what looks after boards and rounds. */
export async function startWorker(config: Config, deps: WorkerDeps): Promise<ReminderWorker> {
  const { store, library, direct, log, metrics, now, pace, queue, onTrouble } = deps;
  const { settling, departures, erasing, rounds } = deps;
  let last = performance.now();

  const onPlanned: PlannerDeps["onPlanned"] = (what) => {
    metrics.planned(what);
    if (what.gone > 0)
      log.info({ count: what.gone }, "reminders that go to nobody any more are planned no more");
  };

  async function plan(): Promise<void> {
    await tick({ store, now, waiting: queue.waiting, add: queue.add, onPlanned });
    await recaps.plan();
    last = performance.now();
  }

  const sender: SenderDeps = {
    store,
    library,
    now,
    deliver: (to, scene, nonce, until) => direct.send(to, reminderView(scene), nonce, until),
  };

  async function sendOne(job: ReminderJob) {
    const silence = direct.silence();
    // Neither may it ask Discord about members.
    const ending: Ending = silence > 0 ? { retryAfter: silence, whom: "process" } : await send(sender, job);
    if (typeof ending === "string") {
      metrics.reminded(ending, (now() - job.at) / 1000);
      if (ending === "gone") log.info({ day: job.day }, "a reminder is of a learner who is gone: skipped");
      else if (ending !== "sent") log.debug({ ending, day: job.day }, "a reminder was not sent");
      return undefined;
    }
    if ("retry" in ending) throw ending.retry;
    const { retryAfter, whom } = ending;
    if (whom === "process") {
      log.warn(
        { seconds: Math.round(retryAfter / 1000) },
        "Discord refuses the token, or too much: this process sends nothing for a while",
      );
    }
    return { waitFor: retryAfter, whom };
  }

  const recaps = startRecaps({ url: config.redisUrl }, deps);
  const workers = await startReminderWorkers({
    redis: { url: config.redisUrl },
    pace: { max: pace.reminders / PARTS, duration: 1000 / PARTS },
    plan,
    send: sendOne,
    onTrouble,
  });
  const age = () => performance.now() - last;
  metrics.watchReminders(async () => {
    const deadline = deadlineIn(LOOK_PATIENCE);
    const [due, jobs] = await Promise.all([
      countDue(store, now(), deadline),
      within(queue.counts(), deadline, false),
    ]);
    return { due, jobs, tickAge: age() / 1000 };
  });
  const timer = startRoundWorker({ url: config.redisUrl }, rounds.wake, onTrouble);
  const watchdog = setInterval(() => {
    if (age() < WATCHDOG) return;
    plan().catch((error) => onTrouble("the planner of reminders failed", error));
  }, WATCHDOG);
  const chores = (
    [
      [SETTLE_EVERY, settling.tick, "boards could not be looked after"],
      [ERASE_EVERY, erasing.tick, "deletions that were cut off could not be looked for"],
      [DEPART_EVERY, departures.tick, "the data of a server that removed the bot could not be deleted"],
    ] as const
  ).map(([pause, work, trouble]) => every(pause, work, (error) => onTrouble(trouble, error)));
  return {
    age,
    async close() {
      clearInterval(watchdog);
      await Promise.all(chores.map((chore) => chore.stop()));
      await Promise.all([workers.close(), timer.close(), recaps.close()]);
    },
  };
}
