/** What the bot may do in a guild, as those who manage it decide while the bot is running. */
import { channelNamed, guildNamed } from "./names.ts";
import { bitsOf, everyonesPermissions, type PermissionName } from "./permissions.ts";
import type { Guild, World } from "./world.ts";

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

function withBot(guild: Guild): Guild {
  if (guild.botPresent) return guild;
  throw new Error(`The bot is not a member of ${guild.name}.`);
}
