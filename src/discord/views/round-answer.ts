import type { APIComponentInContainer } from "discord.js";
import { type Block, blockText } from "../../decks/blocks.ts";
import type { Answered, CardInRound, Choices, RoundCardScene, RoundRef } from "../../rounds/scene.ts";
import { RATINGS, type Rating } from "../../study/rating.ts";
import type { Drawn } from "../pictures.ts";
import { roundButton } from "../round-id.ts";
import { choiceParts, choicesOf, givenText, LETTERS, lineOf, ratingWords } from "./answers.ts";
import { paginate } from "./paging.ts";
import { button, line, picture, row, showing, text } from "./parts.ts";
import { RATING_LABELS, RATING_STYLES } from "./ratings.ts";

/** The five ratings of a card. @param open those that can be pressed */
export const ratingRow = (at: CardInRound, open: readonly Rating[] = RATINGS) =>
  row(
    ...RATINGS.map((rating) =>
      button(RATING_LABELS[rating], roundButton({ do: "rate", at, rating }), {
        style: RATING_STYLES[rating],
        disabled: !open.includes(rating),
      }),
    ),
  );

/** The letters of the choices, and that one knows none. Each carries its place alone. */
export const pickRow = (ref: RoundRef, position: number, { choices, of }: Choices) =>
  row(
    ...choices.map((_, pick) =>
      button(LETTERS[pick] ?? "", roundButton({ do: "pick", ref, position, answer: { pick, of } }), {
        style: "primary",
      }),
    ),
    button("I don't know", roundButton({ do: "pick", ref, position, answer: "pass" })),
  );

type Chosen = Required<Pick<RoundCardScene, "choice" | "back">>;

/** The formulas and images of a card's choices, in the order in which they stand. @param back what is shown of it */
export const choicePictures = ({ choice: { ask, told }, back }: Chosen): readonly Block[] =>
  choicesOf(ask).flatMap((choice, place) =>
    place === told?.place ? back.filter(({ kind }) => kind !== "text") : (choice.picture ?? []),
  );

/**
 * The choices of a card. While one can be picked they are all alike; then the right one is marked and stands there in
 * full, so that nothing moves but what is told.
 */
export const toldChoices = ({ choice: { ask, told }, back }: Chosen, drawn: Drawn) =>
  choicesOf(ask).flatMap((choice, place): readonly APIComponentInContainer[] =>
    place === told?.place
      ? rightParts(place, back, drawn)
      : choiceParts(choice, place, drawn, told !== undefined),
  );

function rightParts(place: number, back: readonly Block[], drawn: Drawn) {
  const label = `✓ **${LETTERS[place]}**`;
  const [first, ...rest] = back;
  const isLine = first?.kind === "text" && !first.text.includes("\n");
  return [
    text(isLine ? `${label}\u2003${first.text}` : label),
    ...(isLine ? rest : back).map((block) => {
      const file = drawn.get(block);
      // What was no picture among the choices is none now: an edit brings no files.
      return file ? picture(file) : text(block.kind === "math" ? lineOf([block]) : blockText(block));
    }),
  ];
}

/** What of a long answer is shown with its verdict. */
const backOf = ({ back }: Answered) => paginate(back)[0] ?? [];

/** The formulas and images shown with a person's answer. */
export const answeredPictures = (answered: Answered): readonly Block[] =>
  backOf(answered).filter(({ kind }) => kind !== "text");

/** What a person answered and how it stands, the answer, and the ratings that go with it. */
export function answeredParts(answered: Answered, drawn: Drawn): readonly APIComponentInContainer[] {
  const { at, given, back, ratings } = answered;
  const { ask, why } = ratingWords(given);
  const whole = { do: "whole", ref: at, position: at.position } as const;
  return [
    text(givenText(given)),
    line(),
    ...backOf(answered).map(showing(drawn)),
    line(),
    text(`**${ask}**\n-# ${why}`),
    ratingRow(at, ratings),
    ...(paginate(back).length > 1 ? [row(button("Whole card", roundButton(whole)))] : []),
  ];
}
