/** Days in a row with at least one due or new card reviewed. */
export interface Streak {
  readonly days: number;
  /** The last learner day that counted; undefined before the first. */
  readonly lastDay: number | undefined;
}

export const NO_STREAK: Streak = { days: 0, lastDay: undefined };

/**
 * The streak after a due or new card was reviewed.
 *
 * @param missed whether on some learner day since the last counted one there was something to review or to learn:
 *   days on which there was nothing neither break nor extend a streak
 */
export function extendStreak(streak: Streak, today: number, missed: boolean): Streak {
  if (streak.lastDay === undefined) return { days: 1, lastDay: today };
  if (today <= streak.lastDay) return streak;
  return { days: missed ? 1 : streak.days + 1, lastDay: today };
}

/** Whether whole learner days lie between the last counted one and today, so that one may have been missed. */
export function hasGap(streak: Streak, today: number): boolean {
  return streak.lastDay !== undefined && today > streak.lastDay + 1;
}
