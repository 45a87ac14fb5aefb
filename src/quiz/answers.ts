import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { cardBlocks } from "../decks/blocks.ts";
import { type Card, cardByNumber, type Deck } from "../decks/deck.ts";
import { plainText, typedText } from "../decks/plain-text.ts";
import type { QuizRecord } from "../store/quiz-record.ts";
import { type AnswerBy, type Given, isRight, ratingsFor } from "../study/answer.ts";
import { CHOICES, type ChoiceTexts, choicesFor } from "../study/distractors.ts";
import { type Grading, grade, MOST_TYPED } from "../study/grading.ts";
import type { PlannedCard } from "../study/quiz.ts";
import type { Rating } from "../study/rating.ts";
import type { Ask, GivenAnswer } from "./scene.ts";

const texts = new WeakMap<Card, ChoiceTexts>();

/** A card's texts, made once. */
function textsOf(card: Card): ChoiceTexts {
  const known = texts.get(card);
  if (known) return known;
  const { front, back, accepts = [] } = card;
  const made = { front: plainText(front), back: plainText(back), accepts: accepts.map(plainText) };
  texts.set(card, made);
  return made;
}

/** The choices of so many cards of a deck are kept. */
const MOST_KEPT = 100;

const kept = new WeakMap<Deck, LRUCache<string, readonly number[]>>();

/**
 * The numbers of the four cards whose backs are the choices for a card, in their order.
 *
 * @param seed the same one gives the same choices, as long as the deck stays as it is
 * @returns undefined where the deck has fewer than four different backs
 */
function choicesOf(deck: Deck, card: Card, seed: string): readonly number[] | undefined {
  const known = kept.get(deck) ?? new LRUCache<string, readonly number[]>({ max: MOST_KEPT });
  kept.set(deck, known);
  const name = `${seed}:${card.number}`;
  const found = known.get(name) ?? choicesFor(card, deck.cards, textsOf, seed);
  if (found) known.set(name, found);
  return found;
}

/** How a card is to be answered; the same seed gives the same choices. */
export interface Asking {
  readonly answer: AnswerBy | undefined;
  readonly seed: string;
}

/** At each place of a quiz a card has other company. */
export const askingOf = (quiz: QuizRecord): Asking => ({
  answer: quiz.wish.answer,
  seed: `${quiz.seed ?? quiz.id}:${quiz.events.length}`,
});

/** Names choices in their order, so that a button says which ones it was pressed among. Tells nothing of the right one. */
const nameOf = (choices: readonly number[]) =>
  createHash("sha256").update(choices.join()).digest("base64url").slice(0, 4);

/** Longer answers are typed into a field of several lines. Characters. */
const SHORT = 60;

/**
 * What a card asks for, given how it is to be answered.
 *
 * @returns undefined where the card is recalled and rated; `why` says why, where something else was wished for
 */
export function askOf(
  { answer, seed }: Asking,
  deck: Deck,
  card: Card,
): { readonly ask?: Ask; readonly why?: string } {
  if (answer === "type") {
    const answers = answersOf(card);
    if (answers.length === 0) return { why: "This answer is a picture, which nobody can type: recall it." };
    return { ask: { by: "type", isLong: answers.every(({ length }) => length > SHORT) } };
  }
  if (answer !== "choice") return {};
  const choices = choicesOf(deck, card, seed);
  if (!choices) {
    return { why: `This deck has no ${CHOICES} different answers to choose among for this card: recall it.` };
  }
  return {
    ask: { by: "choice", choices: choices.map((number) => backOf(deck, number)), of: nameOf(choices) },
  };
}

const backOf = (deck: Deck, number: number) => cardBlocks(cardByNumber(deck, number)?.back ?? "");

/** What is right when it is typed, as plain text. */
const answersOf = (card: Card) => {
  const { back, accepts } = textsOf(card);
  return [back, ...accepts].filter((answer) => answer !== "");
};

const gradeCard = (card: Card, typed: string): Grading => grade(typedText(typed), answersOf(card));

/** A choice by its place from 0, where `of` names them; not known. */
export type Picking = { readonly pick: number; readonly of: string } | "pass";

/** The ways to answer: one of the choices, typed text, not known. */
export type Answering = Picking | { readonly typed: string };

type Decks = ReadonlyMap<string, Deck>;

function asked(decks: Decks, quiz: QuizRecord, planned: Pick<PlannedCard, "deck" | "number">) {
  const deck = decks.get(planned.deck);
  const card = deck && cardByNumber(deck, planned.number);
  const { ask } = deck && card && !quiz.given ? askOf(askingOf(quiz), deck, card) : {};
  return deck && card && ask && { deck, card, ask };
}

/** Whether the current card of a quiz waits for an answer, before its back is shown and it is rated. */
export const isAsked = (decks: Decks, quiz: QuizRecord, current: Pick<PlannedCard, "deck" | "number">) =>
  asked(decks, quiz, current) !== undefined;

/**
 * What was answered to the current card of a quiz.
 *
 * @returns undefined where it waits for no such answer, or for one among other choices than those of the button
 */
export function answerOf(
  decks: Decks,
  quiz: QuizRecord,
  current: Pick<PlannedCard, "deck" | "number">,
  answering: Answering,
): Given | undefined {
  const { deck, card, ask } = asked(decks, quiz, current) ?? {};
  if (!deck || !card) return undefined;
  if (answering === "pass") return { by: "pass" };
  if ("typed" in answering) return ask?.by === "type" ? typedAnswer(card, answering.typed) : undefined;
  return ask && pickedOf(askingOf(quiz), deck, card, answering);
}

/** The choice that was picked; undefined where it was among other choices than those the deck gives now. */
export function pickedOf(
  asking: Asking,
  deck: Deck,
  card: Card,
  { pick, of }: Exclude<Picking, "pass">,
): Extract<Given, { by: "choice" }> | undefined {
  const choices = asking.answer === "choice" ? choicesOf(deck, card, asking.seed) : undefined;
  const picked = choices && nameOf(choices) === of ? choices[pick] : undefined;
  return picked === undefined ? undefined : { by: "choice", picked, isRight: picked === card.number };
}

function typedAnswer(card: Card, typed: string): Given {
  const text = typed.slice(0, MOST_TYPED).toWellFormed();
  return { by: "type", text, verdict: gradeCard(card, text).verdict, overruled: false };
}

/** The place of a card's back among the choices, from 0; -1 where it is none of them. */
export const placeOf = ({ seed }: Asking, deck: Deck, card: Card, number: number): number =>
  (choicesOf(deck, card, seed) ?? []).indexOf(number);

/** Why a rating disagrees with the answer that was given; undefined where it does not. */
export function disagreement(given: Given | undefined, rating: Rating): string | undefined {
  if (!given || ratingsFor(given).includes(rating)) return undefined;
  return isRight(given)
    ? "Your answer was right, so it is rated 3 to 5."
    : "Your answer was not right, so it is rated 1 or 2.";
}

/** An answer as it is shown. The verdict is that of the moment it was given, whatever became of the card since. */
export function givenAnswer(asking: Asking, deck: Deck, card: Card, given: Given): GivenAnswer {
  if (given.by === "pass") return given;
  if (given.by === "type") return { ...given, grading: gradeCard(card, given.text) };
  return {
    ...given,
    place: placeOf(asking, deck, card, given.picked),
    rightPlace: placeOf(asking, deck, card, card.number),
    back: backOf(deck, given.picked),
  };
}
