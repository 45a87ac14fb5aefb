import {
  type AnySelectMenuInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  PermissionFlagsBits,
  Routes,
} from "discord.js";
import { cardBlocks } from "../../decks/blocks.ts";
import type { Picked } from "../../rounds/picking.ts";
import type { Rated } from "../../rounds/rating.ts";
import type { RoundWish } from "../../rounds/rounds.ts";
import type { MenuScene, PrivateScene, RoundGoneScene, RoundRef } from "../../rounds/scene.ts";
import { deadlineIn } from "../../store/connection.ts";
import { UserError } from "../../user-error.ts";
import { isOpenChannel } from "../channels.ts";
import type { Context } from "../command.ts";
import { type RoundButton, readRoundButton } from "../round-id.ts";
import { viewerOf } from "../viewer.ts";
import { unknownButtonView } from "../views/notes.ts";
import type { View } from "../views/parts.ts";
import { privatePicturesOf, privateView, wholePage, wholeView } from "../views/round-private.ts";
import { followStreak } from "./milestones.ts";

/** To look where a round is once it is on the screen. Milliseconds. */
const PATIENCE = 2000;

const named = { ViewChannel: "View Channel", SendMessages: "Send Messages" } as const;

/**
 * Where a round can be held from an interaction.
 *
 * @throws UserError where it cannot: it says what is missing
 */
async function hallOf(interaction: ChatInputCommandInteraction | ButtonInteraction, context: Context) {
  const { channelId, channel, appPermissions } = interaction;
  const { guildId } = viewerOf(interaction);
  if (!guildId || !channelId) {
    throw new UserError(
      "A round needs a channel of a server that I am a member of. Here you can learn alone: leave out `with`.",
    );
  }
  const inThread = channel?.isThread() ?? false;
  const missing = [
    ...(appPermissions.has(PermissionFlagsBits.ViewChannel) ? [] : [named.ViewChannel]),
    ...(inThread
      ? appPermissions.has(PermissionFlagsBits.SendMessagesInThreads)
        ? []
        : ["Send Messages in Threads"]
      : appPermissions.has(PermissionFlagsBits.SendMessages)
        ? []
        : [named.SendMessages]),
  ];
  if (missing.length > 0) {
    throw new UserError(
      `I can't hold a round here: I lack the permission ${missing.map((name) => `**${name}**`).join(" and ")} in this channel. Who manages the channel can give it to me.`,
    );
  }
  const settings = await context.library.settings(guildId, context.deadline);
  if (!isOpenChannel(interaction, settings)) {
    throw new UserError(
      `In this server quizzes for everybody have their places: ${settings.publicChannels.map((id) => `<#${id}>`).join(", ")}. Start the round there.`,
    );
  }
  return { guildId, channelId, files: appPermissions.has(PermissionFlagsBits.AttachFiles) };
}

/** Starts a round, or says where one is on. */
export async function startRound(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  wish: RoundWish | RoundRef,
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline } = context;
  if (interaction.isButton()) respond.apart();
  const hall = await hallOf(interaction, context);
  const viewer = viewerOf(interaction);
  const started = await ("roundId" in wish
    ? rounds.again(viewer, hall, wish, deadline)
    : rounds.start(viewer, hall, wish, deadline));
  const { channelId } = hall;
  if (!started.begun) {
    await respond.show(await view(started.scene, context));
    return;
  }
  await rounds.settle(channelId);
  const at = await rounds.at(channelId, deadlineIn(PATIENCE));
  await respond.show(await view({ ...started.scene, at }, context));
  const former = await rounds.keepAnswer(viewer, channelId, interaction.token, deadlineIn(PATIENCE));
  if (former !== undefined) await takeAway(interaction, former, context);
}

async function view(scene: PrivateScene, { mention, pictures, library, deadline }: Context): Promise<View> {
  const { deckId, blocks } = privatePicturesOf(scene);
  const drawn = await pictures(blocks, (image) => library.image(deckId, image, deadline));
  return privateView(scene, mention, drawn);
}

/** A press on a button of a round. */
export async function pressRound(interaction: ButtonInteraction, context: Context): Promise<void> {
  const button = readRoundButton(interaction.customId);
  if (!button) return await context.respond.tell(unknownButtonView());
  switch (button.do) {
    case "rate":
      return await rate(interaction, button, context);
    case "pick":
      return await pick(interaction, button, context);
    case "next":
      return await next(interaction, button, context);
    case "whole":
      return await whole(interaction, button, context);
    case "again":
      return await startRound(interaction, button.ref, context);
    default:
      return await act(interaction, button, context);
  }
}

/** Rates a card. */
async function rate(
  interaction: ButtonInteraction,
  { at, rating }: Extract<RoundButton, { do: "rate" }>,
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline } = context;
  respond.apart();
  const rated = await rounds.rate(viewerOf(interaction), at, rating, interaction.token, deadline);
  await tellOf(interaction, at, rated, context);
}

/** Picks a choice; how it stands, and the ratings that go with it, are told to that person alone. */
async function pick(
  interaction: ButtonInteraction,
  { ref, position, answer: wanted }: Extract<RoundButton, { do: "pick" }>,
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline } = context;
  respond.apart();
  const at = { ...ref, position };
  const picked = await rounds.pick(viewerOf(interaction), at, wanted, interaction.token, deadline);
  await tellOf(interaction, ref, picked, context);
}

/**
 * Tells what came of a press on a card. Each is answered by a message of its own, for that person alone, and the one
 * before it is taken away: so it stands where they look, also after the first 15 minutes and where they have dismissed the
 * former.
 */
async function tellOf(
  interaction: ButtonInteraction,
  ref: RoundRef,
  { scene, former, redraw, overdue }: Rated | Picked,
  context: Context,
): Promise<void> {
  const { rounds, respond, log } = context;
  rounds.begin(ref.channelId, redraw);
  try {
    await respond.show(await view(scene, context));
    if (scene.scene === "rated") await followStreak(interaction, scene, context);
  } finally {
    if (former !== undefined) await takeAway(interaction, former, context);
    if (overdue) {
      rounds.wake(ref).catch((error) => log.warn({ err: error }, "could not bring a round on"));
    }
  }
}

/** Takes away a private answer by the token of its interaction. It may be gone, or too old. */
async function takeAway(
  { client }: ButtonInteraction | ChatInputCommandInteraction,
  token: string,
  { log }: Context,
): Promise<void> {
  try {
    await client.rest.delete(Routes.webhookMessage(client.application.id, token, "@original"), {
      auth: false,
    });
  } catch (error) {
    log.debug({ err: error }, "could not take a private answer away");
  }
}

async function next(
  interaction: ButtonInteraction,
  { ref, position }: Extract<RoundButton, { do: "next" }>,
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline } = context;
  const refused = await rounds.next(viewerOf(interaction), { ...ref, position }, deadline);
  if (refused) return await respond.tell(await view(refused, context));
  await respond.done();
  await rounds.settle(ref.channelId);
}

/** Shows a long card, page by page, to whoever wants to see all of it. */
async function whole(
  interaction: ButtonInteraction,
  { ref, position, page }: Extract<RoundButton, { do: "whole" }>,
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline, pictures, library } = context;
  const found = await rounds.cardShown(viewerOf(interaction), ref, position, deadline);
  if (!found) throw new UserError("This card is not to be had any more.");
  const { card, deck, waits } = found;
  const shown = wholePage(cardBlocks(card.front), waits ? [] : cardBlocks(card.back), page ?? 0);
  const drawn = await pictures(
    shown.blocks.filter(({ kind }) => kind !== "text"),
    (image) => library.image(deck, image, deadline),
  );
  const view = wholeView(ref, position, shown, drawn);
  if (page !== undefined && interaction.message.flags.has("Ephemeral")) await respond.show(view);
  else await respond.tell(view);
}

/** What leads a round, and what can be asked of one that is over. */
async function act(
  interaction: ButtonInteraction,
  { do: verb, ref }: Extract<RoundButton, { do: string }> & { readonly ref: RoundRef },
  context: Context,
): Promise<void> {
  const { rounds, respond, deadline } = context;
  const viewer = viewerOf(interaction);
  const tell = async (scene: PrivateScene) => await answer(interaction, scene, context);
  switch (verb) {
    case "menu":
      return await tell(await rounds.menu(viewer, ref, deadline));
    case "pause":
      return await led(await rounds.pause(viewer, ref, deadline), tell, ref, context);
    case "resume":
      return await led(await rounds.resume(viewer, ref, deadline), tell, ref, context);
    case "take":
      return await led(await rounds.takeOver(viewer, ref, deadline), tell, ref, context);
    case "down": {
      const gone = await rounds.bringDown(viewer, ref, deadline);
      if (gone) return await tell(gone);
      await rounds.settle(ref.channelId);
      return await tell(await rounds.menu(viewer, ref, deadlineIn(PATIENCE)));
    }
    case "end": {
      const gone = await rounds.end(viewer, ref, deadline);
      if (!gone) await rounds.settle(ref.channelId);
      return await tell(gone ?? { scene: "round-gone", at: undefined });
    }
    case "mine":
      return await tell(await rounds.own(viewer, ref, deadline));
    case "hard":
      return await tell(await rounds.hardOnes(viewer, ref, deadline));
    case "deckmine":
    case "deckserver":
      return await tell(await rounds.makeDeck(viewer, ref, verb === "deckmine" ? "me" : "server", deadline));
    default:
      return await respond.tell(unknownButtonView());
  }
}

/** Shows what a step of the round's lead came to, and has the card show it too. */
async function led(
  scene: MenuScene | RoundGoneScene,
  tell: (scene: PrivateScene) => Promise<void>,
  { channelId }: RoundRef,
  { rounds, log }: Context,
): Promise<void> {
  await tell(scene);
  // A round that stood still for want of a permission has a card to show first.
  await rounds.settle(channelId);
  await rounds.redraw(channelId).catch((error) => log.warn({ err: error }, "could not redraw a round"));
}

/** In the private message that was pressed; from a message that others see, in a new one. */
async function answer(
  interaction: ButtonInteraction | AnySelectMenuInteraction,
  scene: PrivateScene,
  context: Context,
): Promise<void> {
  const isPrivate = interaction.message.flags.has("Ephemeral") || interaction.guildId === null;
  if (isPrivate) await context.respond.show(await view(scene, context));
  else await context.respond.tell(await view(scene, context));
}

/** Somebody was chosen to lead the round. */
export async function chooseHost(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { rounds, respond, deadline } = context;
  const button = readRoundButton(interaction.customId);
  if (button?.do !== "pass" || !interaction.isUserSelectMenu())
    return await respond.tell(unknownButtonView());
  const user = interaction.users.first();
  if (!user) return await respond.tell(unknownButtonView());
  if (user.bot) throw new UserError("A bot can't lead a round. Choose a person.");
  const scene = await rounds.passOn(viewerOf(interaction), button.ref, user.id, deadline);
  await led(scene, (shown) => answer(interaction, shown, context), button.ref, context);
}
