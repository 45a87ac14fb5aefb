import type { Learner } from "../store/learner-record.ts";
import type { GrantRecord, ReviewRecord } from "../store/records.ts";
import { learnerDay } from "../study/learner-day.ts";
import { KNOWN } from "../study/rating.ts";

/** A card and how it went in a week. */
export interface CardTally {
  readonly deck: string;
  readonly number: number;
  /** First reviews of a day that earned a point for the server. */
  readonly reviews: number;
  /** Those rated 1 or 2. */
  readonly misses: number;
}

/**
 * How the cards went that a learner reviewed for a server: of each card and day with a point on its boards, the first
 * review that was not undone.
 *
 * @param records of the learner's log, oldest first
 * @param home the learner's own number of the server
 * @param zone the server's
 */
export function tallyCards(
  records: readonly (ReviewRecord | GrantRecord)[],
  { decks }: Pick<Learner, "decks">,
  home: number,
  zone: string,
): readonly CardTally[] {
  const names = new Map([...decks].map(([id, number]) => [number, id]));
  const dayOf = ({ at, deck, card }: ReviewRecord | GrantRecord) =>
    `${learnerDay(at * 1000, zone)}:${deck}:${card}`;
  const counted = new Set(
    records.filter((record) => record.type === "grant" && record.home === home).map(dayOf),
  );
  const tallies = new Map<string, { deck: string; number: number; reviews: number; misses: number }>();
  for (const record of records) {
    if (record.type !== "review" || !counted.delete(dayOf(record))) continue;
    const deck = names.get(record.deck);
    if (deck === undefined) continue;
    const key = `${deck}:${record.card}`;
    const tally = tallies.get(key) ?? { deck, number: record.card, reviews: 0, misses: 0 };
    tally.reviews += 1;
    if (record.rating < KNOWN) tally.misses += 1;
    tallies.set(key, tally);
  }
  return [...tallies.values()];
}

/** Tallies of several learners in one. */
export function sumTallies(all: Iterable<CardTally>): readonly CardTally[] {
  const sums = new Map<string, CardTally>();
  for (const { deck, number, reviews, misses } of all) {
    const key = `${deck}:${number}`;
    const sum = sums.get(key);
    sums.set(key, {
      deck,
      number,
      reviews: reviews + (sum?.reviews ?? 0),
      misses: misses + (sum?.misses ?? 0),
    });
  }
  return [...sums.values()];
}

/** A card missed less often than this is not called hard. */
const LEAST_MISSES = 2;

/** Cards in the order of how hard they were: missed most often, then missed in the larger share of reviews. */
export const hardestFirst = (tallies: readonly CardTally[]): readonly CardTally[] =>
  tallies
    .filter(({ misses }) => misses >= LEAST_MISSES)
    .toSorted(
      (a, b) =>
        b.misses - a.misses || a.reviews - b.reviews || a.deck.localeCompare(b.deck) || a.number - b.number,
    );
