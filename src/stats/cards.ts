import { KNOWN, RATINGS, type Rating } from "../study/rating.ts";
import { type CardState, retrievability } from "../study/scheduler.ts";

/** Days that the forecast looks ahead, today included. */
const FORECAST_DAYS = 30;

/** From so many lapses on a card is a leech: it takes more time than it is worth, and wants mending (as in Anki). */
export const LEECH_LAPSES = 8;

/** Cards that are named as the hardest. */
const MOST_HARD = 10;

/** A deck as one learner has it. */
export interface StudiedDeck {
  readonly id: string;
  /** The numbers of its cards. */
  readonly numbers: readonly number[];
  /** By card number; what the learner never reviewed has none. */
  readonly states: ReadonlyMap<number, CardState>;
  readonly suspended: ReadonlySet<number>;
}

/** How well a deck is known. */
export interface DeckFigures {
  readonly id: string;
  /** Cards in all, the suspended ones among them. */
  readonly cards: number;
  /** How many cards were last rated 1, 2, 3, 4 and 5, in this order. */
  readonly levels: readonly number[];
  readonly unseen: number;
  /** Cards that FSRS expects to be recalled today: the sum of their probabilities. What was never seen counts 0. */
  readonly recall: number;
}

/** A card that is forgotten again and again. */
export interface HardCard {
  readonly deck: string;
  readonly number: number;
  readonly lapses: number;
  readonly rating: Rating;
  /** FSRS difficulty, 1 to 10. */
  readonly difficulty: number;
}

/** What comes of the states of a learner's cards. */
export interface CardFigures {
  readonly decks: readonly DeckFigures[];
  /** How many cards come due on each of the next days; today's include the overdue ones. None is suspended. */
  readonly forecast: readonly number[];
  /** Of today's, those that were due on an earlier day. */
  readonly overdue: number;
  /** Those that lapsed or were not known the last time: most lapses first, then the most difficult. None is suspended. */
  readonly hardest: readonly HardCard[];
  readonly leeches: number;
}

/**
 * Counts a learner's cards, a deck at a time.
 *
 * @param zone the learner's
 */
export function countCards(today: number, zone: string) {
  const decks: DeckFigures[] = [];
  const forecast = new Array<number>(FORECAST_DAYS).fill(0);
  let overdue = 0;
  let leeches = 0;
  const hard: HardCard[] = [];

  return {
    add({ id, numbers, states, suspended }: StudiedDeck): void {
      const levels = RATINGS.map(() => 0);
      let unseen = 0;
      let recall = 0;
      for (const number of numbers) {
        const state = states.get(number);
        if (!state) {
          unseen += 1;
          continue;
        }
        const { rating, lapses, difficulty, due } = state;
        levels[rating - 1] = (levels[rating - 1] ?? 0) + 1;
        recall += retrievability(state, today, zone);
        if (suspended.has(number)) continue;
        const day = Math.max(0, due - today);
        if (day < FORECAST_DAYS) forecast[day] = (forecast[day] ?? 0) + 1;
        if (due < today) overdue += 1;
        if (lapses >= LEECH_LAPSES) leeches += 1;
        if (lapses > 0 || rating < KNOWN) hard.push({ deck: id, number, lapses, rating, difficulty });
      }
      decks.push({ id, cards: numbers.length, levels, unseen, recall });
    },
    figures: (): CardFigures => ({
      decks,
      forecast,
      overdue,
      hardest: hard
        .toSorted((a, b) => b.lapses - a.lapses || b.difficulty - a.difficulty)
        .slice(0, MOST_HARD),
      leeches,
    }),
  };
}
