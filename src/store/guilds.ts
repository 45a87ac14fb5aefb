import { type Deadline, type Store, within } from "./connection.ts";
import {
  boardKeys,
  guildGoneKey,
  guildIndex,
  guildSettingsKey,
  guildShelfKey,
  recapIndex,
  recapKey,
} from "./keys.ts";

/** What a server has in the index while the bot is a member of it. */
const HERE = 0;

/** Servers by when the bot was removed from them, in ms since 1970; undefined where it is a member. */
export type Guilds = ReadonlyMap<string, number | undefined>;

/** Every server that the bot is or was in, as far as its data is still there. @throws StoreError "not-sent" */
export async function readGuilds(store: Store, deadline: Deadline): Promise<Guilds> {
  const flat = await within(store.zrange(guildIndex, "0", "-1", "WITHSCORES"), deadline, false);
  const guilds = new Map<string, number | undefined>();
  for (let at = 0; at < flat.length; at += 2) guilds.set(flat[at] ?? "", Number(flat[at + 1]) || undefined);
  return guilds;
}

/** Notes that the bot is a member of servers. @throws StoreError */
export async function noteHere(store: Store, ids: readonly string[], deadline: Deadline): Promise<void> {
  if (ids.length === 0) return;
  await within(store.zadd(guildIndex, ...ids.flatMap((id) => [HERE, id])), deadline, true);
  await within(Promise.all(ids.map((id) => store.del(guildGoneKey(id)))), deadline, true);
}

/** Notes that the bot was removed from servers. @param at milliseconds since 1970 @throws StoreError */
export async function noteLeft(
  store: Store,
  ids: readonly string[],
  at: number,
  deadline: Deadline,
): Promise<void> {
  if (ids.length === 0) return;
  await within(store.zadd(guildIndex, ...ids.flatMap((id) => [at, id])), deadline, true);
}

/** A server that removed the bot, and when, in ms since 1970. */
export interface Departed {
  readonly guildId: string;
  readonly at: number;
}

/** Servers that removed the bot before a moment, the longest ago first. @throws StoreError "not-sent" */
export async function departedBefore(
  store: Store,
  moment: number,
  most: number,
  deadline: Deadline,
): Promise<readonly Departed[]> {
  const reply = store.zrangebyscore(guildIndex, HERE + 1, moment, "WITHSCORES", "LIMIT", 0, most);
  const flat = await within(reply, deadline, false);
  const departed: Departed[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    departed.push({ guildId: flat[at] ?? "", at: Number(flat[at + 1]) });
  }
  return departed;
}

/** Whether the bot has not been invited back since. @throws StoreError "not-sent" */
export async function isStillGone(store: Store, { guildId, at }: Departed, deadline: Deadline) {
  return Number(await within(store.zscore(guildIndex, guildId), deadline, false)) === at;
}

/** From now on no place on a board of the server is written. @throws StoreError */
export async function closeGuild(store: Store, guildId: string, deadline: Deadline): Promise<void> {
  await within(store.set(guildGoneKey(guildId), "1"), deadline, true);
}

/** Whether a server has removed the bot. @throws StoreError "not-sent" */
export async function hasLeft(store: Store, guildId: string, deadline: Deadline): Promise<boolean> {
  return Number(await within(store.zscore(guildIndex, guildId), deadline, false)) > HERE;
}

/** Deletes what a server has beside its decks: its shelf, its settings, its recap and its boards. @throws StoreError */
export async function dropGuild(store: Store, guildId: string, deadline: Deadline): Promise<void> {
  const { all, left, board } = boardKeys(guildId);
  const boards = await within(store.zrange(all, "0", "-1"), deadline, false);
  const own = [guildShelfKey(guildId), guildSettingsKey(guildId), recapKey(guildId)];
  await within(store.unlink(...own, ...boards.map(board), left, all), deadline, true);
  await within(store.zrem(recapIndex, guildId), deadline, true);
}

/** Takes a server out of the index, by the script that moves members of an index on, unless the bot was invited back meanwhile. @throws StoreError */
export async function forgetGuild(store: Store, { guildId, at }: Departed, deadline: Deadline) {
  await within(store.advanceReminders(guildIndex, guildId, at, ""), deadline, true);
}
