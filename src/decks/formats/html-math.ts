import { decodeHTML } from "entities";
import { type Holder, withoutMarks } from "./html-marks.ts";

interface Delimiters {
  readonly open: string;
  readonly close: string;
  readonly display: boolean;
  /** Inside is LaTeX of a whole document, which changes into math mode itself. */
  readonly document?: true;
}

/** How Anki's fields mark formulas: MathJax's delimiters, and those of its older LaTeX images. */
const DELIMITERS: readonly Delimiters[] = [
  { open: "\\(", close: "\\)", display: false },
  { open: "\\[", close: "\\]", display: true },
  { open: "[$$]", close: "[/$$]", display: true },
  { open: "[$]", close: "[/$]", display: false },
  { open: "[latex]", close: "[/latex]", display: true, document: true },
];

/** A tag, one of the delimiters above, or a backslash with what it escapes. */
const NEXT = /<\/?[a-zA-Z][^<>]*>|\\[\s\S]|\[\$\$?\]|\[latex\]/gi;
const MATHJAX_TAG = /^<anki-mathjax\b/i;

/**
 * Takes the formulas out of HTML: each is held back as `\(…\)` or `\[…\]`, with its entities decoded and without tags,
 * so that nothing in it is taken for HTML or Markdown. A delimiter that nothing closes stays as text.
 */
export function holdMath(html: string, holder: Holder): string {
  let out = "";
  let at = 0;
  /** Closings that are known not to come any more, so that a text of openings takes linear time. */
  const missing = new Set<string>();
  const next = new RegExp(NEXT);
  for (let found = next.exec(html); found !== null; found = next.exec(html)) {
    const delimiters = delimitersOf(found[0]);
    if (delimiters === undefined || missing.has(delimiters.close)) continue;
    const start = found.index + found[0].length;
    const end = closingOf(html, start, delimiters.close);
    if (end === undefined) {
      missing.add(delimiters.close);
      continue;
    }
    out += html.slice(at, found.index) + formula(html.slice(start, end), delimiters, holder);
    at = end + delimiters.close.length;
    next.lastIndex = at;
  }
  return out + html.slice(at);
}

function delimitersOf(opening: string): Delimiters | undefined {
  if (!MATHJAX_TAG.test(opening)) return DELIMITERS.find(({ open }) => open === opening.toLowerCase());
  return {
    open: opening,
    close: "</anki-mathjax>",
    display: /\bblock\s*=\s*["']?(?:true|1)/i.test(opening),
  };
}

/** Where the closing stands; MathJax reads "\\" and what follows as one, so the ")" of "\\)" closes nothing. */
function closingOf(html: string, start: number, close: string): number | undefined {
  if (!close.startsWith("\\")) {
    const end = html.indexOf(close, start);
    return end === -1 ? undefined : end;
  }
  for (let at = html.indexOf("\\", start); at !== -1; at = html.indexOf("\\", at + 2)) {
    if (html.startsWith(close, at)) return at;
  }
  return undefined;
}

function formula(inner: string, { display, document }: Delimiters, holder: Holder): string {
  const tex = texOf(inner);
  if (tex === "") return "";
  if (document !== true) return holder.hold(display ? `\\[${tex}\\]` : `\\(${tex}\\)`);
  const { tex: unwrapped, display: own } = unwrapDocument(tex);
  return unwrapped === "" ? "" : holder.hold(own ? `\\[${unwrapped}\\]` : `\\(${unwrapped}\\)`);
}

/** TeX out of HTML: line breaks and blocks are space, other tags nothing. A blank line would end the formula. */
function texOf(inner: string): string {
  const text = inner
    .replace(/<(?:br|\/?(?:div|p|li|tr))\b[^<>]*>/gi, "\n")
    .replace(/<\/?[a-zA-Z][^<>]*>/g, "");
  return withoutMarks(decodeHTML(text))
    .replaceAll("\u00a0", " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}

/** What a [latex] element shows, as math: its own math mode is taken off, text around formulas becomes \text. */
function unwrapDocument(tex: string): { tex: string; display: boolean } {
  for (const [open, close, display] of [
    ["\\begin{displaymath}", "\\end{displaymath}", true],
    ["\\begin{math}", "\\end{math}", false],
    ["\\begin{equation*}", "\\end{equation*}", true],
    ["\\begin{equation}", "\\end{equation}", true],
    ["\\[", "\\]", true],
    ["\\(", "\\)", false],
    ["$$", "$$", true],
    ["$", "$", false],
  ] as const) {
    if (!tex.startsWith(open) || !tex.endsWith(close) || tex.length < open.length + close.length) continue;
    const inner = tex.slice(open.length, tex.length - close.length);
    if (!inner.includes("$") && !inner.includes(close)) return { tex: inner.trim(), display };
  }
  if (!tex.includes("$")) return { tex, display: true };
  const parts = tex.split(/\$\$?/).map((part, index) => {
    if (part.trim() === "") return "";
    return index % 2 === 1 ? part : `\\text{${part.replace(/\s+/g, " ")}}`;
  });
  return { tex: parts.join(""), display: false };
}
