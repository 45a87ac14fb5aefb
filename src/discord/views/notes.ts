import { StoreError } from "../../store/connection.ts";
import type { UserError } from "../../user-error.ts";
import { button, COLOURS, card, row, shorten, text, type View } from "./parts.ts";

/** A person's mistake, in words that say what to do. */
export const mistakeView = (message: string): View => card(COLOURS.trouble, text(message));

/** Of what a person wrote, so much is shown for them to copy: it has to fit into a message. Characters a field. */
const MOST_COPIED = { front: 1400, back: 1400, hint: 300, accepts: 200, tags: 100 } as const;

/**
 * A form that could not be taken: why, and what was written into it, so that nothing is lost.
 *
 * @param again the `custom_id` that opens the form as it was; undefined where that could not be kept
 */
export function keptView(
  error: UserError | StoreError,
  fields: Readonly<Record<keyof typeof MOST_COPIED, string>>,
  again: string | undefined,
): View {
  const why = error instanceof StoreError ? formWords(error) : error.message;
  if (again !== undefined) {
    return card(COLOURS.trouble, text(why), row(button("Back to the form", again, { style: "primary" })));
  }
  const names = Object.keys(MOST_COPIED) as (keyof typeof MOST_COPIED)[];
  const copies = names
    .filter((name) => fields[name] !== "")
    .map((name) => {
      const copy = shorten(fields[name].replace(/`{3,}/g, "``"), MOST_COPIED[name]);
      return text([`**${name}**`, "```", copy, "```"].join("\n"));
    });
  return card(COLOURS.trouble, text(why), text("What you wrote, to copy:"), ...copies);
}

/** Unlike a rating, a form that is sent twice is taken twice. */
const formWords = (error: StoreError) =>
  error.outcome === "not-sent"
    ? saveWords(error)
    : "**Could not confirm it.** The memory of this bot did not answer in time. Look into the deck before you send it again: it may be there already.";

/** A change that is saved, while what it changed cannot be read. */
export const savedView = (): View =>
  card(COLOURS.done, text("**Saved.** It can't be shown right now; look again in a moment."));

/** A save that did not work: whether it may have been written decides what to say. */
export const storeView = (error: StoreError): View => card(COLOURS.trouble, text(saveWords(error)));

const saveWords = (error: StoreError) =>
  error.outcome === "not-sent"
    ? "**Not saved:** the memory of this bot can't be reached right now. Nothing was changed; try again in a moment."
    : "**Could not confirm it.** The memory of this bot did not answer in time. Try again: it counts once, and you then see what is true.";

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
