/** What `/stats` costs the one who asks and everybody else: the figures of half a year, and their picture. */
import type { Deck } from "../src/decks/deck.ts";
import { createStatsPictures, learnerChart } from "../src/discord/stats-picture.ts";
import { createLibrary } from "../src/library/library.ts";
import { createStatsRenderer } from "../src/render/stats.ts";
import drawStats from "../src/render/stats-worker.ts";
import { createStats, type LearnerStats } from "../src/stats/stats.ts";
import { deadlineIn, type Store } from "../src/store/connection.ts";
import { bucketOf, learnerKeys } from "../src/store/keys.ts";
import { learnerFields, learnerFrom } from "../src/store/learner-record.ts";
import { packCard, packReview } from "../src/store/records.ts";
import { RATINGS, type Rating } from "../src/study/rating.ts";
import { review } from "../src/study/scheduler.ts";
import { BenchError, median, peakDuring, stallDuring } from "./usage.ts";

/** A learner whose statistics are asked for. */
export interface StatsSize {
  readonly name: string;
  readonly decks: number;
  /** Of each deck. */
  readonly cards: number;
  readonly reviews: number;
}

export interface StatsResult extends StatsSize {
  /** Milliseconds, from the call until the figures are there. */
  readonly took: number;
  /** Milliseconds that Redis and its client take for the same replies, of which nothing is made. */
  readonly floor: number;
  /** The longest that this process's event loop stood meanwhile, and in as long a time with nothing to do. Milliseconds. */
  readonly stall: number;
  readonly idleStall: number;
}

export interface PictureResult {
  /** Milliseconds, from the call until the picture is there: by a process that is up, and by one that is yet to start. */
  readonly took: number;
  readonly cold: number;
  /** Milliseconds for the same in this process, where everybody else would wait meanwhile. */
  readonly floor: number;
  /** Milliseconds for a picture that was drawn before. */
  readonly kept: number;
  /** As for `StatsResult`, while one is drawn. */
  readonly stall: number;
  readonly idleStall: number;
  /** Of the picture. */
  readonly bytes: number;
  /** Most memory that the process had which draws, in bytes. */
  readonly peak: number;
}

const DAY_MS = 86_400_000;

const deckOf = (name: string, index: number, cards: number): Deck => ({
  id: `stats-${name}-${index}`,
  title: `Deck ${index}`,
  description: "For the bench.",
  cards: Array.from({ length: cards }, (_, at) => ({
    number: at + 1,
    front: "Front",
    back: "Back",
    tags: [],
  })),
});

/** Puts half a year of reviews into Redis, and the states that the last ones leave. */
async function putHistory(
  store: Store,
  userId: string,
  decks: readonly Deck[],
  reviews: number,
  now: number,
) {
  const keys = learnerKeys(userId);
  const numbers = new Map(decks.map(({ id }, index) => [id, index + 1]));
  await store.hset(keys.learner, learnerFields({ ...learnerFrom(new Map()), decks: numbers }));
  const cards = decks.flatMap(({ id, cards: all }) => all.map(({ number }) => ({ deck: id, number })));
  for (let start = 0; start < reviews; start += 5000) {
    const pipeline = store.pipeline();
    for (let index = start; index < Math.min(start + 5000, reviews); index += 1) {
      const at = Math.floor((now - (1 - index / reviews) * 175 * DAY_MS) / 1000);
      const { deck = "", number = 0 } = cards[(index * 7919) % cards.length] ?? {};
      const rating = RATINGS[(index * 31) % 5] ?? 3;
      const record = {
        rating,
        at,
        deck: numbers.get(deck) ?? 0,
        card: number,
        interval: index % 60,
        seconds: 6,
      };
      pipeline.rpush(keys.log(at * 1000), packReview({ type: "review", ...record }));
      const state = review(undefined, rating as Rating, at * 1000, "UTC");
      pipeline.hset(keys.cards(deck, bucketOf(number)), number, packCard({ ...state, lapses: index % 10 }));
    }
    await pipeline.exec();
  }
}

/** The replies that figures are made of, and nothing made of them. */
async function readOnly(store: Store, userId: string, decks: readonly Deck[], now: number): Promise<void> {
  const keys = learnerKeys(userId);
  const months = Array.from({ length: 7 }, (_, ago) => {
    const date = new Date(now);
    return keys.log(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - ago));
  });
  for (const key of months) await store.lrangeBuffer(key, 0, -1);
  for (const { id, cards } of decks) {
    const pipeline = store.pipeline();
    const buckets = new Set(cards.map(({ number }) => bucketOf(number)));
    for (const bucket of buckets) pipeline.hgetallBuffer(keys.cards(id, bucket));
    await pipeline.exec();
  }
}

/** The figures of learners of some sizes: the medians of some rounds. */
export async function measureStats(
  store: Store,
  sizes: readonly StatsSize[],
  rounds: number,
): Promise<{ readonly figures: readonly StatsResult[]; readonly picture: PictureResult }> {
  const now = Date.now();
  const figures: StatsResult[] = [];
  let last: LearnerStats | undefined;
  for (const [index, size] of sizes.entries()) {
    const userId = `30000000000000000${index}`;
    const decks = Array.from({ length: size.decks }, (_, at) => deckOf(size.name, at, size.cards));
    await putHistory(store, userId, decks, size.reviews, now);
    const library = createLibrary({
      store,
      builtin: decks,
      defaultDeck: decks[0]?.id ?? "",
      isMember: async () => false,
      now: () => now,
    });
    const stats = createStats({ store, library, now: () => now });
    const viewer = { userId, guildId: undefined, manages: false, roles: [] };
    const all: Omit<StatsResult, keyof StatsSize>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const read = await stallDuring(async () => {
        last = await stats.of(viewer, { shared: false }, deadlineIn(60_000));
      });
      const counted = last?.reviews.byDay.reduce((sum, reviews) => sum + reviews, 0);
      if (counted !== size.reviews)
        throw new BenchError(`${counted} of ${size.reviews} reviews were counted`);
      const idle = await stallDuring(() => new Promise((done) => setTimeout(done, read.took)));
      const floor = await stallDuring(() => readOnly(store, userId, decks, now));
      all.push({ took: read.took, floor: floor.took, stall: read.stall, idleStall: idle.stall });
    }
    figures.push({ ...size, ...mediansOf(all) });
  }
  if (!last) throw new BenchError("there was nothing to draw");
  return { figures, picture: await measurePicture(last, rounds) };
}

async function measurePicture(stats: LearnerStats, rounds: number): Promise<PictureResult> {
  const renderer = createStatsRenderer({
    onTrouble: (error) => {
      throw new BenchError(`a picture was not drawn: ${error}`);
    },
  });
  const pictures = createStatsPictures(renderer);
  let bytes = 0;
  const draw = async (of: LearnerStats) => {
    bytes = (await pictures.learner(of))?.data.length ?? 0;
    if (bytes === 0) throw new BenchError("a picture was not drawn");
  };
  /** What was never drawn before. */
  const fresh = (round: number): LearnerStats => ({
    ...stats,
    wanted: 0.7 + round / 1000,
  });
  try {
    const cold = await stallDuring(() => draw(stats));
    const all: Omit<PictureResult, "cold" | "bytes" | "peak">[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const drawn = await stallDuring(() => draw(fresh(round)));
      const idle = await stallDuring(() => new Promise((done) => setTimeout(done, drawn.took)));
      const kept = await stallDuring(() => draw(fresh(round)));
      const here = await stallDuring(async () => void drawStats(learnerChart(fresh(round))));
      all.push({
        took: drawn.took,
        floor: here.took,
        kept: kept.took,
        stall: drawn.stall,
        idleStall: idle.stall,
      });
    }
    const peak = await peakDuring(draw(fresh(rounds)));
    return { ...mediansOf(all), cold: cold.took, bytes, peak };
  } finally {
    await renderer.close();
  }
}

/** The median of each figure. */
function mediansOf<T extends Readonly<Record<string, number>>>(all: readonly T[]): T {
  const [first] = all;
  if (!first) throw new BenchError("no round was made");
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, median(all.map((one) => one[key] ?? 0))]),
  ) as T;
}
