/** What is known of one interaction, and which responses fit it. */
import {
  type APIApplicationCommandOptionChoice,
  InteractionResponseType as Callback,
  MessageFlags,
} from "discord-api-types/v10";
import type { Mistake } from "./errors.ts";
import { type InteractionKind, interactionTypes, type UsedCommand } from "./interaction-payload.ts";
import type { MessageRequest } from "./messages.ts";
import type { OpenModal } from "./modals.ts";
import type { Person } from "./protocol.ts";
import type { Channel } from "./world.ts";

/** https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction */
export const answerWithinMs = 3_000;
export const tokenLivesMs = 15 * 60_000;

type State = "pending" | "thinking" | "updating" | "done" | "failed";

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly person: Person;
  readonly channel: Channel;
  readonly createdAt: number;
  readonly payload: Record<string, unknown>;
  readonly command?: UsedCommand;
  /** Of a component: the message it is on; of a modal: the one its component is on. */
  readonly sourceId?: string;
  /** Of a modal's submission: what is told of the interaction that opened it. */
  readonly openedBy?: Record<string, unknown>;
  state: State;
  /** What `@original` is. */
  originalId?: string;
  /** What this token may read, edit and delete. */
  readonly messageIds: Set<string>;
  followUps: number;
  choices?: readonly APIApplicationCommandOptionChoice[];
  /** The modal it was answered with. */
  modal?: OpenModal;
  /** Resolves at the first response, or at its failure (false). */
  readonly acknowledged: PromiseWithResolvers<boolean>;
  /** Resolves when there is nothing to wait for: with the message produced or changed, or false for a failure. */
  readonly final: PromiseWithResolvers<string | undefined | false>;
}

/** Whether a message is asked for that only the person sees. */
export function isEphemeral(request: MessageRequest): boolean {
  return ((request.body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}

/** Why a callback type does not fit an interaction; undefined when it does. */
export function misfit(interaction: Interaction, type: number, request: MessageRequest): Mistake | undefined {
  const { kind } = interaction;
  const mistake = (message: string): Mistake => ({
    path: ["type"],
    code: "INTERACTION_CALLBACK_TYPE_INVALID",
    message,
  });
  if ((kind === "autocomplete") !== (type === Callback.ApplicationCommandAutocompleteResult)) {
    return mistake(`callback type ${type} does not answer an interaction of type ${interactionTypes[kind]}`);
  }
  if (type === Callback.Modal && kind === "modal") {
    return mistake("a modal cannot be answered with another: show a button that opens it");
  }
  const updates = type === Callback.UpdateMessage || type === Callback.DeferredMessageUpdate;
  if (updates && interaction.sourceId === undefined) {
    return mistake(`callback type ${type} needs a component's message to update`);
  }
  const flags = request.body.flags ?? 0;
  if (type === Callback.DeferredChannelMessageWithSource && (flags & ~MessageFlags.Ephemeral) !== 0) {
    return { ...mistake("a deferral takes no flag but EPHEMERAL"), path: ["data", "flags"] };
  }
  return undefined;
}
