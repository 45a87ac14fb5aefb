/** The world as it is at first, from what it is made from. */
import { GatewayIntentBits } from "discord-api-types/v10";
import type { Clock } from "./clock.ts";
import { createMessageStore } from "./message-store.ts";
import { checkedNickname } from "./names.ts";
import { firstJoinedAt } from "./objects.ts";
import { bitsOf, everyonesPermissions } from "./permissions.ts";
import type { Person } from "./protocol.ts";
import { snowflakes, stableId } from "./snowflake.ts";
import { type Channel, type Guild, noOverwrite, type World, type WorldEvent } from "./world.ts";
import {
  crowdOf,
  defaultFileLimit,
  defaultGuilds,
  defaultPeople,
  type GuildSpec,
  type PersonSpec,
  type WorldSpec,
} from "./world-spec.ts";

const colors = ["#e5484d", "#0d8a6a", "#7c66dc", "#c2410c", "#0b7bc1", "#a8478f"];

/** Builds the world of a spec; throws when two channels, people or guilds share an id. */
export function createWorld(spec: WorldSpec, clock: Clock): World {
  const botName = spec.bot?.username ?? "Flashback";
  const applicationId = spec.bot?.id ?? stableId("bot", botName);
  const crowd = crowdOf(spec.crowd ?? 0);
  const personSpecs = [...(spec.people ?? defaultPeople), ...crowd];
  const people = personSpecs.map((person, index) => toPerson(person, index));
  const byName = new Map(people.map((person) => [person.username, person.id]));
  const privilegedIntents = (spec.bot?.privilegedIntents ?? []).reduce(
    (bits, name) => bits | GatewayIntentBits[name],
    0,
  );
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  for (const guild of spec.guilds ?? defaultGuilds) {
    const members = guild.members && [...guild.members, ...crowd.map(({ username }) => username)];
    const made = toGuild({ ...guild, ...(members && { members }) }, byName, {
      id: applicationId,
      username: botName,
    });
    guilds.set(made.guild.id, made.guild);
    for (const channel of made.channels) channels.set(channel.id, channel);
  }
  for (const person of people) {
    const id = stableId("dm", applicationId, person.id);
    channels.set(id, { id, kind: "dm", name: botName, recipientId: person.id, botOverwrite: noOverwrite });
  }
  const listeners = new Set<(event: WorldEvent) => void>();
  return {
    applicationId,
    bot: { id: applicationId, username: botName, globalName: botName, color: "#5865f2", bot: true },
    privilegedIntents,
    people,
    peopleById: new Map(people.map((person) => [person.id, person])),
    locales: new Map(personSpecs.map((person, index) => [people[index]?.id ?? "", person.locale ?? "en-US"])),
    guilds,
    channels,
    messages: createMessageStore(),
    commands: new Map(),
    modals: new Map(),
    uploads: new Map(),
    fileLimit: spec.fileLimit ?? defaultFileLimit,
    baseUrl: "",
    closedDms: new Set(),
    dmUse: [],
    newId: snowflakes(clock.now),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
  };
}

function toPerson(spec: PersonSpec, index: number): Person {
  return {
    id: spec.id ?? stableId("person", spec.username),
    username: spec.username,
    globalName: spec.globalName ?? spec.username,
    color: spec.color ?? colors[index % colors.length] ?? "#5865f2",
    bot: false,
  };
}

function toGuild(
  spec: GuildSpec,
  people: ReadonlyMap<string, string>,
  bot: { readonly id: string; readonly username: string },
): { guild: Guild; channels: Channel[] } {
  const id = spec.id ?? stableId("guild", spec.name);
  const channels = spec.channels.map(
    (channel): Channel => ({
      id: channel.id ?? stableId("channel", id, channel.name),
      kind: "text",
      name: channel.name,
      guildId: id,
      botOverwrite: noOverwrite,
      ...(channel.topic === undefined ? {} : { topic: channel.topic }),
    }),
  );
  const idsOf = (names: readonly string[]) => new Set(names.map((name) => people.get(name) ?? name));
  const managers = idsOf(spec.managers ?? []);
  const members = idsOf(spec.members ?? [...people.keys()]);
  const roles = (spec.roles ?? []).map((role) => ({
    id: role.id ?? stableId("role", id, role.name),
    name: role.name,
    color: role.color ?? 0,
    members: idsOf(role.members ?? []),
  }));
  const nicknames = new Map(
    Object.entries(spec.nicknames ?? {}).map(([name, nickname]) => [
      name === "bot" || name === bot.username ? bot.id : (people.get(name) ?? name),
      checkedNickname(nickname),
    ]),
  );
  const channelIds = channels.map((channel) => channel.id);
  const invited = everyonesPermissions | bitsOf(spec.botRole?.permissions ?? []);
  const guild: Guild = {
    id,
    name: spec.name,
    botPresent: spec.botPresent ?? true,
    botJoinedAt: firstJoinedAt,
    available: true,
    channelIds,
    managers,
    members,
    nicknames,
    roles,
    everyone: everyonesPermissions,
    botRole: {
      id: stableId("role", id, bot.id),
      permissions: invited,
      invited,
      above: roles.findIndex((role) => role.name === spec.botRole?.above) + 1,
    },
  };
  return { guild, channels };
}
