import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ChatInputCommandInteraction,
} from "discord.js";
import type { Command, Context } from "../src/discord/command.ts";
import { REMIND_PREFIX } from "../src/discord/custom-id.ts";
import {
  completeReminder,
  pressReminder,
  showReminders,
  tryReminder,
  turnRemindersOff,
  turnRemindersOn,
} from "../src/discord/flows/remind.ts";
import { EVERYWHERE } from "./places.ts";

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

const text = (name: string, description: string, look: { required?: boolean; autocomplete?: boolean }) =>
  ({ type: ApplicationCommandOptionType.String, name, description, max_length: 100, ...look }) as const;

const VERBS: Readonly<
  Record<string, (interaction: ChatInputCommandInteraction, context: Context) => Promise<void>>
> = { on: turnRemindersOn, off: turnRemindersOff, show: showReminders, now: tryReminder };

export const remind: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "remind",
    description: "A direct message at your own hour, when there is something to review",
    ...EVERYWHERE,
    options: [
      subcommand(
        "on",
        "Switch reminders on, or change them",
        text("time", "When, by your clock: 9, 9:30 pm, 21:30", { required: true }),
        text("timezone", "Where your clock is: type a city or a country; I remember it", {
          autocomplete: true,
        }),
        text("days", "Which days: every day, weekdays, mon wed fri (every day if you don't say)", {
          autocomplete: true,
        }),
        {
          type: ApplicationCommandOptionType.Boolean,
          name: "quiet",
          description: "The message makes no sound",
        },
      ),
      subcommand("off", "Switch reminders off"),
      subcommand("show", "How they are set, and when the next one comes"),
      subcommand("now", "Send yourself one to try"),
    ],
  },
  quiet: () => true,
  async run(interaction, context) {
    await VERBS[interaction.options.getSubcommand()]?.(interaction, context);
  },
  complete: completeReminder,
  components: [{ prefix: REMIND_PREFIX, press: pressReminder }],
};
