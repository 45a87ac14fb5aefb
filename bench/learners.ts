/** Learners with an open quiz, put into Redis as the bot itself would have left them. */
import type { Deck } from "../src/decks/deck.ts";
import type { Store } from "../src/store/connection.ts";
import { bucketOf, learnerKeys } from "../src/store/keys.ts";
import { type Learner, learnerFields, learnerFrom } from "../src/store/learner-record.ts";
import { type QuizRecord, quizFields } from "../src/store/quiz-record.ts";
import { packCard } from "../src/store/records.ts";
import { dayStart, learnerDay } from "../src/study/learner-day.ts";
import type { PlannedCard } from "../src/study/quiz.ts";
import type { Rating } from "../src/study/rating.ts";
import { type CardState, review } from "../src/study/scheduler.ts";

/** How a learner rates one card after another. With a 1 and a 2 among them a quiz of 10 cards is not over after 10. */
export const RATINGS_GIVEN: readonly Rating[] = [4, 2, 3, 5, 4, 1, 3, 4, 5, 4];

export const QUIZ_ID = "benchq01";

/** The server in which learners are at home. */
export const HOME = "223456789012345678";

/** The message that shows every quiz. */
export const SEAT = {
  channelId: "323456789012345678",
  messageId: "423456789012345678",
  direct: false,
} as const;

/** Where learners are: some have never set a zone. */
const ZONES = [undefined, "Europe/Berlin", "America/New_York", "Asia/Kolkata"] as const;

const DAY_MS = 86_400_000;

/** The user id of the learner with a number: 18 digits. */
export const learnerId = (number: number) => String(100_000_000_000_000_000n + BigInt(number) * 4_194_305n);

/** A learner, their quiz of ten cards, and the states of those of them that are due. */
export interface Seed {
  readonly learner: Learner;
  readonly quiz: QuizRecord;
  readonly states: ReadonlyMap<number, CardState>;
}

/**
 * What a learner in a zone has when the default quiz begins: six due cards, reviewed once or twice before, and four
 * new ones; a streak that goes up to yesterday; a message that shows the quiz.
 */
export function seedIn(zone: string | undefined, deck: Deck, now: number): Seed {
  const numbers = deck.cards.slice(0, 10).map(({ number }) => number);
  const states = new Map<number, CardState>();
  const plan = numbers.map((number, index): PlannedCard => {
    if (index >= 6) return { deck: deck.id, number, kind: "new" };
    const first = review(undefined, ((index % 4) + 1) as Rating, now - 40 * DAY_MS, zone ?? "UTC");
    states.set(number, index % 2 === 0 ? first : review(first, 4, now - 30 * DAY_MS, zone ?? "UTC"));
    return { deck: deck.id, number, kind: "due" };
  });
  const today = learnerDay(now, zone ?? "UTC");
  return {
    states,
    learner: {
      ...learnerFrom(new Map()),
      zone,
      streak: {
        days: 7,
        lastDay: today - 1,
        until: dayStart(today, zone ?? "UTC"),
        freezes: 1,
        frozen: 0,
      },
      milestones: { celebrated: 7, shared: 0 },
      celebrate: "private",
      fresh: { day: today - 1, count: 3 },
      points: { day: today - 1, count: 10, total: 90 },
      home: HOME,
      decks: new Map([[deck.id, 1]]),
      hidden: false,
      homes: new Map([[HOME, 1]]),
    },
    quiz: {
      id: QUIZ_ID,
      wish: { deck: undefined, mode: "study", cards: undefined },
      plan,
      events: [],
      turn: 0,
      stopped: false,
      shownAt: now - 60_000,
      points: 0,
      tooQuick: 0,
      beyondLimit: 0,
      seat: { channelId: "323456789012345678", messageId: "423456789012345678", direct: false },
    },
  };
}

/** The seeds of all zones, to be given out in turn. */
export const seedsOf = (deck: Deck, now: number): readonly Seed[] =>
  ZONES.map((zone) => seedIn(zone, deck, now));

/** Writes learners `from` up to, without, `to`. */
export async function putLearners(store: Store, deck: Deck, from: number, to: number): Promise<void> {
  const seeds = seedsOf(deck, Date.now());
  for (let start = from; start < to; start += 500) {
    const pipeline = store.pipeline();
    for (let number = start; number < Math.min(start + 500, to); number += 1) {
      const seed = seeds[number % seeds.length];
      if (seed) putLearner(pipeline, learnerId(number), seed);
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }
}

function putLearner(pipeline: ReturnType<Store["pipeline"]>, userId: string, seed: Seed): void {
  const keys = learnerKeys(userId);
  pipeline.hset(keys.learner, learnerFields(seed.learner));
  pipeline.hset(keys.quiz, quizFields(seed.quiz, 0));
  for (const [number, state] of seed.states) {
    const bucket = bucketOf(number);
    const deck = seed.quiz.plan[0]?.deck ?? "";
    pipeline.hset(keys.cards(deck, bucket), number, packCard(state));
    pipeline.zadd(keys.due(deck, bucket), state.due, number);
  }
}
