import { type Deadline, deadlineIn, type Store, within } from "./connection.ts";
import { boardKeys, boardName, guildGoneKey } from "./keys.ts";

/** Keys, or members of a sorted set, that one step of a scan looks at. */
const A_STEP = 500;

/** For each step of a scan. Milliseconds. */
const PATIENCE = 10_000;

/** A board by its server and by what it is called there. */
export interface BoardRef {
  readonly guildId: string;
  readonly name: string;
}

async function* scanKeys(store: Store, pattern: string): AsyncGenerator<string> {
  let cursor = "0";
  do {
    const step = store.scan(cursor, "MATCH", pattern, "COUNT", A_STEP);
    const [next, keys] = await within(step, deadlineIn(PATIENCE), false);
    yield* keys;
    cursor = next;
  } while (cursor !== "0");
}

/** The ids of all learners whose reviews count for a server; one may come twice. @throws StoreError "not-sent" */
export async function* countedLearners(store: Store): AsyncGenerator<string> {
  for await (const key of scanKeys(store, "{s*}:x:*:all")) {
    const [, userId] = /^\{s\d+\}:x:(\d+):all$/.exec(key) ?? [];
    if (userId) yield userId;
  }
}

/** All boards of all servers; one may come twice. @throws StoreError "not-sent" */
export async function* allBoards(store: Store): AsyncGenerator<BoardRef> {
  for await (const key of scanKeys(store, "{g*}:b:*")) {
    const [, guildId, name] = /^\{g(\d+)\}:b:(.+)$/.exec(key) ?? [];
    if (guildId && name) yield { guildId, name };
  }
}

/** The ids of all who stand on a board; one may come twice. @throws StoreError "not-sent" */
export async function* membersOf(store: Store, { guildId, name }: BoardRef): AsyncGenerator<string> {
  const key = boardKeys(guildId).board(name);
  let cursor = "0";
  do {
    const step = store.zscan(key, cursor, "COUNT", A_STEP);
    const [next, flat] = await within(step, deadlineIn(PATIENCE), false);
    for (let at = 0; at < flat.length; at += 2) yield flat[at] ?? "";
    cursor = next;
  } while (cursor !== "0");
}

/** How many stand on a board. @throws StoreError "not-sent" */
export const sizeOf = (store: Store, { guildId, name }: BoardRef, deadline: Deadline) =>
  within(store.zcard(boardKeys(guildId).board(name)), deadline, false);

/**
 * Somebody's points on boards of a server, undefined where they are not on it, and whether they are on none: since they
 * left the server, or since it removed the bot and its data is gone.
 *
 * @throws StoreError "not-sent"
 */
export async function pointsOn(
  store: Store,
  guildId: string,
  boards: readonly { readonly period: string; readonly deck: string | undefined }[],
  userId: string,
  deadline: Deadline,
) {
  const keys = boardKeys(guildId);
  const [left, gone, ...scores] = await within(
    Promise.all([
      store.sismember(keys.left, userId),
      store.exists(guildGoneKey(guildId)),
      ...boards.map(({ period, deck }) => store.zscore(keys.board(boardName(period, deck)), userId)),
    ]),
    deadline,
    false,
  );
  return {
    off: left === 1 || gone === 1,
    points: scores.map((score) => (score === null ? undefined : Number(score))),
  };
}

/**
 * Puts a board into its server's list of boards where it is missing there: what is not in it cannot be cleared.
 *
 * @param mend false only looks
 * @returns whether it was missing
 * @throws StoreError
 */
export async function enlist(
  store: Store,
  { guildId, name }: BoardRef,
  mend: boolean,
  deadline: Deadline,
): Promise<boolean> {
  const keys = boardKeys(guildId);
  const [known, goes] = await within(
    Promise.all([store.zscore(keys.all, name), store.expiretime(keys.board(name))]),
    deadline,
    false,
  );
  // -1 is a board that stays, -2 one that has just gone.
  if (known !== null || goes === -2) return false;
  if (mend) await within(store.zadd(keys.all, goes === -1 ? "+inf" : goes, name), deadline, true);
  return true;
}
