/** The study core alone: deciding what a rating does, in memory, without Redis and Discord. */
import { Session } from "node:inspector/promises";
import { loadBuiltinDecks } from "../src/decks/builtin.ts";
import { rate } from "../src/quiz/steps.ts";
import type { Snapshot } from "../src/store/learners.ts";
import { type QuizRecord, quizFields } from "../src/store/quiz-record.ts";
import { packCard, packReview } from "../src/store/records.ts";
import type { CardState } from "../src/study/scheduler.ts";
import { RATINGS_GIVEN, type Seed, seedsOf } from "./learners.ts";
import { type CpuProfile, fileOf, inclusiveShare } from "./profile.ts";
import { BenchError } from "./usage.ts";

export interface CoreResult {
  readonly perSecond: number;
  /** Microseconds of processor a rating. */
  readonly cpu: number;
  /** Shares of that, 0 to 1, with what each calls. */
  readonly shares: readonly (readonly [name: string, share: number])[];
}

/**
 * Plays quizzes of ten cards in memory, each rating packed as the store would.
 *
 * @param ms how long to measure; as long again for the shares, under the profiler
 */
export async function measureCore(ms: number): Promise<CoreResult> {
  const deck = loadBuiltinDecks().find(({ id }) => id === "losses");
  if (!deck) throw new BenchError("the deck Losses is gone");
  const seeds = seedsOf(deck, Date.now());
  playFor(seeds, ms / 4);
  const began = performance.now();
  const before = process.cpuUsage();
  const ratings = playFor(seeds, ms);
  const { user, system } = process.cpuUsage(before);
  const took = performance.now() - began;
  const profile = await profileOf(() => playFor(seeds, ms));
  const share = (name: string, file: RegExp) =>
    [name, inclusiveShare(profile, (frame) => file.test(fileOf(frame)))] as const;
  return {
    perSecond: (ratings * 1000) / took,
    cpu: (user + system) / ratings,
    shares: [
      share("learner day and zone", /^src\/study\/learner-day/),
      share("ts-fsrs", /node_modules\/ts-fsrs\//),
      share("playQuiz", /^src\/study\/quiz/),
      share("packing", /^src\/store\/(records|quiz-record)/),
      share("garbage collector", /^\(garbage collector\)$/),
    ],
  };
}

async function profileOf(work: () => void): Promise<CpuProfile> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return profile as CpuProfile;
}

/** @returns how many ratings were made */
function playFor(seeds: readonly Seed[], ms: number): number {
  const until = performance.now() + ms;
  let ratings = 0;
  while (performance.now() < until) {
    for (const seed of seeds) ratings += playQuizOf(seed);
  }
  return ratings;
}

function playQuizOf(seed: Seed): number {
  let { learner, quiz } = seed;
  const states = new Map<number, CardState>(seed.states);
  let current: number | undefined = 0;
  for (const rating of RATINGS_GIVEN) {
    const card = current === undefined ? undefined : quiz.plan[current];
    if (!card) throw new BenchError("a quiz was over before it should be");
    const now = Date.now();
    const step = rate(snapshotOf(learner, quiz, states.get(card.number)), quiz, rating, {
      now,
      characters: 300,
      missed: 0,
      home: undefined,
    });
    if (!step?.change.learner || !step.change.card?.state || !step.change.review) {
      throw new BenchError("a rating changed nothing");
    }
    packCard(step.change.card.state);
    packReview(step.change.review);
    quizFields(step.quiz, undefined);
    learner = step.change.learner;
    quiz = step.quiz;
    states.set(card.number, step.change.card.state);
    current = ORDER[quiz.events.length];
  }
  return RATINGS_GIVEN.length;
}

/**
 * Index of the card that each rating is of: what was rated 2 at position 1 comes back after 8 others, what was rated 1
 * at position 5 after 3, at position 9.
 */
const ORDER: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 5];

const snapshotOf = (
  learner: Snapshot["learner"],
  quiz: QuizRecord,
  card: CardState | undefined,
): Snapshot => ({
  userId: "123456789012345678",
  revision: "0",
  learner,
  quiz,
  card,
  granted: false,
  undo: undefined,
  clock: { redis: 0, local: 0 },
});
