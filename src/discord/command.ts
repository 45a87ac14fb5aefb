import type {
  APIApplicationCommandOptionChoice,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord.js";
import type { Deck } from "../decks/deck.ts";
import type { Log } from "../ops/log.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { Quizzes } from "../quiz/quizzes.ts";
import type { Deadline } from "../store/connection.ts";
import type { Responder } from "./responder.ts";

/** What commands work with. */
export interface Services {
  readonly quizzes: Quizzes;
  readonly decks: readonly Deck[];
  /** A command's name as something one can click, once the commands are registered. */
  readonly mention: (command: string) => string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** One interaction's surroundings. */
export interface Context extends Services {
  readonly respond: Responder;
  /** When the person is told that it did not work. */
  readonly deadline: Deadline;
}

/** What a person can type, and the buttons that come of it. */
export interface Command {
  readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Whether the answer is for the person alone. */
  readonly quiet: (interaction: ChatInputCommandInteraction) => boolean;
  readonly run: (interaction: ChatInputCommandInteraction, context: Context) => Promise<void>;
  readonly complete?: (
    interaction: AutocompleteInteraction,
    services: Services,
  ) =>
    | Promise<readonly APIApplicationCommandOptionChoice<string>[]>
    | readonly APIApplicationCommandOptionChoice<string>[];
  /** The first part of the `custom_id`s that are this command's, with what a press on one does. */
  readonly buttons?: {
    readonly prefix: string;
    readonly press: (interaction: ButtonInteraction, context: Context) => Promise<void>;
  };
}
