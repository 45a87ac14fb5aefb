import { ChannelType } from "discord.js";
import type { DeckKnown, RecapScene, Winner } from "../../recap/compose.ts";
import type { GuildSettings } from "../../store/settings.ts";
import { quizButton, SETTINGS_PREFIX, token } from "../custom-id.ts";
import { daysOf } from "./leaderboard.ts";
import {
  bar,
  button,
  COLOURS,
  card,
  channelSelect,
  gist,
  line,
  many,
  plain,
  relative,
  row,
  selectRow,
  shorten,
  text,
  type View,
} from "./parts.ts";
import type { PageParts } from "./settings.ts";

/** Characters of a question and of a deck's title that are shown. */
const MOST_FRONT = 300;
const MOST_TITLE = 80;

const winnerLine = ({ name, points, place }: Winner) =>
  `${place === 1 ? "### " : ""}**${place}.** ${name} · **${many(points, "point")}**`;

const knownLine = ({ title, share, people }: DeckKnown) =>
  `${bar(share, 1)} **${Math.round(share * 100)} %** of ${plain(shorten(title, MOST_TITLE))}\n-# on average over ${people === 1 ? "the one person" : `the ${people} people`} who learned it`;

/** A server's week, for everybody in the channel. */
export function recapView({ week, winners, sharing, people, points, hardest, knows }: RecapScene): View {
  const last = winners.at(-1);
  return card(
    COLOURS.done,
    text(`## Our week\n-# ${daysOf(week)}`),
    text(
      [
        ...winners.map(winnerLine),
        ...(last && sharing > 0
          ? [`-# and ${many(sharing, "more", "more")} with ${many(last.points, "point")}`]
          : []),
      ].join("\n"),
    ),
    text(
      `-# ${people === 1 ? "One person" : `${people} people`} earned ${many(points, "point")} together: one for each card a day, whatever the rating.`,
    ),
    ...(hardest
      ? [
          line(),
          text(`**The hardest card**\n> ${gist(hardest.front, MOST_FRONT)}`),
          // A line after a quotation may be taken for a part of it.
          text(
            `-# ${plain(shorten(hardest.deckTitle, MOST_TITLE))} · not known ${hardest.misses} of ${many(hardest.reviews, "time")}`,
          ),
        ]
      : []),
    ...(knows.length > 0
      ? [line(), text("**What we know today**"), ...knows.map((deck) => text(knownLine(deck)))]
      : []),
    row(button("Start my own quiz", quizButton({ do: "own" }))),
  );
}

/** Nobody earned a point in the week before. */
export const noRecapView = (): View =>
  card(COLOURS.calm, text("Nobody earned a point here last week, and of such a week no recap is posted."));

/** To who chose the channel: nothing can be posted there any more. */
export const recapBarredView = (channel: string): View =>
  card(
    COLOURS.trouble,
    text("## The weekly recap could not be posted"),
    text(
      `I may not write in <#${channel}> any more, or it is gone. The recap is off until it is set again: give me **View Channel** and **Send Messages** there, or pick another channel, with \`/settings server\` in that server.`,
    ),
  );

const id = (verb: string) => token(SETTINGS_PREFIX, verb);

const RECAP_CHANNELS = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** Where a server's week is told. @param next when the next recap comes, in ms; undefined while they are off */
export const recapPage = (
  { recap, recapBarred }: Pick<GuildSettings, "recap" | "recapBarred">,
  next: number | undefined,
): PageParts => [
  text(
    "**Weekly recap**\n-# On Mondays at 09:00 by the server's clock: who was first, the hardest card, and what the group knows. None comes of a week without points.",
  ),
  selectRow(
    channelSelect(id("recap"), "Off; or pick a channel", RECAP_CHANNELS, 1, recap ? [recap.channel] : []),
  ),
  text(recapState(recap, recapBarred, next)),
  row(button("Show last week's", id("preview"))),
];

function recapState(recap: GuildSettings["recap"], barred: string | undefined, next: number | undefined) {
  if (recap) return `It comes in <#${recap.channel}>${next === undefined ? "" : `, next ${relative(next)}`}.`;
  if (!barred) return "It is off.";
  return `⚠ It is off: I could not post in <#${barred}> any more. Give me **View Channel** and **Send Messages** there and choose it again, or choose another one.`;
}
