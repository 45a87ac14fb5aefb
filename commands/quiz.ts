import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type Message,
  Routes,
} from "discord.js";
import { findDeck, suggestDecks } from "../src/decks/find.ts";
import type { Command, Context } from "../src/discord/command.ts";
import { QUIZ_PREFIX, type QuizButton, readQuizButton } from "../src/discord/custom-id.ts";
import { UserError } from "../src/discord/errors.ts";
import { isDiscordError } from "../src/discord/responder.ts";
import { unknownButtonView } from "../src/discord/views/notes.ts";
import { shorten } from "../src/discord/views/parts.ts";
import { movedView, notYoursView, quizView } from "../src/discord/views/quiz.ts";
import type { Started } from "../src/quiz/quizzes.ts";
import type { Scene } from "../src/quiz/scene.ts";
import { deadlineIn } from "../src/store/connection.ts";
import type { Seat } from "../src/store/quiz-record.ts";

/** Discord: "Maximum number of edits to messages older than 1 hour reached". */
const TOO_MANY_EDITS = 30046;

export const quiz: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "quiz",
    description: "Learn: recall a card, reveal the answer, say how well you knew it",
    contexts: [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
      InteractionContextType.PrivateChannel,
    ],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: "deck",
        description: "One deck only; without it, what is due in all your decks",
        autocomplete: true,
        max_length: 100,
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: "cards",
        description: "How many cards, 1 to 100 (10 if you don't say)",
        min_value: 1,
        max_value: 100,
      },
      { type: ApplicationCommandOptionType.Boolean, name: "private", description: "Only you see it" },
    ],
  },

  quiet: (interaction) => interaction.options.getBoolean("private") ?? false,

  async run(interaction, context) {
    const text = interaction.options.getString("deck");
    const wish = {
      deck: text === null ? undefined : namedDeck(text, context).id,
      mode: "study",
      cards: interaction.options.getInteger("cards") ?? undefined,
    } as const;
    const started = await context.quizzes.start(
      interaction.user.id,
      wish,
      { home: homeOf(interaction), pressed: undefined },
      context.deadline,
    );
    await present(interaction, started, context);
  },

  complete(interaction, { decks }) {
    return suggestDecks(decks, interaction.options.getFocused()).map(({ id, title }) => ({
      name: title,
      value: id,
    }));
  },

  buttons: { prefix: QUIZ_PREFIX, press },
};

function namedDeck(text: string, { decks }: Context) {
  const found = findDeck(decks, text);
  if ("deck" in found) return found.deck;
  const closest = found.closest.map(({ title }) => `**${title}**`).join(", ");
  throw new UserError(
    `There is no deck called “${shorten(text, 100).replace(/[\\`*_~|<>]/g, "\\$&")}”. Did you mean ${closest}? Pick one from the list while you type.`,
  );
}

/** What leads to a scene on the screen. */
type Presented = ChatInputCommandInteraction | ButtonInteraction;

/** The server that counts as the learner's home: one of which the bot is a member. */
function homeOf(interaction: Presented): string | undefined {
  return interaction.guildId && interaction.client.guilds.cache.has(interaction.guildId)
    ? interaction.guildId
    : undefined;
}

async function press(interaction: ButtonInteraction, context: Context): Promise<void> {
  const button = readQuizButton(interaction.customId);
  if (!button) return await context.respond.tell(unknownButtonView());
  if (button.do !== "own") {
    const owner = button.do === "press" ? button.ref.userId : button.userId;
    if (owner !== interaction.user.id) return await context.respond.tell(notYoursView(owner));
  }
  await present(interaction, await act(button, interaction, context), context);
}

async function act(
  button: QuizButton,
  interaction: ButtonInteraction,
  { quizzes, deadline }: Context,
): Promise<Started> {
  const userId = interaction.user.id;
  const beginning = { home: homeOf(interaction), pressed: seatOf(interaction, interaction.message) };
  switch (button.do) {
    case "press":
      return { scene: await quizzes.press(button.ref, button.action, beginning.pressed, deadline) };
    case "continue":
      return await quizzes.continueHere(userId, button.quizId, beginning, deadline);
    case "start": {
      const { wish, replaces } = button;
      return await quizzes.start(userId, wish, { ...beginning, replaces }, deadline);
    }
    case "own": {
      const wish = { deck: undefined, mode: "study", cards: undefined } as const;
      return await quizzes.start(userId, wish, beginning, deadline);
    }
  }
}

const seatOf = ({ context }: Presented, { channelId, id }: Message): Seat => ({
  channelId,
  messageId: id,
  direct: context === InteractionContextType.BotDM,
});

/** Shows a scene in place, and sees to the message that showed the quiz before. */
async function present(interaction: Presented, { scene, left }: Started, context: Context): Promise<void> {
  let shown: Message | undefined;
  try {
    shown = await context.respond.show(quizView(scene));
  } catch (error) {
    if (!isDiscordError(error, TOO_MANY_EDITS)) throw error;
    // The message has had its edits: what it should show comes in a new one, and a quiz with new buttons.
    const anew = await moveOn(interaction, scene, context);
    await noteSeat(interaction, anew, await context.respond.post(quizView(anew)), context);
    if (left) await endMessage(interaction, left, context);
    return;
  }
  await noteSeat(interaction, scene, shown, context);
  if (left && shown && left.messageId !== shown.id) await endMessage(interaction, left, context);
}

/** The scene for a new message: a quiz moves there. */
async function moveOn(interaction: Presented, scene: Scene, { quizzes, deadline }: Context): Promise<Scene> {
  if (scene.scene !== "card" && scene.scene !== "summary") return scene;
  const { userId, quizId } = scene.ref;
  const beginning = { home: homeOf(interaction), pressed: undefined };
  return (await quizzes.continueHere(userId, quizId, beginning, deadline)).scene;
}

/** A new quiz remembers its message; while it runs there, nothing changes about that. */
async function noteSeat(
  interaction: Presented,
  scene: Scene,
  message: Message | undefined,
  { quizzes, log }: Context,
): Promise<void> {
  if (scene.scene !== "card" || scene.seated || !message) return;
  try {
    await quizzes.seat(scene.ref, seatOf(interaction, message), deadlineIn(2000));
  } catch (error) {
    log.warn({ err: error }, "could not note where a quiz is shown");
  }
}

/** Takes the buttons off the message a quiz has left. They are of no use any more, whether this works or not. */
async function endMessage(
  interaction: Presented,
  { channelId, messageId }: Seat,
  { log }: Context,
): Promise<void> {
  try {
    await interaction.client.rest.patch(Routes.channelMessage(channelId, messageId), {
      body: { components: movedView().components, allowed_mentions: { parse: [] } },
    });
  } catch (error) {
    log.debug({ err: error }, "could not end the message a quiz has left");
  }
}
