/** Points a learner can earn in one learner day. */
export const POINTS_A_DAY = 200;

/**
 * How long a card has to be on the screen before its rating is worth a point: a second, and 20 ms for each
 * character of front and back, at most 8 s. Faster than that nobody has read it.
 *
 * @returns milliseconds
 */
export function readingTime(characters: number): number {
  return Math.min(1000 + 20 * characters, 8000);
}
