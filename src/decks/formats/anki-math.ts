import { mathSpans } from "./math-spans.ts";

type Delimiters = readonly [open: string, close: string];

const TO_ANKI: Readonly<Record<string, Delimiters>> = { $: ["\\(", "\\)"], $$: ["\\[", "\\]"] };
const FROM_ANKI: Readonly<Record<string, Delimiters>> = { "\\(": ["$", "$"], "\\[": ["$$", "$$"] };

/**
 * Text with its formulas between the delimiters that Anki's MathJax knows, `\(…\)` and `\[…\]` instead of `$…$` and
 * `$$…$$` (Anki manual, "Math & Symbols"). Text that `fromAnkiMath` would not give back as it was stays as it is.
 */
export function toAnkiMath(markdown: string): string {
  const spelled = respelled(markdown, TO_ANKI);
  return fromAnkiMath(spelled) === markdown ? spelled : markdown;
}

/** Text with its formulas between dollars, where they mean the same there. */
export function fromAnkiMath(markdown: string): string {
  const spelled = respelled(markdown, FROM_ANKI);
  if (spelled === markdown) return markdown;
  const formulas = (text: string) => mathSpans(text).map(({ tex }) => tex);
  const before = formulas(markdown);
  const after = formulas(spelled);
  return before.length === after.length && before.every((tex, i) => tex === after[i]) ? spelled : markdown;
}

function respelled(markdown: string, spelling: Readonly<Record<string, Delimiters>>): string {
  let out = "";
  let at = 0;
  for (const { start, end, tex, open } of mathSpans(markdown)) {
    const [before, after] = spelling[open] ?? [];
    if (before === undefined) continue;
    out += `${markdown.slice(at, start)}${before}${tex}${after}`;
    at = end;
  }
  return out + markdown.slice(at);
}
