import { asDeck, type Collected, collect, lines, nothingYet } from "./collect.ts";
import {
  columnsOf,
  countUnused,
  isHeader,
  isIdentity,
  type Role,
  splitAccepts,
  splitTags,
} from "./columns.ts";
import { firstRows, type Row, readTable } from "./table.ts";
import { FormatError, type ReadDeck } from "./types.ts";

/** The columns of our own CSV, in their order; columns of the learner's own ratings may follow. */
export const OWN_COLUMNS = ["front", "back", "hint", "tags", "accepts", "source"] as const;

/** The separators that are looked for, and what people call them. */
const SEPARATORS: ReadonlyMap<string, string> = new Map([
  ["\t", "tabs"],
  [",", "commas"],
  [";", "semicolons"],
  ["|", "bars"],
]);

/** So many rows, and characters, tell whether a separator fits. */
const LOOKED_AT = 200;
const LOOKED_AT_CHARACTERS = 400_000;

/**
 * Reads comma-separated values, or with any other separator.
 *
 * With a header (any order, any case; the names are in columns.ts) columns are what it calls them. Without one, the
 * first column is the question and the second the answer; nothing is guessed of others. Columns that are not used are
 * counted in `leftOut`. A row with more filled cells than there are columns is skipped: an unquoted separator has cut
 * its text.
 *
 * @param chosen the separator, where a person chose it
 * @throws FormatError where no separator fits, or the table is broken
 */
export function readCsv(text: string, chosen?: string): ReadDeck {
  const { body, firstLine, separator: declared } = declaration(text);
  const separator = chosen ?? declared ?? separatorOf(body, true);
  if (separator === undefined) {
    const broken = brokenTable(text);
    if (broken !== undefined) throw broken;
    throw new FormatError(
      "No comma, tab, semicolon or bar cuts the lines of this file into question and answer. Put one card on a line, as question,answer with quotes around text that holds a comma.",
    );
  }
  const rows = readTable(body, { separator, firstLine });
  const [head] = rows;
  const header = head !== undefined && isHeader(head.cells);
  const found = nothingYet();
  readRows(found, header ? rows.slice(1) : rows, header ? head.cells : undefined);
  const name = SEPARATORS.get(separator) ?? `“${separator}”`;
  const detail = separator === "," ? "CSV" : separator === "\t" ? "TSV" : `CSV, separated by ${name}`;
  return asDeck(found, "csv", detail);
}

function readRows(found: Collected, rows: readonly Row[], names: readonly string[] | undefined): void {
  const columns = new Map<Role, number>(
    names === undefined
      ? [
          ["front", 0],
          ["back", 1],
        ]
      : columnsOf(names),
  );
  const id = columns.get("source");
  if (id !== undefined && !isIdentity(rows, id)) columns.delete("source");
  columns.delete("image");
  columns.delete("own");
  const own = OWN_COLUMNS.every((name, column) => names?.[column]?.trim() === name);
  const width = names?.length ?? usualWidth(rows);
  const whole = rows.filter((row) => {
    const cells = filledWidth(row);
    if (cells <= width) return true;
    found.skipped.push({
      where: lines(row.line, row.lastLine),
      why: `it has ${cells} cells where there are ${width} columns; put quotes around text that holds the separator`,
    });
    return false;
  });
  for (const row of whole) {
    const cell = (role: Role) => {
      const text = row.cells[columns.get(role) ?? Number.NaN] ?? "";
      return own ? withoutGuard(text) : text;
    };
    collect(found, lines(row.line, row.lastLine), {
      front: cell("front"),
      back: cell("back"),
      hint: cell("hint"),
      tags: splitTags(cell("tags")),
      accepts: splitAccepts(cell("accepts")),
      source: cell("source"),
    });
  }
  countUnused(found.leftOut, whole, new Set(columns.values()), names ?? []);
}

/** A cell that a spreadsheet would take for a formula; our exports put an apostrophe before it. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/** A cell that no spreadsheet takes for a formula, and that `withoutGuard` gives back as it was. */
export function withGuard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Only our own files are read through this: elsewhere an apostrophe is an apostrophe ('-ed is a suffix). */
function withoutGuard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** Excel's first line "sep=;", which says what separates the cells. */
function declaration(text: string): { body: string; firstLine: number; separator?: string } {
  const declared = /^"?sep=([^\n"])"?[ \t]*(?:\n|$)/i.exec(text);
  const separator = declared?.[1];
  if (declared === null || separator === undefined) return { body: text, firstLine: 1 };
  return { body: text.slice(declared[0].length), firstLine: 2, separator };
}

/**
 * The separator that cuts a text into the columns of a deck, or undefined where none does: one that a header confirms,
 * else one that gives the same number of filled cells, at least two, on nearly every line. Prose is no table: a tab
 * fits where most lines have one; quoted cells are a sign, and a separator with space after it is one against, which
 * three lines of equal make that do not end as sentences do can outweigh for a comma and a bar, never for a semicolon.
 *
 * @param wanted whether a person says that it is a table: then space after separators tells nothing
 */
export function separatorOf(text: string, wanted = false): string | undefined {
  const { body, separator: declared } = declaration(text);
  if (declared !== undefined) return declared;
  const sample = body.slice(0, LOOKED_AT_CHARACTERS);
  const candidates = [...SEPARATORS.keys()]
    .filter((separator) => sample.includes(separator))
    .map((separator) => ({ separator, rows: firstRows(sample, { separator }, LOOKED_AT) }));
  const named = candidates.find(({ rows: [head] }) => head !== undefined && isHeader(head.cells));
  return (named ?? candidates.find(({ separator, rows }) => fits(separator, rows, sample, wanted)))
    ?.separator;
}

/**
 * What breaks a text as a table before its first row ends, whatever separates its cells; undefined where nothing does.
 * Of use where no separator fits: a quote left open at the very beginning hides all of them.
 */
export function brokenTable(text: string): FormatError | undefined {
  const { body, firstLine } = declaration(text);
  for (const separator of SEPARATORS.keys()) {
    if (!body.includes(separator) || firstRows(body, { separator }, 1).length > 0) continue;
    try {
      readTable(body, { separator, firstLine });
    } catch (error) {
      if (error instanceof FormatError) return error;
      throw error;
    }
  }
  return undefined;
}

function fits(separator: string, rows: readonly Row[], sample: string, wanted: boolean): boolean {
  const width = usualWidth(rows);
  if (width < 2) return false;
  const even = rows.filter(
    (row) => filledWidth(row) === width && row.cells[0]?.trim() && row.cells[1]?.trim(),
  );
  const share = even.length / rows.length;
  if (separator === "\t") return share >= 0.5;
  const at = separator === "|" ? "\\|" : separator;
  if (new RegExp(`^"|${at}"`, "m").test(sample)) return share >= 0.8;
  if (share < (rows.length < 10 ? 1 : 0.9)) return false;
  const cuts = rows.flatMap(({ cells }) => cells.slice(1));
  const spaced = cuts.filter((cell) => /^\s/.test(cell)).length > cuts.length / 2;
  if (wanted) return true;
  if (!spaced) return rows.length >= 2;
  const sentences = rows.some(
    ({ cells }) => cells.length > width || /[.!?,;:…]\s*$/.test(cells.at(-1) ?? ""),
  );
  return separator !== ";" && rows.length >= 3 && !sentences;
}

/** The number of cells that most rows have, not counting empty ones at the end. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(filledWidth(row), (counts.get(filledWidth(row)) ?? 0) + 1);
  const [usual] = [...counts].sort(([widthA, a], [widthB, b]) => b - a || widthB - widthA);
  return usual?.[0] ?? 0;
}

function filledWidth({ cells }: Row): number {
  return cells.findLastIndex((cell) => cell.trim() !== "") + 1;
}
