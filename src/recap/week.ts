import { nextFire } from "../reminders/when.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { type Period, periodAt } from "../study/period.ts";

/** Mondays at 09:00. */
const MONDAY = { minutes: 540, days: 1 };

/** When the next recap of a server is, strictly after a moment. In milliseconds since the Unix epoch, both. */
export const nextRecap = (zone: string | undefined, after: number): number =>
  nextFire({ ...MONDAY, zone: knownZone(zone) }, after).at;

/** The week that a recap at a moment tells of: the last one that was over by then. */
export function endedWeek(zone: string | undefined, at: number): Period {
  const running = periodAt("week", learnerDay(at, knownZone(zone)));
  return periodAt("week", running.first - 1);
}

/** A week's number, by which weeks are told apart and ordered. */
export const weekNumber = ({ first }: Pick<Period, "first">): number => (first + 3) / 7;

/** The week of a number. */
export const weekOf = (number: number): Period => periodAt("week", number * 7 - 3);
