import { GROUP_WEEKS, type GroupDeck, type GroupHard, LEAST_LEARNERS } from "../../stats/group.ts";
import type { ServerStats } from "../../stats/server.ts";
import { dayDate } from "../../study/learner-day.ts";
import {
  COLOURS,
  card,
  gist,
  line,
  many,
  picture,
  plain,
  relative,
  shorten,
  text,
  type View,
  type ViewFile,
} from "./parts.ts";
import { countsOf, figure, MOST_ALT, MOST_TITLE, percent, sum } from "./stats.ts";

/**
 * What the learners of a server do and know, as text and as a picture. Nobody is named.
 *
 * @param drawn the picture; undefined where it could not be drawn
 * @param mention a command's name as something one can click
 */
export function serverStatsView(
  stats: ServerStats,
  drawn: ViewFile | undefined,
  mention: (command: string) => string,
): View {
  const { activity, decks, zone, at } = stats;
  if (sum(activity.byDay) === 0) return emptyView(mention);
  const view = card(
    COLOURS.answer,
    text("## This server's statistics"),
    text(
      `-# The last ${GROUP_WEEKS} weeks, counted ${relative(at)}. A day begins at 04:00 in ${plain(zone)}.`,
    ),
    drawn ? picture(drawn) : text("-# The picture could not be drawn right now. Try again in a minute."),
    text(`${reviewLine(stats)}\n${learnerLine(stats)}`),
    line(),
    text(decks.length > 0 ? deckLines(stats) : TOO_FEW),
    ...hardCards(stats),
    text(`-# ${mention("leaderboard")} shows who did it. Who hides from it is not counted here either.`),
  );
  return { ...view, ...(drawn && { files: [drawn] }) };
}

const TOO_FEW = `**Decks** show how well they are known once ${LEAST_LEARNERS} people learn the same one, so that nobody's own ratings can be told.`;

const emptyView = (mention: (command: string) => string): View =>
  card(
    COLOURS.calm,
    text("## This server's statistics"),
    text(
      `Nobody here has learned anything that counts in the last ${GROUP_WEEKS} weeks. ${mention("quiz")} begins it: here you see then what you all review, how many of you there are, and how well you know each deck together.`,
    ),
  );

function reviewLine({ activity: { byDay } }: ServerStats): string {
  const days = byDay.filter((reviews) => reviews > 0).length;
  const week = sum(byDay.slice(7 * (GROUP_WEEKS - 1)));
  return `**Reviews** ${figure(sum(byDay))}, on ${days} of ${byDay.length} days · this week **${figure(week)}**`;
}

function learnerLine({ activity: { byWeek } }: ServerStats): string {
  const [before = 0, now = 0] = byWeek.slice(-2);
  return `**Learners** **${figure(now)}** this week · ${figure(before)} the week before · ${figure(Math.max(...byWeek))} at most`;
}

/** The decks by the numbers they have in the picture. */
const deckLines = ({ decks, titles }: ServerStats): string =>
  [
    "**Decks** by everybody's last ratings, and the share that should be recalled today",
    ...decks.flatMap((deck, index) => [
      `\`${index + 1}\` **${plain(shorten(titles.get(deck.id) ?? "", MOST_TITLE))}** · **${shareOf(deck)}** · ${many(deck.learners, "learner")}`,
      `-# ${countsOf(deck).join(" · ")}`,
    ]),
  ].join("\n");

const shareOf = ({ recall, cards }: GroupDeck) => percent(recall, cards);

const often = ({ lapses, learners }: GroupHard) => `${figure(lapses)}× by ${learners}`;

function hardCards({ hardest, fronts }: ServerStats) {
  if (hardest.length === 0) return [];
  const named = hardest.map((hard, index) => `- **${often(hard)}** ${gist(fronts[index] ?? "", 70)}`);
  return [
    line(),
    text(`**Hardest cards**, by how often they were forgotten, and by how many\n${named.join("\n")}`),
  ];
}

/** The picture in words, for those who cannot see it: what is in it by day stands here by week. */
export function serverStatsAlt({ activity: { byDay, byWeek }, decks, today }: ServerStats): string {
  const first = dayDate(today - byDay.length + 1);
  const weeks = byWeek.map((_, week) => sum(byDay.slice(7 * week, 7 * week + 7)));
  const known = decks.map(
    (deck, index) =>
      `${index + 1}: ${[...deck.levels.toReversed(), deck.unseen].join(" ")}, ${shareOf(deck)}`,
  );
  return [
    `Reviews a week from ${first}: ${weeks.join(" ")}.`,
    `Learners a week: ${byWeek.join(" ")}.`,
    ...(known.length > 0
      ? [`Decks by last rating 5 4 3 2 1 and new, and expected recall today: ${known.join("; ")}.`]
      : []),
  ]
    .join(" ")
    .slice(0, MOST_ALT);
}
