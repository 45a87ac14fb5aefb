import { MessageFlags, type RawFile, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Screen, Shown } from "../rounds/stage.ts";
import { isOutage } from "./outage.ts";
import { isDiscordError, TOO_MANY_EDITS } from "./responder.ts";
import type { View } from "./views/parts.ts";

/** What Discord says, by what it means for a message in a channel. */
const NO_CHANNEL = [RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.UnknownGuild];
const NO_MESSAGE = [RESTJSONErrorCodes.UnknownMessage, TOO_MANY_EDITS];
const FORBIDDEN = [RESTJSONErrorCodes.MissingAccess, RESTJSONErrorCodes.MissingPermissions];

/** A view as a request of Discord's. */
function bodyOf({ components, files = [] }: View) {
  return {
    components,
    allowed_mentions: { parse: [] },
    ...(files.length > 0 && {
      attachments: files.map(({ name, description }, index) => ({
        id: String(index),
        filename: name,
        ...(description !== undefined && { description }),
      })),
    }),
  };
}

/** What an error means; it is thrown where it is a bug of ours. */
function meaningOf(error: unknown): Shown {
  if (isDiscordError(error, ...NO_CHANNEL)) return { outcome: "no-channel" };
  if (isDiscordError(error, ...NO_MESSAGE)) return { outcome: "no-message" };
  if (isDiscordError(error, ...FORBIDDEN)) return { outcome: "forbidden" };
  if (isOutage(error)) return { outcome: "failed", error };
  throw error;
}

/** Messages in channels, by the bot's own right to write there: no interaction has to be alive. */
export function createChannelMessages(rest: REST) {
  return {
    /** @param nonce at most 25 characters: Discord makes one message of all that bear the same within a few minutes */
    async post(channelId: string, view: View, nonce: string): Promise<Shown> {
      const files = (view.files ?? []).map(({ name, data }): RawFile => ({ name, data }));
      const body = {
        ...bodyOf(view),
        flags: MessageFlags.IsComponentsV2,
        nonce,
        enforce_nonce: true,
      };
      try {
        const made = (await rest.post(Routes.channelMessages(channelId), { body, files })) as { id: string };
        return { outcome: "shown", messageId: made.id, pictures: files.map(({ name }) => name) };
      } catch (error) {
        return meaningOf(error);
      }
    },

    /** Changes what a message says; its files stay. */
    async edit(channelId: string, messageId: string, { components }: View): Promise<Shown> {
      try {
        await rest.patch(Routes.channelMessage(channelId, messageId), { body: bodyOf({ components }) });
        return { outcome: "shown", messageId, pictures: [] };
      } catch (error) {
        return meaningOf(error);
      }
    },

    async remove(channelId: string, messageId: string): Promise<void> {
      await rest.delete(Routes.channelMessage(channelId, messageId)).catch(() => {});
    },
  } satisfies Record<keyof Screen, unknown>;
}
