import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
} from "discord.js";
import type { AnswerOutcome } from "../ops/metrics.ts";
import { deadlineIn } from "../store/connection.ts";
import type { Command, Context, Services } from "./command.ts";
import { UserError } from "./errors.ts";
import { explain } from "./explain.ts";
import { createResponder, type Responder } from "./responder.ts";
import { unknownButtonView } from "./views/notes.ts";
import type { View } from "./views/parts.ts";

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
    commands.flatMap(({ buttons, definition: { name } }) =>
      buttons ? [[buttons.prefix, { ...buttons, name }] as const] : [],
    ),
  );
  const inHand = new Set<Promise<void>>();

  async function runCommand(interaction: ChatInputCommandInteraction): Promise<void> {
    const command = byName.get(interaction.commandName);
    const kind = command ? `/${interaction.commandName}` : "unknown command";
    await answer(kind, interaction, command?.quiet(interaction) ?? true, async (context) => {
      if (!command) throw new UserError("This command is gone. Type `/` to see what there is now.");
      await command.run(interaction, context);
    });
  }

  async function press(interaction: ButtonInteraction): Promise<void> {
    const prefix = interaction.customId.split(":", 1)[0] ?? "";
    const buttons = byPrefix.get(prefix);
    await answer(
      buttons ? `${buttons.name} button` : "unknown button",
      interaction,
      true,
      async (context) => {
        if (buttons) await buttons.press(interaction, context);
        else await context.respond.tell(unknownButtonView());
      },
    );
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const began = performance.now();
    try {
      const choices = (await byName.get(interaction.commandName)?.complete?.(interaction, services)) ?? [];
      await interaction.respond([...choices]);
      observe("autocomplete", "ok", began);
    } catch (error) {
      // The person sees no suggestions and can still type; the next letter asks again.
      services.log.warn({ err: error, command: interaction.commandName }, "autocomplete failed");
      observe("autocomplete", "bug", began);
    }
  }

  async function answer(
    kind: string,
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    quiet: boolean,
    work: (context: Context) => Promise<void>,
  ): Promise<void> {
    const began = performance.now();
    const respond = createResponder(interaction, quiet);
    let outcome: AnswerOutcome = "ok";
    try {
      await work({ ...services, respond, deadline: deadlineIn(PATIENCE) });
    } catch (error) {
      const explanation = explain(error, services.log);
      outcome = explanation.outcome;
      if (explanation.view) await tell(respond, explanation.view);
    } finally {
      respond.finish();
      observe(kind, outcome, began);
    }
  }

  async function tell(respond: Responder, view: View): Promise<void> {
    try {
      await respond.tell(view);
    } catch (error) {
      services.log.error({ err: error }, "could not tell the person what went wrong");
    }
  }

  const observe = (kind: string, outcome: AnswerOutcome, began: number) =>
    services.metrics.answered(kind, outcome, (performance.now() - began) / 1000);

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
