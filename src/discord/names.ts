import { type APIGuildMember, type Client, Events, type REST, Routes } from "discord.js";
import { LRUCache } from "lru-cache";
import type { Log } from "../ops/log.ts";
import { NO_MEMBER } from "./members.ts";
import { isDiscordError } from "./responder.ts";
import { plain } from "./views/parts.ts";

/** For so long a name is shown as it was. Milliseconds. */
const FRESH = 600_000;

const MOST_KNOWN = 50_000;

/** Where Discord did not answer, it is not asked about that server again for so long. Milliseconds. */
const SILENT = 5000;
const MOST_SILENT = 10_000;

/** How long Discord may take to say who people are. Milliseconds. */
const PATIENCE = 1000;

/** Discord answers at most so many in one request. */
const MOST_ASKED = 100;

/** What Discord says of people in a server. */
export interface Names {
  /** By user id, as it stands in a message: nothing in it acts as Markdown or pings. Who is not here has a mention. */
  readonly known: ReadonlyMap<string, string>;
  /** Who is no member, as Discord said; nobody while it says nothing. */
  readonly gone: readonly string[];
}

/**
 * Asks for the names of members, those that are not known in one request to the gateway.
 *
 * @param client undefined where there is no connection to the gateway: then no name is known
 * @returns a function that never throws: where Discord does not answer, names are missing
 */
export function createNames(client: Client | undefined, log: Log) {
  const known = new LRUCache<string, string>({ max: MOST_KNOWN, ttl: FRESH });
  const silent = new LRUCache<string, true>({ max: MOST_SILENT, ttl: SILENT });
  const running = new Map<string, Promise<readonly string[]>>();
  /** By the nonce of a request, who was not found. */
  const missing = new Map<string, string[]>();
  let requests = 0;
  client?.on(Events.GuildMembersChunk, (_members, _guild, { nonce, notFound }) => {
    missing.get(nonce ?? "")?.push(...notFound.map(String));
  });

  async function ask(guildId: string, ids: readonly string[]): Promise<readonly string[]> {
    const guild = client?.guilds.cache.get(guildId);
    if (!guild) return [];
    requests += 1;
    const nonce = `names-${requests}`;
    const gone: string[] = [];
    missing.set(nonce, gone);
    try {
      const members = await guild.members.fetch({ user: [...ids], time: PATIENCE, nonce });
      for (const [id, { displayName }] of members) known.set(`${guildId}:${id}`, written(displayName));
      return gone.filter((id) => ids.includes(id) && !members.has(id));
    } catch (error) {
      silent.set(guildId, true);
      throw error;
    } finally {
      missing.delete(nonce);
    }
  }

  return async (guildId: string, userIds: readonly string[]): Promise<Names> => {
    const key = (id: string) => `${guildId}:${id}`;
    const unknown = userIds.filter((id) => !known.has(key(id))).slice(0, MOST_ASKED);
    let gone: readonly string[] = [];
    if (unknown.length > 0 && !silent.has(guildId)) {
      // Many people look at one board at once.
      const same = `${guildId} ${unknown.join(" ")}`;
      const asking = running.get(same) ?? ask(guildId, unknown).finally(() => running.delete(same));
      running.set(same, asking);
      try {
        gone = await asking;
      } catch (error) {
        log.warn({ err: error }, "could not ask for names");
      }
    }
    const found = userIds.flatMap((id) => {
      const name = known.get(key(id));
      return name === undefined ? [] : [[id, name] as const];
    });
    return { known: new Map(found), gone };
  };
}

/** What would end an isolate, or turn the direction of what follows. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;

/** A name as it stands among other text: no Markdown, no link, no mention, and in its own direction. */
function written(name: string): string {
  const still = name.replace(DIRECTIONS, "").replace(/@/g, "@\u200B").replace(/:\/\//g, ":\u200B//");
  return `\u2068${plain(still) || "…"}\u2069`;
}

/**
 * What one member of a server is called there, as it stands in a message: for who has no connection to the gateway.
 *
 * @returns undefined for who is no member; throws where Discord cannot be asked
 */
export async function memberName(
  rest: Pick<REST, "get">,
  guildId: string,
  userId: string,
): Promise<string | undefined> {
  try {
    const { nick, user } = (await rest.get(Routes.guildMember(guildId, userId))) as APIGuildMember;
    return written(nick ?? user.global_name ?? user.username);
  } catch (error) {
    if (isDiscordError(error, ...NO_MEMBER)) return undefined;
    throw error;
  }
}
