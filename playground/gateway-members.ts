/** Requests for members: https://discord.com/developers/docs/events/gateway-events#request-guild-members */
import { GatewayIntentBits } from "discord-api-types/v10";
import { apiMember } from "./objects.ts";
import type { Person } from "./protocol.ts";
import { findMember, type Guild, type World } from "./world.ts";

/** Members of one request, asked for by id or by the beginning of their name. */
const most = 100;
/** Members of one chunk. */
const mostInChunk = 1_000;
const longestNonce = 32;

/** One request, as the client sent it. */
export interface MemberRequest {
  readonly guild_id?: unknown;
  readonly user_ids?: unknown;
  readonly query?: unknown;
  readonly limit?: unknown;
  readonly nonce?: unknown;
}

/**
 * The data of each GUILD_MEMBERS_CHUNK that answers a request: by ids without any intent, the whole list only with that
 * of members. Nothing for a guild the bot is not in. Throws a sentence about a request that Discord does not answer.
 */
export function memberChunks(world: World, intents: number, request: MemberRequest): object[] {
  const guild = world.guilds.get(String(request.guild_id));
  if (guild === undefined || !guild.botPresent) return [];
  const { nonce } = request;
  const named =
    typeof nonce === "string" && Buffer.byteLength(nonce) <= longestNonce && nonce !== "" ? { nonce } : {};
  const { found, missing } = select(world, guild, intents, request);
  const count = Math.max(1, Math.ceil(found.length / mostInChunk));
  return Array.from({ length: count }, (_, index) => ({
    guild_id: guild.id,
    members: found
      .slice(index * mostInChunk, (index + 1) * mostInChunk)
      .map((person) => apiMember(guild, person)),
    chunk_index: index,
    chunk_count: count,
    not_found: missing,
    ...named,
  }));
}

function select(
  world: World,
  guild: Guild,
  intents: number,
  { user_ids: ids, query, limit }: MemberRequest,
): { readonly found: readonly Person[]; readonly missing: readonly string[] } {
  if (ids !== undefined && ids !== null) {
    const asked = [ids].flat().map(String).slice(0, most);
    return {
      found: asked.flatMap((id) => findMember(world, guild, id) ?? []),
      missing: asked.filter((id) => findMember(world, guild, id) === undefined),
    };
  }
  if (typeof query !== "string" || typeof limit !== "number") {
    throw new Error("a request for members needs user_ids, or query and limit");
  }
  const isAll = query === "" && limit === 0;
  if (isAll && (intents & GatewayIntentBits.GuildMembers) === 0) {
    throw new Error("a request for all members needs the GUILD_MEMBERS intent");
  }
  const names = (person: Person) => [person.username, guild.nicknames.get(person.id) ?? ""];
  const begins = (name: string) => name.toLowerCase().startsWith(query.toLowerCase());
  const found = [...world.people, world.bot].filter(
    (person) => findMember(world, guild, person.id) !== undefined && names(person).some(begins),
  );
  return { found: isAll ? found : found.slice(0, limit === 0 ? most : Math.min(limit, most)), missing: [] };
}
