import { Temporal } from "temporal-polyfill";

/** The hour of the local clock at which a learner's day begins. Whoever studies past midnight is still in today. */
const DAY_START_HOUR = 4;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

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
  const moment = Math.floor(at);
  return Math.floor((moment + offsetAt(moment, zone) - DAY_START_HOUR * HOUR_MS) / DAY_MS);
}

/** A stretch of time in which a zone's offset from UTC does not change. All in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

const stretches = new Map<string, Stretch[]>();

/** A zone's offset from UTC. Asked of Temporal once a stretch: it costs more than all the rest of a rating. */
function offsetAt(at: number, zone: string): number {
  const known = stretches.get(zone);
  const found = known?.find(({ from, until }) => from <= at && at < until);
  if (found) return found.offset;
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const made = {
    // "previous" looks strictly before: hence the millisecond.
    from: local.add({ milliseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds ?? -Infinity,
    until: local.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity,
    offset: local.offsetNanoseconds / 1e6,
  };
  if (known) known.push(made);
  else stretches.set(zone, [made]);
  return made.offset;
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

/** Names that were asked for, with what they stand for: Temporal takes a microsecond and more to tell. */
const zones = new Map<string, string>();

/** The zone itself when the runtime knows it, else UTC: a zone that was removed or misspelt must not stop anyone. */
export function knownZone(zone: string | undefined): string {
  if (zone === undefined) return "UTC";
  const known = zones.get(zone);
  if (known) return known;
  try {
    const id = Temporal.Now.zonedDateTimeISO(zone).timeZoneId;
    zones.set(zone, id);
    return id;
  } catch {
    return "UTC";
  }
}
