import { LRUCache } from "lru-cache";
import type { Guarded } from "../decks/access.ts";
import type { Deck } from "../decks/deck.ts";
import { type Deadline, deadlineIn, type Store, within } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { deckRevisions, loadDeck, readCards } from "../store/decks.ts";

/** For so long a deck that another process may have changed is shown as it was. Milliseconds. */
const FRESH = 5000;

/** To read all cards of a deck may take so long, whoever waits for it. Milliseconds. */
const READING = 10_000;

/** Characters of all decks kept in memory, and how many decks' changes are remembered while they are read. */
const MOST_KEPT = 64_000_000;
const MOST_CHANGES = 10_000;

/** A deck with its cards, whose it is, and when it grew. */
export type UsableDeck = Deck & Pick<Guarded, "owner"> & Pick<DeckHead, "growth">;

/** A deck as it was read; its cards only once somebody asked for them. */
export interface Kept {
  readonly head: DeckHead;
  readonly revision: string;
  cards: Promise<UsableDeck> | undefined;
  checkedAt: number;
}

/** The decks in use, kept in the process with the revision they had. */
export function createDeckCache(store: Store) {
  const kept = new LRUCache<string, Kept>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ head, cards }) => (cards ? head.bytes : 0) + 1000,
  });
  /** How often a deck was changed here: what was read before that is out of date, and is not kept. */
  const changes = new LRUCache<string, number>({ max: MOST_CHANGES });

  async function load(id: string, moment: number, deadline: Deadline): Promise<Kept | undefined> {
    const before = changes.get(id);
    const { head, revision } = await loadDeck(store, id, deadline);
    if (!head) return undefined;
    const entry: Kept = { head, revision, cards: undefined, checkedAt: moment };
    if (changes.get(id) === before) kept.set(id, entry);
    return entry;
  }

  return {
    /**
     * Decks as the store has them now, or had them a moment ago, by id; those that are gone or deleted are missing.
     *
     * @throws StoreError "not-sent" when the store does not answer
     */
    async current(ids: readonly string[], deadline: Deadline): Promise<ReadonlyMap<string, Kept>> {
      const moment = performance.now();
      const found = new Map<string, Kept>();
      const stale: string[] = [];
      for (const id of ids) {
        const known = kept.get(id);
        if (known && moment - known.checkedAt <= FRESH) found.set(id, known);
        else stale.push(id);
      }
      const revisions = stale.length > 0 ? await deckRevisions(store, stale, deadline) : new Map();
      const loaded = await Promise.all(
        stale.map(async (id) => {
          const known = kept.get(id);
          if (!known || known.revision !== revisions.get(id)) return await load(id, moment, deadline);
          known.checkedAt = moment;
          return known;
        }),
      );
      for (const entry of loaded) if (entry) found.set(entry.head.id, entry);
      for (const [id, { head }] of found) if (head.deletedAt !== undefined) found.delete(id);
      return found;
    },

    /** The deck with its cards: read once, however many ask at the same time. @throws StoreError "not-sent" */
    async withCards(known: Kept, deadline: Deadline): Promise<UsableDeck> {
      const { id, title, description, owner, growth } = known.head;
      if (!known.cards) {
        const reading = readCards(store, known.head, deadlineIn(READING)).then((cards) => ({
          id,
          title,
          description,
          owner,
          growth,
          cards,
        }));
        known.cards = reading;
        reading.then(
          () => {
            if (kept.get(id) !== known) return;
            // Its size is counted anew only where it comes in anew.
            kept.delete(id);
            kept.set(id, known);
          },
          () => {
            known.cards = undefined;
          },
        );
      }
      // Whoever began the reading may have had less time left than those who share it.
      return await within(known.cards, deadline, false);
    },

    /** What was kept of a deck is out of date. */
    forget(id: string): void {
      changes.set(id, (changes.get(id) ?? 0) + 1);
      kept.delete(id);
    },
  };
}
