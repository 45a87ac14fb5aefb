import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { tick } from "../../../src/reminders/planner.ts";
import { reminderIndex, shardOf } from "../../../src/store/keys.ts";
import { nextReminder } from "../../../src/store/reminders.ts";
import { DAY, type Desk, HOUR, NINE, openDesk, soon, USER, WISH } from "./support.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.clear());
afterAll(() => desk.close());

const next = (user = USER) => nextReminder(desk.store, user, soon());
const turnOn = (user = USER) => desk.reminding.turnOn(user, WISH, soon());
const jobs = () => [...desk.queue.values()];

/** Many learners with a reminder at the same time. */
async function crowd(count: number): Promise<readonly string[]> {
  const users = Array.from({ length: count }, (_, number) =>
    String(200_000_000_000_000_000n + BigInt(number)),
  );
  await Promise.all(users.map((user) => desk.put(user, {}, NINE)));
  return users;
}

test("what is due is queued and moved on to tomorrow; what is not stays", async () => {
  await turnOn();
  expect(await desk.tick()).toBe(0);
  desk.setClock(NINE);
  expect(await desk.tick()).toBe(1);
  expect(jobs()).toEqual([{ userId: USER, day: "2026-05-15", at: NINE, snooze: 0 }]);
  expect(await next()).toBe(NINE + DAY);
  expect(await desk.tick()).toBe(0);
  expect(desk.planned).toEqual([{ queued: 1, late: 0, gone: 0 }]);
});

test("a planner that ends between queueing and moving on does no harm: the next one does it again", async () => {
  await turnOn();
  desk.setClock(NINE);
  const dies = async (all: Parameters<typeof desk.plan.add>[0]) => {
    await desk.plan.add(all);
    throw new Error("killed");
  };
  await expect(tick({ ...desk.plan, add: dies })).rejects.toThrow("killed");
  expect(await next()).toBe(NINE);
  await desk.tick();
  expect(jobs().length).toBe(1);
  expect(await desk.sendAll()).toEqual(["sent"]);
  expect(await next()).toBe(NINE + DAY);
});

test("two planners at once queue nobody twice and leave nobody out", async () => {
  const users = await crowd(300);
  desk.setClock(NINE);
  await Promise.all([desk.tick(), desk.tick(), desk.tick()]);
  expect(new Set(jobs().map(({ userId }) => userId))).toEqual(new Set(users));
  expect(jobs().length).toBe(300);
  expect(new Set(await Promise.all(users.map((user) => next(user))))).toEqual(new Set([NINE + DAY]));
});

test("the queue is filled only as far as it has room, and the rest follows", async () => {
  await crowd(300);
  desk.setClock(NINE);
  await tick({ ...desk.plan, waiting: async () => 1400 + desk.queue.size });
  expect(desk.queue.size).toBe(100);
  await tick({ ...desk.plan, waiting: async () => 1500 });
  expect(desk.queue.size).toBe(100);
  await desk.tick();
  expect(desk.queue.size).toBe(300);
});

test("while there is less room than there are due, every shard gets its share, tick by tick", async () => {
  await crowd(2000);
  desk.setClock(NINE);
  // Room for 200 of 2,000: less than one a shard.
  for (let n = 0; n < 3; n += 1) {
    desk.setClock(NINE + n * 30_000);
    const before = desk.queue.size;
    await tick({ ...desk.plan, waiting: async () => 1300 });
    expect(desk.queue.size - before).toBe(200);
  }
  const shards = new Set(jobs().map(({ userId }) => shardOf(userId)));
  expect(shards.size).toBeGreaterThan(240);
});

test("one whose time was changed meanwhile stays where it was moved to", async () => {
  await turnOn();
  desk.setClock(NINE);
  const changes = async (all: Parameters<typeof desk.plan.add>[0]) => {
    await desk.plan.add(all);
    await desk.reminding.turnOn(USER, { ...WISH, minutes: 20 * 60 }, soon());
  };
  await tick({ ...desk.plan, add: changes });
  expect(await next()).toBe(NINE + 11 * HOUR);
});

test("after a time asleep the missed ones are left out", async () => {
  await turnOn();
  desk.setClock(NINE + 3 * DAY + 3 * HOUR);
  await desk.tick();
  expect(jobs()).toEqual([]);
  expect(desk.planned).toEqual([{ queued: 0, late: 1, gone: 0 }]);
  expect(await next()).toBe(NINE + 4 * DAY);
});

test("a learner who was deleted, and one whose reminder makes no sense, leave the index and stop nobody", async () => {
  await turnOn();
  await desk.store.zadd(reminderIndex(shardOf("200000000000000001")), NINE - DAY, "200000000000000001");
  await desk.put("200000000000000002", { days: 0 }, NINE - DAY);
  await desk.put("200000000000000003", { minutes: 9999 }, NINE - DAY);
  desk.setClock(NINE);
  await desk.tick();
  expect(jobs().map(({ userId }) => userId)).toEqual([USER]);
  for (const last of [1, 2, 3]) expect(await next(`20000000000000000${last}`)).toBeUndefined();
});

test("a changed time moves the next one at once, and today gets no second one", async () => {
  await turnOn();
  desk.setClock(NINE);
  await desk.tick();
  await desk.sendAll();
  desk.setClock(NINE + HOUR);
  const changed = await desk.reminding.turnOn(USER, { ...WISH, minutes: 23 * 60 }, soon());
  expect(changed.next).toBe(NINE + DAY + 14 * HOUR);
});

test("off and on again: what was set is kept, the count begins anew", async () => {
  await turnOn();
  await desk.write({ unused: 11 });
  expect(await desk.reminding.turnOff(USER, soon())).toBe(true);
  expect(await desk.reminding.turnOff(USER, soon())).toBe(false);
  expect(await next()).toBeUndefined();
  expect(await desk.reminding.get(USER, soon())).toMatchObject({ still: "off", next: undefined });
  expect(await turnOn()).toMatchObject({ still: undefined, next: NINE, reminder: { unused: 0, off: false } });
});

test("to switch off what was never on leaves nothing behind", async () => {
  expect(await desk.reminding.turnOff(USER, soon())).toBe(false);
  expect(await desk.reminding.get(USER, soon())).toBeUndefined();
  expect(await desk.store.keys("*")).toEqual([]);
});

test("a month without any use: seven daily, four weekly, then none", async () => {
  await turnOn();
  const days: number[] = [];
  for (let day = 0; day < 60; day += 1) {
    desk.setClock(NINE + day * DAY);
    await desk.tick();
    const before = desk.sent.length;
    await desk.sendAll();
    if (desk.sent.length > before) days.push(day);
  }
  expect(days).toEqual([0, 1, 2, 3, 4, 5, 6, 13, 20, 27, 34]);
  expect(desk.sent.map(({ scene }) => scene.last).lastIndexOf(false)).toBe(9);
  expect(await desk.store.zcard(reminderIndex(shardOf(USER)))).toBe(0);
});

test("a use in the weekly time brings the daily ones back", async () => {
  await turnOn();
  const days: number[] = [];
  for (let day = 0; day < 20; day += 1) {
    desk.setClock(NINE + day * DAY);
    if (day === 10) await desk.use();
    await desk.tick();
    const before = desk.sent.length;
    await desk.sendAll();
    if (desk.sent.length > before) days.push(day);
  }
  expect(days).toEqual([0, 1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17, 18, 19]);
});

test("those that are too late take no room from those that are not", async () => {
  const users = await crowd(600);
  await Promise.all(users.slice(0, 400).map((user) => desk.put(user, { minutes: 240 }, NINE - 5 * HOUR)));
  desk.setClock(NINE);
  await tick({ ...desk.plan, waiting: async () => 1450 + desk.queue.size });
  expect(desk.queue.size).toBe(50);
  const late = desk.planned.reduce((sum, planned) => sum + planned.late, 0);
  expect(late).toBeGreaterThan(0);
  await desk.tick();
  expect(desk.queue.size).toBe(200);
  expect(desk.planned.reduce((sum, planned) => sum + planned.late, 0)).toBe(400);
});
