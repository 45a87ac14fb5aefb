import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { CARD_PREFIX } from "../src/discord/custom-id.ts";
import { handleCard, pressCard, submitCard, writeCard } from "../src/discord/flows/cards.ts";
import { completeDeck } from "../src/discord/flows/decks.ts";
import { EVERYWHERE } from "./places.ts";

const deck = {
  type: ApplicationCommandOptionType.String,
  name: "deck",
  description: "The deck",
  required: true,
  autocomplete: true,
  max_length: 100,
} as const;

const one = {
  type: ApplicationCommandOptionType.String,
  name: "card",
  description: "The card: its number, or words of it",
  required: true,
  autocomplete: true,
  max_length: 100,
} as const;

const subcommand = (
  name: string,
  description: string,
  ...options: NonNullable<APIApplicationCommandSubcommandOption["options"]>
): APIApplicationCommandSubcommandOption => ({
  type: ApplicationCommandOptionType.Subcommand,
  name,
  description,
  options,
});

export const card: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "card",
    description: "Write, mend, suspend or delete a flashcard",
    ...EVERYWHERE,
    options: [
      subcommand("add", "Write a new card into a deck", deck),
      subcommand("edit", "Mend a card; everybody's schedules stay", deck, one),
      subcommand("delete", "Take a card out of its deck; for a day it can be put back", deck, one),
      subcommand("suspend", "Leave a card out of your own quizzes", deck, one),
      subcommand("unsuspend", "Take a suspended card up again", deck, one),
    ],
  },
  quiet: () => true,
  async run(interaction, context) {
    const verb = interaction.options.getSubcommand();
    await (verb === "add" || verb === "edit" ? writeCard : handleCard)(interaction, context);
  },
  complete: completeDeck,
  components: [{ prefix: CARD_PREFIX, press: pressCard, submit: submitCard }],
};
