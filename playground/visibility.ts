import { PermissionFlagsBits } from "discord-api-types/v10";
import { guildPermissions, may } from "./permissions.ts";
import type { PageChannel, PageGuild, PageMessage } from "./protocol.ts";
import { type Channel, type Guild, isBotIn, type StoredMessage, type World } from "./world.ts";

/** Whether a person is in a channel: those of their servers that they may view, and their own direct messages. */
export function seesChannel(world: World, channel: Channel, personId: string): boolean {
  if (channel.kind === "dm") return channel.recipientId === personId;
  const isMember = world.guilds.get(channel.guildId ?? "")?.members.has(personId) ?? false;
  return isMember && may(world, channel, personId, "ViewChannel");
}

/** Whether a person sees a message: those of channels they are in, ephemeral ones only if theirs. */
export function seesMessage(world: World, stored: StoredMessage, personId: string): boolean {
  const channel = world.channels.get(stored.channelId);
  if (channel === undefined || !seesChannel(world, channel, personId)) return false;
  return stored.ephemeralTo === undefined || stored.ephemeralTo === personId;
}

/** What a person sees in a channel, oldest first. */
export function visibleMessages(world: World, channelId: string, personId: string): readonly StoredMessage[] {
  const channel = world.channels.get(channelId);
  if (channel === undefined || !seesChannel(world, channel, personId)) return [];
  return world.messages.seenBy(channelId, personId);
}

/** A stored message in the shape the page draws. */
export function toPageMessage(stored: StoredMessage): PageMessage {
  return {
    message: stored.message,
    ephemeral: stored.ephemeralTo !== undefined,
    thinking: stored.thinking,
    ...(stored.invokedBy === undefined ? {} : { invokedBy: stored.invokedBy }),
  };
}

/** A channel in the shape the page draws, without what only the server needs. */
export function toPageChannel(world: World, channel: Channel): PageChannel {
  const { recipientId: _, botOverwrite: __, ...shown } = channel;
  return { ...shown, botPresent: isBotIn(world, channel) };
}

/** A guild in the shape the page draws, with the channels that a person is in. */
export function toPageGuild(world: World, guild: Guild, personId: string): PageGuild {
  return {
    id: guild.id,
    name: guild.name,
    roles: guild.roles.map(({ id, name, color, members }) => ({ id, name, color, memberIds: [...members] })),
    memberIds: [...guild.members],
    nicknames: Object.fromEntries(guild.nicknames),
    available: guild.available,
    moderates: (guildPermissions(world, guild, personId) & PermissionFlagsBits.ManageMessages) !== 0n,
    channels: guild.channelIds.flatMap((id) => {
      const channel = world.channels.get(id);
      return channel !== undefined && seesChannel(world, channel, personId)
        ? [toPageChannel(world, channel)]
        : [];
    }),
  };
}
