import { ComponentType } from "discord.js";
import type { Outline } from "../../account/erase.ts";
import type { PersonalFile } from "../../account/export.ts";
import { ME_PREFIX, tokensOf } from "../custom-id.ts";
import { button, COLOURS, card, many, plain, row, shorten, text, type View } from "./parts.ts";

const id = tokensOf(ME_PREFIX);

/** Own decks that are named. */
const MOST_NAMED = 5;

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

/** What of somebody there is, a line each. */
function goes({ learner, reviews, hasReminder, ownDecks }: Outline): readonly string[] {
  const { decks, points, streak } = learner;
  const named = ownDecks.slice(0, MOST_NAMED).map((title) => `**${plain(shorten(title, 60))}**`);
  const more = ownDecks.length - named.length;
  return [
    ...(decks.size > 0
      ? [`what you learned of ${many(decks.size, "deck")}, with ${many(reviews, "review")}`]
      : []),
    ...(points.total > 0 || streak.days > 0
      ? [
          `${many(points.total, "point")}, a streak of ${many(streak.days, "day")}, your places on all leaderboards`,
        ]
      : []),
    ...(ownDecks.length > 0
      ? [
          `${many(ownDecks.length, "deck")} of your own: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
        ]
      : []),
    ...(hasReminder ? ["your reminders"] : []),
    "your settings, and whatever else is kept of you",
  ];
}

/**
 * Asks before everything goes.
 *
 * @param asked when, in milliseconds: the button is good for a while
 */
export function eraseView(outline: Outline, asked: number): View {
  const { made } = outline;
  return card(
    COLOURS.trouble,
    text("## Delete everything about you?"),
    text(
      ["It goes at once, and nobody can bring it back:", ...goes(outline).map((line) => `- ${line}`)].join(
        "\n",
      ),
    ),
    text(
      [
        "What stays:",
        ...(made > 0
          ? [`- ${many(made, "deck")} you made for ${made === 1 ? "a server" : "servers"}, without your name`]
          : []),
        "- changes you suggested to others' cards, without your name",
        "- messages in Discord: those you delete there",
      ].join("\n"),
    ),
    row(
      button("Export it first", id("export"), { style: "primary" }),
      button("Delete everything", id("erase", asked), { style: "danger" }),
      button("Keep it", id("show")),
    ),
  );
}

/** It is gone. @param all whether all of it is, or the rest goes with the next tick */
export const erasedView = (all: boolean, quiz: string): View =>
  card(
    COLOURS.calm,
    text("## Everything about you is deleted"),
    text(
      all
        ? "Nothing is kept of you any more."
        : "What you learned, your settings and your decks are gone. The last traces elsewhere could not be reached just now: they go by themselves within a minute.",
    ),
    text(`-# If you ever come back, ${quiz} begins anew.`),
  );
