/** The life of an interaction: sent, answered within 3 s or failed, then edited and followed up for 15 min. */
import { randomBytes } from "node:crypto";
import {
  type APIApplicationCommandOptionChoice,
  type APIMessage,
  InteractionResponseType as Callback,
} from "discord-api-types/v10";
import type { Clock } from "./clock.ts";
import type { RawModal } from "./components.ts";
import { DiscordError, discordError, invalidBody, nestedIn } from "./errors.ts";
import { answerMessage } from "./interaction-answer.ts";
import {
  type InteractionKind,
  interactionMetadata,
  interactionPayload,
  interactionTypes,
  type UsedCommand,
} from "./interaction-payload.ts";
import { answerWithinMs, type Interaction, isEphemeral, misfit, tokenLivesMs } from "./interaction-state.ts";
import { createMessage, editMessage, type MessageContext, type MessageRequest } from "./messages.ts";
import { type OpenModal, showModal, withFieldIds } from "./modals.ts";
import type { Person } from "./protocol.ts";
import {
  type Channel,
  findMessage,
  isBotIn,
  removeMessage,
  type StoredMessage,
  type World,
} from "./world.ts";

/** Follow-ups of an app that only the person installed. */
const mostGuestFollowUps = 5;

interface StartInteraction {
  readonly kind: InteractionKind;
  readonly person: Person;
  readonly channel: Channel;
  readonly data: Record<string, unknown>;
  readonly command?: UsedCommand;
  readonly message?: StoredMessage;
  readonly openedBy?: Record<string, unknown>;
}

interface CallbackResult {
  readonly interaction: Record<string, unknown>;
  readonly resource?: { readonly type: number; readonly message?: APIMessage };
}

export interface Interactions {
  /** Makes an interaction and sends it to the bot. */
  readonly start: (start: StartInteraction) => Interaction;
  /** The first response, already valid as to its schema. */
  readonly callback: (id: string, token: string, type: number, request: MessageRequest) => CallbackResult;
  readonly followUp: (token: string, request: MessageRequest) => APIMessage;
  readonly read: (token: string, messageId: string) => APIMessage;
  readonly edit: (token: string, messageId: string, request: MessageRequest) => APIMessage;
  readonly remove: (token: string, messageId: string) => void;
  /** Sends the same event once more; throws when the interaction is unknown. */
  readonly redeliver: (id: string) => void;
}

export interface InteractionOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly messages: MessageContext;
  readonly dispatch: (type: string, data: unknown, guildId?: string) => void;
}

export function createInteractions({ world, clock, messages, dispatch }: InteractionOptions): Interactions {
  const byId = new Map<string, Interaction>();
  const byToken = new Map<string, Interaction>();

  const send = ({ channel, payload }: Interaction) =>
    dispatch("INTERACTION_CREATE", payload, isBotIn(world, channel) ? channel.guildId : undefined);

  function start({ command, message, openedBy, ...what }: StartInteraction): Interaction {
    const { kind, person, channel, data } = what;
    forgetOld();
    const id = world.newId();
    const token = randomBytes(48).toString("base64url");
    const parts = { id, token, kind, person, channel, data, ...(message === undefined ? {} : { message }) };
    const interaction: Interaction = {
      id,
      token,
      kind,
      person,
      channel,
      createdAt: clock.now(),
      payload: interactionPayload(world, parts),
      state: "pending",
      messageIds: new Set(message === undefined ? [] : [message.message.id]),
      followUps: 0,
      acknowledged: Promise.withResolvers(),
      final: Promise.withResolvers(),
      ...(command === undefined ? {} : { command }),
      ...(message === undefined ? {} : { sourceId: message.message.id }),
      ...(openedBy === undefined ? {} : { openedBy }),
    };
    byId.set(id, interaction);
    byToken.set(token, interaction);
    const cancel = clock.at(interaction.createdAt + answerWithinMs, () => {
      if (interaction.state !== "pending") return;
      interaction.state = "failed";
      interaction.acknowledged.resolve(false);
      interaction.final.resolve(false);
    });
    void interaction.acknowledged.promise.then(cancel);
    send(interaction);
    return interaction;
  }

  /** Nothing can be done with a token past its life; a day of them would only fill the memory. */
  function forgetOld(): void {
    for (const [id, interaction] of byId) {
      if (clock.now() - interaction.createdAt < 2 * tokenLivesMs) break;
      byId.delete(id);
      byToken.delete(interaction.token);
    }
  }

  function callback(id: string, token: string, type: number, request: MessageRequest): CallbackResult {
    const interaction = byId.get(id);
    if (interaction === undefined || interaction.token !== token) throw discordError("unknownInteraction");
    if (interaction.state === "failed") throw discordError("unknownInteraction");
    if (interaction.state !== "pending") throw discordError("alreadyAcknowledged");
    if (clock.now() - interaction.createdAt >= answerWithinMs) throw discordError("unknownInteraction");
    const mistake = misfit(interaction, type, request);
    if (mistake !== undefined) throw invalidBody([mistake]);
    const message = inData(() => respond(interaction, type, request));
    interaction.acknowledged.resolve(true);
    return {
      interaction: {
        id,
        type: interactionTypes[interaction.kind],
        ...(message === undefined
          ? {}
          : {
              response_message_id: message.message.id,
              response_message_loading: message.thinking,
              response_message_ephemeral: message.ephemeralTo !== undefined,
            }),
        channel_id: interaction.channel.id,
        ...(interaction.channel.guildId === undefined ? {} : { guild_id: interaction.channel.guildId }),
      },
      resource: { type, ...(message === undefined ? {} : { message: message.message }) },
    };
  }

  function respond(
    interaction: Interaction,
    type: number,
    request: MessageRequest,
  ): StoredMessage | undefined {
    switch (type) {
      case Callback.ApplicationCommandAutocompleteResult: {
        const body = request.body as { choices?: readonly APIApplicationCommandOptionChoice[] };
        interaction.choices = body.choices ?? [];
        finish(interaction, undefined);
        return undefined;
      }
      case Callback.DeferredMessageUpdate: {
        interaction.state = "updating";
        if (interaction.sourceId !== undefined) interaction.originalId = interaction.sourceId;
        return findMessage(world, interaction.channel.id, interaction.sourceId ?? "");
      }
      case Callback.UpdateMessage: {
        const source = findMessage(world, interaction.channel.id, interaction.sourceId ?? "");
        if (source === undefined) throw discordError("unknownMessage");
        const updated = editMessage(messages, source, request);
        interaction.originalId = source.message.id;
        finish(interaction, source.message.id);
        return updated;
      }
      case Callback.Modal: {
        const modal = toModal(interaction, request.body as RawModal);
        interaction.modal = modal;
        showModal(world, modal);
        finish(interaction, undefined);
        return undefined;
      }
      default: {
        const thinking = type === Callback.DeferredChannelMessageWithSource;
        const ephemeral = isEphemeral(request);
        const made = post(interaction, { request, thinking, ephemeral, first: true });
        interaction.originalId = made.message.id;
        if (thinking) interaction.state = "thinking";
        else finish(interaction, made.message.id);
        return made;
      }
    }
  }

  function finish(interaction: Interaction, messageId: string | undefined): void {
    interaction.state = "done";
    interaction.final.resolve(messageId);
  }

  function toModal(interaction: Interaction, body: RawModal): OpenModal {
    const message = findMessage(world, interaction.channel.id, interaction.sourceId ?? "");
    return {
      id: world.newId(),
      personId: interaction.person.id,
      channelId: interaction.channel.id,
      title: body.title ?? "",
      customId: body.custom_id ?? "",
      components: withFieldIds(body.components ?? []),
      openedBy: interactionMetadata(world, interaction, undefined),
      ...(message === undefined ? {} : { message }),
    };
  }

  function post(interaction: Interaction, options: Parameters<typeof answerMessage>[2]): StoredMessage {
    const made = createMessage(messages, answerMessage(world, interaction, options));
    interaction.messageIds.add(made.message.id);
    return made;
  }

  function live(token: string): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined) throw discordError("unknownWebhook");
    if (clock.now() - interaction.createdAt >= tokenLivesMs) throw discordError("expiredToken");
    if (interaction.state === "pending" || interaction.state === "failed")
      throw discordError("unknownWebhook");
    return interaction;
  }

  function find(interaction: Interaction, messageId: string): StoredMessage {
    const id = messageId === "@original" ? (interaction.originalId ?? "") : messageId;
    const stored = interaction.messageIds.has(id)
      ? findMessage(world, interaction.channel.id, id)
      : undefined;
    if (stored === undefined) throw discordError("unknownMessage");
    return stored;
  }

  /** A deferral is complete with the first edit of the original, or with what follows it up. */
  function completed(interaction: Interaction, messageId: string | undefined): void {
    if (interaction.state === "updating" || interaction.state === "thinking") finish(interaction, messageId);
  }

  return {
    start,
    callback,
    followUp: (token, request) => {
      const interaction = live(token);
      if (interaction.kind === "autocomplete") throw discordError("unknownWebhook");
      if (interaction.state === "thinking") {
        // For old bots' sake the first follow-up after a deferral is the edit of the original.
        const edited = editMessage(messages, find(interaction, "@original"), request);
        completed(interaction, edited.message.id);
        return edited.message;
      }
      if (!isBotIn(world, interaction.channel) && interaction.followUps >= mostGuestFollowUps) {
        throw discordError("tooManyFollowUps");
      }
      const ephemeral = isEphemeral(request);
      const made = post(interaction, { request, thinking: false, ephemeral, first: false });
      interaction.followUps += 1;
      completed(interaction, made.message.id);
      return made.message;
    },
    read: (token, messageId) => find(live(token), messageId).message,
    edit: (token, messageId, request) => {
      const interaction = live(token);
      const edited = editMessage(messages, find(interaction, messageId), request);
      if (edited.message.id === interaction.originalId) completed(interaction, edited.message.id);
      return edited.message;
    },
    remove: (token, messageId) => {
      const interaction = live(token);
      const { id } = find(interaction, messageId).message;
      removeMessage(world, interaction.channel.id, id);
      if (id === interaction.originalId) completed(interaction, undefined);
    },
    redeliver: (id) => {
      const interaction = byId.get(id);
      if (interaction === undefined)
        throw new Error(`There was no interaction ${id}: take the id of an outcome.`);
      send(interaction);
    },
  };
}

/** The message of a callback stands in its `data`, and so do the mistakes of it. */
function inData<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof DiscordError ? nestedIn(error, "data") : error;
  }
}
