/** The messages of all channels, found at once by id and by who sees them, however many there are. */
import type { StoredFile, StoredMessage } from "./world.ts";

/** Messages kept in one channel that all see, and that one person alone sees; the oldest go first. */
const most = { forAll: 1_000, forOne: 200 };
/** In the place of a person's id: everybody in the channel. */
const all = "";

type ById = Map<string, StoredMessage>;

interface InChannel {
  readonly byId: ById;
  /** By the only person who sees them, else by `all`; oldest first. */
  readonly byAudience: Map<string, ById>;
  /** Of the newest message that all saw, which may be gone. */
  lastId?: string;
}

export interface MessageStore {
  readonly find: (channelId: string, messageId: string) => StoredMessage | undefined;
  /** Those of a channel that are for everybody in it, oldest first. */
  readonly forAll: (channelId: string) => readonly StoredMessage[];
  /** Those that a person in the channel sees, oldest first. */
  readonly seenBy: (channelId: string, personId: string) => readonly StoredMessage[];
  /** A file of any message of a channel, by its id. */
  readonly fileOf: (channelId: string, fileId: string) => StoredFile | undefined;
  /** The id of the newest that all saw, even where it is gone. */
  readonly lastId: (channelId: string) => string | undefined;
  /** Adds a message, or puts it in the place of its earlier version. */
  readonly put: (stored: StoredMessage) => void;
  /** Removes a message; answers it if it was there. */
  readonly remove: (channelId: string, messageId: string) => StoredMessage | undefined;
  readonly removeChannel: (channelId: string) => void;
}

export function createMessageStore(): MessageStore {
  const channels = new Map<string, InChannel>();
  const audience = (channelId: string, of: string): readonly StoredMessage[] => [
    ...(channels.get(channelId)?.byAudience.get(of)?.values() ?? []),
  ];

  function put(stored: StoredMessage): void {
    const { id } = stored.message;
    const channel = getOrMake<InChannel>(channels, stored.channelId, () => ({
      byId: new Map(),
      byAudience: new Map(),
    }));
    const list = getOrMake(channel.byAudience, stored.ephemeralTo ?? all, () => new Map());
    channel.byId.set(id, stored);
    list.set(id, stored);
    if (stored.ephemeralTo === undefined && (channel.lastId === undefined || isNewer(id, channel.lastId)))
      channel.lastId = id;
    const [oldest] = list.keys();
    if (oldest === undefined || list.size <= (stored.ephemeralTo === undefined ? most.forAll : most.forOne))
      return;
    list.delete(oldest);
    channel.byId.delete(oldest);
  }

  return {
    find: (channelId, messageId) => channels.get(channelId)?.byId.get(messageId),
    forAll: (channelId) => audience(channelId, all),
    seenBy: (channelId, personId) => inOrder(audience(channelId, all), audience(channelId, personId)),
    fileOf: (channelId, fileId) => {
      for (const { files } of channels.get(channelId)?.byId.values() ?? []) {
        const file = files.find((one) => one.id === fileId);
        if (file !== undefined) return file;
      }
      return undefined;
    },
    lastId: (channelId) => channels.get(channelId)?.lastId,
    put,
    remove: (channelId, messageId) => {
      const channel = channels.get(channelId);
      const stored = channel?.byId.get(messageId);
      if (stored === undefined) return undefined;
      channel?.byId.delete(messageId);
      channel?.byAudience.get(stored.ephemeralTo ?? all)?.delete(messageId);
      return stored;
    },
    removeChannel: (channelId) => void channels.delete(channelId),
  };
}

function getOrMake<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Two lists, each oldest first, as one. */
function inOrder(a: readonly StoredMessage[], b: readonly StoredMessage[]): readonly StoredMessage[] {
  if (b.length === 0) return a;
  return [...a, ...b].toSorted((one, other) => (isNewer(one.message.id, other.message.id) ? 1 : -1));
}

/** Whether one snowflake was made after another. */
function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
