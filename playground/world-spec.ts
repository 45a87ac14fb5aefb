/** What a world is made from, and the one there is when nobody says otherwise. */
import type { PermissionName } from "./permissions.ts";

/** What a world starts with. Ids that are not given are derived from the names: the same at each start. */
export interface WorldSpec {
  readonly bot?: {
    readonly id?: string;
    readonly username?: string;
    /** Those that Discord has granted it; none if absent. */
    readonly privilegedIntents?: readonly ("GuildMembers" | "GuildPresences" | "MessageContent")[];
  };
  readonly people?: readonly PersonSpec[];
  readonly guilds?: readonly GuildSpec[];
  /** So many people more, with the usernames "p1", "p2", …, who are members of every guild; none if absent. */
  readonly crowd?: number;
  /** Bytes of a file that a person or the bot may attach; 10 MiB, as where nobody pays for more, if absent. */
  readonly fileLimit?: number;
}

export interface PersonSpec {
  readonly id?: string;
  readonly username: string;
  readonly globalName?: string;
  /** A CSS colour. */
  readonly color?: string;
  /** A Discord locale, "en-US" if absent. */
  readonly locale?: string;
}

export interface GuildSpec {
  readonly id?: string;
  readonly name: string;
  /** False: the bot is not a member and works there as a user-installed app only. Default true. */
  readonly botPresent?: boolean;
  readonly channels: readonly { readonly id?: string; readonly name: string; readonly topic?: string }[];
  /** Usernames of those who hold Manage Server; nobody if absent. */
  readonly managers?: readonly string[];
  /** Usernames of those who are in; everyone if absent. */
  readonly members?: readonly string[];
  /** Names in this server alone, by username ("bot": the bot's); nobody has one if absent. */
  readonly nicknames?: Readonly<Record<string, string>>;
  /** Beside @everyone and the bot's own, which every server has; the lowest first. */
  readonly roles?: readonly RoleSpec[];
  /** The bot's own role. */
  readonly botRole?: {
    /** What it was given when it was invited, beside what all may do. */
    readonly permissions?: readonly PermissionName[];
    /** The role it has been put above, with those below that; if absent it stands below all, as when it was invited. */
    readonly above?: string;
  };
}

export interface RoleSpec {
  readonly id?: string;
  readonly name: string;
  /** 24-bit RGB; 0, for none, if absent. */
  readonly color?: number;
  /** Usernames of those who hold it; nobody if absent. */
  readonly members?: readonly string[];
}

const firstNames =
  "Amal Bo Carmen Dev Ewa Femi Gita Hana Ines Jun Kofi Lena Mei Nils Omar Pia Quinn Rosa Sami Tove Uma Viktor Wren Xia Yara Zoe";

/** So many people, each with a name of their own: "p1", Amal A., to "p27", Amal B., and on. */
export function crowdOf(count: number): PersonSpec[] {
  const names = firstNames.split(" ");
  return Array.from({ length: count }, (_, index) => {
    const initial = String.fromCodePoint(65 + (Math.floor(index / names.length) % 26));
    const round = Math.floor(index / names.length / 26);
    const surname = `${initial}.${round === 0 ? "" : ` ${round + 1}`}`;
    return { username: `p${index + 1}`, globalName: `${names[index % names.length]} ${surname}` };
  });
}

export const defaultFileLimit: number = 10 * 1024 * 1024;

export const defaultPeople: readonly PersonSpec[] = [
  { username: "ada", globalName: "Ada" },
  { username: "ben", globalName: "Ben" },
  { username: "chloe", globalName: "Chloe" },
  { username: "dana", globalName: "Dana" },
];

export const defaultGuilds: readonly GuildSpec[] = [
  {
    name: "Study Hall",
    // Not dana: somebody has to be outside.
    members: ["ada", "ben", "chloe"],
    managers: ["ada"],
    roles: [{ name: "Deck editors", color: 0x1abc9c, members: ["ben"] }],
    channels: [
      { name: "general", topic: "Everything and anything" },
      { name: "machine-learning", topic: "Losses, gradients and other slopes" },
      { name: "quiet-room", topic: "Study alone, together" },
    ],
  },
  {
    name: "Guest House",
    botPresent: false,
    managers: ["chloe"],
    channels: [{ name: "lounge", topic: "The bot is not a member here: it comes along with its users" }],
  },
];
