import { FormatError, type ImportedCard, type ReadDeck } from "../decks/formats/types.ts";
import { MOST_DECK_IMAGE_BYTES } from "../decks/image.ts";
import type { ReadSummary } from "./types.ts";

/** Cards of a part, at most: JSON of so many is made and read in a millisecond or two. */
export const MOST_OF_PART = 250;
/** Characters of the texts of a part's cards, after which no more card is added: for the same reason. */
const PART_TEXT = 128 * 1024;
/** Bytes of what comes out of a file, or of a file that is written. */
export const MOST_RESULT = 24 * 1024 * 1024;

const SKIPPED_SHOWN = 200;
const SAMPLES = 3;
const PATHS_SHOWN = 500;

/** Slices of a list of cards, in their order, each small enough for one part. */
export function* slicesOf<C extends Pick<ImportedCard, "front" | "back" | "hint">>(
  cards: readonly C[],
): Generator<readonly C[]> {
  let start = 0;
  let text = 0;
  for (const [index, { front, back, hint = "" }] of cards.entries()) {
    text += front.length + back.length + hint.length;
    if (text < PART_TEXT && index + 1 - start < MOST_OF_PART) continue;
    yield cards.slice(start, index + 1);
    start = index + 1;
    text = 0;
  }
  if (start < cards.length) yield cards.slice(start);
}

/**
 * What is said of a deck beside its parts.
 *
 * @param textBytes of all parts' JSON
 */
export function summaryOf(deck: ReadDeck, textBytes: number): ReadSummary {
  const { format, detail, title, description, cards, skipped, images, leftOut } = deck;
  const paths = new Map<string, { path: readonly string[]; cards: number }>();
  for (const { path } of cards) {
    const key = JSON.stringify(path);
    const known = paths.get(key);
    if (known) known.cards += 1;
    else if (paths.size < PATHS_SHOWN) paths.set(key, { path, cards: 1 });
  }
  return {
    format,
    detail,
    title,
    description,
    cards: cards.length,
    skipped: skipped.slice(0, SKIPPED_SHOWN),
    skippedInAll: skipped.length,
    leftOut: [...leftOut],
    samples: cards.slice(0, SAMPLES),
    paths: [...paths.values()],
    textBytes,
    imageBytes: bytesOf(images),
    images: images.size,
  };
}

const bytesOf = (images: ReadonlyMap<string, Uint8Array>) =>
  images.values().reduce((sum, { length }) => sum + length, 0);

/**
 * Bytes of a deck's images.
 *
 * @throws FormatError where they are more than a deck may have
 */
export function checkImages(images: ReadonlyMap<string, Uint8Array>): number {
  const bytes = bytesOf(images);
  if (bytes <= MOST_DECK_IMAGE_BYTES) return bytes;
  throw new FormatError(
    `The images in this file take ${inMebibytes(bytes)} together; a deck may have ${inMebibytes(MOST_DECK_IMAGE_BYTES)}. Make them smaller, or split the file into several decks.`,
  );
}

/** @throws FormatError where what came out of a file so far is more than there may be */
export function checkResult(bytes: number): void {
  if (bytes <= MOST_RESULT) return;
  throw new FormatError(
    `The cards and images in this file take more than ${inMebibytes(MOST_RESULT)}, which is the most that is read at a time. Split the file into several decks.`,
  );
}

/** @throws FormatError where a file that was written is larger than it may be */
export function checkFile(bytes: number): void {
  if (bytes <= MOST_RESULT) return;
  throw new FormatError(
    `The file would be ${inMebibytes(bytes)}, and at most ${inMebibytes(MOST_RESULT)} can be sent. Export the deck as CSV, which leaves the images out, or split it.`,
  );
}

/** Rounded up, so that what is over a limit never reads like the limit. */
const inMebibytes = (bytes: number) => `${Math.ceil((bytes / 1024 ** 2) * 10) / 10} MiB`;
