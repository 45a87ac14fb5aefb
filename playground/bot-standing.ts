/** Whether the bot is in a guild and what it may do there, as those who manage it decide while the bot is running. */
import { channelNamed, guildNamed } from "./names.ts";
import { createdAt } from "./objects.ts";
import { bitsOf, everyonesPermissions, type PermissionName } from "./permissions.ts";
import { type Guild, noOverwrite, type World } from "./world.ts";

/** Permissions to give and to take; of others nothing changes. */
export interface PermissionChange {
  readonly allow?: readonly PermissionName[];
  readonly deny?: readonly PermissionName[];
}

/**
 * Changes what the bot may do: in a channel ("#general", "#lounge@Guest House"), by an overwrite for its role; or in a
 * whole guild, by its name. There what is denied is taken from @everyone too, since the bot would have it from there:
 * people lose it with the bot, and get it back with it. Throws for names that are not there, and where the bot is not a member.
 */
export function setBotPermissions(
  world: World,
  where: string,
  { allow = [], deny = [] }: PermissionChange,
): void {
  const [given, taken] = [bitsOf(allow), bitsOf(deny)];
  if ((given & taken) !== 0n) throw new Error("What is allowed cannot be denied in the same breath.");
  if (!where.startsWith("#")) {
    const guild = withBot(guildNamed(world, where));
    guild.botRole.permissions = (guild.botRole.permissions | given) & ~taken;
    guild.everyone = (guild.everyone | (given & everyonesPermissions)) & ~taken;
    world.emit({ kind: "roles", guildId: guild.id, roleIds: [guild.id, guild.botRole.id] });
    return;
  }
  const channel = channelNamed(world, where);
  const guild = withBot(guildNamed(world, channel.guildId ?? ""));
  const before = channel.botOverwrite;
  channel.botOverwrite = { allow: (before.allow | given) & ~taken, deny: (before.deny | taken) & ~given };
  world.emit({ kind: "channel", guildId: guild.id, channelId: channel.id });
}

/**
 * Puts the bot's own role right above another of the guild, or, without one, below all: it can give and take those
 * below its own. Throws for names that are not there, and where the bot is not a member.
 */
export function moveBotRole(world: World, guildName: string, above: string | undefined): void {
  const guild = withBot(guildNamed(world, guildName));
  const place = guild.roles.findIndex((role) => role.name === above);
  if (above !== undefined && place < 0) throw new Error(`${guild.name} has no role ${above}.`);
  guild.botRole.above = place + 1;
  const roleIds = [guild.botRole.id, ...guild.roles.map((role) => role.id)];
  world.emit({ kind: "roles", guildId: guild.id, roleIds });
}

/** Removes the bot from a guild, and with it its role, its nickname and the guild's own commands. Throws as above. */
export function removeBot(world: World, guildName: string): void {
  const guild = withBot(guildNamed(world, guildName));
  guild.botPresent = false;
  guild.nicknames.delete(world.bot.id);
  for (const id of guild.channelIds) {
    const channel = world.channels.get(id);
    if (channel !== undefined) channel.botOverwrite = noOverwrite;
  }
  world.commands.delete(guild.id);
  world.emit({ kind: "guild", guildId: guild.id, change: "botLeft" });
  world.emit({ kind: "commands" });
}

/** Invites the bot to a guild, with a new role below all. Throws where it is in already. */
export function addBot(world: World, guildName: string): void {
  const guild = guildNamed(world, guildName);
  if (guild.botPresent) throw new Error(`The bot is a member of ${guild.name} already.`);
  const id = world.newId();
  guild.botPresent = true;
  guild.botJoinedAt = createdAt(id);
  guild.botRole.id = id;
  guild.botRole.permissions = guild.botRole.invited;
  guild.botRole.above = 0;
  world.emit({ kind: "guild", guildId: guild.id, change: "botJoined" });
}

/** Begins an outage of a guild, or ends it. Throws for a name that is not there. */
export function setAvailable(world: World, guildName: string, available: boolean): void {
  const guild = guildNamed(world, guildName);
  if (guild.available === available) return;
  guild.available = available;
  world.emit({ kind: "guild", guildId: guild.id, change: available ? "available" : "unavailable" });
}

function withBot(guild: Guild): Guild {
  if (guild.botPresent) return guild;
  throw new Error(`The bot is not a member of ${guild.name}.`);
}
