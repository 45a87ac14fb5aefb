import { escapeText } from "entities";
import { FormatError } from "./types.ts";

/** One piece of a template: text, a replacement such as `{{hint:Back}}`, or a section `{{#Front}}…{{/Front}}`. */
export type TemplatePart =
  | string
  | { readonly field: string; readonly filters: readonly string[] }
  | { readonly section: string; readonly negated: boolean; readonly parts: readonly TemplatePart[] };

/** What a template is filled with. All values are HTML. */
export interface TemplateData {
  readonly fields: ReadonlyMap<string, string>;
  /** The number of the deletion the card asks for, less one, or of the card's template. */
  readonly ord: number;
  readonly cloze: boolean;
  readonly answer: boolean;
}

/** A side of a card. */
export interface Rendered {
  readonly html: string;
  /** What the front shows only when asked to: `{{hint:…}}`, as HTML. */
  readonly hints: readonly string[];
  /** The fields that are typed in on this side. */
  readonly typed: readonly string[];
}

/** Far more than any template needs; a template is gone through once for each card. */
const MOST_PARTS = 2000;
const DEEPEST = 50;

/** Characters of a side's HTML; more never becomes a card of 4,000. */
const MOST_RENDERED = 200_000;

/**
 * Reads a template in Anki's notation, also with its older marks (`{{=<% %>=}}`). A section that nothing closes ends
 * with the template, a closing of another section is passed over, as a template that Anki itself would refuse.
 *
 * @param name the template's name, for the error
 * @throws FormatError where it is larger than any template of use
 */
export function parseTemplate(template: string, name: string): readonly TemplatePart[] {
  const top: TemplatePart[] = [];
  const open: { section: string; negated: boolean; parts: TemplatePart[] }[] = [];
  let count = 0;
  let at = 0;
  const source = withoutComments(
    template.startsWith("{{=<% %>=}}")
      ? template.slice("{{=<% %>=}}".length).replaceAll("<%", "{{").replaceAll("%>", "}}")
      : template,
  );
  const push = (part: TemplatePart) => {
    count += 1;
    if (count > MOST_PARTS)
      throw new FormatError(`The card template "${name}" is too large to read; simplify it in Anki.`);
    (open.at(-1)?.parts ?? top).push(part);
  };
  for (const found of source.matchAll(/\{\{([^{}\n]{1,300})\}\}/g)) {
    if (found.index > at) push(source.slice(at, found.index));
    at = found.index + found[0].length;
    const tag = (found[1] ?? "").trim();
    const sign = tag.charAt(0);
    const rest = tag.slice(1).trim();
    if ((sign === "#" || sign === "^") && open.length < DEEPEST) {
      open.push({ section: rest, negated: sign === "^", parts: [] });
    } else if (sign === "/") {
      if (open.at(-1)?.section !== rest) continue;
      const closed = open.pop();
      if (closed !== undefined) push(closed);
    } else {
      const [field = "", ...filters] = tag.split(":").reverse();
      push({ field: field.trim(), filters: filters.map((filter) => filter.trim()) });
    }
  }
  if (at < source.length) push(source.slice(at));
  for (let last = open.pop(); last !== undefined; last = open.pop()) push(last);
  return top;
}

/**
 * Fills a template. Deletions of cloze texts stay as they are, for `clozeCards`; what is heard or typed leaves no
 * trace on the question.
 *
 * @returns undefined where the side would be too long for any card
 */
export function renderTemplate(parts: readonly TemplatePart[], data: TemplateData): Rendered | undefined {
  const hints: string[] = [];
  const typed: string[] = [];
  let html = "";
  const walk = (list: readonly TemplatePart[]): void => {
    for (const part of list) {
      if (html.length > MOST_RENDERED) return;
      if (typeof part === "string") html += part;
      else if ("section" in part) {
        if (holds(part.section, data) !== part.negated) walk(part.parts);
      } else html += replacement(part, data, hints, typed);
    }
  };
  walk(parts);
  return html.length > MOST_RENDERED ? undefined : { html, hints, typed };
}

/**
 * The answer alone, of a rendered back: what follows `<hr id=answer>`, which is where Anki itself divides it from the
 * question it repeats; all of it where there is no such rule or nothing follows.
 */
export function answerOnly(html: string): string {
  const rule = /<hr\b[^<>]{0,200}?\bid\s{0,9}=\s{0,9}["']?answer\b["']?[^<>]{0,200}>/i.exec(html);
  if (rule === null) return html;
  const after = html.slice(rule.index + rule[0].length);
  return isEmptyField(after) ? html.slice(0, rule.index) : after;
}

/** The special names that Anki gives values to, as HTML. */
export function specialFields(values: {
  readonly tags: string;
  readonly type: string;
  readonly card: string;
  readonly deck: readonly string[];
}): readonly (readonly [string, string])[] {
  return [
    ["Tags", escapeText(values.tags)],
    ["Type", escapeText(values.type)],
    ["Card", escapeText(values.card)],
    ["Deck", escapeText(values.deck.join("::"))],
    ["Subdeck", escapeText(values.deck.at(-1) ?? "")],
    ["CardFlag", ""],
    ["FrontSide", ""],
  ];
}

/** Whether Anki takes a field for empty: nothing but space, line breaks and blocks. */
function isEmptyField(html: string): boolean {
  return html.replace(/<\/?(?:br|div|p)\b[^<>]*>|&nbsp;/gi, "").trim() === "";
}

function holds(section: string, data: TemplateData): boolean {
  const value = data.fields.get(section);
  if (value !== undefined) return !isEmptyField(value);
  return data.cloze && section === `c${data.ord + 1}`;
}

/** `filters` in the order in which they apply, from the field outwards. */
function replacement(
  part: { readonly field: string; readonly filters: readonly string[] },
  data: TemplateData,
  hints: string[],
  typed: string[],
): string {
  let html = data.fields.get(part.field) ?? "";
  for (const filter of part.filters) {
    if (filter === "text") html = html.replace(/<[^<>]*>/g, " ");
    else if (filter === "furigana")
      html = readings(html, (word, reading) => `<ruby>${word}<rt>${reading}</rt></ruby>`);
    else if (filter === "kana") html = readings(html, (_word, reading) => reading);
    else if (filter === "kanji") html = readings(html, (word) => word);
    else if (filter.startsWith("tts")) return "";
    else if (filter === "hint" && !data.answer) {
      if (!isEmptyField(html)) hints.push(html);
      return "";
    } else if (filter === "type" && !data.answer) {
      typed.push(part.field);
      return "";
    } else if (filter === "type" && part.filters.includes("cloze")) {
      // The answer shows the text with its deletions beside it.
      return "";
    }
  }
  return html;
}

/** Replaces words with a reading in brackets, " 漢字[かんじ]", as Anki's Japanese support writes them. */
function readings(html: string, show: (word: string, reading: string) => string): string {
  return html
    .replaceAll("&nbsp;", " ")
    .replace(/ ?([^ >[\]\n]{1,40})\[([^\]\n]{1,100})\]/g, (all, word: string, reading: string) =>
      reading.startsWith("sound:") ? all : show(word, reading),
    );
}

function withoutComments(template: string): string {
  let out = "";
  let at = 0;
  for (let start = template.indexOf("<!--"); start !== -1; start = template.indexOf("<!--", at)) {
    const end = template.indexOf("-->", start + 4);
    if (end === -1) break;
    out += template.slice(at, start);
    at = end + 3;
  }
  return out + template.slice(at);
}
