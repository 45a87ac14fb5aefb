import {
  type APIChannelSelectComponent,
  type APIRoleSelectComponent,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
} from "discord.js";
import type { Listed } from "../../library/library.ts";
import type { GuildSettings } from "../../store/settings.ts";
import { SETTINGS_PREFIX, token } from "../custom-id.ts";
import { button, COLOURS, card, many, plain, row, select, selectRow, text, type View } from "./parts.ts";

const id = (verb: string, ...args: readonly (string | number)[]) => token(SETTINGS_PREFIX, verb, ...args);

const channels = (chosen: readonly string[]): APIChannelSelectComponent => ({
  type: ComponentType.ChannelSelect,
  custom_id: id("channels"),
  placeholder: "Everywhere; or pick the channels",
  channel_types: [
    ChannelType.GuildText,
    ChannelType.GuildAnnouncement,
    ChannelType.GuildVoice,
    ChannelType.PublicThread,
    ChannelType.GuildForum,
  ],
  min_values: 0,
  max_values: 25,
  default_values: chosen.map((channel) => ({ id: channel, type: SelectMenuDefaultValueType.Channel })),
});

const role = (chosen: string | undefined): APIRoleSelectComponent => ({
  type: ComponentType.RoleSelect,
  custom_id: id("role"),
  placeholder: "And members with this role…",
  min_values: 0,
  max_values: 1,
  ...(chosen && { default_values: [{ id: chosen, type: SelectMenuDefaultValueType.Role }] }),
});

/**
 * How a server wants it.
 *
 * @param decks those that may be the default: the server's, and those on board
 */
export function settingsView(settings: GuildSettings, decks: readonly Listed[], standard: string): View {
  const { defaultDeck, quizzesPrivate, publicChannels, deckMakers } = settings;
  const makers = typeof deckMakers === "object" ? "role" : deckMakers;
  const chosen = decks.find((deck) => deck.id === (defaultDeck ?? standard));
  // The chosen one is among the choices, however many there are.
  const first = chosen ? [chosen, ...decks.filter((deck) => deck !== chosen)] : decks;
  return card(
    COLOURS.calm,
    text("## Settings of this server"),
    text("**Default deck**\n-# For those who have not started any."),
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
    text(
      `**Quizzes** are ${quizzesPrivate ? "private: only who started one sees it" : "public: everybody in the channel sees them"}, unless their option \`private\` says otherwise.`,
    ),
    row(
      button(
        quizzesPrivate ? "Make them public" : "Make them private",
        id("private", quizzesPrivate ? "off" : "on"),
      ),
    ),
    text("**Channels where a quiz may be public**\n-# Elsewhere it is private."),
    selectRow(channels(publicChannels)),
    text("**Who may make decks of this server**"),
    selectRow(
      select(id("makers"), "Who may make decks", [
        { label: "Everybody here", value: "everyone", chosen: makers === "everyone" },
        { label: "Members with Manage Server", value: "managers", chosen: makers === "managers" },
        ...(makers === "role"
          ? [{ label: "They, and members with the role below", value: "role", chosen: true }]
          : []),
      ]),
    ),
    selectRow(role(typeof deckMakers === "object" ? deckMakers.role : undefined)),
    text(
      `-# Default deck now: **${plain(chosen?.title ?? "Losses")}**. Everything is saved as you choose it.`,
    ),
  );
}
