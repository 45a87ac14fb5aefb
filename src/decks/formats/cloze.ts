import { MOST_SIDE } from "./clean.ts";
import { mathSpans } from "./math-spans.ts";

/** One card of a text with deletions. */
export interface ClozeCard {
  readonly front: string;
  readonly back: string;
  /** The number of its deletion less one, as Anki numbers the cards of a note. */
  readonly ord: number;
}

/** Anki's own highest number of a deletion is 499; deeper nesting than 8 is text there. */
const MOST_NUMBER = 499;
const DEEPEST = 8;

/** Longer than any text that fits on a card together with its marks and hints; beyond it nothing is looked for. */
const MOST_SOURCE = 5 * MOST_SIDE;

interface Deletion {
  readonly numbers: readonly number[];
  readonly parts: Part[];
  hint: string | undefined;
  /** Where it begins in the text with all deletions revealed. */
  start: number;
}

type Part = string | Deletion;

/**
 * The cards of a Markdown text with Anki's deletions, `{{c1::answer}}` or `{{c1::answer::hint}}`, one card for every
 * number, in the order of the numbers. The front shows **[...]** or **[hint]** for the card's own deletions and the
 * others as plain text; the back shows the card's own in bold. In a formula, where Markdown means nothing, the front
 * has [\dots] or [\text{hint}] and the back no bold. Deletions may be nested (8 deep at most) and share a number, or
 * have several (`{{c1,2::…}}`).
 *
 * The brackets are not escaped: `\[` would open a formula (`mathToText`), and between stars they make no link.
 *
 * @returns none where the text has no deletion, or more text than fits on a card
 */
export function clozeCards(text: string): readonly ClozeCard[] {
  if (text.length > MOST_SOURCE || !/\{\{c\d/.test(text)) return [];
  const parts = parse(text);
  const revealed = reveal(parts, 0);
  if (revealed.length > MOST_SIDE) return [];
  const numbers = [...new Set(allDeletions(parts).flatMap((deletion) => deletion.numbers))].sort(
    (a, b) => a - b,
  );
  const formulas = mathSpans(revealed);
  const inMath = (deletion: Deletion) =>
    formulas.some(({ start, end }) => deletion.start > start && deletion.start < end);
  return numbers.map((number) => ({
    ord: number - 1,
    front: render(parts, number, (deletion) => gap(deletion.hint, inMath(deletion))),
    back: render(parts, number, (deletion) => {
      const answer = render(deletion.parts, 0, () => "");
      return inMath(deletion) ? answer : bold(answer);
    }),
  }));
}

function parse(text: string): Part[] {
  const top: Part[] = [];
  const open: Deletion[] = [];
  const into = () => open.at(-1)?.parts ?? top;
  let at = 0;
  for (const mark of text.matchAll(/\{\{c(\d{1,3}(?:,\d{1,3}){0,9})::|\}\}/g)) {
    const numbers = (mark[1] ?? "").split(",").map(Number);
    const valid = numbers.every((n) => n >= 1 && n <= MOST_NUMBER) && open.length < DEEPEST;
    const opens = mark[1] !== undefined;
    if (opens ? !valid : open.length === 0) continue;
    into().push(text.slice(at, mark.index));
    at = mark.index + mark[0].length;
    if (opens) {
      open.push({ numbers, parts: [], hint: undefined, start: 0 });
    } else {
      const closed = open.pop();
      if (closed !== undefined) into().push(withHint(closed));
    }
  }
  into().push(text.slice(at));
  // What nothing closes is text, its marks included.
  while (open.length > 0) {
    const unclosed = open.pop();
    if (unclosed !== undefined) into().push(`{{c${unclosed.numbers.join(",")}::`, ...unclosed.parts);
  }
  return top;
}

/** What parts answer and hint: not the "::" of a mark that is text because it is nested too deep. */
const HINT = /(?<!\{\{c[\d,]{1,40})::/;

/** Takes the hint, which is what follows the first "::" of its own text after the answer, off a deletion. */
function withHint(deletion: Deletion): Deletion {
  const index = deletion.parts.findIndex((part) => typeof part === "string" && HINT.test(part));
  const part = deletion.parts[index];
  if (typeof part !== "string") return deletion;
  const cut = part.search(HINT);
  const rest = [part.slice(cut + 2), ...deletion.parts.slice(index + 1)];
  deletion.parts.splice(index, deletion.parts.length, part.slice(0, cut));
  deletion.hint = render(rest, 0, () => "").trim();
  return deletion;
}

/** The text with all deletions revealed, noting where each begins. */
function reveal(parts: readonly Part[], from: number): string {
  let out = "";
  for (const part of parts) {
    if (typeof part === "string") out += part;
    else {
      part.start = from + out.length;
      out += reveal(part.parts, part.start);
    }
  }
  return out;
}

function render(parts: readonly Part[], number: number, own: (deletion: Deletion) => string): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      return part.numbers.includes(number) ? own(part) : render(part.parts, number, own);
    })
    .join("");
}

function allDeletions(parts: readonly Part[]): Deletion[] {
  return parts.flatMap((part) => (typeof part === "string" ? [] : [part, ...allDeletions(part.parts)]));
}

function gap(hint: string | undefined, inMath: boolean): string {
  const words = hint === undefined || hint === "" ? undefined : hint;
  if (inMath) return words === undefined ? "[\\dots]" : `[\\text{${words}}]`;
  return bold(`[${words ?? "..."}]`);
}

/** Bold, with the space at its ends outside, where Markdown wants it; as it is where bold would break. */
function bold(text: string): string {
  const inner = text.trim();
  if (inner === "" || /\*\*|\n\s*\n|```/.test(inner)) return text;
  const before = text.slice(0, text.indexOf(inner));
  return `${before}**${inner}**${text.slice(before.length + inner.length)}`;
}
