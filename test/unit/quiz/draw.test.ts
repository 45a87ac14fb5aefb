import { describe, expect, test } from "vitest";
import { type Deck, parseDeck } from "../../../src/decks/deck.ts";
import { cardScene, characters, goneScene, openScene, summaryScene } from "../../../src/quiz/draw.ts";
import type { QuizRecord } from "../../../src/store/quiz-record.ts";
import { dayStart, learnerDay } from "../../../src/study/learner-day.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import { type CardState, intervals, review } from "../../../src/study/scheduler.ts";
import { newLearner, newQuiz, remember, snapshotOf, USER } from "./memory.ts";

const NOW = Date.parse("2026-03-01T12:00Z");
const DAY = 86_400_000;
const ZONE = "Europe/Berlin";
const STREAK = { days: 7, freezes: 1, frozen: 0, lost: 0, done: true };

const deck = (id: string): Deck =>
  parseDeck(
    `
id: ${id}
title: The ${id} deck
description: Cards for this test.
cards:
  - { number: 1, front: One, back: Eins, hint: Not two, tags: [count] }
  - { number: 2, front: Two, back: Zwei }
  - { number: 3, front: Three, back: Drei }
  - { number: 4, front: Four, back: Vier }
`,
    id,
  );
const decks = new Map(["losses", "other"].map((id) => [id, deck(id)]));

const planned = (number: number, kind: PlannedCard["kind"] = "due", id = "losses"): PlannedCard => ({
  deck: id,
  number,
  kind,
});
const PLAN = [planned(1), planned(2), planned(3), planned(4, "new")];
const snapshot = (quiz: QuizRecord, states?: ReadonlyMap<string, CardState>) =>
  snapshotOf(remember(newLearner(ZONE), quiz, states), NOW);
/** States of cards that were due three days ago. */
const waiting = review(undefined, 4, NOW - 5 * DAY, ZONE);

describe("a card's scene", () => {
  const quiz = newQuiz(PLAN, NOW);
  const state = new Map([["losses:1", waiting]]);

  test("has the front, and a hint to ask for", () => {
    expect(cardScene(decks, snapshot(quiz, state), quiz, NOW, {})).toEqual({
      scene: "card",
      ref: { userId: USER, quizId: quiz.id, turn: 0 },
      deckTitle: "The losses deck",
      progress: { known: 0, total: 4 },
      isNew: false,
      deckId: "losses",
      cardNumber: 1,
      page: 0,
      front: [{ kind: "text", text: "One" }],
      tags: ["count"],
      hint: true,
      canUndo: false,
      seated: false,
    });
  });

  test("has the hint once it was asked for, and none where there is none", () => {
    expect(cardScene(decks, snapshot(quiz), quiz, NOW, { side: "hint" }).hint).toEqual([
      { kind: "text", text: "Not two" },
    ]);
    const second = { ...quiz, events: [4] } as const;
    expect(cardScene(decks, snapshot(second), second, NOW, { side: "hint" }).hint).toBe(false);
  });

  test("has the answer, with the days that each rating would give", () => {
    const shown = cardScene(decks, snapshot(quiz, state), quiz, NOW, {
      side: "answer",
      fix: "edit",
      notice: "Hello.",
    });
    expect(shown.answer).toEqual({
      back: [{ kind: "text", text: "Eins" }],
      fix: "edit",
      days: intervals(waiting, NOW, ZONE),
    });
    expect(shown.notice).toBe("Hello.");
  });

  test("knows whether there is something to undo, whether the card is new, and how many are left", () => {
    const later = {
      ...quiz,
      events: [1, 4, "skip"],
      seat: { channelId: "1", messageId: "2", direct: false },
    } as const;
    expect(cardScene(decks, snapshot(later), later, NOW, {})).toMatchObject({
      front: [{ kind: "text", text: "Four" }],
      isNew: true,
      canUndo: true,
      seated: true,
      progress: { known: 1, total: 3 },
    });
  });

  test("of a card that no deck has is a bug that says which", () => {
    const lost = newQuiz([planned(9)], NOW);
    expect(() => cardScene(decks, snapshot(lost), lost, NOW, {})).toThrow(/losses:9/);
  });

  test("the text of a card is what is read on both sides", () => {
    expect(characters(decks, planned(3))).toBe("Three".length + "Drei".length);
  });
});

describe("the summary's scene", () => {
  const known = (day: number, rating: 1 | 4 | 5 = 4) => review(undefined, rating, NOW + day * DAY, ZONE);
  const states = (entries: [number, CardState][]) => new Map([["losses", new Map(entries)]]);

  test("tells the spread, and on which days how many cards come back, soonest first", () => {
    const quiz = { ...newQuiz(PLAN, NOW), events: [1, 5, 4, 4, 4], points: 3, tooQuick: 1 } as const;
    const today = learnerDay(NOW, ZONE);
    const scene = summaryScene(
      decks,
      snapshot(quiz),
      quiz,
      states([
        [1, known(0)],
        [2, known(0, 5)],
        [3, known(0)],
        [4, known(0, 1)],
      ]),
      STREAK,
    );
    expect(scene).toMatchObject({
      scene: "summary",
      title: "The losses deck",
      progress: { known: 4, total: 4 },
      spread: { 1: 1, 2: 0, 3: 0, 4: 3, 5: 1 },
      points: 3,
      tooQuick: 1,
      resumable: false,
      canUndo: true,
      comesBack: [
        { at: dayStart(today + 1, ZONE), cards: 1 },
        { at: dayStart(today + 2, ZONE), cards: 2 },
        { at: dayStart(today + 8, ZONE), cards: 1 },
      ],
    });
  });

  test("names only cards that were rated in this quiz: nothing comes back in the past", () => {
    const quiz = { ...newQuiz(PLAN, NOW), events: [4, "skip"], stopped: true } as const;
    const scene = summaryScene(
      decks,
      snapshot(quiz),
      quiz,
      states([
        [1, known(0)],
        [2, waiting],
        [3, waiting],
      ]),
      STREAK,
    );
    expect(scene.resumable).toBe(true);
    expect(scene.comesBack).toEqual([{ at: dayStart(learnerDay(NOW, ZONE) + 2, ZONE), cards: 1 }]);
  });

  test("what Undo took back is not in it", () => {
    const quiz = { ...newQuiz(PLAN, NOW), stopped: true };
    const scene = summaryScene(decks, snapshot(quiz), quiz, states([[1, waiting]]), STREAK);
    expect(scene).toMatchObject({ comesBack: [], canUndo: false, spread: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 } });
  });

  test("of several decks is called after all of them", () => {
    const quiz = newQuiz([planned(1), planned(1, "new", "other")], NOW);
    expect(summaryScene(decks, snapshot(quiz), quiz, new Map(), STREAK).title).toBe("All your decks");
  });
});

describe("other scenes", () => {
  const wish = { deck: "other", mode: "study", cards: 5 } as const;

  test("an open quiz: where it is and what was asked for instead", () => {
    const quiz = {
      ...newQuiz(PLAN, NOW),
      events: [4],
      seat: { channelId: "12", messageId: "34", direct: false },
    } as const;
    expect(openScene(decks, snapshot(quiz), quiz, wish)).toEqual({
      scene: "open",
      ref: { userId: USER, quizId: quiz.id, turn: 0 },
      title: "The losses deck",
      progress: { known: 1, total: 4 },
      seat: { channelId: "12", messageId: "34", direct: false },
      wish,
    });
  });

  test("a quiz that is gone: expired, replaced, or open elsewhere", () => {
    const quiz = newQuiz(PLAN, NOW);
    const gone = { scene: "gone", userId: USER };
    expect(goneScene({ ...snapshot(quiz), quiz: undefined })).toEqual({
      ...gone,
      why: "expired",
      open: undefined,
    });
    expect(goneScene(snapshot({ ...quiz, stopped: true }))).toEqual({
      ...gone,
      why: "replaced",
      open: undefined,
    });
    expect(goneScene(snapshot(quiz))).toEqual({
      ...gone,
      why: "replaced",
      open: { ref: { userId: USER, quizId: quiz.id, turn: 0 }, seat: undefined },
    });
  });
});
