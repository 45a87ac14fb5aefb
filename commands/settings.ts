import { ApplicationCommandOptionType, ApplicationCommandType, PermissionFlagsBits } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { SETTINGS_PREFIX } from "../src/discord/custom-id.ts";
import { pressSettings, selectSettings, showSettings } from "../src/discord/flows/settings.ts";
import { SERVER_ONLY } from "./places.ts";

export const settings: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "settings",
    description: "How the bot behaves",
    ...SERVER_ONLY,
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: "server",
        description: "Default deck, private quizzes, who may make decks (needs Manage Server)",
      },
    ],
  },
  quiet: () => true,
  run: showSettings,
  components: [{ prefix: SETTINGS_PREFIX, press: pressSettings, select: selectSettings }],
};
