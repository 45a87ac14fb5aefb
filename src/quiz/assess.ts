import { type Learner, withNumber } from "../store/learner-record.ts";
import type { Change } from "../store/learners.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { countOne } from "../study/limits.ts";
import { POINTS_A_DAY, readingTime } from "../study/points.ts";
import type { Rating } from "../study/rating.ts";
import { type CardState, review } from "../study/scheduler.ts";
import { extendStreak } from "../study/streak.ts";

/** A card as one learner meets it. */
export interface MetCard {
  readonly deck: string;
  readonly number: number;
  /** Undefined when it is new. */
  readonly state: CardState | undefined;
  /** Whether it has earned its point on the learner's point day. */
  readonly granted: boolean;
}

/** A server on whose boards a review counts. */
interface Home {
  readonly id: string;
  /** IANA time zone that its boards follow. */
  readonly zone: string;
}

/** When, where and how a rating comes about. */
export interface Occasion {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** How long the card was on the screen, in milliseconds. */
  readonly shown: number;
  /** Length of the card's text, both sides. */
  readonly characters: number;
  /** Days missed since the last streak day, see `missedDays`. */
  readonly missed: number;
  /** The server on whose boards it counts; undefined for none. */
  readonly home: Home | undefined;
}

/** What a rating changes for its learner, whether it was given in a quiz or in a round. */
export interface Assessed
  extends Required<Pick<Change, "learner" | "card" | "review">>,
    Pick<Change, "grant" | "tally" | "dirtyAt"> {
  /** Whether it would have earned a point, but came too soon. */
  readonly tooQuick: boolean;
}

/** Whether a rating now would be of a due or new card: only that counts for points, limits and the streak. */
export function countsToday({ zone }: Learner, state: CardState | undefined, now: number): boolean {
  return state === undefined || state.due <= learnerDay(now, knownZone(zone));
}

/**
 * What one rating of one card means for one learner: schedule, log, point, streak, new cards of the day.
 *
 * A point is granted for the first review of a due or new card in a learner day that was on the screen for its
 * reading time, up to the day's most. Points and new cards are counted on the latest learner day seen so far, so that
 * moving between time zones gives none twice.
 */
export function assess(learner: Learner, met: MetCard, rating: Rating, occasion: Occasion): Assessed {
  const { now, shown, characters, missed, home } = occasion;
  const { state: before } = met;
  const zone = knownZone(learner.zone);
  const today = learnerDay(now, zone);
  const counts = countsToday(learner, before, now);

  const pointDay = Math.max(today, learner.points.day);
  const firstOfDay = pointDay !== learner.points.day;
  const earned = firstOfDay ? 0 : learner.points.count;
  const granted = !firstOfDay && met.granted;
  const worth = counts && !granted && earned < POINTS_A_DAY;
  const tooQuick = worth && shown < readingTime(characters);
  const point = worth && !tooQuick;

  const decks = withNumber(learner.decks, met.deck);
  const homes = home ? withNumber(learner.homes, home.id) : learner.homes;
  const after = review(before, rating, now, zone, learner.retention);
  const ref = { at: after.reviewedAt, deck: decks.get(met.deck) ?? 0, card: met.number };
  const homeNumber = (home && homes.get(home.id)) || 0;
  const { fresh, reviewed } = learner;
  return {
    learner: {
      ...learner,
      decks,
      homes,
      fresh: before ? fresh : countOne(fresh, today),
      reviewed: before && counts ? countOne(reviewed, today) : reviewed,
      streak: counts ? extendStreak(learner.streak, now, zone, missed) : learner.streak,
      points: point ? { day: pointDay, count: earned + 1, total: learner.points.total + 1 } : learner.points,
    },
    card: { deck: met.deck, number: met.number, state: after },
    review: {
      type: "review",
      ...ref,
      rating,
      interval: before ? Math.max(0, before.due - learnerDay(before.reviewedAt * 1000, zone)) : 0,
      seconds: Math.max(0, Math.round(shown / 1000)),
    },
    ...(point && {
      grant: {
        type: "grant",
        ...ref,
        home: homeNumber,
        deckId: met.deck,
        firstOfDay,
      },
    }),
    ...(home && {
      tally: {
        day: learnerDay(now, knownZone(home.zone)),
        home: homeNumber,
        deck: ref.deck,
        points: point ? 1 : 0,
        reviews: 1,
      },
      dirtyAt: point ? now : undefined,
    }),
    tooQuick,
  };
}
