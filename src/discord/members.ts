import { type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import { LRUCache } from "lru-cache";
import type { Log } from "../ops/log.ts";
import { isDiscordError } from "./responder.ts";

/** For so long a person counts as a member without being asked about again, or as none. Milliseconds. */
const IN = 3_600_000;
const OUT = 60_000;

/** What Discord says where somebody is no member, or the bot none. */
export const NO_MEMBER = [
  RESTJSONErrorCodes.UnknownMember,
  RESTJSONErrorCodes.UnknownUser,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.MissingAccess,
] as const;

/**
 * Asks Discord whether a person is a member of a server.
 *
 * @returns a function that throws where Discord cannot be asked; then it asks again the next time
 */
export function createMembership(rest: Pick<REST, "get">, log: Log) {
  const known = new LRUCache<string, boolean>({ max: 10_000, ttl: IN });
  const asked = new Map<string, Promise<boolean>>();

  async function ask(guildId: string, userId: string, key: string): Promise<boolean> {
    try {
      await rest.get(Routes.guildMember(guildId, userId));
      known.set(key, true);
      return true;
    } catch (error) {
      const isOut = isDiscordError(error, ...NO_MEMBER);
      if (isOut) known.set(key, false, { ttl: OUT });
      else {
        log.warn({ err: error }, "could not ask whether somebody is a member");
        throw error;
      }
      return false;
    } finally {
      asked.delete(key);
    }
  }

  return async (guildId: string, userId: string): Promise<boolean> => {
    const key = `${guildId}:${userId}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // Letters typed one after the other ask the same thing at once.
    const running = asked.get(key) ?? ask(guildId, userId, key);
    asked.set(key, running);
    return await running;
  };
}
