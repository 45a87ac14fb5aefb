import type { Viewer } from "../decks/access.ts";
import type { Deck } from "../decks/deck.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Library } from "../library/library.ts";
import type { Deadline, Store } from "../store/connection.ts";
import { addedAt } from "../store/deck-record.ts";
import { deckStates, type Snapshot, suspendedCards } from "../store/learners.ts";
import type { Wish } from "../store/quiz-record.ts";
import { dayStart, knownZone, learnerDay } from "../study/learner-day.ts";
import { roomOn } from "../study/limits.ts";
import { type Candidates, planQuiz } from "../study/plan.ts";
import type { PlannedCard } from "../study/quiz.ts";
import { retrievability } from "../study/scheduler.ts";
import { gapSince, type StreakNow, streakNow } from "../study/streak.ts";

/** What there is to learn, and the clock. */
export interface Shelf {
  readonly store: Store;
  readonly library: Pick<Library, "usable" | "contents" | "open" | "defaultDeck" | "zone" | "settings">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** What a wish comes to. */
export interface Choice {
  /** Empty when there is nothing to review or to learn. */
  readonly plan: readonly PlannedCard[];
  /** New cards in the plan beyond the day's limit. */
  readonly beyondLimit: number;
  /** Start of the learner day on which the next card is due, in ms; undefined when none is to come. */
  readonly nextDueAt: number | undefined;
  /** Due cards, new ones, and cards learned but not due yet, whether in the plan or not. */
  readonly dueLeft: number;
  readonly newLeft: number;
  readonly aheadLeft: number;
}

/** Cards in a quiz when the learner did not say how many. */
const DEFAULT_CARDS = 10;

/** The learner day of now. */
const today = (shelf: Shelf, { learner }: Snapshot) => learnerDay(shelf.now(), knownZone(learner.zone));

/**
 * The decks that a quiz may draw on: the one wished for, or all that the learner has started (in a server not those of
 * others, whose cards are not for everybody there to see) and the default deck.
 *
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function decksFor(
  { library }: Shelf,
  viewer: Viewer,
  { learner }: Snapshot,
  wish: Wish,
  deadline: Deadline,
  unsure: "no" | "throw" = "no",
): Promise<ReadonlyMap<string, UsableDeck>> {
  if (wish.deck) return await library.usable(viewer, [wish.deck], deadline);
  const first = await library.defaultDeck(viewer, deadline);
  const ids = [...new Set([...learner.decks.keys(), first])];
  return await library.usable(viewer, ids, deadline, "near", unsure);
}

/**
 * Chooses the cards of a quiz out of decks.
 *
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function chooseCards(
  shelf: Shelf,
  snapshot: Snapshot,
  decks: ReadonlyMap<string, Deck>,
  wish: Wish,
  deadline: Deadline,
): Promise<Choice> {
  const { candidates, nextDueAt } = await candidatesFor(shelf, snapshot, decks, deadline);
  const { plan, beyondLimit } = planQuiz(
    candidates,
    wish.mode,
    wish.cards ?? DEFAULT_CARDS,
    wish.cards !== undefined,
    roomOn(today(shelf, snapshot), snapshot.learner),
  );
  return {
    plan,
    beyondLimit,
    nextDueAt,
    dueLeft: candidates.due.length,
    newLeft: candidates.fresh.length,
    aheadLeft: candidates.ahead.length,
  };
}

async function candidatesFor(
  shelf: Shelf,
  snapshot: Snapshot,
  decks: ReadonlyMap<string, Deck>,
  deadline: Deadline,
) {
  const zone = knownZone(snapshot.learner.zone);
  const day = today(shelf, snapshot);
  const candidates: { [K in keyof Candidates]: Candidates[K][number][] } = { due: [], fresh: [], ahead: [] };
  const later: { deck: string; number: number; due: number }[] = [];
  const suspended = await suspendedCards(shelf.store, snapshot.userId, [...decks.keys()], deadline);
  for (const [id, deck] of decks) {
    const states = await statesOf(shelf, deck, snapshot.userId, deadline);
    for (const { number } of deck.cards) {
      if (suspended.get(id)?.has(number)) continue;
      const state = states.get(number);
      const card = { deck: id, number };
      if (!state) candidates.fresh.push(card);
      else if (state.due > day) later.push({ ...card, due: state.due });
      else candidates.due.push({ ...card, retrievability: retrievability(state, day, zone) });
    }
  }
  later.sort((a, b) => a.due - b.due);
  candidates.ahead.push(...later);
  return { candidates, nextDueAt: later[0] && dayStart(later[0].due, zone) };
}

/** What one deck holds for today. */
export interface DeckOutlook {
  readonly title: string;
  /** Due and new cards, within what the day's limits leave. */
  readonly due: number;
  readonly fresh: number;
}

/**
 * What there is to learn today, by deck: due cards and new ones as far as the day's limits leave room for, in the order
 * in which a quiz would take them.
 *
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function outlook(
  shelf: Shelf,
  viewer: Viewer,
  snapshot: Snapshot,
  deadline: Deadline,
): Promise<readonly DeckOutlook[]> {
  const wish = { deck: undefined, mode: "study", cards: undefined } as const;
  // A deck left out by mistake would be a reminder that says nothing is due.
  const decks = await decksFor(shelf, viewer, snapshot, wish, deadline, "throw");
  const { candidates } = await candidatesFor(shelf, snapshot, decks, deadline);
  const day = today(shelf, snapshot);
  const everything = candidates.due.length + candidates.fresh.length;
  const { plan } = planQuiz(candidates, "study", everything, false, roomOn(day, snapshot.learner));
  const cards = Map.groupBy(plan, ({ deck }) => deck);
  return [...decks].flatMap(([id, { title }]) => {
    const mine = cards.get(id);
    if (!mine) return [];
    const fresh = mine.filter(({ kind }) => kind === "new").length;
    return [{ title, due: mine.length - fresh, fresh }];
  });
}

/** The learner, wherever they are. */
const anywhere = ({ userId }: Snapshot): Viewer => ({
  userId,
  guildId: undefined,
  manages: false,
  roles: [],
});

/**
 * How many days were missed since the last that counted for the streak: whole days on which a started deck had a card
 * that was due, or a new one that had not come in on that very day.
 *
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function missedDays(shelf: Shelf, snapshot: Snapshot, deadline: Deadline): Promise<number> {
  const { streak, decks: started } = snapshot.learner;
  const zone = knownZone(snapshot.learner.zone);
  const gap = gapSince(streak, shelf.now(), zone);
  if (!gap) return 0;
  const decks = await shelf.library.usable(anywhere(snapshot), [...started.keys()], deadline);
  const suspended = await suspendedCards(shelf.store, snapshot.userId, [...decks.keys()], deadline);
  const takesNew = snapshot.learner.newADay > 0;
  // What is there on one day is there on all that follow, since nothing was reviewed on them.
  let since = Number.POSITIVE_INFINITY;
  for (const [id, deck] of decks) {
    const states = await statesOf(shelf, deck, snapshot.userId, deadline);
    for (const { number } of deck.cards) {
      if (suspended.get(id)?.has(number)) continue;
      const state = states.get(number);
      if (state) since = Math.min(since, state.due);
      else if (takesNew) since = Math.min(since, freshSince(deck, number, zone));
    }
  }
  return Math.max(0, gap.last - Math.max(gap.first, since) + 1);
}

/** The first learner day that began with a new card in its deck. */
function freshSince({ growth }: UsableDeck, number: number, zone: string): number {
  const at = addedAt(growth, number);
  return at === undefined ? Number.NEGATIVE_INFINITY : learnerDay(at * 1000, zone) + 1;
}

/**
 * The learner's streak as it stands now: what everything that shows it shows.
 *
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function streakToday(shelf: Shelf, snapshot: Snapshot, deadline: Deadline): Promise<StreakNow> {
  const missed = await missedDays(shelf, snapshot, deadline);
  return streakNow(snapshot.learner.streak, today(shelf, snapshot), missed);
}

function statesOf(shelf: Shelf, deck: Deck, userId: string, deadline: Deadline) {
  const numbers = deck.cards.map(({ number }) => number);
  return deckStates(shelf.store, userId, deck.id, numbers, deadline);
}
