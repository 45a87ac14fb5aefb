/** A time of day: 10:30, 10.30, 10h30, 1030, 2:30 pm, 9.05 Uhr. */
const TIME = /^(\d{1,2}(?=\D)|\d{2})([:.h]?)([0-5]\d)(?:\s*(?:([ap])\.?m\.?|uhr|h))?$/i;

interface Time {
  /** Of the day, or of its half where that is not known. */
  readonly minutes: number;
  /** Whether it is known which half of the day it is in. */
  readonly isKnown: boolean;
}

function readTime(text: string, isSure: boolean): Time | undefined {
  const [whole, hour = "", mark, minute = "", half] = TIME.exec(text) ?? [];
  if (whole === undefined || (isSure && mark !== ":" && half === undefined)) return undefined;
  const hours = Number(hour);
  if (hours > 23 || (half && (hours < 1 || hours > 12))) return undefined;
  const day = half ? (hours % 12) + (half.toLowerCase() === "p" ? 12 : 0) : hours;
  return { minutes: day * 60 + Number(minute), isKnown: half !== undefined || hours > 12 || hours === 0 };
}

/** Whether what was typed is the very time of day that the answer is, however it is written. */
export function isSameTime(answer: string, typed: string): boolean {
  const [ours, theirs] = [readTime(answer, true), readTime(typed, false)];
  return ours !== undefined && theirs !== undefined && ours.minutes === theirs.minutes && fits(ours, theirs);
}

/** "10:30" may be in the evening: beside "10:30 am" it says less. */
const fits = (one: Time, other: Time) => one.isKnown === other.isKnown;
