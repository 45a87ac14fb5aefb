import { isArticle } from "./articles.ts";
import type { fold, transcribe } from "./letters.ts";
import { NUMBER, readNumber } from "./numbers.ts";

/** A part of an answer. */
export type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "number"; readonly text: string; readonly value: number; readonly isOrdinal: boolean }
  | { readonly kind: "symbol"; readonly text: string };

const SUPERSCRIPTS = /[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+/g;
const VULGAR = /[¼-¾⅐-⅞]/g;

/** Signs that are written in several ways, each with the one they are compared as. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, "-"],
  [/\u066b/g, "."],
  [/\u066c/g, ","],
  [/[\u2018\u2019\u201b\u02bc\u00b4\u2032`]/g, "'"],
  [/<=>|<->|[↔⇔⟺]/g, "↔"],
  [/<=|=<|[≤⩽]/g, "≤"],
  [/>=|[≥⩾]/g, "≥"],
  [/!=|=\/=|<>/g, "≠"],
  [/-{1,2}>|[→⟶]/g, "→"],
  [/=>|[⇒⟹]/g, "⇒"],
  [/\*\*/g, "^"],
  [/[×·⋅∙∗]|(?<=\d )x(?= \d)/g, "*"],
  [/[÷∕⁄]/g, "/"],
  [/\+\/?-/g, "±"],
  [/&/g, " and "],
  [/√/g, " sqrt "],
  [/∞/g, " infinity "],
  [/∑/g, " sum "],
  [/∏/g, " product "],
  [/∫/g, " integral "],
  [/(?<![\p{L}])(?:minus|moins|menos|meno)\s+(?=[\d.])/giu, "-"],
  [/(?<=\d)\s*(?:to|until|bis)\s*(?=\d)/giu, "-"],
  [
    /(?<![\p{L}])(?:percent|per cent|prozent|procent|prosent|pour ?cent|por ?ciento|por ?cento|per ?cento|процент\p{L}*)(?![\p{L}])/giu,
    "%",
  ],
  [/^\s*\+(?=\s*[\d.])/g, ""],
];

/** Text with each sign in one of the ways it can be written, and without what cannot be seen. Keeps the case. */
export function clean(text: string): string {
  const plain = text
    .replace(SUPERSCRIPTS, (run) => `^${run.normalize("NFKC")}`)
    .replace(VULGAR, (one) => ` ${one.normalize("NFKC")}`)
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit);
  return SIGNS.reduce((written, [pattern, sign]) => written.replace(pattern, sign), plain).trim();
}

/** In every script the ten digits stand side by side, 0 first. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code <= 0x39) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

const ISO_DATE = /(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/y;
const DATE = /(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)/y;
const ORDINAL = /(?:st|nd|rd|th|er|ère|e|º|ª)(?![\p{L}\p{N}])/uy;
const WORD = /\p{L}[\p{L}\p{M}\p{N}']*/uy;
const ELIDED = /^(l'|un')(?=\p{L})/iu;
const SYMBOL = /[\p{Sm}\p{Sc}#%^*/°@()[\]{}!-]/uy;

/** Reads an answer that `clean` has been through. Whatever is punctuation only is left out. */
export function tokensOf(cleaned: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const read = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(cleaned);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < cleaned.length) {
    const iso = read(ISO_DATE);
    const date = iso ?? read(DATE);
    if (date) {
      const [, first = "", second = "", third = "", fourth = ""] = date;
      const parts = iso ? [third, second, first] : [first, third, fourth];
      tokens.push(...parts.map((part) => number(part, false)));
      continue;
    }
    const digits = read(NUMBER)?.[0];
    if (digits !== undefined) {
      tokens.push(number(digits, read(ORDINAL) !== null));
      continue;
    }
    const word = read(WORD)?.[0];
    if (word !== undefined) {
      tokens.push(...wordsIn(word));
      continue;
    }
    const symbol = read(SYMBOL)?.[0];
    if (symbol === undefined) at += 1;
    else if (isMeant(symbol, tokens, cleaned, at)) {
      tokens.push({ kind: "symbol", text: bracket(symbol) });
    }
  }
  return tokens.filter((token, index) => !isIdleStar(token, tokens, index));
}

const number = (text: string, isOrdinal: boolean): Token => ({
  kind: "number",
  text,
  value: readNumber(text).value,
  isOrdinal,
});

/** Greek letters that stand beside Latin ones are symbols of mathematics: πr. */
function wordsIn(word: string): Token[] {
  const [, article = ""] = ELIDED.exec(word) ?? [];
  const rest = word.slice(article.length).replace(/'+$/, "");
  const parts = rest.match(/\p{Script=Greek}+[^\p{L}]*|[^\p{Script=Greek}]+/gu) ?? [];
  return [article, ...parts].filter((text) => text !== "").map((text) => ({ kind: "word", text }));
}

const bracket = (symbol: string) => symbol.replace(/[[{]/, "(").replace(/[\]}]/, ")");

const isOperand = (token: Token | undefined) =>
  token !== undefined && (token.kind !== "word" || [...token.text].length === 1);

/** Whether a sign is more than punctuation: a hyphen joins words, a minus stands between what can be subtracted. */
function isMeant(symbol: string, before: readonly Token[], cleaned: string, at: number): boolean {
  const last = before.at(-1);
  if (symbol === "!") return isOperand(last) && /[\p{L}\p{N})]/u.test(cleaned.charAt(at - 2));
  if (symbol === "~") return false;
  if (symbol !== "-") return true;
  const next = /^\s*(?:\.?\d|[(]|\p{L}(?![\p{L}\p{M}']))/u.test(cleaned.slice(at, at + 8));
  return next && (last === undefined || isOperand(last));
}

/** A sign for "times" between letters may be left out; between digits it may not. */
const isIdleStar = (token: Token, all: readonly Token[], index: number) =>
  token.text === "*" && !(all[index - 1]?.kind === "number" && all[index + 1]?.kind === "number");

/** Brackets count where something is computed, around more than one thing: O(n), (a + b) / c. */
function withoutIdleBrackets(tokens: readonly Token[]): readonly Token[] {
  const isBracket = ({ kind, text }: Token) => kind === "symbol" && (text === "(" || text === ")");
  const computes = tokens.some(
    (token, index) =>
      (token.kind === "symbol" && /[-+*/^=<>≤≥≠]/.test(token.text)) ||
      (token.kind === "word" && isOperand(token) && tokens[index + 1]?.text === "("),
  );
  if (!computes) return tokens.filter((token) => !isBracket(token));
  return tokens.filter((token, index) => {
    if (!isBracket(token)) return true;
    const partner = token.text === "(" ? tokens[index + 2] : tokens[index - 2];
    return !(partner && isBracket(partner) && partner.text !== token.text);
  });
}

/** An answer without its articles, and those. */
export interface Said {
  readonly tokens: readonly Token[];
  readonly articles: readonly string[];
}

/** Sets articles apart, and brackets that only make a remark. The last word is none, nor is what stands before a sign. */
export function withoutArticles(tokens: readonly Token[]): Said {
  const articles: string[] = [];
  const rest = tokens.filter((token, index) => {
    const article = token.kind === "word" ? token.text.toLowerCase() : "";
    const next = tokens[index + 1];
    if (!next || next.kind === "symbol" || !isArticle(article, index === 0)) return true;
    articles.push(article);
    return false;
  });
  return { tokens: withoutIdleBrackets(rest), articles };
}

/** Names of single Greek letters. */
const GREEK = new Map(
  "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega"
    .split(" ")
    .flatMap((letter, index, all) => (index % 2 === 0 ? [[letter, all[index + 1] ?? ""] as const] : [])),
);

/** A word as it is compared. The Arabic article is a part of its word. */
export const keyOfWord = (text: string, how: typeof fold): string =>
  how(text.replaceAll("'", ""))
    .replace(/^\p{Script=Greek}(?=\P{L}|$)/u, (letter) => GREEK.get(letter) ?? letter)
    .replace(/^\u0627\u0644(?=\p{L}{2})/u, "");

/** Between two numbers in a row. */
const APART = "|";

/**
 * What an answer comes to: two with the same key say the same. Words run together, since "e-mail", "e mail" and "email"
 * are one.
 */
export function keyOf(tokens: readonly Token[], how: typeof fold | typeof transcribe): string {
  let key = "";
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "number" && tokens[index - 1]?.kind === "number") key += APART;
    if (token.kind === "word") key += keyOfWord(token.text, how);
    else key += token.kind === "number" ? String(token.value) : token.text;
  }
  return key;
}
