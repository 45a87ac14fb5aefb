import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "../../../scripts/redis-server.ts";
import type { Viewer } from "../../../src/decks/access.ts";
import type { Deck } from "../../../src/decks/deck.ts";
import { readText } from "../../../src/decks/formats/read.ts";
import { imageId, imageReference } from "../../../src/decks/image.ts";
import type { CardFields } from "../../../src/library/card-form.ts";
import { createEditing } from "../../../src/library/editing.ts";
import { createExports } from "../../../src/library/exports.ts";
import { createImports } from "../../../src/library/imports.ts";
import { createLibrary } from "../../../src/library/library.ts";
import { createRoomCheck, type Limits, limitsOf } from "../../../src/library/room.ts";
import type { ImportWish } from "../../../src/library/staged.ts";
import type { Offload } from "../../../src/offload/offload.ts";
import { MOST_OF_PART, summaryOf } from "../../../src/offload/parts.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../../src/store/connection.ts";
import { cardBytes } from "../../../src/store/deck-record.ts";
import { loadDeck, readCards } from "../../../src/store/decks.ts";
import { UserError } from "../../../src/user-error.ts";

export const SERVER = "900000000000000001";
export const OTHER_SERVER = "900000000000000002";
export const ROLE = "800000000000000001";

export const ANNA = "100000000000000001";
export const BEN = "100000000000000002";
export const EVE = "100000000000000003";

/** A deck that ships with the bot. */
const SHIPPED: Deck = {
  id: "losses",
  title: "Losses",
  description: "On board.",
  cards: [{ number: 1, front: "What is L2?", back: "The squared error.", tags: [] }],
};

/** Somebody in the server, unless told otherwise. */
export const person = (userId: string, more: Partial<Viewer> = {}): Viewer => ({
  userId,
  guildId: SERVER,
  manages: false,
  roles: [],
  ...more,
});

export const anna = person(ANNA);
export const ben = person(BEN);
/** A member of no server that the bot knows, in a DM. */
export const eve = person(EVE, { guildId: undefined });

export const soon = () => deadlineIn(20_000);

/** What a person writes into the form of a card. */
export const fields = (front: string, back = `${front}!`, more: Partial<CardFields> = {}): CardFields => ({
  front,
  back,
  hint: "",
  accepts: "",
  tags: "",
  ...more,
});

/** What a person chooses who chooses nothing. */
export const wish = (more: Partial<ImportWish> = {}): ImportWish => ({
  owner: "me",
  into: undefined,
  subdecks: "tags",
  format: undefined,
  separators: undefined,
  ...more,
});

/** Cards as a file of two columns. */
export const csv = (cards: readonly (readonly [front: string, back: string])[]) =>
  Buffer.from(`front,back\n${cards.map(([front, back]) => `"${front}","${back}"`).join("\n")}\n`);

export const manyCards = (count: number, back = "answer") =>
  csv(Array.from({ length: count }, (_, n) => [`question ${n}`, `${back} ${n}`]));

/** A picture that nobody could draw, with its id and how a card refers to it. */
export function pictureOf(seed: number, size = 100) {
  const bytes = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(size - 8, seed)]);
  const id = imageId(bytes) ?? "";
  return { id, bytes, reference: imageReference(id, "a picture") };
}

/** Cards in the bot's own format, with the pictures they show. */
export const json = (
  title: string,
  cards: readonly { front: string; back: string; source?: string }[],
  pictures: readonly ReturnType<typeof pictureOf>[] = [],
) =>
  Buffer.from(
    JSON.stringify({
      flashback: 1,
      title,
      cards,
      images: Object.fromEntries(pictures.map(({ id, bytes }) => [id, bytes.toString("base64")])),
    }),
  );

/** Reads files in this process: cards in parts, then images, as the real one gives them. */
export const inProcess: Offload = {
  async read(source, options, onPart) {
    const deck = readText(source, options);
    let textBytes = 0;
    for (let at = 0; at < deck.cards.length; at += MOST_OF_PART) {
      const cards = deck.cards.slice(at, at + MOST_OF_PART);
      const part = Buffer.from(JSON.stringify(cards));
      textBytes += part.length;
      await onPart({ kind: "cards", json: part, count: cards.length });
    }
    for (const [id, bytes] of deck.images) await onPart({ kind: "image", id, bytes: Buffer.from(bytes) });
    return summaryOf(deck, textBytes);
  },
  write: async (job) => Buffer.from(JSON.stringify({ ...job, images: [...job.images.keys()] })),
  close: async () => {},
};

/** A Redis of the test's own, with clients that end with it. */
export async function startBench() {
  const dir = await mkdtemp(join(tmpdir(), "flashback-library-"));
  const redis: RedisServer = await startRedis({ dir });
  const stores: Store[] = [];
  const connect = async () => {
    const store = await connectStore(redis.url);
    stores.push(store);
    return store;
  };
  return {
    connect,
    async end() {
      for (const store of stores) disconnectStore(store);
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export interface ProcessOptions {
  readonly limits?: Limits;
  /** Who is a member where: `server:user`. */
  readonly members?: ReadonlySet<string>;
  readonly now?: () => number;
  readonly offload?: Offload;
  /** What its ids begin with, so that two processes make different ones. */
  readonly name?: string;
}

export type BotProcess = ReturnType<typeof startProcess>;

/** What one process of the bot has of all this. */
export function startProcess(
  store: Store,
  {
    limits = limitsOf(20, 100),
    members = new Set(),
    now = () => 1_800_000_000_000,
    offload = inProcess,
    name = "a",
  }: ProcessOptions = {},
) {
  const asked: string[] = [];
  const library = createLibrary({
    store,
    builtin: [SHIPPED],
    defaultDeck: SHIPPED.id,
    isMember: async (guildId, userId) => {
      asked.push(`${guildId}:${userId}`);
      return members.has(`${guildId}:${userId}`);
    },
    now,
  });
  let ids = 0;
  // What differs stands at the beginning: the ids of an import's decks begin with nine characters of its own.
  const newId = () => {
    ids += 1;
    return `${name}${String(ids).padStart(6, "0")}`.padEnd(12, "z");
  };
  const checkRoom = createRoomCheck(store);
  const editing = createEditing({
    store,
    library,
    limits,
    checkRoom,
    now,
    newId,
    onSettings: async () => {},
  });
  const imports = createImports({ store, library, editing, offload, limits, checkRoom, now, newId });
  const exports = createExports({ store, library, offload, now });
  return { store, library, editing, imports, exports, asked };
}

/** The words of the UserError that a step ends in. */
export async function refused(step: Promise<unknown>): Promise<string> {
  const error = await step.then(
    () => new Error("it was not refused"),
    (problem: unknown) => problem,
  );
  if (!(error instanceof UserError)) throw error;
  return error.message;
}

/** What the store holds of a deck, counted anew. */
export async function counted(store: Store, id: string) {
  const { head, revision } = await loadDeck(store, id, soon());
  if (!head) throw new Error(`there is no deck ${id}`);
  const cards = await readCards(store, head, soon());
  const images = await store.hgetallBuffer(`{d${id}}:img`);
  const ideas = await store.hlen(`{d${id}}:ideas`);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    head,
    revision: Number(revision),
    cards,
    told: { cards: head.cards, bytes: head.bytes, imageBytes: head.imageBytes, ideas: head.ideas },
    held: {
      cards: cards.length,
      bytes: sum(cards.map(cardBytes)),
      imageBytes: sum(Object.values(images).map(({ length }) => length)),
      ideas,
    },
  };
}

/** The keys that stay for ever, but for the notes of what is whose. */
export async function lastingKeys(store: Store): Promise<readonly string[]> {
  const lasting: string[] = [];
  for (const key of (await store.keys("*")).sort()) {
    if ((await store.ttl(key)) === -1 && !key.includes(":own:")) lasting.push(key);
  }
  return lasting;
}

/** Everything the store is asked that writes. */
const WRITES = new Set([
  "commit",
  "shelve",
  "stage",
  "noteOf",
  "set",
  "unlink",
  "hdel",
  "hset",
  "sadd",
  "srem",
]);

/**
 * A store whose n-th write fails, counted from 1: it does not arrive, or it is done and nobody hears of it.
 *
 * @returns the store, and how many writes there were
 */
export function failingStore(store: Store, nth: number, how: "unsent" | "unheard") {
  let writes = 0;
  const counting = async (write: () => Promise<unknown>) => {
    writes += 1;
    if (writes !== nth) return await write();
    if (how === "unsent") throw new Error("Stream isn't writeable and enableOfflineQueue options is false");
    await write();
    throw new Error("Connection is closed.");
  };
  const failing = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const call = (...args: unknown[]) => Reflect.apply(value, target, args);
      if (name === "pipeline" || name === "multi") {
        return (...args: unknown[]) => {
          const pipeline = call(...args) as ReturnType<Store["pipeline"]>;
          const exec = pipeline.exec.bind(pipeline);
          pipeline.exec = (() => counting(() => exec())) as typeof pipeline.exec;
          return pipeline;
        };
      }
      return WRITES.has(String(name))
        ? (...args: unknown[]) => counting(() => call(...args) as Promise<unknown>)
        : call;
    },
  });
  return { store: failing, writes: () => writes };
}
