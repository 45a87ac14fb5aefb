import { stringify } from "csv-stringify/sync";
import type { Card, Deck } from "../deck.ts";
import { toAnkiMath } from "./anki-math.ts";
import { cleanTitle, withoutImages } from "./clean.ts";
import { joinAccepts, OWN_RATINGS } from "./columns.ts";
import { OWN_COLUMNS, withGuard } from "./csv.ts";

/** Where the learner who exports a deck stands with one card. */
interface OwnReview {
  /** The last rating, 1 to 5. */
  readonly rating: number;
  /** ISO date. */
  readonly due: string;
  /** Days. */
  readonly stability: number;
  /** 1 to 10. */
  readonly difficulty: number;
  readonly reviews: number;
  readonly lapses: number;
  /** ISO date and time. */
  readonly reviewedAt: string;
}

/** By the number of the card; cards never reviewed have none. */
export type OwnReviews = ReadonlyMap<number, OwnReview>;

/**
 * A deck as CSV: UTF-8 with a byte order mark, without which Excel takes it for another encoding; columns as in
 * `OWN_COLUMNS`, then, where `own` is given, those of `OWN_RATINGS`. Tags are joined by spaces, accepted answers by
 * bars.
 *
 * Read again by `readCsv` it holds the same front, back, hint, tags, accepted answers and source of every card; not
 * the deck's title and description, and of images the alt text. A cell that a spreadsheet would take for a formula
 * gets an apostrophe before it (OWASP, "CSV Injection"), which `readCsv` takes off again.
 */
export function toCsv(deck: Deck, own?: OwnReviews): string {
  const header = [...OWN_COLUMNS, ...(own === undefined ? [] : OWN_RATINGS)];
  const rows = deck.cards.map((card) => [
    ...[
      withoutImages(card.front),
      withoutImages(card.back),
      withoutImages(card.hint ?? ""),
      card.tags.join(" "),
      joinAccepts(card.accepts ?? []),
      card.source ?? "",
    ].map(withGuard),
    ...(own === undefined ? [] : ratingsOf(own.get(card.number))),
  ]);
  return stringify([header, ...rows], { bom: true });
}

function ratingsOf(review: OwnReview | undefined): readonly (string | number)[] {
  if (review === undefined) return OWN_RATINGS.map(() => "");
  const { rating, due, stability, difficulty, reviews, lapses, reviewedAt } = review;
  return [rating, due, stability, difficulty, reviews, lapses, reviewedAt];
}

/**
 * A deck as text that Anki imports (Anki manual, "Text Files"): notes of the type Basic, with guids, so that importing
 * a later version updates them. `#html:false`: Anki shows the text as it is, Markdown marks included, with formulas
 * between its own delimiters (`toAnkiMath`) and line breaks kept.
 *
 * Read again by `readAnkiText` it holds the same front, back, hint, tags, accepted answers and source of every card
 * and the deck's title, save that formulas between `\(…\)` come back between dollars, "::" in the title as ":", and
 * of images the alt text. Anki itself leaves the columns after the tags alone: its note type has no such fields.
 */
export function toAnkiText(deck: Deck): string {
  const extras = (
    [
      ["Hint", (card) => plain(card.hint ?? "")],
      ["Accepts", (card) => joinAccepts(card.accepts ?? [])],
      ["Source", (card) => (sourceOf(guidOf(card)) === card.source ? "" : (card.source ?? ""))],
    ] satisfies [string, (card: Card) => string][]
  ).filter(([, cell]) => deck.cards.some((card) => cell(card) !== ""));
  const head = [
    "#separator:tab",
    "#html:false",
    "#notetype:Basic",
    `#deck:${cleanTitle(deck.title.replace(/:{2,}/g, ":")) ?? ""}`,
    `#columns:${["GUID", "Front", "Back", "Tags", ...extras.map(([name]) => name)].join("\t")}`,
    "#guid column:1",
    "#tags column:4",
  ];
  const rows = deck.cards.map((card) => [
    guidOf(card),
    plain(card.front),
    plain(card.back),
    card.tags.join(" "),
    ...extras.map(([, cell]) => cell(card)),
  ]);
  // A row that begins with "#" would be a comment.
  return `${head.join("\n")}\n${stringify(rows, { delimiter: "\t", quoted_match: /^#/ })}`;
}

const plain = (text: string) => toAnkiMath(withoutImages(text));

/** Anki's own guid of a note whose first card this is; else the source itself, which is as unique. */
function guidOf(card: Card): string {
  return card.source?.replace(/:0$/, "") ?? "";
}

function sourceOf(guid: string): string | undefined {
  return guid === "" ? undefined : `${guid}:0`;
}
