import type { Owner } from "../decks/access.ts";
import { type Deadline, type Store, StoreError, within } from "../store/connection.ts";
import { putOnShelf, type Room, type ShelfEntry } from "../store/shelves.ts";
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

/** Suggestions that may wait for a deck's editors. */
export const MOST_IDEAS = 100;

const megabytes = (bytes: number) => `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB`;

/**
 * Puts a deck's entry on its owner's shelf.
 *
 * @throws UserError where the owner has no room for it; StoreError
 */
export async function shelve(
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

/** How often a step is tried again when another of the same deck came in between. */
const TRIES = 5;

/** Tries a step until nobody came in between. @throws StoreError "not-sent" when somebody always does */
export async function retry<T>(step: () => Promise<T | "conflict">): Promise<T> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const outcome = await step();
    if (outcome !== "conflict") return outcome;
  }
  throw new StoreError("not-sent", new Error(`the deck changed ${TRIES} times while one step was made`));
}
