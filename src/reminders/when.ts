import { Temporal } from "temporal-polyfill";
import { knownZone } from "../study/learner-day.ts";

/** When a person wants to be reminded, by the clock on their wall. */
export interface Schedule {
  /** An IANA time zone, e.g. "Europe/Berlin". One that the runtime does not know is taken for UTC. */
  readonly zone: string;
  /** Minutes since midnight of the wall clock, 0 to 1439. */
  readonly minutes: number;
  /** The weekdays, one bit each: bit 0 is Monday, bit 6 Sunday. At least one is set. */
  readonly days: number;
}

/** One reminder's time. */
export interface Fire {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /**
   * The local date that this is the reminder of, as yyyy-mm-dd. Where the clock jumps over the end of a day, the
   * moment itself can lie in the first hour of the next.
   */
  readonly day: string;
}

/** The days of a schedule on every day of the week. */
export const EVERY_DAY = 0b111_1111;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAY_MINUTES = 1440;

/** After a change, nobody is reminded twice within this time. */
const LEAST_APART_MS = 12 * HOUR_MS;

/** A date begins at UTC+14 and is over at UTC-12: the zones of IANA that are furthest east and west. */
const EARLIEST_OFFSET_MS = 14 * HOUR_MS;
const LATEST_OFFSET_MS = -12 * HOUR_MS;

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 3;

/**
 * The first reminder strictly after a moment. There is one on every chosen local date, none twice: a time that the
 * clock jumps over comes later by the length of the jump, one that it shows twice is taken the first time (the rule
 * that Temporal and RFC 5545 call for). A date that the zone leaves out altogether has none.
 *
 * @param after milliseconds since the Unix epoch
 * @throws RangeError when the schedule has no day or no time of day, or `after` is no moment
 */
export function nextFire(schedule: Schedule, after: number): Fire {
  const zone = checked(schedule);
  const today = Math.floor((after + offsetAt(zone, after)) / DAY_MS);
  // From yesterday: its reminder may have been moved past midnight by a jump of the clock.
  return firstFire(zone, schedule, after, today - 1);
}

/**
 * The next reminder after a person has changed the time, the days or the zone: at once by the new schedule, but on no
 * local date that had its reminder (neither the date it was sent for, which the old zone named, nor the date it was
 * then in the new zone), and at least 12 hours after the last one.
 *
 * @param now milliseconds since the Unix epoch
 * @param lastRemindedDay the date of the last reminder, yyyy-mm-dd, as the zone of that time named it
 * @param remindedAt when it was sent, in milliseconds since the Unix epoch. Without it the last reminder is taken to be
 *   as recent as its date allows, which can leave out a day that might have had one.
 * @throws RangeError as {@link nextFire}, and when `lastRemindedDay` is no date
 */
export function nextFireAfterChange(
  schedule: Schedule,
  now: number,
  lastRemindedDay: string | undefined,
  remindedAt?: number,
): Fire {
  if (lastRemindedDay === undefined) return nextFire(schedule, now);
  const zone = checked(schedule);
  // No reminder is ahead of the furthest zone's date: a clock that was wrong once must not silence anyone for years.
  const named = Math.min(dayNumber(lastRemindedDay), Math.floor((now + EARLIEST_OFFSET_MS) / DAY_MS));
  const last = Math.min(now, remindedAt ?? (named + 1) * DAY_MS - LATEST_OFFSET_MS);
  const then = Math.floor((last + offsetAt(zone, last)) / DAY_MS);
  // One millisecond less, since a reminder exactly 12 hours later is fine and the search is for strictly after.
  return firstFire(zone, schedule, Math.max(now, last + LEAST_APART_MS - 1), Math.max(named, then) + 1);
}

/**
 * The first reminder strictly after a moment where there is one a week: on the weekday of an anchor, or the first
 * chosen weekday after it if that is not a chosen one, and not before a week after the anchor.
 *
 * @param after milliseconds since the Unix epoch
 * @param anchorDay the date of the reminder from which the weeks count, yyyy-mm-dd
 * @throws RangeError as {@link nextFire}, and when `anchorDay` is no date
 */
export function nextWeekly(schedule: Schedule, after: number, anchorDay: string): Fire {
  const zone = checked(schedule);
  const anchor = dayNumber(anchorDay);
  let shift = 0;
  while (!isChosen(schedule.days, anchor + shift)) shift++;
  const today = Math.floor((after + offsetAt(zone, after)) / DAY_MS);
  const weeks = Math.max(1, Math.floor((today - anchor - shift) / 7));
  return firstFire(zone, schedule, after, anchor + shift + 7 * weeks, 7);
}

/**
 * The moment of a local date's reminder, in milliseconds since the Unix epoch, whether the date is a chosen one or not.
 *
 * @param day yyyy-mm-dd
 * @throws RangeError when the schedule has no day or no time of day, or `day` is no date
 */
export function fireOn(schedule: Schedule, day: string): number {
  return resolve(checked(schedule), dayNumber(day) * DAY_MS + schedule.minutes * MINUTE_MS);
}

/**
 * The local date of a moment, as yyyy-mm-dd, from midnight to midnight (a learner's day of study is another: it begins
 * at 04:00).
 *
 * @param at milliseconds since the Unix epoch
 */
export function localDay(zone: string, at: number): string {
  return dateOf(Math.floor(wallClock(zone, at) / DAY_MS));
}

/**
 * What a zone's clocks show at a moment, in milliseconds as if they showed UTC.
 *
 * @param at milliseconds since the Unix epoch
 */
export function wallClock(zone: string, at: number): number {
  return at + offsetAt(knownZone(zone), at);
}

/** The first reminder after a moment on the chosen days from `from` on, in steps of `step` days. */
function firstFire(zone: string, { minutes, days }: Schedule, after: number, from: number, step = 1): Fire {
  for (let day = from; ; day += step) {
    if (!isChosen(days, day)) continue;
    const wall = day * DAY_MS + minutes * MINUTE_MS;
    const at = resolve(zone, wall);
    if (at > after && !isLeftOut(zone, wall, at)) return { at, day: dateOf(day) };
  }
}

/** Whether the zone jumped over a whole day here, as Samoa did at the end of 2011. */
function isLeftOut(zone: string, wall: number, at: number): boolean {
  return at + offsetAt(zone, at) - wall >= DAY_MS;
}

/** The moment at which clocks show a time, given as if it were UTC. What "compatible" means in Temporal. */
function resolve(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  const first = wall - before;
  if (before === after || offsetAt(zone, first) === before) return first;
  const second = wall - after;
  return offsetAt(zone, second) === after ? second : first;
}

/** What is asked about lies near the present: what is this much older has to be looked up anew. */
const LOOK_BACK_MS = 60 * DAY_MS;

/** A stretch of time in which a zone's offset from UTC does not change. All in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

const stretches = new Map<string, Stretch[]>();

/** A known zone's offset from UTC. Asked of Temporal once a stretch: it takes a hundred times as long as all the rest. */
function offsetAt(zone: string, at: number): number {
  const known = stretches.get(zone);
  if (known) {
    for (const stretch of known) if (stretch.from <= at && at < stretch.until) return stretch.offset;
  }
  const made = stretchAround(zone, Math.floor(at));
  if (known) known.push(made);
  else stretches.set(zone, [made]);
  return made.offset;
}

/** The stretch that a moment lies in, told from a while before: to look for its beginning backwards takes 2 ms. */
function stretchAround(zone: string, at: number): Stretch {
  let local = Temporal.Instant.fromEpochMilliseconds(at - LOOK_BACK_MS).toZonedDateTimeISO(zone);
  let next = local.getTimeZoneTransition("next");
  while (next && next.epochMilliseconds <= at) {
    local = next;
    next = local.getTimeZoneTransition("next");
  }
  return {
    from: local.epochMilliseconds,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: local.offsetNanoseconds / 1e6,
  };
}

/** The zone to reckon with, of a schedule that has a time and a day. */
function checked({ zone, minutes, days }: Schedule): string {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes >= DAY_MINUTES) {
    throw new RangeError(
      `A reminder's time is 0 to ${DAY_MINUTES - 1} minutes after midnight, not ${minutes}.`,
    );
  }
  if (!Number.isInteger(days) || days < 1 || days > EVERY_DAY) {
    throw new RangeError(`A reminder's days are 1 to ${EVERY_DAY}, one bit a weekday, not ${days}.`);
  }
  return knownZone(zone);
}

/** Whether a day, in days since 1970-01-01, falls on one of the weekdays. */
function isChosen(days: number, day: number): boolean {
  return ((days >> ((((day + EPOCH_WEEKDAY) % 7) + 7) % 7)) & 1) === 1;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function dayNumber(date: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(at) || dateOf(at / DAY_MS) !== date)
    throw new RangeError(`"${date}" is no date like 2026-03-01.`);
  return at / DAY_MS;
}
