import { LRUCache } from "lru-cache";
import { cardByNumber, type Deck } from "../decks/deck.ts";
import type { Library } from "../library/library.ts";
import { readBoard } from "../store/boards.ts";
import { type Deadline, deadlineIn, type Store } from "../store/connection.ts";
import { deckStates } from "../store/learners.ts";
import { readStanding } from "../store/tallies.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { keptPeriods, monthsBetween } from "../study/period.ts";
import {
  type Activity,
  countActivity,
  countGroupDeck,
  firstGroupDay,
  type GroupDeck,
  type GroupHard,
  hardestOf,
  LEAST_LEARNERS,
} from "./group.ts";

/** Learners who are counted, those with the most points first. */
const MOST_LEARNERS = 500;

/** Decks that are looked into, those with the most learners first. */
const MOST_DECKS = 6;

/** States of cards that are read for a deck: of a large one fewer learners are asked. */
const MOST_STATES = 40_000;

/** Learners that are read at once. */
const AT_ONCE = 8;

/** What was counted stands for so long. Milliseconds. */
const FRESH = 60_000;
const MOST_KEPT = 200;

/** All of it may take so long: who asked sees meanwhile that it is being thought about. Milliseconds. */
const PATIENCE = 10_000;

export interface ServerStatsDeps {
  readonly store: Store;
  readonly library: Pick<Library, "usable" | "zone">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** A learner, and what they learn for the server. */
interface Learning {
  readonly userId: string;
  readonly zone: string;
  readonly decks: readonly string[];
}

/** What the learners of a server do and know. Whoever is hidden from leaderboards is not among them. */
export interface ServerStats {
  readonly zone: string;
  /** The day of now in the server's zone. */
  readonly today: number;
  /** When it was counted, in ms. */
  readonly at: number;
  readonly activity: Activity;
  /** The decks that enough people learn, most learners first. */
  readonly decks: readonly GroupDeck[];
  readonly titles: ReadonlyMap<string, string>;
  readonly hardest: readonly GroupHard[];
  /** The front of each of the hardest cards, in their order. */
  readonly fronts: readonly string[];
}

export type ServerStatsReader = ReturnType<typeof createServerStats>;

/**
 * Reads what a server's learners do and know, from their own counters and states: nothing is stored for it.
 *
 * @returns a function that throws StoreError "not-sent" when the store does not answer in time
 */
export function createServerStats({ store, library, now }: ServerStatsDeps) {
  const kept = new LRUCache<string, Promise<ServerStats>>({ max: MOST_KEPT, ttl: FRESH });

  /** Those who stand on the server's boards of the last months, the best of the latest first. */
  async function learnersOf(guildId: string, today: number, deadline: Deadline): Promise<readonly string[]> {
    const months = keptPeriods(today).filter(({ kind }) => kind === "month");
    const boards = await Promise.all(
      months.map(({ name }) =>
        readBoard(store, guildId, { period: name, deck: undefined }, "", 0, MOST_LEARNERS, deadline),
      ),
    );
    const ids = boards.flatMap(({ entries }) => entries.map(({ userId }) => userId));
    return [...new Set(ids)].slice(0, MOST_LEARNERS);
  }

  async function knowledge({ id, cards }: Deck, learners: readonly Learning[], deadline: Deadline) {
    const numbers = cards.map(({ number }) => number);
    const count = countGroupDeck(id, numbers);
    const room = Math.max(LEAST_LEARNERS, Math.floor(MOST_STATES / Math.max(1, numbers.length)));
    await mapOf(learners.slice(0, room), async ({ userId, zone }) => {
      const states = await deckStates(store, userId, id, numbers, deadline);
      count.add(states, learnerDay(now(), zone), zone);
    });
    return count;
  }

  async function read(guildId: string): Promise<ServerStats> {
    const deadline = deadlineIn(PATIENCE);
    const at = now();
    const zone = knownZone(await library.zone(guildId, deadline));
    const today = learnerDay(at, zone);
    const months = monthsBetween(firstGroupDay(today), today);
    const activity = countActivity(today);
    const ids = await learnersOf(guildId, today, deadline);
    const learners = await mapOf(ids, async (userId): Promise<Learning | undefined> => {
      const all = { since: 0, recent: months.length };
      const { learner, tallies } = await readStanding(store, userId, months, all, deadline);
      const home = learner.homes.get(guildId);
      if (learner.hidden || home === undefined) return undefined;
      activity.add(tallies.days.filter((one) => one.home === home));
      const numbers = new Set(tallies.ever.flatMap((one) => (one.home === home ? [one.deck] : [])));
      const decks = [...learner.decks].flatMap(([deck, number]) => (numbers.has(number) ? [deck] : []));
      return { userId, zone: knownZone(learner.zone), decks };
    });
    const here = learners.filter((learner) => learner !== undefined);
    const byDeck = Map.groupBy(
      here.flatMap((learner) => learner.decks.map((deck) => ({ deck, learner }))),
      ({ deck }) => deck,
    );
    const learned = [...byDeck]
      .filter(([, list]) => list.length >= LEAST_LEARNERS)
      .toSorted(([, one], [, other]) => other.length - one.length);
    // Nobody in particular: what they may see in the server is for everybody there.
    const anybody = { userId: "", guildId, manages: false, roles: [] };
    const decks = await library.usable(
      anybody,
      learned.map(([id]) => id),
      deadline,
      "near",
    );
    const shown = learned.filter(([id]) => decks.has(id)).slice(0, MOST_DECKS);
    const counted: { readonly deck: GroupDeck; readonly hardest: readonly GroupHard[] }[] = [];
    for (const [id, list] of shown) {
      const deck = decks.get(id);
      if (!deck) continue;
      const all = list.map(({ learner }) => learner);
      const count = await knowledge(deck, all, deadline);
      counted.push({ deck: count.deck(), hardest: count.hardest() });
    }
    const hardest = hardestOf(counted.flatMap((one) => one.hardest));
    return {
      zone,
      today,
      at,
      activity: activity.figures(),
      decks: counted.map(({ deck }) => deck),
      titles: new Map([...decks].map(([id, { title }]) => [id, title])),
      hardest,
      fronts: hardest.map(({ deck, number }) => {
        const found = decks.get(deck);
        return (found && cardByNumber(found, number)?.front) ?? "";
      }),
    };
  }

  return (guildId: string): Promise<ServerStats> => {
    const known = kept.get(guildId);
    if (known) return known;
    const reading = read(guildId);
    kept.set(guildId, reading);
    // What failed is tried again by the next one who asks.
    reading.catch(() => kept.delete(guildId));
    return reading;
  };
}

/** What some work makes of each, in their order; a few are done at once. */
async function mapOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const made: R[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) made[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return made;
}
