import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type ModalMessageModalSubmitInteraction,
} from "discord.js";
import type { StreakStep } from "../../quiz/scene.ts";
import { deadlineIn } from "../../store/connection.ts";
import { UserError } from "../../user-error.ts";
import { isOpenChannel } from "../channels.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { viewerOf } from "../viewer.ts";
import { unknownButtonView } from "../views/notes.ts";
import { milestoneSharedView, milestoneView, sharedMilestoneView } from "../views/streak.ts";

/** Whoever rated has their answer by now. Milliseconds. */
const PATIENCE = 5000;

type Interaction = ChatInputCommandInteraction | ButtonInteraction | ModalMessageModalSubmitInteraction;

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
 * What a streak that has grown leads to, once the rating is shown: a milestone is celebrated, and the server's roles for
 * it are given. What goes wrong here is no error of the learner's.
 */
export async function followStreak(
  interaction: Interaction,
  { milestone, grew }: StreakStep,
  context: Context,
): Promise<void> {
  const { log } = context;
  try {
    if (milestone !== undefined) await celebrate(interaction, milestone, context);
  } catch (error) {
    log.warn({ err: error }, "could not celebrate a milestone");
  }
  try {
    if (grew) await reward(interaction, grew, context);
  } catch (error) {
    log.warn({ err: error }, "could not give the roles for a streak");
  }
}

async function reward(
  interaction: Interaction,
  { days, home }: NonNullable<StreakStep["grew"]>,
  { rewards }: Context,
): Promise<void> {
  const { guildId = home, userId, roles } = viewerOf(interaction);
  if (!guildId) return;
  const held = guildId === interaction.guildId ? roles : undefined;
  await rewards.forStreak({ guildId, userId, days, held }, deadlineIn(PATIENCE));
}

/** Celebrates a milestone, once: for the learner alone or for everybody there, as they want it. */
async function celebrate(interaction: Interaction, days: number, context: Context): Promise<void> {
  const { milestones, respond, deadline } = context;
  const userId = interaction.user.id;
  const place = await placeOf(interaction, context);
  const taken = await milestones.take(userId, days, place === "open", deadline);
  if (!taken) return;
  if (taken === "shared") await respond.share(sharedMilestoneView(userId, days));
  else if (place === "direct") await respond.share(milestoneView(days, false));
  else await respond.tell(milestoneView(days, place === "open"));
}

/** The buttons of a celebration. Whoever presses one acts on their own milestones. */
export async function pressMilestone(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { milestones, choices, respond, deadline } = context;
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
    return await respond.share(sharedMilestoneView(userId, days));
  }
  if (verb === "celebrate" && (where === "public" || where === "private")) {
    await choices.change(userId, { celebrate: where }, deadline);
    await respond.show(milestoneSharedView(days, where === "public"));
    return;
  }
  await respond.tell(unknownButtonView());
}
