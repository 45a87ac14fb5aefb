import { decodeHTML } from "entities";
import { createHolder, finishMarkdown, MARKS, withoutForgedMarks, withoutMarks } from "./html-marks.ts";
import { holdMath } from "./html-math.ts";
import { createConverter, type ImageLookup } from "./html-rules.ts";

/** HTML of more characters, or nested deeper, is read as text without its tags: no card's formatting is worth more. */
const MOST_HTML = 100_000;
const DEEPEST = 60;

/**
 * HTML as of an Anki field as Discord Markdown. Text reads as it does in a browser: what Discord would take for
 * Markdown is escaped. Formatting, lists, quotes, code, links and headings stay; a table becomes rows of text,
 * readings of ruby go in brackets after their word. Formulas in any of Anki's notations become `\(…\)` and `\[…\]`,
 * and no "$" of the text is one. Scripts, styles, comments and `[sound:…]` are dropped. Never throws; takes time in
 * proportion to the text.
 *
 * @param image gives the `imageId` for an image's address; for undefined its alt text or file name stands in brackets
 */
export function htmlToMarkdown(html: string, image: ImageLookup = () => undefined): string {
  const holder = createHolder();
  const source = withoutComments(withoutMarks(html.toWellFormed().replace(/\r\n?/g, "\n"))).replace(
    /\[sound:[^\]\n]{0,300}\]/g,
    "",
  );
  const text = /\\[([]|\[(?:\$|latex\])|<anki-mathjax/i.test(source) ? holdMath(source, holder) : source;
  const marked = !text.includes("<")
    ? plain(text)
    : text.length > MOST_HTML || isDeep(text)
      ? plain(withoutTags(text))
      : createConverter(holder, image)(text);
  return finishMarkdown(marked, holder);
}

/** The text that HTML shows, on one or more lines, with nothing escaped. For names, tags and typed answers. */
export function htmlToText(html: string): string {
  return decodeHTML(withoutTags(withoutComments(withoutMarks(html))).replaceAll(MARKS.lineBreak, "\n"))
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .trim();
}

/** HTML without "<": where no tag is, whitespace is one space and entities are characters. */
function plain(text: string): string {
  const collapsed = text.replace(/[ \t\n\f]+/g, " ");
  return collapsed.includes("&") ? withoutForgedMarks(decodeHTML(collapsed)) : collapsed;
}

function withoutComments(html: string): string {
  let out = "";
  let at = 0;
  for (let start = html.indexOf("<!--"); start !== -1; start = html.indexOf("<!--", at)) {
    out += html.slice(at, start);
    const end = html.indexOf("-->", start + 4);
    if (end === -1) return out;
    at = end + 3;
  }
  return at === 0 ? html : out + html.slice(at);
}

function withoutTags(html: string): string {
  return html
    .replace(/<(script|style)\b[^<>]*>[^<]*(?:<(?!\/\1)[^<]*)*/gi, "")
    .replace(/<(?:br|\/?(?:div|p|li|tr|ul|ol|h[1-6]|table|blockquote|pre))\b[^<>]*>/gi, MARKS.lineBreak)
    .replace(/<\/?[a-zA-Z][^<>]*>/g, "");
}

/** Whether tags are nested deeper than anyone writes, where the converter would take long or its stack run out. */
function isDeep(html: string): boolean {
  let depth = 0;
  for (const [, closing, name = ""] of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)/g)) {
    if (/^(?:br|hr|img|input|wbr|link|meta|col|source|area|embed|param)$/i.test(name)) continue;
    depth = closing === "/" ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
