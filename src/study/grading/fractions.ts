import { fold } from "./letters.ts";

/** How a language names fractions, as `fold` leaves words. */
interface Names {
  /** 1, 2, 3 …; several ways to say one with "|". */
  readonly counts: string;
  /** A half, a third, a quarter …. */
  readonly parts: string;
  /** What is a fraction without a count too: "third" alone is an ordinal. */
  readonly alone: string;
}

const LANGUAGES: readonly Names[] = [
  {
    counts: "a|an|one two three four five six seven eight nine",
    parts:
      "half|halves third|thirds quarter|quarters|fourth|fourths fifth|fifths sixth|sixths seventh|sevenths eighth|eighths ninth|ninths tenth|tenths",
    alone: "half quarter",
  },
  {
    counts: "ein|eine|einen zwei drei vier funf sechs sieben acht neun",
    parts: "halb|halbes|halfte drittel viertel funftel sechstel siebtel achtel neuntel zehntel",
    alone: "halb halfte drittel viertel",
  },
  {
    counts: "un|une deux trois quatre cinq",
    parts: "demi|demie|moitie tiers quart|quarts cinquieme|cinquiemes",
    alone: "demi moitie",
  },
  {
    counts: "un|una dos tres cuatro cinco",
    parts: "medio|media|mitad tercio|tercios cuarto|cuartos quinto|quintos",
    alone: "medio media mitad",
  },
  {
    counts: "um|uma dois|duas tres quatro cinco",
    parts: "meio|meia|metade terco|tercos quarto|quartos quinto|quintos",
    alone: "meio metade",
  },
  {
    counts: "un|uno|una due tre quattro cinque",
    parts: "mezzo|mezza|meta terzo|terzi quarto|quarti quinto|quinti",
    alone: "mezzo meta",
  },
];

const places = (words: string) =>
  new Map(words.split(" ").flatMap((ways, at) => ways.split("|").map((way) => [way, at + 1] as const)));

const languages = LANGUAGES.map(({ counts, parts, alone }) => ({
  counts: places(counts),
  parts: places(parts),
  alone: new Set(alone.split(" ")),
}));

const ARTICLE = /^(?:the|die|das|la|el|le|a|il) (?=\p{L}+$)/u;

/** The value of a fraction in words, such as "two thirds", "half" or "one and a half"; undefined for anything else. */
export function fractionInWords(text: string): number | undefined {
  const words = fold(text)
    .replace(/[\s-]+/g, " ")
    .trim();
  for (const { counts, parts, alone } of languages) {
    const name = words.replace(ARTICLE, "");
    const half = parts.get(name);
    if (half !== undefined && alone.has(name)) return 1 / (half + 1);
    const [count = "", part = "", ...more] = words.split(" ");
    const [of, by] = [counts.get(count), parts.get(part)];
    if (of !== undefined && by !== undefined && more.length === 0) return of / (by + 1);
  }
  const [, whole = ""] = /^(\w+) and a half$/.exec(words) ?? [];
  const count = languages[0]?.counts.get(whole);
  return count === undefined || whole === "a" ? undefined : count + 0.5;
}
