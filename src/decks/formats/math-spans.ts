/** One formula in a text. */
export interface MathSpan {
  readonly start: number;
  /** The position after the closing delimiter. */
  readonly end: number;
  /** What stands between the delimiters. */
  readonly tex: string;
  /** The opening delimiter. */
  readonly open: "$" | "$$" | "\\(" | "\\[";
}

const PAIRS = [
  { open: "$$", close: "$$" },
  { open: "$", close: "$" },
  { open: "\\(", close: "\\)" },
  { open: "\\[", close: "\\]" },
] as const;

/**
 * The formulas of a Markdown text in order, by the rules of `mathToText`: none in code, none across a blank line, `$`
 * by the rule of Pandoc's tex_math_dollars. Takes time in proportion to the text, whatever it holds.
 */
export function mathSpans(markdown: string): readonly MathSpan[] {
  const spans: MathSpan[] = [];
  const closings = new Map(PAIRS.map(({ close }) => [close, closingsOf(markdown, close)]));
  const codeEnd = codeEnds(markdown);
  for (let at = 0; at < markdown.length; ) {
    const skipped = codeEnd(at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const pair = PAIRS.find(({ open }) => markdown.startsWith(open, at));
    const span = pair && spanAt(markdown, at, pair.open, closings.get(pair.close)?.(at + pair.open.length));
    if (span !== undefined) {
      spans.push(span);
      at = span.end;
    } else at += markdown[at] === "\\" || markdown.startsWith("$$", at) ? 2 : 1;
  }
  return spans;
}

function spanAt(
  markdown: string,
  start: number,
  open: MathSpan["open"],
  close: number | undefined,
): MathSpan | undefined {
  if (close === undefined) return undefined;
  const tex = markdown.slice(start + open.length, close);
  const end = close + open.length;
  if (tex.trim() === "") return undefined;
  if (open === "$" && (/^\s|\s$/.test(tex) || /\d/.test(markdown.charAt(end)))) return undefined;
  return { start, end, tex, open };
}

/**
 * Where a delimiter next stands unescaped at or after a position, before the first blank line. The scan from one
 * position answers for all up to what it found, which keeps a text of nothing but openings linear.
 */
function closingsOf(markdown: string, delimiter: string): (from: number) => number | undefined {
  let known: { from: number; upTo: number; at: number | undefined } | undefined;
  return (from) => {
    if (known !== undefined && from > known.from && from <= known.upTo) {
      return known.at;
    }
    let at = from;
    let found: number | undefined;
    for (; at < markdown.length; at += 1) {
      if (markdown.startsWith(delimiter, at)) {
        found = at;
        break;
      }
      if (markdown[at] === "\\") at += 1;
      else if (markdown[at] === "\n" && blankAfter(markdown, at)) break;
    }
    known = { from, upTo: at, at: found };
    return found;
  };
}

function blankAfter(markdown: string, newline: number): boolean {
  let at = newline + 1;
  while (markdown[at] === " " || markdown[at] === "\t") at += 1;
  return markdown[at] === "\n";
}

/** Where code that begins at a position ends: back-ticks that as many close, or they alone. Asked in order. */
function codeEnds(markdown: string): (at: number) => number | undefined {
  const runs = Map.groupBy(markdown.matchAll(/`+/g), ([ticks]) => ticks.length);
  const passed = new Map<number, number>();
  return (at) => {
    if (markdown[at] !== "`") return undefined;
    let start = at;
    while (markdown[start] === "`") start += 1;
    const length = start - at;
    const same = runs.get(length) ?? [];
    let next = passed.get(length) ?? 0;
    while ((same[next]?.index ?? start) < start) next += 1;
    passed.set(length, next);
    return (same[next]?.index ?? at) + length;
  };
}
