import { KNOWN, type Rating } from "./rating.ts";

/** Why a card is in a quiz: it is due, it is new, or the learner asked to review ahead of time. */
export type Kind = "due" | "new" | "ahead";

/** One card of a quiz's plan. */
export interface PlannedCard {
  readonly deck: string;
  readonly number: number;
  readonly kind: Kind;
}

/** What happened at one position of a quiz. */
export type QuizEvent = Rating | "skip";

/** Where a quiz stands: all of it follows from the plan and the events. */
export interface Position {
  /** Index into the plan of the card to show; undefined when every card is known or skipped. */
  readonly current: number | undefined;
  /** Distinct cards whose last rating in this quiz was at least 3. */
  readonly known: number;
  /** Cards of the plan that were not skipped. */
  readonly total: number;
  /** Cards rated 1 or 2 that are to come back. */
  readonly open: number;
  /** Indices into the plan of the cards that were rated. */
  readonly rated: ReadonlySet<number>;
}

/** After so many other cards a card rated 1 or 2 comes back in the same quiz. */
const COMES_BACK_AFTER = { 1: 3, 2: 8 } as const;

/** While so many cards are open at 1 or 2, no new card is shown. */
const MOST_OPEN = 7;

interface Returning {
  readonly index: number;
  readonly rating: 1 | 2;
  /** Position at which it was rated. */
  readonly since: number;
}

/** The position at which a returning card is wanted again. */
const wantedAt = (card: Returning) => card.since + COMES_BACK_AFTER[card.rating] + 1;

/**
 * Plays the events of a quiz over its plan.
 *
 * A card rated 1 returns after exactly 3 other cards and one rated 2 after 8, or after as many as are left; where
 * two want the same position, the one rated 1 has it and the other takes the next free one. Between them the cards
 * not yet seen come in the order of the plan, without new ones while 7 are open.
 */
export function playQuiz(plan: readonly PlannedCard[], events: readonly QuizEvent[]): Position {
  let unseen = plan.map((_, index) => index);
  let returning: readonly Returning[] = [];
  const rated = new Set<number>();
  let known = 0;
  let skipped = 0;
  for (const [position, event] of events.entries()) {
    const shown = next(plan, unseen, returning, position);
    if (shown === undefined) break;
    unseen = unseen.filter((index) => index !== shown);
    returning = returning.filter((card) => card.index !== shown);
    if (event === "skip") {
      skipped += 1;
      continue;
    }
    rated.add(shown);
    if (event >= KNOWN) known += 1;
    else returning = [...returning, { index: shown, rating: event as 1 | 2, since: position }];
  }
  return {
    current: next(plan, unseen, returning, events.length),
    known,
    total: plan.length - skipped,
    open: returning.length,
    rated,
  };
}

function next(
  plan: readonly PlannedCard[],
  unseen: readonly number[],
  returning: readonly Returning[],
  position: number,
): number | undefined {
  const exact = returning.find((card) => card.rating === 1 && wantedAt(card) === position);
  if (exact) return exact.index;
  // `returning` is in the order of rating, so the first match has waited longest.
  const late = returning.find((card) => wantedAt(card) <= position);
  if (late) return late.index;
  const fresh = unseen.find((index) => returning.length < MOST_OPEN || plan[index]?.kind !== "new");
  return fresh ?? returning[0]?.index;
}
