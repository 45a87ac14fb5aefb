import { diffChars } from "diff";
import { distance } from "fastest-levenshtein";
import { answersIn } from "./grading/accepted.ts";
import { type Answer, compare, type Reason, readAnswer } from "./grading/compare.ts";
import { fold } from "./grading/letters.ts";
import { isAlike, shareOf, weight, weightOf, wordsIn } from "./grading/words.ts";

/** `near`: the text does not tell whether it was known; only the person can. */
export type Verdict = "right" | "near" | "wrong";

/** A stretch of the typed answer and of the accepted one, side by side. */
export interface Piece {
  readonly text: string;
  /** Whether it stands in both, in what was typed alone, or in the accepted answer alone. */
  readonly of: "both" | "typed" | "answer";
}

/** What became of a typed answer. */
export interface Grading {
  readonly verdict: Verdict;
  /** Why it is not plainly right; set for `near` alone. */
  readonly reason?: Reason;
  /** The accepted answer it comes nearest to; undefined where it comes near none. */
  readonly answer?: string;
  /** How the two differ, letter by letter, where that tells something. */
  readonly difference?: readonly Piece[];
}

/** More of a typed answer is not looked at. Characters. */
export const MOST_TYPED = 1000;

/** Answers up to this length are compared letter by letter for the eye. */
const MOST_COMPARED = 80;

/** In these the letters tell nothing. */
const UNSEEN: readonly Reason[] = ["order", "words"];

/**
 * Grades what a person typed.
 *
 * Case, punctuation, spaces, hyphens, missing accents and articles, the way a keyboard writes letters, digits or words,
 * the notation of numbers, units and formulas do not count. A slip of the keyboard, scaled to the length of the word,
 * another accent or article, a rounded number, a missing unit, a part of the answer, and other words for a long one are
 * near. The rest is wrong.
 *
 * @param accepted the answers that are right, as plain text; each may hold several, see `answersIn`
 */
export function grade(typed: string, accepted: readonly string[]): Grading {
  const given = readAnswer(typed.slice(0, MOST_TYPED));
  const near: { answer: string; reason: Reason }[] = [];
  for (const answer of new Set(accepted.flatMap(answersIn))) {
    const read = readAnswer(answer);
    const comparison = compare(read, given);
    if (comparison === "same") return { verdict: "right", answer, ...spelling(read, given) };
    if (comparison) near.push({ answer, reason: comparison });
  }
  const [nearest] = near
    .map((one) => ({ ...one, far: distance(fold(typed), fold(one.answer)) }))
    .sort((a, b) => a.far - b.far);
  if (nearest) {
    const { answer, reason } = nearest;
    return { verdict: "near", reason, answer, ...(!UNSEEN.includes(reason) && difference(typed, answer)) };
  }
  const isClose = accepted.some((answer) => saysMuchOf(answer, given));
  return isClose ? { verdict: "near", reason: "words" } : { verdict: "wrong" };
}

function difference(typed: string, answer: string): Pick<Grading, "difference"> {
  if (typed.length > MOST_COMPARED || answer.length > MOST_COMPARED) return {};
  const parts = diffChars(typed.trim().normalize(), answer.trim().normalize(), { ignoreCase: true });
  return {
    difference: parts.map(({ value, added, removed }) => ({
      text: value,
      of: added ? "answer" : removed ? "typed" : "both",
    })),
  };
}

/** Of a right answer, how it is written where letters differ. */
function spelling(answer: Answer, typed: Answer): Pick<Grading, "difference"> {
  const letters = ({ tokens }: Answer) =>
    tokens.map(({ kind, text }) => (kind === "word" ? text.toLowerCase().replaceAll("'", "") : "")).join("");
  const [ours, theirs] = [letters(answer), letters(typed)];
  const isOther = ours !== theirs && (fold(ours) === fold(theirs) || /[äöüßåø]/.test(ours));
  return isOther ? difference(typed.text, answer.text) : {};
}

/** Answers from so many words on can be given in other words. */
const LONG = 5;
/** Who says so much of a long answer may have known it. Shares of its weight. */
const MUCH = 1 / 3;
const SOME = 0.15;

/** Whether a typed answer says a good share of a long one, or some of it and nothing else. */
function saysMuchOf(answer: string, typed: Answer): boolean {
  const given = wordsIn(typed.text);
  const whole = wordsIn(answer);
  if (whole.length < LONG || weight(given) === 0) return false;
  const isOfIt = given
    .filter((word) => weightOf(word) > 0)
    .every((word) => whole.some((one) => isAlike(one, word)));
  return answersIn(answer).some((part) => {
    const words = wordsIn(part);
    if (words.length < LONG) return false;
    const share = shareOf(words, given);
    return share >= MUCH || (share >= SOME && isOfIt);
  });
}
