/** What leaderboards cost: a page of a small and of a large one, room in Redis, and bringing them up to date. */
import { join } from "node:path";
import { startRedis } from "../scripts/redis-server.ts";
import { settleLearner } from "../src/leaderboard/settle.ts";
import { readBoard } from "../src/store/boards.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../src/store/connection.ts";
import { boardKeys, learnerKeys } from "../src/store/keys.ts";
import { learnerFields, learnerFrom } from "../src/store/learner-record.ts";
import { learnerDay } from "../src/study/learner-day.ts";
import { monthOf } from "../src/study/period.ts";
import { HOME, learnerId } from "./learners.ts";
import { BenchError, median, usageOf } from "./usage.ts";

export interface BoardsSize {
  readonly small: number;
  readonly large: number;
  /** Pages read of each in a round. */
  readonly pages: number;
  readonly rounds: number;
  /** Learners that are settled. */
  readonly settled: number;
}

export interface BoardsResult extends BoardsSize {
  /** Milliseconds from asking for a page until it is there; medians. */
  readonly page: Readonly<Record<"small" | "large", number>>;
  /** Microseconds of Redis's processor a page. */
  readonly redis: Readonly<Record<"small" | "large", number>>;
  /** Large over small, of rounds next to each other. */
  readonly ratio: number;
  /** Requests that a page takes. */
  readonly roundTrips: number;
  /** Bytes of Redis a member. */
  readonly bytes: Readonly<Record<"small" | "large", number>>;
  /** Microseconds of processor for one learner who is settled: of this process, and of Redis. */
  readonly settle: { readonly node: number; readonly redis: number };
}

const BATCH = 5000;
const A_PAGE = 10;

/** Points anybody has at most: with more members than that, places are shared. */
const MOST_POINTS = 20_000;

const PATIENT = () => deadlineIn(60_000);

const ALL = { period: "all", deck: undefined } as const;

const guildOf = (members: number) => String(500_000_000_000_000_000n + BigInt(members));

const pointsOf = (index: number) => 1 + ((index * 7919) % MOST_POINTS);

/** Measures all of it on a Redis of its own. @param dir where its data is kept */
export async function measureBoards(size: BoardsSize, dir: string): Promise<BoardsResult> {
  const redis = await startRedis({ dir: join(dir, "boards"), fresh: true });
  const store = await connectStore(redis.url);
  try {
    const bytes = { small: await fill(store, size.small), large: await fill(store, size.large) };
    const read = { small: pageReader(store, size.small), large: pageReader(store, size.large) };
    const [before, , after] = [await requestsTaken(store), await read.large(0), await requestsTaken(store)];
    const roundTrips = after - before - 1;
    const rounds: Record<"small" | "large", { readonly ms: number; readonly cpu: number }[]> = {
      small: [],
      large: [],
    };
    for (let round = 0; round <= size.rounds; round += 1) {
      for (const which of round % 2 === 0 ? (["small", "large"] as const) : (["large", "small"] as const)) {
        const [began, used] = [performance.now(), usageOf(redis.pid).cpu];
        for (let page = 0; page < size.pages; page += 1) await read[which](round * size.pages + page);
        const ms = (performance.now() - began) / size.pages;
        // The first round warms up.
        if (round > 0) rounds[which].push({ ms, cpu: (usageOf(redis.pid).cpu - used) / 1000 / size.pages });
      }
    }
    const of = (key: "ms" | "cpu") => ({
      small: median(rounds.small.map((round) => round[key])),
      large: median(rounds.large.map((round) => round[key])),
    });
    const ratio = median(rounds.large.map(({ ms }, index) => ms / (rounds.small[index]?.ms ?? Number.NaN)));
    const settle = await measureSettling(store, redis.pid, size.settled);
    return { ...size, page: of("ms"), redis: of("cpu"), ratio, roundTrips, bytes, settle };
  } finally {
    disconnectStore(store);
    await redis.stop();
  }
}

/** Puts members on a board. @returns bytes a member */
async function fill(store: Store, members: number): Promise<number> {
  const key = boardKeys(guildOf(members)).board("all");
  const empty = await memory(store);
  for (let first = 0; first < members; first += BATCH) {
    const count = Math.min(BATCH, members - first);
    const flat = Array.from({ length: count }, (_, at) => [
      pointsOf(first + at),
      learnerId(first + at),
    ]).flat();
    await store.zadd(key, ...flat);
  }
  return ((await memory(store)) - empty) / members;
}

/** Reads the page of top ten for one member after another. @throws BenchError for a wrong place */
function pageReader(store: Store, members: number) {
  /** How many have each number of points or more. */
  const having = new Uint32Array(MOST_POINTS + 2);
  for (let index = 0; index < members; index += 1)
    having[pointsOf(index)] = (having[pointsOf(index)] ?? 0) + 1;
  for (let points = MOST_POINTS; points >= 0; points -= 1) {
    having[points] = (having[points] ?? 0) + (having[points + 1] ?? 0);
  }
  return async (turn: number): Promise<void> => {
    const index = (turn * 104_729) % members;
    const userId = learnerId(index);
    const page = await readBoard(store, guildOf(members), ALL, userId, 0, A_PAGE, PATIENT());
    const own = page.around.find((entry) => entry.userId === userId);
    const place = 1 + (having[pointsOf(index) + 1] ?? 0);
    if (own?.place !== place || page.entries.length !== A_PAGE || page.size !== members) {
      throw new BenchError(
        `of ${members} members number ${index} has place ${own?.place}, where ${place} is right`,
      );
    }
  };
}

/** Learners with a month of study in two decks and a point that boards do not know yet. */
async function measureSettling(
  store: Store,
  redisPid: number,
  learners: number,
): Promise<BoardsResult["settle"]> {
  const now = Date.now();
  const today = learnerDay(now, "UTC");
  const ids = Array.from({ length: learners }, (_, index) => learnerId(2_000_000 + index));
  for (const id of ids) {
    const keys = learnerKeys(id);
    const decks = new Map([1, 2].map((number) => [`deck-${number}`, number]));
    const learner = { ...learnerFrom(new Map()), decks, homes: new Map([[HOME, 1]]) };
    const pipeline = store.pipeline();
    pipeline.hset(keys.learner, learnerFields(learner));
    for (let ago = 0; ago < 30; ago += 1) {
      for (const deck of [1, 2]) {
        for (const letter of ["p", "r"]) {
          pipeline.hset(keys.tally(monthOf(today - ago)), `${letter}${today - ago}:1:${deck}`, 12);
          pipeline.hincrby(keys.tallyEver, `${letter}1:${deck}`, 12);
        }
      }
    }
    pipeline.zadd(keys.dirty, now, id);
    await pipeline.exec();
  }
  const [before, redisBefore] = [process.cpuUsage(), usageOf(redisPid).cpu];
  const settled = await Promise.all(ids.map((id) => settleLearner({ store, now: () => now }, id, PATIENT())));
  const { user, system } = process.cpuUsage(before);
  const redis = (usageOf(redisPid).cpu - redisBefore) / 1000 / learners;
  const board = await store.zcard(boardKeys(HOME).board("all"));
  if (!settled.every(Boolean) || board !== learners)
    throw new BenchError(`${board} of ${learners} were settled`);
  return { node: (user + system) / learners, redis };
}

/** How often Redis has read from a connection so far, for this too: once a request, where one waits for its answer. */
const requestsTaken = async (store: Store) =>
  Number(/^total_reads_processed:(\d+)/m.exec(await store.info("stats"))?.[1]);

/** Bytes that Redis's data takes: keys, values and what holds them. */
async function memory(store: Store): Promise<number> {
  return Number(/^used_memory_dataset:(\d+)/m.exec(await store.info("memory"))?.[1]);
}
