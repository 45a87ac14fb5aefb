import { CsvError, type Options, parse } from "csv-parse/sync";
import { FormatError } from "./types.ts";

/** One record of delimited text. */
export interface Row {
  readonly cells: readonly string[];
  /** The first and last line it stands on, from 1. */
  readonly line: number;
  readonly lastLine: number;
}

/** Bytes of a record, cells in it, and records: above any deck, and low enough that the worst file is refused soon. */
const MOST_RECORD = 100_000;
const MOST_CELLS = 256;
const MOST_ROWS = 50_000;

/** How to read a table. */
export interface TableOptions {
  readonly separator: string;
  /** Whether lines that begin with "#" are comments. */
  readonly comments?: boolean;
  /** The number of the text's first line in its file. */
  readonly firstLine?: number;
}

/**
 * The rows of delimited text by the rules of RFC 4180, with a quote inside a cell that does not begin with one taken
 * as it is. Lines end in "\n". Rows without any text are left out.
 *
 * @throws FormatError naming the line: a quote that nothing closes, more cells or longer records than a deck has
 */
export function readTable(text: string, options: TableOptions): readonly Row[] {
  const { rows, error } = readRows(text, options);
  if (error !== undefined) throw error;
  return rows;
}

/** The first rows, at most `most`, up to where the text breaks the rules, if it does. Throws nothing. */
export function firstRows(text: string, options: TableOptions, most: number): readonly Row[] {
  return readRows(text, options, most).rows;
}

function readRows(
  text: string,
  { separator, comments = false, firstLine = 1 }: TableOptions,
  most?: number,
): { rows: readonly Row[]; error?: FormatError } {
  const rows: Row[] = [];
  // The line after the last whole record: where one that cannot be read begins, or the blank lines before it.
  let next = firstLine;
  const settings: Options<string[], string[]> = {
    delimiter: separator,
    record_delimiter: "\n",
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MOST_RECORD,
    skip_empty_lines: true,
    ...(most !== undefined && { to: most }),
    ...(comments && { comment: "#", comment_no_infix: true }),
    on_record: (cells, info) => {
      const lastLine = firstLine - 1 + info.lines;
      const line = lastLine - cells.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0);
      if (cells.length > MOST_CELLS) throw tooManyCells(line, cells.length);
      if (info.records > MOST_ROWS) throw tooManyRows();
      if (cells.some((cell) => cell.trim() !== "")) rows.push({ cells, line, lastLine });
      next = lastLine + 1;
      return null;
    },
  };
  try {
    parse(text, settings);
    return { rows };
  } catch (error) {
    return { rows, error: explain(error, next) };
  }
}

function tooManyCells(line: number, cells: number): FormatError {
  return new FormatError(
    `Line ${line} has ${cells.toLocaleString("en")} columns; a deck has a handful. Keep the columns of question and answer.`,
  );
}

function tooManyRows(): FormatError {
  return new FormatError(
    `This file has more than ${MOST_ROWS.toLocaleString("en")} lines of cards. Split it into smaller decks.`,
  );
}

function explain(error: unknown, line: number): FormatError {
  if (error instanceof FormatError) return error;
  if (!(error instanceof CsvError)) throw error;
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return new FormatError(
      `The quote (") that opens in the card at line ${line} is never closed. Close it, or double it if it belongs to the text.`,
    );
  }
  if (error.code === "CSV_MAX_RECORD_SIZE") {
    return new FormatError(
      `The card at line ${line} is longer than ${MOST_RECORD.toLocaleString("en")} bytes. Close a quote (") left open there, or put each card on a line of its own.`,
    );
  }
  return new FormatError(
    `Line ${line} cannot be read as a table: ${error.message}. Correct it and try again.`,
  );
}
