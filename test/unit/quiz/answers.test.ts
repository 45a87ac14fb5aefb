import { describe, expect, test } from "vitest";
import { type Deck, parseDeck } from "../../../src/decks/deck.ts";
import { answerOf, askingOf, askOf, disagreement, givenAnswer, isAsked } from "../../../src/quiz/answers.ts";
import { cardScene } from "../../../src/quiz/draw.ts";
import { answer, move, overrule, rate, resume, skip, stop, undo } from "../../../src/quiz/steps.ts";
import type { QuizRecord } from "../../../src/store/quiz-record.ts";
import type { AnswerBy, Given } from "../../../src/study/answer.ts";
import { RATINGS } from "../../../src/study/rating.ts";
import { newLearner, newQuiz, remember, snapshotOf } from "./memory.ts";

const NOW = Date.parse("2026-03-01T12:00Z");

const deck: Deck = parseDeck(
  `
id: words
title: Words
description: Cards for this test.
cards:
  - { number: 1, front: One, back: Eins, accepts: [Ein] }
  - { number: 2, front: Two, back: Zwei }
  - { number: 3, front: Three, back: Drei }
  - { number: 4, front: Four, back: Vier }
  - { number: 5, front: Picture, back: "![](image:0123456789abcdef01234567.png)" }
`,
  "words",
);
const decks = new Map([["words", deck]]);
const few = new Map([["words", { ...deck, cards: deck.cards.slice(0, 3) }]]);
const plan = [1, 2, 3, 4, 5].map((number) => ({ deck: "words", number, kind: "new" }) as const);
const [first, , , , picture] = deck.cards;
if (!first || !picture) throw new Error("no cards");

const quizOf = (by?: AnswerBy): QuizRecord => ({
  ...newQuiz(plan, NOW),
  wish: { deck: "words", mode: "study", cards: undefined, answer: by },
  seed: "a-seed-1",
});
const [current] = plan;
if (!current) throw new Error("no plan");
const choiceIn = (quiz: QuizRecord) => {
  const { ask } = askOf(askingOf(quiz), deck, first);
  if (ask?.by !== "choice") throw new Error("no choices");
  return ask;
};
const scene = (quiz: QuizRecord, side?: "answer") =>
  cardScene(decks, snapshotOf(remember(newLearner(), quiz), NOW), quiz, NOW, side ? { side } : {});

describe("what a card asks for", () => {
  test("is nothing where it is recalled", () => {
    expect(askOf(askingOf(quizOf()), deck, first)).toEqual({});
    expect(isAsked(decks, quizOf(), current)).toBe(false);
    expect(scene(quizOf(), "answer").answer).toBeDefined();
  });

  test("is one of four, in an order that stays while the quiz goes on elsewhere", () => {
    const quiz = quizOf("choice");
    const ask = choiceIn(quiz);
    expect(ask.choices).toHaveLength(4);
    const moved = move(stop(quiz, NOW).quiz, "quiz-id2", undefined, NOW).quiz;
    expect(choiceIn(moved)).toEqual(ask);
    const undone = undo(snapshotOf(remember(newLearner(), quiz), NOW), skip(quiz, NOW).quiz, NOW)?.quiz;
    expect(undone && choiceIn(undone)).toEqual(ask);
  });

  test("is to be typed, in one line or several", () => {
    expect(askOf(askingOf(quizOf("type")), deck, first)).toEqual({ ask: { by: "type", isLong: false } });
    const long = { ...first, back: "word ".repeat(30), accepts: [] };
    expect(askOf(askingOf(quizOf("type")), deck, long)).toEqual({ ask: { by: "type", isLong: true } });
  });

  test("is to be recalled where there are too few answers, or nothing to type; and why is said", () => {
    const [only] = few.values();
    if (!only) throw new Error("no deck");
    expect(askOf(askingOf(quizOf("choice")), only, first).why).toContain("no 4 different answers");
    expect(askOf(askingOf(quizOf("type")), deck, picture).why).toContain("nobody can type");
    const shown = cardScene(
      few,
      snapshotOf(remember(newLearner(), quizOf("choice")), NOW),
      quizOf("choice"),
      NOW,
      {},
    );
    expect(shown.ask).toBeUndefined();
    expect(shown.notice).toContain("recall it");
  });

  test("is asked before the back is shown: nothing of it is in the scene", () => {
    const typing = quizOf("type");
    expect(scene(typing, "answer")).toEqual(scene(typing));
    expect(JSON.stringify(scene(typing))).not.toContain("Eins");
    expect(scene(quizOf("choice"), "answer").answer).toBeUndefined();
  });
});

describe("an answer", () => {
  test("is one of the choices as they were shown", () => {
    const quiz = quizOf("choice");
    const { choices, of } = choiceIn(quiz);
    const right = choices.findIndex(([block]) => block?.kind === "text" && block.text === "Eins");
    for (const pick of [0, 1, 2, 3]) {
      const given = answerOf(decks, quiz, current, { pick, of });
      expect(given).toMatchObject({ by: "choice", isRight: pick === right });
      expect(given && givenAnswer(askingOf(quiz), deck, first, given)).toMatchObject({
        place: pick,
        rightPlace: right,
      });
    }
    expect(answerOf(decks, quiz, current, { pick: 0, of: "abcd" })).toBeUndefined();
    expect(answerOf(decks, quiz, current, { typed: "Eins" })).toBeUndefined();
  });

  test("is what was typed, graded against all that the card accepts", () => {
    const quiz = quizOf("type");
    const verdict = (typed: string) => {
      const given = answerOf(decks, quiz, current, { typed });
      return given?.by === "type" ? given.verdict : undefined;
    };
    expect(["eins", "ein", "1", "zwei", ""].map(verdict)).toEqual([
      "right",
      "right",
      "right",
      "wrong",
      "wrong",
    ]);
    expect(answerOf(decks, quiz, current, { pick: 0, of: "abcd" })).toBeUndefined();
    const long = answerOf(decks, quiz, current, { typed: "a".repeat(5000) });
    expect(long?.by === "type" && long.text.length).toBe(1000);
  });

  test("is not taken twice, nor where a card is recalled", () => {
    const quiz = quizOf("type");
    const given = answerOf(decks, quiz, current, "pass");
    expect(given).toEqual({ by: "pass" });
    expect(given && answerOf(decks, { ...quiz, given }, current, { typed: "Eins" })).toBeUndefined();
    expect(answerOf(decks, quizOf(), current, "pass")).toBeUndefined();
    expect(answerOf(decks, quizOf("type"), { deck: "words", number: 99 }, "pass")).toBeUndefined();
  });

  test("that was picked is shown without its place where the deck has changed since", () => {
    const quiz = quizOf("choice");
    const given: Given = { by: "choice", picked: 99, isRight: false };
    expect(givenAnswer(askingOf(quiz), deck, first, given)).toMatchObject({ place: -1, back: [] });
  });
});

describe("the steps of an answer", () => {
  const given: Given = { by: "type", text: "einz", verdict: "near", overruled: false };
  const quiz = { ...quizOf("type"), shownAt: NOW - 5000 };
  const answered = answer(quiz, given).quiz;

  test("it is a turn, and the card has been on the screen since it was asked", () => {
    expect(answered).toEqual({ ...quiz, turn: 1, given });
    expect(answer(quiz, given).change).toEqual({ quiz: answered });
  });

  test("it is overruled once, where it was typed and is not right", () => {
    const right = overrule(answered)?.quiz;
    expect(right).toMatchObject({ turn: 2, given: { ...given, overruled: true }, shownAt: quiz.shownAt });
    expect(right && overrule(right)).toBeUndefined();
    expect(overrule(quiz)).toBeUndefined();
    expect(overrule(answer(quiz, { by: "pass" }).quiz)).toBeUndefined();
    expect(overrule(answer(quiz, { ...given, verdict: "right" }).quiz)).toBeUndefined();
  });

  test("it stays over a stop and a move, and goes with the card", () => {
    expect(resume(stop(answered, NOW).quiz, NOW).quiz.given).toEqual(given);
    expect(move(answered, "quiz-id2", undefined, NOW).quiz.given).toEqual(given);
    expect(skip(answered, NOW).quiz.given).toBeUndefined();
    const snapshot = snapshotOf(remember(newLearner(), answered), NOW);
    const occasion = { now: NOW, characters: 10, missed: 0, home: undefined };
    const rated = rate(snapshot, answered, 2, occasion);
    expect(rated?.quiz.given).toBeUndefined();
    expect(rated?.change.review?.seconds).toBe(5);
    const second = answer({ ...skip(quiz, NOW).quiz }, given).quiz;
    expect(undo(snapshot, second, NOW)?.quiz.given).toBeUndefined();
  });

  test.each<[string, Given, readonly number[]]>([
    ["right", { by: "choice", picked: 1, isRight: true }, [3, 4, 5]],
    ["wrong", { by: "choice", picked: 2, isRight: false }, [1, 2]],
    ["not known", { by: "pass" }, [1, 2]],
    ["near", given, [1, 2]],
    ["overruled", { ...given, overruled: true }, [3, 4, 5]],
  ])("it says which ratings agree with it: %s", (_, one, agreeing) => {
    const open = RATINGS.filter((rating) => disagreement(one, rating) === undefined);
    expect(open).toEqual(agreeing);
    expect(RATINGS.filter((rating) => disagreement(undefined, rating) === undefined)).toEqual(RATINGS);
  });
});
