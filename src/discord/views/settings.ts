import { type APIComponentInContainer, ChannelType } from "discord.js";
import type { Listed } from "../../library/library.ts";
import type { GuildSettings } from "../../store/settings.ts";
import { SETTINGS_PREFIX, tokensOf } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  channelSelect,
  line,
  many,
  plain,
  roleSelect,
  row,
  section,
  select,
  selectRow,
  text,
  type View,
} from "./parts.ts";

const id = tokensOf(SETTINGS_PREFIX);

/** What a page of settings shows between its head and its foot. */
export type PageParts = readonly (APIComponentInContainer | undefined)[];

/** A topic of a server's settings, as a button that leads to it. */
export interface Tab {
  readonly name: string;
  readonly label: string;
}

/** One topic of how a server wants it, and the ways to the others. */
export const serverView = (tabs: readonly Tab[], current: string, parts: PageParts): View =>
  card(
    COLOURS.calm,
    text("## Settings of this server"),
    row(
      ...tabs.map(({ name, label }) =>
        button(label, id("page", name), { style: name === current ? "primary" : "secondary" }),
      ),
    ),
    line(),
    ...parts,
    text("-# Everything is saved as you choose it."),
  );

const QUIZ_CHANNELS = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.PublicThread,
  ChannelType.GuildForum,
];

/**
 * Quizzes: of what, and who sees them.
 *
 * @param decks those that may be the default: the server's, and those on board
 */
export function quizzesPage(
  { defaultDeck, quizzesPrivate, publicChannels }: GuildSettings,
  decks: readonly Listed[],
  standard: string,
): PageParts {
  const chosen = decks.find((deck) => deck.id === (defaultDeck ?? standard));
  // The chosen one is among the choices, however many there are.
  const first = chosen ? [chosen, ...decks.filter((deck) => deck !== chosen)] : decks;
  return [
    text(`**Default deck**: ${plain(chosen?.title ?? "Losses")}\n-# For those who have not started any.`),
    selectRow(
      select(
        id("deck"),
        "Default deck",
        first.map((deck) => ({
          label: deck.title,
          value: deck.id,
          description: many(deck.cards, "card"),
          chosen: deck === chosen,
        })),
      ),
    ),
    line(),
    section(
      quizzesPrivate ? "**Quizzes are private**" : "**Quizzes are public**",
      button(quizzesPrivate ? "Make public" : "Make private", id("private", quizzesPrivate ? "off" : "on")),
    ),
    text(
      `-# ${quizzesPrivate ? "Only who started one sees it" : "Everybody in the channel sees them"}, unless the option \`private\` says otherwise.`,
    ),
    line(),
    text("**Channels where a quiz may be public**\n-# Elsewhere it is private."),
    selectRow(
      channelSelect(id("channels"), "Everywhere; or pick the channels", QUIZ_CHANNELS, 25, publicChannels),
    ),
  ];
}

/** Decks: who may make them. */
export function decksPage({ deckMakers }: GuildSettings): PageParts {
  const makers = typeof deckMakers === "object" ? "role" : deckMakers;
  return [
    text("**Who may make decks of this server**\n-# Everybody here can learn them, and suggest fixes."),
    selectRow(
      select(id("makers"), "Who may make decks", [
        { label: "Everybody here", value: "everyone", chosen: makers === "everyone" },
        { label: "Members with Manage Server", value: "managers", chosen: makers === "managers" },
        ...(makers === "role"
          ? [{ label: "They, and members with the role below", value: "role", chosen: true }]
          : []),
      ]),
    ),
    selectRow(
      roleSelect(
        id("role"),
        "And members with this role…",
        typeof deckMakers === "object" ? deckMakers.role : undefined,
      ),
    ),
  ];
}

/** The clock. @param time what it shows, e.g. "14:05" */
export const clockPage = ({ zone }: GuildSettings, time: string): PageParts => [
  section(
    `**Time zone**\n${zone ? `${plain(zone)}, ${time} there now` : `Not set, so UTC: ${time}`}`,
    button("Zone…", id("zone")),
  ),
  text(
    "-# Days, weeks and months of the leaderboards go by it, and those here who have set none of their own study by it.",
  ),
];
