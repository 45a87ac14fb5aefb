import { parse as parseYaml } from "yaml";
import { z } from "zod";

/** One flashcard. `front`, `back` and `hint` are Markdown with TeX math; `mathToText` makes them readable. */
export interface Card {
  /** A positive integer that is this card's for ever: it is never given to another card, even after deletion. */
  readonly number: number;
  /** The question, 1 to 4,000 characters. */
  readonly front: string;
  /** The answer, 1 to 4,000 characters. */
  readonly back: string;
  /** Help that does not give the answer away, at most 1,000 characters. */
  readonly hint?: string;
  /** Lower-case words. */
  readonly tags: readonly string[];
  /** Answers that count as right when typed, beside the back: at most 10 of 1 to 100 characters. */
  readonly accepts?: readonly string[];
  /** What the file it came from calls it, so that a later version of the file finds it again. */
  readonly source?: string;
}

/** A set of cards on one subject, in the order in which they are learned. */
export interface Deck {
  /** 1 to 32 of a-z, 0-9 and "-". */
  readonly id: string;
  /** 1 to 100 characters, which is what Discord shows of an autocomplete choice. */
  readonly title: string;
  /** One sentence, at most 300 characters. */
  readonly description: string;
  readonly cards: readonly Card[];
}

/** A card number takes 24 bits in the records of ratings. */
const LAST_NUMBER = 2 ** 24 - 1;

const text = (most: number) =>
  z
    .string("must be text; put quotes around it")
    .trim()
    .min(1, "is empty; write something, or remove the field where it is optional")
    .max(most, `is longer than ${most.toLocaleString("en")} characters; shorten it`);

const tag = z
  .string("must be text; put quotes around it")
  .max(32, "is longer than 32 characters; shorten it")
  .regex(
    /^[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u,
    "must be a lower-case word such as detection",
  );

const cardNumber = z
  .number("must be a whole number from 1 up; give every card one")
  .refine(
    (n) => Number.isInteger(n) && n > 0 && n <= LAST_NUMBER,
    "must be a whole number from 1 up to 16,777,215; correct it",
  );

const cardSchema = z.strictObject({
  number: cardNumber,
  front: text(4000),
  back: text(4000),
  hint: text(1000).exactOptional(),
  tags: z
    .array(tag, "must be a list of words such as [detection]")
    .max(10, "are more than 10; keep the most telling ones")
    .default([]),
  accepts: z
    .array(text(100), "must be a list of answers such as [log loss]")
    .max(10, "are more than 10; keep the most likely ones")
    .exactOptional(),
});

const deckSchema = z.strictObject({
  id: z
    .string("must be text; put quotes around it")
    .regex(/^[a-z0-9-]{1,32}$/, "must be 1 to 32 of a-z, 0-9 and -; correct it"),
  title: text(100),
  description: text(300),
  cards: z
    .array(cardSchema, "must be a list of cards; write at least one")
    .min(1, "is empty; write at least one card")
    .check((context) => {
      const seen = new Set<number>();
      context.value.forEach((card, index) => {
        if (seen.has(card.number)) {
          context.issues.push({
            code: "custom",
            input: card.number,
            path: [index, "number"],
            message: `${card.number} is already taken; choose one that no card of this deck ever had`,
          });
        }
        seen.add(card.number);
      });
    }),
});

/**
 * Reads a deck file (YAML with the fields of `Deck`). Text is trimmed and `tags` may be left out.
 *
 * @param source what to call the file in an error, such as its path
 * @throws Error with one line a mistake, each naming the source, the card (by number, or by position where it has
 *   none), the field and what to do
 */
export function parseDeck(yaml: string, source: string): Deck {
  let raw: unknown;
  try {
    raw = parseYaml(yaml);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(`${source}: this is not valid YAML; correct it and try again. ${reason}`, {
      cause: error,
    });
  }
  const result = deckSchema.safeParse(raw);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${source}: ${describeIssue(issue, raw)}`).join("\n"));
}

function describeIssue(issue: z.core.$ZodIssue, raw: unknown): string {
  const [first, index, ...rest] = issue.path;
  const message =
    issue.code === "unrecognized_keys"
      ? `has the unknown field ${issue.keys.join(", ")}; remove or rename it`
      : issue.code === "invalid_type" && issue.path.length === 0
        ? "must hold the fields id, title, description and cards"
        : issue.message;
  if (first === undefined) return `the deck ${message}`;
  if (first !== "cards" || typeof index !== "number") return `${String(first)} ${message}`;
  const name = `card ${nameOfCard(raw, index)}`;
  if (rest.length === 0) return `${name} ${message}`;
  const [field, position] = rest;
  return `${name}, ${String(field)}${typeof position === "number" ? ` ${position + 1}` : ""} ${message}`;
}

const listed = z.looseObject({ cards: z.array(z.unknown()) });
const numbered = z.looseObject({ number: cardNumber });

function nameOfCard(raw: unknown, index: number): string {
  const deck = listed.safeParse(raw);
  const card = numbered.safeParse(deck.success ? deck.data.cards[index] : undefined);
  return card.success ? `${card.data.number}` : `at position ${index + 1}`;
}

const indexes = new WeakMap<Deck, ReadonlyMap<number, Card>>();

/** The card with this number, or undefined where the deck has none. Constant time after the first call for a deck. */
export function cardByNumber(deck: Deck, number: number): Card | undefined {
  let index = indexes.get(deck);
  if (index === undefined) {
    index = new Map(deck.cards.map((card) => [card.number, card]));
    indexes.set(deck, index);
  }
  return index.get(number);
}
