/** Coming to a guild, leaving it, and the roles held there, as a moderator's or a person's own doing. */
import type { Guild, World } from "./world.ts";

function guildNamed(world: World, name: string): Guild {
  const found = [...world.guilds.values()].find((guild) => guild.name === name || guild.id === name);
  if (found !== undefined) return found;
  const known = [...world.guilds.values()].map((guild) => guild.name).join(", ");
  throw new Error(`There is no server ${name}; there are ${known}.`);
}

function personNamed(world: World, username: string): string {
  const found = world.people.find((person) => person.username === username);
  if (found !== undefined) return found.id;
  throw new Error(
    `There is nobody named ${username}; there are ${world.people.map((one) => one.username).join(", ")}.`,
  );
}

/** Takes a person out of a guild, and with that their roles and Manage Server. Throws for names that are not there. */
export function leaveGuild(world: World, username: string, guildName: string): void {
  const guild = guildNamed(world, guildName);
  const id = personNamed(world, username);
  guild.members.delete(id);
  guild.managers.delete(id);
  for (const role of guild.roles) role.members.delete(id);
  world.emit({ kind: "members", guildId: guild.id });
}

/** Brings a person into a guild, without any role. Throws for names that are not there. */
export function joinGuild(world: World, username: string, guildName: string): void {
  const guild = guildNamed(world, guildName);
  guild.members.add(personNamed(world, username));
  world.emit({ kind: "members", guildId: guild.id });
}

/** Gives a member exactly these roles. Throws for names that are not there, and for somebody who is not a member. */
export function setRoles(
  world: World,
  username: string,
  guildName: string,
  roleNames: readonly string[],
): void {
  const guild = guildNamed(world, guildName);
  const id = personNamed(world, username);
  if (!guild.members.has(id)) throw new Error(`${username} is not in ${guild.name}.`);
  const unknown = roleNames.find((name) => !guild.roles.some((role) => role.name === name));
  if (unknown !== undefined) {
    const known = guild.roles.map((role) => role.name).join(", ") || "none";
    throw new Error(`${guild.name} has no role ${unknown}; it has: ${known}.`);
  }
  for (const role of guild.roles) {
    if (roleNames.includes(role.name)) role.members.add(id);
    else role.members.delete(id);
  }
  world.emit({ kind: "members", guildId: guild.id });
}
