import { LRUCache } from "lru-cache";
import { isConjunction, itemsIn } from "./accepted.ts";
import { articlesClash } from "./articles.ts";
import { accentsClash, fold, inHiragana, transcribe } from "./letters.ts";
import { monthNumber } from "./months.ts";
import { inWords, romanNumber } from "./number-words.ts";
import { compareQuantities, readQuantity } from "./quantities.ts";
import { isSlip, isSlipOf } from "./slips.ts";
import { isSameTime } from "./times.ts";
import { clean, keyOf, keyOfWord, type Token, tokensOf, withoutArticles } from "./tokens.ts";

/** What keeps a typed answer from being right. */
export type Reason =
  | "spelling"
  | "accent"
  | "article"
  | "script"
  | "notation"
  | "number"
  | "unit"
  | "order"
  | "part"
  | "more"
  | "words";

/** How a typed answer stands to an accepted one. */
export type Comparison = "same" | Reason | undefined;

/** An answer, taken apart. */
export interface Answer {
  readonly text: string;
  readonly cleaned: string;
  readonly tokens: readonly Token[];
  readonly articles: readonly string[];
}

export function readAnswer(text: string): Answer {
  const cleaned = clean(text);
  return { text, cleaned, ...withoutArticles(tokensOf(cleaned)) };
}

/** Compares two answers as wholes. */
export function compare(answer: Answer, typed: Answer): Comparison {
  if (answer.tokens.length === 0) return isSameMarks(answer.cleaned, typed.cleaned) ? "same" : undefined;
  if (typed.tokens.length === 0) return undefined;
  const [measured, measurement] = [readQuantity(answer.cleaned), readQuantity(typed.cleaned)];
  const areWords = measured?.isInWords && measurement?.isInWords;
  const closeness =
    measured && measurement && !areWords ? compareQuantities(measured, measurement) : undefined;
  if (closeness === "same") return "same";
  if (closeness) return closeness === "other" ? undefined : closeness === "near" ? "number" : "unit";
  if (isSameTime(answer.cleaned, typed.cleaned)) return "same";
  if (saysTheSame(answer.tokens, typed.tokens)) return clash(answer, typed) ?? "same";
  return (
    (measurement && isWithin(answer.cleaned, measurement.value) ? "number" : undefined) ??
    nearKeys(answer, typed) ??
    (isSlipOf(answer.tokens, typed.tokens) ? "spelling" : undefined) ??
    compareOrder(answer, typed) ??
    compareItems(answer, typed) ??
    compareParts(answer, typed, measured !== undefined)
  );
}

/** An answer of nothing but marks, such as "{ }", is compared as it stands. */
const isSameMarks = (one: string, other: string) =>
  one !== "" && one.replace(/\s+/g, "") === other.replace(/\s+/g, "");

const isSameKey = (one: readonly Token[], other: readonly Token[]) =>
  keyOf(one, fold) === keyOf(other, fold) || keyOf(one, transcribe) === keyOf(other, transcribe);

function saysTheSame(answer: readonly Token[], typed: readonly Token[]): boolean {
  if (isSameKey(answer, typed) || isHebrewTwin(answer, typed)) return true;
  const [ours, theirs] = [withRomanNumbers(answer), withRomanNumbers(typed)];
  return (
    isSameKey(ours, typed) ||
    isSameKey(answer, theirs) ||
    isWrittenOut(ours, typed) ||
    isWrittenOut(theirs, answer) ||
    isSameDate(answer, typed)
  );
}

function withRomanNumbers(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, index): Token => {
    const value = token.kind === "word" ? romanNumber(token.text) : undefined;
    // A lone "I" or "C" is a letter, unless it counts what stands before it.
    if (value === undefined || (token.text.length === 1 && index === 0)) return token;
    return { kind: "number", text: token.text, value, isOrdinal: false };
  });
}

/** More numbers in one answer are compared as digits alone. */
const MOST_WRITTEN_OUT = 3;

/** Whether the words of one answer are the digits of the other, in some language. */
function isWrittenOut(digits: readonly Token[], words: readonly Token[]): boolean {
  const numbers = digits.filter((token) => token.kind === "number");
  if (numbers.length === 0 || numbers.length > MOST_WRITTEN_OUT) return false;
  if (!words.some(({ kind }) => kind === "word")) return false;
  return [fold, transcribe].some((how) => {
    // From left to right, all the ways in which the beginning can be written that the other one begins with.
    const wanted = keyOf(words, how);
    let ends = [""];
    for (const token of digits) {
      const ways = token.kind === "number" ? waysOf(token, how) : [keyOf([token], how)];
      const longer = ends.flatMap((end) => ways.map((way) => end + way));
      ends = [...new Set(longer)].filter((end) => wanted.startsWith(end));
    }
    return ends.includes(wanted);
  });
}

const ways = new LRUCache<string, readonly string[]>({ max: 500 });

/** A number as digits, and in words. Kept for a while: two dozen languages take a millisecond. */
function waysOf(
  { value, isOrdinal }: Extract<Token, { kind: "number" }>,
  how: typeof fold,
): readonly string[] {
  const name = `${value} ${isOrdinal} ${how.name}`;
  const known = ways.get(name);
  if (known) return known;
  const words = [...inWords(value, "toCardinal"), ...(isOrdinal ? inWords(value, "toOrdinal") : [])];
  const made = [...new Set([String(value), ...words.map((one) => how(one.replace(/[\s'-]+/g, "")))])];
  ways.set(name, made);
  return made;
}

/** The Hebrew article is a letter at the beginning of the word. */
function isHebrewTwin(answer: readonly Token[], typed: readonly Token[]): boolean {
  if (answer.length !== typed.length || !answer.some(({ text }) => /\p{Script=Hebrew}/u.test(text)))
    return false;
  return answer.every((token, index) => {
    const [ours, theirs] = [keyOfWord(token.text, fold), keyOfWord(typed[index]?.text ?? "", fold)];
    return ours === theirs || ours === `ה${theirs}` || theirs === `ה${ours}`;
  });
}

/** Whether two dates are one, the month by name in at least one of them. */
function isSameDate(answer: readonly Token[], typed: readonly Token[]): boolean {
  const [ours, theirs] = [asDate(answer), asDate(typed)];
  if (!ours || !theirs || !(ours.isNamed || theirs.isNamed)) return false;
  const numbers = ({ parts }: { parts: readonly Token[] }) =>
    parts.flatMap((token) => (token.kind === "number" ? token.value : [])).sort((a, b) => a - b);
  const words = ({ parts }: { parts: readonly Token[] }) =>
    keyOf(
      parts.filter(({ kind }) => kind !== "number"),
      fold,
    );
  return String(numbers(ours)) === String(numbers(theirs)) && words(ours) === words(theirs);
}

function asDate(tokens: readonly Token[]) {
  if (!tokens.some(({ kind }) => kind === "number")) return undefined;
  const months = tokens.map((token) =>
    token.kind === "word" ? monthNumber(keyOfWord(token.text, fold)) : undefined,
  );
  const parts = tokens.map((token, index): Token => {
    const value = months[index];
    return value === undefined ? token : { kind: "number", text: token.text, value, isOrdinal: false };
  });
  return { parts, isNamed: months.some((month) => month !== undefined) };
}

/** What is wrong with two answers that say the same but for accents and articles. */
function clash(answer: Answer, typed: Answer): Reason | undefined {
  const letters = ({ tokens }: Answer) =>
    tokens.map(({ kind, text }) => (kind === "word" ? text.replaceAll("'", "") : "")).join("");
  if (accentsClash(letters(answer), letters(typed))) return "accent";
  const isOther = answer.articles.some((article, index) =>
    articlesClash(article, typed.articles[index] ?? ""),
  );
  return isOther && answer.articles.length === typed.articles.length ? "article" : undefined;
}

/** Answers that differ in nothing but brackets, a sign for a power, kana, or a side of an equation. */
function nearKeys(answer: Answer, typed: Answer): Reason | undefined {
  const without = (tokens: readonly Token[], signs: string) =>
    keyOf(
      tokens.filter(({ kind, text }) => kind !== "symbol" || !signs.includes(text)),
      fold,
    );
  const isWord = typed.tokens.some(({ kind }) => kind === "word");
  if (isWord && without(answer.tokens, "()^") === without(typed.tokens, "()^")) return "notation";
  if (isOrderOf(answer.cleaned, typed.tokens) || isOrderOf(typed.cleaned, answer.tokens)) return "notation";
  if (inHiragana(keyOf(answer.tokens, fold)) === inHiragana(keyOf(typed.tokens, fold))) return "script";
  const isEqual = ({ kind, text }: Token) => kind === "symbol" && text === "=";
  const at = answer.tokens.findIndex(isEqual);
  if (at < 0 || at !== answer.tokens.findLastIndex(isEqual)) return undefined;
  const sides = [answer.tokens.slice(0, at), answer.tokens.slice(at + 1)];
  return sides.some((side) => isSameKey(side, typed.tokens)) ? "part" : undefined;
}

const ORDER = /^[OΟΘΩ]\s*\((.+)\)$/u;

/** Whether one is the order of growth that the other says: O(n log n), n log n. */
function isOrderOf(order: string, tokens: readonly Token[]): boolean {
  const [, of] = ORDER.exec(order) ?? [];
  return of !== undefined && isSameKey(tokensOf(of), tokens);
}

const RANGE = /^(\S.*?)\s*-\s*(\d.*)$/;

/** Whether a number lies within a range such as 10-20. */
function isWithin(range: string, value: number): boolean {
  const [, from = "", to = ""] = RANGE.exec(range) ?? [];
  const [low, high] = [readQuantity(from), readQuantity(to)];
  return low !== undefined && high !== undefined && low.value <= value && value <= high.value;
}

const keysOf = (tokens: readonly Token[]) => tokens.map((token) => keyOf([token], fold));

/** The same words in another order; a name the other way round, with a comma, is the same. */
function compareOrder(answer: Answer, typed: Answer): Comparison {
  const [ours, theirs] = [keysOf(answer.tokens), keysOf(typed.tokens)];
  if (ours.length < 2 || String(ours.toSorted()) !== String(theirs.toSorted())) return undefined;
  const [last = "", first = "", ...more] = typed.cleaned.split(",");
  const turned = withoutArticles(tokensOf(`${first} ${last}`)).tokens;
  if (first !== "" && more.length === 0 && isSameKey(answer.tokens, turned)) return "same";
  return itemsIn(answer.text).length > 1 ? undefined : "order";
}

/** Longer lists are texts. */
const MOST_ITEMS = 30;

/** Answers that are lists: in any order, and perhaps not all of it. What is not on the list makes it wrong. */
function compareItems(answer: Answer, typed: Answer): Comparison {
  const wanted = itemsIn(answer.text).map(readAnswer);
  if (wanted.length < 2 || wanted.length > MOST_ITEMS) return undefined;
  if (isPermutation(wanted, typed)) return "same";
  const given = itemsIn(typed.text).map(readAnswer);
  let slips = 0;
  for (const item of given) {
    const at = wanted.findIndex(({ tokens }) => saysTheSame(tokens, item.tokens));
    const near = at >= 0 ? at : wanted.findIndex(({ tokens }) => isSlipOf(tokens, item.tokens));
    if (near < 0) return undefined;
    if (at < 0) slips += 1;
    wanted.splice(near, 1);
  }
  return wanted.length > 0 ? "part" : slips > 0 ? "spelling" : "same";
}

/** Whether a list of single words was typed with no commas. */
function isPermutation(wanted: readonly Answer[], typed: Answer): boolean {
  const keys = wanted.flatMap(({ tokens }) => keysOf(tokens));
  const given = keysOf(typed.tokens.filter(({ text }) => !isConjunction(text)));
  return wanted.every(({ tokens }) => tokens.length === 1) && String(keys.sort()) === String(given.sort());
}

/** More words than these around an answer are no answer. */
const MOST_AROUND = 5;

/**
 * A part of the answer, or the answer amid more words. Where something is computed there are no parts, and a unit is
 * none of a quantity.
 */
function compareParts(answer: Answer, typed: Answer, isQuantity: boolean): Reason | undefined {
  if ([...answer.tokens, ...typed.tokens].some(({ kind }) => kind === "symbol")) return undefined;
  const [ours, theirs] = [keysOf(answer.tokens), keysOf(typed.tokens)];
  if (!isQuantity && holds(ours, theirs)) return "part";
  if (theirs.length - ours.length > MOST_AROUND || !holds(theirs, ours)) return undefined;
  // What looks like an article may be a pronoun, and then the other one has another: "il est", "elle est".
  const isReplaced = answer.articles.length > typed.articles.length && theirs[0] !== ours[0];
  return isReplaced ? undefined : "more";
}

/** Whether all of some words stand among others; among them something that says something. */
function holds(all: readonly string[], some: readonly string[]): boolean {
  if (some.length >= all.length) {
    const [one, whole] = [some.join(""), all.join("")];
    // In scripts without spaces words are run together.
    return isUnspaced(one) && one.length >= 2 && whole.includes(one) && one.length * 2 >= whole.length;
  }
  const left = [...all];
  const digits = some.join("").replace(/\D/g, "");
  return (
    (digits.length >= 3 || some.some((word) => /\p{L}{3}/u.test(word) || isUnspaced(word))) &&
    some.every((word) => {
      const at = left.findIndex((one) => one === word || isSlip(one, word));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
}

const isUnspaced = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text);
