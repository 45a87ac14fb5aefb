import type { Owner } from "../decks/access.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import type { DeckHead } from "./deck-record.ts";
import { guildShelfKey, learnerKeys } from "./keys.ts";

/** What a list says of a deck, beside the deck itself: so that a list takes one request. */
export interface ShelfEntry {
  readonly title: string;
  readonly cards: number;
  /** Cards and images together. */
  readonly bytes: number;
  /** Undefined where nobody knows any more, or not yet. */
  readonly creator: string | undefined;
  readonly editorRole: string | undefined;
  readonly ideas: number;
  readonly origin: string | undefined;
  readonly deletedAt: number | undefined;
  /** Of the deck when this was said of it: what is older is not written over what is newer. */
  readonly revision: number;
  /** Since when it keeps room for a deck that is being written, in ms since 1970; undefined when the deck is there. */
  readonly pendingSince?: number;
}

/** How much an owner may have. */
export interface Room {
  readonly decks: number;
  readonly bytes: number;
}

/** What of a deck stands on its owner's shelf. */
export const entryOf = (head: DeckHead, revision: number): ShelfEntry => ({
  revision,
  title: head.title,
  cards: head.cards,
  bytes: head.bytes + head.imageBytes,
  creator: head.creator,
  editorRole: head.editorRole,
  ideas: head.ideas,
  origin: head.origin,
  deletedAt: head.deletedAt,
});

function shelfKey(owner: Owner): string {
  if (owner.kind === "builtin") throw new Error("what ships with the bot stands on no shelf");
  return owner.kind === "server" ? guildShelfKey(owner.id) : learnerKeys(owner.id).shelf;
}

/**
 * The decks of an owner by id, deleted ones among them for the day on which they can be brought back.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readShelf(
  store: Store,
  owner: Owner,
  deadline: Deadline,
): Promise<ReadonlyMap<string, ShelfEntry>> {
  const all = await within(store.hgetall(shelfKey(owner)), deadline, false);
  return new Map(Object.entries(all).map(([id, text]) => [id, JSON.parse(text) as ShelfEntry]));
}

/**
 * Puts a deck on its owner's shelf, or changes what stands there of it. What does not grow always has room.
 *
 * An entry of an older revision than the one there changes nothing.
 *
 * @returns what there is no room for: another deck, so many bytes, or a title that another deck has; "gone" where a
 *   person has no such deck, see `own.ts`
 * @throws StoreError
 */
export async function putOnShelf(
  store: Store,
  owner: Owner,
  id: string,
  entry: ShelfEntry,
  room: Room,
  deadline: Deadline,
): Promise<"done" | "decks" | "bytes" | "title" | "gone"> {
  const keys = [shelfKey(owner), ...(owner.kind === "person" ? [learnerKeys(owner.id).own] : [])];
  const reply = store.shelve(keys.length, ...keys, id, JSON.stringify(entry), room.decks, room.bytes);
  return (await within(reply, deadline, true)) as "done" | "decks" | "bytes" | "title" | "gone";
}

/**
 * Takes a deck off a shelf, unless what stands there of it is newer.
 *
 * @param revision the newest revision of the deck that is known; left out when the deck is not there at all
 * @throws StoreError
 */
export async function takeFromShelf(
  store: Store,
  owner: Owner,
  id: string,
  deadline: Deadline,
  revision = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await within(store.unshelve(shelfKey(owner), id, revision), deadline, true);
}
