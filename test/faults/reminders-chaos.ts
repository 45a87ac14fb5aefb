import { setTimeout as wait } from "node:timers/promises";
import type { FaultAnswer } from "../../playground/index.ts";
import type { Random } from "./random.ts";
import type { ReminderArena } from "./reminders-arena.ts";

/** How long Redis is away, now and then, and frozen, and the pause between two faults. Milliseconds at most. */
export interface Severity {
  readonly away: number;
  readonly frozen: number;
  readonly pause: number;
}

/** What struck so far. */
export interface Toll {
  /** How often each fault did. */
  readonly struck: Map<string, number>;
  /** How many requests each fault of Discord met. */
  readonly met: (() => number)[];
}

export const openToll = (): Toll => ({ struck: new Map(), met: [] });

type Fault = (arena: ReminderArena, random: Random, severity: Severity, toll: Toll) => Promise<void> | void;

/** A fault; those of Redis wait for each other. */
interface Kind {
  readonly name: string;
  /** How often it comes for every time of the others. */
  readonly weight?: number;
  readonly lane?: "redis";
  readonly strike: Fault;
}

const BOTH = /^\/(users\/@me\/channels|channels\/\d+\/messages)$/;
const MESSAGES = /^\/channels\/\d+\/messages$/;

/** The next requests for direct messages meet this; how many of them, is up to chance. */
const discord = (name: string, route: RegExp, answer: (random: Random) => FaultAnswer): Kind => ({
  name,
  strike({ playground }, random, _severity, { met }) {
    const match = { method: "POST", route };
    met.push(playground.faults.rest({ match, times: random.int(1, 12), answer: answer(random) }).taken);
  },
});

const tenths = (random: Random, most: number) => random.int(1, most) / 10;

const KINDS: readonly Kind[] = [
  {
    name: "a worker killed",
    weight: 5,
    strike: ({ workers }, random) => random.pick(workers).end("SIGKILL"),
  },
  {
    name: "all workers killed",
    weight: 2,
    strike: async ({ workers }) => {
      await Promise.all(workers.map((worker) => worker.end("SIGKILL")));
    },
  },
  { name: "a worker stopped", strike: ({ workers }, random) => random.pick(workers).end("SIGTERM") },
  {
    name: "Redis killed",
    lane: "redis",
    async strike({ redis }, random, { away }) {
      await redis.kill();
      await wait(random.int(0, random.chance(0.2) ? away : 1000));
      await redis.restart();
    },
  },
  {
    name: "Redis frozen",
    lane: "redis",
    async strike({ redis }, random, { frozen }) {
      redis.freeze();
      await wait(random.int(500, frozen)).finally(() => redis.thaw());
    },
  },
  discord("Discord answers 500", BOTH, () => ({ status: 500 })),
  discord("429 of the route", MESSAGES, (random) => ({ status: 429, retryAfter: tenths(random, 20) })),
  discord("429 of all routes", BOTH, (random) => ({
    status: 429,
    retryAfter: tenths(random, 20),
    global: true,
  })),
  discord("cut before Discord took it", BOTH, () => "cut-before"),
  discord("cut after Discord took it", MESSAGES, () => "cut-after"),
  discord("Discord takes it late", MESSAGES, (random) => ({ delayMs: random.int(300, 3000) })),
];

/** Which faults strike, in order. */
export function planReminderFaults(count: number, random: Random): readonly Kind[] {
  const bag = KINDS.flatMap((kind) => Array.from({ length: kind.weight ?? 1 }, () => kind));
  const bags = Array.from({ length: Math.ceil(count / bag.length) }, () => random.shuffled(bag));
  return bags.flat().slice(0, count);
}

/**
 * Lets faults strike, one after another at random moments; in the end those of Redis are over.
 *
 * @param before called before each, and after the last: there is always something on its way that can be struck
 */
export async function strikeAll(
  arena: ReminderArena,
  kinds: readonly Kind[],
  random: Random,
  severity: Severity,
  toll: Toll,
  before: (done: number) => void,
): Promise<void> {
  let redis = Promise.resolve();
  for (const [index, kind] of kinds.entries()) {
    before(index);
    await wait(random.int(100, severity.pause));
    toll.struck.set(kind.name, (toll.struck.get(kind.name) ?? 0) + 1);
    if (kind.lane === "redis") {
      await redis;
      redis = Promise.resolve(kind.strike(arena, random, severity, toll));
      // It is looked at when the next one is due.
      redis.catch(() => {});
    } else await kind.strike(arena, random, severity, toll);
  }
  await redis;
  before(kinds.length);
}
