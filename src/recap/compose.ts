import { cardByNumber } from "../decks/deck.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Library } from "../library/library.ts";
import { leaveBoards, readBoard } from "../store/boards.ts";
import { deadlineIn, type Store } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { deckStates, loadLearner, readLogBetween } from "../store/learners.ts";
import { dayStart, knownZone, learnerDay } from "../study/learner-day.ts";
import type { Period } from "../study/period.ts";
import { retrievability } from "../study/scheduler.ts";
import { type CardTally, hardestFirst, sumTallies, tallyCards } from "./studied.ts";

/** Members of a server whose week is looked at, those with the most points: the rest changes little, and takes long. */
const MOST_LEARNERS = 1000;

/** Places that are told, and names at most, where many share them. */
const PLACES = 3;
const MOST_NAMES = 10;

/** Decks of which is told what the group knows: those reviewed most. */
const MOST_DECKS = 3;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

export interface ComposeDeps {
  readonly store: Store;
  readonly library: Pick<Library, "contents">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /**
   * What a member of a server is called there, as it stands in a message; undefined for who is none. Throws where
   * Discord does not say.
   */
  readonly nameOf: (guildId: string, userId: string) => Promise<string | undefined>;
}

/** One of the first of the week. */
export interface Winner {
  readonly userId: string;
  /** As it stands in a message: nothing in it acts as Markdown or pings. */
  readonly name: string;
  readonly points: number;
  /** From 1; who has as many points shares it. */
  readonly place: number;
}

/** What a recap says. */
export interface RecapScene {
  readonly week: Period;
  readonly winners: readonly Winner[];
  /** Others who share the last of these places. */
  readonly sharing: number;
  /** People who earned a point for the server. */
  readonly people: number;
  readonly points: number;
  readonly hardest: HardestCard | undefined;
  readonly knows: readonly DeckKnown[];
}

interface HardestCard {
  readonly deckTitle: string;
  /** The question, as it stands in the deck. */
  readonly front: string;
  readonly reviews: number;
  readonly misses: number;
}

/** What a group knows of a deck. */
export interface DeckKnown {
  readonly title: string;
  /** The share of its cards that would be recalled, averaged over the people who reviewed it in the week. */
  readonly share: number;
  readonly people: number;
}

const soon = () => deadlineIn(PATIENCE);

/** A board of a week, from the most points to the fewest. */
async function boardOf({ store }: ComposeDeps, guildId: string, week: Period) {
  const board = { period: week.name, deck: undefined };
  return await readBoard(store, guildId, board, "", 0, MOST_LEARNERS, soon());
}

/**
 * Who was first in a week: those on the first three places who are still there. Who has left is taken off the boards.
 *
 * @throws StoreError; what `nameOf` throws
 */
export async function winnersOf(
  deps: ComposeDeps,
  guildId: string,
  week: Period,
): Promise<{ readonly winners: readonly Winner[]; readonly sharing: number }> {
  const { entries } = await boardOf(deps, guildId, week);
  const winners: Winner[] = [];
  const left: string[] = [];
  let sharing = 0;
  let ahead = 0;
  for (const [index, { userId, points }] of entries.entries()) {
    const before = winners.at(-1);
    const place = before?.points === points ? before.place : ahead + 1;
    if (place > PLACES) break;
    if (winners.length === MOST_NAMES) {
      sharing = entries.slice(index).filter((entry) => entry.points === points).length;
      break;
    }
    const name = await deps.nameOf(guildId, userId);
    if (name === undefined) left.push(userId);
    else {
      winners.push({ userId, name, points, place });
      ahead += 1;
    }
  }
  await leaveBoards(deps.store, guildId, left, soon());
  return { winners, sharing };
}

/** A learner and how the cards went that they reviewed for the server. */
interface Studied {
  readonly userId: string;
  readonly learner: Learner;
  readonly tallies: readonly CardTally[];
}

/**
 * What there is to tell of a server's week; undefined where nobody earned a point. Who hides from the boards is in none
 * of it.
 *
 * @throws StoreError; what `nameOf` throws
 */
export async function composeRecap(
  deps: ComposeDeps,
  guildId: string,
  week: Period,
  serverZone: string | undefined,
): Promise<RecapScene | undefined> {
  const { winners, sharing } = await winnersOf(deps, guildId, week);
  // Read after that: who left is not on it any more.
  const { entries, size } = await boardOf(deps, guildId, week);
  if (winners.length === 0) return undefined;
  const zone = knownZone(serverZone);
  const studied: Studied[] = [];
  for (const { userId } of entries) {
    const { learner } = await loadLearner(deps.store, userId, soon());
    const home = learner.homes.get(guildId);
    if (learner.hidden || home === undefined) continue;
    const [from, to] = [dayStart(week.first, zone), dayStart(week.last + 1, zone)];
    const records = await readLogBetween(deps.store, userId, from, to, soon());
    studied.push({ userId, learner, tallies: tallyCards(records, learner, home, zone) });
  }
  const sums = sumTallies(studied.flatMap(({ tallies }) => tallies));
  const decks = await decksOf(deps, guildId, sums);
  return {
    week,
    winners,
    sharing,
    people: size,
    points: entries.reduce((sum, { points }) => sum + points, 0),
    hardest: hardestOf(sums, decks),
    knows: await knownOf(deps, sums, decks, studied),
  };
}

/** The decks of cards that are the server's still, or ship with the bot. */
async function decksOf(
  { library }: ComposeDeps,
  guildId: string,
  sums: readonly CardTally[],
): Promise<ReadonlyMap<string, UsableDeck>> {
  const all = await library.contents([...new Set(sums.map(({ deck }) => deck))], soon());
  return new Map(
    [...all].filter(
      ([, { owner }]) => owner.kind === "builtin" || (owner.kind === "server" && owner.id === guildId),
    ),
  );
}

function hardestOf(
  sums: readonly CardTally[],
  decks: ReadonlyMap<string, UsableDeck>,
): HardestCard | undefined {
  for (const { deck: id, number, reviews, misses } of hardestFirst(sums)) {
    const deck = decks.get(id);
    const card = deck && cardByNumber(deck, number);
    if (card) return { deckTitle: deck.title, front: card.front, reviews, misses };
  }
  return undefined;
}

async function knownOf(
  { store, now }: ComposeDeps,
  sums: readonly CardTally[],
  decks: ReadonlyMap<string, UsableDeck>,
  studied: readonly Studied[],
): Promise<readonly DeckKnown[]> {
  const reviews = (id: string) =>
    sums.reduce((sum, { deck, reviews }) => sum + (deck === id ? reviews : 0), 0);
  const most = [...decks.values()]
    .filter(({ cards }) => cards.length > 0)
    .map((deck) => ({ deck, reviews: reviews(deck.id) }))
    .toSorted((a, b) => b.reviews - a.reviews || a.deck.title.localeCompare(b.deck.title))
    .slice(0, MOST_DECKS);
  const known: DeckKnown[] = [];
  for (const { deck } of most) {
    const numbers = deck.cards.map(({ number }) => number);
    const learners = studied.filter(({ tallies }) => tallies.some((tally) => tally.deck === deck.id));
    let recalled = 0;
    for (const { userId, learner } of learners) {
      const zone = knownZone(learner.zone);
      const today = learnerDay(now(), zone);
      const states = await deckStates(store, userId, deck.id, numbers, soon());
      for (const number of numbers) {
        const state = states.get(number);
        if (state) recalled += retrievability(state, today, zone);
      }
    }
    const people = learners.length;
    known.push({ title: deck.title, share: recalled / (people * numbers.length), people });
  }
  return known;
}
