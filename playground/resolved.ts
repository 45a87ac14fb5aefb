/**
 * What an interaction tells of the people, roles, channels and files that its values name:
 * https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
 */
import { CannotSend } from "./errors.ts";
import { apiAttachment, keepUpload } from "./files.ts";
import { apiMember, apiPermissions, apiRoles, apiUser, interactionChannel } from "./objects.ts";
import { seesChannel } from "./visibility.ts";
import { type Channel, findMember, findUser, type StoredFile, type World } from "./world.ts";

/** Discord's `resolved`: by kind, then by id. */
export type Resolved = Record<string, Record<string, unknown>>;

/** Who does something, and where. */
export interface Place {
  readonly world: World;
  readonly channel: Channel;
  readonly personId: string;
}

function add(into: Resolved, kind: string, id: string, value: unknown): void {
  into[kind] = { ...into[kind], [id]: value };
}

/** Adds a user, and their membership where they are in the guild. Throws CannotSend when there is none. */
export function resolveUser({ world, channel }: Place, id: string, into: Resolved): void {
  const user = findUser(world, id);
  if (user === undefined) throw new CannotSend(`There is nobody with the id ${id}.`);
  add(into, "users", id, apiUser(user));
  const guild = world.guilds.get(channel.guildId ?? "");
  if (guild === undefined || findMember(world, guild, id) === undefined) return;
  const { user: _, deaf: __, mute: ___, ...member } = apiMember(guild, user);
  add(into, "members", id, { ...member, permissions: apiPermissions(world, channel, id) });
}

/** Adds a role of the guild. Throws CannotSend when there is none. */
export function resolveRole({ world, channel }: Place, id: string, into: Resolved): void {
  const guild = world.guilds.get(channel.guildId ?? "");
  const role = guild === undefined ? undefined : apiRoles(world, guild).find((one) => one.id === id);
  if (role === undefined) throw new CannotSend(`There is no role with the id ${id} here.`);
  add(into, "roles", id, role);
}

/** Adds a user or a role. Throws CannotSend when there is neither. */
export function resolveMentionable(place: Place, id: string, into: Resolved): void {
  if (findUser(place.world, id) === undefined) resolveRole(place, id, into);
  else resolveUser(place, id, into);
}

/**
 * Adds a channel of the same guild that the person sees.
 *
 * @param types Discord's channel types that may be chosen; absent or empty: all
 */
export function resolveChannel(
  { world, channel, personId }: Place,
  id: string,
  types: readonly number[] | undefined,
  into: Resolved,
): void {
  const chosen = world.channels.get(id);
  if (chosen === undefined || chosen.guildId !== channel.guildId || !seesChannel(world, chosen, personId)) {
    throw new CannotSend(`There is no channel with the id ${id} here.`);
  }
  const shown = interactionChannel(world, chosen, personId);
  if (types !== undefined && types.length > 0 && !types.includes(Number(shown.type))) {
    throw new CannotSend(`#${chosen.name} is a channel of a type that cannot be chosen here.`);
  }
  add(into, "channels", id, shown);
}

/** Keeps an uploaded file and adds it. */
export function resolveFile({ world, channel }: Place, file: StoredFile, into: Resolved): void {
  keepUpload(world, channel.id, file);
  add(into, "attachments", file.id, apiAttachment(world, channel.id, file, true));
}
