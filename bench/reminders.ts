/** What reminders cost: the index in Redis, the planner, and the sender at its pace. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type RedisServer, startRedis } from "../scripts/redis-server.ts";
import { PACES } from "../src/discord/pace.ts";
import { openReminderQueue, type ReminderQueues } from "../src/queues/reminders.ts";
import { tick } from "../src/reminders/planner.ts";
import { wallClock } from "../src/reminders/when.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../src/store/connection.ts";
import { reminderIndex, SHARDS, shardOf } from "../src/store/keys.ts";
import { newReminder } from "../src/store/reminder-record.ts";
import { replaceReminder } from "../src/store/reminders.ts";
import { learnerId } from "./learners.ts";
import { drainAgain, HANGS, runBare, runSender } from "./reminder-workers.ts";
import { BenchError, median, usageOf } from "./usage.ts";

export interface RemindersSize {
  /** Learners in the index. */
  readonly learners: number;
  /** Of them due at once, for the planner. */
  readonly due: number;
  /** Of those sent at the configured pace. */
  readonly sent: number;
}

export interface RemindersResult extends RemindersSize {
  /** Bytes of Redis a learner: index, settings and what came of the last reminder. */
  readonly bytes: number;
  /** A tick with nobody due, milliseconds; the middle of several. */
  readonly idle: number;
  /** Microseconds of processor a reminder that was due. */
  readonly planner: { readonly node: number; readonly redis: number };
  /** The same of the sender's process at its pace, and of BullMQ with a handler that does nothing at that pace. */
  readonly sender: number;
  readonly bare: number;
  /** Jobs a second that BullMQ drains with that handler and no pace. */
  readonly bareRate: number;
  /** Sends a second over the configured pace. */
  readonly share: number;
  /** Most sends in any one second. */
  readonly mostInSecond: number;
  /** Seconds to pass over all learners after a day in which nothing ran. */
  readonly catchUp: number;
  /** When each message arrived, ms since the first. */
  readonly arrivals: readonly number[];
}

/** Sends a second that the worker allows itself. */
export const PACE = PACES.worker.reminders;

/** Of them at once. */
const BURST = 5;

/** Requests a second that Discord allows: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const DISCORD_ALLOWS = 50;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Nobody's own time comes within so long from the start: who is due is what the bench says. */
const QUIET = 3 * HOUR;

const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney"] as const;

/** Learners written before the next are. */
const BATCH = 2000;

const PATIENT = () => deadlineIn(60_000);

/**
 * Measures all of it on a Redis of its own.
 *
 * @param dir where its data is kept
 * @param onStep called with what begins
 */
export async function measureReminders(
  size: RemindersSize,
  dir: string,
  onStep: (name: string) => void,
): Promise<RemindersResult> {
  const redis = await startRedis({ dir: join(dir, "reminders"), fresh: true });
  const store = await connectStore(redis.url);
  const queue = openReminderQueue({ url: redis.url }, (what, error) => console.error(what, error));
  try {
    await whenReady(queue);
    const start = Date.now();
    onStep("learners are written");
    const bytes = await seed(store, size.learners, start);
    const idle = await idleTick(store, queue, start);
    onStep("the planner");
    const { planner, bareRate } = await measurePlanner(redis, store, queue, size.due, start);
    onStep("BullMQ alone at the pace");
    await fill(store, queue, size.sent);
    const bare = await runBare(redis, queue, BURST);
    onStep("the sender at the pace");
    await fill(store, queue, size.sent);
    const channels = Array.from({ length: size.sent }, (_, index) => channelOf(index));
    const { cpu: sender, arrivals } = await runSender(redis, queue, channels);
    onStep("after a day in which nothing ran");
    const catchUp = await measureCatchUp(store, size.learners, start);
    const mostInSecond = mostWithin(arrivals, 1000);
    if (mostInSecond > DISCORD_ALLOWS) {
      throw new BenchError(`${mostInSecond} reminders in one second, where Discord allows ${DISCORD_ALLOWS}`);
    }
    const took = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
    // The first burst takes no time.
    const share = (arrivals.length - BURST) / took / PACE;
    return { ...size, bytes, idle, planner, sender, bare, bareRate, share, mostInSecond, catchUp, arrivals };
  } finally {
    await queue.close();
    disconnectStore(store);
    await redis.stop();
  }
}

/** The queue's client takes nothing before it is connected. */
async function whenReady(queue: ReminderQueues): Promise<void> {
  const began = performance.now();
  for (;;) {
    try {
      await queue.waiting();
      return;
    } catch (error) {
      if (performance.now() - began > HANGS) throw error;
      await wait(20);
    }
  }
}

/** For each of some learners, a batch at a time. */
async function forEach(count: number, each: (index: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    await Promise.all(Array.from({ length: size }, (_, index) => each(first + index)));
  }
}

/** The direct-message channel of the learner with a number. */
const channelOf = (index: number) => learnerId(index + 50_000_000);

const zoneOf = (index: number) => ZONES[index % ZONES.length] ?? ZONES[0];

/** Reminders as they are once some were sent. @returns bytes a learner */
async function seed(store: Store, learners: number, start: number): Promise<number> {
  const empty = await memory(store);
  const clocks = new Map(ZONES.map((zone) => [zone, Math.ceil(wallClock(zone, start + QUIET) / 60_000)]));
  const came = {
    lastDay: new Date(start - 2 * DAY).toISOString().slice(0, 10),
    lastAt: start - DAY,
    setAt: start - 30 * DAY,
    revision: "0",
    unused: 1,
  };
  await forEach(learners, (index) => {
    const zone = zoneOf(index);
    const minutes = ((clocks.get(zone) ?? 0) + (index % 600)) % 1440;
    const reminder = { ...newReminder({ zone, minutes, days: 127 }), ...came, channelId: channelOf(index) };
    const change = { reminder, next: start + QUIET };
    return replaceReminder(store, learnerId(index), undefined, change, PATIENT());
  });
  return ((await memory(store)) - empty) / learners;
}

/** Puts the next reminder of each of some learners where it is wanted. */
async function setTimes(store: Store, count: number, at: (index: number) => number): Promise<void> {
  await forEach(count, (index) => {
    const id = learnerId(index);
    return store.zadd(reminderIndex(shardOf(id)), at(index), id);
  });
}

/** Bytes that Redis's data takes: keys, values and what holds them. */
async function memory(store: Store): Promise<number> {
  return Number(/^used_memory_dataset:(\d+)/m.exec(await store.info("memory"))?.[1]);
}

const plan = (store: Store, queue: ReminderQueues, now: number) =>
  tick({ store, now: () => now, waiting: queue.waiting, add: queue.add, onPlanned: () => {} });

async function idleTick(store: Store, queue: ReminderQueues, now: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const began = performance.now();
    if ((await plan(store, queue, now)) > 0) throw new BenchError("somebody was due in an idle tick");
    times.push(performance.now() - began);
  }
  return median(times);
}

/** Lets the planner queue many that are due at once; BullMQ alone empties the queue in between. */
async function measurePlanner(
  redis: RedisServer,
  store: Store,
  queue: ReminderQueues,
  due: number,
  now: number,
): Promise<Pick<RemindersResult, "planner" | "bareRate">> {
  await setTimes(store, due, () => now);
  let [node, inRedis, done] = [0, 0, 0];
  const bareRate = await drainAgain(redis, queue, async () => {
    if (done === due) return 0;
    const [before, redisBefore] = [process.cpuUsage(), usageOf(redis.pid).cpu];
    const queued = await plan(store, queue, now);
    const { user, system } = process.cpuUsage(before);
    node += user + system;
    inRedis += (usageOf(redis.pid).cpu - redisBefore) / 1000;
    if (queued === 0) throw new BenchError(`the planner queued ${done} of ${due} reminders`);
    done += queued;
    return queued;
  });
  return { planner: { node: node / due, redis: inRedis / due }, bareRate };
}

/** Puts reminders of today into the queue, since Flashback's worker has the real clock. */
async function fill(store: Store, queue: ReminderQueues, count: number): Promise<void> {
  const now = Date.now();
  await setTimes(store, count, () => now);
  await plan(store, queue, now);
}

/**
 * A day in which nothing ran: everybody's time is 3 to 24 hours ago, and is passed over. Who has one in the last two
 * hours too is due after that; how fast those leave is the sender's pace, so here they only go on. @returns seconds
 */
async function measureCatchUp(store: Store, learners: number, start: number): Promise<number> {
  const now = start + DAY;
  await setTimes(store, learners, (index) => now - 3 * HOUR - ((index * 7919) % (21 * HOUR)));
  let late = 0;
  const deps = {
    store,
    now: () => now,
    waiting: async () => 0,
    add: async () => {},
    onPlanned: (what: { readonly late: number }) => {
      late += what.late;
    },
  };
  const began = performance.now();
  while ((await tick(deps)) > 0);
  const took = performance.now() - began;
  if (late !== learners)
    throw new BenchError(`${late} of ${learners} reminders of long ago were passed over`);
  const sizes = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) => store.zcount(reminderIndex(shard), `(${now}`, "+inf")),
  );
  const ahead = sizes.reduce((sum, size) => sum + size, 0);
  if (ahead !== learners) throw new BenchError(`${ahead} of ${learners} learners have a next reminder`);
  return took / 1000;
}

/** The most of some moments, in order, that lie within so many milliseconds. */
function mostWithin(moments: readonly number[], span: number): number {
  let first = 0;
  return moments.reduce((most, at, index) => {
    while (at - (moments[first] ?? at) >= span) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}
