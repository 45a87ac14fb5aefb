/** The processes that empty the queue: Flashback's worker, and its floor. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { spawnOnLeash } from "../scripts/on-leash.ts";
import type { RedisServer } from "../scripts/redis-server.ts";
import type { ReminderQueues } from "../src/queues/reminders.ts";
import { ROOT } from "./bots.ts";
import { type Inbox, openInbox } from "./inbox.ts";
import { BenchError, usageOf } from "./usage.ts";

/** How long nothing may arrive, or a queue stay as full as it is. Milliseconds. */
export const HANGS = 60_000;

/**
 * Lets BullMQ alone take jobs at the pace until none is left.
 *
 * @param pace jobs in 200 ms at most
 * @returns its processor time a job, µs; its start is left out
 * @throws BenchError when the queue does not get empty
 */
export async function runBare(redis: RedisServer, queue: ReminderQueues, pace: number): Promise<number> {
  const before = await queue.waiting();
  return await during(redis, BARE, { BENCH_PACE: String(pace) }, async ({ used }) => {
    await changes(queue, (left) => left < before);
    const cpu = used();
    const rest = await queue.waiting();
    await changes(queue, (left) => left === 0);
    return (used() - cpu) / rest;
  });
}

/**
 * Has the queue filled again and again while BullMQ stands still, and lets it empty it in between, as fast as it can.
 *
 * @param fill puts jobs into the queue; the first time it stands for a warm-up. @returns how many, 0 for no more
 * @returns jobs a second
 * @throws BenchError when the queue does not get empty
 */
export async function drainAgain(
  redis: RedisServer,
  queue: ReminderQueues,
  fill: () => Promise<number>,
): Promise<number> {
  return await during(redis, BARE, { BENCH_PACE: "1000000" }, async ({ signal }) => {
    let [jobs, ms, isWarm] = [0, 0, false];
    for (;;) {
      const queued = await fill();
      signal("SIGCONT");
      if (queued === 0) return (jobs / ms) * 1000;
      const began = performance.now();
      await changes(queue, (left) => left === 0);
      if (isWarm) {
        jobs += queued;
        ms += performance.now() - began;
      }
      isWarm = true;
      signal("SIGSTOP");
    }
  });
}

const BARE = "bench/bare-worker.ts";

/** Waits until the number of jobs left is as wanted. */
async function changes(queue: ReminderQueues, wanted: (left: number) => boolean): Promise<void> {
  let since = performance.now();
  let last = -1;
  for (;;) {
    const left = await queue.waiting();
    if (wanted(left)) return;
    if (left !== last) since = performance.now();
    last = left;
    if (performance.now() - since > HANGS) throw new BenchError(`the queue stays at ${left} jobs`);
    await wait(10);
  }
}

/**
 * Lets Flashback's worker send what waits, and what its planner finds due.
 *
 * @param channels of those who are to have a reminder
 * @returns its processor time a reminder, µs, and when each arrived, ms since the first
 * @throws BenchError when one is missing, comes twice, or is of somebody else
 */
export async function runSender(
  redis: RedisServer,
  queue: ReminderQueues,
  channels: readonly string[],
): Promise<{ readonly cpu: number; readonly arrivals: readonly number[] }> {
  const inbox = await openInbox();
  const environment = {
    DISCORD_TOKEN: "MTAwMDAwMDAwMDAwMDAwMDAw.bench.token",
    DISCORD_API_URL: inbox.apiUrl,
    ROLE: "worker",
    LOG_LEVEL: "warn",
  };
  try {
    return await during(redis, "src/main.ts", environment, async ({ used }) => {
      await arrived(inbox, 1);
      const [cpu, done] = [used(), inbox.messages.length];
      await arrived(inbox, channels.length);
      const each = (used() - cpu) / (channels.length - done);
      // One more of anybody would be a second message.
      await changes(queue, (left) => left === 0);
      checkEach(inbox, channels);
      const [first] = inbox.messages;
      return { cpu: each, arrivals: inbox.messages.map(({ at }) => at - (first?.at ?? 0)) };
    });
  } finally {
    await inbox.close();
  }
}

/** By learner and local day: everybody has one message, and nobody else has any. */
function checkEach({ messages }: Inbox, channels: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const { channelId, day } of messages) {
    const key = `${channelId} ${day}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const reached = new Set(messages.map(({ channelId }) => channelId));
  const wanted = new Set(channels);
  const wrong = {
    doubled: [...counts].filter(([, count]) => count > 1).length,
    missing: channels.filter((channel) => !reached.has(channel)).length,
    "of somebody else": [...reached].filter((channel) => !wanted.has(channel)).length,
    "of another day too": counts.size - reached.size,
  };
  const found = Object.entries(wrong).filter(([, count]) => count > 0);
  if (found.length > 0) {
    const list = found.map(([what, count]) => `${count} ${what}`).join(", ");
    throw new BenchError(`${messages.length} messages for ${channels.length} reminders: ${list}`);
  }
}

async function arrived({ messages }: Inbox, count: number): Promise<void> {
  const began = performance.now();
  while (messages.length < count) {
    const last = messages.at(-1)?.at ?? began;
    if (performance.now() - last > HANGS) {
      throw new BenchError(`${messages.length} of ${count} reminders arrived, and then no more`);
    }
    await wait(5);
  }
}

/** A worker's process. */
interface Running {
  /** Its processor time so far, µs. */
  readonly used: () => number;
  readonly signal: (name: NodeJS.Signals) => void;
}

/** Runs a worker's process while something is measured. */
async function during<T>(
  redis: RedisServer,
  entry: string,
  environment: Readonly<Record<string, string>>,
  work: (worker: Running) => Promise<T>,
): Promise<T> {
  const worker = spawnOnLeash(process.execPath, [join(ROOT, entry)], {
    cwd: join(ROOT, ".data", "bench"),
    environment: { ...process.env, REDIS_URL: redis.url, ...environment },
  });
  const pid = await worker.started;
  const died = worker.ended.then(() => {
    throw new BenchError(`${entry} ended:\n${worker.output()}`);
  });
  died.catch(() => {});
  try {
    const running = { used: () => usageOf(pid).cpu / 1000, signal: worker.signal };
    return await Promise.race([work(running), died]);
  } finally {
    worker.letGo();
    await worker.ended;
  }
}
