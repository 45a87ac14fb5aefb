import type { Deck } from "../decks/deck.ts";
import type { FormatId, ImportedCard, ReadOptions, Skipped } from "../decks/formats/types.ts";
import type { OwnReviews } from "../decks/formats/write.ts";

/** A piece of what a file holds, in the order of its cards; images come after all cards. */
export type Part =
  | {
      readonly kind: "cards";
      /** A JSON array of `ImportedCard`, in UTF-8. */
      readonly json: Buffer;
      /** How many they are, 1 to 250. */
      readonly count: number;
    }
  | {
      readonly kind: "image";
      /** See `imageId`. */
      readonly id: string;
      readonly bytes: Buffer;
    };

/** What a file holds, but for its parts. */
export interface ReadSummary {
  readonly format: FormatId;
  /** How the format was written, for people. */
  readonly detail: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly cards: number;
  /** The first 200. */
  readonly skipped: readonly Skipped[];
  readonly skippedInAll: number;
  /** Things left out on purpose, with how many. */
  readonly leftOut: readonly (readonly [string, number])[];
  /** The first 3 cards. */
  readonly samples: readonly ImportedCard[];
  /** The different subdecks in the order of their first cards, the first 500, with how many cards lie in each. */
  readonly paths: readonly { readonly path: readonly string[]; readonly cards: number }[];
  /** Of all parts' JSON. */
  readonly textBytes: number;
  readonly imageBytes: number;
  readonly images: number;
}

/** A deck that is to become a file. */
export interface WriteJob {
  readonly format: Extract<FormatId, "csv" | "anki-text" | "anki-package" | "json">;
  readonly deck: Deck;
  /** By `imageId`; formats of text leave them out. */
  readonly images: ReadonlyMap<string, Uint8Array>;
  /** Where the learner stands with the cards; Anki text has no room for it. */
  readonly extra?: OwnReviews;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The heads of the frames that go to the process, in this order: one `read`; or `write`, and so on until `end`. */
export type ToChild =
  /** The body is the file. */
  | { readonly kind: "read"; readonly options: ReadOptions }
  | ({ readonly kind: "write"; readonly deck: Omit<Deck, "cards"> } & Pick<WriteJob, "format" | "now">)
  /** The body is the JSON of `WrittenCards`. */
  | { readonly kind: "cards" }
  | { readonly kind: "image"; readonly id: string }
  | { readonly kind: "end" }
  /** The part that came last is dealt with. */
  | { readonly kind: "next" };

/** The heads of the frames that come from the process: parts, each to be answered by `next`, then one of the others. */
export type FromChild =
  | { readonly kind: "cards"; readonly count: number }
  | { readonly kind: "image"; readonly id: string }
  | { readonly kind: "read"; readonly summary: ReadSummary }
  /** The body is the file. */
  | { readonly kind: "written" }
  /** Whether the file is to blame, and, of a text, whether no format was recognised in it. */
  | { readonly kind: "error"; readonly what: "bug" | "format" | "unknown"; readonly message: string };

/** Where a learner stands with one card. */
export type Review = OwnReviews extends ReadonlyMap<number, infer One> ? One : never;

/** Some cards of a deck that is to be written, and the entries of `WriteJob.extra` that are theirs. */
export interface WrittenCards {
  readonly cards: Deck["cards"];
  readonly extra: readonly (readonly [number: number, review: Review])[];
}
