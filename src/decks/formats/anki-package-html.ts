import { IMAGE_REFERENCE } from "../image.ts";
import { createHolder, type Holder, withoutMarks } from "./html-marks.ts";
import { mathSpans } from "./math-spans.ts";

/**
 * Discord Markdown as HTML for a field of an Anki note: formulas in MathJax's delimiters, pictures by their id as the
 * file's name, a spoiler as an element of class "spoiler". Text that Anki would take for a formula, a sound or a LaTeX
 * element stays text.
 */
export function markdownToHtml(markdown: string): string {
  const holder = createHolder();
  const text = holdCode(holdFormulas(holdImages(withoutMarks(markdown), holder), holder), holder);
  return holder.release(unlikeAnki(blocks(text.split("\n"), holder)));
}

/** Plain text as HTML for a field of an Anki note. */
export const textToHtml = (text: string) => unlikeAnki(escapeHtml(text));

const ANKI_ELEMENT = /\[(?=sound:|latex\]|\$\$?\]|anki:)/gi;

/** What Anki would take for a formula, a sound or a LaTeX element, taken apart by an element that shows nothing. */
const unlikeAnki = (html: string) =>
  html.replace(/\\(?=[([])/g, "\\<span></span>").replace(ANKI_ELEMENT, "[<span></span>");

/** Text with the characters that HTML interprets as entities. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? "&quot;");

/** Before anything else: the escaped brackets of an alt text would be a formula. */
const holdImages = (markdown: string, holder: Holder) =>
  markdown.replace(IMAGE_REFERENCE, (_all, alt: string, id: string) =>
    holder.hold(`<img src="${id}" alt="${escapeHtml(alt.replace(/\\([\\[\]])/g, "$1"))}">`),
  );

function holdFormulas(markdown: string, holder: Holder): string {
  let out = "";
  let at = 0;
  for (const { start, end, tex, open } of mathSpans(markdown)) {
    const display = open === "$$" || open === "\\[";
    const inner = escapeHtml(tex.trim());
    const formula = (display ? `\\[${inner}\\]` : `\\(${inner}\\)`).replace(ANKI_ELEMENT, "[{}");
    out += markdown.slice(at, start) + holder.hold(formula);
    at = end;
  }
  return out + markdown.slice(at);
}

function holdCode(markdown: string, holder: Holder): string {
  return markdown
    .replace(/```(?:[a-z0-9_+.-]+\n|\n)?([\s\S]+?)\n?```/gi, (_all, code: string) =>
      holder.hold(`<pre><code>${textToHtml(holder.release(code))}</code></pre>`),
    )
    .replace(/(?<![\\`])(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/g, (_all, _ticks, code: string) =>
      holder.hold(`<code>${textToHtml(holder.release(code.trim()))}</code>`),
    );
}

const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(.*)$/;

/** Lines as HTML: those that begin a list, a quote or a heading as such, others divided by line breaks. */
function blocks(lines: readonly string[], holder: Holder): string {
  let html = "";
  let broken = true;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const [, hashes, heading = ""] = /^(#{1,3}) +(.*)$/.exec(line) ?? [];
    const small = /^-# +(.*)$/.exec(line)?.[1];
    const run = (belongs: (line: string) => boolean) => {
      const start = at;
      while (at + 1 < lines.length && belongs(lines[at + 1] ?? "")) at += 1;
      return lines.slice(start, at + 1);
    };
    let block: string | undefined;
    if (line.startsWith(">>> ")) block = quote([line.slice(4), ...run(() => true).slice(1)], holder);
    else if (/^> /.test(line))
      block = quote(
        run((next) => /^> /.test(next)).map((l) => l.slice(2)),
        holder,
      );
    else if (ITEM.test(line))
      block = list(
        run((next) => ITEM.test(next)),
        holder,
      );
    else if (hashes !== undefined)
      block = `<h${hashes.length}>${inline(heading, holder)}</h${hashes.length}>`;
    else if (small !== undefined) block = `<div><small>${inline(small, holder)}</small></div>`;
    if (block !== undefined) {
      html += block;
      broken = true;
    } else {
      html += (broken ? "" : "<br>") + inline(line, holder);
      broken = false;
    }
  }
  return html;
}

const quote = (lines: readonly string[], holder: Holder) =>
  `<blockquote>${lines.map((line) => inline(line, holder)).join("<br>")}</blockquote>`;

function list(lines: readonly string[], holder: Holder): string {
  let html = "";
  const open: { indent: number; tag: "ul" | "ol" }[] = [];
  const close = () => {
    html += `</li></${open.pop()?.tag}>`;
  };
  for (const line of lines) {
    const [, indent = "", number, text = ""] = ITEM.exec(line) ?? [];
    while (open.length > 1 && indent.length < (open.at(-1)?.indent ?? 0)) close();
    const last = open.at(-1);
    if (last !== undefined && indent.length <= last.indent) html += "</li>";
    else {
      const tag = number === undefined ? "ul" : "ol";
      open.push({ indent: indent.length, tag });
      html += number === undefined || number === "1" ? `<${tag}>` : `<ol start="${Number(number)}">`;
    }
    html += `<li>${inline(text, holder)}`;
  }
  while (open.length > 0) close();
  return html;
}

/** What Discord emphasises, in the order in which it is tried: the mark, and the element that stands for it. */
const EMPHASES: readonly (readonly [pattern: RegExp, open: string, close: string])[] = [
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, "<b>", "</b>"],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, "<u>", "</u>"],
  [/~~([\s\S]+?)~~(?!_)/y, "<s>", "</s>"],
  [/\|\|([\s\S]+?)\|\|/y, '<span class="spoiler">', "</span>"],
  [/\*(?=\S)((?:\\[\s\S]|\*\*|[^*\\])+?)\*(?!\*)/y, "<i>", "</i>"],
  [/(?<![0-9A-Za-z])_((?:\\[\s\S]|__|[^_\\])+?)_(?![0-9A-Za-z])/y, "<i>", "</i>"],
];

const LINK = /\[((?:\\.|\[[^[\]\n]*\]|[^[\]\n\\]){1,500})\]\(<?(https?:\/\/[^\s<>()\ufddf]+)>?\)/y;
const ADDRESS = /<?(https?:\/\/[^\s<>\ufddf]+)>?/y;
const PLAIN = /[^\\![<h*_~|&>"]+|[\s\S]/y;

function inline(text: string, holder: Holder, depth = 0): string {
  let html = "";
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  };
  while (at < text.length) html += piece(take, holder, depth);
  return html;
}

/** The next piece of a line; `take` matches a sticky pattern where the line is at, and goes past it. */
function piece(take: (pattern: RegExp) => RegExpExecArray | null, holder: Holder, depth: number): string {
  const escaped = take(/\\([^0-9A-Za-z\s])/y);
  if (escaped !== null) return escapeHtml(escaped[1] ?? "");
  const link = take(LINK);
  if (link !== null) {
    return `${holder.hold(`<a href="${escapeHtml(link[2] ?? "")}">`)}${inline(link[1] ?? "", holder, depth + 1)}</a>`;
  }
  const address = take(ADDRESS);
  if (address !== null) {
    const url = escapeHtml(address[1] ?? "");
    return holder.hold(`<a href="${url}">${url}</a>`);
  }
  if (depth < 20) {
    for (const [pattern, open, close] of EMPHASES) {
      const found = take(pattern);
      if (found !== null) return open + inline(found[1] ?? "", holder, depth + 1) + close;
    }
  }
  return escapeHtml(take(PLAIN)?.[0] ?? "");
}
