import { Rating as FsrsRating, type Grade } from "ts-fsrs";

/** How well a person knew a card, in their own judgement: 1 "Not at all" to 5 "Perfectly". */
export type Rating = 1 | 2 | 3 | 4 | 5;

export const RATINGS: readonly Rating[] = [1, 2, 3, 4, 5];

/** From this rating on, a card counts as known: it is done for the quiz and extends no lapse. */
export const KNOWN: Rating = 3;

const GRADES: Readonly<Record<Rating, Grade>> = {
  1: FsrsRating.Again,
  2: FsrsRating.Again,
  3: FsrsRating.Hard,
  4: FsrsRating.Good,
  5: FsrsRating.Easy,
};

/**
 * The FSRS grade of a rating: 1 and 2 are failures (Again), 3 Hard, 4 Good, 5 Easy. It is the mapping that the
 * authors of FSRS use for six-grade SuperMemo data, and agrees with SM-2's pass mark of 3.
 */
export function gradeOf(rating: Rating): Grade {
  return GRADES[rating];
}

/** A rating out of untrusted input, or undefined. */
export function toRating(value: unknown): Rating | undefined {
  return RATINGS.find((rating) => rating === value || String(rating) === value);
}
