import { dayStart, learnerDay } from "./learner-day.ts";

/** Days in a row with at least one due or new card reviewed, and what keeps them over days that were missed. */
export interface Streak {
  readonly days: number;
  /** The last learner day that counted; undefined before the first. */
  readonly lastDay: number | undefined;
  /** When that day is over on the clock it was counted by, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** Freezes held: each keeps the streak over one missed day. */
  readonly freezes: number;
  /** Freezes that went on the days missed right before the last one that counted. */
  readonly frozen: number;
}

export const NO_STREAK: Streak = { days: 0, lastDay: undefined, until: 0, freezes: 0, frozen: 0 };

/** A freeze is earned each time a streak has grown by so many days, and so many are held at most. */
const FREEZE_EVERY = 7;
export const MOST_FREEZES = 2;

/** A streak of so many days is celebrated, and each further year. */
export const MILESTONES = [7, 30, 100, 365] as const;
const YEAR = 365;

const DAY_MS = 86_400_000;

/** No clock change makes the days between two dates shorter by more (Antarctica/Troll). Milliseconds. */
const MOST_SHIFT = 2 * 3_600_000;

/**
 * The whole learner days since the last one that counted, today left out: days that may have been missed. Undefined
 * where there is none.
 *
 * They are days of the zone the learner is in now, after the end of the counted day in the zone it was counted in. So
 * whoever flies has, after a day that counted, the next day of either clock for the review that keeps the streak; and
 * a date that a clock leaves out, or nearly so, is none.
 *
 * @param now milliseconds since the Unix epoch
 */
export function gapSince(
  { lastDay, until }: Streak,
  now: number,
  zone: string,
): { readonly first: number; readonly last: number } | undefined {
  if (lastDay === undefined) return undefined;
  const last = learnerDay(now, zone) - 1;
  const whole = Math.floor((now - until + MOST_SHIFT) / DAY_MS);
  const first = Math.max(lastDay + 1, learnerDay(until - 1, zone) + 1, last - whole + 1);
  return first <= last ? { first, last } : undefined;
}

/** A streak as it stands at a moment, whether today has counted or not. */
export interface StreakNow {
  /** 0 where it is lost, or has not begun. */
  readonly days: number;
  /** Freezes left. */
  readonly freezes: number;
  /** Freezes that went on the days missed since the last one that counted, or before it where that is today. */
  readonly frozen: number;
  /** Days of a streak that is lost, until a new one begins. */
  readonly lost: number;
  /** Whether today has counted. */
  readonly done: boolean;
}

/**
 * A streak as it stands: what everything that shows one shows. Freezes go by themselves, one on each missed day; when
 * there is none left, the streak is lost.
 *
 * @param today the learner day
 * @param missed days of {@link gapSince} on which there was something to review or to learn: days on which there was
 *   nothing neither break nor extend a streak
 */
export function streakNow(streak: Streak, today: number, missed: number): StreakNow {
  const { days, lastDay, freezes, frozen } = streak;
  if (lastDay !== undefined && today <= lastDay) return { days, freezes, frozen, lost: 0, done: true };
  if (missed > freezes) return { days: 0, freezes: 0, frozen: 0, lost: days, done: false };
  return { days, freezes: freezes - missed, frozen: missed, lost: 0, done: false };
}

/**
 * The streak after a due or new card was reviewed. A date counts once: a clock that shows it again, as after a flight
 * to the west, neither adds to the streak nor breaks it.
 *
 * @param now milliseconds since the Unix epoch
 * @param missed as for {@link streakNow}
 */
export function extendStreak(streak: Streak, now: number, zone: string, missed: number): Streak {
  const today = learnerDay(now, zone);
  const before = streakNow(streak, today, missed);
  if (before.done) {
    return now < streak.until
      ? streak
      : { ...streak, until: Math.max(streak.until, dayStart(today + 1, zone)) };
  }
  const days = before.days + 1;
  const earned = days % FREEZE_EVERY === 0 ? 1 : 0;
  return {
    days,
    lastDay: today,
    until: dayStart(today + 1, zone),
    freezes: Math.min(MOST_FREEZES, before.freezes + earned),
    frozen: before.frozen,
  };
}

/** What there is to say of a streak. */
export interface StreakNews extends StreakNow {
  /** Whether a freeze was earned just now. */
  readonly earned: boolean;
}

/** Whether a day has counted between two states of a streak. */
export function hasGrown(before: Streak, after: Streak): boolean {
  return after.lastDay !== undefined && (before.lastDay === undefined || after.lastDay > before.lastDay);
}

/** What there is to say of the review that made a day count: freezes that went or came. */
export function streakNews(before: Streak, after: Streak): StreakNews | undefined {
  const { days, freezes, frozen } = after;
  const earned = freezes > before.freezes - frozen;
  return frozen > 0 || earned ? { days, freezes, frozen, lost: 0, done: true, earned } : undefined;
}

/** Whether a streak of so many days is one to celebrate. */
export function isMilestone(days: number): boolean {
  return MILESTONES.some((milestone) => milestone === days) || (days > 0 && days % YEAR === 0);
}
