import { setTimeout as wait } from "node:timers/promises";
import type { FaultAnswer } from "../../playground/index.ts";
import type { Learner } from "./learner.ts";
import type { Random } from "./random.ts";
import type { Arena } from "./support.ts";

/** How soon whatever was broken has to be back, or the run is given up as hanging. Milliseconds. */
const COMES_BACK = 60_000;

/** Before the first fault. Milliseconds. */
const WARM_UP = 2000;

type Fault = (arena: Arena, learners: readonly Learner[], random: Random) => Promise<void> | void;

/** A fault; those of one lane wait for each other. */
interface Kind {
  readonly name: string;
  readonly lane?: "bot" | "redis";
  readonly strike: Fault;
}

const online = async ({ playground }: Arena, after: string) => {
  const timer = new AbortController();
  const late = wait(COMES_BACK, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`The bot did not come back after: ${after}`);
  });
  late.catch(() => {});
  await Promise.race([playground.whenBotReady(), late]).finally(() => timer.abort());
};

const gateway = (name: string, strike: (arena: Arena) => void): Kind => ({
  name,
  lane: "bot",
  async strike(arena) {
    await online(arena, "an earlier fault");
    strike(arena);
    await online(arena, name);
  },
});

/** The next callbacks meet this; how many of them, is up to chance. discord.js tries a 500 four times in all. */
const callbacks = (name: string, answer: (random: Random) => FaultAnswer): Kind => ({
  name,
  strike({ playground }, _learners, random) {
    const match = { method: "POST", route: /\/callback$/ };
    playground.faults.rest({ match, times: random.int(1, 12), answer: answer(random) });
  },
});

const KINDS: readonly Kind[] = [
  { name: "bot killed", lane: "bot", strike: ({ bot }) => bot.kill() },
  {
    name: "Redis killed",
    lane: "redis",
    async strike({ redis }, _learners, random) {
      await redis.kill();
      await wait(random.int(0, 1500));
      await redis.restart();
    },
  },
  {
    name: "Redis frozen",
    lane: "redis",
    async strike({ redis }, _learners, random) {
      redis.freeze();
      await wait(random.int(1000, 5000)).finally(() => redis.thaw());
    },
  },
  gateway("gateway dropped", ({ playground }) => playground.faults.gateway.drop()),
  gateway("gateway asks to reconnect", ({ playground }) => playground.faults.gateway.reconnect()),
  gateway("session invalid", ({ playground }) => playground.faults.gateway.invalidate(false)),
  callbacks("callbacks answer 500", () => ({ status: 500 })),
  callbacks("callbacks answer 429", (random) => ({ status: 429, retryAfter: random.int(1, 20) / 10 })),
  callbacks("cut before Discord took it", () => "cut-before"),
  callbacks("cut after Discord took it", () => "cut-after"),
  { name: "press delivered twice", strike: (_, learners, random) => random.pick(learners).redeliver("last") },
  {
    name: "old press delivered late",
    strike: (_, learners, random) => random.pick(learners).redeliver("older"),
  },
  { name: "two presses at once", strike: (_, learners, random) => random.pick(learners).fumble() },
];

/** Which faults strike, in order: each kind as often as the others. */
function planFaults(count: number, random: Random): readonly Kind[] {
  const bags = Array.from({ length: Math.ceil(count / KINDS.length) }, () => random.shuffled(KINDS));
  return bags.flat().slice(0, count);
}

/**
 * Lets so many faults strike, at random moments. Those of Redis may come while the bot is away, and the other way
 * round; in the end all of them are over.
 *
 * @returns how many there were of each kind
 */
export async function unleash(
  arena: Arena,
  learners: readonly Learner[],
  count: number,
  random: Random,
): Promise<ReadonlyMap<string, number>> {
  // Everybody has begun by then, and there is something to lose.
  await wait(WARM_UP);
  const lanes = { bot: Promise.resolve(), redis: Promise.resolve() };
  const struck = new Map<string, number>();
  for (const kind of planFaults(count, random)) {
    await wait(random.int(200, 900));
    struck.set(kind.name, (struck.get(kind.name) ?? 0) + 1);
    if (!kind.lane) {
      await kind.strike(arena, learners, random);
      continue;
    }
    await lanes[kind.lane];
    const calm = random.int(500, 2500);
    const running = Promise.resolve(kind.strike(arena, learners, random)).then(() => wait(calm));
    // It is looked at when the next of its lane is due.
    running.catch(() => {});
    lanes[kind.lane] = running;
  }
  await Promise.all([lanes.bot, lanes.redis]);
  arena.playground.faults.clear();
  await online(arena, "all faults");
  return struck;
}
