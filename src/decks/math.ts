import { spanReader } from "./spans.ts";
import { texToText } from "./tex.ts";

/**
 * Markdown for a Discord message, with the TeX math in it (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`, and Anki's `[$]…[/$]`,
 * `[$$]…[/$$]`, `[latex]…[/latex]`) as readable Unicode text.
 *
 * - An opening `$` has no space after it; a closing one has no space before it and no digit after it (the rule of
 *   Pandoc's extension tex_math_dollars), so "$5 and $6" stays as it is. `\$` is a dollar sign.
 * - Code and everything else around math is left alone. No formula crosses a blank line.
 * - Display math goes on a line of its own.
 * - What comes out of math cannot act as Discord Markdown: its special characters are escaped.
 * - TeX that cannot be converted stays as its source, in inline code. Nothing throws.
 */
export function mathToText(markdown: string): string {
  const spanAt = spanReader(markdown);
  const out: Output = { done: "", line: "", last: "" };
  let at = 0;
  while (at < markdown.length) {
    const span = spanAt(at);
    if (span.kind === "plain") {
      write(out, markdown.slice(at, span.end));
      at = span.end;
      continue;
    }
    const text = beside(out.last, markdown.charAt(span.end), convert(span.tex));
    if (span.display) at = writeOnOwnLine(out, markdown, span.end, text);
    else {
      write(out, text);
      at = span.end;
    }
  }
  return out.done + out.line;
}

/** What is written so far. To look into one growing string again and again would copy it each time. */
interface Output {
  done: string;
  /** What stands after the last line break. */
  line: string;
  /** The last character. */
  last: string;
}

function write(out: Output, text: string): void {
  const broken = text.lastIndexOf("\n") + 1;
  if (broken > 0) {
    out.done += out.line + text.slice(0, broken);
    out.line = "";
  }
  out.line += text.slice(broken);
  out.last = text.at(-1) ?? out.last;
}

/** A formula of more characters fills pages and is drawn by nobody: it stays as its source. */
const MOST_TEX = 2_000;

/** `texToText` of a formula of at most 2,000 characters; undefined for a longer one. */
export const formulaText = (tex: string): string | undefined =>
  tex.length <= MOST_TEX ? texToText(tex) : undefined;

/**
 * Whether a formula that has no `formulaText` cannot be drawn either, whatever commands TeX may know: it is too long,
 * or a brace, `\left` or `\begin` lacks its counterpart. A comment or a definition may hide one.
 */
export function isBroken(tex: string): boolean {
  if (tex.length > MOST_TEX) return true;
  if (/%|\\(?:verb|def|let|(?:re)?new(?:command|environment))(?![A-Za-z])/.test(tex)) return false;
  const open = new Map<string, number>();
  for (const [token] of tex.matchAll(/\\(?:[A-Za-z]+|[\s\S])|[{}]/g)) {
    const step = STEPS.get(token);
    if (step === undefined) continue;
    const count = (open.get(step.of) ?? 0) + step.by;
    if (count < 0) return true;
    open.set(step.of, count);
  }
  return [...open.values()].some((count) => count > 0);
}

/** What opens and closes in TeX. */
const STEPS = new Map(
  [
    ["{", "}"],
    ["\\left", "\\right"],
    ["\\begin", "\\end"],
  ].flatMap(([opening = "", closing = ""]) => [
    [opening, { of: opening, by: 1 }],
    [closing, { of: opening, by: -1 }],
  ]),
);

function convert(tex: string): string {
  const text = formulaText(tex);
  return text === undefined || text === "" ? texAsCode(tex) : escapeMarkdown(text);
}

/** The source as inline code. Between two bars or back-ticks a space, which TeX ignores, keeps Discord from seeing more. */
export function texAsCode(tex: string): string {
  const source = tex
    .trim()
    .replace(/\s+/g, " ")
    .replace(/([`|])(?=\1)/g, "$1 ");
  return source.includes("`") ? `\`\` ${source} \`\`` : `\`${source}\``;
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*_~|`#]/g, "\\$&")
    .replace(/<(?! )/g, "\\<")
    .replace(/^[->]/, "\\$&");
}

/** A hair space where an escaped character would join the same one outside: Discord looks for "||" before escapes. */
function beside(before: string, after: string, text: string): string {
  const apart = (outside: string, inside: string) =>
    outside === inside && "|*_~`".includes(inside) ? "\u200a" : "";
  const first = text.replace(/^\\/, "").charAt(0);
  return apart(before, first) + text + apart(after, text.charAt(text.length - 1));
}

/**
 * Puts display math on a line of its own, together with a punctuation mark that follows it.
 *
 * @returns the position at which the text goes on
 */
function writeOnOwnLine(out: Output, markdown: string, end: number, text: string): number {
  // In a quote or a list, what stands before is no text, and the line belongs to it.
  if (!/^\s*(?:(?:>|[-*+]|\d+\.)\s+)*$/.test(out.line)) {
    out.line = out.line.trimEnd();
    write(out, "\n");
  }
  const mark = match(/[.,;:!?](?=\s|$)/y, markdown, end) ?? "";
  const rest = end + mark.length;
  const gap = match(/[ \t]*/y, markdown, rest)?.length ?? 0;
  const next = markdown[rest + gap];
  const broken = next === undefined || next === "\n" || next === "\r" ? "" : "\n";
  write(out, text + mark + broken);
  return rest + gap;
}

function match(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
