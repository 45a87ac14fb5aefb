import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { asked, openReminderArena, passHalfMinute } from "./reminders-arena.ts";
import { expectedOn, seedReminders } from "./reminders-learners.ts";

const DATE = "2026-03-28";

/** By how much a killed worker leaves a reminder behind, in ms: longer than the test may take. */
const NEVER = 120_000;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(50);
}

test("a reminder whose worker is killed in the middle of it, three times in a row, is sent all the same", {
  timeout: 60_000,
}, async () => {
  const arena = await openReminderArena(1, 1);
  try {
    await asked(arena, (store) => seedReminders(store, arena.users));
    arena.setClock(Date.parse(`${DATE}T01:05Z`));
    const match = { method: "POST", route: /^\/users\/@me\/channels$/ };
    for (let killed = 0; killed < 3; killed += 1) {
      const slow = arena.playground.faults.rest({ match, times: 1, answer: { delayMs: NEVER } });
      await passHalfMinute(arena);
      await until(() => slow.taken() === 1);
    }
    await passHalfMinute(arena);
    await until(() => expectedOn(DATE, arena.users).every(arena.account.has));
    const verdict = arena.account.judge(expectedOn(DATE, arena.users), () => true);
    expect(verdict).toEqual({ sent: 1, doubled: [], forgotten: [], unaccounted: [], unasked: [] });
  } finally {
    await arena.close();
  }
});

test("a worker that is told to stop while Redis is away, or just before, ends", {
  timeout: 60_000,
}, async () => {
  const arena = await openReminderArena(1, 2);
  const [first, second] = arena.workers;
  try {
    await Promise.all(arena.workers.map((worker) => worker.wake()));
    const stopping = first?.end("SIGTERM", "rest");
    await arena.redis.kill();
    await wait(500);
    await Promise.all([stopping, second?.end("SIGTERM", "rest")]);
    expect(arena.crashes).toEqual([]);
  } finally {
    await arena.close();
  }
});
