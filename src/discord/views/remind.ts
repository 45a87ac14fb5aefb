import type { DeckOutlook } from "../../quiz/choose.ts";
import { formatDays, formatTime } from "../../reminders/read-time.ts";
import type { Reminding, Standstill } from "../../reminders/reminding.ts";
import type { ReminderScene } from "../../reminders/sender.ts";
import type { StreakNow } from "../../study/streak.ts";
import { quizButton, REMIND_PREFIX, tokensOf } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  many,
  plain,
  relative,
  row,
  rowOf,
  sentence,
  shorten,
  text,
  type View,
} from "./parts.ts";
import { streakFact, streakWords } from "./streak.ts";

const id = tokensOf(REMIND_PREFIX);

/** Decks that a reminder names. */
const MOST_DECKS = 10;

/** Characters of a deck's title that it shows. */
const MOST_TITLE = 80;

const start = (userId: string) =>
  button(
    "Start review",
    quizButton({
      do: "start",
      userId,
      wish: { deck: undefined, mode: "study", cards: undefined },
      replaces: undefined,
    }),
    { style: "primary" },
  );

const stop = () => button("Stop reminders", id("stop"));

const on = (label: string) => button(label, id("on"), { style: "primary" });

/** A moment as Discord shows it in full, and relative to now. */
const moment = (at: number) => `<t:${Math.floor(at / 1000)}:F> (${relative(at)})`;

/**
 * The reminder itself.
 *
 * @param trial for one to try, which cannot be put off: whether reminders are on
 */
export function reminderView(scene: ReminderScene, trial?: { readonly on: boolean }): View {
  const { userId, decks, minutes, streak, day, snooze, last, weekly } = scene;
  const cards = decks.reduce((sum, { due, fresh }) => sum + due + fresh, 0);
  const more = decks.length - MOST_DECKS;
  const facts = [`about **${many(minutes, "minute")}**`, ...(streak.days > 0 ? [streakAtRisk(streak)] : [])];
  const buttons = trial
    ? trial.on
      ? [stop()]
      : []
    : [
        button("In an hour", id("snooze", day, snooze)),
        button("Not today", id("skip", day)),
        last ? on("Keep reminding me") : stop(),
      ];
  return card(
    COLOURS.question,
    text(`## ${many(cards, "card")} for today`),
    text(
      [
        ...decks.slice(0, MOST_DECKS).map(deckLine),
        ...(more > 0 ? [`- and ${many(more, "more deck")}`] : []),
      ].join("\n"),
    ),
    text(sentence(facts.join(" · "))),
    streak.frozen > 0 && !streak.done ? text(`-# ${streakWords({ ...streak, earned: false })}`) : undefined,
    !trial && (last || weekly) ? text(last ? LAST : WEEKLY) : undefined,
    row(start(userId), ...buttons),
  );
}

/** The streak, and what keeps it today. */
function streakAtRisk(streak: StreakNow): string {
  if (streak.done) return streakFact(streak);
  return streak.freezes > 0 ? `${streakFact(streak)}` : `${streakFact(streak)}: review today to keep it`;
}

const WEEKLY =
  "-# You haven't used the last ones, so for now there is one a week. Start a review, and they come on your days again.";
const LAST =
  "-# The last ones went unused, so this is the last one. They stay off until you say otherwise; what you learned stays.";

const deckLine = ({ title, due, fresh }: DeckOutlook) => {
  const parts = [...(due > 0 ? [many(due, "review")] : []), ...(fresh > 0 ? [many(fresh, "new card")] : [])];
  return `- **${plain(shorten(title, MOST_TITLE))}**: ${parts.join(", ")}`;
};

/** "**09:00** · every day · Europe/Berlin" */
const schedule = ({ reminder: { minutes, days, zone, silent } }: Reminding) =>
  [`**${formatTime(minutes)}**`, formatDays(days), plain(zone), ...(silent ? ["without a sound"] : [])].join(
    " · ",
  );

const comes = ({ next }: Pick<Reminding, "next">) =>
  next === undefined ? undefined : text(`The next one comes ${moment(next)}.`);

const MANNERS = "-# None comes when nothing is due and no new card is left for the day.";

/** What became of the message that confirms them: it came, it could not, nobody knows, or this is it. */
type Confirmation = "sent" | "closed" | "unsure" | "here";

const CONFIRMED = {
  sent: "I sent you a direct message to confirm it. Reminders come the same way.",
  unsure: "The message that confirms it could not be sent right now. Reminders are tried at their time.",
  here: MANNERS,
} as const;

/** Reminders were switched on or changed. */
export function remindOnView(reminding: Reminding, confirmation: Exclude<Confirmation, "closed">): View {
  return card(
    COLOURS.done,
    text("## Reminders are on"),
    text(schedule(reminding)),
    comes(reminding),
    text(CONFIRMED[confirmation]),
    confirmation === "here" ? row(stop()) : undefined,
  );
}

/** The direct message that confirms them, and shows that one gets through. */
export const confirmView = (reminding: Reminding): View => remindOnView(reminding, "here");

/** A direct message was wished for, and this person's are closed. @param isOn whether reminders were to be on */
export function closedView(isOn: boolean): View {
  return card(
    COLOURS.trouble,
    text("## Your direct messages are closed to me"),
    text(HOW_TO_OPEN),
    isOn ? row(on("I opened them: try again")) : undefined,
  );
}

/** A reminder could not be sent; said when the person uses the bot again. */
export const stillClosedView = (): View =>
  card(
    COLOURS.trouble,
    text("## Your reminders stand still"),
    text(HOW_TO_OPEN),
    row(on("I opened them: switch on again")),
  );

const HOW_TO_OPEN = [
  "Reminders come by direct message, and Discord did not let one through. What you set is kept. To open them:",
  "- In a server we share: press its name, then **Privacy Settings**, and switch **Direct Messages** on.",
  "- Or in the **User Settings**, under **Content & Social**, let members of your servers message you.",
  "- And if you blocked me: unblock me.",
].join("\n");

const STANDS_STILL: Readonly<Record<Standstill, string>> = {
  off: "You switched them off. What you set is kept.",
  closed: "They stand still: your direct messages are closed to me, so none could be sent.",
  unused: "They stand still: the last ones went unused.",
};

/** How they are set; why they stand still, and the way back. */
export function remindShowView(reminding: Reminding): View {
  const { still } = reminding;
  return card(
    still ? COLOURS.calm : COLOURS.done,
    text(still ? "## Reminders are off" : "## Reminders are on"),
    text(schedule(reminding)),
    still ? text(STANDS_STILL[still]) : comes(reminding),
    still === "closed" ? text(HOW_TO_OPEN) : undefined,
    row(still ? on("Switch on again") : stop()),
  );
}

/** Somebody without any. @param command "/remind on" as something one can click */
export const noReminderView = (command: string): View =>
  card(COLOURS.calm, text("## No reminders"), text(`You have none. ${command} sets the time.`));

/** They are off. @param were whether they were on before */
export const remindOffView = (were: boolean): View =>
  card(
    COLOURS.calm,
    text("## Reminders are off"),
    text(`${were ? "No more will come" : "They were off already"}. What you set is kept.`),
    row(on("Switch on again")),
  );

/** Put off. @param at when it comes again, in milliseconds */
export const snoozedView = (userId: string, day: string, at: number): View =>
  card(
    COLOURS.calm,
    text("## In an hour, then"),
    text(`The reminder comes again ${relative(at)}, if there is still something to do.`),
    row(start(userId), button("Not today", id("skip", day))),
  );

/** Not today. @param next when the next one comes, in milliseconds; undefined when none does */
export const skippedView = (userId: string, next: number | undefined): View =>
  card(COLOURS.calm, text("## Not today, then"), comes({ next }), row(start(userId)));

/** What came of trying one. */
type Trial = "sent" | "unsure" | "nothing";

const TRIED: Readonly<Record<Trial, string>> = {
  sent: "I sent you one by direct message.",
  unsure: "Discord did not take the message right now. Try again in a minute.",
  nothing: "Nothing is due and no new card is left for today, so no reminder would come now.",
};

/** One was tried. */
export const triedView = (trial: Trial, reminding: Reminding | undefined): View =>
  card(
    trial === "unsure" ? COLOURS.trouble : COLOURS.calm,
    text(TRIED[trial]),
    reminding && !reminding.still ? comes(reminding) : undefined,
    rowOf(reminding?.still && reminding.still !== "closed" ? [on("Switch on again")] : []),
  );
