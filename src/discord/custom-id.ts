import type { Action } from "../quiz/action.ts";
import type { QuizRef } from "../quiz/scene.ts";
import type { Wish } from "../store/quiz-record.ts";
import { toRating } from "../study/rating.ts";

/** What a button can do; the typed answer comes by a form. */
export type Pressable = Exclude<Action, { readonly typed: string }>;

/**
 * What the buttons of quizzes carry. The first part names the format: `q1` is format 1 of the quiz's. At most 100
 * characters (Discord's limit): the longest, of a wish with a 32-character deck id, has 88.
 */
export type QuizButton =
  | { readonly do: "press"; readonly ref: QuizRef; readonly action: Pressable }
  | {
      readonly do: "start";
      readonly userId: string;
      readonly wish: Wish;
      /** The open quiz that this one may take the place of without asking. */
      readonly replaces: string | undefined;
    }
  | { readonly do: "continue"; readonly userId: string; readonly quizId: string }
  /** The form an answer is typed into. */
  | { readonly do: "typed"; readonly ref: QuizRef }
  | { readonly do: "own" }
  /** The page number between the two ways to turn a page: nobody can press it. */
  | { readonly do: "page" };

export const QUIZ_PREFIX = "q1";

const QUIZ_ID = /^[\w-]{8}$/;

const PLAIN_ACTIONS = ["hint", "skip", "stop", "resume", "undo", "type", "pass", "overrule"] as const;
const MODES = ["study", "new", "ahead"] as const;
const WAYS = ["choice", "type"] as const;

/** The `custom_id` of a button. */
export function quizButton(button: QuizButton): string {
  return [QUIZ_PREFIX, ...parts(button)].join(":");
}

function parts(button: QuizButton): (string | number)[] {
  switch (button.do) {
    case "press": {
      const { action, ref } = button;
      return [nameOf(action), ref.userId, ref.quizId, ref.turn];
    }
    case "start": {
      const { wish, userId, replaces } = button;
      // Buttons of the first version end here.
      const way = wish.answer ? [wish.answer] : [];
      return ["start", userId, wish.mode, wish.deck ?? "", wish.cards ?? "", replaces ?? "", ...way];
    }
    case "typed":
      return ["typed", button.ref.userId, button.ref.quizId, button.ref.turn];
    case "continue":
      return ["continue", button.userId, button.quizId];
    case "own":
    case "page":
      return [button.do];
  }
}

function nameOf(action: Pressable): string {
  if (typeof action === "string") return action;
  if ("pick" in action) return `pick${action.pick}-${action.of}`;
  return "rate" in action ? `rate${action.rate}` : `${action.show}${action.page}`;
}

/**
 * Reads a `custom_id`. It may be forged, cut short or of a version long gone.
 *
 * @returns undefined when it is no quiz button of a format this version knows
 */
export function readQuizButton(customId: string): QuizButton | undefined {
  const [prefix, name = "", ...rest] = customId.split(":");
  if (prefix !== QUIZ_PREFIX) return undefined;
  if (name === "own" || name === "page") return rest.length === 0 ? { do: name } : undefined;
  const userId = rest[0] ?? "";
  if (!/^\d{17,20}$/.test(userId)) return undefined;
  if (name === "start") return readStart(userId, rest);
  const [, quizId = "", turn = ""] = rest;
  if (!QUIZ_ID.test(quizId)) return undefined;
  if (name === "continue") return rest.length === 2 ? { do: "continue", userId, quizId } : undefined;
  if (rest.length !== 3 || !/^(0|[1-9]\d{0,5})$/.test(turn)) return undefined;
  const ref = { userId, quizId, turn: Number(turn) };
  if (name === "typed") return { do: "typed", ref };
  const action = readAction(name);
  return action && { do: "press", action, ref };
}

function readAction(name: string): Pressable | undefined {
  // What the first version called it.
  if (name === "show") return { show: "answer", page: 0 };
  const [, pick, of = ""] = /^pick([0-3])-([\w-]{4})$/.exec(name) ?? [];
  if (pick) return { pick: Number(pick), of };
  const [, word, number] = /^(rate|front|answer)(0|[1-9]\d{0,2})$/.exec(name) ?? [];
  if (word === "front" || word === "answer") return { show: word, page: Number(number) };
  const rating = word === "rate" ? toRating(number) : undefined;
  return rating ? { rate: rating } : PLAIN_ACTIONS.find((action) => action === name);
}

function readStart(userId: string, rest: readonly string[]): QuizButton | undefined {
  const [, modeName, deck = "", cards = "", replaces = "", way] = rest;
  const mode = MODES.find((known) => known === modeName);
  const answer = WAYS.find((known) => known === way);
  if (!mode || rest.length !== (answer ? 6 : 5)) return undefined;
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
    ...(answer && { answer }),
  };
  return { do: "start", userId, wish, replaces: replaces || undefined };
}

/**
 * What the other buttons, selects and forms carry: a prefix that names whose they are and the format, a verb, and
 * arguments. Nobody's right follows from a `custom_id`: whoever gets one checks again.
 */
export interface Token {
  readonly verb: string;
  readonly args: readonly string[];
}

/** Discord's limit of a `custom_id`. */
const MOST_ID = 100;

/** A `custom_id` out of its parts. Free text may be the last of them: of that, as much is kept as there is room for. */
export function token(prefix: string, verb: string, ...args: readonly (string | number)[]): string {
  if (args.length === 0) return `${prefix}:${verb}`;
  let id = `${[prefix, verb, ...args.slice(0, -1)].join(":")}:`;
  for (const character of String(args.at(-1)).toWellFormed()) {
    const encoded = encodeURIComponent(character);
    if (id.length + encoded.length > MOST_ID) break;
    id += encoded;
  }
  return id;
}

/** Makes the `custom_id`s of one prefix, see `token`. */
export const tokensOf =
  (prefix: string) =>
  (verb: string, ...args: readonly (string | number)[]): string =>
    token(prefix, verb, ...args);

/** Reads a `custom_id` of `token`. It may be forged: every argument is still to be checked. */
export function readToken(customId: string): Token {
  const [, verb = "", ...args] = customId.split(":");
  return { verb, args: args.map(decode) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const DECK_PREFIX = "d1";
export const CARD_PREFIX = "c1";
export const IMPORT_PREFIX = "i1";
export const SETTINGS_PREFIX = "s1";
export const REMIND_PREFIX = "r1";
export const MILESTONE_PREFIX = "m1";
export const ME_PREFIX = "u1";
export const BOARD_PREFIX = "b1";
export const STATS_PREFIX = "t1";

/** What deals with a deck, and with a card. */
export const deckToken = tokensOf(DECK_PREFIX);
export const cardToken = tokensOf(CARD_PREFIX);

/** The button that opens the form of a card in a quiz, to mend it or to say how it should be. */
export const fixButton = (
  { deckId, cardNumber }: { readonly deckId: string; readonly cardNumber: number },
  how: "edit" | "suggest",
): string => cardToken(how, deckId, cardNumber, IN_QUIZ);

/** Marks a form that was opened in a quiz, whose message is not to be changed. */
export const IN_QUIZ = "quiz";
