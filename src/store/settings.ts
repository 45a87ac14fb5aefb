import { type Deadline, type Store, within } from "./connection.ts";
import { boardKeys, GONE, guildSettingsKey } from "./keys.ts";

/** How a server wants it. */
export interface GuildSettings {
  /** Deck of those who have not chosen any; undefined for the bot's own. */
  readonly defaultDeck: string | undefined;
  /** Whether a quiz is private when the person did not say. */
  readonly quizzesPrivate: boolean;
  /** Channels where a quiz may be public; empty for all. */
  readonly publicChannels: readonly string[];
  /** IANA time zone that the periods of its boards follow; undefined for UTC. */
  readonly zone: string | undefined;
  /** Who may make decks of the server: everyone, managers alone, or also members with a role. */
  readonly deckMakers: "everyone" | "managers" | { readonly role: string };
  /** Roles for those whose streak has reached so many days. */
  readonly milestoneRoles: ReadonlyMap<number, string>;
  /** Role of who was first on the board in the week before. */
  readonly firstRole: string | undefined;
  /** Where the week before is told on Mondays; undefined for nowhere. */
  readonly recap: RecapPlace | undefined;
  /** The channel in which the last recap could not be posted; recaps are off since, until they are set again. */
  readonly recapBarred: string | undefined;
  /** The role that could not be given last, until one was or they were chosen anew. */
  readonly refusedRole: RefusedRole | undefined;
}

interface RecapPlace {
  readonly channel: string;
  /** User id of who chose it, to be told when nothing can be posted there any more; undefined once their data is gone. */
  readonly by: string | undefined;
}

/** A role that could not be given. */
interface RefusedRole {
  readonly role: string;
  readonly why: RoleBar;
}

/**
 * Why a role is not given: the bot lacks the permission Manage Roles, its own role stands below, the role is given by
 * an integration alone, or it is gone.
 */
const ROLE_BARS = ["permission", "place", "managed", "gone"] as const;
export type RoleBar = (typeof ROLE_BARS)[number];

/** @throws StoreError "not-sent" when Redis does not answer */
export async function readSettings(
  store: Store,
  guildId: string,
  deadline: Deadline,
): Promise<GuildSettings> {
  const fields = await within(store.hgetall(guildSettingsKey(guildId)), deadline, false);
  const makers = fields.deckMakers ?? "everyone";
  return {
    defaultDeck: fields.defaultDeck,
    quizzesPrivate: fields.quizzesPrivate === "1",
    publicChannels: fields.publicChannels?.split(",") ?? [],
    zone: fields.zone,
    deckMakers: makers === "everyone" || makers === "managers" ? makers : { role: makers },
    milestoneRoles: new Map(
      pairs(fields.milestoneRoles).map(([days, role]): [number, string] => [Number(days), role]),
    ),
    firstRole: fields.firstRole,
    recap: recapFrom(fields.recap),
    recapBarred: fields.recapBarred,
    refusedRole: refusedFrom(fields.refusedRole),
  };
}

function recapFrom(packed = ""): RecapPlace | undefined {
  const [channel, by] = packed.split(":");
  return channel ? { channel, by: by || undefined } : undefined;
}

/** "7:123 30:456" as pairs. */
const pairs = (packed = "") =>
  packed.split(" ").flatMap((pair): [string, string][] => {
    const [key = "", value] = pair.split(":");
    return value ? [[key, value]] : [];
  });

function refusedFrom(packed: string | undefined): RefusedRole | undefined {
  const [reason, role] = pairs(packed)[0] ?? [];
  const why = ROLE_BARS.find((bar) => bar === reason);
  return why && role ? { role, why } : undefined;
}

/** Writes the settings named; an undefined or first value is kept as no field. @throws StoreError */
export async function writeSettings(
  store: Store,
  guildId: string,
  changes: Partial<GuildSettings>,
  deadline: Deadline,
): Promise<void> {
  const key = guildSettingsKey(guildId);
  const { deckMakers, publicChannels, milestoneRoles, recap, refusedRole } = changes;
  const values: [keyof GuildSettings, string | undefined][] = [
    ["defaultDeck", changes.defaultDeck],
    ["quizzesPrivate", changes.quizzesPrivate ? "1" : undefined],
    ["publicChannels", publicChannels?.length ? publicChannels.join(",") : undefined],
    ["zone", changes.zone],
    ["deckMakers", typeof deckMakers === "object" ? deckMakers.role : deckMakers],
    ["milestoneRoles", [...(milestoneRoles ?? [])].map((pair) => pair.join(":")).join(" ") || undefined],
    ["firstRole", changes.firstRole],
    ["recap", recap && `${recap.channel}:`],
    ["recapBarred", changes.recapBarred],
    ["refusedRole", refusedRole && `${refusedRole.why}:${refusedRole.role}`],
  ];
  const pipeline = store.multi();
  for (const [field, value] of values) {
    if (!(field in changes)) continue;
    if (value === undefined || value === "everyone") pipeline.hdel(key, field);
    else pipeline.hset(key, field, value);
  }
  await within(pipeline.exec(), deadline, true);
  if (recap?.by !== undefined) {
    const fence = boardKeys(guildId).fence(recap.by);
    await within(store.placeRecap(key, fence, recap.channel, recap.by, GONE), deadline, true);
  }
}
