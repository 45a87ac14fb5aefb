import {
  type Guild,
  type GuildMember,
  PermissionFlagsBits,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from "discord.js";
import type { RoleChange, RoleOutcome } from "../recap/sender.ts";
import type { RoleBar } from "../store/settings.ts";
import { isDiscordError } from "./responder.ts";

/**
 * Why the bot cannot give a role of a server and take it, as far as the gateway tells; undefined where it can. It takes
 * the permission Manage Roles, and the bot's highest role above that one.
 * Source: https://docs.discord.com/developers/topics/permissions#permission-hierarchy
 */
export function roleBar({ id, members, roles }: Guild, roleId: string): RoleBar | undefined {
  const role = roles.cache.get(roleId);
  if (!role) return "gone";
  if (role.managed || roleId === id) return "managed";
  const { me } = members;
  // Not known yet: Discord will say.
  if (!me) return undefined;
  if (!me.permissions.has(PermissionFlagsBits.ManageRoles)) return "permission";
  return me.roles.highest.comparePositionTo(role) > 0 ? undefined : "place";
}

/**
 * Whether a member could give a role themselves: who may not must not have the bot do it.
 */
export function mayGive(member: GuildMember, roleId: string): boolean {
  const { guild, permissions, roles } = member;
  if (guild.ownerId === member.id) return true;
  const role = guild.roles.cache.get(roleId);
  return (
    role !== undefined &&
    permissions.has(PermissionFlagsBits.ManageRoles) &&
    roles.highest.comparePositionTo(role) > 0
  );
}

/**
 * Gives a role or takes it. One that a member has already, or has not, is left as it is.
 *
 * @param reason for the server's audit log
 * @throws where Discord could not be asked, or did not say why not
 */
export async function changeRole(
  rest: Pick<REST, "put" | "delete">,
  { guildId, userId, roleId, give }: RoleChange,
  reason: string,
): Promise<RoleOutcome> {
  const route = Routes.guildMemberRole(guildId, userId, roleId);
  try {
    await (give ? rest.put(route, { reason }) : rest.delete(route, { reason }));
    return "done";
  } catch (error) {
    const is = (...codes: number[]) => isDiscordError(error, ...codes);
    if (is(RESTJSONErrorCodes.UnknownMember, RESTJSONErrorCodes.UnknownUser)) return "no-member";
    if (is(RESTJSONErrorCodes.UnknownRole)) return "gone";
    if (is(RESTJSONErrorCodes.InvalidRole)) return "managed";
    if (is(RESTJSONErrorCodes.MissingPermissions, RESTJSONErrorCodes.MissingAccess)) return "permission";
    throw error;
  }
}
