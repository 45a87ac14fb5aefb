import { cleanTitle, count } from "./clean.ts";
import type { Row } from "./table.ts";

/** What a column of a table holds. "own" are the learner's own ratings in our exports, which no card holds. */
export type Role = "front" | "back" | "hint" | "tags" | "accepts" | "source" | "image" | "own";

/** The columns of the learner's own ratings in our exports. */
export const OWN_RATINGS = [
  "my_rating",
  "my_due",
  "my_stability",
  "my_difficulty",
  "my_reviews",
  "my_lapses",
  "my_reviewed_at",
] as const;

const NAMES: Readonly<Record<Exclude<Role, "own">, readonly string[]>> = {
  front: ["front", "question", "term", "prompt", "word", "q", "front side", "text"],
  back: ["back", "answer", "definition", "response", "translation", "meaning", "a", "back side"],
  hint: ["hint", "hints", "clue"],
  tags: ["tags", "tag", "labels"],
  accepts: ["accepts", "accepted answers", "accepted answer", "accepted", "alternatives", "synonyms"],
  source: ["source", "guid"],
  image: ["image", "images", "picture", "image url"],
};

const ROLES: ReadonlyMap<string, Role> = new Map(
  Object.entries(NAMES).flatMap(([role, names]) => names.map((name) => [name, role as Role] as const)),
);

/** What a column's name says it holds, whatever its case and the kind of space in it. */
function roleOf(name: string): Role | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ");
  return (
    ROLES.get(plain) ?? (OWN_RATINGS.some((own) => own.replaceAll("_", " ") === plain) ? "own" : undefined)
  );
}

/** The column of each role, the first where several have one. */
export function columnsOf(names: readonly string[]): ReadonlyMap<Role, number> {
  const columns = new Map<Role, number>();
  names.forEach((name, column) => {
    const role = roleOf(name);
    if (role !== undefined && !columns.has(role)) columns.set(role, column);
  });
  return columns;
}

/** Whether a row names columns, a question's and an answer's among them, and so is no card. */
export function isHeader(cells: readonly string[]): boolean {
  const columns = columnsOf(cells);
  return columns.has("front") && columns.has("back");
}

/**
 * Whether a column tells cards apart: all that it holds differ. A "source" that is the same for many cards says where
 * they were taken from, and would make them one.
 */
export function isIdentity(rows: readonly Row[], column: number): boolean {
  const filled = rows.map(({ cells }) => cells[column]?.trim() ?? "").filter((cell) => cell !== "");
  return new Set(filled).size === filled.length;
}

/** Counts the filled cells of columns that nothing is made of, by the column's name or number. */
export function countUnused(
  leftOut: Map<string, number>,
  rows: readonly Row[],
  used: ReadonlySet<number>,
  names: readonly string[],
): void {
  const filled: number[] = [];
  for (const { cells } of rows) {
    cells.forEach((cell, column) => {
      if (cell.trim() !== "") filled[column] = (filled[column] ?? 0) + 1;
    });
  }
  filled.forEach((cells, column) => {
    const name =
      cleanTitle(names[column] ?? "")
        ?.slice(0, 40)
        .toWellFormed() ?? "";
    if (used.has(column) || roleOf(name) === "own") return;
    if (roleOf(name) === "image") count(leftOut, "image", cells);
    else count(leftOut, name === "" ? `column ${column + 1}` : `column “${name}”`, cells);
  });
}

/**
 * Several answers in one cell: "log loss | cross-entropy", or with semicolons. A backslash before "|", ";" or "\"
 * takes that character as it is.
 */
export function splitAccepts(cell: string): string[] {
  const answers = [""];
  for (const [piece, kept] of cell.matchAll(/\\([\\|;])|[|;]|[^\\|;]+|\\/g)) {
    if (piece === "|" || piece === ";") answers.push("");
    else answers.push((answers.pop() ?? "") + (kept ?? piece));
  }
  return answers.map((answer) => answer.trim()).filter((answer) => answer !== "");
}

/** What `splitAccepts` takes apart into the same answers. */
export function joinAccepts(accepts: readonly string[]): string {
  return accepts.map((answer) => answer.replace(/[\\|;]/g, "\\$&")).join(" | ");
}

/** Tags in one cell, between spaces, commas, semicolons or bars, as they stand there. */
export function splitTags(cell: string): string[] {
  return cell.split(/[\s,;|]+/).filter((tag) => tag !== "");
}
