/** Modals for the tests of the playground. */
import type { APIModalInteractionResponseCallbackData } from "discord.js";
import type { Outcome, SeenModal } from "../../playground/index.ts";

/** A field with its label. */
export const label = (text: string, component: object, more: object = {}) => ({
  type: 18,
  label: text,
  component,
  ...more,
});
/** A text input of one line. */
export const input = (customId: string, more: object = {}) => ({
  type: 4,
  custom_id: customId,
  style: 1,
  ...more,
});
/** Options whose labels are their values in capitals. */
export const options = (...values: string[]) =>
  values.map((value) => ({ label: value.toUpperCase(), value }));
/** The data of a callback that opens a modal. */
export const modal = (...components: object[]) =>
  ({ title: "New card", custom_id: "card", components }) as APIModalInteractionResponseCallbackData;

/** One required text. */
export const short = modal(label("Front", input("front")));

/** The modal of an outcome that must have one. */
export function opened(outcome: Outcome): SeenModal {
  if (outcome.modal !== undefined) return outcome.modal;
  throw new Error(`The interaction ${outcome.status} without a modal: ${outcome.error ?? "no error"}`);
}

/** A text, two inputs, a select and a group of checkboxes. */
export const every = modal(
  { type: 10, content: "Fill it in." },
  label("Front", input("front", { value: "a²", max_length: 10 }), { description: "The question" }),
  label("Back", input("back", { style: 2, required: false })),
  label("Deck", { type: 3, custom_id: "deck", options: options("losses", "probability") }),
  label("Tags", {
    type: 22,
    custom_id: "tags",
    options: options("hard", "easy", "new"),
    min_values: 2,
    max_values: 2,
  }),
);
