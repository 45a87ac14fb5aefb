import fc from "fast-check";
import type { Card, Deck } from "../../../../src/decks/deck.ts";
import { cleanTag, cleanText, isBlank } from "../../../../src/decks/formats/clean.ts";
import { readText } from "../../../../src/decks/formats/read.ts";
import { FormatError, type ReadDeck, type ReadOptions } from "../../../../src/decks/formats/types.ts";

/** Reads text as a file without a telling name. */
export function read(text: string, options: Partial<ReadOptions> = {}): ReadDeck {
  return readText(new TextEncoder().encode(text), { name: "", ...options });
}

/** Front and back of each card. */
export function sides(deck: ReadDeck): [front: string, back: string][] {
  return deck.cards.map(({ front, back }) => [front, back]);
}

/** The error's message; a test fails where there is none, or an error of another kind. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("It was read, where a FormatError was due.");
}

const PIECES = [
  ..."abcÄßж漢👍 \n\t\"',;|#=+-@\\$*_`[](){}<>&:!0159",
  "\n\n",
  "$x^2$",
  "$$\\frac{a}{b}$$",
  "**bold**",
  "`code $5`",
  "```\nblock\n```",
  "<b>",
  "&amp;",
  "Q:",
  "A:",
  "{{c1::",
  "}}",
  "@everyone",
  "=1+1",
  "tags:",
];

/** Text as a card holds it, with everything that formats use for themselves. */
export const cardText = (most: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 3 })), {
      maxLength: 25,
    })
    .map((pieces) => cleanText(pieces.join("").slice(0, most)))
    .filter((text) => !isBlank(text) && cleanText(text) === text);

const tag = fc
  .string({ unit: "grapheme", maxLength: 8 })
  .map(cleanTag)
  .filter((text) => text !== "" && text.length <= 32 && cleanTag(text) === text && !isBlank(text));

/** Decks with all that a card may hold but images. */
export const decks: fc.Arbitrary<Deck> = fc
  .record({
    title: cardText(100).map((text) => text.replace(/\s+/g, " ")),
    cards: fc.array(
      fc.record(
        {
          front: cardText(4000),
          back: cardText(4000),
          hint: cardText(1000),
          tags: fc.uniqueArray(tag, { maxLength: 10 }),
          accepts: fc.uniqueArray(
            cardText(100).map((text) => text.replace(/\s+/g, " ")),
            { minLength: 1, maxLength: 10 },
          ),
          source: fc.oneof(
            cardText(90),
            fc.stringMatching(/^[!-~]{1,12}:[012]$/),
            fc.stringMatching(/^#[a-z]{1,5}$/),
          ),
        },
        { requiredKeys: ["front", "back", "tags"] },
      ),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ title, cards }) => ({
    id: "deck",
    title,
    description: "",
    cards: unlike(cards).map((card, index) => ({ number: index + 1, ...card })),
  }));

/** The cards without sources that another has already: a source names one card. */
function unlike(cards: readonly Omit<Card, "number">[]): Omit<Card, "number">[] {
  const seen = new Set<string>();
  return cards.map(({ source, ...card }) => {
    if (source === undefined || seen.has(source)) return card;
    seen.add(source);
    return { ...card, source };
  });
}
