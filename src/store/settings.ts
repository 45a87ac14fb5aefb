import { type Deadline, type Store, within } from "./connection.ts";
import { guildSettingsKey } from "./keys.ts";

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
}

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
  };
}

/** Writes the settings named; an undefined or first value is kept as no field. @throws StoreError */
export async function writeSettings(
  store: Store,
  guildId: string,
  changes: Partial<GuildSettings>,
  deadline: Deadline,
): Promise<void> {
  const key = guildSettingsKey(guildId);
  const { deckMakers, publicChannels } = changes;
  const values: [keyof GuildSettings, string | undefined][] = [
    ["defaultDeck", changes.defaultDeck],
    ["quizzesPrivate", changes.quizzesPrivate ? "1" : undefined],
    ["publicChannels", publicChannels?.length ? publicChannels.join(",") : undefined],
    ["zone", changes.zone],
    ["deckMakers", typeof deckMakers === "object" ? deckMakers.role : deckMakers],
  ];
  const pipeline = store.multi();
  for (const [field, value] of values) {
    if (!(field in changes)) continue;
    if (value === undefined || value === "everyone") pipeline.hdel(key, field);
    else pipeline.hset(key, field, value);
  }
  await within(pipeline.exec(), deadline, true);
}
