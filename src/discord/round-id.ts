import type { CardInRound } from "../rounds/rating.ts";
import type { RoundRef } from "../rounds/scene.ts";
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

/** What the buttons of rounds carry. All of it may be forged: every round, card and right is looked up again. */
export type RoundButton =
  | { readonly do: "rate"; readonly at: CardInRound; readonly rating: Rating }
  | { readonly do: "next"; readonly ref: RoundRef; readonly position: number }
  /** Shows the whole of a long card; its pages are numbered from 0. */
  | { readonly do: "whole"; readonly ref: RoundRef; readonly position: number; readonly page: number }
  | { readonly do: RoundVerb; readonly ref: RoundRef };

/** The `custom_id` of a button: at most 88 characters, with a deck id of 32. */
export function roundButton(button: RoundButton): string {
  if (button.do === "rate") {
    const { channelId, roundId, position, card } = button.at;
    return token(ROUND_PREFIX, "rate", button.rating, channelId, roundId, position, card.deck, card.number);
  }
  const { channelId, roundId } = button.ref;
  if (button.do === "next") return token(ROUND_PREFIX, "next", channelId, roundId, button.position);
  if (button.do === "whole") {
    return token(ROUND_PREFIX, "whole", channelId, roundId, button.position, button.page);
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
  if (verb === "whole") {
    const page = number(args[3], 99);
    return position && page !== undefined && args.length === 4
      ? { do: "whole", ref, position, page }
      : undefined;
  }
  const plain = ROUND_VERBS.find((known) => known === verb);
  return plain && args.length === 2 ? { do: plain, ref } : undefined;
}
