import { replacements, subsuperscripts } from "unicodeit/ts_dist/js/data.js";
import type { Kind } from "./tex-layout.ts";

/**
 * What TeX commands and characters look like as Unicode text. The bulk comes from the tables of `unicodeit`; its
 * `replace` is not used, since it replaces prefixes too ("\log" becomes "łog").
 */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ...replacements.flatMap(([tex, text]) =>
    tex?.startsWith("\\") && text !== undefined ? [[tex, text] as const] : [],
  ),
  // Where unicodeit has nothing, an ASCII look-alike, or a character that many fonts lack.
  ["\\ast", "∗"],
  ["\\star", "⋆"],
  ["\\cdot", "·"],
  ["\\dots", "…"],
  ["\\dotsc", "…"],
  ["\\dotsb", "…"],
  ["\\langle", "⟨"],
  ["\\rangle", "⟩"],
  ["\\lvert", "|"],
  ["\\rvert", "|"],
  ["\\lVert", "‖"],
  ["\\rVert", "‖"],
  ["\\Vert", "‖"],
  ["\\vert", "|"],
  ["\\|", "‖"],
  ["\\mid", "|"],
  ["\\parallel", "‖"],
  ["\\iff", "⟺"],
  ["\\phi", "φ"],
  ["\\lbrace", "{"],
  ["\\rbrace", "}"],
  ["\\lbrack", "["],
  ["\\rbrack", "]"],
  ["\\backslash", "\\"],
  ["\\colon", ":"],
  ["\\coloneqq", ":="],
  ["\\degree", "°"],
]);

const CHARACTERS: Readonly<Record<string, string>> = { "-": "−", "*": "∗", "`": "‘" };

/** Names that TeX sets upright, with a space around them. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth min max arg argmin argmax sup " +
    "inf lim limsup liminf det dim ker deg gcd hom Pr"
  ).split(" "),
);

/** Functions whose subscript is a range, as that of a sum is: what follows is all theirs. */
export const LIMITS: ReadonlySet<string> = new Set(
  "lim limsup liminf min max argmin argmax sup inf".split(" "),
);

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...kind("rel", "= ≠ ≈ ≡ ≤ ≥ < > ≪ ≫ ∼ ≃ ≅ ∝ ∈ ∉ ∋ ⊂ ⊆ ⊃ ⊇ ⊥ ⊢ ⊨ ≜ ≔ := ≺ ≻ ⟹ ⟸ ⟺ ⩽ ⩾"),
  ...kind("bin", "+ − ± ∓ × ÷ ∖ ⊕ ⊗ ⊙ ∧ ∨ ∗ ∘ ⋆"),
  ...kind("tight", "· / : ∩ ∪"),
  ...kind("big", "∑ ∏ ∫ ∬ ∭ ∮ ⋃ ⋂ ∐ ⨁ ⨂"),
  ...kind("open", "( [ { ⟨ ⌊ ⌈"),
  ...kind("close", ") ] } ⟩ ⌋ ⌉"),
  ...kind("punct", ", ;"),
  ...kind("bar", "| ‖"),
]);

function kind(name: Kind, characters: string): (readonly [string, Kind])[] {
  return characters.split(" ").map((character) => [character, name] as const);
}

/** How a symbol is spaced: TeX's classes, with "tight" for operators that read better without space. */
export function kindOf(symbol: string): Kind {
  return KINDS.get(symbol) ?? (/^[\u2190-\u21ff\u27f0-\u27ff]$/u.test(symbol) ? "rel" : "ord");
}

/** The text of a command such as `\alpha` or `\{`, or undefined for one that is not known. */
export function symbolOf(command: string): string | undefined {
  return COMMANDS.get(command);
}

/** The text of a plain character in math, where "-" is a minus sign. */
export function characterOf(character: string): string {
  return CHARACTERS[character] ?? character;
}

/** The letters of `\mathbb`, `\mathcal` and the like; a character that has no such form stays as it is. */
export function styled(command: string, text: string): string {
  return Array.from(text, (c) => COMMANDS.get(`${command}{${c}}`) ?? c).join("");
}

// Marks that fonts draw badly or not at all, one that is a Hangul letter, and one that is no superscript.
const UNFIT = new Set(["_>", "_<", "^>", "^<", "^∫", "^.", "^V", "^*"]);

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ...subsuperscripts.flatMap(([tex, text]) =>
    tex !== undefined && text !== undefined && !UNFIT.has(tex) ? [[tex, text] as const] : [],
  ),
  ["^V", "ⱽ"],
  ["^θ", "ᶿ"],
  ["^α", "ᵅ"],
  ["^⊤", "ᵀ"],
  ["^∘", "°"],
  ["^°", "°"],
  ["^∗", "∗"],
  ["^⋆", "⋆"],
  ["^†", "†"],
  ["^′", "′"],
]);

const RAISED_OR_LOWERED: ReadonlySet<string> = new Set(SCRIPTS.values());

/** The text as sub- or superscript characters, or undefined where Unicode lacks one of them. */
export function scripted(mark: "_" | "^", text: string): string | undefined {
  const characters = Array.from(text, (c) => SCRIPTS.get(mark + c));
  return characters.includes(undefined) ? undefined : characters.join("");
}

/** Whether the text holds nothing but sub- and superscript characters. */
export function isScript(text: string): boolean {
  return Array.from(text).every((c) => RAISED_OR_LOWERED.has(c));
}

/** Combining characters (the Unicode block of diacritical marks) of TeX's accents. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["hat", "\u0302"],
  ["widehat", "\u0302"],
  ["tilde", "\u0303"],
  ["widetilde", "\u0303"],
  ["bar", "\u0304"],
  ["overline", "\u0305"],
  ["underline", "\u0332"],
  ["dot", "\u0307"],
  ["ddot", "\u0308"],
  ["vec", "\u20d7"],
  ["check", "\u030c"],
  ["breve", "\u0306"],
  ["acute", "\u0301"],
  ["grave", "\u0300"],
  ["mathring", "\u030a"],
]);

const VULGAR: Readonly<Record<string, string>> = {
  "1/2": "½",
  "1/3": "⅓",
  "2/3": "⅔",
  "1/4": "¼",
  "3/4": "¾",
};

/** The one character for a common fraction such as 1/2, or undefined. */
export function vulgarFraction(numerator: string, denominator: string): string | undefined {
  return VULGAR[`${numerator}/${denominator}`];
}
