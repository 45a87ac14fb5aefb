/**
 * `npm run bench`: what Flashback's promises cost, against named floors, in one run on one machine. See docs/bench.md.
 *
 *     node bench/run.ts [--short] [--write]
 *
 * Ends with 1 when something is broken: a rating that is not on record exactly once, a press without its answer, more
 * than two round trips to Redis a rating, a reminder that is not sent exactly once, an error in the bot's log, more bytes than the aims allow. How
 * fast it is never decides.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type RedisServer, startRedis } from "../scripts/redis-server.ts";
import { connectStore, disconnectStore, type Store } from "../src/store/connection.ts";
import { ROOT } from "./bots.ts";
import { measureBytes } from "./bytes.ts";
import { measureCore } from "./core.ts";
import { measureImports } from "./import.ts";
import { type BoardsSize, measureBoards } from "./leaderboards.ts";
import { describeMachine, inMemory } from "./machine.ts";
import { functionOf, partOf, profiled, type Share, sharesBy } from "./profile.ts";
import { type Arena, checkRatings, measurePath, openArena, type PathSize, playRound } from "./rating-path.ts";
import { measureReminders, type RemindersSize } from "./reminders.ts";
import { AIMS, type ProfileResult, type Results, report } from "./report.ts";
import { countRoundTrips } from "./round-trips.ts";
import { measureRounds, type RoundsSize } from "./rounds.ts";
import { measureStartup } from "./startup.ts";
import { measureStats, type StatsSize } from "./stats.ts";
import { BenchError } from "./usage.ts";

interface Size extends PathSize {
  readonly starts: number;
  readonly coreMs: number;
  /** How often each large file is read. */
  readonly imports: number;
  /** Cards of a deck, and how many learners learn all of it. */
  readonly decks: readonly (readonly [cards: number, learners: number])[];
  /** Learners who press under the profiler; 0 for none. */
  readonly profiled: number;
  readonly reminders: RemindersSize;
  readonly boards: BoardsSize;
  readonly statsRounds: number;
  readonly together: readonly RoundsSize[];
  readonly stats: readonly StatsSize[];
}

const LONG: Size = {
  rounds: 5,
  learners: new Map([
    [1, 150],
    [32, 800],
    [256, 800],
  ]),
  starts: 7,
  coreMs: 3000,
  imports: 9,
  decks: [
    [22, 60],
    [200, 20],
    [2000, 4],
    [10_000, 2],
  ],
  profiled: 1500,
  together: [
    { people: 1, cards: 20, times: 40, alone: 80 },
    { people: 50, cards: 20, times: 3, alone: 300 },
    { people: 200, cards: 20, times: 1, alone: 400 },
  ],
  reminders: { learners: 1_000_000, due: 100_000, sent: 2500 },
  boards: { small: 1000, large: 1_000_000, pages: 2000, rounds: 9, settled: 2000 },
  statsRounds: 9,
  stats: [
    { name: "usual", decks: 3, cards: 100, reviews: 3000 },
    { name: "diligent", decks: 10, cards: 1000, reviews: 60_000 },
  ],
};

const SHORT: Size = {
  rounds: 1,
  learners: new Map([
    [1, 10],
    [32, 80],
    [256, 300],
  ]),
  starts: 1,
  coreMs: 300,
  imports: 1,
  decks: [
    [22, 20],
    [200, 5],
  ],
  profiled: 0,
  together: [
    { people: 1, cards: 10, times: 2, alone: 2 },
    { people: 50, cards: 4, times: 1, alone: 20 },
    { people: 200, cards: 2, times: 1, alone: 40 },
  ],
  reminders: { learners: 20_000, due: 2000, sent: 100 },
  boards: { small: 1000, large: 50_000, pages: 200, rounds: 3, settled: 200 },
  statsRounds: 1,
  stats: [{ name: "usual", decks: 3, cards: 100, reviews: 3000 }],
};

/** Redis's data: in the repository's folder, since /tmp is often in memory, where nothing is ever on disk. */
const DATA = join(ROOT, ".data", "bench");

/** Says what begins now, and how long after the start, in seconds. */
const step = (name: string) =>
  console.error(`${Math.round(process.uptime()).toString().padStart(4)} s … ${name}`);

async function measure(size: Size, redis: RedisServer, store: Store): Promise<Results> {
  const machine = await describeMachine(store, DATA);
  step("start-up");
  const startup = await measureStartup(redis.url, DATA, size.starts);
  step("the study core");
  const core = await measureCore(size.coreMs);
  step("imports");
  const imports = await measureImports(size.imports);
  const reminders = await measureReminders(size.reminders, DATA, (part) => step(`reminders: ${part}`));
  step("leaderboards");
  const boards = await measureBoards(size.boards, DATA);
  step("statistics");
  const stats = await measureStats(store, size.stats, size.statsRounds);
  step("bytes");
  const bytes = await Promise.all(
    [false, true].flatMap((grants) =>
      size.decks.map(([cards, learners]) => measureBytes(store, cards, learners, grants)),
    ),
  );
  step("ratings end to end");
  const arena = await openArena(store, redis.url, DATA, size.profiled > 0 ? ["--inspect=127.0.0.1:0"] : []);
  try {
    const roundTrips = await countRoundTrips(arena, 20);
    const path = await measurePath(arena, size);
    step("ratings in rounds");
    const rounds = await measureRounds(arena, size.together);
    if (size.profiled > 0) step("profiles");
    const profile =
      size.profiled > 0
        ? {
            pong: await profileOf(arena, "pong", size.profiled),
            flashback: await profileOf(arena, "flashback", size.profiled),
          }
        : undefined;
    for (const { bot } of Object.values(arena.contestants)) {
      const error = bot.error();
      if (error) throw new BenchError(`${bot.name} logged an error: ${error}`);
    }
    step("every rating, after a crash of Redis");
    await arena.close();
    const onDisk = await checkAfterCrash(redis, arena.recruited());
    return {
      machine,
      startup,
      core,
      imports,
      reminders,
      boards,
      stats,
      bytes,
      path,
      roundTrips,
      rounds,
      onDisk,
      ...(profile && { profile }),
    };
  } finally {
    await arena.close();
  }
}

async function profileOf(arena: Arena, name: "pong" | "flashback", learners: number): Promise<ProfileResult> {
  const { bot } = arena.contestants[name];
  const inspector = bot.inspector();
  if (!inspector) throw new BenchError(`the inspector of ${name} said no address`);
  let cpu = 0;
  const profile = await profiled(inspector, async () => {
    cpu = (await playRound(arena, name, 32, learners)).cpu;
  });
  const micros = (shares: readonly Share[]) => shares.map(([one, share]): Share => [one, share * cpu]);
  return { parts: micros(sharesBy(profile, partOf)), functions: micros(sharesBy(profile, functionOf)) };
}

async function checkAfterCrash(redis: RedisServer, learners: number): Promise<number> {
  await redis.kill();
  await redis.restart();
  const store = await connectStore(redis.url);
  try {
    return await checkRatings(store, learners);
  } finally {
    disconnectStore(store);
  }
}

/** @throws BenchError naming every promise that does not hold */
function checkAims({ roundTrips, bytes, reminders, boards }: Results): void {
  const broken = [
    ...(boards.roundTrips > 1 ? [`${boards.roundTrips} round trips for a page of a leaderboard`] : []),
    ...(reminders.bytes > AIMS.bytesReminder
      ? [`${reminders.bytes.toFixed(0)} bytes of a reminder with its settings`]
      : []),
    ...(roundTrips.perRating > AIMS.roundTrips
      ? [`${roundTrips.perRating.toFixed(2)} round trips a rating: ${JSON.stringify(roundTrips.byCommand)}`]
      : []),
    ...bytes.flatMap(({ cards, grants, perCard, perReview }) => [
      ...(perCard > AIMS.bytesCard ? [`${perCard.toFixed(1)} bytes a card in a deck of ${cards}`] : []),
      ...(!grants && perReview > AIMS.bytesReview
        ? [`${perReview.toFixed(1)} bytes a review in a deck of ${cards}`]
        : []),
    ]),
  ];
  if (broken.length > 0) throw new BenchError(broken.join("\n"));
}

const BEGIN = "<!-- what `npm run bench -- --write` measured -->";
const END = "<!-- end of what was measured -->";

/** Puts the results between the marks of docs/bench.md, and draws its pictures. */
async function write(results: Results, text: string): Promise<void> {
  const { drawPlot } = await import("./plot.ts");
  const { drawReminders } = await import("./plot-reminders.ts");
  const path = join(ROOT, "docs", "bench.md");
  const page = await readFile(path, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new BenchError("docs/bench.md has lost its marks");
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(
    path,
    `${before}${BEGIN}\n\n${date}, \`npm run bench -- --write\`\n\n${text}\n\n${END}${after}`,
  );
  await writeFile(join(ROOT, "docs", "bench.svg"), drawPlot(results));
  await writeFile(join(ROOT, "docs", "bench-reminders.svg"), drawReminders(results.reminders));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { short: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
  });
  if (process.platform !== "linux") throw new BenchError("The bench reads /proc, which only Linux has.");
  await mkdir(DATA, { recursive: true });
  if (inMemory(DATA)) throw new BenchError(`${DATA} is in memory; the bench is about what is on disk.`);
  const redis = await startRedis({ dir: join(DATA, "redis"), fresh: true });
  const store = await connectStore(redis.url);
  try {
    const results = await measure(values.short ? SHORT : LONG, redis, store);
    const text = report(results);
    console.log(text);
    checkAims(results);
    if (values.write) await write(results, text);
  } finally {
    disconnectStore(store);
    await redis.stop();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof BenchError ? `The bench failed: ${error.message}` : error);
  process.exitCode = 1;
});
