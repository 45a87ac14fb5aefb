import { formulaText, isBroken, mathToText, texAsCode } from "./math.ts";
import { NONE, type Span, spanReader } from "./spans.ts";

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
 * it, and when it is display math that TeX would set in more than one storey (see `isTall`). What is plainly no TeX
 * stays in the text as its source. Emphasis and spoiler marks right around a block go, since a picture cannot wear
 * them, and so do the marks of a quote or list that is left with nothing else; punctuation after a display formula is
 * drawn with it. Code holds neither math nor images. Takes time in proportion to the text. Nothing throws.
 *
 * The same text gives the same blocks for a while, so that a view may ask again.
 */
export function cardBlocks(markdown: string): readonly Block[] {
  const blocks = kept.get(markdown) ?? cut(markdown);
  keep(markdown, blocks);
  return blocks;
}

/** Characters of the texts whose blocks are kept: some hundred cards. */
const MOST_KEPT = 200_000;

/** The blocks of texts, that which was asked for last at the end. */
const kept = new Map<string, readonly Block[]>();
let keptCharacters = 0;

function keep(markdown: string, blocks: readonly Block[]): void {
  if (!kept.delete(markdown)) keptCharacters += markdown.length;
  kept.set(markdown, blocks);
  for (const oldest of kept.keys()) {
    if (keptCharacters <= MOST_KEPT) return;
    kept.delete(oldest);
    keptCharacters -= oldest.length;
  }
}

function cut(markdown: string): readonly Block[] {
  const images = imageReader(markdown);
  const spanAt = spanReader(markdown);
  const blocks: Block[] = [];
  let text = "";
  let at = 0;
  while (at < markdown.length) {
    // A formula reaches over no image, not even its beginning: its delimiters are dollars in a text then.
    const limit = images.next(at);
    const span = limit === at ? undefined : spanAt(at, limit);
    const found = span === undefined ? images.at(at) : formula(markdown, span);
    if (found === undefined) {
      const end = span?.end ?? at + 1;
      text += markdown.slice(at, end);
      at = end;
      continue;
    }
    const marks = marksAround(text, markdown, found.end);
    pushText(blocks, withoutBareLine(text.slice(0, text.length - marks.length)));
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

/** Finds what `IMAGE_REFERENCE` matches, in time in proportion to the text. */
function imageReader(markdown: string) {
  const ends = markdown.includes("](image:") ? altEnds(markdown) : undefined;

  function at(start: number): Found | undefined {
    const end = ends === undefined || !markdown.startsWith("![", start) ? NONE : (ends[start + 2] ?? NONE);
    if (end === NONE) return undefined;
    const target = /\]\(image:([0-9a-f]{24}\.(?:png|jpg|gif|webp))\)/y;
    target.lastIndex = end;
    const id = target.exec(markdown)?.[1];
    if (id === undefined) return undefined;
    const alt = markdown.slice(start + 2, end).replace(/\\(.)/g, "$1");
    return { block: { kind: "image", id, alt }, end: target.lastIndex };
  }

  let known = NONE;
  return {
    at,
    /** Where the next one begins, at a position or after it; to be asked in ascending order. */
    next(from: number): number {
      if (ends === undefined) return markdown.length;
      if (known < from) {
        known = from;
        while (known < markdown.length && at(known) === undefined) known += 1;
      }
      return known;
    },
  };
}

/** Where the alt text of an image ends that goes on at a position, for each of them: at "]", and on the same line. */
function altEnds(markdown: string): Int32Array {
  const ends = new Int32Array(markdown.length + 2).fill(NONE);
  for (let at = markdown.length - 1; at >= 0; at -= 1) {
    const character = markdown[at];
    if (character === "]") ends[at] = at;
    else if (character === "\\") ends[at] = /./.test(markdown.charAt(at + 1)) ? (ends[at + 2] ?? NONE) : NONE;
    else if (character !== "\n") ends[at] = ends[at + 1] ?? NONE;
  }
  return ends;
}

/** A formula that is to be drawn, with the punctuation mark that ends its line. */
function formula(markdown: string, span: Span): Found | undefined {
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
  const text = formulaText(tex);
  if (text === undefined) return !isBroken(tex);
  if (STRETCHED.test(tex)) return true;
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

/** The text without a last line of nothing but the marks of a quote or a list. */
function withoutBareLine(text: string): string {
  const start = text.lastIndexOf("\n") + 1;
  return /^[ \t]*(?:[>*+-](?:[ \t]+|$))*$/.test(text.slice(start)) ? text.slice(0, start) : text;
}

function pushText(blocks: Block[], markdown: string): void {
  const text = mathToText(markdown)
    .replace(/^(?:[ \t]*\r?\n)+/, "")
    .trimEnd();
  if (text.trim() !== "") blocks.push({ kind: "text", text });
}
