import type { UsableDeck } from "../library/deck-cache.ts";
import type { Deadline, Store } from "../store/connection.ts";
import { bucketOf } from "../store/keys.ts";
import { cardStates, deckStates } from "../store/learners.ts";
import { keyOf, leastRecalled, type Recalls } from "../study/group.ts";
import { learnerDay } from "../study/learner-day.ts";
import type { CardRef } from "../study/plan.ts";
import { type CardState, retrievability } from "../study/scheduler.ts";

/** Cards among which everybody's recall is compared. */
const MOST_CANDIDATES = 60;

/** Of decks with more cards than that, the candidates are found by the recall of a few people alone. */
const MOST_FIRST = 8;

/** States that are read to find the candidates, and requests to compare them: a few milliseconds of work each. */
const MOST_STATES = 20_000;
const MOST_REQUESTS = 2000;

/** For a group a day more or less makes no difference. */
const ZONE = "UTC";

/**
 * The next card of a round: of a bounded set, the one that the people present are least likely to recall together, where
 * a card that somebody never saw counts 0 for them.
 *
 * @param shown cards that were shown already
 * @param people user ids of those present, those who did something last first
 * @param now milliseconds since 1970
 * @returns undefined when no card is left
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function pickNext(
  store: Store,
  decks: ReadonlyMap<string, UsableDeck>,
  shown: readonly CardRef[],
  people: readonly string[],
  now: number,
  deadline: Deadline,
): Promise<CardRef | undefined> {
  const past = new Set(shown.map(keyOf));
  const left = [...decks].flatMap(([deck, { cards }]) =>
    cards.map(({ number }): CardRef => ({ deck, number })).filter((card) => !past.has(keyOf(card))),
  );
  const candidates =
    left.length > MOST_CANDIDATES ? await candidatesOf(store, decks, left, people, now, deadline) : left;
  const buckets = new Set(candidates.map(({ deck, number }) => `${deck}:${bucketOf(number)}`)).size;
  const asked = people.slice(0, Math.max(1, Math.floor(MOST_REQUESTS / Math.max(1, buckets))));
  const recalls = await Promise.all(
    asked.map(async (userId) => recallsOf(await cardStates(store, userId, candidates, deadline), now)),
  );
  return leastRecalled(candidates, recalls, 1)[0];
}

/** A bounded set out of many cards: those that a few of the people are least likely to recall. */
async function candidatesOf(
  store: Store,
  decks: ReadonlyMap<string, UsableDeck>,
  left: readonly CardRef[],
  people: readonly string[],
  now: number,
  deadline: Deadline,
): Promise<readonly CardRef[]> {
  const few = Math.max(1, Math.min(MOST_FIRST, Math.floor(MOST_STATES / left.length)));
  const recalls = await Promise.all(
    people.slice(0, few).map(async (userId) => {
      const all = new Map<string, CardState>();
      for (const [deck, { cards }] of decks) {
        const numbers = cards.map(({ number }) => number);
        for (const [number, state] of await deckStates(store, userId, deck, numbers, deadline)) {
          all.set(keyOf({ deck, number }), state);
        }
      }
      return recallsOf(all, now);
    }),
  );
  return leastRecalled(left, recalls, MOST_CANDIDATES);
}

function recallsOf(states: ReadonlyMap<string, CardState>, now: number): Recalls {
  const today = learnerDay(now, ZONE);
  return new Map([...states].map(([key, state]) => [key, retrievability(state, today, ZONE)]));
}
