import type { Command } from "../src/discord/command.ts";
import { help } from "./help.ts";
import { quiz } from "./quiz.ts";

/** All that a person can type. */
export const commands: readonly Command[] = [quiz, help];
