import { learnerDay } from "../study/learner-day.ts";
import { KNOWN, type Rating } from "../study/rating.ts";

/** Weeks that statistics look back, the running one included: half a year. */
export const WEEKS = 26;

/** From this interval on, in days, a card is mature, as in Anki. */
export const MATURE = 21;

/** 1970-01-01, from which learner days are counted, was a Thursday. */
const THURSDAY = 3;

/** The learner day of the Monday of a learner day's week. */
export const mondayOf = (day: number): number => day - ((day + THURSDAY) % 7);

/** The first of the learner days that statistics look back to: a Monday. */
export const firstDay = (today: number): number => mondayOf(today) - 7 * (WEEKS - 1);

/** What statistics read of a review: the part of a log record that they need. */
export interface Reviewed {
  readonly rating: Rating;
  /** Seconds since the Unix epoch. */
  readonly at: number;
  /** The learner's own number of the deck. */
  readonly deck: number;
  readonly card: number;
  /** Days for which the card had been sent away. */
  readonly interval: number;
}

/** How often cards that had been sent away for long were asked for again, and how often they were recalled. */
export interface Retention {
  readonly reviews: number;
  readonly recalled: number;
}

/** What comes of a learner's reviews. */
export interface ReviewFigures {
  /** Reviews on each learner day since the first that is looked back to; the last one is today. */
  readonly byDay: readonly number[];
  /**
   * True retention by week, oldest first: of each card and learner day the first review counts, where the card was
   * mature by then. Rated 3 or better it was recalled.
   */
  readonly retention: readonly Retention[];
}

/**
 * Counts reviews as they are read from the log.
 *
 * @param zone the learner's: their days are those of their own clock, as it is set now
 */
export function countReviews(today: number, zone: string) {
  const first = firstDay(today);
  const byDay = new Array<number>(today - first + 1).fill(0);
  const retention = Array.from({ length: WEEKS }, () => ({ reviews: 0, recalled: 0 }));
  // The log's order is that in which reviews came in, so that the first of a day is the first to be met here.
  const met = new Set<number>();

  return {
    /** @param reviews of days before the first, or after today, count for nothing */
    add(reviews: readonly Reviewed[]): void {
      for (const { rating, at, deck, card, interval } of reviews) {
        const index = learnerDay(at * 1000, zone) - first;
        if (index < 0 || index >= byDay.length) continue;
        byDay[index] = (byDay[index] ?? 0) + 1;
        // Deck 16 bits, card 24, day 8: below 2^53.
        const key = (deck * 2 ** 24 + card) * 2 ** 8 + index;
        if (met.has(key)) continue;
        met.add(key);
        const week = retention[Math.floor(index / 7)];
        if (interval < MATURE || !week) continue;
        week.reviews += 1;
        if (rating >= KNOWN) week.recalled += 1;
      }
    },
    figures: (): ReviewFigures => ({ byDay, retention }),
  };
}
