/** Learners whose reminders all come within one hour, and the days that the loop looks at. */
import type { Store } from "../../src/store/connection.ts";
import { deadlineIn } from "../../src/store/connection.ts";
import { newReminder } from "../../src/store/reminder-record.ts";
import { changeReminder } from "../../src/store/reminders.ts";
import type { Expected } from "./reminders-account.ts";

/** For a request to the store. Milliseconds. */
const PATIENCE = 30_000;

const EVERY_DAY = 0b111_1111;

/**
 * When people are reminded: so many minutes after these, see {@link SPREAD}. Europe's clocks change at 01:00 UTC: there
 * these times lie in the hour that is left out in spring and comes twice in autumn. The two others have no change on
 * these days; New York's local day is the one before.
 */
const WISHES = [
  { zone: "Europe/Berlin", minutes: 120, changes: true, behind: 0 },
  { zone: "Europe/London", minutes: 60, changes: true, behind: 0 },
  { zone: "Europe/Helsinki", minutes: 180, changes: true, behind: 0 },
  { zone: "Atlantic/Azores", minutes: 0, changes: true, behind: 0 },
  { zone: "Asia/Kolkata", minutes: 330, changes: false, behind: 0 },
  { zone: "America/New_York", minutes: 1200, changes: false, behind: 1 },
] as const;

/** Over how many minutes the times of a zone are spread, so that some come while each fault strikes. */
export const SPREAD = 30;

/**
 * UTC dates: the day before the clocks go forward, that day, one after three days of sleep, and the day they go back.
 * On each, all reminders are in the first half of the hour from 00:00 UTC, or from 01:00 UTC on.
 */
export const DATES = ["2026-03-28", "2026-03-29", "2026-04-02", "2026-10-25"] as const;

/** What follows the last of them. */
const LAST = "2026-10-26";

const wishOf = (index: number) => WISHES[index % WISHES.length] ?? WISHES[0];

const minuteOf = (index: number) => Math.floor(index / WISHES.length) % SPREAD;

/** A time of winter, ms since 1970. */
const inWinter = (index: number, date: string) =>
  Date.parse(`${date}T${wishOf(index).changes ? "01:00" : "00:00"}Z`) + minuteOf(index) * 60_000;

const dayBefore = (date: string) =>
  new Date(Date.parse(`${date}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** The local day of which a learner is reminded on a UTC date. */
const localDayOf = (index: number, date: string) => (wishOf(index).behind ? dayBefore(date) : date);

/** All that learners are to be reminded of on a date. */
export const expectedOn = (date: string, users: readonly string[]): readonly Expected[] =>
  users.map((userId, index) => ({ userId, day: localDayOf(index, date) }));

/** The time in the index that follows the last date, ms since 1970: in Europe it is winter again by then. */
export const timeAfterLast = (index: number) => inWinter(index, LAST);

/** Switches reminders on for everybody, the first one on the first date. */
export async function seedReminders(store: Store, users: readonly string[]): Promise<void> {
  await Promise.all(
    users.map((userId, index) => {
      const { zone, minutes } = wishOf(index);
      const reminder = newReminder({ zone, minutes: minutes + minuteOf(index), days: EVERY_DAY });
      const change = { reminder, next: inWinter(index, DATES[0]) };
      return changeReminder(store, userId, () => change, deadlineIn(PATIENCE));
    }),
  );
}
