import type { ImportedCard, Skipped } from "./types.ts";

/** Limits of a card, in UTF-16 units, and of how many there may be: those of `Card` and of a deck. */
export const MOST_SIDE = 4000;
const MOST_HINT = 1000;
export const MOST_TAGS = 10;
export const MOST_TAG = 32;
const MOST_ACCEPTS = 10;
const MOST_ACCEPTED = 100;
const MOST_SOURCE = 100;
const MOST_TITLE = 100;
export const MOST_CARDS = 10_000;

/**
 * What `IMAGE_REFERENCE` matches, and, without an id, what only begins so: that is passed over as a whole instead of
 * being searched again from each "![" in it, which would take time with the square of the text's length.
 */
const REFERENCE = /!\[((?:\\.|[^\]\\\n])*)(?:\]\(image:([0-9a-f]{24}\.(?:png|jpg|gif|webp))\))?/g;

/** A card as a reader finds it, before it is known to be within the limits. */
export interface RawCard {
  readonly front: string;
  readonly back: string;
  readonly hint?: string | undefined;
  /** As in the file: any case, any characters. */
  readonly tags?: readonly string[] | undefined;
  readonly accepts?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly path?: readonly string[] | undefined;
}

/**
 * A card within the limits of `Card`, or why there is none. Text is cleaned (`cleanText`), tags become lower-case
 * words, an empty hint is no hint. A side or hint that is too long is a reason to skip the card, so that nothing is
 * ever cut. Tags and accepted answers that do not fit are left out and counted in `leftOut` as "tag" and "accepted
 * answer", a source that does not fit as "card id": a card without its eleventh tag is still the card.
 *
 * @param where the card's place in the file, for `Skipped`
 */
export function cleanCard(
  raw: RawCard,
  where: string,
  leftOut: Map<string, number> = new Map(),
): ImportedCard | Skipped {
  const front = cleanText(raw.front);
  const back = cleanText(raw.back);
  const hint = cleanText(raw.hint ?? "");
  if (isBlank(front)) return { where, why: "the question is empty" };
  if (isBlank(back)) return { where, why: "the answer is empty" };
  const long =
    tooLong("question", front, MOST_SIDE) ??
    tooLong("answer", back, MOST_SIDE) ??
    tooLong("hint", hint, MOST_HINT);
  if (long !== undefined) return { where, why: long };
  const accepts = fitting(
    raw.accepts ?? [],
    oneLine,
    MOST_ACCEPTED,
    MOST_ACCEPTS,
    "accepted answer",
    leftOut,
  );
  const [source] = fitting([raw.source ?? ""], cleanText, MOST_SOURCE, 1, "card id", leftOut);
  return {
    front,
    back,
    ...(!isBlank(hint) && { hint }),
    tags: fitting(raw.tags ?? [], cleanTag, MOST_TAG, MOST_TAGS, "tag", leftOut),
    ...(accepts.length > 0 && { accepts }),
    ...(source !== undefined && { source }),
    path: (raw.path ?? []).map(cleanTitle).filter((title) => title !== undefined),
  };
}

/** A form has an accepted answer a line. */
const oneLine = (text: string) => cleanText(text).replace(/\s+/g, " ");

/** Whether `cleanCard` gave a reason instead of a card. */
export function isSkipped(result: ImportedCard | Skipped): result is Skipped {
  return "why" in result;
}

/**
 * Text as cards hold it: lines end in "\n", no control characters but that and the tab, no byte order mark, a lone
 * surrogate is U+FFFD, no space at the ends. Cleaning twice changes nothing more.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]|\ufeff/gu, "")
    .trim();
}

/** Whether a person would see nothing: only space and characters that are not drawn. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}\u2800\u3164\u115f\u1160]*$/u.test(text);
}

/**
 * A tag as deck.ts demands it: lower-case letters, marks and digits, with one "-" where there was anything else, such
 * as in Anki's "Bones::Hand". Empty where nothing is left.
 */
export function cleanTag(tag: string): string {
  return tag
    .toWellFormed()
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** A title on one line of at most 100 characters, the last one "…" where it was longer; undefined where empty. */
export function cleanTitle(title: string): string | undefined {
  const line = cleanText(title).replace(/\s+/g, " ");
  if (isBlank(line)) return undefined;
  if (line.length <= MOST_TITLE) return line;
  // A character of two units that is cut in half would be a lone surrogate.
  return `${line.slice(0, MOST_TITLE - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/**
 * Text without references to images, which a text file cannot bring along: their alt text in brackets, "[image]"
 * where there is none. Each is counted in `leftOut` as "image".
 *
 * @param held images that come along after all: references to them stay
 */
export function withoutImages(
  text: string,
  leftOut: Map<string, number> = new Map(),
  held: ReadonlyMap<string, unknown> = new Map(),
): string {
  return text.replace(REFERENCE, (reference, alt: string, id: string | undefined, at: number) => {
    if (id === undefined || held.has(id)) return reference;
    count(leftOut, "image");
    const shown = alt.replace(/\\([\\[\]])/g, "$1").trim();
    // "[alt](…" would be a link to what follows.
    const apart = text[at + reference.length] === "(" ? " " : "";
    return `[${shown === "" ? "image" : shown}]${apart}`;
  });
}

/** The ids of the images that a text refers to. */
export function imageIds(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, , id]) => id ?? []);
}

/** Adds to what is left out under a name. */
export function count(leftOut: Map<string, number>, name: string, more = 1): void {
  if (more > 0) leftOut.set(name, (leftOut.get(name) ?? 0) + more);
}

function tooLong(what: string, text: string, most: number): string | undefined {
  if (text.length <= most) return undefined;
  const [has, may] = [text.length, most].map((n) => n.toLocaleString("en"));
  return `the ${what} is ${has} characters long; at most ${may} fit on a card`;
}

/** The first `most` different ones that are not empty nor longer than `length`; the others that are not empty count. */
function fitting(
  raw: readonly string[],
  clean: (text: string) => string,
  length: number,
  most: number,
  name: string,
  leftOut: Map<string, number>,
): string[] {
  const all = [...new Set(raw.map(clean))].filter((text) => !isBlank(text));
  const kept = all.filter((text) => text.length <= length).slice(0, most);
  count(leftOut, name, all.length - kept.length);
  return kept;
}
