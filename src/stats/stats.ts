import type { Viewer } from "../decks/access.ts";
import { cardByNumber, type Deck } from "../decks/deck.ts";
import { type Shelf, streakToday } from "../quiz/choose.ts";
import type { Deadline } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { deckStates, loadLearner, suspendedCards } from "../store/learners.ts";
import { readReviews } from "../store/log.ts";
import { dayStart, knownZone, learnerDay } from "../study/learner-day.ts";
import type { StreakNow } from "../study/streak.ts";
import { type CardFigures, countCards, type HardCard } from "./cards.ts";
import { countReviews, firstDay, type ReviewFigures } from "./reviews.ts";

/** A learner's statistics, over all their decks or one of them. */
export interface LearnerStats {
  readonly zone: string;
  /** The learner day of now. */
  readonly today: number;
  /** Of all decks; undefined for the statistics of one. */
  readonly streak: StreakNow | undefined;
  readonly reviews: ReviewFigures;
  /** Share of due cards that the learner wants to recall, 0 to 1. */
  readonly wanted: number;
  readonly cards: CardFigures;
  /** By deck id; what is not for everybody where it is shown has none. */
  readonly titles: ReadonlyMap<string, string>;
  /** The front of each of the hardest cards, in their order. */
  readonly fronts: readonly string[];
}

export type Stats = ReturnType<typeof createStats>;

/** Reads statistics. Every function throws StoreError "not-sent" when the store does not answer by the deadline. */
export function createStats(shelf: Shelf) {
  const { store, library, now } = shelf;

  async function cardsOf(
    userId: string,
    decks: ReadonlyMap<string, Deck>,
    today: number,
    zone: string,
    deadline: Deadline,
  ): Promise<CardFigures> {
    const count = countCards(today, zone);
    const suspended = await suspendedCards(store, userId, [...decks.keys()], deadline);
    for (const [id, { cards }] of decks) {
      const numbers = cards.map(({ number }) => number);
      const states = await deckStates(store, userId, id, numbers, deadline);
      count.add({ id, numbers, states, suspended: suspended.get(id) ?? new Set() });
    }
    return count.figures();
  }

  /** @param deck the learner's number of a deck; undefined for all */
  async function reviewsOf(
    userId: string,
    deck: number | undefined,
    today: number,
    zone: string,
    deadline: Deadline,
  ): Promise<ReviewFigures> {
    const count = countReviews(today, zone);
    const from = dayStart(firstDay(today), zone);
    for await (const part of readReviews(store, userId, from, now(), deadline)) {
      count.add(deck === undefined ? part : part.filter((review) => review.deck === deck));
    }
    return count.figures();
  }

  /** The titles of decks; with `shared` of those alone that everybody may see where the viewer is. */
  async function titlesOf(
    viewer: Viewer,
    decks: ReadonlyMap<string, Deck>,
    shared: boolean,
    deadline: Deadline,
  ): Promise<ReadonlyMap<string, string>> {
    const titles = [...decks].map(async ([id, { title }]) => {
      const owner = shared ? (await library.open(viewer, id, deadline))?.owner : undefined;
      const isHere = owner?.kind === "server" && owner.id === viewer.guildId;
      return shared && owner?.kind !== "builtin" && !isHere ? undefined : ([id, title] as const);
    });
    return new Map((await Promise.all(titles)).filter((entry) => entry !== undefined));
  }

  return {
    /**
     * The viewer's own statistics.
     *
     * @param deck one deck alone; undefined for all that the learner has started and may use
     * @param shared whether others see them: then decks that are not for everybody there have no title
     * @throws StoreError "not-sent", also where Discord could not be asked what the learner may use
     */
    async of(
      viewer: Viewer,
      { deck, shared }: { readonly deck?: string; readonly shared: boolean },
      deadline: Deadline,
    ): Promise<LearnerStats> {
      const { userId } = viewer;
      const snapshot = await loadLearner(store, userId, deadline);
      const { learner } = snapshot;
      const zone = knownZone(learner.zone);
      const today = learnerDay(now(), zone);
      const ids = deck === undefined ? [...learner.decks.keys()] : [deck];
      const decks = await library.usable(viewer, ids, deadline, "anywhere", "throw");
      const [reviews, cards, titles, streak] = await Promise.all([
        reviewsOf(userId, deck === undefined ? undefined : numberOf(learner, deck), today, zone, deadline),
        cardsOf(userId, decks, today, zone, deadline),
        titlesOf(viewer, decks, shared, deadline),
        deck === undefined ? streakToday(shelf, snapshot, deadline) : undefined,
      ]);
      const fronts = cards.hardest.map((hard) => frontOf(decks, hard));
      return { zone, today, streak, reviews, wanted: learner.retention, cards, titles, fronts };
    },
  };
}

/** No deck has the number 0, so that one which was never started has no reviews. */
const numberOf = ({ decks }: Learner, deck: string) => decks.get(deck) ?? 0;

function frontOf(decks: ReadonlyMap<string, Deck>, { deck, number }: HardCard): string {
  const found = decks.get(deck);
  return (found && cardByNumber(found, number)?.front) ?? "";
}
