/** What moderators take away: messages and channels. */
import { CannotSend } from "./errors.ts";
import { may } from "./permissions.ts";
import type { Person } from "./protocol.ts";
import { type Channel, removeMessage, type StoredMessage, type World } from "./world.ts";

/** Whether a person may delete a message for everyone: their own, and with Manage Messages others' in a guild. */
function mayDelete(world: World, person: Person, channel: Channel, stored: StoredMessage): boolean {
  if (stored.ephemeralTo !== undefined) return false;
  if (stored.message.author.id === person.id) return true;
  return channel.kind !== "dm" && may(world, channel, person.id, "ManageMessages");
}

/** Deletes a message for everyone. Throws CannotSend where the person may not. */
export function deleteMessage(world: World, person: Person, channel: Channel, stored: StoredMessage): void {
  if (!mayDelete(world, person, channel, stored)) {
    throw new CannotSend(`${person.username} may not delete this message.`);
  }
  removeMessage(world, channel.id, stored.message.id);
}

/** Deletes a channel with all there is in it. Throws CannotSend where the person may not. */
export function deleteChannel(world: World, person: Person, channel: Channel): void {
  const guild = world.guilds.get(channel.guildId ?? "");
  if (guild === undefined || !may(world, channel, person.id, "ManageChannels")) {
    throw new CannotSend(`${person.username} may not delete ${channel.name}.`);
  }
  world.channels.delete(channel.id);
  guild.channelIds.splice(guild.channelIds.indexOf(channel.id), 1);
  world.messages.removeChannel(channel.id);
  world.emit({ kind: "channelGone", guildId: guild.id, channel });
}
