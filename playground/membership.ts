/** Coming to a guild, leaving it, and the roles and names held there, as a moderator's or a person's own doing. */
import { checkedNickname, guildNamed, memberNamed, personNamed } from "./names.ts";
import type { World } from "./world.ts";

/** Takes a person out of a guild, and with that their roles, nickname and Manage Server. Throws for unknown names. */
export function leaveGuild(world: World, username: string, guildName: string): void {
  const guild = guildNamed(world, guildName);
  const { id } = personNamed(world, username);
  guild.members.delete(id);
  guild.managers.delete(id);
  guild.nicknames.delete(id);
  for (const role of guild.roles) role.members.delete(id);
  world.emit({ kind: "member", guildId: guild.id, userId: id, change: "left" });
}

/** Brings a person into a guild, without any role. Throws for names that are not there. */
export function joinGuild(world: World, username: string, guildName: string): void {
  const guild = guildNamed(world, guildName);
  const { id } = personNamed(world, username);
  guild.members.add(id);
  world.emit({ kind: "member", guildId: guild.id, userId: id, change: "joined" });
}

/** Gives a member exactly these roles. Throws for names that are not there, and for somebody who is not a member. */
export function setRoles(
  world: World,
  username: string,
  guildName: string,
  roleNames: readonly string[],
): void {
  const guild = guildNamed(world, guildName);
  const { id } = memberNamed(world, guild, username);
  const unknown = roleNames.find((name) => !guild.roles.some((role) => role.name === name));
  if (unknown !== undefined) {
    const known = guild.roles.map((role) => role.name).join(", ") || "none";
    throw new Error(`${guild.name} has no role ${unknown}; it has: ${known}.`);
  }
  for (const role of guild.roles) {
    if (roleNames.includes(role.name)) role.members.add(id);
    else role.members.delete(id);
  }
  world.emit({ kind: "member", guildId: guild.id, userId: id, change: "changed" });
}

/**
 * Gives a member, or the bot, a name of their own in a guild, or with `undefined` takes it away. Throws for names that
 * are not there, for somebody who is not a member, and for a nickname that is empty or longer than 32 characters.
 */
export function setNickname(
  world: World,
  username: string,
  guildName: string,
  nickname: string | undefined,
): void {
  const guild = guildNamed(world, guildName);
  const { id } = memberNamed(world, guild, username);
  if (nickname === undefined) guild.nicknames.delete(id);
  else guild.nicknames.set(id, checkedNickname(nickname));
  world.emit({ kind: "member", guildId: guild.id, userId: id, change: "changed" });
}
