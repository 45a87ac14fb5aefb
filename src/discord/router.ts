import { randomBytes } from "node:crypto";
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  RESTJSONErrorCodes,
} from "discord.js";
import { deadlineIn, StoreError } from "../store/connection.ts";
import type { Command, Services } from "./command.ts";
import { UserError } from "./errors.ts";
import { createResponder, isDiscordError } from "./responder.ts";
import { bugView, mistakeView, storeView, unknownButtonView } from "./views/notes.ts";

/** From the arrival of an interaction until the person is told that the store did not answer. Milliseconds. */
const PATIENCE = 2000;

/**
 * Hands interactions to the commands, and turns whatever goes wrong into words for the person.
 *
 * @returns `handle` for every interaction, and `idle`, which resolves once those in hand are done
 */
export function createRouter(commands: readonly Command[], services: Services) {
  const byName = new Map(commands.map((command) => [command.definition.name, command]));
  const byPrefix = new Map(
    commands.flatMap(({ buttons }) => (buttons ? [[buttons.prefix, buttons] as const] : [])),
  );
  const inHand = new Set<Promise<void>>();

  async function runCommand(interaction: ChatInputCommandInteraction): Promise<void> {
    const command = byName.get(interaction.commandName);
    await answer(interaction, command?.quiet(interaction) ?? true, async (context) => {
      if (!command) throw new UserError("This command is gone. Type `/` to see what there is now.");
      await command.run(interaction, context);
    });
  }

  async function press(interaction: ButtonInteraction): Promise<void> {
    const buttons = byPrefix.get(interaction.customId.split(":", 1)[0] ?? "");
    await answer(interaction, true, async (context) => {
      if (buttons) await buttons.press(interaction, context);
      else await context.respond.tell(unknownButtonView());
    });
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    try {
      const choices = (await byName.get(interaction.commandName)?.complete?.(interaction, services)) ?? [];
      await interaction.respond([...choices]);
    } catch (error) {
      // The person sees no suggestions and can still type; the next letter asks again.
      services.log.warn({ err: error, command: interaction.commandName }, "autocomplete failed");
    }
  }

  async function answer(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    quiet: boolean,
    work: (context: Parameters<Command["run"]>[1]) => Promise<void>,
  ): Promise<void> {
    const respond = createResponder(interaction, quiet);
    try {
      await work({ ...services, respond, deadline: deadlineIn(PATIENCE) });
    } catch (error) {
      await explain(error, respond.tell);
    } finally {
      respond.finish();
    }
  }

  /** Tells the person what went wrong; what they cannot mend is logged. */
  async function explain(error: unknown, tell: ReturnType<typeof createResponder>["tell"]): Promise<void> {
    const { log } = services;
    try {
      if (error instanceof UserError) {
        await tell(mistakeView(error.message));
      } else if (error instanceof StoreError) {
        log.error({ err: error, outcome: error.outcome }, "the store failed");
        await tell(storeView(error));
      } else if (
        isDiscordError(error, RESTJSONErrorCodes.UnknownInteraction, RESTJSONErrorCodes.InvalidWebhookToken)
      ) {
        // Too late to say anything. What was committed stays, and the next press shows it.
        log.warn({ code: error.code }, "an interaction was over before it was answered");
      } else if (
        isDiscordError(error, RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel)
      ) {
        log.info({ code: error.code }, "the message to change is gone");
      } else {
        const reference = randomBytes(4).toString("hex");
        log.error({ err: error, reference }, "a bug");
        await tell(bugView(reference));
      }
    } catch (failure) {
      log.error({ err: failure }, "could not tell the person what went wrong");
    }
  }

  function route(interaction: Interaction): Promise<void> | undefined {
    if (interaction.isChatInputCommand()) return runCommand(interaction);
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isButton()) return press(interaction);
    services.log.warn({ type: interaction.type }, "an interaction of a kind nobody handles");
    return undefined;
  }

  return {
    handle(interaction: Interaction): void {
      const work = route(interaction);
      if (!work) return;
      inHand.add(work);
      work.finally(() => inHand.delete(work));
    },
    idle: async (): Promise<void> => {
      await Promise.allSettled(inHand);
    },
  };
}
