import type { PageChannel, PageGuild, PageMessage } from "./protocol.ts";
import type { Channel, Guild, StoredMessage, World } from "./world.ts";

/** Whether a person is in a channel: every channel of their servers, and their own direct messages. */
export function seesChannel(world: World, channel: Channel, personId: string): boolean {
  if (channel.kind === "dm") return channel.recipientId === personId;
  return world.guilds.get(channel.guildId ?? "")?.members.has(personId) ?? false;
}

/** Whether a person sees a message: those of channels they are in, ephemeral ones only if theirs. */
export function seesMessage(world: World, stored: StoredMessage, personId: string): boolean {
  const channel = world.channels.get(stored.channelId);
  if (channel === undefined || !seesChannel(world, channel, personId)) return false;
  return stored.ephemeralTo === undefined || stored.ephemeralTo === personId;
}

/** What a person sees in a channel, oldest first. */
export function visibleMessages(world: World, channelId: string, personId: string): StoredMessage[] {
  return (world.messages.get(channelId) ?? []).filter((stored) => seesMessage(world, stored, personId));
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
export function toPageChannel(channel: Channel): PageChannel {
  const { recipientId: _, ...shown } = channel;
  return shown;
}

/** A guild in the shape the page draws. */
export function toPageGuild(world: World, guild: Guild): PageGuild {
  return {
    id: guild.id,
    name: guild.name,
    roles: guild.roles.map(({ id, name, color }) => ({ id, name, color })),
    memberIds: [...guild.members],
    nicknames: Object.fromEntries(guild.nicknames),
    channels: guild.channelIds.flatMap((id) => {
      const channel = world.channels.get(id);
      return channel === undefined ? [] : [toPageChannel(channel)];
    }),
  };
}
