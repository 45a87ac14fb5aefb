import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from "discord.js";
import type { Command } from "../src/discord/command.ts";
import { DECK_PREFIX, IMPORT_PREFIX } from "../src/discord/custom-id.ts";
import { completeDeck, pressDeck, runDeck, selectDeck, submitDeck } from "../src/discord/flows/decks.ts";
import { exportDeck } from "../src/discord/flows/exports.ts";
import { importDeck, pressImport, selectImport, submitImport } from "../src/discord/flows/imports.ts";
import { EVERYWHERE } from "./places.ts";

const deckOption = (description: string, required = true) =>
  ({
    type: ApplicationCommandOptionType.String,
    name: "deck",
    description,
    required,
    autocomplete: true,
    max_length: 100,
  }) as const;

const owners = (name: string, description: string, required: boolean) =>
  ({
    type: ApplicationCommandOptionType.String as const,
    name,
    description,
    required,
    choices: [
      { name: "This server", value: "server" },
      { name: "Me alone", value: "me" },
    ],
  }) satisfies APIApplicationCommandBasicOption;

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

export const deck: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "deck",
    description: "Decks of flashcards: see, make, bring and take them away",
    ...EVERYWHERE,
    options: [
      subcommand("list", "The decks you can learn here"),
      subcommand("show", "A deck and its cards", deckOption("The deck"), {
        type: ApplicationCommandOptionType.String,
        name: "search",
        description: "Only cards with these words",
        max_length: 40,
      }),
      subcommand(
        "create",
        "Make a new deck",
        {
          type: ApplicationCommandOptionType.String,
          name: "title",
          description: "Its title; without it a form opens",
          max_length: 100,
        },
        {
          type: ApplicationCommandOptionType.String,
          name: "description",
          description: "One sentence on what it is about",
          max_length: 300,
        },
        owners("owner", "Whose it is (in a server: the server's, if you don't say)", false),
      ),
      subcommand("edit", "Title, description, tags, who may edit", deckOption("The deck")),
      subcommand("delete", "Delete a deck; for a day it can be brought back", deckOption("The deck")),
      subcommand(
        "import",
        "Cards from a file: CSV, Anki, Quizlet and more; or paste them",
        {
          type: ApplicationCommandOptionType.Attachment,
          name: "file",
          description: "CSV, text, JSON or an Anki package, up to 25 MiB; without it you can paste",
        },
        deckOption("Into this deck; without it a new one", false),
        owners("owner", "Whose a new deck is (in a server: the server's, if you don't say)", false),
      ),
      subcommand(
        "export",
        "A deck as a file",
        deckOption("The deck"),
        {
          type: ApplicationCommandOptionType.String,
          name: "format",
          description: "What kind of file",
          required: true,
          choices: [
            { name: "CSV (any spreadsheet)", value: "csv" },
            { name: "Anki package (.apkg, with images)", value: "anki-package" },
            { name: "Anki text", value: "anki-text" },
            { name: "JSON (everything)", value: "json" },
          ],
        },
        {
          type: ApplicationCommandOptionType.Boolean,
          name: "ratings",
          description: "With your own schedule of its cards (not in Anki text)",
        },
      ),
      subcommand(
        "move",
        "Give a deck of yours to the server, or take it back",
        deckOption("The deck"),
        owners("to", "Whose it shall be", true),
      ),
    ],
  },
  quiet: () => true,
  async run(interaction, context) {
    const verb = interaction.options.getSubcommand();
    if (verb === "import") await importDeck(interaction, context);
    else if (verb === "export") await exportDeck(interaction, context);
    else await runDeck(interaction, context);
  },
  complete: completeDeck,
  components: [
    { prefix: DECK_PREFIX, press: pressDeck, select: selectDeck, submit: submitDeck },
    { prefix: IMPORT_PREFIX, press: pressImport, select: selectImport, submit: submitImport },
  ],
};
