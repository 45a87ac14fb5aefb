/** Who may do what, and where: https://discord.com/developers/docs/topics/permissions */
import { PermissionFlagsBits } from "discord-api-types/v10";
import type { Channel, Guild, World } from "./world.ts";

/** A permission as Discord's documentation calls it, in camel case: "SendMessages". */
export type PermissionName = keyof typeof PermissionFlagsBits;

const p = PermissionFlagsBits;
/** What `@everyone` may do at first: the part of Discord's default role that is about text. */
export const everyonesPermissions: bigint =
  p.ViewChannel |
  p.SendMessages |
  p.SendMessagesInThreads |
  p.CreatePublicThreads |
  p.EmbedLinks |
  p.AttachFiles |
  p.AddReactions |
  p.UseExternalEmojis |
  p.ReadMessageHistory |
  p.UseApplicationCommands |
  p.UseExternalApps;
const all = Object.values(p).reduce((bits, bit) => bits | bit, 0n);
/** What those have besides who manage a server. */
const managersPermissions = p.ManageGuild | p.ManageChannels | p.ManageRoles | p.ManageMessages;
/** What a bot has in a channel it is not a member of, and in direct messages. */
const guest = p.EmbedLinks | p.AttachFiles | p.MentionEveryone | p.UseExternalEmojis;

/** Permissions as bits. */
export function bitsOf(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | p[name], 0n);
}

/** What a member, or the bot, may do in a guild as a whole. */
export function guildPermissions(world: World, guild: Guild, userId: string): bigint {
  if (userId === world.bot.id) return guild.everyone | guild.botRole.permissions;
  return guild.managers.has(userId) ? guild.everyone | managersPermissions : guild.everyone;
}

/**
 * What somebody may do in a channel. There are overwrites for the bot's own role alone, so that people may do in each
 * channel what they may do in the guild.
 */
export function permissionsIn(world: World, channel: Channel, userId: string): bigint {
  const guild = world.guilds.get(channel.guildId ?? "");
  if (userId !== world.bot.id) {
    return guild === undefined ? everyonesPermissions : guildPermissions(world, guild, userId);
  }
  if (guild === undefined || !guild.botPresent) return guest;
  const base = guildPermissions(world, guild, userId);
  if ((base & p.Administrator) !== 0n) return all;
  return (base & ~channel.botOverwrite.deny) | channel.botOverwrite.allow;
}

/** Whether somebody may do something in a channel. Direct messages know no permissions. */
export function may(world: World, channel: Channel, userId: string, name: PermissionName): boolean {
  return channel.kind === "dm" || (permissionsIn(world, channel, userId) & p[name]) !== 0n;
}
