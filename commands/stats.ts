import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { STATS_PREFIX } from "../src/discord/custom-id.ts";
import { completeDeck } from "../src/discord/flows/decks.ts";
import { pressStats, selectStats, showStats } from "../src/discord/flows/stats.ts";
import { EVERYWHERE } from "./places.ts";

const subcommand = (
  name: string,
  description: string,
  ...options: NonNullable<APIApplicationCommandSubcommandOption["options"]>
): APIApplicationCommandSubcommandOption => ({
  type: ApplicationCommandOptionType.Subcommand,
  name,
  description,
  options: [
    ...options,
    {
      type: ApplicationCommandOptionType.Boolean,
      name: "public",
      description: "Everybody in the channel sees it; without it you alone do",
    },
  ],
});

export const stats: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "stats",
    description: "How much you review, how well you remember, what comes due",
    ...EVERYWHERE,
    options: [
      subcommand("me", "All your decks"),
      subcommand("deck", "One deck", {
        type: ApplicationCommandOptionType.String,
        name: "deck",
        description: "The deck",
        required: true,
        autocomplete: true,
        max_length: 100,
      }),
      subcommand("server", "What everybody here does and knows, together"),
    ],
  },
  quiet: (interaction) => !(interaction.options.getBoolean("public") ?? false),
  run: showStats,
  complete: completeDeck,
  components: [{ prefix: STATS_PREFIX, press: pressStats, select: selectStats }],
};
