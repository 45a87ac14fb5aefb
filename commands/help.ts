import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { helpView } from "../src/discord/views/help.ts";

export const help: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "help",
    description: "What you can do here, and how learning with flashcards works",
    contexts: [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
      InteractionContextType.PrivateChannel,
    ],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  },
  quiet: () => true,
  async run(_interaction, { respond, mention, decks }) {
    await respond.show(
      helpView(
        mention,
        decks.map(({ title, cards }) => ({ title, cards: cards.length })),
      ),
    );
  },
};
