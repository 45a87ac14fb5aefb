import type { Learner } from "../store/learner-record.ts";
import type { Undo } from "../store/learners.ts";
import type { Count } from "../study/limits.ts";
import type { CardState } from "../study/scheduler.ts";

/**
 * Whether a card was reviewed again since a rating, as in a round: that review stands on the rating, which cannot be
 * taken from under it.
 *
 * @param state of the card now
 */
export function isBuiltOn({ before, review }: Undo, state: CardState | undefined): boolean {
  return state?.reviews !== (before?.reviews ?? 0) + 1 || state.reviewedAt !== review.at;
}

/**
 * Streak and counts of the day of a learner whose last rating in a quiz is taken back: as they were before it, or, where
 * others were given in rounds since, without this one alone.
 */
export function takenBack(learner: Learner, undo: Undo): Pick<Learner, "streak" | "fresh" | "reviewed"> {
  const { streak, fresh, reviewed, before, day } = undo;
  if (day === undefined) return { streak, fresh, reviewed };
  const isNew = before === undefined ? 1 : 0;
  const isDue = before !== undefined && before.due <= day ? 1 : 0;
  const others =
    othersIn(learner.fresh, fresh, day, isNew) + othersIn(learner.reviewed, reviewed, day, isDue);
  if (others === 0) return { streak, fresh, reviewed };
  return {
    streak: learner.streak,
    fresh: without(learner.fresh, fresh, day, isNew),
    reviewed: without(learner.reviewed, reviewed, day, isDue),
  };
}

/** The day that a rating counted on: counters never go back to an earlier one. */
const countedOn = (before: Count, day: number) => Math.max(before.day, day);

/** How many others were counted after a rating that counted `own`. */
function othersIn(now: Count, before: Count, day: number, own: number): number {
  const on = countedOn(before, day);
  if (now.day !== on) return now.day > on ? now.count : 0;
  return now.count - (before.day === on ? before.count : 0) - own;
}

const without = (now: Count, before: Count, day: number, own: number): Count =>
  now.day === countedOn(before, day) ? { day: now.day, count: now.count - own } : now;
