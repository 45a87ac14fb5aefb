import { asDeck, collect, lines, nothingYet } from "./collect.ts";
import type { ReadDeck } from "./types.ts";

/**
 * Reads `Q:` and `A:` text, as SuperMemo exports it: each at the beginning of a line, cards between blank lines. A side
 * goes on over the lines that follow, blank ones too, up to the next mark; several `A:` are lines of one answer.
 */
export function readQa(text: string): ReadDeck {
  const found = nothingYet();
  let open: { front: string[]; back: string[] | undefined; first: number; last: number } | undefined;
  const finish = () => {
    if (open === undefined) return;
    const raw = { front: open.front.join("\n"), back: open.back?.join("\n") ?? "" };
    collect(found, lines(open.first, open.last), raw);
  };
  let before: { first: number; last: number } | undefined;
  text.split("\n").forEach((line, index) => {
    const [, mark, rest = ""] = /^ {0,3}([QA]):(.*)$/.exec(line) ?? [];
    const number = index + 1;
    if (mark === "Q") {
      finish();
      open = { front: [rest], back: undefined, first: number, last: number };
    } else if (open === undefined) {
      if (line.trim() !== "") before = { first: before?.first ?? number, last: number };
      return;
    } else if (mark === "A") {
      open.back ??= [];
      open.back.push(rest.trim());
    } else {
      (open.back ?? open.front).push(line);
    }
    if (line.trim() !== "") open.last = number;
  });
  finish();
  if (before !== undefined) {
    found.skipped.unshift({ where: lines(before.first, before.last), why: "it stands before the first Q:" });
  }
  return asDeck(found, "qa", "Q: and A: text");
}

/** Whether a text is of `Q:` and `A:` lines: its first line with text is a question, and an answer follows. */
export function isQa(text: string): boolean {
  return /^\s*Q:/.test(text) && /\n {0,3}A:/.test(text);
}
