import { asDeck, type Collected, collect, lines, nothingYet } from "./collect.ts";
import { FormatError, type ReadDeck } from "./types.ts";

/** The lines of the rating below an answer, as they are copied from the page. */
const RATING = ["How well did you know this?", "1", "Not at all", "2", "3", "4", "5", "Perfectly"];

const TITLE = /\bflashcards$/i;

/** Where a card begins: the index of its number's line and of its "Q". */
interface Start {
  readonly number: number;
  readonly at: number;
  readonly q: number;
}

/**
 * Reads the text of a deck's page on the confidence-based site, copied from the browser: for each card its number, `Q`,
 * the question, `A`, the answer and the rating, with blank lines between. The rating may be missing. A line such as
 * "Losses Flashcards" before the first card is the title.
 *
 * A number is a card's only where `Q` follows and it continues the count, and the rating is its lines as a whole at
 * the end of an answer, so that numbers in an answer stay there.
 *
 * @throws FormatError where the text has no such card
 */
export function readSite(text: string): ReadDeck {
  const all = text.split("\n");
  const starts = startsOf(all);
  const [first] = starts;
  if (first === undefined) {
    throw new FormatError(
      "No card was found on this page. Copy the whole page of the deck, with the numbers and the lines Q and A.",
    );
  }
  const found = nothingYet();
  const title = titleOf(found, all.slice(0, first.at));
  starts.forEach((start, index) => {
    readCard(found, all, start, starts[index + 1]?.at ?? all.length);
  });
  return asDeck(found, "site", "a page of flashcards", title);
}

/** Whether a text has a numbered `Q` with an `A` after it. */
export function isSite(text: string): boolean {
  const [first] = candidates(text.split("\n"), 1);
  return first !== undefined;
}

/** The lines where a number and then `Q` stand, and `A` somewhere before the next such place. */
function candidates(all: readonly string[], most = Number.POSITIVE_INFINITY): Start[] {
  const found: Start[] = [];
  let numberAt: number | undefined;
  let open: Start | undefined;
  for (let at = 0; at < all.length && found.length < most; at += 1) {
    const line = all[at]?.trim() ?? "";
    if (line === "") continue;
    if (line === "Q" && numberAt !== undefined) open = { number: Number(all[numberAt]), at: numberAt, q: at };
    else if (line === "A" && open !== undefined) {
      found.push(open);
      open = undefined;
    }
    numberAt = /^\d{1,6}$/.test(line) ? at : undefined;
  }
  return found;
}

/** The candidates that continue the count: by one, or by more where the number expected does not follow any more. */
function startsOf(all: readonly string[]): Start[] {
  const found = candidates(all);
  const ahead = new Map<number, number>();
  for (const { number } of found) ahead.set(number, (ahead.get(number) ?? 0) + 1);
  const starts: Start[] = [];
  for (const start of found) {
    ahead.set(start.number, (ahead.get(start.number) ?? 1) - 1);
    const last = starts.at(-1);
    const expected = (last?.number ?? start.number - 1) + 1;
    if (start.number === expected || (start.number > expected && (ahead.get(expected) ?? 0) === 0)) {
      starts.push(start);
    }
  }
  return starts;
}

function readCard(found: Collected, all: readonly string[], start: Start, end: number): void {
  const where = `card ${start.number} of the page (line ${start.at + 1})`;
  const body = all.slice(start.q + 1, end);
  const answerAt = answerLine(body);
  const answer = body.slice(answerAt + 1);
  const { back, after } = withoutRating(answer);
  collect(found, where, { front: body.slice(0, answerAt).join("\n"), back: back.join("\n") });
  if (after > 0) {
    found.skipped.push({
      where: lines(end - after + 1, end),
      why: `it stands after the rating of card ${start.number} and belongs to none`,
    });
  }
}

/** The line `A` below the question: with blank lines around it where there is one, since a question may hold an "A". */
function answerLine(body: readonly string[]): number {
  const blank = (at: number) => (body[at]?.trim() ?? "") === "";
  const question = body.findIndex((_, at) => !blank(at));
  const marks = body.flatMap((line, at) => (line.trim() === "A" && at > question ? [at] : []));
  return marks.find((at) => blank(at - 1) && blank(at + 1)) ?? marks[0] ?? body.length;
}

/**
 * An answer without its rating, which is whole, or cut off at the end of what was copied; and how many lines follow a
 * whole one.
 */
function withoutRating(answer: readonly string[]): { back: readonly string[]; after: number } {
  const filled = answer.flatMap((line, at) => (line.trim() === "" ? [] : [{ line: line.trim(), at }]));
  const begin = filled.findLastIndex(({ line }) => line === RATING[0]);
  const rating = filled.slice(begin);
  const matches = RATING.findIndex((line, i) => rating[i]?.line !== line);
  const whole = matches === -1;
  if (begin === -1 || !(whole || matches === rating.length)) return { back: answer, after: 0 };
  const next = rating[RATING.length];
  return {
    back: answer.slice(0, filled[begin]?.at),
    after: whole && next !== undefined ? answer.length - next.at : 0,
  };
}

/** The title among what stands before the first card: the line that ends in "Flashcards", or the only one. */
function titleOf(found: Collected, before: readonly string[]): string | undefined {
  const filled = before.map((line) => line.trim()).filter((line) => line !== "");
  const title = filled.find((line) => TITLE.test(line)) ?? (filled.length === 1 ? filled[0] : undefined);
  const others = filled.length - (title === undefined ? 0 : 1);
  if (others > 0) {
    found.skipped.push({ where: lines(1, before.length), why: "it stands before the first card" });
  }
  if (title === undefined || !TITLE.test(title)) return title;
  const name = title.slice(0, -"Flashcards".length).trim();
  return name === "" ? title : name;
}
