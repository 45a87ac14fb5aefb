import { describe, expect, test } from "vitest";
import { type Block, cardBlocks } from "../../../src/decks/blocks.ts";
import { readQuizButton } from "../../../src/discord/custom-id.ts";
import { choiceOf, givenText } from "../../../src/discord/views/answers.ts";
import { answerForm } from "../../../src/discord/views/forms.ts";
import { picturesOf, quizView } from "../../../src/discord/views/quiz.ts";
import type { CardScene, GivenAnswer } from "../../../src/quiz/scene.ts";
import { checkForm, checkView, partsOf, textOf } from "./limits.ts";
import { answer, card, choice, picked, ref, scenes, typed } from "./scenes.ts";

const buttonsOf = (scene: CardScene) => partsOf(quizView(scene)).filter(({ label }) => label !== undefined);
const labels = (scene: CardScene) => buttonsOf(scene).map(({ label }) => label);
const closed = (scene: CardScene) =>
  buttonsOf(scene).flatMap(({ label, disabled }) => (disabled && /^\d/.test(label ?? "") ? label : []));
const answered = (given: GivenAnswer): CardScene => ({ ...card, answer: { ...answer, given } });

const ID = "0123456789abcdef01234567.png";
const math = (tex: string): Block => ({ kind: "math", tex, display: true });

describe("a choice", () => {
  test.each([
    ["words as they are", "The **square** of it", "The **square** of it"],
    ["lines in one", "one\ntwo\n\nthree", "one two three"],
    ["formulas as text, where Unicode has them", "It is\n$$\\frac{a}{b}$$", "It is a/b"],
  ])("is %s", (_, side, text) => {
    expect(choiceOf(cardBlocks(side))).toEqual({ text, picture: undefined });
  });

  test("is a picture where words do not do", () => {
    const cases = "\\begin{cases}x\\end{cases}";
    expect(choiceOf(cardBlocks(`So:\n$$${cases}$$`))).toEqual({ text: "So:", picture: math(cases) });
    expect(choiceOf(cardBlocks("$$\\frac{a}{b}$$"))).toEqual({ text: "", picture: math("\\frac{a}{b}") });
    const image = { kind: "image", id: ID, alt: "a map" };
    expect(choiceOf(cardBlocks(`![a map](image:${ID})`))).toEqual({ text: "", picture: image });
  });

  test("is cut at the same length as all others", () => {
    expect(choiceOf(cardBlocks("word ".repeat(300))).text).toHaveLength(280);
  });
});

describe("a question with choices", () => {
  test("has a letter and a button for each, in the order of the choices", () => {
    const scene = { ...card, ask: choice };
    expect(textOf(quizView(scene))).toMatch(
      /\*\*A\*\*\u2003Squares\n\*\*B\*\*\u2003Sizes\n\*\*C\*\*\u2003Signs/,
    );
    expect(labels(scene)).toEqual(["A", "B", "C", "D", "I don't know", "Undo", "Skip", "Stop"]);
    const actions = buttonsOf(scene).map(({ custom_id = "" }) => readQuizButton(custom_id));
    expect(actions.slice(0, 5)).toEqual([
      ...[0, 1, 2, 3].map((pick) => ({ do: "press", action: { pick, of: choice.of }, ref })),
      { do: "press", action: "pass", ref },
    ]);
  });

  test("shows its formulas as pictures, no more than ten with those of the question", () => {
    const choices = Array.from({ length: 4 }, () => [math("\\begin{cases}x\\end{cases}")]);
    const front = Array.from({ length: 30 }, (_, n) => math(`\\frac${n}k`));
    const { blocks } = picturesOf({ ...card, front, ask: { ...choice, choices } });
    expect(blocks.length).toBeLessThanOrEqual(10);
    for (const [one] of choices) expect(blocks).toContain(one);
  });

  test("has no answer and no rating, whatever is asked for", () => {
    expect(labels({ ...card, ask: choice })).not.toContain("Show answer");
    expect(labels({ ...card, ask: { by: "type", isLong: true } })).toEqual([
      "Type the answer",
      "I don't know",
      "Undo",
      "Skip",
      "Stop",
    ]);
  });
});

describe("an answer that was given", () => {
  test.each<[string, GivenAnswer, readonly string[]]>([
    ["right", { ...picked, isRight: true, place: 3 }, ["1 Not at all", "2"]],
    ["wrong", picked, ["3", "4", "5 Perfectly"]],
    ["not known", { by: "pass" }, ["3", "4", "5 Perfectly"]],
    ["near", typed, ["3", "4", "5 Perfectly"]],
    ["near, and overruled", { ...typed, overruled: true }, ["1 Not at all", "2"]],
    ["wrong in writing", { ...typed, verdict: "wrong" }, ["3", "4", "5 Perfectly"]],
    ["right in writing", { ...typed, verdict: "right" }, ["1 Not at all", "2"]],
  ])("%s: the ratings that disagree cannot be pressed, and why is said", (_, given, shut) => {
    const scene = answered(given);
    expect(closed(scene)).toEqual(shut);
    const isRight = shut[0] === "1 Not at all";
    expect(textOf(quizView(scene))).toContain(isRight ? "Right, so 3 to 5." : "Not right, so 1 or 2.");
    expect(textOf(quizView(scene))).toContain("Mean squared error.");
  });

  test("can be overruled where it was typed and is not right, and only there", () => {
    const offers = (given: GivenAnswer) => labels(answered(given)).includes("I had it right");
    expect([typed, { ...typed, verdict: "wrong" as const }].map(offers)).toEqual([true, true]);
    const not: GivenAnswer[] = [
      picked,
      { by: "pass" },
      { ...typed, overruled: true },
      { ...typed, verdict: "right" },
    ];
    expect(not.map(offers)).toEqual([false, false, false, false]);
  });

  test("is not overruled by a second Enter: the ratings come first", () => {
    const [first] = buttonsOf(answered(typed)).filter(({ disabled }) => !disabled);
    expect(first?.label).toBe("1 Not at all");
  });

  test("shows where it differs, and nothing in it acts as Markdown", () => {
    expect(givenText(typed)).toBe(
      "≈ **Close**, but look at the spelling.\nYou wrote: mean squard error\nThe card has: mean squar**__e__**d error**__.__**",
    );
    const marks = { ...typed, verdict: "wrong", text: "*a* <@1>", grading: { verdict: "wrong" } } as const;
    expect(givenText(marks)).toBe("✗ **Not what the card accepts.**\nYou wrote: \\*a\\* \\<@1\\>");
  });

  test("a space too many is seen, and spaces between words stay", () => {
    const difference = [
      { text: "data", of: "both" },
      { text: " ", of: "typed" },
      { text: "base of ", of: "both" },
      { text: "the ", of: "answer" },
      { text: "card", of: "both" },
    ] as const;
    const told = givenText({ ...typed, grading: { ...typed.grading, difference } });
    expect(told).toContain("You wrote: data~~**␣**~~base of card");
    expect(told).toContain("The card has: database of **__the__** card");
  });

  test("is told by its verdict of then where the card was mended since", () => {
    const mended = { ...typed, verdict: "wrong" } as const;
    expect(givenText(mended)).toBe("✗ **Not what the card accepts.**\nYou wrote: mean squard error");
    expect(givenText({ ...typed, grading: { verdict: "right" } })).toBe(
      "≈ **Close**.\nYou wrote: mean squard error",
    );
  });
});

test.each(scenes.filter(([, { scene }]) => scene === "card"))("keeps Discord's limits: %s", (_, scene) => {
  checkView(quizView(scene));
  expect(picturesOf(scene).blocks.length).toBeLessThanOrEqual(10);
});

test.each([
  ["What is it?", false],
  ["word ".repeat(100), true],
  ["", true],
])("the form for an answer to %j", (question, isLong) => {
  const form = answerForm(ref, question, isLong);
  checkForm(form);
  expect(readQuizButton(form.custom_id)).toEqual({ do: "typed", ref });
});
