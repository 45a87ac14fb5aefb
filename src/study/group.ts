import type { CardRef } from "./plan.ts";
import { KNOWN, RATINGS, type Rating } from "./rating.ts";

/** How likely one person is to recall each card, 0 to 1, by `keyOf`. One that they never saw is missing. */
export type Recalls = ReadonlyMap<string, number>;

export const keyOf = ({ deck, number }: CardRef): string => `${deck}:${number}`;

/** The sum of everybody's expected recall of a card; one that somebody never saw counts 0 for them. */
const sumOf = (card: CardRef, people: readonly Recalls[]) =>
  people.reduce((sum, recalls) => sum + (recalls.get(keyOf(card)) ?? 0), 0);

/**
 * The cards that a group is least likely to recall: the lowest sum of expected recall first; of equal ones in the order
 * they had.
 *
 * @param most so many at most
 */
export function leastRecalled(
  cards: readonly CardRef[],
  people: readonly Recalls[],
  most: number,
): readonly CardRef[] {
  const summed = cards.map((card) => ({ card, sum: sumOf(card, people) }));
  return summed
    .toSorted((a, b) => a.sum - b.sum)
    .slice(0, most)
    .map(({ card }) => card);
}

/** How often each rating was given. */
export type Spread = Readonly<Record<Rating, number>>;

function spreadOf(ratings: Iterable<Rating>): Spread {
  const spread: Record<Rating, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const rating of ratings) spread[rating] += 1;
  return spread;
}

/** A card of a round with what each person gave it. */
export interface RatedCard {
  readonly card: CardRef;
  /** User id → rating. */
  readonly ratings: ReadonlyMap<string, Rating>;
}

/**
 * So many people must have rated what is told of a group: of fewer, each could tell what the others gave.
 */
export const FEWEST_TOLD = 3;

/** What may be told of how sure a group was; undefined where so few rated that it would tell on one of them. */
export function groupSpread(cards: readonly RatedCard[]): Spread | undefined {
  const people = new Set(cards.flatMap(({ ratings }) => [...ratings.keys()]));
  if (people.size < FEWEST_TOLD) return undefined;
  return spreadOf(cards.flatMap(({ ratings }) => [...ratings.values()]));
}

const meanOf = (ratings: RatedCard["ratings"]) =>
  [...ratings.values()].reduce((sum: number, rating) => sum + rating, 0) / ratings.size;

/** The cards that a group found hard, rated below 3 on average: the hardest first. Those that few rated are left out. */
export function hardOnes(cards: readonly RatedCard[]): readonly CardRef[] {
  return byHardness(cards)
    .filter(({ mean }) => mean < KNOWN)
    .map(({ card }) => card);
}

/** The hardest card of all, even where the group knew it; undefined where too few rated any, or all were perfect. */
export function hardest(cards: readonly RatedCard[]): CardRef | undefined {
  const [first] = byHardness(cards);
  return first && first.mean < (RATINGS.at(-1) ?? 5) ? first.card : undefined;
}

function byHardness(cards: readonly RatedCard[]) {
  return cards
    .filter(({ ratings }) => ratings.size >= FEWEST_TOLD)
    .map(({ card, ratings }) => ({ card, mean: meanOf(ratings) }))
    .toSorted((a, b) => a.mean - b.mean);
}

/** What one person gave in a round, and which cards were hard for them: those they rated 1 or 2, in the order shown. */
export function ownFigures(cards: readonly RatedCard[], userId: string) {
  const own = cards.flatMap(({ card, ratings }) => {
    const rating = ratings.get(userId);
    return rating === undefined ? [] : [{ card, rating }];
  });
  return {
    spread: spreadOf(own.map(({ rating }) => rating)),
    hard: own.filter(({ rating }) => rating < KNOWN).map(({ card }) => card),
  };
}
