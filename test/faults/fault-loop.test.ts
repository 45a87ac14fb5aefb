import { expect, test } from "vitest";
import { loadBuiltinDecks } from "../../src/decks/builtin.ts";
import { connectStore, disconnectStore } from "../../src/store/connection.ts";
import { type Audit, auditLearner } from "./audit.ts";
import { unleash } from "./chaos.ts";
import { createLearner, type Learner, type Tally } from "./learner.ts";
import { createRandom } from "./random.ts";
import { type Arena, openArena } from "./support.ts";

/** The short form unless asked for more; `npm run test:faults` asks for 500. */
const FAULTS = Number(process.env.FLASHBACK_FAULTS ?? 25);
const SEED = Number(process.env.FLASHBACK_SEED ?? 20_261_123);
const LEARNERS = 20;

/** The time after which a run hangs, in ms. */
const LIMIT = 120_000 + FAULTS * 10_000;

test(`${FAULTS} faults, ${LEARNERS} learners: every rating that was acknowledged is there exactly once`, {
  timeout: LIMIT,
}, async () => {
  const arena = await openArena({ people: LEARNERS, rooms: 5 });
  try {
    await run(arena);
  } catch (error) {
    const how = `FLASHBACK_SEED=${SEED} FLASHBACK_FAULTS=${FAULTS} npm run test:faults`;
    throw new Error(`The same faults in the same order again: ${how}`, { cause: error });
  } finally {
    await arena.close();
  }
});

async function run(arena: Arena): Promise<void> {
  const { playground } = arena;
  const since = Date.now();
  const tally: Tally = { presses: 0, notSaved: 0, unconfirmed: 0, outage: 0, wentWrong: 0, failed: 0 };
  const learners = arena.people.map((actor, index) =>
    createLearner(playground, actor, [arena.room(index), "@bot"], createRandom(SEED + 1 + index), tally),
  );
  const over = new AbortController();
  const learning = Promise.all(learners.map((learner) => learner.run(over.signal)));
  const struck = await Promise.race([
    unleash(arena, learners, FAULTS, createRandom(SEED)),
    // It ends first only where a learner cannot go on.
    learning.then(() => new Map<string, number>()),
  ]).finally(() => over.abort());
  await learning;
  await Promise.all(learners.map((learner) => learner.settle()));
  const audits = await auditAll(arena, learners, since);
  report(struck, learners, audits, tally, (Date.now() - since) / 1000);
  expect(audits.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(audits.reduce((sum, { lost, doubled }) => sum + lost + doubled, 0)).toBe(0);
  expect(tally.wentWrong).toBe(0);
  expect(playground.problems).toEqual([]);
  expect(arena.bot.crashes).toEqual([]);
  expect(learners.reduce((total, { account }) => total + account.confirmed, 0)).toBeGreaterThan(FAULTS);
}

async function auditAll(arena: Arena, learners: readonly Learner[], since: number): Promise<Audit[]> {
  const [deck] = loadBuiltinDecks().filter(({ id }) => id === "losses");
  if (!deck) throw new Error("The deck Losses is gone.");
  const store = await connectStore(arena.redis.url);
  try {
    return await Promise.all(
      learners.map(async ({ name, userId, account }) => {
        const audit = await auditLearner(store, userId, account, deck, since);
        return { ...audit, wrong: audit.wrong.map((sentence) => `${name}: ${sentence}`) };
      }),
    );
  } finally {
    disconnectStore(store);
  }
}

function report(
  struck: ReadonlyMap<string, number>,
  learners: readonly Learner[],
  audits: readonly Audit[],
  tally: Tally,
  seconds: number,
): void {
  const sum = (of: (audit: Audit) => number) => audits.reduce((total, audit) => total + of(audit), 0);
  const unsure = learners.flatMap(({ account }) => account.ratings.filter(({ sure }) => !sure));
  const rows: (readonly [string, number | string])[] = [
    ...[...struck].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ["all faults", FAULTS],
    ["presses", tally.presses],
    ["ratings acknowledged", learners.reduce((total, { account }) => total + account.confirmed, 0)],
    ["  of them standing, not undone", sum(({ reviews }) => reviews)],
    ["ratings told: not saved", tally.notSaved],
    ["ratings told: could not confirm", tally.unconfirmed],
    ["presses told: trouble with Discord", tally.outage],
    ["presses told: something went wrong", tally.wentWrong],
    ["presses without an answer", tally.failed],
    ["ratings never resolved by a screen", unsure.length],
    ["points", sum(({ points }) => points)],
    ["ratings lost", sum(({ lost }) => lost)],
    ["ratings doubled", sum(({ doubled }) => doubled)],
    ["seconds", seconds.toFixed(0)],
    ["seed", SEED],
  ];
  console.log(rows.map(([name, value]) => `${name.padEnd(36)}${value}`).join("\n"));
}
