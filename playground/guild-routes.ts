/** What the bot asks of guilds: their members and roles. */
import { PermissionFlagsBits } from "discord-api-types/v10";
import { discordError } from "./errors.ts";
import { apiMember, apiRoles } from "./objects.ts";
import { guildPermissions } from "./permissions.ts";
import { type Asked, get, type RestContext, type Route, route } from "./route-types.ts";
import { findMember, type Guild, type World } from "./world.ts";

export const guildRoutes: readonly Route[] = [
  get("/guilds/:id/members/:id", ({ world }, { params: [guildId, userId = ""] }) => {
    const guild = botGuild(world, guildId);
    const user = findMember(world, guild, userId);
    if (user === undefined) throw discordError("unknownMember");
    return apiMember(guild, user);
  }),
  route("PUT", "/guilds/:id/members/:id/roles/:id", (context, asked) => changeRole(context, asked, true)),
  route("DELETE", "/guilds/:id/members/:id/roles/:id", (context, asked) => changeRole(context, asked, false)),
  get("/guilds/:id/roles", ({ world }, { params: [guildId] }) => apiRoles(world, botGuild(world, guildId))),
  get("/guilds/:id/roles/:id", ({ world }, { params: [guildId, roleId] }) => {
    const role = apiRoles(world, botGuild(world, guildId)).find((one) => one.id === roleId);
    if (role === undefined) throw discordError("unknownRole");
    return role;
  }),
];

/** A guild the bot is in: 10004 for none, 50001 where it is not a member. */
function botGuild(world: World, id: string | undefined): Guild {
  const guild = world.guilds.get(id ?? "");
  if (guild === undefined) throw discordError("unknownGuild");
  if (!guild.botPresent) throw discordError("missingAccess");
  return guild;
}

/**
 * Gives or takes a role: with Manage Roles, and of those below the bot's own alone
 * (https://discord.com/developers/docs/topics/permissions#permission-hierarchy). What is so already stays without a word.
 */
function changeRole(
  { world }: RestContext,
  { params: [guildId, userId = "", roleId] }: Asked,
  give: boolean,
) {
  const guild = botGuild(world, guildId);
  const permissions = guildPermissions(world, guild, world.bot.id);
  if ((permissions & PermissionFlagsBits.ManageRoles) === 0n) throw discordError("missingPermission");
  if (findMember(world, guild, userId) === undefined) throw discordError("unknownMember");
  // @everyone and the bot's own are given and taken by nobody.
  if (roleId === guild.id || roleId === guild.botRole.id) throw discordError("invalidRole");
  const at = guild.roles.findIndex((role) => role.id === roleId);
  const role = guild.roles[at];
  if (role === undefined) throw discordError("unknownRole");
  if (at >= guild.botRole.above) throw discordError("missingPermission");
  if (role.members.has(userId) === give) return;
  if (give) role.members.add(userId);
  else role.members.delete(userId);
  world.emit({ kind: "member", guildId: guild.id, userId, change: "changed" });
}
