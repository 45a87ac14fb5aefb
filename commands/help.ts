import { ApplicationCommandType } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { helpView } from "../src/discord/views/help.ts";
import { EVERYWHERE } from "./places.ts";

export const help: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "help",
    description: "What you can do here, and how learning with flashcards works",
    ...EVERYWHERE,
  },
  quiet: () => true,
  async run(_interaction, { respond, mention }) {
    await respond.show(helpView(mention));
  },
};
