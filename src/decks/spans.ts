/** A formula, or a stretch of text that holds none. `end` is the position after it. */
export type Span =
  | { readonly kind: "plain"; readonly end: number }
  | { readonly kind: "math"; readonly tex: string; readonly display: boolean; readonly end: number };

/**
 * Finds the formulas of a text, by the rules of `mathToText`. To be asked of positions in ascending order, each the
 * end of the span before it or behind that. Whatever the text holds, all questions together take time in proportion to
 * its length: where a delimiter is closed is found out once for all positions.
 *
 * @returns what stands at a position: code as a whole, a formula that ends at `limit` or before it, or else text
 */
export function spanReader(markdown: string): (at: number, limit?: number) => Span {
  const closings = new Map<string, Int32Array>();
  const codeEnd = codeEnds(markdown);

  function closingOf(delimiter: string, from: number): number {
    let known = closings.get(delimiter);
    if (known === undefined) {
      known = closingsOf(markdown, delimiter);
      closings.set(delimiter, known);
    }
    return known[from] ?? NONE;
  }

  function mathAt(at: number, limit: number): Span | undefined {
    const pair = PAIRS.find(({ open }) => markdown.startsWith(open, at));
    if (pair === undefined) return undefined;
    const start = at + pair.open.length;
    const close = closingOf(pair.close, start);
    const end = close + pair.close.length;
    if (close === NONE || end > limit) return undefined;
    const tex = markdown.slice(start, close);
    if (tex.trim() === "") return undefined;
    if (pair.open === "$" && (/^\s|\s$/.test(tex) || /\d/.test(markdown.charAt(end)))) return undefined;
    if (pair.open === "[latex]") return { kind: "math", ...fromDocument(tex.trim()), end };
    return { kind: "math", tex, display: pair.display, end };
  }

  return (at, limit = markdown.length) => {
    const code = codeEnd(at);
    if (code !== undefined) return { kind: "plain", end: code };
    return mathAt(at, limit) ?? { kind: "plain", end: textEnd(markdown, at) };
  };
}

const PAIRS = [
  { open: "$$", close: "$$", display: true },
  { open: "$", close: "$", display: false },
  { open: "\\(", close: "\\)", display: false },
  { open: "\\[", close: "\\]", display: true },
  { open: "[$$]", close: "[/$$]", display: true },
  { open: "[$]", close: "[/$]", display: false },
  { open: "[latex]", close: "[/latex]", display: true },
] as const;

/** Stands for "nowhere" in a table of positions. */
export const NONE = -1;

/** Where a delimiter next stands unescaped at or after each position, before the first blank line; else `NONE`. */
function closingsOf(markdown: string, delimiter: string): Int32Array {
  const next = new Int32Array(markdown.length + 2).fill(NONE);
  let blankAhead = false;
  for (let at = markdown.length - 1; at >= 0; at -= 1) {
    const character = markdown[at];
    if (markdown.startsWith(delimiter, at)) next[at] = at;
    else if (character === "\\") next[at] = next[at + 2] ?? NONE;
    else if (character !== "\n" || !blankAhead) next[at] = next[at + 1] ?? NONE;
    blankAhead = character === "\n" || (blankAhead && (character === " " || character === "\t"));
  }
  return next;
}

/**
 * Where code that begins at a position ends: inline code or a block, up to as many back-ticks as it begins with; where
 * nothing closes it, those back-ticks alone. Asked in ascending order.
 */
function codeEnds(markdown: string): (at: number) => number | undefined {
  let runs: Map<number, number[]> | undefined;
  return (at) => {
    if (markdown[at] !== "`") return undefined;
    runs ??= runsOfTicks(markdown);
    let start = at;
    while (markdown[start] === "`") start += 1;
    const length = start - at;
    const ahead = runs.get(length) ?? [];
    while ((ahead.at(-1) ?? start) < start) ahead.pop();
    return (ahead.at(-1) ?? at) + length;
  };
}

/** By length, where there are so many back-ticks on end; the last first. */
function runsOfTicks(markdown: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: ticks, index } of [...markdown.matchAll(/`+/g)].reverse()) {
    const same = runs.get(ticks.length);
    if (same === undefined) runs.set(ticks.length, [index]);
    else same.push(index);
  }
  return runs;
}

/**
 * An escape such as "\$" and a "$$" that nothing closes are two characters, so that the second opens nothing. Letters,
 * in which nothing begins, neither a formula nor code nor an image, are taken together.
 */
function textEnd(markdown: string, at: number): number {
  const text = /\\[\s\S]|\$\$|[^\\$[`!]+|[\s\S]/y;
  text.lastIndex = at;
  text.test(markdown);
  return text.lastIndex;
}

const ENCLOSED = [
  { pattern: /^\$\$([^$]+)\$\$$/, display: true },
  { pattern: /^\$([^$]+)\$$/, display: false },
  { pattern: /^\\\[((?:(?!\\\]).)+)\\\]$/s, display: true },
  { pattern: /^\\\(((?:(?!\\\)).)+)\\\)$/s, display: false },
  { pattern: /^\\begin\{(?:displaymath|math)\}(.+)\\end\{(?:displaymath|math)\}$/s, display: true },
];

/** The formula in a piece of a LaTeX document, where math has delimiters and may stand amid text. */
function fromDocument(latex: string): { tex: string; display: boolean } {
  for (const { pattern, display } of ENCLOSED) {
    const tex = pattern.exec(latex)?.[1];
    if (tex !== undefined && tex.trim() !== "") return { tex: tex.trim(), display };
  }
  return { tex: /(?<!\\)\$|\\\(/.test(latex) ? `\\text{${latex}}` : latex, display: true };
}
