import type {
  AnySelectMenuInteraction,
  APIApplicationCommandOptionChoice,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIApplicationCommandsJSONBody,
} from "discord.js";
import type { ChoicesService } from "../account/choices.ts";
import type { Erasing } from "../account/erase.ts";
import type { PersonalExport } from "../account/export.ts";
import type { Boards } from "../leaderboard/boards.ts";
import type { Settling } from "../leaderboard/settling.ts";
import type { Editing } from "../library/editing.ts";
import type { Exports } from "../library/exports.ts";
import type { Imports } from "../library/imports.ts";
import type { Library } from "../library/library.ts";
import type { Log } from "../ops/log.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { Milestones } from "../quiz/milestones.ts";
import type { Quizzes } from "../quiz/quizzes.ts";
import type { Recaps } from "../recap/recaps.ts";
import type { RemindingService } from "../reminders/reminding.ts";
import type { Rounds } from "../rounds/rounds.ts";
import type { ServerStatsReader } from "../stats/server.ts";
import type { Stats } from "../stats/stats.ts";
import type { Deadline } from "../store/connection.ts";
import type { Fetcher } from "./attachments.ts";
import type { DirectMessages } from "./direct-messages.ts";
import type { createNames } from "./names.ts";
import type { Pictures } from "./pictures.ts";
import type { Responder } from "./responder.ts";
import type { Rewards } from "./rewards.ts";
import type { StatsPictures } from "./stats-picture.ts";

/** What commands work with. */
export interface Services {
  readonly quizzes: Quizzes;
  readonly milestones: Milestones;
  readonly rounds: Rounds;
  readonly rewards: Rewards;
  readonly recaps: Recaps;
  readonly library: Library;
  readonly boards: Boards;
  readonly settling: Settling;
  readonly names: ReturnType<typeof createNames>;
  readonly editing: Editing;
  readonly imports: Imports;
  readonly exports: Exports;
  readonly pictures: Pictures;
  readonly choices: ChoicesService;
  readonly personalExport: PersonalExport;
  readonly erasing: Erasing;
  readonly reminding: RemindingService;
  readonly direct: DirectMessages;
  readonly stats: Stats;
  readonly serverStats: ServerStatsReader;
  readonly statsPictures: StatsPictures;
  /** Fetches what a person attached. */
  readonly fetchFile: Fetcher;
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

type Choices = readonly APIApplicationCommandOptionChoice<string | number>[];

/** What comes of the messages and forms a command made: their `custom_id`s begin with `prefix` and a colon. */
interface Components {
  readonly prefix: string;
  readonly press?: (interaction: ButtonInteraction, context: Context) => Promise<void>;
  readonly select?: (interaction: AnySelectMenuInteraction, context: Context) => Promise<void>;
  readonly submit?: (interaction: ModalSubmitInteraction, context: Context) => Promise<void>;
}

/** What a person can type or right-click, and what comes of it. */
export interface Command {
  readonly definition: RESTPostAPIApplicationCommandsJSONBody;
  /** Whether the answer is for the person alone. */
  readonly quiet: (interaction: ChatInputCommandInteraction) => boolean;
  readonly run?: (interaction: ChatInputCommandInteraction, context: Context) => Promise<void>;
  /** Right-clicked on a message. */
  readonly pick?: (interaction: MessageContextMenuCommandInteraction, context: Context) => Promise<void>;
  readonly complete?: (
    interaction: AutocompleteInteraction,
    context: Services & Pick<Context, "deadline">,
  ) => Promise<Choices> | Choices;
  readonly components?: readonly Components[];
}
