import { LRUCache } from "lru-cache";
import { type Guarded, mayEdit, maySee, type Owner, type Viewer } from "../decks/access.ts";
import type { Card, Deck } from "../decks/deck.ts";
import { findDeck } from "../decks/find.ts";
import { type Deadline, type Store, within } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { deckRevisions, loadDeck, readAllGone, readCards, readImage } from "../store/decks.ts";
import { learnerKeys } from "../store/keys.ts";
import { suspendedCards } from "../store/learners.ts";
import { type GuildSettings, readSettings } from "../store/settings.ts";
import { entryOf, putOnShelf, readShelf, takeFromShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";

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
  /** Whether a person is in a server; false also where that cannot be told. */
  readonly isMember: (guildId: string, userId: string) => Promise<boolean>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** After so long nobody is at work any more on a deck that has been reserved room. Milliseconds. */
const SETTLED = 120_000;

const ANY_ROOM = { decks: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

/** For so long a deleted deck can be brought back. Milliseconds. */
const BACK = 86_400_000;

/** For so long a deck that another process may have changed is shown as it was. Milliseconds. */
const FRESH = 5000;

/** Characters of all decks kept in memory. */
const MOST_KEPT = 64_000_000;

interface Kept {
  readonly head: DeckHead;
  readonly revision: string;
  deck: Deck | undefined;
  checkedAt: number;
}

export type Library = ReturnType<typeof createLibrary>;

/**
 * The decks there are, as one person may see them.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError "not-sent" when the
 * store does not answer.
 */
export function createLibrary({ store, builtin, defaultDeck, isMember, now }: LibraryDeps) {
  const shipped = new Map(builtin.map((deck) => [deck.id, deck]));
  const kept = new LRUCache<string, Kept>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ head, deck }) => (deck ? head.bytes : 0) + 1000,
  });

  /** Rises with every change made here: what was read before it may be out of date, and is not kept. */
  let changes = 0;

  /** Decks as the store has them now, or had them a moment ago. */
  async function current(ids: readonly string[], deadline: Deadline): Promise<Map<string, Kept>> {
    const moment = performance.now();
    const found = new Map<string, Kept>();
    const stale: string[] = [];
    for (const id of ids) {
      const known = kept.get(id);
      if (known && moment - known.checkedAt <= FRESH) found.set(id, known);
      else stale.push(id);
    }
    if (stale.length > 0) {
      const revisions = await deckRevisions(store, stale, deadline);
      await Promise.all(
        stale.map(async (id) => {
          const known = kept.get(id);
          const revision = revisions.get(id);
          if (revision === undefined) kept.delete(id);
          else if (known?.revision === revision) {
            known.checkedAt = moment;
            found.set(id, known);
          } else {
            const before = changes;
            const { head, revision: loaded } = await loadDeck(store, id, deadline);
            if (!head) return;
            const entry = { head, revision: loaded, deck: undefined, checkedAt: moment };
            found.set(id, entry);
            if (changes === before) kept.set(id, entry);
          }
        }),
      );
    }
    for (const [id, { head }] of found) if (head.deletedAt !== undefined) found.delete(id);
    return found;
  }

  async function withCards(id: string, known: Kept, deadline: Deadline): Promise<Deck> {
    if (known.deck) return known.deck;
    const before = changes;
    const { title, description } = known.head;
    const deck = { id, title, description, cards: await readCards(store, known.head, deadline) };
    if (changes === before) kept.set(id, { ...known, deck });
    return deck;
  }

  /** Whether a person may see and use a deck. */
  async function sees(viewer: Viewer, guarded: Guarded): Promise<boolean> {
    const answer = maySee(viewer, guarded);
    if (answer !== "ask") return answer;
    return guarded.owner.kind === "server" && (await isMember(guarded.owner.id, viewer.userId));
  }

  const isElsewhere = ({ guildId }: Viewer, { owner }: Guarded) =>
    guildId !== undefined && owner.kind === "server" && owner.id !== guildId;

  /**
   * Contents of the decks that a person may use; the others are missing.
   *
   * @param where "near" leaves out those of other servers than the one the person is in
   */
  async function usable(
    viewer: Viewer,
    ids: readonly string[],
    deadline: Deadline,
    where: "near" | "anywhere" = "anywhere",
  ) {
    const decks = new Map<string, Deck>();
    const others = await current(
      ids.filter((id) => !shipped.has(id)),
      deadline,
    );
    for (const id of ids) {
      const deck = shipped.get(id);
      const known = others.get(id);
      if (deck) decks.set(id, deck);
      else if (!known || (where === "near" && isElsewhere(viewer, known.head))) continue;
      else if (await sees(viewer, known.head)) decks.set(id, await withCards(id, known, deadline));
    }
    return decks as ReadonlyMap<string, Deck>;
  }

  async function open(viewer: Viewer, id: string, deadline: Deadline): Promise<DeckInfo | undefined> {
    const own = shipped.get(id);
    if (own) return infoOfShipped(own);
    const known = (await current([id], deadline)).get(id);
    return known && (await sees(viewer, known.head)) ? infoOf(known.head) : undefined;
  }

  async function shelfOf(owner: Owner, deadline: Deadline): Promise<Listed[]> {
    const shelf = await readShelf(store, owner, deadline);
    const listed: Listed[] = [];
    for (const [id, entry] of shelf) {
      const { deletedAt, pendingSince } = entry;
      if (pendingSince !== undefined) {
        if (now() - pendingSince < SETTLED) continue;
        const head = await settle(owner, id, deadline);
        if (head) listed.push(infoOf(head));
      } else if (deletedAt === undefined) listed.push({ ...entry, id, owner });
      else if (now() - deletedAt > BACK) await takeFromShelf(store, owner, id, deadline);
    }
    return listed.sort((a, b) => a.title.localeCompare(b.title, "en"));
  }

  /** Whoever reserved room for a deck did not come back: it was written, or it never will be. */
  async function settle(owner: Owner, id: string, deadline: Deadline): Promise<DeckHead | undefined> {
    const { head } = await loadDeck(store, id, deadline);
    const isThere = head && head.owner.kind === owner.kind && head.deletedAt === undefined;
    if (!isThere) await takeFromShelf(store, owner, id, deadline);
    // It has its room already, so none is asked for.
    else await putOnShelf(store, owner, id, entryOf(head), ANY_ROOM, deadline);
    return isThere ? head : undefined;
  }

  /** The decks of other servers that the person has started and may still see. */
  async function elsewhere(
    viewer: Viewer,
    listed: ReadonlySet<string>,
    deadline: Deadline,
  ): Promise<Listed[]> {
    const fields = await within(store.hkeys(learnerKeys(viewer.userId).learner), deadline, false);
    const started = fields.flatMap((field) => (field.startsWith("d:") ? [field.slice(2)] : []));
    const others = started.filter((id) => !listed.has(id) && !shipped.has(id));
    const found: Listed[] = [];
    for (const [, { head }] of await current(others, deadline)) {
      if (await sees(viewer, head)) found.push(infoOf(head));
    }
    return found;
  }

  /** All decks a person may use: this server's, their own, those on board, those of other servers they have started. */
  async function list(viewer: Viewer, deadline: Deadline): Promise<readonly Listed[]> {
    const { guildId, userId } = viewer;
    const [here, own] = await Promise.all([
      guildId ? shelfOf({ kind: "server", id: guildId }, deadline) : [],
      shelfOf({ kind: "person", id: userId }, deadline),
    ]);
    const near = [...here, ...own];
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

  return {
    deleted,
    sees,
    usable,
    open,
    list,

    /** Contents of decks by id, whoever asks: for what was opened before. Those that are gone are missing. */
    async contents(ids: readonly string[], deadline: Deadline): Promise<ReadonlyMap<string, Deck>> {
      const decks = new Map<string, Deck>();
      const others = ids.filter((id) => !shipped.has(id));
      const known = others.length > 0 ? await current(others, deadline) : new Map<string, Kept>();
      for (const id of ids) {
        const deck = shipped.get(id);
        const entry = known.get(id);
        if (deck) decks.set(id, deck);
        else if (entry) decks.set(id, await withCards(id, entry, deadline));
      }
      return decks;
    },

    /**
     * The deck that a person means by free text: an id or an exact title, of those they may see.
     *
     * @throws UserError with the closest titles when there is none
     */
    async find(viewer: Viewer, text: string, deadline: Deadline): Promise<DeckInfo> {
      const decks = await list(viewer, deadline);
      const found = findDeck(decks, text);
      const info = "deck" in found ? await open(viewer, found.deck.id, deadline) : undefined;
      if (info) return info;
      const closest = "deck" in found ? [] : found.closest.map(({ title }) => `**${inert(title)}**`);
      const hint = closest.length > 0 ? ` Did you mean ${closest.join(", ")}?` : "";
      throw new UserError(
        `There is no deck called “${inert(text.slice(0, 100))}” that you can use here.${hint} Pick one from the list while you type.`,
      );
    },

    /** The cards deleted from a deck within a day. */
    gone: (id: string, deadline: Deadline): Promise<readonly Card[]> => readAllGone(store, id, deadline),

    /** One card of a deck, as it is now; undefined when there is none of this number. */
    async card(id: string, number: number, deadline: Deadline): Promise<Card | undefined> {
      const decks = await this.contents([id], deadline);
      return decks.get(id)?.cards.find((card) => card.number === number);
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

    settings: (guildId: string, deadline: Deadline): Promise<GuildSettings> =>
      readSettings(store, guildId, deadline),

    /** What was kept of a deck is out of date. */
    forget: (id: string): void => {
      changes += 1;
      kept.delete(id);
    },

    /** Takes a deck that is gone, or another's by now, off a shelf where it was left standing. */
    tidy: (owner: Owner, id: string, deadline: Deadline) => takeFromShelf(store, owner, id, deadline),
  };
}

const inert = (text: string) => text.replace(/[\\`*_~|<>[\]]/g, "\\$&").replace(/\s+/g, " ");

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
