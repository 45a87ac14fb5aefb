import { ApplicationCommandOptionType, ApplicationCommandType } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { helpView, pointsHelpView } from "../src/discord/views/help.ts";
import { EVERYWHERE } from "./places.ts";

export const help: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "help",
    description: "What you can do here, and how learning with flashcards works",
    ...EVERYWHERE,
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: "about",
        description: "One thing in more detail",
        choices: [{ name: "points", value: "points" }],
      },
    ],
  },
  quiet: () => true,
  async run({ options }, { respond, mention }) {
    const isAboutPoints = options.getString("about") === "points";
    await respond.show(isAboutPoints ? pointsHelpView(mention) : helpView(mention));
  },
};
