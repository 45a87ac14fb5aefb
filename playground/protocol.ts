/**
 * What the page and the server say to each other, over one WebSocket at `/page/socket?as=<user id or name>`.
 *
 * The page acts for one person at a time; what it is sent is only what that person can see. Ids are snowflakes as
 * decimal strings, times are ISO 8601 as Discord writes them, messages and components keep Discord's own JSON
 * shapes (API v10).
 */
import type {
  APIApplicationCommandOptionChoice,
  APIMessage,
  ApplicationCommandOptionType,
} from "discord-api-types/v10";

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly globalName: string;
  /** A CSS colour: avatars are drawn as a disc with the initial. */
  readonly color: string;
  readonly bot: boolean;
}

export interface PageChannel {
  readonly id: string;
  readonly kind: "text" | "dm";
  readonly name: string;
  /** Absent for direct messages. */
  readonly guildId?: string;
  readonly topic?: string;
  /** False where the bot is not a member: there it is only a user-installed app. */
  readonly botPresent: boolean;
}

export interface PageRole {
  readonly id: string;
  readonly name: string;
  /** 24-bit RGB; 0 for none. */
  readonly color: number;
  /** Those who hold it. */
  readonly memberIds: readonly string[];
}

export interface PageGuild {
  readonly id: string;
  readonly name: string;
  /** Without @everyone and the bot's own, the lowest first. */
  readonly roles: readonly PageRole[];
  /** People only, in no particular order. */
  readonly memberIds: readonly string[];
  /** Names in this server alone, by user id. */
  readonly nicknames: Readonly<Record<string, string>>;
  /** False during an outage: nothing can be done there. */
  readonly available: boolean;
  /** Whether this person may delete what others have written. */
  readonly moderates: boolean;
  readonly channels: readonly PageChannel[];
}

export interface PageOption {
  readonly name: string;
  readonly description: string;
  readonly type: ApplicationCommandOptionType;
  readonly required: boolean;
  readonly autocomplete: boolean;
  readonly choices: readonly APIApplicationCommandOptionChoice[];
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly maxLength?: number;
  /** For channel options that take only some types of channel. */
  readonly channelTypes?: readonly number[];
  /** For attachments of some types only: "image", "video", "audio", or endings such as ".csv". */
  readonly fileTypes?: readonly string[];
}

/**
 * One thing a person can type after `/`: a command, or one of its subcommands ("deck list"); or an entry of the
 * context menu ("Apps") of a message or a person, which has neither description nor options.
 */
export interface PageCommand {
  readonly id: string;
  readonly kind: "slash" | "message" | "user";
  /** The full path without the slash, e.g. "quiz" or "deck import"; of a context menu's entry, its name. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly PageOption[];
}

/**
 * A message as one person sees it: Discord's own shape, with what only the page needs beside it.
 */
export interface PageMessage {
  readonly message: APIMessage;
  /** True for "Only you can see this". */
  readonly ephemeral: boolean;
  /** True while the bot "is thinking…": a deferred reply without content yet. */
  readonly thinking: boolean;
  /** Set for the answer to a slash command: who used what. */
  readonly invokedBy?: { readonly userId: string; readonly command: string };
}

/** A file as the page hands it over. */
export interface PageFile {
  readonly name: string;
  readonly contentType: string;
  /** Base64. */
  readonly data: string;
}

/** The value of an option: a file for attachments, an id for people, channels, roles and mentionables. */
export type PageOptionValue = string | number | boolean | PageFile;

/** What a person filled into one field of a modal. */
export type PageFieldValue = string | boolean | readonly string[] | readonly PageFile[];

/** A modal the bot opened for this person. */
export interface PageModal {
  readonly id: string;
  readonly title: string;
  readonly customId: string;
  /** Discord's own JSON. */
  readonly components: readonly unknown[];
  readonly channelId: string;
}

/** Everything a person sees at the moment they connect. */
export interface PageState {
  readonly you: Person;
  /** The people one can switch between. */
  readonly people: readonly Person[];
  readonly bot: Person;
  /** Anyone who may be mentioned, by id. */
  readonly users: Readonly<Record<string, Person>>;
  readonly guilds: readonly PageGuild[];
  /** Direct messages of this person, newest use first. */
  readonly dms: readonly PageChannel[];
  readonly messages: Readonly<Record<string, readonly PageMessage[]>>;
  readonly commands: readonly PageCommand[];
  /** True while the bot is connected to the gateway. */
  readonly botOnline: boolean;
}

/** What the page asks for; the answer carries the same `id`. */
export type PageRequest = { readonly id: number } & (
  | {
      readonly do: "slash";
      readonly channelId: string;
      readonly path: string;
      readonly options: Readonly<Record<string, PageOptionValue>>;
    }
  | {
      readonly do: "autocomplete";
      readonly channelId: string;
      readonly path: string;
      readonly options: Readonly<Record<string, PageOptionValue>>;
      readonly focused: string;
    }
  | {
      readonly do: "press";
      readonly channelId: string;
      readonly messageId: string;
      readonly customId: string;
    }
  | {
      readonly do: "select";
      readonly channelId: string;
      readonly messageId: string;
      readonly customId: string;
      readonly values: readonly string[];
    }
  | {
      /** An entry of the context menu of a message or a person: `targetId` is the one or the other. */
      readonly do: "menu";
      readonly channelId: string;
      readonly commandId: string;
      readonly targetId: string;
    }
  | {
      readonly do: "submit";
      readonly modalId: string;
      /** By `custom_id`. */
      readonly values: Readonly<Record<string, PageFieldValue>>;
    }
  | { readonly do: "closeModal"; readonly modalId: string }
  | {
      readonly do: "say";
      readonly channelId: string;
      readonly content: string;
      readonly files?: readonly PageFile[];
    }
  | { readonly do: "dismiss"; readonly channelId: string; readonly messageId: string }
  /** For everyone, as one's own message or a moderator's doing. */
  | { readonly do: "delete"; readonly channelId: string; readonly messageId: string }
);

/** What the server sends. */
export type PageEvent =
  | { readonly event: "state"; readonly state: PageState }
  | { readonly event: "message"; readonly channelId: string; readonly message: PageMessage }
  | { readonly event: "gone"; readonly channelId: string; readonly messageId: string }
  | { readonly event: "commands"; readonly commands: readonly PageCommand[] }
  | { readonly event: "dm"; readonly channel: PageChannel }
  /** A server this person is in, in which something other than its messages has changed. */
  | { readonly event: "guild"; readonly guild: PageGuild }
  | { readonly event: "bot"; readonly online: boolean }
  /** To the person's own connections only. A person has one modal at a time: this takes the place of another. */
  | { readonly event: "modal"; readonly modal: PageModal }
  | { readonly event: "modalClosed"; readonly modalId: string }
  | {
      /** The answer to a request. `error` is a sentence to show, such as "This interaction failed". */
      readonly event: "answer";
      readonly id: number;
      readonly error?: string;
      readonly choices?: readonly APIApplicationCommandOptionChoice[];
    };
