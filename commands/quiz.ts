import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type Message,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  type ModalSubmitInteraction,
  Routes,
} from "discord.js";
import type { Viewer } from "../src/decks/access.ts";
import { isOpenChannel } from "../src/discord/channels.ts";
import type { Command, Context } from "../src/discord/command.ts";
import { MILESTONE_PREFIX, QUIZ_PREFIX, type QuizButton, readQuizButton } from "../src/discord/custom-id.ts";
import { completeDeck } from "../src/discord/flows/decks.ts";
import { followStreak, pressMilestone } from "../src/discord/flows/milestones.ts";
import { chooseHost, pressRound, startRound } from "../src/discord/flows/rounds.ts";
import { isDiscordError, TOO_MANY_EDITS } from "../src/discord/responder.ts";
import { ROUND_PREFIX } from "../src/discord/round-id.ts";
import { viewerOf } from "../src/discord/viewer.ts";
import { lineOf } from "../src/discord/views/answers.ts";
import { answerForm, writtenIn } from "../src/discord/views/forms.ts";
import { keptAnswerView, unknownButtonView } from "../src/discord/views/notes.ts";
import type { View } from "../src/discord/views/parts.ts";
import { movedView, notYoursView, picturesOf, quizView } from "../src/discord/views/quiz.ts";
import type { DeckInfo } from "../src/library/library.ts";
import type { Started } from "../src/quiz/quizzes.ts";
import type { QuizRef, Scene } from "../src/quiz/scene.ts";
import type { RoundWish } from "../src/rounds/rounds.ts";
import { deadlineIn, StoreError } from "../src/store/connection.ts";
import type { Seat } from "../src/store/quiz-record.ts";
import { UserError } from "../src/user-error.ts";
import { EVERYWHERE } from "./places.ts";

/** A summary waits no longer for what it says of reminders. Milliseconds. */
const NOTE_PATIENCE = 500;

/** The choice of `with` that makes a quiz a round. */
const EVERYONE = "everyone";

/** How long a card of a round may have, and has where nobody said. */
const SECONDS = [15, 20, 30, 45, 60, 90, 120] as const;
const DEFAULT_SECONDS = 45;

export const quiz: Command = {
  definition: {
    type: ApplicationCommandType.ChatInput,
    name: "quiz",
    description: "Learn: recall a card, reveal the answer, say how well you knew it",
    ...EVERYWHERE,
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
      {
        type: ApplicationCommandOptionType.String,
        name: "answer",
        description: "How you answer: recalled and rated if you don't say",
        choices: [
          { name: "Recall it, then rate", value: "rate" },
          { name: "Pick one of four", value: "choice" },
          { name: "Type it", value: "type" },
        ],
      },
      { type: ApplicationCommandOptionType.Boolean, name: "private", description: "Only you see it" },
      {
        type: ApplicationCommandOptionType.String,
        name: "with",
        description: "Hold a round: everybody in this channel learns the same cards, recalled or picked",
        choices: [{ name: "everyone in this channel", value: EVERYONE }],
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: "seconds",
        description: `In a round: how long each card has (${DEFAULT_SECONDS} s if you don't say)`,
        choices: [
          { name: "no timer: you go on yourself", value: 0 },
          ...SECONDS.map((seconds) => ({ name: `${seconds} seconds`, value: seconds })),
        ],
      },
    ],
  },

  quiet: (interaction) =>
    interaction.options.getString("with") === EVERYONE ||
    (interaction.options.getBoolean("private") ?? false),

  async run(interaction, context) {
    const { library, quizzes, respond, deadline } = context;
    const text = interaction.options.getString("deck");
    const viewer = viewerOf(interaction);
    const deck = text === null ? undefined : await library.find(viewer, text, deadline);
    if (interaction.options.getString("with") === EVERYONE) {
      return await startRound(interaction, roundWish(interaction, deck), context);
    }
    if (interaction.options.getInteger("seconds") !== null) {
      throw new UserError("Only a round has a timer: add `with`, or leave out `seconds`.");
    }
    const wish = {
      deck: deck?.id,
      mode: "study",
      cards: interaction.options.getInteger("cards") ?? undefined,
      answer: answerBy(interaction.options.getString("answer")),
    } as const;
    respond.quiet(await isPrivate(interaction, viewer, deck, context));
    const started = await quizzes.start(viewer, wish, { pressed: undefined }, deadline);
    await present(interaction, started, context);
  },

  complete: completeDeck,

  components: [
    { prefix: QUIZ_PREFIX, press, submit },
    { prefix: MILESTONE_PREFIX, press: pressMilestone },
    { prefix: ROUND_PREFIX, press: pressRound, select: chooseHost },
  ],
};

/** What was asked for of a round. @throws UserError where it contradicts itself */
function roundWish({ options }: ChatInputCommandInteraction, deck: DeckInfo | undefined): RoundWish {
  if (options.getBoolean("private")) {
    throw new UserError("A round is for everybody in the channel. Leave out `private`, or leave out `with`.");
  }
  const answer = answerBy(options.getString("answer"));
  if (answer === "type") {
    throw new UserError(
      "In a round nobody types. Choose to recall the cards or to pick one of four in `answer`, or leave out `with`.",
    );
  }
  return {
    decks: deck && [deck.id],
    choice: answer === "choice",
    cards: options.getInteger("cards") ?? undefined,
    seconds: (options.getInteger("seconds") ?? DEFAULT_SECONDS) || undefined,
  };
}

/** Whether a quiz is for its learner alone: as they say, within what the server wants. */
async function isPrivate(
  interaction: ChatInputCommandInteraction,
  { guildId }: Viewer,
  deck: DeckInfo | undefined,
  { library, deadline }: Context,
): Promise<boolean> {
  const asked = interaction.options.getBoolean("private");
  if (asked === true || !guildId) return asked ?? false;
  const isHere = !deck || deck.owner.kind === "builtin" || deck.owner.id === guildId;
  const settings = await library.settings(guildId, deadline);
  if (!isOpenChannel(interaction, settings)) return true;
  // The cards of a person or of another server are not for everybody here, unless they say so.
  return asked ?? (settings.quizzesPrivate || !isHere);
}

/** What leads to a scene on the screen. */
type Presented = ChatInputCommandInteraction | ButtonInteraction | ModalMessageModalSubmitInteraction;

const answerBy = (option: string | null) => (option === "choice" || option === "type" ? option : undefined);

async function press(interaction: ButtonInteraction, context: Context): Promise<void> {
  const button = readQuizButton(interaction.customId);
  if (!button) return await context.respond.tell(unknownButtonView());
  const owner =
    "ref" in button ? button.ref.userId : "userId" in button ? button.userId : interaction.user.id;
  if (owner !== interaction.user.id) return await context.respond.tell(notYoursView(owner));
  const isForm = button.do === "press" && button.action === "type";
  // A form can only be the first answer.
  if (isForm) context.respond.hold();
  const started = await act(button, interaction, context);
  const question = isForm ? formFor(button.ref, started.scene) : undefined;
  if (question) await context.respond.ask(question);
  else await present(interaction, started, context);
}

/** The form for the answer to the card on the screen; undefined where the press was for another, or one was given. */
function formFor({ quizId, turn }: QuizRef, scene: Scene) {
  if (scene.scene !== "card" || scene.ask?.by !== "type") return undefined;
  if (scene.ref.quizId !== quizId || scene.ref.turn !== turn) return undefined;
  return answerForm(scene.ref, lineOf(scene.front), scene.ask.isLong);
}

/** A typed answer. Where it could not be saved, it comes back with the reason, to be sent again. */
async function submit(interaction: ModalSubmitInteraction, context: Context): Promise<void> {
  const button = readQuizButton(interaction.customId);
  if (button?.do !== "typed" || !interaction.isFromMessage()) {
    return await context.respond.tell(unknownButtonView());
  }
  const { ref } = button;
  if (ref.userId !== interaction.user.id) return await context.respond.tell(notYoursView(ref.userId));
  const { typed = "" } = writtenIn(interaction);
  const { quizzes, deadline } = context;
  const pressed = seatOf(interaction, interaction.message);
  let scene: Scene;
  try {
    scene = await quizzes.press(viewerOf(interaction), ref, { typed }, pressed, deadline);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    context.log.error({ err: error }, "a typed answer could not be taken");
    return await context.respond.tell(keptAnswerView(error, typed));
  }
  await present(interaction, { scene }, context);
}

async function act(
  button: QuizButton,
  interaction: ButtonInteraction,
  { quizzes, respond, deadline }: Context,
): Promise<Started> {
  const viewer = viewerOf(interaction);
  const beginning = { pressed: seatOf(interaction, interaction.message) };
  switch (button.do) {
    case "press":
      return {
        scene: await quizzes.press(viewer, button.ref, button.action, beginning.pressed, deadline),
      };
    case "continue":
      return await quizzes.continueHere(viewer, button.quizId, beginning, deadline);
    case "start": {
      const { wish, replaces } = button;
      return await quizzes.start(viewer, wish, { ...beginning, replaces }, deadline);
    }
    case "typed":
    case "own":
    case "page": {
      const wish = { deck: undefined, mode: "study", cards: undefined } as const;
      if (interaction.message.flags.has(MessageFlags.Ephemeral)) {
        return await quizzes.start(viewer, wish, beginning, deadline);
      }
      // What everybody sees stays as it is.
      respond.apart();
      return await quizzes.start(viewer, wish, { pressed: undefined }, deadline);
    }
  }
}

const seatOf = ({ context }: Presented, { channelId, id }: Message): Seat => ({
  channelId,
  messageId: id,
  direct: context === InteractionContextType.BotDM,
});

/** What a summary says of reminders, to those who have none. */
async function reminderNote(
  userId: string,
  { reminding, mention, log }: Context,
): Promise<string | undefined> {
  try {
    const known = await reminding.get(userId, deadlineIn(NOTE_PATIENCE));
    return known ? undefined : `${mention("remind on")} sends you a message when the next cards are due.`;
  } catch (error) {
    log.debug({ err: error }, "could not look for a reminder");
    return undefined;
  }
}

/** A scene with its pictures. */
async function draw(scene: Scene, context: Context): Promise<View> {
  const { pictures, library, deadline } = context;
  const { deckId, blocks } = picturesOf(scene);
  const drawn = await pictures(blocks, (image) => library.image(deckId, image, deadline));
  const note = scene.scene === "summary" ? await reminderNote(scene.ref.userId, context) : undefined;
  return quizView(scene, drawn, note);
}

/** Shows a scene in place, and sees to the message that showed the quiz before. */
async function present(interaction: Presented, { scene, left }: Started, context: Context): Promise<void> {
  let shown: Message | undefined;
  try {
    shown = await context.respond.show(await draw(scene, context));
  } catch (error) {
    if (!isDiscordError(error, TOO_MANY_EDITS)) throw error;
    // The message has had its edits: what it should show comes in a new one, and a quiz with new buttons.
    const anew = await moveOn(interaction, scene, context);
    await noteSeat(interaction, anew, await context.respond.post(await draw(anew, context)), context);
    if (left) await endMessage(interaction, left, context);
    return await afterwards(interaction, scene, context);
  }
  await noteSeat(interaction, scene, shown, context);
  if (left && shown && left.messageId !== shown.id) await endMessage(interaction, left, context);
  await afterwards(interaction, scene, context);
}

/** What a rating leads to beside the quiz. */
async function afterwards(interaction: Presented, scene: Scene, context: Context): Promise<void> {
  if (scene.scene === "card" || scene.scene === "summary") await followStreak(interaction, scene, context);
}

/** The scene for a new message: a quiz moves there. */
async function moveOn(interaction: Presented, scene: Scene, { quizzes, deadline }: Context): Promise<Scene> {
  if (scene.scene !== "card" && scene.scene !== "summary") return scene;
  const pressed = undefined;
  return (await quizzes.continueHere(viewerOf(interaction), scene.ref.quizId, { pressed }, deadline)).scene;
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
