import { createHash } from "node:crypto";
import { shareOf, wordsIn } from "./grading/words.ts";
import { grade } from "./grading.ts";

/** A card whose back may be a choice. */
export interface Choosable {
  readonly number: number;
  readonly tags: readonly string[];
  /** As it is written; a first look goes by its length. */
  readonly back: string;
}

/** A card's texts, without Markdown. */
export interface ChoiceTexts {
  readonly front: string;
  readonly back: string;
  readonly accepts: readonly string[];
}

/** Choices a question has. */
export const CHOICES = 4;

/** So many cards of a deck are looked at, and so many of those are read. */
const MOST_SEEN = 1000;
const MOST_READ = 40;

/** Out of so many plausible ones chance takes three, so that the same card does not always have the same company. */
const MOST_PLAUSIBLE = 5;

/** Beside the best three, one may come into the draw that is no less plausible than the third by more than this. */
const MARGIN = 0.5;

/** What says so much of another text's words may say the same. */
const PARAPHRASE = 0.6;

/** Up to this length backs are compared as typed answers are. Characters. */
const SHORT = 60;

/**
 * The choices for a card: its own back among three others of its deck that are near in tags, length and wording, and
 * that say something else as far as can be told.
 *
 * @param read gives the texts of a card; the same ones each time
 * @param seed the same seed gives the same choices in the same order
 * @returns numbers of cards in the order in which they are shown; undefined where the deck has too few different backs
 */
export function choicesFor<T extends Choosable>(
  card: T,
  deck: readonly T[],
  read: (card: T) => ChoiceTexts,
  seed: string,
): readonly number[] | undefined {
  const lot = lotOf(`${seed}:${card.number}`);
  const right = readChoice(card, read);
  const pool = firstLook(card, deck, lot(card.number))
    .map((other) => readChoice(other, read))
    .map((choice) => ({ choice, score: plausibility(right, choice) }))
    .sort((a, b) => b.score - a.score || a.choice.card.number - b.choice.card.number);
  const plausible: Choice[] = [];
  let least = -Infinity;
  for (const { choice, score } of pool) {
    if (plausible.length >= MOST_PLAUSIBLE || score < least) break;
    if ([right, ...plausible].every((one) => saysOther(one, choice))) plausible.push(choice);
    if (plausible.length === CHOICES - 1) least = score - MARGIN;
  }
  if (right.texts.back === "" || plausible.length < CHOICES - 1) return undefined;
  const drawn = plausible
    .map((choice) => choice.card.number)
    .sort((a, b) => lot(a) - lot(b) || a - b)
    .slice(0, CHOICES - 1);
  // Another lot than the one by which they were drawn: that would say something of who is the odd one out.
  const place = lotOf(`${seed}:${card.number}:place`);
  return [card.number, ...drawn].sort((a, b) => place(a) - place(b) || a - b);
}

/** Draws lots: a number for each card that nobody can tell beforehand, and that stays the same. */
const lotOf = (seed: string) => (number: number) =>
  createHash("sha256").update(`${seed}:${number}`).digest().readUInt32BE();

interface Choice {
  readonly card: Choosable;
  readonly texts: ChoiceTexts;
  /** The words of both sides. */
  readonly back: readonly string[];
  readonly front: readonly string[];
}

function readChoice<T extends Choosable>(card: T, read: (card: T) => ChoiceTexts): Choice {
  const texts = read(card);
  return { card, texts, back: wordsIn(texts.back), front: wordsIn(texts.front) };
}

/**
 * The cards that look plausible by tags and length alone. Of a large deck, those around the card, which are most likely
 * of its subject; of equals, those after a place that chance says.
 */
function firstLook<T extends Choosable>(card: T, deck: readonly T[], chance: number): readonly T[] {
  const from = Math.max(0, deck.findIndex(({ number }) => number === card.number) - MOST_SEEN / 2);
  const seen = deck.slice(from, from + MOST_SEEN);
  const start = chance % Math.max(1, seen.length);
  return [...seen.slice(start), ...seen.slice(0, start)]
    .filter(({ number, back }) => number !== card.number && back !== card.back)
    .map((other) => ({
      other,
      score: tagsInCommon(card, other) + likeness(card.back.length, other.back.length),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_READ)
    .map(({ other }) => other);
}

const likeness = (one: number, other: number) => Math.min(one, other) / Math.max(one, other, 1);

function tagsInCommon(one: Choosable, other: Choosable): number {
  const shared = one.tags.filter((tag) => other.tags.includes(tag)).length;
  const all = new Set([...one.tags, ...other.tags]).size;
  return all > 0 ? shared / all : 0;
}

/** Whether two backs say different things, and neither is an answer to the question of the other. */
function saysOther(one: Choice, other: Choice): boolean {
  if (other.texts.back === "") return false;
  if (one.texts.front !== "" && isSame(one.front, other.front)) return false;
  // A card and its reverse: the back is the question.
  if (isSame(one.front, other.back) || isSame(other.front, one.back)) return false;
  if (Math.max(shareOf(one.back, other.back), shareOf(other.back, one.back)) >= PARAPHRASE) return false;
  return !isSaid(other.texts.back, answersTo(one)) && !isSaid(one.texts.back, answersTo(other));
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length > 0 && one.join(" ") === other.join(" ");

const answersTo = ({ texts }: Choice) => [texts.back, ...texts.accepts];

const isSaid = (text: string, answers: readonly string[]) => {
  const short = answers.filter((answer) => answer.length <= SHORT);
  return text.length <= SHORT && grade(text, short).verdict !== "wrong";
};

/** How easily one back is taken for another: the same subject, form, length and words, and those of the question. */
function plausibility(right: Choice, other: Choice): number {
  const wording = (shareOf(other.back, right.back) + shareOf(right.back, other.back)) / 2;
  return (
    2 * tagsInCommon(right.card, other.card) +
    likeness(right.texts.back.length, other.texts.back.length) +
    alikeInForm(formOf(right.texts.back), formOf(other.texts.back)) +
    wording +
    shareOf(right.front, other.back) +
    beginningInCommon(right.front, other.front)
  );
}

/** "Capital of Peru?" and "Capital of Japan?" ask for the same kind of thing. */
function beginningInCommon(one: readonly string[], other: readonly string[]): number {
  const apart = one.findIndex((word, index) => word !== other[index]);
  return Math.min(apart < 0 ? one.length : apart, 2) / 2;
}

/** What a text looks like at first sight: what it begins with, and how a number is written. */
function formOf(text: string): readonly [kind: string, detail: string] {
  const start = text.trim();
  if (/^[-\u2212+]?\p{Sc}?\d/u.test(start)) return ["number", start.replace(/\d/g, "0")];
  const letter = /\p{L}/u.exec(start)?.[0] ?? "";
  const script = /\p{Script=Latin}/u.test(letter) ? "Latin" : letter && "other";
  return [script, `${/\p{Lu}/u.test(letter)} ${/[=∑∫√^₀-₉⁰-⁹]/.test(start)}`];
}

const alikeInForm = (one: ReturnType<typeof formOf>, other: ReturnType<typeof formOf>) =>
  one[0] !== other[0] ? 0 : one[1] === other[1] ? 1 : 0.5;
