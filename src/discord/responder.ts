import {
  type APIModalInteractionResponseCallbackData,
  type ChatInputCommandInteraction,
  type ContextMenuCommandInteraction,
  DiscordAPIError,
  type Message,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
} from "discord.js";
import type { View } from "./views/parts.ts";

/** After so long without an answer the interaction is deferred, well within Discord's 3 s. Milliseconds. */
const DEFER_AFTER = 1500;

/** Discord: "Maximum number of edits to messages older than 1 hour reached". */
export const TOO_MANY_EDITS = 30046;

/** The ways to answer one interaction. */
export interface Responder {
  /**
   * Shows the view where the person looks: in the message of the button they pressed, or as the reply to their
   * command.
   *
   * @returns the message where Discord says which it is
   */
  show(view: View): Promise<Message | undefined>;
  /** Opens a form. Nothing else may have been answered, and `hold` must have been called first. */
  ask(modal: APIModalInteractionResponseCallbackData): Promise<void>;
  /** The answer to a button goes into a message of its own, for the person alone: the pressed one stays as it is. */
  apart(): void;
  /** Answers a button with nothing: what it brought about is seen elsewhere. */
  done(): Promise<void>;
  /** Whether the answer to a command is for the person alone, once that is known. */
  quiet(value: boolean): void;
  /** Keeps the interaction from being deferred by itself: a form can only be the first answer. */
  hold(): void;
  /** Tells the person alone, and leaves everything else as it is. */
  tell(view: View): Promise<void>;
  /** Shows the view in a new message below, for whom the pressed one is seen by. */
  post(view: View): Promise<Message | undefined>;
  /** Once something was shown: shows the view in a new message below, for everybody there. */
  share(view: View): Promise<void>;
}

export type Answerable =
  | ChatInputCommandInteraction
  | ContextMenuCommandInteraction
  | MessageComponentInteraction
  | ModalSubmitInteraction;

/** Whether an answer can change the message it came from: that of a button, or of a form that a button opened. */
const hasMessage = (
  interaction: Answerable,
): interaction is MessageComponentInteraction | ModalMessageModalSubmitInteraction =>
  interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());

/** Whether Discord refused with one of these codes. */
export function isDiscordError(error: unknown, ...codes: (number | string)[]): error is DiscordAPIError {
  return error instanceof DiscordAPIError && codes.includes(error.code);
}

/**
 * Answers an interaction in whichever way is still open. It defers by itself when nothing was answered in time.
 *
 * @param quietly whether the answer to a command is for the person alone; for a button, the message decides
 */
export function createResponder(
  interaction: Answerable,
  quietly: boolean,
): Responder & { finish(): void; isForm(): boolean } {
  let quiet = quietly;
  let form = false;
  let isApart = false;
  let deferredPublicly = false;
  let deferring: Promise<void> | undefined;
  const timer = setTimeout(() => {
    deferring = defer();
    // Looked at once there is an answer; a refusal before that must not end the process as an unhandled rejection.
    deferring.catch(() => {});
  }, DEFER_AFTER);

  async function defer(): Promise<void> {
    try {
      if (hasMessage(interaction) && !isApart) await interaction.deferUpdate();
      else {
        deferredPublicly = !quiet;
        await interaction.deferReply(quiet ? { flags: MessageFlags.Ephemeral } : {});
      }
    } catch (error) {
      if (!alreadyAnswered(error)) throw error;
      // discord.js notes it only where the answer came back. From here on the original is edited.
      interaction.deferred = true;
    }
  }

  /** From now on the answer is on its way; says whether a deferral went before it. */
  async function deferred(): Promise<boolean> {
    clearTimeout(timer);
    await deferring?.catch(() => {});
    return interaction.deferred || interaction.replied;
  }

  /** A public "thinking…" can't become private, and the first follow-up would become it: so it has to go first. */
  const isPublicThinking = () => deferredPublicly && !interaction.replied;

  const alone = (view: View) => ({
    ...content(view),
    flags: [MessageFlags.IsComponentsV2, MessageFlags.Ephemeral] as const,
  });

  return {
    finish: () => clearTimeout(timer),

    isForm: () => form,

    hold: () => clearTimeout(timer),

    apart() {
      isApart = true;
    },

    async done() {
      if (await deferred()) return;
      await answered(interaction, async () => {
        if (hasMessage(interaction)) await interaction.deferUpdate();
      });
    },

    quiet(value) {
      quiet = value;
    },

    async ask(modal) {
      if (interaction.isModalSubmit()) throw new Error("A form cannot be answered with a form.");
      form = true;
      await answered(interaction, async () => {
        await interaction.showModal(modal);
      });
    },

    async show(view) {
      if (await deferred()) {
        if (quiet && isPublicThinking()) {
          await interaction.deleteReply();
          return await interaction.followUp(alone(view));
        }
        return await interaction.editReply(edit(view));
      }
      return await answered(interaction, async () => {
        if (hasMessage(interaction) && !isApart) {
          await interaction.update(edit(view));
          return interaction.message;
        }
        const reply = await interaction.reply({ ...(quiet ? alone(view) : body(view)), withResponse: true });
        return reply.resource?.message ?? undefined;
      });
    },

    async tell(view) {
      if (!(await deferred())) {
        await answered(interaction, async () => {
          await interaction.reply(alone(view));
        });
        return;
      }
      if (isPublicThinking()) await interaction.deleteReply();
      await interaction.followUp(alone(view));
    },

    async share(view) {
      await interaction.followUp(body(view));
    },

    async post(view) {
      const hidden = hasMessage(interaction) && interaction.message.flags.has(MessageFlags.Ephemeral);
      const options = hidden ? alone(view) : body(view);
      if (await deferred()) return await interaction.followUp(options);
      return await answered(interaction, async () => {
        const reply = await interaction.reply({ ...options, withResponse: true });
        return reply.resource?.message ?? undefined;
      });
    },
  };
}

/** A view as discord.js sends it: fresh objects, since discord.js changes what it is given. */
const content = ({ components, files = [] }: View) => ({
  components,
  files: files.map(({ name, data, description }) => ({
    name,
    attachment: data,
    ...(description !== undefined && { description }),
  })),
});

const body = (view: View) => ({ ...content(view), flags: MessageFlags.IsComponentsV2 as const });

/** In place of what the message showed before, files and all. */
const edit = (view: View) => ({ ...body(view), attachments: [] });

/**
 * Discord took the answer before: in a try whose connection broke, or from the same event delivered twice. Either way
 * the person has it.
 */
const alreadyAnswered = (error: unknown) =>
  isDiscordError(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged);

async function answered<T>(interaction: Answerable, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (!alreadyAnswered(error)) throw error;
    interaction.replied = true;
    return undefined;
  }
}
