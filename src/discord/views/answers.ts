import { type Block, blockText } from "../../decks/blocks.ts";
import { formulaText, mathToText } from "../../decks/math.ts";
import type { Ask, CardScene, GivenAnswer } from "../../quiz/scene.ts";
import { isRight, mayOverrule } from "../../study/answer.ts";
import type { Reason } from "../../study/grading/compare.ts";
import type { Piece } from "../../study/grading.ts";
import type { Drawn } from "../pictures.ts";
import { picture, plain, shorten, text } from "./parts.ts";

/** The letters of choices. */
export const LETTERS = ["A", "B", "C", "D"] as const;

/** Characters of a choice: four of them leave room for a question. All are cut alike, so that none stands out. */
const MOST_CHOICE = 280;

/** Characters of a typed answer, or of the choice that was picked, that are shown above the back. */
const MOST_GIVEN = 300;

/** Of a choice's picture that cannot be made, so much of the source is shown. Characters. */
const MOST_SOURCE = 100;

/** A typed answer and an accepted one that differ in more places than this are better seen whole. */
const MOST_PIECES = 12;

/** A choice as it stands below the question: a line or two, and a picture where words do not do. */
export interface Choice {
  readonly text: string;
  readonly picture: Block | undefined;
}

/**
 * A back as a choice: formulas as text where Unicode has it, else the first one drawn; a back that is nothing but
 * formulas or images is drawn too.
 */
export function choiceOf(back: readonly Block[]): Choice {
  const isWords = back.some(({ kind }) => kind === "text");
  const picture = back.find((block) => block.kind !== "text" && (!isWords || !isReadable(block)));
  return { text: shorten(lineOf(back.filter((block) => block !== picture)), MOST_CHOICE), picture };
}

const isReadable = (block: Block) => block.kind === "math" && formulaText(block.tex) !== undefined;

/** Blocks on one line of Markdown. */
export const lineOf = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => (block.kind === "math" ? mathToText(`\\(${block.tex}\\)`) : blockText(block)))
    .join(" ")
    .replace(/```[a-z]*\n?/g, "")
    .replace(/\s+/g, " ")
    .trim();

export const choicesOf = (ask: Ask | undefined): readonly Choice[] =>
  ask?.by === "choice" ? ask.choices.map(choiceOf) : [];

/** The line of a choice, with its letter. */
const choiceLine = ({ text }: Choice, place: number): string => `**${LETTERS[place]}**\u2003${text}`.trim();

/** What stands for the picture of a choice where there is none. */
const sourceOf = (picture: Block): string => shorten(blockText(picture), MOST_SOURCE);

/** A choice with its letter and, where it needs one, its picture. @param small in small print */
export function choiceParts(choice: Choice, place: number, drawn: Drawn, small = false) {
  const line = text(`${small ? "-# " : ""}${choiceLine(choice, place)}`);
  if (!choice.picture) return [line];
  const file = drawn.get(choice.picture);
  return [line, file ? picture(file) : text(sourceOf(choice.picture))];
}

/** How much room a question's choices, or the words on what was answered, take in a message. Characters. */
export function roomOf({ ask, answer }: Pick<CardScene, "ask" | "answer">): number {
  const choices = choicesOf(ask).map((choice, place) => {
    return choiceLine(choice, place).length + (choice.picture ? sourceOf(choice.picture).length : 0);
  });
  return choices.reduce((sum, length) => sum + length, answer?.given ? givenText(answer.given).length : 0);
}

/** What keeps a typed answer from being plainly right, as the end of "Close, …". */
const REASONS: Readonly<Record<Exclude<Reason, "words">, string>> = {
  spelling: "but look at the spelling",
  accent: "but with other accents",
  article: "but with another article",
  script: "but in the other kana",
  notation: "but written in another way",
  number: "but not quite that number",
  unit: "but look at the unit",
  order: "but in another order",
  part: "but there is more to it",
  more: "but that is more than the answer",
};

/** What was answered and how it stands, above the back. */
export function givenText(given: GivenAnswer): string {
  switch (given.by) {
    case "pass":
      return "**Not known this time.** Here is the answer:";
    case "choice":
      return pickedText(given);
    case "type":
      return typedText(given);
  }
}

function pickedText({ isRight, place, rightPlace, back }: Extract<GivenAnswer, { by: "choice" }>): string {
  const letter = LETTERS[place];
  if (isRight) return `✓ **Right**${letter ? `: ${letter}.` : "."}`;
  const picked = shorten(choiceOf(back).text, MOST_GIVEN);
  const said = `✗ **Not right.** You picked${letter ? ` **${letter}**` : ""}${picked ? `: ${picked}` : "."}`;
  const right = LETTERS[rightPlace];
  return right ? `${said}\nThe answer is **${right}**:` : said;
}

function typedText({ text, verdict, overruled, grading }: Extract<GivenAnswer, { by: "type" }>): string {
  // The card may have been mended since: then nothing more is said than what holds of the verdict.
  const { reason, difference } = grading.verdict === verdict ? grading : {};
  const written = `You wrote: ${plain(shorten(text, MOST_GIVEN)) || "nothing"}`;
  const compared =
    difference && difference.length <= MOST_PIECES
      ? `${typedLine(difference)}\n${answerLine(difference)}`
      : written;
  if (overruled) return `✓ **Right, as you say.**\n${compared}`;
  if (verdict === "right") return `✓ **Right.**\n${compared}`;
  if (verdict === "wrong") return `✗ **Not what the card accepts.**\n${written}`;
  if (reason === "words") return `≈ **Hard to tell**: other words than the card's. Compare them.\n${written}`;
  return `≈ **Close**${reason ? `, ${REASONS[reason]}` : ""}.\n${compared}`;
}

const typedLine = (pieces: readonly Piece[]) => `You wrote: ${marked(pieces, "typed", ["~~**", "**~~"])}`;
const answerLine = (pieces: readonly Piece[]) =>
  `The card has: ${marked(pieces, "answer", ["**__", "__**"])}`;

/** One of the two texts, with what it has alone marked. */
function marked(
  pieces: readonly Piece[],
  own: "typed" | "answer",
  [open, close]: readonly [string, string],
): string {
  return pieces
    .filter(({ of }) => of === "both" || of === own)
    .map(({ text, of }) => {
      // Plain text loses the space around it, which here parts words; and marks around space are not seen.
      const [, before = "", middle = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
      if (of === "both") return ` ${plain(text)} `.slice(before ? 0 : 1, after ? undefined : -1);
      return middle ? `${before}${open}${plain(middle)}${close}${after}` : `${open}␣${close}`;
    })
    .join("");
}

/** What to say above the ratings where only some of them agree with the answer. */
export function ratingWords(given: GivenAnswer): {
  readonly ask: string;
  readonly why: string;
  readonly more?: string;
} {
  if (isRight(given)) return { ask: "How sure were you?", why: "Right, so 3 to 5." };
  return {
    ask: "How far off were you?",
    why: "Not right, so 1 or 2.",
    ...(mayOverrule(given) && { more: "Right all the same? *I had it right* opens 3 to 5." }),
  };
}
