import { setTimeout as wait } from "node:timers/promises";
import { deadlineIn, type Store, StoreError } from "../store/connection.ts";
import { dropDeck, loadDeck } from "../store/decks.ts";
import {
  closeGuild,
  type Departed,
  departedBefore,
  dropGuild,
  forgetGuild,
  isStillGone,
  noteHere,
  noteLeft,
  readGuilds,
} from "../store/guilds.ts";
import { readShelf } from "../store/shelves.ts";

/** So long the data of a server that removed the bot is kept, in case it comes back. Milliseconds. */
const KEPT = 30 * 86_400_000;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

/** Servers that are dealt with in one go, and servers that are noted in one request. */
const AT_ONCE = 20;
const IN_ONE = 1000;

/** A deck that somebody is changing is tried again after so long. Milliseconds. */
const PAUSE = 50;
const TRIES = 5;

export interface DeparturesDeps {
  readonly store: Store;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** What was kept of a deck in the process is out of date. */
  readonly forgetDeck: (id: string) => void;
}

export type Departures = ReturnType<typeof createDepartures>;

/**
 * Knows which servers the bot is in, and deletes the data of those that removed it 30 days ago. Every function throws
 * StoreError; what was cut off is made up for when Discord next tells which servers there are.
 */
export function createDepartures({ store, now, forgetDeck }: DeparturesDeps) {
  const soon = () => deadlineIn(PATIENCE);

  async function drop(id: string): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const snapshot = await loadDeck(store, id, soon());
      if ((await dropDeck(store, snapshot, now(), soon())) === "done") return forgetDeck(id);
      await wait(PAUSE);
    }
    throw new StoreError("not-sent", new Error(`the deck changed ${TRIES} times while it was deleted`));
  }

  /** Begun again after it was ended anywhere, it goes on. */
  async function purge(departed: Departed): Promise<void> {
    const { guildId } = departed;
    const isGone = () => isStillGone(store, departed, soon());
    if (!(await isGone())) return;
    await closeGuild(store, guildId, soon());
    for (const id of (await readShelf(store, { kind: "server", id: guildId }, soon())).keys()) {
      if (!(await isGone())) return;
      await drop(id);
    }
    await dropGuild(store, guildId, soon());
    await forgetGuild(store, departed, soon());
  }

  return {
    /**
     * Discord said which servers the bot is in: those that are not among them have removed it. An unavailable one is.
     *
     * @param isOurs whether a server would be among them if the bot were in it: each shard is told of its own alone
     */
    async met(ids: readonly string[], isOurs: (guildId: string) => boolean): Promise<void> {
      const known = await readGuilds(store, soon());
      const here = new Set(ids);
      const isNoted = (id: string) => known.has(id) && known.get(id) === undefined;
      const back = ids.filter((id) => !isNoted(id));
      for (let at = 0; at < back.length; at += IN_ONE)
        await noteHere(store, back.slice(at, at + IN_ONE), soon());
      const left = [...known.keys()].filter((id) => isNoted(id) && !here.has(id) && isOurs(id));
      for (let at = 0; at < left.length; at += IN_ONE) {
        await noteLeft(store, left.slice(at, at + IN_ONE), now(), soon());
      }
    },

    /** The bot was invited to a server, or back. */
    joined: (guildId: string): Promise<void> => noteHere(store, [guildId], soon()),

    /** A server removed the bot. */
    left: (guildId: string): Promise<void> => noteLeft(store, [guildId], now(), soon()),

    /** Deletes the data of servers that removed the bot too long ago. */
    async tick(): Promise<void> {
      for (const departed of await departedBefore(store, now() - KEPT, AT_ONCE, soon()))
        await purge(departed);
    },
  };
}
