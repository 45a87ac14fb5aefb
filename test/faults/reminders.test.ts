import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { deadlineIn, type Store } from "../../src/store/connection.ts";
import { nextReminder, readReminder } from "../../src/store/reminders.ts";
import { createRandom, type Random } from "./random.ts";
import type { Expected, Verdict } from "./reminders-account.ts";
import { asked, openReminderArena, passHalfMinute, type ReminderArena } from "./reminders-arena.ts";
import { openToll, planReminderFaults, strikeAll, type Toll } from "./reminders-chaos.ts";
import { DATES, expectedOn, SPREAD, seedReminders, timeAfterLast } from "./reminders-learners.ts";

/** The short form unless asked for more; `npm run test:faults` asks for 500, of which 200 and more kill workers. */
const FAULTS = Number(process.env.FLASHBACK_FAULTS ?? 25);
const SEED = Number(process.env.FLASHBACK_SEED ?? 20_261_124);
const IS_LONG = FAULTS >= 200;
const LEARNERS = Number(process.env.FLASHBACK_LEARNERS ?? (IS_LONG ? 5000 : 5 * FAULTS));

/** Two planners at once, always. */
const WORKERS = 2;

const SEVERITY = IS_LONG
  ? { away: 30_000, frozen: 12_000, pause: 3000 }
  : { away: 1000, frozen: 1500, pause: 900 };

/** For a request to the store. Milliseconds. */
const PATIENCE = 30_000;

/** All reminders of a date are to be there so long after its last fault, or they are forgotten. Milliseconds. */
const SETTLES = (IS_LONG ? 180_000 : 50_000) + LEARNERS * 80;

/** The time after which a run hangs, in ms. */
const LIMIT = DATES.length * SETTLES + FAULTS * 15_000;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test(`${FAULTS} faults, ${LEARNERS} learners: nobody is reminded twice of a day, and nobody forgotten`, {
  timeout: LIMIT,
}, async () => {
  const arena = await openReminderArena(LEARNERS, WORKERS);
  try {
    await run(arena);
  } catch (error) {
    const how = `FLASHBACK_SEED=${SEED} FLASHBACK_FAULTS=${FAULTS} npm run test:faults`;
    throw new Error(`The same faults in the same order again: ${how}`, { cause: error });
  } finally {
    await arena.close();
  }
});

async function run(arena: ReminderArena): Promise<void> {
  const random = createRandom(SEED);
  const since = Date.now();
  const toll = openToll();
  const plan = planReminderFaults(FAULTS, random);
  const share = Math.ceil(FAULTS / DATES.length);
  await asked(arena, (store) => seedReminders(store, arena.users));
  const dealt = new Set<string>();
  const expected: Expected[] = [];
  for (const [index, date] of DATES.entries()) {
    const kinds = plan.slice(index * share, (index + 1) * share);
    await live(arena, date, kinds, random, toll);
    const today = expectedOn(date, arena.users);
    expected.push(...today);
    for (const key of await settle(arena, today)) dealt.add(key);
    // Who is forgotten now stays so.
    if (!today.every((one) => arena.account.has(one) || dealt.has(`${one.userId} ${one.day}`))) break;
  }
  const verdict = arena.account.judge(expected, ({ userId, day }) => dealt.has(`${userId} ${day}`));
  report(toll, verdict, expected.length, arena.uncertain(), (Date.now() - since) / 1000);
  const { doubled, forgotten, unaccounted, unasked } = verdict;
  expect({ doubled, forgotten, unasked }).toEqual({ doubled: [], forgotten: [], unasked: [] });
  expect(unaccounted.length).toBeLessThanOrEqual(arena.uncertain());
  // Else nothing was put to the test.
  expect(sumOf(toll.met)).toBeGreaterThan(FAULTS / 4);
  expect(await astray(arena)).toEqual([]);
  expect(arena.playground.problems).toEqual([]);
  expect(arena.crashes).toEqual([]);
}

/**
 * One date: everybody sleeps until then. Reminders come due little by little, with a fault after each little, and in the
 * middle the clock jumps over the change.
 */
async function live(
  arena: ReminderArena,
  date: string,
  kinds: ReturnType<typeof planReminderFaults>,
  random: Random,
  toll: Toll,
): Promise<void> {
  const midnight = Date.parse(`${date}T00:00Z`);
  await Promise.all(arena.workers.map((worker) => worker.end("SIGKILL", "rest")));
  arena.setClock(midnight - 1000);
  await Promise.all(arena.workers.map((worker) => worker.wake()));
  const half = kinds.length >> 1;
  for (const [hour, share] of [kinds.slice(0, half), kinds.slice(half)].entries()) {
    await strikeAll(arena, share, random, SEVERITY, toll, (done) =>
      arena.setClock(midnight + hour * HOUR + ((done + 1) / (share.length + 1)) * SPREAD * MINUTE),
    );
  }
  // What came due last meets the last fault of Discord.
  await wait(1000);
  arena.playground.faults.clear();
}

/**
 * Waits until everybody has their message, or the sender's word that it is dealt with.
 *
 * @returns what the sender dealt with, but no message is there
 */
async function settle(arena: ReminderArena, expected: readonly Expected[]): Promise<readonly string[]> {
  const until = performance.now() + SETTLES;
  for (;;) {
    for (let looks = 0; looks < 20; looks += 1) {
      if (expected.every(arena.account.has)) return [];
      await wait(200);
    }
    const missing = expected.filter((one) => !arena.account.has(one));
    const dealt = await asked(arena, (store) => dealtWith(store, missing));
    if (dealt.length === missing.length || performance.now() > until) return dealt;
    if (!IS_LONG) await passHalfMinute(arena);
  }
}

async function dealtWith(store: Store, all: readonly Expected[]): Promise<readonly string[]> {
  const dealt: string[] = [];
  for (const { userId, day } of all) {
    const reminder = await readReminder(store, userId, deadlineIn(PATIENCE));
    if (reminder?.lastDay !== undefined && reminder.lastDay >= day) dealt.push(`${userId} ${day}`);
  }
  return dealt;
}

/** Those whose next reminder is not where it should be after the last date: moved on once too often, or not at all. */
async function astray(arena: ReminderArena): Promise<readonly string[]> {
  return await asked(arena, async (store) => {
    const wrong: string[] = [];
    for (const [index, userId] of arena.users.entries()) {
      const next = await nextReminder(store, userId, deadlineIn(PATIENCE));
      if (next !== timeAfterLast(index)) wrong.push(`${userId}: next at ${next}`);
    }
    return wrong;
  });
}

const sumOf = (met: Toll["met"]) => met.reduce((sum, taken) => sum + taken(), 0);

function report(
  { struck, met }: Toll,
  { sent, doubled, forgotten, unaccounted, unasked }: Verdict,
  expected: number,
  uncertain: number,
  seconds: number,
): void {
  const rows: (readonly [string, number | string])[] = [
    ...[...struck].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ["all faults", FAULTS],
    ["requests that Discord's faults met", sumOf(met)],
    ["reminders due", expected],
    ["messages that arrived", sent],
    ["reminders called uncertain", uncertain],
    ["  of them without a message", unaccounted.length],
    ["doubled", doubled.length],
    ["forgotten", forgotten.length],
    ["of another day", unasked.length],
    ["seconds", seconds.toFixed(0)],
    ["seed", SEED],
  ];
  console.log(rows.map(([name, value]) => `${name.padEnd(36)}${value}`).join("\n"));
}
