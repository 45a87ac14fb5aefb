import { asDeck, collect, lines, nothingYet } from "./collect.ts";
import type { ReadDeck, Separators } from "./types.ts";

/** What Quizlet's export puts between the sides of a card and between cards, where nobody chose otherwise. */
const QUIZLET_SEPARATORS: Separators = { side: "\t", card: "\n" };

/**
 * Reads the text of Quizlet's export: cards between one separator, term and definition between another; no quotes, no
 * escapes. Where cards end with their line, a line without the other separator goes on with the definition before it,
 * which is how an export shows a definition of several lines; otherwise it is skipped.
 */
export function readQuizlet(text: string, separators: Separators = QUIZLET_SEPARATORS): ReadDeck {
  const found = nothingYet();
  const byLine = separators.card === "\n";
  let line = 1;
  let open: { raw: { front: string; back: string }; first: number; last: number } | undefined;
  const finish = () => {
    if (open !== undefined) collect(found, lines(open.first, open.last), open.raw);
    open = undefined;
  };
  for (const piece of text.split(separators.card)) {
    const first = line + (/^\n*/.exec(piece)?.[0].length ?? 0);
    const last = line + piece.trimEnd().split("\n").length - 1;
    line += (piece + separators.card).split("\n").length - 1;
    const cut = piece.indexOf(separators.side);
    if (cut !== -1) {
      finish();
      const back = piece.slice(cut + separators.side.length);
      open = { raw: { front: piece.slice(0, cut), back }, first, last };
    } else if (byLine && open !== undefined) {
      open.raw.back += `\n${piece}`;
      if (piece.trim() !== "") open.last = last;
    } else if (piece.trim() !== "") {
      finish();
      const name = separators.side === "\t" ? "tab" : `“${separators.side}”`;
      found.skipped.push({ where: lines(first, last), why: `it has no ${name} between question and answer` });
    }
  }
  finish();
  return asDeck(found, "quizlet", "Quizlet text");
}

/** Whether at least half of the lines with text hold a tab between text. */
export function isQuizlet(text: string): boolean {
  const filled = text.split("\n").filter((line) => line.trim() !== "");
  return filled.filter((line) => /\S\t\s*\S/.test(line)).length * 2 >= filled.length && filled.length > 0;
}
