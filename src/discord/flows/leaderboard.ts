import type { ButtonInteraction, ChatInputCommandInteraction } from "discord.js";
import type { Viewer } from "../../decks/access.ts";
import { suggestDecks } from "../../decks/find.ts";
import type { BoardWish } from "../../leaderboard/boards.ts";
import { readBoardButton } from "../board-button.ts";
import { isOpenChannel } from "../channels.ts";
import type { Command, Context } from "../command.ts";
import { isDiscordError, TOO_MANY_EDITS } from "../responder.ts";
import { viewerOf } from "../viewer.ts";
import { type Audience, leaderboardView, noBoardView, noHomeView } from "../views/leaderboard.ts";
import { unknownButtonView } from "../views/notes.ts";
import type { View } from "../views/parts.ts";
import { deckChoice } from "./decks.ts";

/** How often a board is read again because somebody on it turned out to have left. */
const MOST_READS = 4;

/** `/leaderboard` */
export async function showLeaderboard(
  interaction: ChatInputCommandInteraction,
  context: Context,
): Promise<void> {
  const { boards, library, respond, deadline, mention } = context;
  const { options } = interaction;
  const viewer = viewerOf(interaction);
  const audience = await audienceOf(interaction, viewer, context);
  respond.quiet(audience === "asker");
  const guildId = await boards.guildFor(viewer, deadline);
  if (!guildId) return void (await respond.show(noHomeView(mention)));
  const text = options.getString("deck");
  const deck = text === null ? undefined : (await library.find(viewer, text, deadline)).id;
  const period = options.getString("period") ?? "week";
  await respond.show(await draw(viewer, { guildId, period, deck, page: 0 }, audience, context));
}

/** Posted where others may see it unless the person says otherwise; the board of a server elsewhere is for them alone. */
async function audienceOf(
  interaction: ChatInputCommandInteraction,
  { guildId }: Viewer,
  { library, deadline }: Context,
): Promise<Audience> {
  if (!guildId || interaction.options.getBoolean("private")) return "asker";
  const settings = await library.settings(guildId, deadline);
  return isOpenChannel(interaction, settings) ? "everyone" : "asker";
}

/** A board with the names of who is on it. Who has left the server is taken off, and it is read anew. */
async function draw(
  viewer: Viewer,
  wish: BoardWish,
  audience: Audience,
  { boards, names, deadline, mention }: Context,
): Promise<View> {
  for (let reads = 1; ; reads += 1) {
    const scene = await boards.page(viewer, wish, deadline);
    if ("over" in scene) return noBoardView(scene);
    const people = [...scene.lines, ...scene.around].map(({ userId }) => userId);
    const { known, gone } = await names(wish.guildId, [...new Set(people)]);
    if (gone.length === 0 || reads === MOST_READS) return leaderboardView(scene, known, audience, mention);
    await boards.left(wish.guildId, gone, deadline);
  }
}

/** The buttons below a board. On a board that somebody else asked for they open one of one's own. */
export async function pressLeaderboard(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { respond } = context;
  const wanted = readBoardButton(interaction.customId);
  if (!wanted) return await respond.tell(unknownButtonView());
  const viewer = viewerOf(interaction);
  const { userId, ...wish } = wanted;
  const isHidden = interaction.message.flags.has("Ephemeral") || !viewer.guildId;
  if (userId !== viewer.userId) return await respond.tell(await draw(viewer, wish, "asker", context));
  const view = await draw(viewer, wish, isHidden ? "asker" : "everyone", context);
  try {
    await respond.show(view);
  } catch (error) {
    // A message older than an hour may have had its edits.
    if (!isDiscordError(error, TOO_MANY_EDITS)) throw error;
    await respond.post(view);
  }
}

/** The decks that count on the boards a person sees where they are. */
export const completeLeaderboard: NonNullable<Command["complete"]> = async (interaction, context) => {
  const { library, boards, deadline } = context;
  const viewer = viewerOf(interaction);
  const [decks, guildId] = await Promise.all([
    library.list(viewer, deadline),
    boards.guildFor(viewer, deadline),
  ]);
  const counting = decks.filter(
    ({ owner }) => owner.kind === "builtin" || (owner.kind === "server" && owner.id === guildId),
  );
  const typed = interaction.options.getFocused();
  return suggestDecks(counting, typed).map((deck) => ({ name: deckChoice(deck), value: deck.id }));
};
