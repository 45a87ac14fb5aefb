import Qty from "js-quantities";
import { fractionInWords } from "./fractions.ts";
import { fold } from "./letters.ts";
import { NUMBER, type ReadNumber, readNumber } from "./numbers.ts";

/** A number with its unit, if it has one. */
interface Quantity {
  readonly value: number;
  /** As it was read, where it is a plain number in digits. */
  readonly plain: ReadNumber | undefined;
  /** A unit of measurement; undefined for none and for such as "states". */
  readonly unit: string | undefined;
  /** What stands after the number, as it is compared; "" for nothing. */
  readonly of: string;
  /** Whether it is a whole number that was neither rounded nor measured. */
  readonly isExact: boolean;
  readonly isShare: boolean;
  readonly isAbout: boolean;
  /** Whether it stands in words, of one language: two of those are compared as words. */
  readonly isInWords?: boolean;
}

const ABOUT =
  /^(?:[≈~∼≃]|(?:about|around|roughly|approx(?:imately|\.)?|circa|ca\.?|etwa|ungefähr|rund|environ|aproximadamente|около|примерно|περίπου)(?!\p{L}))\s*/iu;

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:thousand|tausend|тысяч\p{L}*)$/iu, 1e3],
  [
    /^(?:millions?|millionen|mio\.?|mln\.?|millón|millones|milhão|milhões|milione|milioni|миллион\p{L}*|млн\.?|milyon)$/iu,
    1e6,
  ],
  [/^(?:billions?|bn|milliarden?|mrd\.?|milliards?|миллиард\p{L}*|млрд\.?|milyar)$/iu, 1e9],
  [/^(?:trillions?|billionen)$/iu, 1e12],
];

const CURRENCIES: Readonly<Record<string, string>> = {
  $: "dollar",
  usd: "dollar",
  dollars: "dollar",
  "€": "euro",
  eur: "euro",
  euros: "euro",
  "£": "pound",
  gbp: "pound",
  pounds: "pound",
  "¥": "yen",
  jpy: "yen",
  "₽": "ruble",
  "₹": "rupee",
};

const DEGREES: readonly (readonly [RegExp, string])[] = [
  [/^(?:°\s*|deg(?:rees?)?\s+)c(?:elsius)?$/i, "tempC"],
  [/^(?:°\s*|deg(?:rees?)?\s+)f(?:ahrenheit)?$/i, "tempF"],
  [/^(?:celsius|centigrade)$/i, "tempC"],
  [/^fahrenheit$/i, "tempF"],
  [/^k(?:elvins?)?$/i, "tempK"],
  [/^(?:°|degrees?|grad)$/i, "deg"],
];

/** The name js-quantities has for a unit; undefined for one that it does not know. */
function knownUnit(text: string): string | undefined {
  const name = DEGREES.find(([pattern]) => pattern.test(text))?.[1] ?? text;
  if (!/^[\p{L}µΩ%"'°][\p{L}\d\s^*/().µΩ-]{0,30}$/u.test(name)) return undefined;
  return [name, name.toLowerCase()].find((one) => Qty.parse(`1 ${one}`) !== null);
}

const EXPONENT = /^(?:[eE]([+-]?\d{1,3})(?![\p{L}\d])|\s*\*\s*10\s*\^?\s*\(?([+-]?\d{1,3})\)?)/u;
const POWER = /^\s*\^\s*\(?([+-]?\d{1,3})\)?/;
const ORDINAL = /^(?:st|nd|rd|th)(?![\p{L}\p{N}])/u;
/** Nothing is divided by zero. */
const FRACTION = /^\s*\/\s*(?!0+(?!\d))(\d+)(?![\d.,]*\d)/;

/** Reads text that `clean` has been through, if it is one number and what it counts or measures. */
export function readQuantity(cleaned: string): Quantity | undefined {
  const fraction = fractionInWords(cleaned);
  if (fraction !== undefined) {
    const number = { plain: undefined, unit: undefined, of: "", isExact: false };
    return { ...number, value: fraction, isShare: false, isAbout: false, isInWords: true };
  }
  const isAbout = ABOUT.test(cleaned);
  const [, sign = "", currency = "", rest = ""] =
    /^(-?)\s*(\p{Sc}?)\s*(.*)$/su.exec(cleaned.replace(ABOUT, "")) ?? [];
  const read = readValue(rest);
  if (!read) return undefined;
  const after = rest
    .slice(read.end)
    .trim()
    .replace(/[.,;:!?]+$/, "");
  // "5!" is more than 5.
  if (/^!/.test(rest.slice(read.end))) return undefined;
  const [first = "", ...others] = after.split(/\s+/);
  const scale = SCALES.find(([pattern]) => pattern.test(first))?.[1];
  const counted = `${currency} ${scale ? others.join(" ") : after}`.trim();
  // A sentence that begins with a number is none.
  if (/\d/.test(counted.replace(/\^-?\d/g, "")) || counted.split(/\s+/).length > 4) return undefined;
  const isShare = counted === "%";
  const unit = isShare ? undefined : knownUnit(counted);
  return {
    value: (sign ? -1 : 1) * read.value * (scale ?? 1) * (isShare ? 0.01 : 1),
    plain: scale === undefined ? read.plain : undefined,
    unit,
    of: isShare ? "" : (CURRENCIES[counted.toLowerCase()] ?? fold(counted).replace(/[\s-]+/g, "")),
    isExact: read.isExact && !isShare && unit === undefined,
    isShare,
    isAbout,
  };
}

/** A number at the beginning: 5, 1 1/2, 1/2, 6.02e23, 6.02 * 10^23, 2^10. `end` is the position after it. */
function readValue(text: string) {
  NUMBER.lastIndex = 0;
  const digits = NUMBER.exec(text)?.[0];
  if (digits === undefined) return undefined;
  const plain = readNumber(digits);
  const exact = { isExact: plain.decimals === 0, plain: undefined };
  const rest = text.slice(digits.length);
  const [mixed, part = "", of = ""] = /^ (\d+)\/(?!0+(?!\d))(\d+)/.exec(rest) ?? [];
  if (mixed !== undefined) {
    const value = plain.value + Number(part) / Number(of);
    return { value, end: digits.length + mixed.length, ...exact, isExact: false };
  }
  const [divided, divisor = ""] = FRACTION.exec(rest) ?? [];
  if (divided !== undefined) {
    const value = plain.value / Number(divisor);
    return { value, end: digits.length + divided.length, ...exact, isExact: false };
  }
  const [scaled, short, long] = EXPONENT.exec(rest) ?? [];
  if (scaled !== undefined) {
    // Nobody groups thousands before a power of ten.
    const mantissa = plain.doubtful === undefined ? plain.value : Number(digits.replace(",", "."));
    const value = Number(`${mantissa}e${short ?? long}`);
    return { value, end: digits.length + scaled.length, ...exact, isExact: false };
  }
  const [raised, power = ""] = POWER.exec(rest) ?? [];
  if (raised !== undefined) {
    return { value: plain.value ** Number(power), end: digits.length + raised.length, ...exact };
  }
  const [ordinal = ""] = ORDINAL.exec(rest) ?? [];
  return { value: plain.value, end: digits.length + ordinal.length, isExact: exact.isExact, plain };
}

export type Closeness = "same" | "near" | "unit" | "other";

/** Numbers closer than this are equal but for how a computer keeps them. */
const EQUAL = 1e-9;
/** A fraction that was rounded to no less than two digits may be off by this share. */
const ROUNDED = 0.005;
/** So far off, a measured value is near. */
const NEAR = 0.03;
/** What is said to be "about" so much may be off by this share, or by twice it to be near. */
const ABOUT_SHARE = 0.05;
/** From here on a whole number without a unit is a size, not a count or a year. */
const LARGE = 10_000;

const off = (a: number, b: number) => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)));

/**
 * Compares two quantities by value, in each other's units where they measure the same.
 *
 * @returns "unit" where just one of them has one; undefined where nothing can be said, since what they count is not
 *   known here
 */
export function compareQuantities(answer: Quantity, typed: Quantity): Closeness | undefined {
  if (answer.unit !== undefined && typed.unit !== undefined) {
    const value = inUnit(typed.value, typed.unit, answer.unit);
    if (value === undefined) return "other";
    const isSame = answer.unit === typed.unit;
    return compareValues(answer, isSame ? typed : { ...typed, value, plain: undefined });
  }
  if (answer.of !== typed.of) {
    if (answer.of !== "" && typed.of !== "") return undefined;
    return compareValues(answer, typed) === "same" ? "unit" : "other";
  }
  if (answer.isShare !== typed.isShare) {
    const isSame = compareValues(answer, typed) === "same";
    const share = answer.isShare
      ? { ...typed, value: typed.value / 100 }
      : { ...typed, value: typed.value * 100 };
    return isSame ? "same" : compareValues(answer, share) === "same" ? "unit" : "other";
  }
  return compareValues(answer, typed);
}

function inUnit(value: number, from: string, to: string): number | undefined {
  const quantity = Qty.parse(`${value} ${from}`);
  if (!quantity?.isCompatible(to)) return undefined;
  return quantity.to(to).scalar;
}

function compareValues(answer: Quantity, typed: Quantity): Closeness {
  const share = off(answer.value, typed.value);
  if (share <= EQUAL || isNotation(answer.plain, typed.plain)) return "same";
  // The same digits, with a point or without: 8.848 and 8848.
  if (isDoubt(answer.plain, typed.plain)) return "near";
  if (Math.sign(answer.value) !== Math.sign(typed.value)) return "other";
  if (answer.isAbout) return share <= ABOUT_SHARE ? "same" : share <= 2 * ABOUT_SHARE ? "near" : "other";
  const isWhole = answer.plain?.decimals === 0;
  if (!isWhole && share <= ROUNDED && isRounding(answer.value, typed.value)) return "same";
  const isSize = !answer.isExact || Math.abs(answer.value) >= LARGE;
  return isSize && share <= NEAR ? "near" : "other";
}

/** Whether two doubtful numbers have the same digits and separate them at the same place. */
const isNotation = (one: ReadNumber | undefined, other: ReadNumber | undefined) =>
  one?.doubtful !== undefined && one.doubtful === other?.doubtful && one.digits === other.digits;

const isDoubt = (one: ReadNumber | undefined, other: ReadNumber | undefined) =>
  (one?.doubtful !== undefined || other?.doubtful !== undefined) && one?.digits === other?.digits;

/** Whether one number is the other, rounded to two digits or more. */
const isRounding = (one: number, other: number) => rounds(one, other) || rounds(other, one);

function rounds(exact: number, rounded: number): boolean {
  const digits = String(Math.abs(rounded))
    .replace(/e.*$/, "")
    .replace(/\D/g, "")
    .replace(/^0+|0+$/g, "").length;
  return digits >= 2 && off(Number(exact.toPrecision(digits)), rounded) <= EQUAL;
}
