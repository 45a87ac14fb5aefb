/** The rating path end to end: Flashback with every rating on disk, against the empty bots, in turn. */
import { loadBuiltinDecks } from "../src/decks/builtin.ts";
import type { Deck } from "../src/decks/deck.ts";
import type { Store } from "../src/store/connection.ts";
import { learnerKeys } from "../src/store/keys.ts";
import { readLog } from "../src/store/learners.ts";
import { type BotName, type BotProcess, spawnBot } from "./bots.ts";
import { type LoadDiscord, startLoadDiscord } from "./discord.ts";
import { learnerId, putLearners, RATINGS_GIVEN } from "./learners.ts";
import { ponger, pressAll, pressWriter, rater } from "./presses.ts";
import { BenchError, median, usageOf } from "./usage.ts";

/** How much is pressed. */
export interface PathSize {
  /** Rounds of each bot at each number of presses in flight; medians are taken of them. */
  readonly rounds: number;
  /** Learners in a round, by presses in flight. Each presses {@link RATINGS_GIVEN}.length times. */
  readonly learners: ReadonlyMap<number, number>;
}

/** One round of one bot. */
interface Round {
  readonly perSecond: number;
  /** Microseconds of processor a press, of the whole process. */
  readonly cpu: number;
  /** Share of the time that the bot's main thread was on a processor, 0 to 1. */
  readonly busy: number;
  /** The same of the load's own process, which is this one. */
  readonly load: number;
  /** Milliseconds from press to answer. */
  readonly p50: number;
  readonly p99: number;
}

export interface PathResult {
  readonly inFlight: number;
  readonly bots: Readonly<Record<BotName, Round>>;
  /** Flashback against the empty bot, and against the one that saves. */
  readonly ratios: Readonly<Record<Floor, Ratio>>;
}

export type Floor = Exclude<BotName, "flashback">;

/** Medians of the rounds. */
export interface Ratio {
  /** Flashback's presses a second for one of the floor's. */
  readonly throughput: number;
  /** The floor's processor time a press for one of Flashback's. */
  readonly cpu: number;
  /** Both main threads were on a processor at least 90 % of the time: else the bots were not what was measured. */
  readonly counts: boolean;
}

/** Who presses against whom, in this order in the first round. */
const ALL = ["pong", "saver", "flashback"] as const satisfies readonly BotName[];

/** From which share on a bot counts as busy. */
const BUSY = 0.9;

/** Learners who press before anything is measured, until the code is compiled. */
const WARM_UP = 250;

interface Contestant {
  readonly bot: BotProcess;
  readonly discord: LoadDiscord;
  readonly write: ReturnType<typeof pressWriter>;
}

/** The bots, and learners who are there to press: every number is given out once. */
export interface Arena {
  readonly contestants: Readonly<Record<BotName, Contestant>>;
  readonly store: Store;
  readonly deck: Deck;
  /** Puts so many new learners into Redis and answers the number of the first. */
  recruit(count: number): Promise<number>;
  /** Learners recruited so far. */
  recruited(): number;
  /** Ends the bots; a second time does nothing. */
  close(): Promise<void>;
}

/** Starts the bots. @param nodeOptions for their Nodes */
export async function openArena(
  store: Store,
  redisUrl: string,
  cwd: string,
  nodeOptions: readonly string[] = [],
): Promise<Arena> {
  const deck = loadBuiltinDecks().find(({ id }) => id === "losses");
  if (!deck) throw new BenchError("the deck Losses is gone");
  const open = async (name: BotName): Promise<Contestant> => {
    const discord = await startLoadDiscord();
    const bot = await spawnBot(name, discord, redisUrl, cwd, nodeOptions);
    await bot.during(discord.ready);
    return { bot, discord, write: pressWriter(discord.world) };
  };
  const contestants = {
    pong: await open("pong"),
    saver: await open("saver"),
    flashback: await open("flashback"),
  };
  let recruited = 0;
  let closing: Promise<unknown> | undefined;
  return {
    contestants,
    store,
    deck,
    async recruit(count) {
      const first = recruited;
      recruited += count;
      await putLearners(store, deck, first, recruited);
      return first;
    },
    recruited: () => recruited,
    async close() {
      closing ??= Promise.all(
        Object.values(contestants).map(async ({ bot, discord }) => {
          await bot.stop();
          await discord.close();
        }),
      );
      await closing;
    },
  };
}

/** One round: new learners press all they will. */
export async function playRound(
  arena: Arena,
  name: BotName,
  inFlight: number,
  learners: number,
): Promise<Round> {
  const { bot, discord, write } = arena.contestants[name];
  const first = name === "flashback" ? await arena.recruit(learners) : 0;
  const make = name === "flashback" ? rater : ponger;
  const people = Array.from({ length: learners }, (_, index) => make(first + index));
  const [before, loadBefore] = [usageOf(bot.pid), usageOf(process.pid)];
  const { ms, latencies } = await bot.during(pressAll(discord, write, people, inFlight));
  const [after, loadAfter] = [usageOf(bot.pid), usageOf(process.pid)];
  const presses = latencies.length;
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    perSecond: (presses * 1000) / ms,
    cpu: (after.cpu - before.cpu) / 1000 / presses,
    busy: (after.main - before.main) / 1e6 / ms,
    load: (loadAfter.main - loadBefore.main) / 1e6 / ms,
    p50: sorted[Math.floor(presses * 0.5)] ?? 0,
    p99: sorted[Math.floor(presses * 0.99)] ?? 0,
  };
}

/** Plays the rounds of all bots in turn. */
export async function measurePath(arena: Arena, size: PathSize): Promise<readonly PathResult[]> {
  for (const name of ALL) await playRound(arena, name, 32, WARM_UP);
  const results: PathResult[] = [];
  for (const [inFlight, learners] of size.learners) {
    const rounds: Record<BotName, Round[]> = { pong: [], saver: [], flashback: [] };
    for (let round = 0; round < size.rounds; round += 1) {
      // Who begins changes, so that what slows the machine down by and by favours neither.
      const order = round % 2 === 0 ? ALL : ALL.toReversed();
      for (const name of order) rounds[name].push(await playRound(arena, name, inFlight, learners));
    }
    results.push(summarise(inFlight, rounds));
  }
  return results;
}

function summarise(inFlight: number, rounds: Readonly<Record<BotName, readonly Round[]>>): PathResult {
  const middle = (name: BotName): Round => {
    const of = (key: keyof Round) => median(rounds[name].map((round) => round[key]));
    return {
      perSecond: of("perSecond"),
      cpu: of("cpu"),
      busy: of("busy"),
      load: of("load"),
      p50: of("p50"),
      p99: of("p99"),
    };
  };
  const bots = { pong: middle("pong"), saver: middle("saver"), flashback: middle("flashback") };
  const against = (floor: Floor): Ratio => {
    const of = (key: "perSecond" | "cpu") =>
      median(
        rounds.flashback.map((round, index) => round[key] / (rounds[floor][index]?.[key] ?? Number.NaN)),
      );
    const counts = bots[floor].busy >= BUSY && bots.flashback.busy >= BUSY;
    return { throughput: of("perSecond"), cpu: 1 / of("cpu"), counts };
  };
  return { inFlight, bots, ratios: { pong: against("pong"), saver: against("saver") } };
}

/**
 * Looks every learner up and fails unless each of their ratings is there exactly once.
 *
 * @throws BenchError
 */
export async function checkRatings(store: Store, learners: number): Promise<number> {
  let found = 0;
  for (let number = 0; number < learners; number += 1) {
    const userId = learnerId(number);
    const [log, turn] = await Promise.all([
      readLog(store, userId, Date.now()),
      store.hget(learnerKeys(userId).quiz, "turn"),
    ]);
    const ratings = log.flatMap((record) => (record.type === "review" ? [record.rating] : []));
    if (ratings.join() !== RATINGS_GIVEN.join() || Number(turn) !== RATINGS_GIVEN.length) {
      throw new BenchError(
        `learner ${userId} rated ${RATINGS_GIVEN.join()}; on record are ${ratings.join() || "none"}, turn ${turn}`,
      );
    }
    found += ratings.length;
  }
  return found;
}
