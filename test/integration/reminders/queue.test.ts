import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type RedisServer, startRedis } from "../../../scripts/redis-server.ts";
import {
  openReminderQueue,
  type ReminderQueueDeps,
  type ReminderQueues,
  startReminderWorkers,
} from "../../../src/queues/reminders.ts";
import { jobId, type ReminderJob } from "../../../src/reminders/job.ts";
import { connectStore, disconnectStore, type Store } from "../../../src/store/connection.ts";

type Sent = ReturnType<ReminderQueueDeps["send"]>;

/** Longer than any test takes, in ms. */
const LONG = 600_000;

/** How long to wait for what comes at once where nothing else runs. */
const WAIT = { timeout: 20_000 };

let dir: string;
let redis: RedisServer;
let store: Store;
let queue: ReminderQueues;
let trouble: string[];
const workers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "flashback-queue-"));
  redis = await startRedis({ dir });
  store = await connectStore(redis.url);
  await store.set("warm", 1);
});
beforeEach(async () => {
  await store.flushall();
  trouble = [];
  queue = openReminderQueue({ url: redis.url }, () => {});
  await vi.waitFor(() => queue.waiting(), WAIT);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await queue.close();
});
afterAll(async () => {
  disconnectStore(store);
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

const job = (number: number): ReminderJob => ({
  userId: `12345678901234567${number}`,
  day: "2026-05-15",
  at: 1_778_828_400_000,
  snooze: 0,
});

const start = async (send: (number: number) => Sent | undefined, plan = async () => {}) => {
  const worker = await startReminderWorkers({
    redis: { url: redis.url },
    pace: { max: 1000, duration: 1000 },
    plan,
    send: async ({ userId }) => await send(Number(userId.at(-1))),
    onTrouble: (what) => void trouble.push(what),
  });
  workers.push(worker);
};

const inState = (state: string) => store.zrange(`{bull}:reminder-send:${state}`, "0", "-1");

test("a limit of one message holds that one, and the others go on", async () => {
  const sent: number[] = [];
  await start(async (number) => {
    sent.push(number);
    return number === 1 ? { waitFor: LONG, whom: "one" } : undefined;
  });
  await queue.add([job(1), job(2), job(3)]);
  await vi.waitFor(() => expect(sent.length).toBe(3), WAIT);
  await queue.add([job(4)]);
  await vi.waitFor(() => expect(sent).toContain(4), WAIT);
  expect(await inState("delayed")).toEqual([jobId(job(1))]);
  expect(trouble).toEqual([]);
});

test("one that was held goes out after its wait, without a try less", async () => {
  const sent: number[] = [];
  await start(async (number) => {
    sent.push(number);
    return sent.length < 3 ? { waitFor: 1, whom: "one" } : undefined;
  });
  await queue.add([job(1)]);
  await vi.waitFor(() => expect(sent).toEqual([1, 1, 1]), WAIT);
  await vi.waitFor(
    async () => expect(await store.keys(`{bull}:reminder-send:${jobId(job(1))}*`)).toEqual([]),
    WAIT,
  );
  expect(trouble).toEqual([]);
});

test("a limit of all messages holds every one, in every process", async () => {
  const sent: number[] = [];
  const held = async (number: number) => {
    sent.push(number);
    return { waitFor: LONG, whom: "all" } as const;
  };
  await Promise.all([start(held), start(held)]);
  await queue.add([job(1)]);
  const limit = async () => await store.pttl("{bull}:reminder-send:limiter");
  await vi.waitFor(async () => expect(await limit()).toBeGreaterThan(LONG / 2), WAIT);
  await queue.add([job(2), job(3)]);
  await vi.waitFor(async () => expect(await queue.waiting()).toBe(3), WAIT);
  expect(sent).toEqual([1]);
});

test("a process that has to be silent leaves its work to others, and goes on after that", async () => {
  let isRefused = true;
  let refusals = 0;
  const sent: string[] = [];
  await start(async (number) => {
    if (!isRefused) return void sent.push(`first: ${number}`);
    refusals += 1;
    return { waitFor: 2500, whom: "process" };
  });
  await queue.add([job(1)]);
  await vi.waitFor(() => expect(refusals).toBe(1), WAIT);
  await start(async (number) => void sent.push(`second: ${number}`));
  await queue.add([job(2), job(3)]);
  await vi.waitFor(() => expect(sent.length).toBe(3), WAIT);
  expect(sent.toSorted()).toEqual(["second: 1", "second: 2", "second: 3"]);
  isRefused = false;
  await workers.pop()?.close();
  await queue.add([job(4)]);
  await vi.waitFor(() => expect(sent).toContain("first: 4"), WAIT);
});

test("what is no reminder is given up at once, a job that is gone is passed over, and both stop nobody", async () => {
  await queue.add([job(1), { ...job(2), day: "soon" }, job(3)]);
  await store.del(`{bull}:reminder-send:${jobId(job(1))}`);
  const sent: number[] = [];
  await start(async (number) => void sent.push(number));
  await vi.waitFor(() => expect(sent).toEqual([3]), WAIT);
  const name = jobId({ ...job(2), day: "soon" });
  await vi.waitFor(async () => expect(await inState("failed")).toContain(name), WAIT);
  await vi.waitFor(() => expect(trouble).toContain(`the job ${name} failed`), WAIT);
});

test("the same reminder is in the queue once", async () => {
  await queue.add([job(1), job(2)]);
  await queue.add([job(2), job(1)]);
  expect(await queue.waiting()).toBe(2);
});

test("one that was put off waits in Redis, whichever process put it off", async () => {
  await queue.addLater({ ...job(1), snooze: 1 }, LONG);
  await queue.close();
  queue = openReminderQueue({ url: redis.url }, () => {});
  expect(await inState("delayed")).toEqual([jobId({ ...job(1), snooze: 1 })]);
});

test("all of a person goes at once, also what was put off and what is to be tried again, and nobody else's does", async () => {
  const now = Date.parse(`${job(1).day}T12:00Z`);
  await start(async () => {
    throw new Error("it fails");
  });
  await queue.add([job(1)]);
  await vi.waitFor(async () => expect(await inState("delayed")).toEqual([jobId(job(1))]), WAIT);
  await workers.pop()?.close();
  const tomorrow = new Date(now + 86_400_000).toISOString().slice(0, 10);
  await queue.add([{ ...job(1), day: tomorrow }, job(2)]);
  await queue.addLater({ ...job(1), snooze: 3 }, LONG);
  await queue.forget(job(1).userId, now);
  expect(await inState("delayed")).toEqual([]);
  expect(await queue.waiting()).toBe(1);
  for (const key of await store.keys("{bull}*")) {
    expect(key).not.toContain(job(1).userId);
    if ((await store.type(key)) !== "stream") continue;
    expect(JSON.stringify(await store.xrange(key, "-", "+"))).not.toContain(job(1).userId);
  }
});

test("a tick comes by itself, and from one of several workers alone", async () => {
  let plans = 0;
  const plan = async () => {
    plans += 1;
  };
  await start(() => undefined, plan);
  await start(() => undefined, plan);
  await vi.waitFor(() => expect(plans).toBe(1), WAIT);
  expect(await store.zcard("{bull}:reminder-tick:repeat")).toBe(1);
});
