/** What a select offers, and what choosing does to its values. No DOM, no network. */
import type {
  APIMessageComponentEmoji,
  APISelectMenuComponent,
  APISelectMenuDefaultValue,
  APISelectMenuOption,
  SelectMenuDefaultValueType,
} from "discord-api-types/v10";
import type { PageChannel, PageState, Person } from "../protocol.ts";
import { Channel, Kind } from "./kinds.ts";
import { guildOf, nameIn } from "./model.ts";

/** One thing to choose. */
export interface Item {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly emoji?: APIMessageComponentEmoji;
  /** Set for people: drawn with their disc. */
  readonly person?: Person;
  /** Set for roles: a CSS colour. */
  readonly roleColor?: string;
  /** True for channels. */
  readonly channel?: boolean;
}

/** More items than this get a search field. */
export const searchableFrom = 8;

/** The items of a select, from its options or from who and what there is in the channel's server. */
export function selectItems(
  select: APISelectMenuComponent,
  state: PageState,
  channel: PageChannel | undefined,
): readonly Item[] {
  switch (select.type) {
    case Kind.StringSelect:
      return select.options.map(optionItem);
    case Kind.UserSelect:
      return peopleItems(state, channel);
    case Kind.RoleSelect:
      return roleItems(state, channel);
    case Kind.MentionableSelect:
      return [...peopleItems(state, channel), ...roleItems(state, channel)];
    default:
      return channelItems(state, channel, select.channel_types);
  }
}

function optionItem({ value, label, description, emoji }: APISelectMenuOption): Item {
  return {
    value,
    label,
    ...(description === undefined ? {} : { note: description }),
    ...(emoji === undefined ? {} : { emoji }),
  };
}

/** Those who are in a channel: the members of its server, or the two of a direct message; the bot where it is in. */
export function peopleItems(state: PageState, channel: PageChannel | undefined): readonly Item[] {
  const guild = guildOf(state, channel);
  const bot = channel?.botPresent === false ? [] : [state.bot.id];
  const ids = new Set([...(guild === undefined ? [state.you.id] : guild.memberIds), ...bot]);
  return [...ids]
    .flatMap((id) => state.users[id] ?? [])
    .map((person) => {
      const label = nameIn(state, channel, person);
      return { value: person.id, label, note: person.username, person };
    });
}

/** The roles of a channel's server; none in direct messages. */
export function roleItems(state: PageState, channel: PageChannel | undefined): readonly Item[] {
  return (guildOf(state, channel)?.roles ?? []).map(({ id, name, color }) => ({
    value: id,
    label: name,
    roleColor: color === 0 ? "currentcolor" : cssColor(color),
  }));
}

/** A colour of Discord's (0xRRGGBB) for CSS. */
export function cssColor(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}

/**
 * The channels of a channel's server.
 *
 * @param types Discord's channel types that are wanted; absent or empty: all
 */
export function channelItems(
  state: PageState,
  channel: PageChannel | undefined,
  types: readonly number[] | undefined,
): readonly Item[] {
  const wanted = (kind: PageChannel["kind"]): boolean =>
    types === undefined ||
    types.length === 0 ||
    types.includes(kind === "text" ? Channel.GuildText : Channel.Dm);
  return (guildOf(state, channel)?.channels ?? [])
    .filter(({ kind }) => wanted(kind))
    .map(({ id, name }) => ({ value: id, label: name, channel: true }));
}

/** The values a select begins with: its default options, or the people, roles and channels set by the bot. */
export function defaultValues(select: APISelectMenuComponent): readonly string[] {
  if (select.type === Kind.StringSelect) {
    return select.options.filter((option) => option.default === true).map(({ value }) => value);
  }
  const defaults: readonly APISelectMenuDefaultValue<SelectMenuDefaultValueType>[] =
    select.default_values ?? [];
  return defaults.map(({ id }) => id);
}

/** Those items that what was typed could mean: first those whose name begins so; all while nothing is typed. */
export function searchItems(items: readonly Item[], typed: string): readonly Item[] {
  const query = typed.trim().replace(/^[@#]/, "").toLowerCase();
  if (query === "") return items;
  const begins = ({ label }: Item): boolean => label.toLowerCase().startsWith(query);
  const holds = ({ label, note }: Item): boolean =>
    label.toLowerCase().includes(query) || (note ?? "").toLowerCase().includes(query);
  return [...items.filter(begins), ...items.filter((item) => !begins(item) && holds(item))];
}

/** How many values a select takes. Discord's defaults are 1 and 1. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * The values after one was chosen or taken back. Where only one fits, another takes its place; where all that fit are
 * there, nothing changes.
 */
export function toggleValue(
  values: readonly string[],
  value: string,
  { min, max }: Range,
): readonly string[] {
  if (max === 1) return values.includes(value) && min === 0 ? [] : [value];
  if (values.includes(value)) return values.filter((one) => one !== value);
  return values.length < max ? [...values, value] : values;
}

/** What a select wants, in words: "2", "1–3" or "up to 3". */
export function rangeText({ min, max }: Range): string {
  if (min === max) return String(min);
  return min === 0 ? `up to ${max}` : `${min}–${max}`;
}
