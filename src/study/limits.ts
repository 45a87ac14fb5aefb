/** New cards a learner meets in one learner day unless they choose otherwise or ask for more. */
export const NEW_CARDS_A_DAY = 10;

/** Due cards a learner reviews in one learner day unless they choose otherwise or ask for more (Anki's default). */
export const REVIEWS_A_DAY = 200;

/** The most that can be chosen. */
export const MOST_NEW_CARDS = 999;
export const MOST_REVIEWS = 9999;

/** How much a learner wants to do in a learner day. */
export interface Limits {
  readonly newADay: number;
  /** Infinity for all that is due. */
  readonly reviewsADay: number;
}

/** How many cards of a kind were met on a learner day. */
export interface Count {
  readonly day: number;
  readonly count: number;
}

/** How many cards a learner day has room left for. */
export interface Room {
  readonly due: number;
  readonly fresh: number;
}

/** The count of a day; one of a later day stands, so that moving between time zones begins none afresh. */
export const countOn = (counted: Count, day: number): number => (counted.day >= day ? counted.count : 0);

/** The count with one card more. */
export function countOne(counted: Count, today: number): Count {
  const day = Math.max(today, counted.day);
  return { day, count: countOn(counted, day) + 1 };
}

/** What a learner day still has room for. */
export function roomOn(
  day: number,
  { newADay, reviewsADay, fresh, reviewed }: Limits & { readonly fresh: Count; readonly reviewed: Count },
): Room {
  return {
    due: Math.max(0, reviewsADay - countOn(reviewed, day)),
    fresh: Math.max(0, newADay - countOn(fresh, day)),
  };
}
