import type { Action } from "../quiz/quizzes.ts";
import type { QuizRef } from "../quiz/scene.ts";
import type { Wish } from "../store/quiz-record.ts";
import { toRating } from "../study/rating.ts";

/**
 * What the buttons of quizzes carry. The first part names the format: `q1` is format 1 of the quiz's. At most 100
 * characters (Discord's limit): the longest, of a wish with a 32-character deck id, has 81.
 */
export type QuizButton =
  | { readonly do: "press"; readonly ref: QuizRef; readonly action: Action }
  | {
      readonly do: "start";
      readonly userId: string;
      readonly wish: Wish;
      /** The open quiz that this one may take the place of without asking. */
      readonly replaces: string | undefined;
    }
  | { readonly do: "continue"; readonly userId: string; readonly quizId: string }
  | { readonly do: "own" };

export const QUIZ_PREFIX = "q1";

const QUIZ_ID = /^[\w-]{8}$/;

const PLAIN_ACTIONS = ["show", "hint", "skip", "stop", "resume", "undo"] as const;
const MODES = ["study", "new", "ahead"] as const;

/** The `custom_id` of a button. */
export function quizButton(button: QuizButton): string {
  return [QUIZ_PREFIX, ...parts(button)].join(":");
}

function parts(button: QuizButton): (string | number)[] {
  switch (button.do) {
    case "press": {
      const { action, ref } = button;
      const name = typeof action === "string" ? action : `rate${action.rate}`;
      return [name, ref.userId, ref.quizId, ref.turn];
    }
    case "start": {
      const { wish, userId, replaces } = button;
      return ["start", userId, wish.mode, wish.deck ?? "", wish.cards ?? "", replaces ?? ""];
    }
    case "continue":
      return ["continue", button.userId, button.quizId];
    case "own":
      return ["own"];
  }
}

/**
 * Reads a `custom_id`. It may be forged, cut short or of a version long gone.
 *
 * @returns undefined when it is no quiz button of a format this version knows
 */
export function readQuizButton(customId: string): QuizButton | undefined {
  const [prefix, name = "", ...rest] = customId.split(":");
  if (prefix !== QUIZ_PREFIX) return undefined;
  if (name === "own") return rest.length === 0 ? { do: "own" } : undefined;
  const userId = rest[0] ?? "";
  if (!/^\d{17,20}$/.test(userId)) return undefined;
  if (name === "start") return readStart(userId, rest);
  const [, quizId = "", turn = ""] = rest;
  if (!QUIZ_ID.test(quizId)) return undefined;
  if (name === "continue") return rest.length === 2 ? { do: "continue", userId, quizId } : undefined;
  const action = readAction(name);
  if (!action || rest.length !== 3 || !/^(0|[1-9]\d{0,5})$/.test(turn)) return undefined;
  return { do: "press", action, ref: { userId, quizId, turn: Number(turn) } };
}

function readAction(name: string): Action | undefined {
  const rating = name.startsWith("rate") ? toRating(name.slice(4)) : undefined;
  return rating ? { rate: rating } : PLAIN_ACTIONS.find((action) => action === name);
}

function readStart(userId: string, rest: readonly string[]): QuizButton | undefined {
  const [, modeName, deck = "", cards = "", replaces = ""] = rest;
  const mode = MODES.find((known) => known === modeName);
  if (!mode || rest.length !== 5) return undefined;
  if (
    !/^[a-z0-9-]{0,32}$/.test(deck) ||
    !/^([1-9]\d?|100)?$/.test(cards) ||
    (replaces && !QUIZ_ID.test(replaces))
  )
    return undefined;
  const wish = {
    deck: deck || undefined,
    mode,
    cards: cards ? Number(cards) : undefined,
  };
  return { do: "start", userId, wish, replaces: replaces || undefined };
}
