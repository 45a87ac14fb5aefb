import { mathSpans } from "./math-spans.ts";

/**
 * While HTML is converted, the Markdown that the conversion itself writes stands as noncharacters of Unicode, which no
 * text may hold. So what is left are the text's own characters, and those of them that Discord would take for
 * Markdown can be escaped with the whole line in sight.
 */
export const MARKS = {
  boldOn: "\ufdd0",
  boldOff: "\ufdd1",
  italicOn: "\ufdd2",
  italicOff: "\ufdd3",
  underlineOn: "\ufdd4",
  underlineOff: "\ufdd5",
  strikeOn: "\ufdd6",
  strikeOff: "\ufdd7",
  bullet: "\ufdd8",
  /** After the number of an item in an ordered list. */
  ordinal: "\ufdd9",
  indent: "\ufdda",
  quote: "\ufddb",
  heading: "\ufddc",
  linkOn: "\ufddd",
  /** A line break that is no end of a block. */
  lineBreak: "\ufdde",
  /** Around the number of what is held back. */
  held: "\ufddf",
  heldBlock: "\ufde0",
  escape: "\ufde1",
  cell: "\ufde2",
} as const;

const WRITTEN: ReadonlyMap<string, string> = new Map([
  [MARKS.boldOn, "**"],
  [MARKS.boldOff, "**"],
  [MARKS.italicOn, "*"],
  [MARKS.italicOff, "*"],
  [MARKS.underlineOn, "__"],
  [MARKS.underlineOff, "__"],
  [MARKS.strikeOn, "~~"],
  [MARKS.strikeOff, "~~"],
  [MARKS.bullet, "- "],
  [MARKS.ordinal, ". "],
  [MARKS.indent, "  "],
  [MARKS.quote, "> "],
  [MARKS.heading, "#"],
  [MARKS.linkOn, "["],
  [MARKS.escape, "\\"],
]);

const ANY_MARK = /[\ufdd0-\ufdef]/g;

/** The text without the characters that stand for Markdown here. */
export const withoutMarks = (text: string) => text.replace(ANY_MARK, "");

/** Text of which entities were decoded, without the marks that came in by them: placeholders and line breaks stay. */
export const withoutForgedMarks = (text: string) =>
  text.replace(/(\ufddf\d+\ufddf|\ufdde)|[\ufdd0-\ufdef]/g, "$1");

/** Finished pieces of Markdown that take no part in conversion and escaping: formulas, code, images, addresses. */
export interface Holder {
  /** A placeholder for the piece; as a block it gets lines of its own. */
  hold(markdown: string, block?: boolean): string;
  /** The text with every placeholder replaced by its piece. */
  release(text: string): string;
}

/** A holder for one conversion. */
export function createHolder(): Holder {
  const held: string[] = [];
  return {
    hold(markdown, block = false) {
      const mark = block ? MARKS.heldBlock : MARKS.held;
      return `${mark}${held.push(markdown) - 1}${mark}`;
    },
    release: (text) =>
      text
        .replace(/^(.*)\ufde0(\d+)\ufde0/gm, (_all, before: string, index: string) => {
          const prefix = /^(?:> | {2})*/.exec(before)?.[0] ?? "";
          return before + (held[Number(index)] ?? "").replaceAll("\n", `\n${prefix}`);
        })
        .replace(/\ufddf(\d+)\ufddf/g, (_all, index: string) => held[Number(index)] ?? ""),
  };
}

/**
 * Ends a conversion: text with marks and placeholders becomes Discord Markdown, in which the text's own characters
 * read as they are: those that Discord or `mathToText` would interpret are escaped, and no others.
 */
export function finishMarkdown(marked: string, holder: Holder): string {
  const lines = marked
    .replace(/([^\n])\ufdde[ \t]*(?=\n|$)/g, "$1")
    .replaceAll(MARKS.lineBreak, "\n")
    .replace(/[ \t\u00a0]+/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/([\ufdd8-\ufddb]) +/g, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  const joined = lines
    .replace(/\ufdd1\ufdd0|\ufdd3\ufdd2|\ufdd5\ufdd4|\ufdd7\ufdd6/g, "")
    // "**a***b*" is read otherwise than it was written.
    .replace(/([\ufdd1\ufdd3\ufdd5\ufdd7])(?=[\ufdd0\ufdd2\ufdd4\ufdd6])/g, "$1\u200b");
  const escaped = escapeInline(escapeLineStarts(joined));
  const written = escaped.replace(ANY_MARK, (mark) => WRITTEN.get(mark) ?? mark);
  const markdown = holder.release(written);
  if (!written.includes("$") || !mathSpans(markdown).some(({ open }) => open.startsWith("$")))
    return markdown;
  return holder.release(written.replaceAll("$", "\\$"));
}

/** Escapes what would begin a list, a quote, a heading or small print, also after marks that begin a line. */
function escapeLineStarts(text: string): string {
  return text.replace(
    /^((?:[\ufdd8\ufdda\ufddb ]|\d+\ufdd9|\ufddc+ )*)(?:(-|>(?:>>)?|#{1,3}|-#)(?= )|(\d+)(?=\. ))/gm,
    (all, before: string, sign: string | undefined, number: string | undefined) =>
      sign === undefined
        ? `${before}${number}${MARKS.escape}`
        : `${before}${MARKS.escape}${all.slice(before.length)}`,
  );
}

/** An address is left alone: Discord shows it as it is, and a backslash would be part of it. */
const INTERPRETED = /https?:\/\/[^\s<>*|~`\\$[\]\ufdd0-\ufdef]+|\](?=\([\s<]{0,9}\w+:)|[\\*`_~|<]/g;

function escapeInline(text: string): string {
  return text.replace(INTERPRETED, (found, at: number) => {
    if (found.length > 1) return found;
    // What would be a link; "\\[" before it would open a formula.
    if (found === "]") return "]\u200b";
    const before = text.charAt(at - 1);
    const after = text.charAt(at + 1);
    return needsEscape(found, before, after, text, at) ? MARKS.escape + found : found;
  });
}

function needsEscape(found: string, before: string, after: string, text: string, at: number): boolean {
  switch (found) {
    case "\\":
      // Before a letter or a space, Discord shows a backslash as one.
      return !/[0-9A-Za-z\s]/.test(after);
    case "_":
      return !(/[0-9A-Za-z]/.test(before) && /[0-9A-Za-z]/.test(after));
    case "~":
    case "|":
      return [before, after].some((beside) => beside === found || (beside >= "\ufdd0" && beside <= "\ufdef"));
    case "<":
      return /^(?:[@#:/]|a:|t:|id:|https?:)/.test(text.slice(at + 1, at + 8));
    default:
      return true;
  }
}
