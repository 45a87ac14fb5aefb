import { cardBlocks } from "./blocks.ts";
import { formulaText } from "./math.ts";

/**
 * A card's side as a person would type it: no Markdown, formulas as Unicode where that can show them, of images what
 * they are said to show. Lines stay lines.
 */
export function plainText(side: string): string {
  return cardBlocks(side)
    .map((block) => {
      if (block.kind === "text") return withoutMarkdown(block.text);
      return block.kind === "math" ? (formulaText(block.tex) ?? block.tex) : block.alt;
    })
    .join("\n")
    .trim();
}

/** What a person typed, with the formulas in it as Unicode. It is no Markdown: stars are stars. */
export function typedText(typed: string): string {
  return /\$|\\[([]/.test(typed) ? plainText(typed) : typed.trim();
}

/** An escaped character is out of reach of Markdown: for the time being it stands in Unicode's private area. */
const HIDDEN = 0xe000;

/** Inline code and blocks, up to as many back-ticks as they begin with. */
const CODE = /(?<!`)(`+)(?!`)([\s\S]*?)(?<!`)\1(?!`)/g;

function withoutMarkdown(markdown: string): string {
  let plain = "";
  let at = 0;
  for (const { 0: all, 1: ticks = "", 2: code = "", index } of markdown.matchAll(CODE)) {
    plain += proseIn(markdown.slice(at, index)) + codeIn(ticks, code);
    at = index + all.length;
  }
  return plain + proseIn(markdown.slice(at));
}

const codeIn = (ticks: string, code: string) =>
  ticks.length >= 3
    ? code.replace(/^(?:[a-z0-9+#-]{1,16})?\n|\n$/g, "")
    : code.replace(/^ (?=.*\S)|(?<=\S.*) $/g, "");

function proseIn(markdown: string): string {
  const isNumbered = /^\s*1\. /m.test(markdown) && /^\s*2\. /m.test(markdown);
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => String.fromCharCode(HIDDEN + mark.charCodeAt(0)))
    .replace(/^[ \t]*(?:(?:#{1,3}|-#|>{1,3}|[-*+])[ \t]+)+/gm, "")
    .replace(isNumbered ? /^[ \t]*\d+\.[ \t]+/gm : /(?!)/, "")
    .replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, "$1")
    .replace(/(\*{1,3}|~~|\|\||__)(?=\S)([\s\S]*?\S)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}])_(?=\S)([^_\n]*\S)_(?![\p{L}\p{N}])/gu, "$1")
    .replace(/[\ue000-\ue07f]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - HIDDEN));
}
