import { createEmptyCard, type FSRS, fsrs, generatorParameters, State } from "ts-fsrs";
import { learnerDay } from "./learner-day.ts";
import { gradeOf, KNOWN, RATINGS, type Rating } from "./rating.ts";

/** What is remembered of one card for one learner. */
export interface CardState {
  /** FSRS stability: days until recall falls to 90 %. */
  readonly stability: number;
  /** FSRS difficulty, 1 to 10. */
  readonly difficulty: number;
  /** The last review, in whole seconds since the Unix epoch. */
  readonly reviewedAt: number;
  /** The learner day on which it is due. */
  readonly due: number;
  /** The raw rating of the last review. */
  readonly rating: Rating;
  /** The last rating before the learner day of the last review; undefined when there was none. */
  readonly ratingBefore: Rating | undefined;
  /** Whether the learner day of the last review has already counted its lapse. */
  readonly lapsedThatDay: boolean;
  readonly reviews: number;
  readonly lapses: number;
}

const DAY_MS = 86_400_000;

/**
 * Share of due cards a learner wants to recall: unless they choose otherwise (Anki's default as well), and the least and
 * the most to choose from, in steps of 0.01. Below, FSRS's own authors see more work in relearning than is saved; above,
 * intervals shrink to a day or two.
 */
export const RETENTION = { standard: 0.9, least: 0.7, most: 0.97 } as const;

const algorithms = new Map<number, FSRS>();

/** FSRS for a wanted retention: made once for each. */
function algorithmFor(retention: number): FSRS {
  const known = algorithms.get(retention);
  if (known) return known;
  const made = fsrs(
    generatorParameters({
      request_retention: retention,
      // With learning steps "Hard" on a new card loops at 6 minutes for ever; the quiz itself repeats missed cards.
      learning_steps: [],
      relearning_steps: [],
      enable_short_term: true,
      enable_fuzz: false,
    }),
  );
  algorithms.set(retention, made);
  return made;
}

/** ts-fsrs counts days at UTC midnight, so learner days are given to it as such. */
function utcMidnight(day: number): Date {
  return new Date(day * DAY_MS);
}

function asFsrsCard(state: CardState, lastDay: number) {
  return {
    due: utcMidnight(state.due),
    stability: state.stability,
    difficulty: state.difficulty,
    elapsed_days: 0,
    scheduled_days: Math.max(0, state.due - lastDay),
    learning_steps: 0,
    reps: state.reviews,
    lapses: state.lapses,
    state: State.Review,
    last_review: utcMidnight(lastDay),
  };
}

/**
 * The state of a card after one more review.
 *
 * Days are learner days in the learner's zone of now, for the last review too; a clock or a zone that went back
 * counts as no time elapsed. A lapse is counted at most once a learner day and only when the last rating before
 * that day was at least 3, so that a card repeated within one evening is not a leech by nightfall.
 *
 * @param state what was remembered so far; undefined for a new card
 * @param now milliseconds since the Unix epoch
 * @param retention the share of due cards that the learner wants to recall: it sets the interval alone
 */
export function review(
  state: CardState | undefined,
  rating: Rating,
  now: number,
  zone: string,
  retention: number = RETENTION.standard,
): CardState {
  const today = learnerDay(now, zone);
  const lastDay = state === undefined ? today : Math.min(learnerDay(state.reviewedAt * 1000, zone), today);
  const at = utcMidnight(today);
  const card = state === undefined ? createEmptyCard(at) : asFsrsCard(state, lastDay);
  const next = algorithmFor(retention).next(card, at, gradeOf(rating)).card;
  const sameDay = state !== undefined && lastDay === today;
  const ratingBefore = sameDay ? state.ratingBefore : state?.rating;
  const lapsedBefore = sameDay && state.lapsedThatDay;
  const lapses = rating < KNOWN && !lapsedBefore && ratingBefore !== undefined && ratingBefore >= KNOWN;
  return {
    stability: next.stability,
    difficulty: next.difficulty,
    reviewedAt: Math.floor(now / 1000),
    due: today + next.scheduled_days,
    rating,
    ratingBefore,
    lapsedThatDay: lapsedBefore || lapses,
    reviews: (state?.reviews ?? 0) + 1,
    lapses: (state?.lapses ?? 0) + (lapses ? 1 : 0),
  };
}

/** For each rating, in how many learner days it would bring the card back. */
export function intervals(
  state: CardState | undefined,
  now: number,
  zone: string,
  retention: number = RETENTION.standard,
): Readonly<Record<Rating, number>> {
  const today = learnerDay(now, zone);
  const days = RATINGS.map((rating) => [rating, review(state, rating, now, zone, retention).due - today]);
  return Object.fromEntries(days) as Record<Rating, number>;
}

/** How long intervals are at a wanted retention, as a multiple of those at the standard one. */
export function intervalRatio(retention: number): number {
  return algorithmFor(retention).interval_modifier / algorithmFor(RETENTION.standard).interval_modifier;
}

/** The probability, 0 to 1, that the card would be recalled on a learner day (FSRS-6 forgetting curve). */
export function retrievability(state: CardState, today: number, zone: string): number {
  const lastDay = Math.min(learnerDay(state.reviewedAt * 1000, zone), today);
  return algorithmFor(RETENTION.standard).get_retrievability(
    asFsrsCard(state, lastDay),
    utcMidnight(today),
    false,
  );
}
