import type { Owner } from "../decks/access.ts";
import { settle } from "../library/room.ts";
import { deadlineIn, type Store, StoreError } from "../store/connection.ts";
import { commitDeck, type DeckSnapshot, dropDeck, loadDeck, readIdeas } from "../store/decks.ts";
import { eraseLearner, noteGone, readTraces, type Trace, unfinishedErasures } from "../store/erasing.ts";
import { type Inventory, takeInventory } from "../store/inventory.ts";
import { SHARDS } from "../store/keys.ts";
import type { Learner } from "../store/learner-record.ts";
import { readOwn } from "../store/own.ts";
import { forgetInRecap } from "../store/recaps.ts";
import { readReminder } from "../store/reminders.ts";
import { readShelf } from "../store/shelves.ts";

/** How often a step is tried again when another came in between. */
const TRIES = 10;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

/** A deletion begun longer ago than this was cut off: the next tick ends it. Milliseconds. */
const ABANDONED = 10_000;

const soon = () => deadlineIn(PATIENCE);

/** What a person would lose, and what they would not. */
export interface Outline {
  readonly learner: Learner;
  readonly reviews: number;
  /** Whether they are reminded, or were. */
  readonly hasReminder: boolean;
  /** Titles of their own decks. */
  readonly ownDecks: readonly string[];
  /** How many decks they made for servers. */
  readonly made: number;
}

export interface ErasingDeps {
  readonly store: Store;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** What was kept of a deck in the process is out of date. */
  readonly forgetDeck: (id: string) => void;
  /** Takes somebody off the boards of servers, for good. */
  readonly leaveBoards: (userId: string, guildIds: readonly string[]) => Promise<unknown>;
  /** Takes them out of a round. */
  readonly leaveRound: (
    userId: string,
    round: { readonly channelId: string; readonly roundId: string },
  ) => Promise<void>;
  /** Takes their jobs out of the queue. */
  readonly leaveQueue: (userId: string) => Promise<void>;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export type Erasing = ReturnType<typeof createErasing>;

/**
 * Deletes everything about a person.
 *
 * What lies in their own slot goes in one script, which checks their revision: a rating that was decided before it is
 * not written after it. What stands elsewhere is noted in that script and taken away then, each of it fenced by the
 * revision of what it stands in; cut off anywhere, the next press or the tick goes on. Whoever uses the bot after that
 * begins anew.
 */
export function createErasing({
  store,
  now,
  forgetDeck,
  leaveBoards,
  leaveRound,
  leaveQueue,
  onTrouble,
}: ErasingDeps) {
  /** Does something to a deck, once more from the start when somebody else came in between. */
  async function change(
    id: string,
    decide: (snapshot: DeckSnapshot) => Promise<"done" | "conflict"> | "done",
  ): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const outcome = await decide(await loadDeck(store, id, soon()));
      forgetDeck(id);
      if (outcome === "done") return;
    }
    throw new StoreError("not-sent", new Error(`the deck changed ${TRIES} times while one step was made`));
  }

  /** A deck of their own goes; one they made for a server stays, and nobody knows any more who made it. */
  async function leaveDeck(userId: string, id: string): Promise<void> {
    let owner: Owner | undefined;
    await change(id, (snapshot) => {
      const { head } = snapshot;
      owner = head?.owner;
      if (!head || (owner?.kind === "person" && owner.id === userId)) {
        return dropDeck(store, snapshot, now(), soon());
      }
      const creator = head.creator === userId ? undefined : head.creator;
      return commitDeck(store, snapshot, { head: { ...head, creator } }, soon());
    });
    if (owner?.kind === "server") await settle(store, owner, id, soon());
  }

  /** What they suggested stays, and nobody knows any more who did. */
  const leaveIdeas = (userId: string, id: string): Promise<void> =>
    change(id, async (snapshot) => {
      const { head } = snapshot;
      if (!head) return "done";
      const ideas = await readIdeas(store, id, soon());
      const mine = ideas.filter(({ by }) => by === userId);
      const change = { head, ideas: mine.map((idea) => ({ id: idea.id, idea: { ...idea, by: undefined } })) };
      // Also where there is none: one that is about to be written was decided on an older revision.
      return await commitDeck(store, snapshot, change, soon());
    });

  async function leave(userId: string, trace: Trace): Promise<void> {
    const [kind, id = "", roundId = ""] = trace.split(":");
    if (kind === "deck") await leaveDeck(userId, id);
    else if (kind === "ideas") await leaveIdeas(userId, id);
    else if (kind === "boards") await leaveBoards(userId, [id]);
    else if (kind === "queue") await leaveQueue(userId);
    else if (kind === "round") await leaveRound(userId, { channelId: id, roundId });
    else if (kind === "recap" || kind === "crown") {
      // With the boards goes what is about to be written, see the fence there.
      await leaveBoards(userId, [id]);
      await forgetInRecap(store, id, userId, soon());
    }
  }

  /** Takes away what still stands elsewhere. @throws StoreError, and what the queue throws */
  async function sweep(userId: string): Promise<void> {
    for (const trace of await readTraces(store, userId, soon())) {
      await leave(userId, trace);
      await noteGone(store, userId, trace, soon());
    }
    await noteGone(store, userId, undefined, soon());
  }

  async function tracesOf(userId: string, { snapshot }: Inventory): Promise<readonly Trace[]> {
    const shelf = await readShelf(store, { kind: "person", id: userId }, soon());
    return [
      ...[...shelf.keys()].map((id): Trace => `deck:${id}`),
      ...[...snapshot.learner.homes.keys()].map((id): Trace => `boards:${id}`),
      "queue",
    ];
  }

  return {
    /** What would go. @throws StoreError "not-sent" */
    async outline(userId: string): Promise<Outline> {
      const inventory = await takeInventory(store, userId, now());
      const shelf = await readShelf(store, { kind: "person", id: userId }, soon());
      const made = (await readOwn(store, userId, soon())).filter(
        (own) => own.startsWith("deck:") && !shelf.has(own.slice("deck:".length)),
      );
      const own = [...shelf.values()].filter(({ pendingSince }) => pendingSince === undefined);
      return {
        learner: inventory.snapshot.learner,
        reviews: inventory.reviews,
        hasReminder: (await readReminder(store, userId, soon())) !== undefined,
        ownDecks: own.map(({ title }) => title),
        made: made.length,
      };
    },

    /**
     * Deletes it all.
     *
     * @returns "done", or "going-on" where all is out of reach already, and the rest goes with the next tick
     * @throws StoreError where nothing was deleted, or nobody can tell
     */
    async erase(userId: string): Promise<"done" | "going-on"> {
      for (let tries = 1; ; tries += 1) {
        const inventory = await takeInventory(store, userId, now());
        const traces = await tracesOf(userId, inventory);
        if ((await eraseLearner(store, userId, inventory, traces, now(), soon())) === "done") break;
        if (tries === TRIES) {
          throw new StoreError("not-sent", new Error(`the learner changed ${TRIES} times meanwhile`));
        }
      }
      try {
        await sweep(userId);
        return "done";
      } catch (error) {
        onTrouble("what stands elsewhere of somebody could not be deleted yet", error);
        return "going-on";
      }
    },

    /** Goes on with deletions that were cut off. @throws StoreError "not-sent" */
    async tick(): Promise<void> {
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        unfinishedErasures(store, shard, now() - ABANDONED, soon()),
      );
      for (const userId of (await Promise.all(shards)).flat()) {
        await sweep(userId).catch((error) => onTrouble("a deletion could not be ended yet", error));
      }
    },
  };
}
