/**
 * The formats that decks come in and go out as. What a format's reader gives is plain data; numbering the cards,
 * finding those that a deck has already and storing them is up to others.
 */
export type FormatId = "site" | "csv" | "anki-text" | "anki-package" | "quizlet" | "qa" | "json";

/** A card as a file has it. `front`, `back` and `hint` are Discord Markdown with TeX math and references to images. */
export interface ImportedCard {
  readonly front: string;
  readonly back: string;
  readonly hint?: string;
  /** Lower-case words, as in `Card`. */
  readonly tags: readonly string[];
  /** Answers that count as right when typed, beside the back. */
  readonly accepts?: readonly string[];
  /** What the file calls the card, the same in its later versions, at most 100 characters: Anki's guid and template. */
  readonly source?: string;
  /** Titles of the subdecks it lies in, outermost first; empty at the top. */
  readonly path: readonly string[];
}

/** Something of the file that does not become a card, and why. */
export interface Skipped {
  /** "line 12", "note 7", "card 3 of the page". */
  readonly where: string;
  /** A sentence without a full stop, e.g. "the answer is empty". */
  readonly why: string;
}

/** How a delimited text is cut. */
export interface Separators {
  /** Between the sides of a card. */
  readonly side: string;
  /** Between cards. */
  readonly card: string;
}

/** What a person said about a file beside giving it. */
export interface ReadOptions {
  /** The file's name, for a title when the content has none. Nothing else depends on it. */
  readonly name: string;
  /** Set when the person chose the format; otherwise it is told by the content. */
  readonly format?: FormatId;
  /** Set when the person chose them (Quizlet text). */
  readonly separators?: Separators;
}

/** What a file holds. */
export interface ReadDeck {
  readonly format: FormatId;
  /** How the format was written, for people: "CSV, separated by semicolons, Windows-1252". */
  readonly detail: string;
  /** Undefined where the file does not say. */
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly cards: readonly ImportedCard[];
  readonly skipped: readonly Skipped[];
  /** By the id that cards refer to them with, see `imageId`. */
  readonly images: ReadonlyMap<string, Uint8Array>;
  /** Things left out on purpose, with how many: "sound" → 3, "video" → 1, "image too large" → 2. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Why a file cannot be read, with the place, in words for the person who gave it. */
export class FormatError extends Error {
  override readonly name: string = "FormatError";
}

/** A text in which no format was recognised: its owner may know which it is. */
export class UnknownFormatError extends FormatError {
  override readonly name = "UnknownFormatError";
}
