import { ApplicationIntegrationType, InteractionContextType } from "discord.js";

/** Commands work in servers, in direct messages with the bot, and wherever a person brings the bot along. */
export const EVERYWHERE = {
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
};
