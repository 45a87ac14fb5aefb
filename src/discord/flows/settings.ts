import type { AnySelectMenuInteraction, ButtonInteraction, ChatInputCommandInteraction } from "discord.js";
import type { GuildSettings } from "../../store/settings.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { viewerOf } from "../viewer.ts";
import { unknownButtonView } from "../views/notes.ts";
import { settingsView } from "../views/settings.ts";

type Person = Parameters<typeof viewerOf>[0];

async function show(interaction: Person, settings: GuildSettings, context: Context): Promise<void> {
  const viewer = viewerOf(interaction);
  const decks = await context.library.list(viewer, context.deadline);
  const here = decks.filter(
    ({ owner }) => owner.kind === "builtin" || (owner.kind === "server" && owner.id === viewer.guildId),
  );
  await context.respond.show(settingsView(settings, here, context.library.standardDeck));
}

/** `/settings server` */
export async function showSettings(
  interaction: ChatInputCommandInteraction,
  context: Context,
): Promise<void> {
  const guildId = context.editing.managedGuild(viewerOf(interaction));
  await show(interaction, await context.library.settings(guildId, context.deadline), context);
}

async function change(interaction: Person, changes: Partial<GuildSettings>, context: Context): Promise<void> {
  await show(
    interaction,
    await context.editing.changeSettings(viewerOf(interaction), changes, context.deadline),
    context,
  );
}

/** The one button: whether quizzes are private. */
export async function pressSettings(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  if (verb !== "private") return await context.respond.tell(unknownButtonView());
  await change(interaction, { quizzesPrivate: args[0] === "on" }, context);
}

/** The selects. */
export async function selectSettings(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb } = readToken(interaction.customId);
  const [value] = interaction.values;
  switch (verb) {
    case "deck": {
      const info = value && (await context.library.open(viewerOf(interaction), value, context.deadline));
      const { guildId } = viewerOf(interaction);
      if (!info || (info.owner.kind !== "builtin" && info.owner.id !== guildId))
        throw new UserError("That deck can't be the default of this server.");
      const isStandard = info.id === context.library.standardDeck;
      return await change(interaction, { defaultDeck: isStandard ? undefined : info.id }, context);
    }
    case "channels":
      return await change(interaction, { publicChannels: interaction.values }, context);
    case "makers": {
      const deckMakers = value === "managers" || value === "everyone" ? value : undefined;
      return await change(interaction, deckMakers ? { deckMakers } : {}, context);
    }
    case "role":
      return await change(interaction, { deckMakers: value ? { role: value } : "managers" }, context);
    default:
      return await context.respond.tell(unknownButtonView());
  }
}
