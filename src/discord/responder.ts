import {
  type ChatInputCommandInteraction,
  type ContextMenuCommandInteraction,
  DiscordAPIError,
  type Message,
  type MessageComponentInteraction,
  MessageFlags,
  RESTJSONErrorCodes,
} from "discord.js";
import type { View } from "./views/parts.ts";

/** After so long without an answer the interaction is deferred, well within Discord's 3 s. Milliseconds. */
const DEFER_AFTER = 1500;

/** The ways to answer one interaction. */
export interface Responder {
  /**
   * Shows the view where the person looks: in the message of the button they pressed, or as the reply to their
   * command.
   *
   * @returns the message where Discord says which it is
   */
  show(view: View): Promise<Message | undefined>;
  /** Tells the person alone, and leaves everything else as it is. */
  tell(view: View): Promise<void>;
  /** Shows the view in a new message below, for whom the pressed one is seen by. */
  post(view: View): Promise<Message | undefined>;
}

type Answerable = ChatInputCommandInteraction | ContextMenuCommandInteraction | MessageComponentInteraction;

/** Whether Discord refused with one of these codes. */
export function isDiscordError(error: unknown, ...codes: (number | string)[]): error is DiscordAPIError {
  return error instanceof DiscordAPIError && codes.includes(error.code);
}

/**
 * Answers an interaction in whichever way is still open. It defers by itself when nothing was answered in time.
 *
 * @param quiet whether the answer to a command is for the person alone; for a button, the message decides
 */
export function createResponder(interaction: Answerable, quiet: boolean): Responder & { finish(): void } {
  let deferring: Promise<void> | undefined;
  const timer = setTimeout(() => {
    deferring = defer();
    // Looked at once there is an answer; a refusal before that must not end the process as an unhandled rejection.
    deferring.catch(() => {});
  }, DEFER_AFTER);

  async function defer(): Promise<void> {
    try {
      if (interaction.isMessageComponent()) await interaction.deferUpdate();
      else await interaction.deferReply(quiet ? { flags: MessageFlags.Ephemeral } : {});
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

  const body = (view: View) => ({ components: view.components, flags: MessageFlags.IsComponentsV2 as const });
  const alone = (view: View) => ({
    components: view.components,
    flags: [MessageFlags.IsComponentsV2, MessageFlags.Ephemeral] as const,
  });

  return {
    finish: () => clearTimeout(timer),

    async show(view) {
      if (await deferred()) return await interaction.editReply(body(view));
      return await answered(interaction, async () => {
        if (interaction.isMessageComponent()) {
          await interaction.update(body(view));
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
      // A public "thinking…" can't become private, and the first follow-up would become it: so it goes first.
      const publicThinking = !interaction.isMessageComponent() && !quiet && !interaction.replied;
      if (publicThinking) await interaction.deleteReply();
      await interaction.followUp(alone(view));
    },

    async post(view) {
      const hidden =
        interaction.isMessageComponent() && interaction.message.flags.has(MessageFlags.Ephemeral);
      const options = hidden ? alone(view) : body(view);
      if (await deferred()) return await interaction.followUp(options);
      return await answered(interaction, async () => {
        const reply = await interaction.reply({ ...options, withResponse: true });
        return reply.resource?.message ?? undefined;
      });
    },
  };
}

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
