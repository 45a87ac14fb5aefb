/** The state of everything, in plain data, and what all parts ask of it. */
import type { APIMessage } from "discord-api-types/v10";
import type { RegisteredCommand } from "./commands.ts";
import type { MessageStore } from "./message-store.ts";
import type { OpenModal } from "./modals.ts";
import type { PageChannel, Person } from "./protocol.ts";

export interface Guild {
  readonly id: string;
  readonly name: string;
  botPresent: boolean;
  /** When the bot came in, as ISO 8601. */
  botJoinedAt: string;
  /** False during an outage: nobody can do anything there. */
  available: boolean;
  readonly channelIds: string[];
  /** User ids. */
  readonly managers: Set<string>;
  /** Ids of people; the bot is in where `botPresent`. */
  readonly members: Set<string>;
  /** Names that members, the bot included, have in this guild alone, by user id. */
  readonly nicknames: Map<string, string>;
  /** Without @everyone and the bot's own, the lowest first. */
  readonly roles: readonly Role[];
  /** What @everyone may do, as Discord's bit set. */
  everyone: bigint;
  readonly botRole: BotRole;
}

/** The role that Discord makes for the bot when it is invited. */
interface BotRole {
  id: string;
  permissions: bigint;
  /** What it is given at each invitation. */
  readonly invited: bigint;
  /** How many of the guild's `roles` it stands above. */
  above: number;
}

/** What a role may do in one channel otherwise than in the guild, as Discord's bit sets. */
export interface Overwrite {
  readonly allow: bigint;
  readonly deny: bigint;
}

interface Role {
  readonly id: string;
  readonly name: string;
  /** 24-bit RGB; 0 for none. */
  readonly color: number;
  /** Ids of the people who hold it. */
  readonly members: Set<string>;
}

export interface Channel extends Omit<PageChannel, "botPresent"> {
  /** Of a direct message: the person at the other end from the bot. */
  readonly recipientId?: string;
  /** Of the bot's role. */
  botOverwrite: Overwrite;
}

/** A file that somebody uploaded. */
export interface StoredFile {
  readonly id: string;
  /** As Discord stores it, without spaces. */
  readonly name: string;
  /** The name without its ending as it was given, where that is another. */
  readonly title?: string;
  /** Absent where it is unknown. */
  readonly contentType?: string;
  readonly description?: string;
  readonly data: Uint8Array;
  /** Of a picture, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** A message and what Discord knows of it beside what it sends. Replaced, never changed, at each edit. */
export interface StoredMessage {
  readonly message: APIMessage;
  readonly channelId: string;
  /** Set for an ephemeral message: the only person who sees it. */
  readonly ephemeralTo?: string;
  readonly thinking: boolean;
  readonly invokedBy?: { readonly userId: string; readonly command: string };
  readonly files: readonly StoredFile[];
  readonly nonce?: string;
}

export type WorldEvent =
  | { readonly kind: "message"; readonly stored: StoredMessage }
  | { readonly kind: "gone"; readonly stored: StoredMessage }
  | { readonly kind: "commands" }
  | { readonly kind: "dm"; readonly channelId: string }
  | { readonly kind: "modal"; readonly modal: OpenModal }
  | { readonly kind: "modalClosed"; readonly personId: string; readonly modalId: string }
  /** Somebody came to a guild, left it, or has other roles or another nickname; the bot too can be renamed. */
  | {
      readonly kind: "member";
      readonly guildId: string;
      readonly userId: string;
      readonly change: "joined" | "left" | "changed";
    }
  /** The bot was invited to a guild or removed from it, or an outage of the guild began or ended. */
  | {
      readonly kind: "guild";
      readonly guildId: string;
      readonly change: "botJoined" | "botLeft" | "unavailable" | "available";
    }
  /** Roles of a guild may do something else, or stand elsewhere. */
  | { readonly kind: "roles"; readonly guildId: string; readonly roleIds: readonly string[] }
  /** The bot may do something else in a channel. */
  | { readonly kind: "channel"; readonly guildId: string; readonly channelId: string }
  | { readonly kind: "channelGone"; readonly guildId: string; readonly channel: Channel }
  | { readonly kind: "bot"; readonly online: boolean };

/** Everything the playground remembers, in plain data. */
export interface World {
  readonly applicationId: string;
  readonly bot: Person;
  /** The privileged intents the bot may ask for, as bits. */
  readonly privilegedIntents: number;
  readonly people: readonly Person[];
  readonly peopleById: ReadonlyMap<string, Person>;
  readonly locales: ReadonlyMap<string, string>;
  readonly guilds: ReadonlyMap<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly messages: MessageStore;
  /** Commands by "" (global) or guild id. */
  readonly commands: Map<string, readonly RegisteredCommand[]>;
  /** The modal each person has open, by their id. */
  readonly modals: Map<string, OpenModal>;
  /** Files of people's commands and modals, and those that edits took away, by attachment id, oldest first. */
  readonly uploads: Map<string, { readonly channelId: string; readonly file: StoredFile }>;
  /** Bytes of a file that a person or the bot may attach. */
  readonly fileLimit: number;
  /** Where files are served, without a slash at the end; empty until the server listens. */
  baseUrl: string;
  /** Ids of people who take no direct messages. */
  readonly closedDms: Set<string>;
  /** Direct-message channels in the order of use, newest first. */
  readonly dmUse: string[];
  readonly newId: () => string;
  /** Calls back at every change until the answer is called. */
  readonly onChange: (listener: (event: WorldEvent) => void) => () => void;
  readonly emit: (event: WorldEvent) => void;
}

export const noOverwrite: Overwrite = { allow: 0n, deny: 0n };

/** Anyone by id, the bot included. */
export function findUser(world: World, id: string): Person | undefined {
  return id === world.bot.id ? world.bot : world.peopleById.get(id);
}

/** A member of a guild, the bot included where it is one. */
export function findMember(world: World, guild: Guild, id: string): Person | undefined {
  const isIn = id === world.bot.id ? guild.botPresent : guild.members.has(id);
  return isIn ? findUser(world, id) : undefined;
}

/** Whether the bot is a member where a channel is; in its direct messages it always is. */
export function isBotIn(world: World, channel: Channel): boolean {
  return channel.guildId === undefined || (world.guilds.get(channel.guildId)?.botPresent ?? false);
}

/** The direct-message channel between a person and the bot. */
export function dmChannel(world: World, personId: string): Channel | undefined {
  for (const channel of world.channels.values()) if (channel.recipientId === personId) return channel;
  return undefined;
}

export function findMessage(world: World, channelId: string, messageId: string): StoredMessage | undefined {
  return world.messages.find(channelId, messageId);
}

/** Adds a message, or puts it in the place of its earlier version, and tells everyone. */
export function putMessage(world: World, stored: StoredMessage): void {
  world.messages.put(stored);
  if (world.channels.get(stored.channelId)?.kind === "dm") touchDm(world, stored.channelId);
  world.emit({ kind: "message", stored });
}

/** Moves a direct-message channel to the front of the list of its person. */
export function touchDm(world: World, channelId: string): void {
  if (world.dmUse[0] === channelId) return;
  const index = world.dmUse.indexOf(channelId);
  if (index >= 0) world.dmUse.splice(index, 1);
  world.dmUse.unshift(channelId);
  if (index < 0) world.emit({ kind: "dm", channelId });
}

/** Removes a message; answers whether it was there. */
export function removeMessage(world: World, channelId: string, messageId: string): boolean {
  const stored = world.messages.remove(channelId, messageId);
  if (stored === undefined) return false;
  world.emit({ kind: "gone", stored });
  return true;
}
