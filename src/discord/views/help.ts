import { POINTS_A_DAY } from "../../study/points.ts";
import { COLOURS, card, line, text, type View } from "./parts.ts";

/**
 * What can be done here.
 *
 * @param mention a command's name as something one can click, e.g. "</quiz:123>"
 */
export function helpView(mention: (command: string) => string): View {
  return card(
    COLOURS.question,
    text("## Learn with flashcards, together"),
    text(
      [
        `${mention("quiz")} shows you a card. Recall the answer, press **Show answer**, then say how well you knew it, from **1** *Not at all* to **5** *Perfectly*.`,
        "Cards you find hard come back soon, in the same quiz and tomorrow; cards you know come back in days, weeks, months.",
      ].join("\n"),
    ),
    line(),
    text(
      [
        "**Options of the quiz**",
        "- `deck`: one deck only. Without it you get what is due in all your decks.",
        "- `cards`: how many, 1 to 100; 10 if you don't say.",
        "- `answer`: recall it, pick one of four, or type it.",
        "- `private`: only you see it.",
        "- `with`: *everyone in this channel* makes it a round. All see the same card and recall it, or pick one of four; what you give moves your own schedule, and nobody else sees it. `seconds` is how long each card has.",
      ].join("\n"),
    ),
    line(),
    text(
      [
        "**Your own cards**",
        `- ${mention("deck list")} shows the decks you can learn here, ${mention("deck create")} makes one, ${mention("card add")} writes a card into it.`,
        "- Right-click a message ▸ Apps ▸ *Save as flashcard*.",
        `- ${mention("deck import")} brings cards from a file or pasted text, ${mention("deck export")} takes them away.`,
        "- A deck is yours alone or the server's. Whoever may not change a card can suggest a fix.",
      ].join("\n"),
    ),
    text(
      [
        "**Files it reads**",
        "CSV and TSV · Anki packages (.apkg, .colpkg) and Anki text · Quizlet text · `Q:` / `A:` text · text copied from a flashcard page · its own JSON",
        "-# Up to 25 MiB, 10,000 cards a deck, 4,000 characters a side; images up to 512 KiB each, 8 MiB a deck. Sound and video are left out.",
      ].join("\n"),
    ),
    line(),
    text(
      [
        "**Good to know**",
        "- One point for the first review of a due or new card in a day, whatever you answer: an honest **1** is worth as much as a **5**.",
        "- A streak grows with each day on which you review what is due. Each 7 days earn a freeze, which keeps it over a day you miss.",
        `- ${mention("leaderboard")} shows how this server does, and where you stand.`,
        `- ${mention("stats me")} shows what you review, how much of it you remember, and what comes due.`,
        `- ${mention("remind on")} sends you a message at your hour, when something is due.`,
        `- ${mention("settings me")}: your time zone, how much a day, whether leaderboards show you.`,
        "- `Undo` takes back a rating. `Stop` shows the summary.",
        "- Leave a quiz whenever you like: for 7 days you can go on with it, here or anywhere.",
        "- Every rating is saved the moment you see the next card.",
      ].join("\n"),
    ),
    text(`-# ${mention("help")} shows this page.`),
  );
}

/** What earns points and what leaderboards count. */
export function pointsHelpView(mention: (command: string) => string): View {
  return card(
    COLOURS.question,
    text("## What earns points"),
    text(
      [
        "1. One point for the first review of a due or new card in a day, whatever you answer: an honest **1** is worth as much as a **5**.",
        `2. The card has to be on the screen long enough to be read: a second, and a little more for each letter, never more than 8. At most ${POINTS_A_DAY} points a day.`,
        "3. Nothing for reviewing ahead, or for the same card again that day. `Undo` takes back a review, never its point.",
        "4. This server's decks count on its leaderboards wherever you review them; decks that ship with me count where you review them, in direct messages for your home server. Your own decks count on none.",
        `5. Who has as many points shares the place. Days begin at 4 in the morning by the server's clock, weeks on Monday: ${mention("leaderboard")}.`,
      ].join("\n"),
    ),
  );
}
