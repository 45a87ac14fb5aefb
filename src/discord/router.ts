import type {
  AnySelectMenuInteraction,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { LRUCache } from "lru-cache";
import type { AnswerOutcome } from "../ops/metrics.ts";
import { deadlineIn } from "../store/connection.ts";
import { UserError } from "../user-error.ts";
import type { Command, Context, Services } from "./command.ts";
import { explain } from "./explain.ts";
import { type Answerable, createResponder, type Responder } from "./responder.ts";
import { noteUse } from "./uses.ts";
import { unknownButtonView } from "./views/notes.ts";
import type { View } from "./views/parts.ts";

/** From the arrival of an interaction until the person is told that the store did not answer. Milliseconds. */
const PATIENCE = 2000;

/** So many interactions are known again when they are delivered twice. */
const MOST_SEEN = 5000;

/**
 * Hands interactions to the commands, and turns whatever goes wrong into words for the person.
 *
 * @returns `handle` for every interaction, and `idle`, which resolves once those in hand are done
 */
export function createRouter(commands: readonly Command[], services: Services) {
  const byName = new Map(commands.map((command) => [command.definition.name, command]));
  const byPrefix = new Map(
    commands.flatMap(({ components = [], definition: { name } }) =>
      components.map((one) => [one.prefix, { ...one, name }] as const),
    ),
  );
  const inHand = new Set<Promise<void>>();
  // Discord delivers an event again after a reconnect, perhaps while its first delivery is still in hand.
  const seen = new LRUCache<string, true>({ max: MOST_SEEN });

  async function runCommand(
    interaction: ChatInputCommandInteraction | MessageContextMenuCommandInteraction,
  ): Promise<void> {
    const command = byName.get(interaction.commandName);
    const kind = command ? `/${interaction.commandName}` : "unknown command";
    const typed = interaction.isChatInputCommand();
    await answer(kind, interaction, (typed && command?.quiet(interaction)) ?? true, async (context) => {
      if (typed && command?.run) await command.run(interaction, context);
      else if (!typed && command?.pick) await command.pick(interaction, context);
      else throw new UserError("This command is gone. Type `/` to see what there is now.");
    });
  }

  /** A press, a choice or a form: whose it is says the first part of its `custom_id`. */
  async function component(
    interaction: ButtonInteraction | AnySelectMenuInteraction | ModalSubmitInteraction,
  ): Promise<void> {
    const prefix = interaction.customId.split(":", 1)[0] ?? "";
    const of = byPrefix.get(prefix);
    const what = interaction.isModalSubmit() ? "form" : interaction.isButton() ? "button" : "select";
    await answer(of ? `${of.name} ${what}` : `unknown ${what}`, interaction, true, async (context) => {
      if (interaction.isModalSubmit() && of?.submit) await of.submit(interaction, context);
      else if (interaction.isButton() && of?.press) await of.press(interaction, context);
      else if (interaction.isAnySelectMenu() && of?.select) await of.select(interaction, context);
      else await context.respond.tell(unknownButtonView());
    });
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const began = performance.now();
    try {
      const context = { ...services, deadline: deadlineIn(PATIENCE) };
      const choices = (await byName.get(interaction.commandName)?.complete?.(interaction, context)) ?? [];
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
    interaction: Answerable,
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
    await noteUse(interaction, respond, services);
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
    if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
      return runCommand(interaction);
    }
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) return component(interaction);
    services.log.warn({ type: interaction.type }, "an interaction of a kind nobody handles");
    return undefined;
  }

  return {
    handle(interaction: Interaction): void {
      if (seen.has(interaction.id)) return;
      seen.set(interaction.id, true);
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
