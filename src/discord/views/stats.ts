import { type DeckFigures, type HardCard, LEECH_LAPSES } from "../../stats/cards.ts";
import { MATURE, type Retention, WEEKS } from "../../stats/reviews.ts";
import type { LearnerStats } from "../../stats/stats.ts";
import { dayDate } from "../../study/learner-day.ts";
import { RATINGS } from "../../study/rating.ts";
import { quizButton, STATS_PREFIX, token } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  gist,
  line,
  many,
  picture,
  plain,
  row,
  select,
  selectRow,
  shorten,
  text,
  type View,
  type ViewFile,
} from "./parts.ts";

/** Decks with a bar in the picture and a line below it. */
const MOST_DECKS = 6;
/** Cards named as the hardest, beside those that can be chosen. */
const MOST_NAMED = 5;
/** Characters of a deck's title. */
export const MOST_TITLE = 60;
/** Discord's limit of an alternative text. */
export const MOST_ALT = 1024;

/** What is shown of somebody's statistics. */
export interface StatsPage {
  readonly stats: LearnerStats;
  readonly userId: string;
  /** The deck that they are about; undefined for all. */
  readonly deck: { readonly id: string; readonly title: string } | undefined;
  /** Whether others see them too: then nothing can be chosen, and no card is named. */
  readonly shared: boolean;
}

/** The decks that are shown, those with the most cards seen first. */
export const decksShown = ({ cards }: LearnerStats): readonly DeckFigures[] =>
  cards.decks.toSorted((a, b) => seen(b) - seen(a)).slice(0, MOST_DECKS);

const seen = ({ cards, unseen }: DeckFigures) => cards - unseen;

export const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
export const figure = (value: number) => value.toLocaleString("en");
export const percent = (part: number, whole: number) =>
  `${whole > 0 ? Math.round((100 * part) / whole) : 0} %`;

const retentionOf = (weeks: readonly Retention[]): Retention => ({
  reviews: sum(weeks.map(({ reviews }) => reviews)),
  recalled: sum(weeks.map(({ recalled }) => recalled)),
});

/**
 * A learner's statistics, as text and as a picture.
 *
 * @param drawn the picture; undefined where it could not be drawn
 */
export function statsView(page: StatsPage, drawn: ViewFile | undefined): View {
  const { stats, userId, deck, shared } = page;
  const { reviews, cards } = stats;
  if (sum(reviews.byDay) === 0 && cards.decks.every((one) => seen(one) === 0)) return emptyView(page);
  const whose = shared ? `Statistics of <@${userId}>` : "Your statistics";
  const view = card(
    COLOURS.answer,
    text(deck ? `## ${plain(deck.title)}\n${shared ? whose : `**${whose}**`}` : `## ${whose}`),
    text(`-# The last ${WEEKS} weeks. A day begins at 04:00 in ${plain(stats.zone)}.`),
    drawn ? picture(drawn) : text("-# The picture could not be drawn right now. Try again in a minute."),
    text([reviewLine(stats), ...streakLine(stats), retentionLines(stats), dueLine(stats)].join("\n")),
    ...(cards.decks.length > 0 ? [line(), text(deckLines(page))] : []),
    ...(shared ? [] : hardCards(stats)),
    ...(shared ? [] : ways(page)),
  );
  return { ...view, ...(drawn && { files: [drawn] }) };
}

function reviewLine({ reviews: { byDay } }: LearnerStats): string {
  const days = byDay.filter((reviews) => reviews > 0).length;
  const week = sum(byDay.slice(7 * (WEEKS - 1)));
  return `**Reviews** ${figure(sum(byDay))}, on ${days} of ${byDay.length} days · this week **${figure(week)}**`;
}

function streakLine({ streak }: LearnerStats): readonly string[] {
  if (!streak || streak.days === 0) return [];
  const held = streak.freezes > 0 ? ` · ${many(streak.freezes, "freeze")} held` : "";
  return [`**Streak** **${many(streak.days, "day")}**${held}`];
}

function retentionLines({ reviews: { retention }, wanted }: LearnerStats): string {
  const all = retentionOf(retention);
  const week = retention.at(-1);
  if (all.reviews === 0) {
    return `**True retention** shows once cards come back that had been away for ${MATURE} days.`;
  }
  const now = week && week.reviews > 0 ? ` · this week ${percent(week.recalled, week.reviews)}` : "";
  return [
    `**True retention** **${percent(all.recalled, all.reviews)}** of ${figure(all.reviews)}${now} · wanted ${percent(wanted, 1)}`,
    `-# Of cards that had been away for ${MATURE} days, the first review of the day.`,
  ].join("\n");
}

function dueLine({ cards: { forecast, overdue } }: LearnerStats): string {
  const late = overdue > 0 ? ` (${figure(overdue)} overdue)` : "";
  return `**Due** **${figure(forecast[0] ?? 0)}** today${late} · ${figure(sum(forecast.slice(0, 7)))} within 7 days · ${figure(sum(forecast))} within ${forecast.length}`;
}

/** How many cards were last rated 5, 4, 3, 2, 1 and never, as far as there are any. */
export const countsOf = ({ levels, unseen }: DeckFigures) =>
  [
    ...RATINGS.toReversed().map((rating) => [rating, levels[rating - 1] ?? 0] as const),
    ["new", unseen] as const,
  ]
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${level}: ${figure(count)}`);

/** The decks by the numbers they have in the picture. */
function deckLines({ stats, deck }: StatsPage): string {
  const shown = decksShown(stats);
  const more = stats.cards.decks.length - shown.length;
  return [
    "**Decks** by last rating, and the share that should be recalled today",
    ...shown.flatMap((one, index) => {
      // Who has a deck shown to others by its name says that it is for them.
      const title = deck?.title ?? stats.titles.get(one.id);
      const name =
        title === undefined ? "*a deck that is not for here*" : `**${plain(shorten(title, MOST_TITLE))}**`;
      return [
        `${deck ? "" : `\`${index + 1}\` `}${name} · **${percent(one.recall, one.cards)}** of ${many(one.cards, "card")}`,
        `-# ${countsOf(one).join(" · ")}`,
      ];
    }),
    ...(more > 0 ? [`-# and ${many(more, "more deck")}`] : []),
  ].join("\n");
}

/** What makes a card hard, in words. */
function trouble({ lapses, rating }: HardCard): string {
  if (lapses === 0) return `not known yet, rated ${rating} the last time`;
  return `forgotten ${lapses === 1 ? "once" : `${lapses} times`}${lapses >= LEECH_LAPSES ? ", a leech" : ""}`;
}

function hardCards({ cards: { hardest, leeches }, fronts, titles }: LearnerStats) {
  if (hardest.length === 0) return [];
  const named = hardest.slice(0, MOST_NAMED).map(({ lapses }, index) => {
    const often = lapses > 0 ? `**${lapses}×**` : "*not known yet:*";
    return `- ${often} ${gist(fronts[index] ?? "", 70)}`;
  });
  const advice =
    leeches > 0
      ? `\n-# ${many(leeches, "leech", "leeches")}: forgotten ${LEECH_LAPSES} times or more. Such a card takes more time than it is worth: word it better, cut it in two, or suspend it.`
      : "";
  const choices = hardest.map((hard, index) => ({
    label: gist(fronts[index] ?? "", 90),
    value: `${hard.deck}:${hard.number}`,
    description: `${trouble(hard)} · ${titles.get(hard.deck) ?? ""}`,
  }));
  return [
    line(),
    text(`**Hardest cards**, by how often you forgot them\n${named.join("\n")}${advice}`),
    selectRow(select(token(STATS_PREFIX, "card"), "Edit or suspend one…", choices)),
  ];
}

/** From all decks to one and back, and on to learning. */
function ways({ stats, deck, userId }: StatsPage) {
  const choices = decksShown(stats).map(({ id, cards }) => ({
    label: stats.titles.get(id) ?? "",
    value: id,
    description: many(cards, "card"),
  }));
  const start = button("Quiz me", startToken(userId, deck?.id), { style: "primary" });
  if (deck) return [row(start, button("All decks", token(STATS_PREFIX, "all")))];
  return [
    choices.length > 1
      ? selectRow(select(token(STATS_PREFIX, "deck"), "One deck alone…", choices))
      : undefined,
    row(start),
  ];
}

const startToken = (userId: string, deck: string | undefined) =>
  quizButton({
    do: "start",
    userId,
    wish: { deck, mode: "study", cards: undefined },
    replaces: undefined,
  });

/** For somebody who has not rated anything yet. */
function emptyView({ deck, userId }: StatsPage): View {
  const [title, what] = deck
    ? [plain(deck.title), "You have not rated a card of this deck yet."]
    : ["Your statistics", "You have not rated a card yet, so there is nothing to count."];
  return card(
    COLOURS.calm,
    text(`## ${title}`),
    text(
      `${what} From your first quiz on you see here what you reviewed day by day, what comes due, and how well you know each deck; after some weeks also how much you really remember.`,
    ),
    row(button("Start a quiz", startToken(userId, deck?.id), { style: "primary" })),
  );
}

/**
 * The picture in words, for those who cannot see it: what is in it by day stands here by week.
 */
export function statsAlt(stats: LearnerStats): string {
  const { reviews, cards, wanted, today } = stats;
  const first = dayDate(today - reviews.byDay.length + 1);
  const weeks = Array.from({ length: WEEKS }, (_, week) => sum(reviews.byDay.slice(7 * week, 7 * week + 7)));
  const shares = reviews.retention.map((week) =>
    week.reviews > 0 ? Math.round((100 * week.recalled) / week.reviews) : "–",
  );
  const decks = decksShown(stats).map(
    ({ levels, unseen, recall, cards: all }, index) =>
      `${index + 1}: ${[...levels.toReversed(), unseen].join(" ")}, ${percent(recall, all)}`,
  );
  return [
    `Reviews a week from ${first}: ${weeks.join(" ")}.`,
    ...(retentionOf(reviews.retention).reviews > 0
      ? [`True retention by week in %, ${percent(wanted, 1)} wanted: ${shares.join(" ")}.`]
      : []),
    `Due by day from today${cards.overdue > 0 ? `, ${cards.overdue} overdue` : ""}: ${cards.forecast.join(" ")}.`,
    ...(decks.length > 0
      ? [`Decks by last rating 5 4 3 2 1 and new, and expected recall today: ${decks.join("; ")}.`]
      : []),
  ]
    .join(" ")
    .slice(0, MOST_ALT);
}
