import { ApplicationCommandType } from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { saveMessage } from "../src/discord/flows/cards.ts";
import { EVERYWHERE } from "./places.ts";

export const saveAsCard: Command = {
  definition: { type: ApplicationCommandType.Message, name: "Save as flashcard", ...EVERYWHERE },
  quiet: () => true,
  pick: saveMessage,
};
