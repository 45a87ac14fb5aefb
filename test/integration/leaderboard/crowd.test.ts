import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildBoards } from "../../../src/leaderboard/rebuild.ts";
import { keptAround } from "../../../src/leaderboard/scores.ts";
import { createSettling } from "../../../src/leaderboard/settling.ts";
import { SHARDS } from "../../../src/store/keys.ts";
import { loadLearner, readLog } from "../../../src/store/learners.ts";
import { dirtyLearners } from "../../../src/store/tallies.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import { createRandom } from "../../faults/random.ts";
import {
  type Bench,
  boardsOf,
  type CrowdOptions,
  crowdClock,
  DAY,
  GUILD,
  OTHER,
  openBench,
  soon,
  userId,
} from "./support.ts";

const PEOPLE = 1000;
const PROCESSES = 3;
const KILLS = 12;
const RATINGS = 3000;

let bench: Bench;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await bench.close();
});

let ratings = 0;
const atWork = new Set<ChildProcess>();

function startWorker(options: CrowdOptions): ChildProcess {
  const child = fork(new URL("./crowd-worker.ts", import.meta.url), [JSON.stringify(options)]);
  children.add(child);
  child.on("message", (count) => {
    atWork.add(child);
    ratings += Number(count);
  });
  return child;
}

/** Lets the crowd act in processes that are killed at any moment, and waits until the last one is. */
async function act(began: number): Promise<void> {
  const random = createRandom(20_270_414);
  const options = () => ({ url: bench.redis.url, people: PEOPLE, began, seed: random.int(1, 1e9) });
  let running = Array.from({ length: PROCESSES }, () => startWorker(options()));
  for (let kills = 1; kills <= KILLS; kills += 1) {
    while (ratings < (RATINGS * kills) / KILLS) await wait(random.int(10, 50));
    const victim = random.pick(running.filter((child) => atWork.has(child)));
    const gone = once(victim, "exit");
    victim.kill("SIGKILL");
    await gone;
    running = [...running.filter((one) => one !== victim), startWorker(options())];
  }
  await Promise.all(
    running.map(async (child) => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }),
  );
}

/** The boards of both servers as the log of every learner has them: told without the counters. */
async function boardsByLog(began: number, now: number) {
  const boards: Record<string, Record<string, Record<string, number>>> = { [GUILD]: {}, [OTHER]: {} };
  let hidden = 0;
  for (let number = 1; number <= PEOPLE; number += 1) {
    const id = userId(number);
    const { learner } = await loadLearner(bench.store, id, soon());
    if (learner.hidden) hidden += 1;
    if (learner.hidden) continue;
    const guilds = new Map([...learner.homes].map(([guild, home]) => [home, guild]));
    const decks = new Map([...learner.decks].map(([deck, index]) => [index, deck]));
    const months = new Set(
      [crowdClock(began), now, now - 20 * DAY].map((at) => new Date(at).toISOString().slice(0, 7)),
    );
    for (const month of months) {
      for (const record of await readLog(bench.store, id, Date.parse(`${month}-10`))) {
        if (record.type !== "grant") continue;
        const day = learnerDay(record.at * 1000, "UTC");
        const guild = boards[guilds.get(record.home) ?? ""];
        for (const { name, first, last } of keptAround(now).values()) {
          if (day < first || day > last || !guild) continue;
          for (const board of [name, `${name}:${decks.get(record.deck)}`]) {
            guild[board] ??= {};
            guild[board][id] = (guild[board][id] ?? 0) + 1;
          }
        }
      }
    }
  }
  return { boards, hidden };
}

test("a thousand learners rate, twice at once, in any order, hide and come back, in processes that are killed: every board is exact", async () => {
  const began = Date.now();
  await act(began);
  const now = crowdClock(began);
  const deps = { store: bench.store, now: () => now, onTrouble: expect.fail };
  const settling = createSettling({ ...deps, now: () => now + 10_000 });
  const dirty = async () => {
    const shards = Array.from({ length: SHARDS }, (_, shard) =>
      dirtyLearners(bench.store, shard, now, 1, soon()),
    );
    return (await Promise.all(shards)).flat().length;
  };
  expect(await dirty()).toBeGreaterThan(0);
  while ((await dirty()) > 0) await settling.tick();

  const { boards, hidden } = await boardsByLog(began, now);
  expect(hidden).toBeGreaterThan(5);
  const kept = keptAround(now);
  for (const guild of [GUILD, OTHER]) {
    const found = Object.entries(await boardsOf(bench.store, guild));
    const compared = found.filter(([name]) => kept.has(name.split(":")[0] ?? ""));
    expect(Object.fromEntries(compared)).toEqual(boards[guild]);
    expect(compared.length).toBeGreaterThan(12);
  }
  const { differences, learners } = await rebuildBoards({ ...deps, mend: true, onDifference: () => {} });
  expect(differences).toBe(0);
  expect(learners).toBeGreaterThan(850);
}, 240_000);
