import type { CardState } from "../study/scheduler.ts";
import { countCards, type DeckFigures } from "./cards.ts";
import { mondayOf } from "./reviews.ts";

/** Weeks that a server's statistics look back, the running one included: as far as boards do. */
export const GROUP_WEEKS = 13;

/** What fewer learn is not counted, so that nobody's ratings can be told from what the group knows. */
export const LEAST_LEARNERS = 3;

/** Cards that are named as the group's hardest. */
const MOST_HARD = 5;

/** The first of the days that a server's statistics look back to: a Monday. */
export const firstGroupDay = (today: number): number => mondayOf(today) - 7 * (GROUP_WEEKS - 1);

/** What a group did. */
export interface Activity {
  /** Reviews on each day since the first that is looked back to; the last one is today. */
  readonly byDay: readonly number[];
  /** People who reviewed, by week, oldest first. */
  readonly byWeek: readonly number[];
}

/** Counts what a group did, a learner at a time. @param today the day in the server's zone */
export function countActivity(today: number) {
  const first = firstGroupDay(today);
  const byDay = new Array<number>(today - first + 1).fill(0);
  const byWeek = new Array<number>(GROUP_WEEKS).fill(0);
  return {
    /** @param days one learner's reviews for the server, a day more than once where they are of several decks */
    add(days: readonly { readonly day: number; readonly reviews: number }[]): void {
      const weeks = new Set<number>();
      for (const { day, reviews } of days) {
        const index = day - first;
        if (reviews <= 0 || index < 0 || index >= byDay.length) continue;
        byDay[index] = (byDay[index] ?? 0) + reviews;
        weeks.add(Math.floor(index / 7));
      }
      for (const week of weeks) byWeek[week] = (byWeek[week] ?? 0) + 1;
    },
    figures: (): Activity => ({ byDay, byWeek }),
  };
}

/** How well a group knows a deck: the sums over its learners. */
export interface GroupDeck extends DeckFigures {
  readonly learners: number;
}

/** A card that a group forgets again and again. */
export interface GroupHard {
  readonly deck: string;
  readonly number: number;
  /** Of all learners. */
  readonly lapses: number;
  /** Those who have reviewed it. */
  readonly learners: number;
}

/** Counts what a group knows of a deck, a learner at a time. @param numbers of the deck's cards */
export function countGroupDeck(id: string, numbers: readonly number[]) {
  const all: DeckFigures[] = [];
  const cards = new Map<number, { lapses: number; learners: number }>();
  return {
    /** @param today the learner's own day, in their zone */
    add(states: ReadonlyMap<number, CardState>, today: number, zone: string): void {
      const count = countCards(today, zone);
      count.add({ id, numbers, states, suspended: new Set() });
      all.push(...count.figures().decks);
      for (const number of numbers) {
        const state = states.get(number);
        if (!state) continue;
        const card = cards.get(number) ?? { lapses: 0, learners: 0 };
        cards.set(number, { lapses: card.lapses + state.lapses, learners: card.learners + 1 });
      }
    },
    deck: (): GroupDeck => ({
      id,
      learners: all.length,
      cards: sum(all.map((one) => one.cards)),
      levels: [0, 1, 2, 3, 4].map((level) => sum(all.map(({ levels }) => levels[level] ?? 0))),
      unseen: sum(all.map(({ unseen }) => unseen)),
      recall: sum(all.map(({ recall }) => recall)),
    }),
    /** Most lapses a learner first. */
    hardest: (): readonly GroupHard[] =>
      [...cards]
        .filter(([, { lapses, learners }]) => lapses > 0 && learners >= LEAST_LEARNERS)
        .map(([number, card]) => ({ deck: id, number, ...card }))
        .toSorted(byLapses)
        .slice(0, MOST_HARD),
  };
}

/** The hardest of several decks' hardest cards. */
export const hardestOf = (cards: readonly GroupHard[]): readonly GroupHard[] =>
  cards.toSorted(byLapses).slice(0, MOST_HARD);

const byLapses = (a: GroupHard, b: GroupHard) => b.lapses / b.learners - a.lapses / a.learners;
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
