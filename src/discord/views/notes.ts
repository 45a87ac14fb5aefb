import { ComponentType } from "discord.js";
import { StoreError } from "../../store/connection.ts";
import { button, COLOURS, card, row, shorten, text, type View } from "./parts.ts";

/** A person's mistake, in words that say what to do. */
export const mistakeView = (message: string): View => card(COLOURS.trouble, text(message));

/** What can be written into forms, by the id of the field; the others hold choices. */
const FIELDS = {
  front: "Front",
  back: "Back",
  hint: "Hint",
  accepts: "Accepted answers",
  tags: "Tags",
  title: "Title",
  description: "Description",
  search: "Word",
  text: "Cards",
  side: "Between question and answer",
  card: "Between cards",
  fresh: "New cards a day",
  reviews: "Reviews a day",
  retention: "Wanted retention",
  zone: "Time zone",
} as const;

/** Of what a person wrote, so much is shown beside the file that holds all of it: a message has 4,000 characters. */
const MOST_COPIED = 1500;

/** A reason may quote what was imported; it leaves room for what was written. Characters. */
const MOST_WHY = 2000;

/**
 * A form that could not be taken: why, and what was written into it, so that nothing is lost.
 *
 * @param fields what stood in the form, by the id of the field
 * @param again the `custom_id` that opens the form as it was; undefined where that could not be kept, and then what was
 * written comes as a file, and its beginning to copy
 */
export function keptView(error: Error, fields: Readonly<Record<string, string>>, again?: string): View {
  const why = [
    text(shorten(error instanceof StoreError ? formWords(error) : error.message, MOST_WHY)),
    fields.file ? text("-# A form keeps no file: choose yours once more.") : undefined,
  ];
  if (again !== undefined) {
    return card(COLOURS.trouble, ...why, row(button("Back to the form", again, { style: "primary" })));
  }
  const all = Object.entries(FIELDS)
    .flatMap(([id, name]) => (fields[id] ? `${name}:\n${fields[id]}\n` : []))
    .join("\n");
  if (all === "") return card(COLOURS.trouble, ...why);
  const copy = shorten(all.replace(/`{3,}/g, "``"), MOST_COPIED);
  const file = { name: "what-you-wrote.txt", data: Buffer.from(all) };
  const view = card(
    COLOURS.trouble,
    ...why,
    text(["What you wrote, to copy:", "```", copy, "```"].join("\n")),
    { type: ComponentType.File, file: { url: `attachment://${file.name}` } },
  );
  return { ...view, files: [file] };
}

/** A typed answer that could not be saved: like a rating it counts once, however often it is sent. */
export const keptAnswerView = (error: StoreError, typed: string): View =>
  card(
    COLOURS.trouble,
    text(saveWords(error)),
    text(["What you wrote, to copy:", "```", typed.replace(/`{3,}/g, "``"), "```"].join("\n")),
  );

/** Unlike a rating, a form that is sent twice is taken twice. */
const formWords = (error: StoreError) =>
  error.outcome === "not-sent"
    ? saveWords(error)
    : "**Could not confirm it.** The memory of this bot did not answer in time. Look before you send it again: it may be there already.";

/** A change that is saved, while what it changed cannot be read. */
export const savedView = (why = "It can't be shown right now; look again in a moment."): View =>
  card(COLOURS.done, text(`**Saved.** ${why}`));

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

/** Discord took no message of a round, though what it shows is decided. */
export const notShownView = (): View =>
  mistakeView(
    "**Discord had trouble taking the message.** The round has gone on: it shows as soon as Discord takes it.",
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
  mistakeView("This button is from another version of the bot. Type `/` and start afresh.");
