import { EVERY_DAY } from "./when.ts";

/** A text that says no time or no days. */
export interface NotUnderstood {
  /** For the person: what was understood, what is wrong with it and how to write it. Plain text, in whole sentences. */
  readonly understood: string;
}

/** More of what was typed tells nobody more. */
const MOST_QUOTED = 40;

const HOW_TIME = "Write a time such as 9, 9:30 pm or 21:30.";
const HOW_DAYS = 'Write days such as "every day", "weekdays" or "mon, wed, fri".';

/** The zeros of scripts whose digits compatibility normalization leaves as they are; full-width ones it does not. */
const ZEROS = ["٠", "۰", "०", "০", "๐"].map((zero) => zero.codePointAt(0) ?? 0);

const NOON = /^(12 ?)?(noon|midday|mittags?)$/;
const MIDNIGHT = /^(12 ?)?(midnight|mitternachts?)$/;
const LEAD = /^(at|um|@) ?/;
const O_CLOCK = / ?(o ?['’]?clock|uhr|hours|hrs?|h)$/;
const MORNING = / ?(in the morning|a ?\.? ?m\.?|a|morgens)$/;
const LATER = / ?(in the (?:afternoon|evening)|p ?\.? ?m\.?|p|nachmittags|abends)$/;
/** Hours, and minutes after a mark: "9", "21:30", "21.30", "9h30", "9 Uhr 30", "9時30分". */
const CLOCK = /^(\d{1,2})(?: ?(?::|\.|,|h|uhr|時|时|点|點| ) ?(?:(\d{1,2})(?: ?(?:min|m|分))?)?)?$/;
/** Hours and minutes without a mark: "930", "2130". */
const COMPACT = /^(\d{1,2})(\d\d)$/;

/**
 * The time of day that a person means: "9", "9am", "9 p.m.", "21:30", "21.30", "2130", "9h30", "9 Uhr", "noon",
 * "midnight", in digits of any width. Hours alone are of the 24-hour clock, and 24:00 is midnight.
 *
 * @returns minutes since midnight, 0 to 1439, or what was understood of a text that is no time or more than one
 */
export function readTime(text: string): { readonly minutes: number } | NotUnderstood {
  const wanted = plain(text).replace(LEAD, "");
  if (wanted === "") return { understood: `There is no time here. ${HOW_TIME}` };
  if (NOON.test(wanted)) return { minutes: 12 * 60 };
  if (MIDNIGHT.test(wanted)) return { minutes: 0 };

  const isMorning = MORNING.test(wanted);
  const isLater = !isMorning && LATER.test(wanted);
  const clock = wanted.replace(isMorning ? MORNING : isLater ? LATER : "", "").replace(O_CLOCK, "");
  const [, hour, minute] = COMPACT.exec(clock) ?? CLOCK.exec(clock) ?? [];
  if (hour === undefined) {
    return { understood: `I can't read ${quoted(text)} as a time of day. ${HOW_TIME}` };
  }
  if (minute?.length === 1) {
    const either = minute < "6" ? ` or ${hour}:${minute}0` : "";
    return { understood: `I can't tell whether ${quoted(text)} is ${hour}:0${minute}${either}. ${HOW_TIME}` };
  }
  return timeOf(Number(hour), Number(minute ?? 0), isMorning ? "am" : isLater ? "pm" : undefined, text);
}

function timeOf(hour: number, minute: number, half: "am" | "pm" | undefined, text: string) {
  const wrong = (why: string) => ({ understood: `I read ${quoted(text)} as ${why}. ${HOW_TIME}` });
  if (minute > 59) return wrong(`${hour}:${pad(minute)}, but minutes go up to 59`);
  if (hour > 24 || (hour === 24 && (minute > 0 || half))) {
    return wrong(`${hour}:${pad(minute)}, but a day ends at 24:00`);
  }
  if (half === "am" && hour > 12) return wrong(`${hour} in the morning, but a morning's hours go up to 12`);
  if (half === "pm" && hour === 0) return wrong("0 in the afternoon, but an afternoon begins at 12");
  const isShifted = half === "pm" && hour < 12;
  const isNight = half === "am" && hour === 12;
  return { minutes: ((isShifted ? hour + 12 : isNight ? 0 : hour) % 24) * 60 + minute };
}

/**
 * A time of day as people of any country read it: "21:30".
 *
 * @param minutes since midnight, 0 to 1439
 */
export function formatTime(minutes: number): string {
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The names of each weekday, Monday first: the English one, and how it is shortened and called in German. */
const WEEKDAYS = [
  ["Mon", /^(mo|mon|mondays?|montags?)$/],
  ["Tue", /^(tu|tue|tues|tuesdays?|di|dienstags?)$/],
  ["Wed", /^(we|wed|weds|wednesdays?|mi|mittwochs?)$/],
  ["Thu", /^(th|thu|thur|thurs|thursdays?|do|donnerstags?)$/],
  ["Fri", /^(fr|fri|fridays?|freitags?)$/],
  ["Sat", /^(sa|sat|saturdays?|samstags?|sonnabends?)$/],
  ["Sun", /^(su|sun|sundays?|so|sonntags?)$/],
] as const;

const WEEK: ReadonlyMap<string, number> = new Map([
  ["daily", EVERY_DAY],
  ["everyday", EVERY_DAY],
  ["all", EVERY_DAY],
  ["täglich", EVERY_DAY],
  ["weekdays", 0b001_1111],
  ["weekday", 0b001_1111],
  ["workdays", 0b001_1111],
  ["werktags", 0b001_1111],
  ["weekends", 0b110_0000],
  ["weekend", 0b110_0000],
  ["wochenende", 0b110_0000],
]);

/** Words in several parts, made one, and words that say nothing taken out. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\b(every|each|all|any)( single)? (days?|week)\b|\bjeden tag\b/g, "daily"],
  [/\bweek ?days?\b|\b(work|working|business|school) ?days?\b/g, "weekdays"],
  [/\bweek ?-?ends?\b/g, "weekends"],
  [/ ?(-|–|—|\.\.+|…|→|~|\bto\b|\btill?\b|\buntil\b|\bthrough\b|\bthru\b|\bbis\b) ?/g, "-"],
  [/\b(and|und|on|only|every|each|the|am|nur|jeden)\b/g, " "],
  [/[,;/+&.|]/g, " "],
];

const EXCEPT = /\b(?:but not|except(?: for| on)?|without|not|außer)\b/;

/**
 * The weekdays that a person means: "every day", "weekdays", "weekends", "mon wed fri", "Mo, We", "monday-friday",
 * "sat to mon", "daily except sunday".
 *
 * @returns one bit a weekday, bit 0 Monday to bit 6 Sunday, at least one set; or what was understood of a text that
 *   names no days
 */
export function readDays(text: string): { readonly days: number } | NotUnderstood {
  if (text.trim() === "") return { understood: `There is no day here. ${HOW_DAYS}` };
  const [chosen = "", left = "", ...rest] = plain(text).split(EXCEPT);
  const [days, without] = [daysOf(chosen), daysOf(left)];
  const strange = [days, without].find((part) => typeof part === "string");
  if (strange !== undefined) {
    return { understood: `I can't read ${quoted(String(strange))} as a day of the week. ${HOW_DAYS}` };
  }
  const remaining = Number(days) & ~Number(without);
  if (rest.length > 0 || remaining === 0) {
    return { understood: `${quoted(text)} leaves no day to remind you on. ${HOW_DAYS}` };
  }
  return { days: remaining };
}

/** The days that words name together, or the word that names none. */
function daysOf(text: string): number | string {
  const simple = PHRASES.reduce((words, [phrase, word]) => words.replace(phrase, word), text);
  let days = 0;
  for (const word of simple.split(" ").filter(Boolean)) {
    const named = WEEK.get(word) ?? rangeOf(word);
    if (named === undefined) return word;
    days |= named;
  }
  return days;
}

/** "mon" or "mon-fri"; a range may run over the end of the week. */
function rangeOf(word: string): number | undefined {
  const ends = word.split("-").map((name) => WEEKDAYS.findIndex(([, names]) => names.test(name)));
  const [first = -1, last = first] = ends;
  if (ends.length > 2 || first < 0 || last < 0) return undefined;
  let days = 0;
  for (let day = first; ; day = (day + 1) % 7) {
    days |= 1 << day;
    if (day === last) return days;
  }
}

/**
 * Weekdays in words that {@link readDays} reads: "every day", "weekdays", "weekends", "Mon, Wed, Fri".
 *
 * @param days one bit a weekday, bit 0 Monday to bit 6 Sunday
 */
export function formatDays(days: number): string {
  if (days === EVERY_DAY) return "every day";
  if (days === WEEK.get("weekdays")) return "weekdays";
  if (days === WEEK.get("weekends")) return "weekends";
  return WEEKDAYS.filter((_, day) => (days >> day) & 1)
    .map(([name]) => name)
    .join(", ");
}

/** Lower case, ASCII digits, single spaces. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\s_]+/g, " ")
    .trim();
}

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((z) => z <= code && code < z + 10);
  return zero === undefined ? digit : String(code - zero);
}

function quoted(text: string): string {
  const shown = [...text.trim().replace(/\s+/g, " ")];
  return `“${shown.length > MOST_QUOTED ? `${shown.slice(0, MOST_QUOTED - 1).join("")}…` : shown.join("")}”`;
}

function pad(n: number): string {
  return String(n).padStart(2, "0");
}
