import { cleanCard, isSkipped, type RawCard, withoutImages } from "./clean.ts";
import { FormatError, type FormatId, type ImportedCard, type ReadDeck, type Skipped } from "./types.ts";

/** Beyond so many cards, skipped ones among them, nobody needs to know how many more there are. */
const MOST_COLLECTED = 50_000;

/** What a reader of text has found so far. */
export interface Collected {
  readonly cards: ImportedCard[];
  readonly skipped: Skipped[];
  readonly leftOut: Map<string, number>;
}

/** Nothing found yet. */
export function nothingYet(): Collected {
  return { cards: [], skipped: [], leftOut: new Map() };
}

/**
 * Adds a card, or the reason why it is skipped. References to images become their alt text: text holds no image.
 *
 * @throws FormatError at far more cards than a deck holds
 */
export function collect(into: Collected, where: string, raw: RawCard): void {
  if (into.cards.length + into.skipped.length >= MOST_COLLECTED) {
    const most = MOST_COLLECTED.toLocaleString("en");
    throw new FormatError(`This file has more than ${most} cards. Split it into smaller decks.`);
  }
  const plain = (text: string) => withoutImages(text, into.leftOut);
  const result = cleanCard(
    { ...raw, front: plain(raw.front), back: plain(raw.back), hint: raw.hint && plain(raw.hint) },
    where,
    into.leftOut,
  );
  if (isSkipped(result)) into.skipped.push(result);
  else into.cards.push(result);
}

/** The collected cards as a deck without images. */
export function asDeck(found: Collected, format: FormatId, detail: string, title?: string): ReadDeck {
  return { ...found, format, detail, title, description: undefined, images: new Map() };
}

/** Line numbers for people: "line 3", "lines 3 to 5". */
export function lines(first: number, last: number): string {
  return first >= last ? `line ${first}` : `lines ${first} to ${last}`;
}
