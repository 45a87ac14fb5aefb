import { createHash } from "node:crypto";
import type { Card } from "../decks/deck.ts";
import { cleanCard, cleanTag, cleanText, cleanTitle, isSkipped } from "../decks/formats/clean.ts";
import type { Idea } from "../store/decks.ts";
import { UserError } from "../user-error.ts";

/** What a person wrote into the form of a card. */
export interface CardFields {
  readonly front: string;
  readonly back: string;
  readonly hint: string;
  /** One a line. */
  readonly accepts: string;
  /** Words with spaces or commas between. */
  readonly tags: string;
}

/** The form of a card, filled with what it is. */
export const fieldsOfCard = (card: Card): CardFields => ({
  front: card.front,
  back: card.back,
  hint: card.hint ?? "",
  accepts: (card.accepts ?? []).join("\n"),
  tags: card.tags.join(" "),
});

/** Names the text of a card in few characters: a form that was opened on another is behind. */
export const basisOf = (card: Card): string =>
  createHash("sha256")
    .update(JSON.stringify(fieldsOfCard(card)))
    .digest("base64url")
    .slice(0, 8);

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");

/** @throws UserError saying what is wrong with what was written */
export function cardFrom(fields: CardFields, number: number, source: string | undefined): Card {
  const left = new Map<string, number>();
  const raw = { ...fields, tags: words(fields.tags), accepts: fields.accepts.split("\n"), source };
  const cleaned = cleanCard(raw, "", left);
  if (isSkipped(cleaned)) throw new UserError(`This can't be a card yet: ${cleaned.why}.`);
  const tooMany = [...left]
    .filter(([name]) => name !== "card id")
    .map(([name, n]) => `${n} ${name}${n > 1 ? "s" : ""}`);
  if (tooMany.length > 0) {
    throw new UserError(
      `This can't be a card yet: ${tooMany.join(" and ")} too many or too long. A card has at most 10 tags of 32 characters and 10 accepted answers of 100.`,
    );
  }
  const { path: _, ...card } = cleaned;
  return { number, ...card };
}

/** A card with what a suggestion changes of it; what others changed since stays. */
export const withIdea = (before: Card, { fields }: Idea): Card =>
  cardFrom({ ...fieldsOfCard(before), ...fields }, before.number, before.source);

/** @throws UserError when nothing is left of it, or it is too long */
export function titleFrom(text: string): string {
  const title = cleanTitle(text);
  if (!title) throw new UserError("A deck needs a title. Write one of 1 to 100 characters.");
  if (cleanText(text).length > 100) throw new UserError("A title has at most 100 characters. Shorten it.");
  return title;
}

export function descriptionFrom(text: string): string {
  const description = cleanText(text);
  if (description.length > 300) throw new UserError("A description has at most 300 characters. Shorten it.");
  return description;
}

export function tagsFrom(text: string): readonly string[] {
  const tags = [...new Set(words(text).map(cleanTag))].filter((tag) => tag !== "");
  if (tags.length > 10 || tags.some((tag) => tag.length > 32)) {
    throw new UserError("A deck has at most 10 tags of 32 characters. Keep the most telling ones.");
  }
  return tags;
}
