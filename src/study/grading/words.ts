import { fold } from "./letters.ts";
import { isSlip } from "./slips.ts";
import { clean } from "./tokens.ts";

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** The words of a text, as they are compared, in the order in which they stand. */
export const wordsIn = (text: string): readonly string[] =>
  [...segmenter.segment(clean(text))].flatMap(({ segment, isWordLike }) => (isWordLike ? fold(segment) : []));

/** Long words say more than short ones, in every language that has spaces; in one that has none each sign counts. */
export const weightOf = (word: string): number =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)
    ? 2 * word.length
    : Math.max(0, word.length - 2);

export const weight = (words: readonly string[]): number =>
  words.reduce((sum, word) => sum + weightOf(word), 0);

/** The same word, perhaps in another form. */
export const isAlike = (one: string, other: string): boolean =>
  one === other || (one.length >= 5 && one[0] === other[0] && isSlip(one, other));

/** How much of what some words say is among other words, 0 to 1 by weight; 0 for words that say nothing. */
export function shareOf(words: readonly string[], among: readonly string[]): number {
  const all = weight(words);
  const shared = words.filter((word) => weightOf(word) > 0 && among.some((one) => isAlike(one, word)));
  return all > 0 ? weight(shared) / all : 0;
}
