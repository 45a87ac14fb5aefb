import type { StoreError } from "../../store/connection.ts";
import { COLOURS, card, text, type View } from "./parts.ts";

/** A person's mistake, in words that say what to do. */
export const mistakeView = (message: string): View => card(COLOURS.trouble, text(message));

/** A save that did not work: whether it may have been written decides what to say. */
export function storeView(error: StoreError): View {
  const words =
    error.outcome === "not-sent"
      ? "**Not saved:** the memory of this bot can't be reached right now. Nothing was changed; try again in a moment."
      : "**Could not confirm it.** The memory of this bot did not answer in time. Try again: it counts once, and you then see what is true.";
  return card(COLOURS.trouble, text(words));
}

/** Discord did not take the answer; most often it does not take this either. */
export const outageView = (): View =>
  mistakeView(
    "**Discord had trouble taking the answer.** What you rated is saved or not; press again to see, it counts once.",
  );

/** A bug. @param reference names the log line, so that a report can be matched with it */
export const bugView = (reference: string): View =>
  card(
    COLOURS.trouble,
    text(
      `**Something went wrong on our side.** What was rated before is safe. Please try again; if it happens twice, report it with the reference \`${reference}\`.`,
    ),
  );

/** Buttons of a version that is long gone, or not ours. */
export const unknownButtonView = (): View =>
  mistakeView("This button is from another version of the bot. Start afresh with `/quiz`.");
