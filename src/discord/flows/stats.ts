import type { AnySelectMenuInteraction, ButtonInteraction, ChatInputCommandInteraction } from "discord.js";
import { deadlineIn } from "../../store/connection.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { viewerOf } from "../viewer.ts";
import { unknownButtonView } from "../views/notes.ts";
import { serverStatsView } from "../views/server-stats.ts";
import { type StatsPage, statsView } from "../views/stats.ts";
import { cardPage, deckOf } from "./cards.ts";

/** Half a year of reviews may take longer than a press; whoever asked sees that it is being thought about. Milliseconds. */
const READING = 8000;

type Person = Parameters<typeof viewerOf>[0];

/** `/stats me`, `/stats deck`, `/stats server`. */
export async function showStats(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const { library, deadline } = context;
  const { options } = interaction;
  if (options.getSubcommand() === "server") return await showServer(interaction, context);
  const text = options.getString("deck");
  const deck = text === null ? undefined : await library.find(viewerOf(interaction), text, deadline);
  await show(interaction, { deck, shared: options.getBoolean("public") ?? false }, context);
}

async function show(
  interaction: Person,
  { deck, shared }: Pick<StatsPage, "deck" | "shared">,
  { stats, statsPictures, respond }: Context,
): Promise<void> {
  const viewer = viewerOf(interaction);
  const read = await stats.of(viewer, { ...(deck && { deck: deck.id }), shared }, deadlineIn(READING));
  const page = { stats: read, userId: viewer.userId, deck, shared };
  await respond.show(statsView(page, await statsPictures.learner(read)));
}

async function showServer(
  interaction: ChatInputCommandInteraction,
  { serverStats, statsPictures, respond, mention }: Context,
): Promise<void> {
  const { guildId } = viewerOf(interaction);
  if (!guildId) {
    throw new UserError(
      "A server's statistics are there for its members: use this in a server that I am in.",
    );
  }
  const read = await serverStats(guildId);
  await respond.show(serverStatsView(read, await statsPictures.server(read), mention));
}

/** "All decks". */
export async function pressStats(interaction: ButtonInteraction, context: Context): Promise<void> {
  if (readToken(interaction.customId).verb !== "all") return await context.respond.tell(unknownButtonView());
  await show(interaction, { deck: undefined, shared: false }, context);
}

/** One deck alone; one of the hardest cards, which opens below, with what can be done about it. */
export async function selectStats(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb } = readToken(interaction.customId);
  const [value = ""] = interaction.values;
  if (verb === "deck") {
    return await show(
      interaction,
      { deck: await deckOf(interaction, value, context), shared: false },
      context,
    );
  }
  const [, deck = "", number] = /^([a-z0-9-]{1,32}):(\d{1,8})$/.exec(value) ?? [];
  if (verb !== "card" || number === undefined) return await context.respond.tell(unknownButtonView());
  const info = await deckOf(interaction, deck, context);
  await context.respond.post(await cardPage(interaction, info, Number(number), context));
}
