import { distance } from "fastest-levenshtein";
import { fold } from "./letters.ts";
import { keyOfWord, type Token } from "./tokens.ts";

/** Slips in one word: none up to 4 letters, one up to 8, two up to 13, three beyond. */
const slipsAllowed = (letters: number) => (letters < 5 ? 0 : letters < 9 ? 1 : letters < 14 ? 2 : 3);

/** Whether one word may be the other, mistyped. Digits are never mistyped: they are other numbers. */
export function isSlip(one: string, other: string): boolean {
  if (/\p{N}/u.test(one + other)) return false;
  const longest = Math.max(one.length, other.length);
  const shortest = Math.min(one.length, other.length);
  if (longest - shortest > 3) return false;
  // A short word with a letter more or less at its end: "cats".
  if (longest === 4) return shortest === 3 && (one.startsWith(other) || other.startsWith(one));
  const allowed = slipsAllowed(longest);
  return distance(one, other) <= allowed || (allowed > 0 && isSwap(one, other));
}

/** Whether two letters side by side changed places: for an edit distance that is two slips. */
function isSwap(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== [...other][index]);
  const [first = "", second = ""] = [...one].slice(at);
  return one.length === other.length && [...one].toSpliced(at, 2, second, first).join("") === other;
}

/** Whether answers are the same but for slips in their words: numbers and signs are equal, and stand where they should. */
export function isSlipOf(answer: readonly Token[], typed: readonly Token[]): boolean {
  const [ours, theirs] = [runsOf(answer), runsOf(typed)];
  return (
    ours.length === theirs.length &&
    ours.every(({ words, ending }, index) => {
      const run = theirs[index];
      return run !== undefined && run.ending === ending && areSlips(words, run.words);
    })
  );
}

/** The words between numbers and signs, and what each run of them ends with. */
function runsOf(tokens: readonly Token[]) {
  const runs: { words: string[]; ending: string }[] = [{ words: [], ending: "" }];
  for (const token of tokens) {
    const last = runs.at(-1);
    if (token.kind === "word") last?.words.push(keyOfWord(token.text, fold));
    else {
      if (last) last.ending = token.kind === "number" ? String(token.value) : token.text;
      runs.push({ words: [], ending: "" });
    }
  }
  return runs;
}

function areSlips(ours: readonly string[], theirs: readonly string[]): boolean {
  if (ours.length === theirs.length) {
    return ours.every((word, index) => word === theirs[index] || isSlip(word, theirs[index] ?? ""));
  }
  // A space too many or too few, and one slip: more would be another word.
  const [one, other] = [ours.join(""), theirs.join("")];
  return Math.abs(ours.length - theirs.length) === 1 && isSlip(one, other) && distance(one, other) <= 1;
}
