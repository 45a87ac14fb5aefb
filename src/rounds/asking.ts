import { cardBlocks } from "../decks/blocks.ts";
import type { Card, Deck } from "../decks/deck.ts";
import { type Asking, askOf, disagreement, givenAnswer } from "../quiz/answers.ts";
import type { RoundRecord } from "../store/round-record.ts";
import { type Given, ratingsFor } from "../study/answer.ts";
import type { CardRef } from "../study/plan.ts";
import type { Rating } from "../study/rating.ts";
import { takesPicks } from "../study/round.ts";
import type { Answered, CardInRound, Choices, UnratedScene } from "./scene.ts";

type Asked = Pick<RoundRecord, "id" | "choice">;

/** How the card of a position is answered: at each it has other company, which is the same for as long as the round is. */
export const askingAt = ({ id, choice }: Asked, position: number): Asking => ({
  answer: choice ? "choice" : undefined,
  seed: `${id}:${position}`,
});

/** The choices of a card; none where it is recalled and rated, with `why` where one was to be picked. */
export function choicesAt(
  round: Asked,
  position: number,
  deck: Deck,
  card: Card,
): { readonly ask?: Choices; readonly why?: string } {
  const { ask, why } = askOf(askingAt(round, position), deck, card);
  return { ...(ask?.by === "choice" && { ask }), ...(why !== undefined && { why }) };
}

/** What a person answered, as it is kept. See `keepPick`. */
const givenOf = (picked: number, { number }: Pick<CardRef, "number">): Given =>
  picked === 0 ? { by: "pass" } : { by: "choice", picked, isRight: picked === number };

/** What a person answered, as it is shown to them. */
export function answeredAt(round: Asked, at: CardInRound, deck: Deck, card: Card, picked: number): Answered {
  const given = givenOf(picked, card);
  return {
    at,
    given: givenAnswer(askingAt(round, at.position), deck, card, given),
    back: cardBlocks(card.back),
    ratings: ratingsFor(given),
  };
}

/** Whether somebody may still pick a choice for the card of a position, which then is not told yet. */
export const isAsked = (round: RoundRecord, position: number, now: number): boolean =>
  position === round.position && takesPicks(round, now);

/**
 * Why a card that has choices cannot be rated so by somebody; undefined where it can.
 *
 * @param picked what they answered, see `keepPick`
 */
export function refusalOf(
  round: RoundRecord,
  position: number,
  card: Pick<CardRef, "number">,
  picked: number | undefined,
  rating: Rating,
  now: number,
): Pick<UnratedScene, "why" | "words"> | undefined {
  if (picked === undefined && isAsked(round, position, now)) return { why: "unanswered" };
  // Who did not answer in time did not know it.
  const words = disagreement(givenOf(picked ?? 0, card), rating);
  if (words === undefined) return undefined;
  return { why: "disagrees", words: picked === undefined ? LATE : words };
}

const LATE = "You picked none while there was time, so it is rated 1 or 2.";
