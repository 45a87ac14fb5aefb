import { setTimeout as wait } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { type Guarded, mayEdit, maySee, type Owner, type Viewer } from "../decks/access.ts";
import { type Card, cardByNumber, type Deck } from "../decks/deck.ts";
import { findDeck } from "../decks/find.ts";
import { plain } from "../decks/plain.ts";
import { type Deadline, deadlineIn, type Store, within } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { readGone, readImage } from "../store/decks.ts";
import { learnerKeys } from "../store/keys.ts";
import { suspendedCards } from "../store/learners.ts";
import { type GuildSettings, readSettings } from "../store/settings.ts";
import { readShelf, takeFromShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";
import { createDeckCache, type Kept, type UsableDeck } from "./deck-cache.ts";
import { BACK, settle } from "./room.ts";

/** What a deck is, apart from its cards. */
export interface DeckInfo extends Guarded {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly cards: number;
  /** Suggestions that wait for an editor. */
  readonly ideas: number;
}

/** A deck as it stands in a list. */
export interface Listed extends Guarded {
  readonly id: string;
  readonly title: string;
  readonly cards: number;
  readonly ideas: number;
  readonly origin: string | undefined;
}

export interface LibraryDeps {
  readonly store: Store;
  /** The decks that ship with the bot. */
  readonly builtin: readonly Deck[];
  /** The deck for those who have not chosen any. */
  readonly defaultDeck: string;
  /** Whether a person is in a server; throws where that cannot be told. */
  readonly isMember: (guildId: string, userId: string) => Promise<boolean>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** In direct messages the decks of so many servers are looked through. */
const MOST_HOMES = 5;

/** Servers whose settings are remembered, and for how long another process may have changed them. Milliseconds. */
const MOST_KNOWN = 10_000;
const FRESH = 60_000;

/** To read settings may take so long, whoever waits for them. Milliseconds. */
const READING = 5000;

/** After so long nobody is at work any more on a deck that has been reserved room. Milliseconds. */
const SETTLED = 120_000;

/** What it means when Discord cannot be asked in time whether somebody is a member: for now they are none, or an error. */
type Unsure = "no" | "throw";

const UNSURE =
  "I can't ask Discord right now which servers you are in, so I don't know which decks you may use. Try again in a minute.";

export type Library = ReturnType<typeof createLibrary>;

/**
 * The decks there are, as one person may see them.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError "not-sent" when the
 * store does not answer.
 */
export function createLibrary({ store, builtin, defaultDeck, isMember, now }: LibraryDeps) {
  const shipped = new Map(
    builtin.map((deck): [string, UsableDeck] => [
      deck.id,
      { ...deck, owner: { kind: "builtin" }, growth: [] },
    ]),
  );
  const { current, withCards, forget } = createDeckCache(store);
  const recent = new LRUCache<string, GuildSettings>({ max: MOST_KNOWN, ttl: FRESH });
  const asked = new Map<string, Promise<GuildSettings>>();

  /** Whether a person may see and use a deck; where Discord does not say so in time, they may not for now. */
  async function sees(
    viewer: Viewer,
    guarded: Guarded,
    deadline: Deadline,
    unsure: Unsure = "no",
  ): Promise<boolean> {
    const answer = maySee(viewer, guarded);
    if (answer !== "ask") return answer;
    if (guarded.owner.kind !== "server") return false;
    const asked = isMember(guarded.owner.id, viewer.userId);
    if (unsure === "throw") {
      return await within(asked, deadline, false).catch((error) => {
        throw new UserError(UNSURE, { cause: error });
      });
    }
    return await before(
      deadline,
      asked.catch(() => false),
      false,
    );
  }

  const isElsewhere = ({ guildId }: Viewer, { owner }: Guarded) =>
    guildId !== undefined && owner.kind === "server" && owner.id !== guildId;

  /**
   * Contents of the decks that a person may use; the others are missing.
   *
   * @param unsure "throw" where a wrong "no" would do harm: UserError when Discord could not be asked
   * @param where "near" leaves out those of other servers than the one the person is in
   */
  async function usable(
    viewer: Viewer,
    ids: readonly string[],
    deadline: Deadline,
    where: "near" | "anywhere" = "anywhere",
    unsure: Unsure = "no",
  ) {
    const others = await current(
      ids.filter((id) => !shipped.has(id)),
      deadline,
    );
    const found = await Promise.all(
      ids.map(async (id) => {
        const known = others.get(id);
        if (!known || (where === "near" && isElsewhere(viewer, known.head))) return shipped.get(id);
        if (!(await sees(viewer, known.head, deadline, unsure))) return undefined;
        return await withCards(known, deadline);
      }),
    );
    const decks = new Map(found.flatMap((deck) => (deck ? [[deck.id, deck] as const] : [])));
    return decks as ReadonlyMap<string, UsableDeck>;
  }

  /** A list may still name a deck that is gone, where a connection broke at the wrong moment. */
  async function tidy({ guildId, userId }: Viewer, id: string, deadline: Deadline): Promise<void> {
    const owners: Owner[] = [{ kind: "person", id: userId }];
    if (guildId) owners.push({ kind: "server", id: guildId });
    await Promise.all(owners.map((owner) => settle(store, owner, id, deadline)));
  }

  async function open(viewer: Viewer, id: string, deadline: Deadline): Promise<DeckInfo | undefined> {
    const own = shipped.get(id);
    if (own) return infoOfShipped(own);
    const known = (await current([id], deadline)).get(id);
    return known && (await sees(viewer, known.head, deadline)) ? infoOf(known.head) : undefined;
  }

  async function shelfOf(owner: Owner, deadline: Deadline): Promise<Listed[]> {
    const shelf = await readShelf(store, owner, deadline);
    const listed: Listed[] = [];
    for (const [id, entry] of shelf) {
      const { deletedAt, pendingSince } = entry;
      if (pendingSince !== undefined) {
        if (now() - pendingSince < SETTLED) continue;
        // Whoever reserved room for it did not come back: it was written, or it never will be.
        const head = await settle(store, owner, id, deadline);
        if (head) listed.push(infoOf(head));
      } else if (deletedAt === undefined) listed.push({ ...entry, id, owner });
      else if (now() - deletedAt > BACK) await takeFromShelf(store, owner, id, deadline);
    }
    return listed.sort((a, b) => a.title.localeCompare(b.title, "en"));
  }

  /** Decks of other servers that the person may still see: those started, and in direct messages all of home servers. */
  async function elsewhere(
    viewer: Viewer,
    listed: ReadonlySet<string>,
    deadline: Deadline,
  ): Promise<Listed[]> {
    const fields = await within(store.hkeys(learnerKeys(viewer.userId).learner), deadline, false);
    const named = (prefix: string) =>
      fields.flatMap((field) => (field.startsWith(prefix) ? [field.slice(prefix.length)] : []));
    const started = named("d:").filter((id) => !listed.has(id) && !shipped.has(id));
    const heads = [...(await current(started, deadline)).values()].map(({ head }) => infoOf(head));
    const homes = viewer.guildId ? [] : named("h:").slice(0, MOST_HOMES);
    const shelves = await Promise.all(homes.map((id) => shelfOf({ kind: "server", id }, deadline)));
    const all = new Map([...heads, ...shelves.flat()].map((deck) => [deck.id, deck]));
    const decks = [...all.values()].filter(({ id }) => !listed.has(id));
    const seen = await Promise.all(decks.map((deck) => sees(viewer, deck, deadline)));
    return decks.filter((_, index) => seen[index]);
  }

  /** All decks a person may use: this server's, their own, those on board, those of other servers they have started. */
  async function list(viewer: Viewer, deadline: Deadline): Promise<readonly Listed[]> {
    const { guildId, userId } = viewer;
    const [here, own] = await Promise.all([
      guildId ? shelfOf({ kind: "server", id: guildId }, deadline) : [],
      shelfOf({ kind: "person", id: userId }, deadline),
    ]);
    // One that is moving stands on both for a moment.
    const near = [...new Map([...here, ...own].map((deck) => [deck.id, deck])).values()];
    const far = await elsewhere(viewer, new Set(near.map(({ id }) => id)), deadline);
    return [...near, ...builtin.map(infoOfShipped), ...far];
  }

  /** Decks deleted within a day that the person may bring back: the server's, and their own. */
  async function deleted(viewer: Viewer, deadline: Deadline): Promise<readonly Listed[]> {
    const owners: Owner[] = [
      ...(viewer.guildId ? [{ kind: "server", id: viewer.guildId } as const] : []),
      { kind: "person", id: viewer.userId },
    ];
    const shelves = await Promise.all(
      owners.map(async (owner) => {
        const shelf = await readShelf(store, owner, deadline);
        return [...shelf].map(([id, entry]) => ({ ...entry, id, owner }));
      }),
    );
    return shelves
      .flat()
      .filter(({ deletedAt }) => deletedAt !== undefined && now() - deletedAt < BACK)
      .filter((deck) => mayEdit(viewer, deck));
  }

  async function settings(guildId: string, deadline: Deadline): Promise<GuildSettings> {
    const read = await readSettings(store, guildId, deadline);
    recent.set(guildId, read);
    return read;
  }

  /** Settings as they are, or were a minute ago: what a rating needs of them takes no request, while the server is in use. */
  async function recentSettings(guildId: string, deadline: Deadline): Promise<GuildSettings> {
    const before = recent.get(guildId);
    if (before) return before;
    const reading = asked.get(guildId) ?? settings(guildId, deadlineIn(READING));
    asked.set(guildId, reading);
    reading.finally(() => asked.delete(guildId)).catch(() => {});
    // Whoever asked first may have less time left than those who share the answer.
    return await within(reading, deadline, false);
  }

  return {
    deleted,
    sees,
    usable,
    open,
    list,

    /**
     * Contents of decks by id, for what was opened before. Those that are gone are missing, and those that have become
     * another person's own.
     */
    async contents(
      ids: readonly string[],
      deadline: Deadline,
      userId?: string,
    ): Promise<ReadonlyMap<string, UsableDeck>> {
      const decks = new Map<string, UsableDeck>();
      const others = ids.filter((id) => !shipped.has(id));
      const known = others.length > 0 ? await current(others, deadline) : new Map<string, Kept>();
      for (const id of ids) {
        const deck = shipped.get(id);
        const entry = known.get(id);
        if (deck) decks.set(id, deck);
        else if (entry && !isAnothers(entry.head, userId)) decks.set(id, await withCards(entry, deadline));
      }
      return decks;
    },

    /**
     * The deck that a person means by free text: an id or an exact title, of those they may see.
     *
     * @throws UserError with the closest titles when there is none
     */
    async find(viewer: Viewer, text: string, deadline: Deadline): Promise<DeckInfo> {
      // What was picked from the list is an id, and most often it is.
      const picked = /^[a-z0-9-]{1,32}$/.test(text) ? await open(viewer, text, deadline) : undefined;
      if (picked) return picked;
      const decks = await list(viewer, deadline);
      const found = findDeck(decks, text);
      const info = "deck" in found ? await open(viewer, found.deck.id, deadline) : undefined;
      if (info) return info;
      if ("deck" in found) await tidy(viewer, found.deck.id, deadline);
      const closest = "deck" in found ? [] : found.closest.map(({ title }) => `**${plain(title)}**`);
      const hint = closest.length > 0 ? ` Did you mean ${closest.join(", ")}?` : "";
      throw new UserError(
        `There is no deck called “${plain(text.slice(0, 100))}” that you can use here.${hint} Pick one from the list while you type.`,
      );
    },

    /** The cards deleted from a deck within a day. */
    gone: (id: string, deadline: Deadline): Promise<readonly Card[]> => readGone(store, id, now(), deadline),

    /** One card of a deck, as it is now; undefined when there is none of this number. */
    async card(id: string, number: number, deadline: Deadline): Promise<Card | undefined> {
      const deck = (await this.contents([id], deadline)).get(id);
      return deck && cardByNumber(deck, number);
    },

    /** The numbers of a deck's cards that the person suspended. */
    async suspended(viewer: Viewer, id: string, deadline: Deadline): Promise<ReadonlySet<number>> {
      return (await suspendedCards(store, viewer.userId, [id], deadline)).get(id) ?? new Set();
    },

    image: (deckId: string, image: string, deadline: Deadline) => readImage(store, deckId, image, deadline),

    /** The bot's own deck for those who have not chosen any. */
    standardDeck: defaultDeck,

    /** The deck for those who have not chosen any: the server's, where it has set one. */
    async defaultDeck(viewer: Viewer, deadline: Deadline): Promise<string> {
      if (!viewer.guildId) return defaultDeck;
      const { defaultDeck: chosen } = await readSettings(store, viewer.guildId, deadline);
      return chosen && (await open(viewer, chosen, deadline)) ? chosen : defaultDeck;
    },

    settings,
    recentSettings,

    /** The time zone of a server, as it is now or was a minute ago; UTC until it has set one. */
    zone: async (guildId: string, deadline: Deadline): Promise<string> =>
      (await recentSettings(guildId, deadline)).zone ?? "UTC",

    /** What was kept of a deck is out of date. */
    forget,
    tidy,
  };
}

const isAnothers = ({ owner }: Guarded, userId: string | undefined) =>
  userId !== undefined && owner.kind === "person" && owner.id !== userId;

/** What comes before a deadline, or else what stands in for it. */
async function before<T>(deadline: Deadline, work: Promise<T>, otherwise: T): Promise<T> {
  const left = new AbortController();
  const late = wait(Math.max(0, deadline - performance.now()), otherwise, { signal: left.signal });
  try {
    return await Promise.race([work, late]);
  } finally {
    left.abort();
    late.catch(() => {});
  }
}

const infoOfShipped = (deck: Deck): DeckInfo & Listed => ({
  id: deck.id,
  title: deck.title,
  description: deck.description,
  tags: [],
  cards: deck.cards.length,
  ideas: 0,
  owner: { kind: "builtin" },
  creator: undefined,
  editorRole: undefined,
  origin: undefined,
});

const infoOf = (head: DeckHead): DeckInfo & Listed => ({
  id: head.id,
  title: head.title,
  description: head.description,
  tags: head.tags,
  cards: head.cards,
  ideas: head.ideas,
  owner: head.owner,
  creator: head.creator,
  editorRole: head.editorRole,
  origin: head.origin,
});
