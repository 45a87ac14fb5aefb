import { setTimeout as wait } from "node:timers/promises";
import type { Owner } from "../decks/access.ts";
import { plain } from "../decks/plain.ts";
import { type Deadline, type Store, StoreError, within } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { type DeckSnapshot, loadDeck } from "../store/decks.ts";
import { entryOf, putOnShelf, type Room, type ShelfEntry, takeFromShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";

/** How much there may be of what. */
export interface Limits {
  readonly person: Room;
  readonly server: Room;
}

const MIB = 1024 * 1024;

/**
 * 100 decks a person and 500 a server.
 *
 * @param personMib room of a person in MiB
 * @param serverMib room of a server in MiB
 */
export const limitsOf = (personMib: number, serverMib: number): Limits => ({
  person: { decks: 100, bytes: personMib * MIB },
  server: { decks: 500, bytes: serverMib * MIB },
});

/** For so long a deleted deck can be brought back. Milliseconds. */
export const BACK = 86_400_000;

/** Suggestions that may wait for a deck's editors. */
export const MOST_IDEAS = 100;

/** An amount of bytes for people. */
export const megabytes = (bytes: number) => `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB`;

/**
 * Puts a deck's entry on its owner's shelf.
 *
 * @throws UserError where the owner has no room for it; StoreError
 */
async function shelve(
  store: Store,
  limits: Limits,
  owner: Owner,
  id: string,
  entry: ShelfEntry,
  deadline: Deadline,
): Promise<void> {
  const isServer = owner.kind === "server";
  const room = isServer ? limits.server : limits.person;
  const outcome = await putOnShelf(store, owner, id, entry, room, deadline);
  if (outcome === "done") return;
  if (outcome === "gone") throw new StoreError("not-sent", new Error("the owner deleted their data"));
  if (outcome === "title") {
    throw new UserError(`There is a deck called **${plain(entry.title)}** already. Choose another title.`);
  }
  const whose = isServer ? "This server has" : "You have";
  throw new UserError(
    outcome === "decks"
      ? `${whose} ${room.decks} decks already, which is the most there can be. Delete one that nobody needs, or add the cards to a deck there is.`
      : `There is no room for that: ${isServer ? "a server's" : "a person's"} decks may take ${megabytes(room.bytes)} with their images. Delete cards or decks that nobody needs.`,
  );
}

/** Above this share of its memory Redis takes ratings only. */
const FULL = 0.8;

/** For so long a look at Redis's memory is good. Milliseconds. */
const LOOK = 5000;

/**
 * Watches how full Redis is.
 *
 * @returns a function that throws UserError when there is too little room for new cards: ratings come first
 */
export function createRoomCheck(store: Store) {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let full = false;
  return async (deadline: Deadline): Promise<void> => {
    if (performance.now() - lookedAt > LOOK) {
      const info = await within(store.info("memory"), deadline, false);
      const field = (name: string) => Number(info.match(new RegExp(`^${name}:(\\d+)`, "m"))?.[1] ?? 0);
      const most = field("maxmemory");
      full = most > 0 && field("used_memory") > FULL * most;
      lookedAt = performance.now();
    }
    if (!full) return;
    throw new UserError(
      "The bot's memory is nearly full, so no cards can be added for now. What is learned is saved as ever. Tell whoever runs the bot: Redis needs more memory.",
    );
  };
}

/** The deck is saved, whatever its owner's list says of it: the next change of the deck puts that right. */
function later(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

interface Making {
  readonly store: Store;
  readonly limits: Limits;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * Writes a deck for which there is room: what it needs is reserved on its owner's shelf first, so that two at once
 * cannot fill it twice, and what the shelf says is right again when nothing was written. A deck that is not there yet
 * is on no list until it is.
 *
 * @param before the deck as it was read; without a head it is new
 * @throws UserError where there is no room; StoreError
 */
export async function withRoom(
  { store, limits, now }: Making,
  before: DeckSnapshot,
  after: DeckHead,
  deadline: Deadline,
  write: () => Promise<"done" | "conflict">,
): Promise<"done" | "conflict"> {
  const { owner, id } = after;
  const revision = Number(before.revision);
  const next = entryOf(after, revision + 1);
  const isHere = before.head && sameOwner(before.head.owner, owner);
  const known = isHere && before.head ? entryOf(before.head, revision) : undefined;
  const place = (entry: ShelfEntry) => shelve(store, limits, owner, id, entry, deadline);
  // It was deleted for good a moment ago, with all its owner had.
  if (!before.head && revision > 0) throw new StoreError("not-sent", new Error("the deck was dropped"));
  const isNew = !known || (known.deletedAt !== undefined && next.deletedAt === undefined);
  const leaves = known !== undefined && known.deletedAt === undefined && next.deletedAt !== undefined;
  const reserves = isNew || leaves || next.bytes > known.bytes || next.title !== known.title;
  // Nobody's name stands for what may never come to be.
  if (isNew) await place({ ...next, creator: undefined, revision, pendingSince: now() });
  else if (leaves) await place({ ...known, pendingSince: now() });
  else if (reserves) await place({ ...known, bytes: next.bytes, title: next.title });
  const giveBack = async () => {
    if (reserves) await settle(store, owner, id, deadline).catch(later);
  };
  let outcome: "done" | "conflict";
  try {
    outcome = await write();
  } catch (error) {
    // Perhaps it was written: then what is reserved is right, and the list finds out.
    if (!(error instanceof StoreError && error.outcome === "unknown")) await giveBack();
    throw error;
  }
  if (outcome === "done") await place(next).catch(later);
  else await giveBack();
  return outcome;
}

const ANY_ROOM = { decks: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

/** Whether two decks belong to the same. */
export const sameOwner = (a: Owner, b: Owner) =>
  a.kind === b.kind && (a.kind === "builtin" || b.kind === "builtin" || a.id === b.id);

/**
 * Makes a shelf say of a deck what is true of it.
 *
 * @returns the deck, where it stands there
 * @throws StoreError
 */
export async function settle(
  store: Store,
  owner: Owner,
  id: string,
  deadline: Deadline,
): Promise<DeckHead | undefined> {
  const { head, revision } = await loadDeck(store, id, deadline);
  const isHere = head && sameOwner(head.owner, owner);
  // What is there has its room already, so none is asked for.
  if (isHere) await putOnShelf(store, owner, id, entryOf(head, Number(revision)), ANY_ROOM, deadline);
  else await takeFromShelf(store, owner, id, deadline, head ? Number(revision) : undefined);
  return isHere && head.deletedAt === undefined ? head : undefined;
}

/** Hides a deck from its owner's lists while it moves to another; `settle` ends that either way. @throws StoreError */
export async function leave(
  { store, now }: Making,
  { head, revision }: DeckSnapshot & { head: DeckHead },
  deadline: Deadline,
): Promise<void> {
  const entry = { ...entryOf(head, Number(revision)), pendingSince: now() };
  await putOnShelf(store, head.owner, head.id, entry, ANY_ROOM, deadline);
}

/** Between tries somebody else's step has time to end. Milliseconds, times the number of tries so far. */
const PAUSE = 10;

/**
 * Tries a step until nobody came in between.
 *
 * @throws StoreError "not-sent" when somebody still does at the deadline
 */
export async function retry<T>(deadline: Deadline, step: () => Promise<T | "conflict">): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await step();
    if (outcome !== "conflict") return outcome;
    const pause = Math.random() * PAUSE * tries;
    if (performance.now() + pause > deadline) {
      throw new StoreError("not-sent", new Error(`the deck changed ${tries} times while one step was made`));
    }
    await wait(pause);
  }
}

/** Steps on one thing one after the other, within this process, so that they do not have to be tried again. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(id: string, step: () => Promise<T>): Promise<T> => {
    const mine = (last.get(id) ?? Promise.resolve()).then(step, step);
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}
