import { IMAGE_REFERENCE } from "./image.ts";
import { mathToText, plainAt, type Span, spanAt, texAsCode } from "./math.ts";
import { texToText } from "./tex.ts";

/** A part of a card's side, in the order of reading. */
export type Block =
  /** Markdown for a Discord message, never blank. */
  | { readonly kind: "text"; readonly text: string }
  /** A formula to be drawn, in TeX without delimiters. */
  | { readonly kind: "math"; readonly tex: string; readonly display: boolean }
  /** An image by its id (`imageId`); `alt` is plain text and may be empty. */
  | { readonly kind: "image"; readonly id: string; readonly alt: string };

/**
 * Cuts a card's text (Markdown with TeX math and references to images) into what is shown one below the other.
 *
 * Math stays in the text, as Unicode, where that reads well. It becomes a block of its own when Unicode cannot show
 * it, and when it is display math that TeX would set in more than one storey (see `isTall`). Emphasis and spoiler
 * marks right around a block go, since a picture cannot wear them, and so do the marks of a quote or list that is left
 * with nothing else; punctuation after a display formula is drawn with it. Code holds neither math nor images.
 * Nothing throws.
 */
export function cardBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let text = "";
  let at = 0;
  while (at < markdown.length) {
    const found = imageAt(markdown, at) ?? formulaAt(markdown, at);
    if (found === undefined) {
      const { end } = textSpanAt(markdown, at);
      text += markdown.slice(at, end);
      at = end;
      continue;
    }
    const marks = marksAround(text, markdown, found.end);
    pushText(blocks, text.slice(0, text.length - marks.length).replace(BARE_LINE, ""));
    blocks.push(found.block);
    text = "";
    at = found.end + marks.length;
    while (/[ \t]/.test(markdown.charAt(at))) at += 1;
  }
  pushText(blocks, text);
  return blocks;
}

/** How a block reads where nothing can be drawn: as Markdown, with the source of a formula as code. */
export function blockText(block: Block): string {
  if (block.kind === "text") return block.text;
  if (block.kind === "math") return texAsCode(block.tex);
  const alt = block.alt.replace(/\s+/g, " ").trim();
  return `[${(alt === "" ? "image" : alt).replace(/[\\*_~|`#<>[\]()]/g, "\\$&")}]`;
}

interface Found {
  readonly block: Block;
  readonly end: number;
}

function imageAt(markdown: string, at: number): Found | undefined {
  if (!markdown.startsWith("![", at)) return undefined;
  const reference = new RegExp(IMAGE_REFERENCE.source, "y");
  reference.lastIndex = at;
  const found = reference.exec(markdown);
  if (found === null) return undefined;
  const [whole, alt = "", id = ""] = found;
  return { block: { kind: "image", id, alt: alt.replace(/\\(.)/g, "$1") }, end: at + whole.length };
}

/** A formula reaches over no image, not even its beginning: its delimiters are dollars in a text then. */
function textSpanAt(markdown: string, at: number): Span {
  const span = spanAt(markdown, at);
  if (span.kind === "plain") return span;
  const reference = new RegExp(IMAGE_REFERENCE.source, "g");
  reference.lastIndex = at;
  const image = reference.exec(markdown);
  return image === null || image.index >= span.end ? span : plainAt(markdown, at);
}

/** A formula that begins here and is to be drawn, with the punctuation mark that ends its line. */
function formulaAt(markdown: string, at: number): Found | undefined {
  const span = textSpanAt(markdown, at);
  if (span.kind === "plain" || !isDrawn(span.tex, span.display)) return undefined;
  // A comment would swallow the mark; "!" and "?" might be taken for mathematics.
  const mark =
    span.display && !span.tex.includes("%") ? /^[.,;:](?=\s|$)/.exec(markdown.slice(span.end)) : null;
  const [end = ""] = mark ?? [];
  return {
    block: { kind: "math", tex: span.tex.trim() + end, display: span.display },
    end: span.end + end.length,
  };
}

function isDrawn(tex: string, display: boolean): boolean {
  const text = texToText(tex);
  if (text === undefined || STRETCHED.test(tex)) return true;
  // No text at all is nothing that could be drawn either, such as a space.
  return display && text !== "" && isTall(tex, text);
}

/** Braces and arrows as wide as what they stand over or under; Unicode has them as characters of one width alone. */
const STRETCHED = /\\(?:over|under)(?:brace|bracket|paren|(?:left|right|leftright)arrow)(?![A-Za-z])/;

/** Commands of TeX that put something above or below the line. */
const TALL = new RegExp(
  [
    String.raw`\\(?:[dtc]?frac|binom|sqrt)(?![A-Za-z])`,
    String.raw`\\(?:sum|prod|coprod|i{1,4}nt|oint|big(?:cup|cap|vee|wedge|oplus|otimes|sqcup|uplus))(?![A-Za-z])`,
    // A word with limits under it.
    String.raw`\\(?:lim|limsup|liminf|max|min|sup|inf|argmax|argmin|det|gcd|Pr)\s*(?:\\limits\s*)?_`,
    String.raw`\\operatorname\*`,
    String.raw`\\(?:over|under)line|\\widehat`,
    // A subscript and a superscript on one symbol.
    String.raw`_(?:[^\s{}\\]|\\[A-Za-z]+|\{[^{}]*\})\s*\^`,
    String.raw`\^(?:[^\s{}\\]|\\[A-Za-z]+|\{[^{}]*\})\s*_`,
  ].join("|"),
);

/**
 * Whether drawing is plainly more readable than the text that Unicode has for the formula: where TeX goes above or
 * below the line (a fraction, root, big operator, limits, a long bar, scripts both low and high on one symbol), or
 * where Unicode has no characters for a script, so that the text says "_" or "^".
 */
function isTall(tex: string, text: string): boolean {
  return TALL.test(tex) || /[_^]/.test(text);
}

/** Emphasis or a spoiler that stands right before and right after a block. */
function marksAround(before: string, markdown: string, end: number): string {
  const marks = /(?:\*{1,3}|_{1,3}|\|\||~~)$/.exec(before)?.[0] ?? "";
  const escaped = before.charAt(before.length - marks.length - 1) === "\\";
  return !escaped && markdown.startsWith(marks, end) ? marks : "";
}

/** A last line of nothing but the marks of a quote or a list. */
const BARE_LINE = /(?<=^|\n)[ \t]*(?:(?:>|[-*+])[ \t]+)*(?:>|[-*+])?[ \t]*$/;

function pushText(blocks: Block[], markdown: string): void {
  const text = mathToText(markdown)
    .replace(/^(?:[ \t]*\r?\n)+/, "")
    .trimEnd();
  if (text.trim() !== "") blocks.push({ kind: "text", text });
}
