import type { BoardLine, BoardScene, NoBoardScene } from "../../leaderboard/boards.ts";
import { dayDate } from "../../study/learner-day.ts";
import { PERIOD_KINDS, type Period, type PeriodKind } from "../../study/period.ts";
import { type BoardButton, boardButton } from "../board-button.ts";
import { BOARD_PREFIX, token } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  line,
  many,
  plain,
  relative,
  row,
  text,
  turning,
  type View,
} from "./parts.ts";

const NAMES: Readonly<Record<PeriodKind, readonly [now: string, before: string]>> = {
  day: ["Today", "Yesterday"],
  week: ["This week", "Last week"],
  month: ["This month", "Last month"],
  all: ["All time", "All time"],
};

/** In the middle of a sentence. */
const WITHIN: Readonly<Record<PeriodKind, string>> = {
  day: "today",
  week: "this week",
  month: "this month",
  all: "here",
};

const date = (day: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(new Date(dayDate(day)));

/** Which days a period has, e.g. "12 April to 18 April". */
export function daysOf({ kind, first, last }: Period): string {
  if (kind === "all") return "all time";
  const dayAndMonth = { day: "numeric", month: "long" } as const;
  if (kind === "day") return date(first, dayAndMonth);
  if (kind === "month") return date(first, { month: "long", year: "numeric" });
  return `${date(first, dayAndMonth)} to ${date(last, dayAndMonth)}`;
}

function titleOf(period: Period, ago: number): string {
  const [now, before] = NAMES[period.kind];
  if (ago === 0) return now;
  return ago === 1 ? before : daysOf(period);
}

/** Who a board is shown to: everybody in the channel, or the one who asked. */
export type Audience = "everyone" | "asker";

/**
 * A page of a leaderboard.
 *
 * @param names by user id, ready to stand in a text
 * @param mention a command's name as something one can click
 */
export function leaderboardView(
  scene: BoardScene,
  names: ReadonlyMap<string, string>,
  audience: Audience,
  mention: (command: string) => string,
): View {
  const { period, ago, endsAt, deck, size, lines, page, pages } = scene;
  const to = (page: BoardButton["page"]) =>
    boardButton({ ...scene, deck: deck?.id, period: period.name, page }, "page");
  const ends = endsAt === undefined ? [] : [`${ago === 0 ? "ends" : "ended"} ${relative(endsAt)}`];
  const facts = [
    ...(deck ? [`**${plain(deck.title)}**`] : []),
    ...(ago > 0 ? [daysOf(period)] : []),
    ...ends,
    ...(size > 0 ? [many(size, "person", "people")] : []),
  ];
  const tabs = PERIOD_KINDS.map((kind) => {
    const isHere = kind === period.kind && ago === 0;
    const id = boardButton({ ...scene, deck: deck?.id, period: kind, page: 0 }, "tab");
    return button(NAMES[kind][0], id, { disabled: isHere, style: isHere ? "primary" : "secondary" });
  });
  return card(
    COLOURS.done,
    text(`## ${titleOf(period, ago)}${facts.length > 0 ? `\n-# ${facts.join(" · ")}` : ""}`),
    line(),
    text(
      size > 0
        ? lines.map((one) => lineText(one, scene, names, audience)).join("\n")
        : emptyText(scene, mention),
    ),
    ...ownPart(scene, names, audience, mention),
    pages > 1
      ? row(...turning(to, page, pages, token(BOARD_PREFIX, "here")), button("My place", to("own")))
      : undefined,
    row(...tabs),
    text(`-# What earns points: ${mention("help")} \`about:points\``),
  );
}

const nameOf = (userId: string, names: ReadonlyMap<string, string>) => names.get(userId) ?? `<@${userId}>`;

function lineText(
  { userId, place, points, reviews, streak }: BoardLine,
  scene: BoardScene,
  names: ReadonlyMap<string, string>,
  audience: Audience,
): string {
  const name = nameOf(userId, names);
  const isMine = audience === "asker" && userId === scene.userId;
  const more = [many(reviews, "review"), ...(streak > 1 ? [`${streak} days in a row`] : [])];
  return [
    `${place === 1 ? "### " : ""}**${place}.** ${isMine ? `**${name}** (you)` : name} · **${many(points, "point")}**`,
    `-# ${more.join(" · ")}`,
  ].join("\n");
}

function emptyText({ period, ago }: BoardScene, mention: (command: string) => string): string {
  if (ago > 0) return "Nobody had a point then.";
  return `Nobody has a point ${WITHIN[period.kind]} yet. The first one is a ${mention("quiz")} away.`;
}

/** Where the person who asked stands, unless the page shows it. */
function ownPart(
  scene: BoardScene,
  names: ReadonlyMap<string, string>,
  audience: Audience,
  mention: (command: string) => string,
) {
  const { around, lines, size, userId, hidden, period, ago } = scene;
  const own = around.find((one) => one.userId === userId);
  if (own && !lines.some((one) => one.userId === userId)) {
    const who = audience === "asker" ? "Your place" : `The place of ${nameOf(userId, names)}`;
    const near = around.map((one) => lineText(one, scene, names, audience));
    return [line(), text([`**${who}: ${own.place} of ${size}**`, ...near].join("\n"))];
  }
  if (own || audience === "everyone") return [];
  if (hidden) {
    return [
      line(),
      text(
        `You are hidden from leaderboards, with ${many(hidden.points, "point")}. ${mention("settings me")} shows you again.`,
      ),
    ];
  }
  if (size === 0 || ago > 0) return [];
  return [
    line(),
    text(`You have no points ${WITHIN[period.kind]} yet: ${mention("quiz")} is where they are.`),
  ];
}

/** The board of a period that is not kept any longer. */
export function noBoardView({ over, guildId, userId }: NoBoardScene): View {
  return card(
    COLOURS.calm,
    text(`That leaderboard was of ${daysOf(over)}, and is not kept any longer.`),
    row(
      button(
        NAMES[over.kind][0],
        boardButton({ guildId, userId, period: over.kind, deck: undefined, page: 0 }, "tab"),
        { style: "primary" },
      ),
    ),
  );
}

/** In direct messages, to somebody who has no home server. */
export function noHomeView(mention: (command: string) => string): View {
  return card(
    COLOURS.calm,
    text(
      `Leaderboards belong to servers, and here I show that of your home: the server you last learned in. Start a ${mention("quiz")} in a server where I am, then ask again.`,
    ),
  );
}
