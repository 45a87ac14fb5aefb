import { COLOURS, card, line, text, type View } from "./parts.ts";

/**
 * What can be done here.
 *
 * @param mention a command's name as something one can click, e.g. "</quiz:123>"
 * @param decks titles and sizes of the decks on board
 */
export function helpView(
  mention: (command: string) => string,
  decks: readonly { title: string; cards: number }[],
): View {
  const onBoard = decks.map(({ title, cards }) => `**${title}** (${cards} cards)`).join(", ");
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
        "- `private`: only you see it.",
      ].join("\n"),
    ),
    line(),
    text(
      [
        "**Good to know**",
        "- One point for the first review of a due or new card in a day, whatever you answer: an honest **1** is worth as much as a **5**.",
        "- `Undo` takes back a rating. `Stop` shows the summary.",
        "- Leave a quiz whenever you like: for 7 days you can go on with it, here or anywhere.",
        "- Every rating is saved the moment you see the next card.",
      ].join("\n"),
    ),
    line(),
    text(`-# Decks on board: ${onBoard}. ${mention("help")} shows this page.`),
  );
}
