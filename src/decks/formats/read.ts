import { readAnkiText } from "./anki-text.ts";
import { cleanTitle, isBlank, MOST_CARDS } from "./clean.ts";
import { brokenTable, readCsv } from "./csv.ts";
import { decodeText } from "./decode.ts";
import { detectFormat, type TextFormat } from "./detect.ts";
import { isJson, readJson } from "./json.ts";
import { readQa } from "./qa.ts";
import { readQuizlet } from "./quizlet.ts";
import { readSite } from "./site.ts";
import { FormatError, type ReadDeck, type ReadOptions, UnknownFormatError } from "./types.ts";

/**
 * Bytes of a file: ten times a deck of 10,000 ordinary cards, and few enough that the worst file is refused within the
 * memory of a small machine. Our own format brings its images along, in Base64.
 */
const MOST_TEXT_BYTES = 4 * 1024 * 1024;
const MOST_JSON_BYTES = 16 * 1024 * 1024;

/** A page of the site has some 20 lines a card. */
const MOST_LINES = 500_000;

const FORMATS =
  "You can bring: CSV or TSV (question,answer on each line); an Anki package (.apkg) or Anki's text export; Quizlet's " +
  "text export; the text of a flashcards page of the confidence-based site; lines that begin with Q: and A:; " +
  "a deck exported from Flashback (JSON).";

/**
 * Reads a deck from the bytes of a text file, in the format that a person chose, or else in the one that its content
 * tells; its name gives the title where the content has none. Packages are read elsewhere (`readAnkiPackage`).
 *
 * @throws FormatError in words for the person: more than 4 MiB (of our own JSON: 16), not text, no known format,
 *   broken, without a single card, or with more cards than a deck holds
 */
export function readText(bytes: Uint8Array, options: ReadOptions): ReadDeck {
  if (bytes.length > MOST_JSON_BYTES) throw tooLarge(MOST_JSON_BYTES);
  const decoded = decodeText(bytes);
  if (bytes.length > MOST_TEXT_BYTES && !isJson(decoded.text)) throw tooLarge(MOST_TEXT_BYTES);
  const text = decoded.text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (hasMoreLines(text, MOST_LINES)) {
    throw new FormatError(
      `This file has more than ${MOST_LINES.toLocaleString("en")} lines. Split it into smaller decks.`,
    );
  }
  if (isBlank(text)) throw new FormatError("This file is empty. Export it again, with the cards in it.");
  const deck = readAs(formatOf(text, options), text, options);
  if (deck.cards.length === 0) throw noCard(deck);
  if (deck.cards.length > MOST_CARDS) {
    const [has, most] = [deck.cards.length, MOST_CARDS].map((n) => n.toLocaleString("en"));
    throw new FormatError(
      `This file holds ${has} cards; a deck holds at most ${most}. Split it into smaller decks.`,
    );
  }
  const title = deck.title ?? titleOfName(options.name);
  return { ...deck, title, detail: `${deck.detail}, ${decoded.encoding}` };
}

function formatOf(text: string, options: ReadOptions): TextFormat {
  if (options.format === "anki-package") {
    throw new FormatError(
      "This file is text, not an Anki package. Choose another format, or let the bot find out.",
    );
  }
  const format = options.format ?? (options.separators === undefined ? detectFormat(text) : "quizlet");
  if (format === undefined) throw brokenTable(text) ?? unknown(text);
  return format;
}

function readAs(format: TextFormat, text: string, { separators }: ReadOptions): ReadDeck {
  switch (format) {
    case "site":
      return readSite(text);
    case "csv":
      return readCsv(text, separators?.side);
    case "anki-text":
      return readAnkiText(text);
    case "quizlet":
      return readQuizlet(text, separators);
    case "qa":
      return readQa(text);
    case "json":
      return readJson(text);
  }
}

/** The name of a file without its ending and with spaces for underscores. */
function titleOfName(name: string): string | undefined {
  return cleanTitle(
    name
      .slice(0, 1000)
      .replace(/\.[a-z0-9]{1,8}$/i, "")
      .replaceAll("_", " "),
  );
}

function hasMoreLines(text: string, most: number): boolean {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at !== -1 && breaks < most; at = text.indexOf("\n", at + 1)) breaks += 1;
  return breaks >= most;
}

function tooLarge(most: number): FormatError {
  return new FormatError(`This file is larger than ${most / 1024 ** 2} MiB. Split it into smaller decks.`);
}

function noCard(deck: ReadDeck): FormatError {
  const [first] = deck.skipped;
  const why = first === undefined ? "it has only a header" : `${first.where}: ${first.why}`;
  const more =
    deck.skipped.length > 1 ? `, and ${(deck.skipped.length - 1).toLocaleString("en")} more such places` : "";
  return new FormatError(
    `No card could be read from this file (${deck.detail}): ${why}${more}. Correct that, or choose another format.`,
  );
}

function unknown(text: string): FormatError {
  const filled = text.split("\n").filter((line) => line.trim() !== "");
  const begins = cleanTitle(filled[0]?.slice(0, 200) ?? "") ?? "";
  const start = begins.length > 60 ? `${begins.slice(0, 59).toWellFormed()}…` : begins;
  const page = /^\s*<(?:!doctype|html|\?xml)/i.test(text)
    ? " It is the source of a web page; copy the page's text instead."
    : "";
  const much = filled.length === 1 ? "one line" : `${filled.length.toLocaleString("en")} lines`;
  return new UnknownFormatError(
    `No deck was recognised in this file. It holds ${much} of text, beginning “${start}”.${page} ${FORMATS} If it is one of these, say which.`,
  );
}
