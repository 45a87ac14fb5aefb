/** Replies to messages: https://discord.com/developers/docs/resources/message#message-reference-object */
import { type APIMessage, MessageReferenceType, MessageType } from "discord-api-types/v10";
import { discordError, invalidBody } from "./errors.ts";
import { may } from "./permissions.ts";
import type { RawMessage } from "./validate-message.ts";
import { type Channel, findMessage, type World } from "./world.ts";

/** What a message that the bot sends as a reply has beside its own; nothing for one that replies to none. */
interface Reply {
  readonly type?: MessageType;
  readonly extra?: Partial<APIMessage>;
}

/**
 * Reads whom a message answers. Throws 160002 where the bot may not read what came before, and 50035 for a message that
 * is not there, unless the request says to send it all the same (`fail_if_not_exists: false`).
 */
export function replyOf(world: World, channel: Channel, { message_reference: reference }: RawMessage): Reply {
  if (reference === undefined || reference === null) return {};
  if ((reference.type ?? MessageReferenceType.Default) !== MessageReferenceType.Default) {
    throw refused("MESSAGE_REFERENCE_TYPE", "the playground knows no forwarded messages yet");
  }
  if (!may(world, channel, world.bot.id, "ReadMessageHistory")) throw discordError("noReplyWithoutHistory");
  const { message_id: id = "", channel_id: where = channel.id } = reference;
  const found = where === channel.id ? findMessage(world, channel.id, id) : undefined;
  if (found === undefined || found.ephemeralTo !== undefined) {
    if (reference.fail_if_not_exists === false) return {};
    throw refused("REPLIES_UNKNOWN_MESSAGE", "Unknown message");
  }
  const { referenced_message: _, ...original } = found.message;
  return {
    type: MessageType.Reply,
    extra: {
      message_reference: {
        type: MessageReferenceType.Default,
        channel_id: channel.id,
        message_id: id,
        ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
      },
      referenced_message: original,
    },
  };
}

function refused(code: string, message: string) {
  return invalidBody([{ path: ["message_reference"], code, message }]);
}
