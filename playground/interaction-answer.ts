/** The messages that answer an interaction and follow it up, as they are made. */
import { type APIMessage, MessageType } from "discord-api-types/v10";
import { interactionMetadata } from "./interaction-payload.ts";
import type { Interaction } from "./interaction-state.ts";
import type { MessageRequest, NewMessage } from "./messages.ts";
import type { World } from "./world.ts";

interface AnswerOptions {
  readonly request: MessageRequest;
  /** "is thinking…": the answer of a deferral. */
  readonly thinking: boolean;
  readonly ephemeral: boolean;
  /** The answer itself; else a follow-up. */
  readonly first: boolean;
}

/** A new message of the bot's, with what Discord adds to it because of the interaction. */
export function answerMessage(world: World, interaction: Interaction, options: AnswerOptions): NewMessage {
  const { command, person, channel } = interaction;
  const { request, thinking, ephemeral, first } = options;
  const repliesTo = first ? interaction.sourceId : interaction.originalId;
  const used = first ? command : undefined;
  const ofCommand = used?.type === 1 ? MessageType.ChatInputCommand : MessageType.ContextMenuCommand;
  const otherwise = repliesTo === undefined ? MessageType.Default : MessageType.Reply;
  return {
    channel,
    author: world.bot,
    request,
    thinking,
    type: used === undefined ? otherwise : ofCommand,
    ...(ephemeral ? { ephemeralTo: person.id } : {}),
    ...(used === undefined ? {} : { invokedBy: { userId: person.id, command: used.path } }),
    extra: {
      application_id: world.applicationId,
      webhook_id: world.applicationId,
      interaction_metadata: interactionMetadata(
        world,
        interaction,
        first ? undefined : interaction.originalId,
      ),
      ...(repliesTo === undefined || used !== undefined
        ? {}
        : {
            message_reference: {
              type: 0,
              channel_id: channel.id,
              message_id: repliesTo,
              ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
            },
          }),
    } as unknown as Partial<APIMessage>,
  };
}
