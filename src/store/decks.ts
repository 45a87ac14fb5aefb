import type { Card } from "../decks/deck.ts";
import { type Clock, commit, type Fields, fieldsOf, hashWrites, type Write } from "./commit.ts";
import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { type DeckHead, headFields, headFrom, packDeckCard, unpackDeckCard } from "./deck-record.ts";
import { bucketOf, deckKeys } from "./keys.ts";

/** Buckets that are read at once: parsing so many cards holds up the process for a few milliseconds at most. */
const BUCKETS_AT_ONCE = 4;

/** What is staged for an import that never comes goes after so long. Seconds. */
const STAGED_SECONDS = 3600;

/** A deck at one moment; `head` is undefined when there is none. */
export interface DeckSnapshot {
  readonly id: string;
  readonly head: DeckHead | undefined;
  readonly revision: string;
  readonly clock: Clock;
}

/** A change that somebody who may not edit proposes. */
export interface Idea {
  readonly id: string;
  /** User id; undefined where they deleted their data since. */
  readonly by: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly number: number;
  /** What of the card's form would change, and to what. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a step changes. What is absent stays as it is. */
export interface DeckChange {
  readonly head: DeckHead;
  /** Cards to write, or, without `card`, to take away. */
  readonly cards?: readonly { readonly number: number; readonly card: Card | undefined }[];
  /** Buckets that take the place of the present ones, see `stageCards`. */
  readonly staged?: { readonly attempt: string; readonly buckets: readonly number[] };
  readonly images?: readonly { readonly id: string; readonly bytes: Uint8Array | undefined }[];
  readonly ideas?: readonly { readonly id: string; readonly idea: Idea | undefined }[];
  /** A card that was taken away, and when in ms since 1970: it is kept beside the deck for a while. */
  readonly gone?: { readonly card: Card; readonly at: number };
  /** A card that was put back. */
  readonly back?: { readonly number: number; readonly at: number };
  /** After how many seconds the whole deck is gone, or that it stays. */
  readonly life?: number | "stays";
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function loadDeck(store: Store, id: string, deadline: Deadline): Promise<DeckSnapshot> {
  const reply = await within(store.loadHashBuffer(deckKeys(id).head), deadline, false);
  const [redis, json] = reply as [number, Buffer];
  const fields = fieldsOf(json);
  return {
    id,
    head: headFrom(id, fields),
    revision: fields.get("rev") ?? "0",
    clock: { redis: Number(redis), local: performance.now() },
  };
}

/**
 * The revisions of decks; those that are not there are missing.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function deckRevisions(
  store: Store,
  ids: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, string>> {
  const revisions = await within(
    Promise.all(ids.map((id) => store.hget(deckKeys(id).head, "rev"))),
    deadline,
    false,
  );
  return new Map(ids.flatMap((id, index) => (revisions[index] ? [[id, revisions[index]] as const] : [])));
}

const bucketsOf = ({ next }: DeckHead) => Array.from({ length: bucketOf(next - 1) + 1 }, (_, index) => index);

/**
 * All cards of a deck, by number. A large one is read in parts, so that nobody else waits for it.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readCards(store: Store, head: DeckHead, deadline: Deadline): Promise<readonly Card[]> {
  const keys = deckKeys(head.id);
  const buckets = bucketsOf(head);
  const cards: Card[] = [];
  for (let at = 0; at < buckets.length; at += BUCKETS_AT_ONCE) {
    const hashes = await within(
      Promise.all(buckets.slice(at, at + BUCKETS_AT_ONCE).map((bucket) => store.hgetall(keys.cards(bucket)))),
      deadline,
      false,
    );
    for (const hash of hashes) {
      for (const [number, packed] of Object.entries(hash)) cards.push(unpackDeckCard(Number(number), packed));
    }
  }
  return cards.sort((a, b) => a.number - b.number);
}

/**
 * One image; undefined when the deck has none of this id.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readImage(store: Store, deckId: string, image: string, deadline: Deadline) {
  return (await within(store.hgetBuffer(deckKeys(deckId).images, image), deadline, false)) ?? undefined;
}

/** The ids of a deck's images. @throws StoreError "not-sent" when Redis does not answer */
export async function storedImages(store: Store, deckId: string, deadline: Deadline) {
  return new Set(await within(store.hkeys(deckKeys(deckId).images), deadline, false));
}

/** All images of a deck by id. @throws StoreError "not-sent" when Redis does not answer */
export async function readImages(store: Store, deckId: string, deadline: Deadline) {
  const all = await within(store.hgetallBuffer(deckKeys(deckId).images), deadline, false);
  return new Map(Object.entries(all));
}

/** Days that a deleted card is kept, today among them. */
const GONE_DAYS = 2;

const dayOf = (now: number) => Math.floor(now / 86_400_000);

/**
 * The cards that were taken away today or yesterday (UTC), by number.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readGone(
  store: Store,
  deckId: string,
  now: number,
  deadline: Deadline,
): Promise<readonly Card[]> {
  const keys = Array.from({ length: GONE_DAYS }, (_, ago) => deckKeys(deckId).gone(dayOf(now) - ago));
  const days = await within(Promise.all(keys.map((key) => store.hgetall(key))), deadline, false);
  // Of a card that was deleted on both days, the later text.
  const all = new Map(days.toReversed().flatMap((day) => Object.entries(day)));
  return [...all]
    .map(([number, packed]) => unpackDeckCard(Number(number), packed))
    .sort((a, b) => a.number - b.number);
}

/** One card; undefined when the deck has none of this number. @throws StoreError "not-sent" */
export async function readCard(store: Store, deckId: string, number: number, deadline: Deadline) {
  const packed = await within(
    store.hget(deckKeys(deckId).cards(bucketOf(number)), String(number)),
    deadline,
    false,
  );
  return packed === null ? undefined : unpackDeckCard(number, packed);
}

/** The suggestions that wait, oldest first. @throws StoreError "not-sent" when Redis does not answer */
export async function readIdeas(store: Store, deckId: string, deadline: Deadline): Promise<readonly Idea[]> {
  const all = await within(store.hgetall(deckKeys(deckId).ideas), deadline, false);
  return Object.entries(all)
    .map(([id, packed]) => {
      const { by, at, number, fields } = JSON.parse(packed);
      return { id, by, at, number, fields };
    })
    .sort((a, b) => a.at - b.at);
}

const packIdea = ({ by, at, number, fields }: Idea) => JSON.stringify({ by, at, number, fields });

/**
 * Writes a whole bucket beside the present one, for `commitDeck` to put in its place. What is never committed goes by
 * itself.
 *
 * @param attempt a new id for each attempt, so that two at once do not get into each other's buckets
 * @throws StoreError
 */
export async function stageCards(
  store: Store,
  deckId: string,
  attempt: string,
  bucket: number,
  cards: readonly Card[],
  deadline: Deadline,
): Promise<void> {
  const key = deckKeys(deckId).staged(attempt, bucket);
  await pipe(store, deadline, [
    ["DEL", key],
    ["HSET", key, ...cards.flatMap((card) => [card.number, packDeckCard(card)])],
    ["EXPIRE", key, STAGED_SECONDS],
  ]);
}

type Command = readonly [name: string, key: string, ...values: (string | number | Buffer)[]];

async function pipe(store: Store, deadline: Deadline, commands: readonly Command[]): Promise<void> {
  const pipeline = store.pipeline();
  for (const [name, ...rest] of commands) pipeline.call(name, ...rest);
  const replies = await within(pipeline.exec(), deadline, true);
  for (const [error] of replies ?? []) if (error) throw new StoreError("unknown", error);
}

/** What is left of a dropped deck is its revision, for so long: who is about to write to it finds another. Seconds. */
const FENCE_SECONDS = 60;

/**
 * Deletes a deck with all that belongs to it, at once and for good. One that somebody is about to make does not come
 * to be.
 *
 * @param now milliseconds since the Unix epoch
 * @returns "conflict" when the deck changed since the snapshot: nothing was deleted, load again
 * @throws StoreError
 */
export function dropDeck(
  store: Store,
  { id, head, revision, clock }: DeckSnapshot,
  now: number,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const keys = deckKeys(id);
  const buckets = head ? bucketsOf(head).map(keys.cards) : [];
  // Clocks of two machines may be a little apart.
  const gone = Array.from({ length: GONE_DAYS + 2 }, (_, ago) => keys.gone(dayOf(now) + 1 - ago));
  const writes: Write[] = [...buckets, keys.images, keys.ideas, ...gone].map((key) => ["UNLINK", key]);
  writes.push(
    ["HSET", keys.head, "dropped", 1],
    ...(head ? [["HDEL", keys.head, ...headFields(head).keys()] as const] : []),
    ["EXPIRE", keys.head, FENCE_SECONDS],
  );
  return commit(store, { key: keys.head, revision, clock }, writes, deadline);
}

/**
 * Writes a step of a deck, all of it or nothing.
 *
 * @returns "conflict" when the deck changed since the snapshot: nothing was written, load again
 * @throws StoreError "not-sent" or "unknown"
 */
export function commitDeck(
  store: Store,
  snapshot: DeckSnapshot,
  change: DeckChange,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const keys = deckKeys(snapshot.id);
  const before: Fields = snapshot.head ? headFields(snapshot.head) : new Map();
  const writes: Write[] = [];
  const { attempt, buckets } = change.staged ?? { attempt: "", buckets: [] };
  for (const bucket of buckets) {
    writes.push(["RENAME", keys.staged(attempt, bucket), { key: keys.cards(bucket) }]);
    writes.push(["PERSIST", keys.cards(bucket)]);
  }
  for (const { number, card } of change.cards ?? []) {
    const key = keys.cards(bucketOf(number));
    writes.push(card ? ["HSET", key, number, packDeckCard(card)] : ["HDEL", key, number]);
  }
  for (const { id, bytes } of change.images ?? []) {
    writes.push(bytes ? ["HSET", keys.images, id, Buffer.from(bytes)] : ["HDEL", keys.images, id]);
  }
  for (const { id, idea } of change.ideas ?? []) {
    writes.push(idea ? ["HSET", keys.ideas, id, packIdea(idea)] : ["HDEL", keys.ideas, id]);
  }
  if (change.gone) {
    const key = keys.gone(dayOf(change.gone.at));
    const { card } = change.gone;
    writes.push(["HSET", key, card.number, packDeckCard(card)], ["EXPIRE", key, GONE_DAYS * 86_400]);
  }
  if (change.back) {
    for (let ago = 0; ago < GONE_DAYS; ago += 1) {
      writes.push(["HDEL", keys.gone(dayOf(change.back.at) - ago), change.back.number]);
    }
  }
  writes.push(...hashWrites(keys.head, before, headFields(change.head)));
  if (change.life !== undefined || !snapshot.head) {
    const all = [keys.head, keys.images, keys.ideas, ...bucketsOf(change.head).map(keys.cards)];
    const { life = "stays" } = change;
    writes.push(...all.map((key): Write => (life === "stays" ? ["PERSIST", key] : ["EXPIRE", key, life])));
  }
  return commit(
    store,
    { key: keys.head, revision: snapshot.revision, clock: snapshot.clock },
    writes,
    deadline,
  );
}
