import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ChatInputCommandInteraction,
} from "discord.js";
import type { Command, Context } from "../src/discord/command.ts";
import { ME_PREFIX, SETTINGS_PREFIX } from "../src/discord/custom-id.ts";
import { pressMe, selectMe, showMe, submitMe } from "../src/discord/flows/me.ts";
import { askToErase, exportMe } from "../src/discord/flows/rights.ts";
import {
  pressSettings,
  selectSettings,
  showSettings,
  submitSettings,
} from "../src/discord/flows/settings.ts";
import { EVERYWHERE } from "./places.ts";

const VERBS: Readonly<
  Record<string, (interaction: ChatInputCommandInteraction, context: Context) => Promise<void>>
> = { me: showMe, server: showSettings, export: exportMe, delete: askToErase };

export const settings: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "settings",
    description: "How the bot behaves: for you, and in this server",
    // `default_member_permissions` would hold for all of it: who may change the server's is asked in the handler.
    ...EVERYWHERE,
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: "me",
        description: "Yours: time zone, cards a day, retention, leaderboards, home server",
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: "server",
        description: "The server's: default deck, private quizzes, who may make decks (needs Manage Server)",
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: "export",
        description: "Everything the bot keeps about you, as a file",
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: "delete",
        description: "Delete everything the bot keeps about you; asks first",
      },
    ],
  },
  quiet: () => true,
  async run(interaction, context) {
    await VERBS[interaction.options.getSubcommand()]?.(interaction, context);
  },
  components: [
    { prefix: SETTINGS_PREFIX, press: pressSettings, select: selectSettings, submit: submitSettings },
    { prefix: ME_PREFIX, press: pressMe, select: selectMe, submit: submitMe },
  ],
};
