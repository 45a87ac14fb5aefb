import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { EVERY_DAY, type Schedule } from "../../../src/reminders/when.ts";
import { ZONES } from "../study/zones.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two whole years, 2026 and 2027, in days since 1970-01-01. */
export const FIRST = Date.UTC(2026, 0, 1) / DAY;
export const LAST = Date.UTC(2027, 11, 31) / DAY;

export const anyZone = fc.constantFrom(...ZONES);
const anyMinutes = fc.integer({ min: 0, max: 1439 });
const anyDays = fc.integer({ min: 1, max: EVERY_DAY });
export const anyMoment = fc.integer({ min: FIRST * DAY, max: LAST * DAY });
export const anySchedule = fc.record({ zone: anyZone, minutes: anyMinutes, days: anyDays });

export const date = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);
export const dayOf = (text: string) => Date.parse(`${text}T00:00Z`) / DAY;
export const weekday = (day: number) => (new Date(day * DAY).getUTCDay() + 6) % 7;
export const daily = (zone: string, time: string): Schedule => ({
  zone,
  minutes: minutesOf(time),
  days: EVERY_DAY,
});
export const iso = (at: number) => new Date(at).toISOString();

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Temporal's own answer: a jump of the clock moves the time on, a time shown twice is the first. */
export function temporalFire({ zone, minutes }: Schedule, day: number): number {
  return Temporal.PlainDate.from(date(day))
    .toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
    .toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}
