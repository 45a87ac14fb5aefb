import { MILESTONES, MOST_FREEZES, type StreakNews } from "../../study/streak.ts";
import { MILESTONE_PREFIX, quizButton, tokensOf } from "../custom-id.ts";
import { button, COLOURS, card, many, row, sentence, text, type View } from "./parts.ts";

const id = tokensOf(MILESTONE_PREFIX);

const YEAR = 365;

/** Characters from one milestone of the path to the next. */
const STEP = 7;

/** What there is to say of a streak: freezes that kept it or were earned, or that it is over. */
export function streakWords({ days, freezes, frozen, lost, earned }: StreakNews): string | undefined {
  const left = freezes === 0 ? "None is left." : `${freezes} ${freezes === 1 ? "is" : "are"} left.`;
  const over = frozen === 1 ? "the day" : `the ${frozen} days`;
  const words = [
    ...(lost > 0
      ? [`Your streak of **${many(lost, "day")}** is over. A new one begins with your next review.`]
      : []),
    ...(frozen > 0
      ? [
          `${many(frozen, "freeze")} kept your streak of **${many(days, "day")}** over ${over} you missed. ${left}`,
        ]
      : []),
    ...(earned
      ? [
          `Your streak of **${many(days, "day")}** earned you a freeze: by itself, it keeps the streak over a day you miss. You hold ${freezes}${freezes === MOST_FREEZES ? ", the most there can be" : ""}.`,
        ]
      : []),
  ];
  return words.length > 0 ? words.join(" ") : undefined;
}

/** "streak **12 days**, 1 freeze held" */
export const streakFact = ({ days, freezes }: Pick<StreakNews, "days" | "freezes">) =>
  `streak **${many(days, "day")}**${freezes > 0 ? `, ${many(freezes, "freeze")} held` : ""}`;

/** A milestone in words, as the end of a sentence. */
function inWords(days: number): string {
  const span = { 7: "a week", 30: "a month", 100: "a hundred days", 365: "a year" }[days];
  return `${span ?? many(Math.floor(days / YEAR), "year")} of learning, one day after the other`;
}

/** The milestones behind and ahead, as a path in a code block, where it lines up: 29 characters at most. */
function path(days: number): string {
  const stops =
    days < YEAR
      ? MILESTONES
      : days === YEAR
        ? [...MILESTONES, 2 * YEAR]
        : [days - 2 * YEAR, days - YEAR, days, days + YEAR].filter((stop) => stop > 0);
  const marks = stops.map((stop, index) => {
    const next = stops[index + 1];
    const way = next === undefined ? "" : (next <= days ? "━" : "─").repeat(STEP - 1);
    return `${stop <= days ? "●" : "○"}${way}`;
  });
  const numbers = stops.map((stop) => String(stop).padEnd(STEP)).join("");
  return ["```", marks.join(""), numbers.trimEnd(), "```"].join("\n");
}

const title = (days: number) => text(`## ${days} days in a row`);

/** A milestone, for the learner alone. @param canShare whether there are others it can be shown to */
export const milestoneView = (days: number, canShare: boolean): View =>
  card(
    COLOURS.done,
    title(days),
    text(`${sentence(inWords(days))}.`),
    text(path(days)),
    canShare ? row(button("Show it here", id("share", days), { style: "primary" })) : undefined,
  );

/** A milestone, for everybody in the channel. */
export const sharedMilestoneView = (userId: string, days: number): View =>
  card(
    COLOURS.done,
    title(days),
    text(`<@${userId}> has done it: ${inWords(days)}.`),
    text(path(days)),
    row(button("Start my own quiz", quizButton({ do: "own" }))),
  );

/** What the learner's own message says once a milestone was shown. @param always whether further ones are as well */
export const milestoneSharedView = (days: number, always: boolean): View =>
  card(
    COLOURS.done,
    title(days),
    text(
      always
        ? "Your milestones are shown from now on, in the channel where you reach them."
        : "It is shown in this channel. Further ones are for you alone, unless you say otherwise.",
    ),
    row(
      button(
        always ? "Only to me" : "Always show them",
        id("celebrate", days, always ? "private" : "public"),
      ),
    ),
  );
