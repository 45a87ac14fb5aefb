/** What a board covers, e.g. one week. Days are learner days of the server's zone, see {@link learnerDay}. */
export interface Period {
  readonly kind: PeriodKind;
  /** Part of its boards' keys: `d20600`, `w2943`, `m202605`, `all`. */
  readonly name: string;
  /** The first day and the last, as counted from 1970-01-01. */
  readonly first: number;
  readonly last: number;
}

export const PERIOD_KINDS = ["day", "week", "month", "all"] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** So many periods of a kind are kept beside the present one: for the recap, and for who looks back. */
export const PERIODS_KEPT = 3;

const DAY_MS = 86_400_000;

export const ALL_TIME: Period = { kind: "all", name: "all", first: -Infinity, last: Infinity };

/** 1970-01-01 was a Thursday, and weeks begin on Monday. */
const weekOf = (day: number) => Math.floor((day + 3) / 7);

const week = (number: number): Period => ({
  kind: "week",
  name: `w${number}`,
  first: number * 7 - 3,
  last: number * 7 + 3,
});

const day = (number: number): Period => ({ kind: "day", name: `d${number}`, first: number, last: number });

const dayNumber = (year: number, month: number) => Date.UTC(year, month, 1) / DAY_MS;

/** @param index months since January of year 0 */
function month(index: number): Period {
  const year = Math.floor(index / 12);
  const [first, next] = [dayNumber(year, index % 12), dayNumber(year, (index % 12) + 1)];
  return { kind: "month", name: `m${monthOf(first)}`, first, last: next - 1 };
}

function monthIndex(number: number): number {
  const date = new Date(number * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The calendar month of a day, as yyyymm. */
export function monthOf(number: number): string {
  const index = monthIndex(number);
  return String(Math.floor(index / 12) * 100 + (index % 12) + 1);
}

/** The period of a kind that a day is in. */
export function periodAt(kind: PeriodKind, number: number): Period {
  switch (kind) {
    case "day":
      return day(number);
    case "week":
      return week(weekOf(number));
    case "month":
      return month(monthIndex(number));
    case "all":
      return ALL_TIME;
  }
}

/** The calendar months of a span of days as yyyymm, the latest first. */
export function monthsBetween(first: number, last: number): readonly string[] {
  const months: string[] = [];
  for (let day = last; ; ) {
    months.push(monthOf(day));
    const { first: begin } = month(monthIndex(day));
    if (begin <= first) return months;
    day = begin - 1;
  }
}

/** The periods of which boards are kept: of each kind the present one, those before it, and all time. */
export function keptPeriods(today: number): readonly Period[] {
  const ago = Array.from({ length: PERIODS_KEPT + 1 }, (_, index) => index);
  return [
    ...ago.map((days) => day(today - days)),
    ...ago.map((weeks) => week(weekOf(today) - weeks)),
    ...ago.map((months) => month(monthIndex(today) - months)),
    ALL_TIME,
  ];
}

/** A period by its name; undefined when it is none. */
export function readPeriod(name: string): Period | undefined {
  if (name === ALL_TIME.name) return ALL_TIME;
  const number = Number(/^[dw](\d{1,6})$/.exec(name)?.[1]);
  if (name.startsWith("d") && !Number.isNaN(number)) return day(number);
  if (name.startsWith("w") && !Number.isNaN(number)) return week(number);
  const [, year, inYear] = /^m(\d{4})(0[1-9]|1[0-2])$/.exec(name) ?? [];
  return year && inYear ? month(Number(year) * 12 + Number(inYear) - 1) : undefined;
}
