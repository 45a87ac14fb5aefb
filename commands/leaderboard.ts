import { ApplicationCommandOptionType, ApplicationCommandType } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { BOARD_PREFIX } from "../src/discord/custom-id.ts";
import { completeLeaderboard, pressLeaderboard, showLeaderboard } from "../src/discord/flows/leaderboard.ts";
import { EVERYWHERE } from "./places.ts";

export const leaderboard: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "leaderboard",
    description: "Who learned how much: the top ten of this server, and your own place",
    ...EVERYWHERE,
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: "period",
        description: "Of which time (this week if you don't say)",
        choices: [
          { name: "today", value: "day" },
          { name: "this week", value: "week" },
          { name: "this month", value: "month" },
          { name: "all time", value: "all" },
        ],
      },
      {
        type: ApplicationCommandOptionType.String,
        name: "deck",
        description: "One deck only: this server's, or one that ships with the bot",
        autocomplete: true,
        max_length: 100,
      },
      { type: ApplicationCommandOptionType.Boolean, name: "private", description: "Only you see it" },
    ],
  },
  quiet: ({ options }) => options.getBoolean("private") ?? false,
  run: showLeaderboard,
  complete: completeLeaderboard,
  components: [{ prefix: BOARD_PREFIX, press: pressLeaderboard }],
};
