import type {
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalMessageModalSubmitInteraction,
} from "discord.js";
import type { GuildSettings } from "../store/settings.ts";

/** Whether a server lets the bot speak to everybody in a channel, or in the one a thread belongs to. */
export function isOpenChannel(
  {
    channelId,
    channel,
  }: ChatInputCommandInteraction | ButtonInteraction | ModalMessageModalSubmitInteraction,
  { publicChannels }: Pick<GuildSettings, "publicChannels">,
): boolean {
  const parent = channel?.isThread() ? channel.parentId : null;
  return (
    publicChannels.length === 0 ||
    [channelId, parent].some((id) => id !== null && publicChannels.includes(id))
  );
}
