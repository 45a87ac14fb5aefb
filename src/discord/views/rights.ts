import { ComponentType } from "discord.js";
import type { PersonalFile } from "../../account/export.ts";
import { COLOURS, card, many, text, type View } from "./parts.ts";

/** Everything about a person as a file. */
export function personalFileView({ name, data, reviews, decks, leftOut }: PersonalFile): View {
  const view = card(
    COLOURS.done,
    text("## Everything about you"),
    text(`${many(reviews, "review")}, ${many(decks, "deck")} of your own, and all that is kept beside them.`),
    { type: ComponentType.File, file: { url: `attachment://${name}` } },
    leftOut ? text(`**Left out:** ${leftOut}`) : undefined,
    text(
      name.endsWith(".gz")
        ? "-# JSON in UTF-8, compressed with gzip: open it with any archive program. What the fields mean: `docs/export.md` of the bot's source."
        : "-# JSON in UTF-8. What the fields mean: `docs/export.md` of the bot's source.",
    ),
  );
  return { ...view, files: [{ name, data }] };
}
