import type { Room } from "./limits.ts";
import type { PlannedCard } from "./quiz.ts";

/** A due card as a candidate for a quiz. */
interface DueCard {
  readonly deck: string;
  readonly number: number;
  /** Probability of recall today, 0 to 1. */
  readonly retrievability: number;
}

/** A card as its deck names it. */
export interface CardRef {
  readonly deck: string;
  readonly number: number;
}

/** What could be in a quiz. */
export interface Candidates {
  readonly due: readonly DueCard[];
  /** New cards in the order in which they would be learned. */
  readonly fresh: readonly CardRef[];
  /** Cards learned but not due yet, soonest first. */
  readonly ahead: readonly CardRef[];
}

/** `study`: due cards, then new ones. `new`: new ones only, past the day's limit. `ahead`: cards not due yet. */
export type Mode = "study" | "new" | "ahead";

/**
 * Chooses the cards of a quiz: due ones by lowest retrievability, then new ones. While due cards have to wait for another
 * day no new ones come by themselves: they would only add to what waits (Anki's rule as well).
 *
 * @param size how many cards at most
 * @param room what the learner's day has room for; asking for a number of cards or for more new ones lifts it
 * @returns the plan, and how many of its new cards go beyond the day's limit
 */
export function planQuiz(
  candidates: Candidates,
  mode: Mode,
  size: number,
  asked: boolean,
  room: Room,
): { readonly plan: readonly PlannedCard[]; readonly beyondLimit: number } {
  if (mode === "ahead") {
    return { plan: candidates.ahead.slice(0, size).map((card) => planned(card, "ahead")), beyondLimit: 0 };
  }
  const byNeed = candidates.due.toSorted((a, b) => a.retrievability - b.retrievability);
  const most = mode === "new" ? 0 : asked ? size : Math.min(size, room.due);
  const due = byNeed.slice(0, most).map((card) => planned(card, "due"));
  const left = size - due.length;
  const waiting = candidates.due.length > room.due;
  const limit = asked || mode === "new" ? left : waiting ? 0 : Math.min(left, room.fresh);
  const fresh = candidates.fresh.slice(0, limit).map((card) => planned(card, "new"));
  return { plan: [...due, ...fresh], beyondLimit: Math.max(0, fresh.length - room.fresh) };
}

const planned = ({ deck, number }: CardRef, kind: PlannedCard["kind"]): PlannedCard => ({
  deck,
  number,
  kind,
});
