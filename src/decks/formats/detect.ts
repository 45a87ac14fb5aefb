import { isAnkiText } from "./anki-text-head.ts";
import { isHeader } from "./columns.ts";
import { separatorOf } from "./csv.ts";
import { isJson } from "./json.ts";
import { isQa } from "./qa.ts";
import { isQuizlet } from "./quizlet.ts";
import { isSite } from "./site.ts";
import { readTable } from "./table.ts";
import { FormatError, type FormatId } from "./types.ts";

/** The formats of text that are told apart by their content. */
export type TextFormat = Exclude<FormatId, "anki-package">;

/**
 * The format of a text by its content alone, or undefined where it is none that is known. Formats with marks of their
 * own come first. Text with tabs is Quizlet's where each line is two sides and no quotes are about cells; a table
 * otherwise.
 */
export function detectFormat(text: string): TextFormat | undefined {
  if (isJson(text)) return "json";
  if (isAnkiText(text)) return "anki-text";
  if (isSite(text)) return "site";
  if (isQa(text)) return "qa";
  const separator = separatorOf(text);
  if (separator === "\t" && isPlain(text)) return "quizlet";
  if (separator !== undefined) return "csv";
  return isQuizlet(text) ? "quizlet" : undefined;
}

/** Whether text cut by tabs is of two columns without a header, and without quotes that are about cells. */
function isPlain(text: string): boolean {
  if (/(?:^|\t)"/m.test(text)) return brokenTable(text, "\t");
  const [head = ""] = text.split("\n", 1);
  return !/^[^\t\n]*\t[^\t\n]*\t[^\n]*\S/m.test(text) && !isHeader(head.split("\t"));
}

function brokenTable(text: string, separator: string): boolean {
  try {
    readTable(text, { separator });
    return false;
  } catch (error) {
    if (error instanceof FormatError) return true;
    throw error;
  }
}
