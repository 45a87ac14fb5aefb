import type { Clock } from "./commit.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import { boardKeys, boardName, GONE, guildGoneKey } from "./keys.ts";

/**
 * A write decided on what was read longer ago than this, in Redis's clock, is refused. Milliseconds. What a fence keeps
 * out is refused for that by then, so that fences can go.
 */
const WRITE_LIMIT = 5000;

/** Seconds. */
const FENCE_SECONDS = 10;

/** One learner's points on one board of a server. */
export interface Score {
  readonly period: string;
  /** Undefined for the board of all decks. */
  readonly deck: string | undefined;
  readonly points: number;
  /** For how many seconds the board is kept; 0 for ever. What a board was first given counts. */
  readonly seconds: number;
}

/** What is to be written of a learner to the boards of a server. */
export interface Placing {
  readonly userId: string;
  /** The learner's, when that was decided; Infinity for one who is not there any more. */
  readonly revision: string | typeof Infinity;
  readonly clock: Clock;
  readonly scores: readonly Score[];
  /** Whether `scores` are all there are, not only those that changed. */
  readonly whole: boolean;
  /** Whether the learner is to stand on no other board of the server. */
  readonly clear: boolean;
  /** What becomes of one who left the server: they stay off its boards, return to them, or are forgotten. */
  readonly leaver: "stay" | "return" | "forget";
}

/**
 * Writes a learner's points to the boards of a server.
 *
 * Points only grow there, unless they are cleared first.
 *
 * @returns "done"; "stale" when somebody who read the learner later has written, and "late" when the reading is too long
 *   ago: nothing was written; "back" when one who stays off was to be written in part: have they come back?
 * @throws StoreError
 */
export async function placeLearner(
  store: Store,
  guildId: string,
  { userId, revision, clock, scores, whole, clear, leaver }: Placing,
  deadline: Deadline,
): Promise<"done" | "stale" | "late" | "back"> {
  const keys = boardKeys(guildId);
  const order = {
    user: userId,
    revision: revision === Infinity ? GONE : Number(revision),
    deadline: clock.redis + WRITE_LIMIT,
    fence: FENCE_SECONDS,
    scores: scores.map(({ period, deck, points, seconds }) => [
      boardName(period, deck),
      String(points),
      seconds,
    ]),
    whole,
    clear,
    leaver,
  };
  const reply = store.place(
    keys.fence(userId),
    keys.left,
    keys.all,
    guildGoneKey(guildId),
    keys.prefix,
    JSON.stringify(order),
  );
  return (await within(reply, deadline, true)) as "done" | "stale" | "late" | "back";
}

/** Takes people who left a server off its boards; who reviews for them again comes back. @throws StoreError */
export async function leaveBoards(
  store: Store,
  guildId: string,
  userIds: readonly string[],
  deadline: Deadline,
): Promise<void> {
  if (userIds.length === 0) return;
  const keys = boardKeys(guildId);
  await within(store.leave(keys.left, keys.all, keys.prefix, ...userIds), deadline, true);
}

/** One line of a board. */
export interface Entry {
  readonly userId: string;
  readonly points: number;
  /** From 1; who has as many points shares it. */
  readonly place: number;
}

/** One page of a board. */
export interface BoardPage {
  /** How many people are on it. */
  readonly size: number;
  /** From 0. */
  readonly page: number;
  readonly entries: readonly Entry[];
  /** The person who asked with those next to them; empty when they are not on it. */
  readonly around: readonly Entry[];
}

/**
 * Reads a page of a board in one round trip.
 *
 * @param page from 0; "own" for that of the person
 * @param each entries on a page
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readBoard(
  store: Store,
  guildId: string,
  { period, deck }: Pick<Score, "period" | "deck">,
  userId: string,
  page: number | "own",
  each: number,
  deadline: Deadline,
): Promise<BoardPage> {
  const key = boardKeys(guildId).board(boardName(period, deck));
  const reply = JSON.parse(String(await within(store.board(key, userId, page, each), deadline, false)));
  // Of an empty list Lua makes an object.
  const entries = (list: unknown) =>
    Array.isArray(list)
      ? list.map(([id, points, place]): Entry => ({ userId: id, points: Number(points), place }))
      : [];
  return {
    size: reply.size,
    page: reply.page,
    entries: entries(reply.entries),
    around: entries(reply.around),
  };
}
