import { Temporal } from "temporal-polyfill";

/** The hour of the local clock at which a learner's day begins. Whoever studies past midnight is still in today. */
const DAY_START_HOUR = 4;

const EPOCH = Temporal.PlainDate.from("1970-01-01");

/**
 * The learner day of a moment: the number of days from 1970-01-01 to the local date, where a day lasts from 04:00
 * to 04:00 of the learner's own clock.
 *
 * @param at milliseconds since the Unix epoch
 * @param zone an IANA time zone, e.g. "Europe/Berlin"
 * @throws RangeError when the zone is unknown to the runtime; see {@link knownZone}
 */
export function learnerDay(at: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  const day = EPOCH.until(local.toPlainDate(), { largestUnit: "day" }).days;
  return local.hour < DAY_START_HOUR ? day - 1 : day;
}

/**
 * The moment a learner day begins, in milliseconds since the Unix epoch: 04:00 of the local clock. Where the clock
 * jumps over 04:00 it is the jump, where it passes 04:00 twice the first of the two.
 */
export function dayStart(day: number, zone: string): number {
  const wanted = EPOCH.add({ days: day }).toPlainDateTime(new Temporal.PlainTime(DAY_START_HOUR));
  const at = wanted.toZonedDateTime(zone);
  if (at.toPlainDateTime().equals(wanted)) return at.epochMilliseconds;
  // `at` may be the jump itself, and "previous" looks strictly before: hence the millisecond.
  const jump = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  return (jump ?? at).epochMilliseconds;
}

/** The calendar date of a learner day, as yyyy-mm-dd. */
export function dayDate(day: number): string {
  return EPOCH.add({ days: day }).toString();
}

/** The zone itself when the runtime knows it, else UTC: a zone that was removed or misspelt must not stop anyone. */
export function knownZone(zone: string | undefined): string {
  if (zone === undefined) return "UTC";
  try {
    return Temporal.Now.zonedDateTimeISO(zone).timeZoneId;
  } catch {
    return "UTC";
  }
}
