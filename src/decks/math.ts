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
  let out = "";
  let at = 0;
  while (at < markdown.length) {
    const span = spanAt(markdown, at);
    at = span.end;
    if (span.kind === "plain") {
      out += span.text;
      continue;
    }
    const text = beside(markdown, out, at, convert(span.tex));
    if (!span.display) out += text;
    else [out, at] = onOwnLine(markdown, out, at, text);
  }
  return out;
}

/** A formula, or a stretch of text that holds none. `end` is the position after it. */
export type Span =
  | { readonly kind: "plain"; readonly text: string; readonly end: number }
  | { readonly kind: "math"; readonly tex: string; readonly display: boolean; readonly end: number };

/** What stands at a position that no earlier span covers: code as a whole, a formula, or else a character or two. */
export function spanAt(markdown: string, at: number): Span {
  const code = codeAt(markdown, at);
  const found = code === undefined ? mathAt(markdown, at) : undefined;
  return found ?? plain(code ?? characterAt(markdown, at), at);
}

/** What stands at a position, read as anything but a formula. */
export function plainAt(markdown: string, at: number): Span {
  return plain(codeAt(markdown, at) ?? characterAt(markdown, at), at);
}

const plain = (text: string, at: number): Span => ({ kind: "plain", text, end: at + text.length });

/** An escape such as "\$" and a "$$" that nothing closes are two characters, so that the second opens nothing. */
const characterAt = (markdown: string, at: number) => match(/\\[\s\S]|\$\$|[\s\S]/y, markdown, at) ?? "";

/** Inline code or a code block that begins here; or, where nothing closes it, the back-ticks that it would begin with. */
function codeAt(markdown: string, at: number): string | undefined {
  if (markdown[at] !== "`") return undefined;
  const ticks = match(/`+/y, markdown, at) ?? "";
  const closing = new RegExp(`(?<!\`)${ticks}(?!\`)`, "g");
  closing.lastIndex = at + ticks.length;
  const end = closing.exec(markdown);
  return end === null ? ticks : markdown.slice(at, end.index + ticks.length);
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

function mathAt(markdown: string, at: number): Span | undefined {
  const pair = PAIRS.find(({ open }) => markdown.startsWith(open, at));
  if (pair === undefined) return undefined;
  const start = at + pair.open.length;
  const close = closingOf(markdown, start, pair.close);
  if (close === undefined) return undefined;
  const tex = markdown.slice(start, close);
  const end = close + pair.close.length;
  if (tex.trim() === "") return undefined;
  if (pair.open === "$" && (/^\s|\s$/.test(tex) || /\d/.test(markdown.charAt(end)))) return undefined;
  if (pair.open === "[latex]") return { kind: "math", ...fromDocument(tex.trim()), end };
  return { kind: "math", tex, display: pair.display, end };
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

/** Where the delimiter next stands unescaped, before the first blank line. */
function closingOf(markdown: string, start: number, delimiter: string): number | undefined {
  for (let at = start; at < markdown.length; at += 1) {
    if (markdown.startsWith(delimiter, at)) return at;
    if (markdown[at] === "\\") at += 1;
    else if (markdown[at] === "\n" && match(/\n[ \t]*\n/y, markdown, at) !== undefined) return undefined;
  }
  return undefined;
}

function convert(tex: string): string {
  const text = texToText(tex);
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
function beside(markdown: string, out: string, end: number, text: string): string {
  const HAIR_SPACE = "\u200a";
  const first = text.replace(/^\\/, "").charAt(0);
  const before = "|*_~`".includes(first) && out.endsWith(first) ? HAIR_SPACE : "";
  const last = text.charAt(text.length - 1);
  const after = "|*_~`".includes(last) && markdown[end] === last ? HAIR_SPACE : "";
  return before + text + after;
}

/** Puts display math on a line of its own, together with a punctuation mark that follows it. */
function onOwnLine(markdown: string, out: string, end: number, text: string): [out: string, at: number] {
  const line = out.slice(out.lastIndexOf("\n") + 1);
  // In a quote or a list, what stands before is no text, and the line belongs to it.
  const begun = /^\s*(?:(?:>|[-*+]|\d+\.)\s+)*$/.test(line) ? out : `${out.trimEnd()}\n`;
  const mark = match(/[.,;:!?](?=\s|$)/y, markdown, end) ?? "";
  const rest = end + mark.length;
  const gap = match(/[ \t]*/y, markdown, rest)?.length ?? 0;
  const next = markdown[rest + gap];
  const broken = next === undefined || next === "\n" || next === "\r" ? "" : "\n";
  return [`${begun}${text}${mark}${broken}`, rest + gap];
}

function match(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
