import { expect, test } from "vitest";
import { createAccount } from "./account.ts";
import type { Screen } from "./screen.ts";

const card = (turn: number, number: number, known = 0, quizId = "AAAAAAAA"): Screen => ({
  kind: "card",
  quizId,
  turn,
  known,
  total: 5,
  canUndo: turn > 0,
  card: number,
  answered: true,
  hasHint: false,
});

test("a rating stands once the next card is shown", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(4);
  expect(account.waiting()).toBe(true);
  account.saw(card(1, 2, 1));
  expect(account.waiting()).toBe(false);
  expect(account.ratings).toEqual([{ card: 1, ratings: [4], sure: true }]);
  account.pressed("undo");
  account.saw(card(2, 1));
  expect(account.ratings).toEqual([]);
  expect(account.wrong).toEqual([]);
});

test("a rating that was told as not saved and counted all the same is a wrong", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(4).refused = true;
  account.saw(card(1, 2, 1));
  expect(account.wrong).toContain("turn 0 of quiz AAAAAAAA went by, and nobody pressed");
});

test("of two presses at once the next screen tells which counted, as far as it does", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(1);
  account.pressed(5);
  account.saw(card(1, 2));
  account.pressed(4);
  account.pressed(5);
  account.saw(card(2, 3, 1));
  expect(account.ratings.map(({ ratings }) => ratings)).toEqual([[1], [4, 5]]);
});

test("a step that goes by twice, and progress that does not add up, are wrongs", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(4);
  account.saw(card(2, 2, 1));
  account.pressed(2);
  account.saw(card(3, 3, 2));
  expect(account.wrong).toHaveLength(3);
});

test("a rating whose quiz was replaced before a screen told stays open", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(4);
  account.unanswered("start");
  expect(account.follow("gone")).toBe(false);
  account.saw(card(0, 7, 0, "BBBBBBBB"));
  expect(account.ratings).toEqual([{ card: 1, ratings: [4], sure: false }]);
});

test("a quiz that moved to another message keeps what can be undone", () => {
  const account = createAccount();
  account.saw(card(0, 1));
  account.pressed(4);
  account.saw(card(1, 2, 1));
  expect(account.follow("open")).toBe(true);
  account.saw(card(2, 2, 1, "BBBBBBBB"));
  expect(account.quiz?.done).toEqual([{ card: 1, ratings: [4], sure: true }]);
  expect(account.wrong).toEqual([]);
});
