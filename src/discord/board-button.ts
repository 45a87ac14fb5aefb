import { PERIOD_KINDS, readPeriod } from "../study/period.ts";
import { BOARD_PREFIX, readToken, token } from "./custom-id.ts";

/** Which page of which board a button leads to. */
export interface BoardButton {
  /** Whose board it is below: who asked for it. */
  readonly userId: string;
  readonly guildId: string;
  /** A period by its name, or a kind for the present one. */
  readonly period: string;
  /** Undefined for the board of all decks. */
  readonly deck: string | undefined;
  /** From 0, or that of the person who presses. */
  readonly page: number | "own";
}

const ALL_DECKS = "-";

/**
 * The `custom_id` of a button below a board. The longest has 99 of Discord's 100 characters.
 *
 * @param verb tells apart buttons that lead to the same page: Discord wants no `custom_id` twice
 */
export const boardButton = (
  { userId, guildId, period, deck, page }: BoardButton,
  verb: "page" | "tab",
): string => token(BOARD_PREFIX, verb, userId, guildId, period, deck ?? ALL_DECKS, page);

const ID = /^\d{17,20}$/;

/** Reads the `custom_id` of a button below a board, which may be forged; undefined when it is none. */
export function readBoardButton(customId: string): BoardButton | undefined {
  const { verb, args } = readToken(customId);
  const [userId = "", guildId = "", period = "", deck = "", page = ""] = args;
  if ((verb !== "page" && verb !== "tab") || args.length !== 5) return undefined;
  if (!ID.test(userId) || !ID.test(guildId)) return undefined;
  if (!PERIOD_KINDS.some((kind) => kind === period) && !readPeriod(period)) return undefined;
  if (deck !== ALL_DECKS && !/^[a-z0-9-]{1,32}$/.test(deck)) return undefined;
  if (page !== "own" && !/^(0|[1-9]\d{0,5})$/.test(page)) return undefined;
  return {
    userId,
    guildId,
    period,
    deck: deck === ALL_DECKS ? undefined : deck,
    page: page === "own" ? page : Number(page),
  };
}
