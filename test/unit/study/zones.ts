/** Time zones told by Intl alone, as an oracle beside Temporal. */

const DAY = 86_400_000;

/** Every zone the runtime lists, and UTC. */
export const ZONES: readonly string[] = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];

/** Between these moments the tests look at zones. Milliseconds since the Unix epoch. */
export const FROM = Date.UTC(2015, 0, 1);
export const TO = Date.UTC(2036, 0, 1);

interface Clock {
  /** The local date and time of a moment, written as if it were UTC, in milliseconds. */
  readonly local: (at: number) => number;
  /** The learner day of a moment: the local date, or the one before until 04:00. */
  readonly day: (at: number) => number;
}

/** The wall clock of a zone. */
export function clockOf(zone: string): Clock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const local = (at: number) => {
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
      format.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) + (at - Math.floor(at / 1000) * 1000);
  };
  const day = (at: number) => {
    const then = new Date(local(at));
    const date = Date.UTC(then.getUTCFullYear(), then.getUTCMonth(), then.getUTCDate()) / DAY;
    return then.getUTCHours() < 4 ? date - 1 : date;
  };
  return { local, day };
}

/** The first moments of every new offset between FROM and TO that lasts a fortnight or more. */
export function clockChanges({ local }: Clock): number[] {
  const offset = (at: number) => local(at) - at;
  const changes: number[] = [];
  let before = offset(FROM);
  for (let at = FROM; at < TO; at += 14 * DAY) {
    const now = offset(at);
    if (now === before) continue;
    let low = at - 14 * DAY;
    let high = at;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offset(middle) === now) high = middle;
      else low = middle;
    }
    changes.push(high);
    before = now;
  }
  return changes;
}
