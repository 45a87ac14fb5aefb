/** What people call things: channels, people, roles and options by name, where Discord's client sends ids. */
import { ComponentType, ApplicationCommandOptionType as OptionType } from "discord-api-types/v10";
import { findTyped, type OptionValues } from "./command-data.ts";
import { channelNamed } from "./names.ts";
import type { Person } from "./protocol.ts";
import type { Place } from "./resolved.ts";
import type { SeenOption } from "./seen.ts";
import { type Channel, dmChannel, type World } from "./world.ts";

/** Finds "#general", "#lounge@Guest House" or "@bot"; throws with what there is instead. */
export function findChannel(world: World, person: Person, where: string): Channel {
  if (where.startsWith("@")) {
    const name = where.slice(1);
    const dm = name === "bot" || name === world.bot.username ? dmChannel(world, person.id) : undefined;
    if (dm !== undefined) return dm;
  }
  return channelNamed(world, where);
}

/** What a name is of. */
export type NameKind = "user" | "role" | "mentionable" | "channel";

/** The id of a person ("ben", "bot"), a role or a channel of the server; an id stays. Throws when there is none. */
export function named({ world, channel }: Place, kind: NameKind, name: string): string {
  if (/^\d{17,19}$/.test(name)) return name;
  const guild = world.guilds.get(channel.guildId ?? "");
  const plain = name.replace(/^[@#]/, "");
  const users = [...world.people, world.bot].map(({ id, username }) => ({ id, name: username }));
  const all = {
    user: [...users, { id: world.bot.id, name: "bot" }],
    role: [...(guild?.roles ?? []), ...(guild === undefined ? [] : [{ id: guild.id, name: "everyone" }])],
    channel: (guild?.channelIds ?? []).map((id) => ({ id, name: world.channels.get(id)?.name ?? "" })),
  };
  const candidates = kind === "mentionable" ? [...all.user, ...all.role] : all[kind];
  const found = candidates.find((one) => one.name === plain);
  if (found !== undefined) return found.id;
  throw new Error(
    `There is no ${kind} "${name}"; there are: ${candidates.map((one) => one.name).join(", ")}.`,
  );
}

/** The values of options that are named by their label or value; throws when one is not there. */
export function toValues(options: readonly SeenOption[], wanted: readonly string[]): string[] {
  return wanted.map((one) => {
    const found =
      options.find((option) => option.label === one) ?? options.find((option) => option.value === one);
    if (found !== undefined) return found.value;
    const known = options.map((option) => `"${option.label}"`).join(", ");
    throw new Error(`There is no option "${one}"; there are: ${known}.`);
  });
}

/** What the values of a select are names of, by its component type; nothing for a string select. */
export const namedSelects: Readonly<Record<number, NameKind>> = {
  [ComponentType.UserSelect]: "user",
  [ComponentType.RoleSelect]: "role",
  [ComponentType.MentionableSelect]: "mentionable",
  [ComponentType.ChannelSelect]: "channel",
};

const namedOptions: Readonly<Record<number, NameKind>> = {
  [OptionType.User]: "user",
  [OptionType.Role]: "role",
  [OptionType.Mentionable]: "mentionable",
  [OptionType.Channel]: "channel",
};

/** The options of a slash command with names as ids. */
export function namedOptionValues(place: Place, path: string, options: OptionValues): OptionValues {
  const typed = findTyped(place, path);
  const entries = Object.entries(options).map(([name, value]) => {
    const kind = namedOptions[typed.options.find((option) => option.name === name)?.type ?? 0];
    return [name, kind === undefined || typeof value !== "string" ? value : named(place, kind, value)];
  });
  return Object.fromEntries(entries) as OptionValues;
}
