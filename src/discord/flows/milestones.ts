import { type ButtonInteraction, type ChatInputCommandInteraction, InteractionContextType } from "discord.js";
import { UserError } from "../../user-error.ts";
import { isOpenChannel } from "../channels.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { unknownButtonView } from "../views/notes.ts";
import { milestoneSharedView, milestoneView, sharedMilestoneView } from "../views/streak.ts";

type Interaction = ChatInputCommandInteraction | ButtonInteraction;

/** Where a milestone is celebrated: where others are, where the server wants quizzes to be private, or with the bot alone. */
type Place = "open" | "closed" | "direct";

async function placeOf(interaction: Interaction, { library, deadline }: Context): Promise<Place> {
  if (interaction.context === InteractionContextType.BotDM) return "direct";
  // Where the bot is no member, a server has no settings.
  if (!interaction.inCachedGuild()) return "open";
  const settings = await library.settings(interaction.guildId, deadline);
  return isOpenChannel(interaction, settings) ? "open" : "closed";
}

/**
 * Celebrates a milestone that a learner's streak has just reached: once, below what was shown of the quiz, for them
 * alone or for everybody there, as they want it.
 */
export async function celebrate(interaction: Interaction, days: number, context: Context): Promise<void> {
  const { milestones, respond, deadline, mention, log } = context;
  const userId = interaction.user.id;
  try {
    const place = await placeOf(interaction, context);
    const taken = await milestones.take(userId, days, place === "open", deadline);
    if (!taken) return;
    if (taken === "shared") await respond.share(sharedMilestoneView(userId, days, mention("quiz")));
    else if (place === "direct") await respond.share(milestoneView(days, false));
    else await respond.tell(milestoneView(days, place === "open"));
  } catch (error) {
    // What was rated is saved and on the screen: this is not worth an error.
    log.warn({ err: error }, "could not celebrate a milestone");
  }
}

/** The buttons of a celebration. Whoever presses one acts on their own milestones. */
export async function pressMilestone(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { milestones, respond, deadline, mention } = context;
  const { verb, args } = readToken(interaction.customId);
  const [number = "", where] = args;
  const days = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : undefined;
  const userId = interaction.user.id;
  if (days === undefined) return await respond.tell(unknownButtonView());
  if (verb === "share") {
    if ((await placeOf(interaction, context)) !== "open") {
      throw new UserError("In this channel the server wants learning to be private. Show it in another one.");
    }
    await milestones.share(userId, days, deadline);
    await respond.show(milestoneSharedView(days, false));
    return await respond.share(sharedMilestoneView(userId, days, mention("quiz")));
  }
  if (verb === "celebrate" && (where === "public" || where === "private")) {
    await milestones.celebrate(userId, where, deadline);
    await respond.show(milestoneSharedView(days, where === "public"));
    return;
  }
  await respond.tell(unknownButtonView());
}
