import type { Picking } from "../quiz/answers.ts";
import type { CardInRound, RoundRef } from "../rounds/scene.ts";
import { type Rating, toRating } from "../study/rating.ts";
import { readToken, token } from "./custom-id.ts";

/** What the buttons and selects of rounds begin with: format 1. */
export const ROUND_PREFIX = "g1";

/** What can be pressed of a round without saying more. */
export const ROUND_VERBS = [
  "menu",
  "pause",
  "resume",
  "end",
  "take",
  "pass",
  "down",
  "mine",
  "hard",
  "deckmine",
  "deckserver",
  "again",
] as const;
export type RoundVerb = (typeof ROUND_VERBS)[number];

/** In the place of a page: in a message of its own. */
const NEW = "new";

/** What the buttons of rounds carry. All of it may be forged: every round, card and right is looked up again. */
export type RoundButton =
  | { readonly do: "rate"; readonly at: CardInRound; readonly rating: Rating }
  | { readonly do: "pick"; readonly ref: RoundRef; readonly position: number; readonly answer: Picking }
  | { readonly do: "next"; readonly ref: RoundRef; readonly position: number }
  /** Shows the whole of a long card in a message of its own; with a page, from 0, turns to it there. */
  | { readonly do: "whole"; readonly ref: RoundRef; readonly position: number; readonly page?: number }
  | { readonly do: RoundVerb; readonly ref: RoundRef };

/** The `custom_id` of a button: at most 88 characters, with a deck id of 32. */
export function roundButton(button: RoundButton): string {
  if (button.do === "rate") {
    const { channelId, roundId, position, card } = button.at;
    return token(ROUND_PREFIX, "rate", button.rating, channelId, roundId, position, card.deck, card.number);
  }
  const { channelId, roundId } = button.ref;
  if (button.do === "pick") {
    const { position, answer } = button;
    const args = answer === "pass" ? ["pass"] : [answer.pick, answer.of];
    return token(ROUND_PREFIX, "pick", channelId, roundId, position, ...args);
  }
  if (button.do === "next") return token(ROUND_PREFIX, "next", channelId, roundId, button.position);
  if (button.do === "whole") {
    const { position, page } = button;
    return token(ROUND_PREFIX, "whole", channelId, roundId, position, page ?? NEW);
  }
  return token(ROUND_PREFIX, button.do, channelId, roundId);
}

const number = (text = "", most: number) => {
  const value = /^(0|[1-9]\d{0,7})$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? value : undefined;
};

/** The position of a card: a round has at most 100. */
const positionOf = (text: string | undefined) => number(text, 100) || undefined;

function refFrom(channelId = "", roundId = ""): RoundRef | undefined {
  if (!/^\d{17,20}$/.test(channelId) || !/^[\w-]{8}$/.test(roundId)) return undefined;
  return { channelId, roundId };
}

function readPick(
  ref: RoundRef,
  position: number,
  [choice = "", of = "", ...more]: readonly string[],
): RoundButton | undefined {
  if (choice === "pass" && of === "") return { do: "pick", ref, position, answer: "pass" };
  if (!/^[0-3]$/.test(choice) || !/^[\w-]{4}$/.test(of) || more.length > 0) return undefined;
  return { do: "pick", ref, position, answer: { pick: Number(choice), of } };
}

/** Reads a `custom_id`. @returns undefined when it is no button of a round of a format this version knows */
export function readRoundButton(customId: string): RoundButton | undefined {
  if (!customId.startsWith(`${ROUND_PREFIX}:`)) return undefined;
  const { verb, args } = readToken(customId);
  if (verb === "rate") {
    const [given, channelId, roundId, at, deck = "", card] = args;
    const [rating, ref, position] = [toRating(given), refFrom(channelId, roundId), positionOf(at)];
    const cardNumber = number(card, 2 ** 24 - 1);
    if (!rating || !ref || !position || !cardNumber || !/^[a-z0-9-]{1,32}$/.test(deck)) return undefined;
    if (args.length !== 6) return undefined;
    return { do: "rate", at: { ...ref, position, card: { deck, number: cardNumber } }, rating };
  }
  const ref = refFrom(args[0], args[1]);
  if (!ref) return undefined;
  const position = positionOf(args[2]);
  if (verb === "next") return position && args.length === 3 ? { do: "next", ref, position } : undefined;
  if (verb === "pick") return position ? readPick(ref, position, args.slice(3)) : undefined;
  if (verb === "whole") {
    const page = args[3] === NEW ? NEW : number(args[3], 99);
    if (!position || page === undefined || args.length !== 4) return undefined;
    return { do: "whole", ref, position, ...(page !== NEW && { page }) };
  }
  const plain = ROUND_VERBS.find((known) => known === verb);
  return plain && args.length === 2 ? { do: plain, ref } : undefined;
}
