import type { Command } from "../src/discord/command.ts";
import { card } from "./card.ts";
import { deck } from "./deck.ts";
import { help } from "./help.ts";
import { leaderboard } from "./leaderboard.ts";
import { quiz } from "./quiz.ts";
import { remind } from "./remind.ts";
import { saveAsCard } from "./save-as-card.ts";
import { settings } from "./settings.ts";
import { stats } from "./stats.ts";

/** All that a person can type or right-click. */
export const commands: readonly Command[] = [
  quiz,
  deck,
  card,
  remind,
  leaderboard,
  stats,
  settings,
  help,
  saveAsCard,
];
