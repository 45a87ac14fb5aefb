import { withNumber } from "../store/learner-record.ts";
import type { Change, Snapshot } from "../store/learners.ts";
import type { QuizRecord, Seat } from "../store/quiz-record.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { POINTS_A_DAY, readingTime } from "../study/points.ts";
import { type PlannedCard, type Position, playQuiz } from "../study/quiz.ts";
import type { Rating } from "../study/rating.ts";
import { review } from "../study/scheduler.ts";
import { extendStreak } from "../study/streak.ts";

/** A step's writes, and the quiz as it then is. */
export interface Step {
  readonly change: Change;
  readonly quiz: QuizRecord;
}

/** Where a quiz stands; a stopped one shows no card. */
export function positionOf(quiz: QuizRecord): Position {
  const position = playQuiz(quiz.plan, quiz.events);
  return quiz.stopped ? { ...position, current: undefined } : position;
}

/** The card to show; undefined when every card is known or skipped, or the quiz was stopped. */
export function currentCard(quiz: QuizRecord): PlannedCard | undefined {
  const { current } = positionOf(quiz);
  return current === undefined ? undefined : quiz.plan[current];
}

/** Whether a quiz still has a card to show. */
export function isOpen(quiz: QuizRecord | undefined): quiz is QuizRecord {
  return quiz !== undefined && currentCard(quiz) !== undefined;
}

const turned = (quiz: QuizRecord, now: number, changes: Partial<QuizRecord>): QuizRecord => ({
  ...quiz,
  turn: quiz.turn + 1,
  shownAt: now,
  ...changes,
});

/** Whether a rating now would be of a due or new card: only that counts for points, limits and the streak. */
export function countsToday(snapshot: Snapshot, now: number): boolean {
  const today = learnerDay(now, knownZone(snapshot.learner.zone));
  return snapshot.card === undefined || snapshot.card.due <= today;
}

/**
 * Rates the current card.
 *
 * A point is granted for the first review of a due or new card in a learner day that was on the screen for its
 * reading time, up to the day's most. Points and new cards are counted on the latest learner day seen so far, so that
 * moving between time zones gives none twice.
 *
 * @param characters length of the card's text, both sides
 * @param missed whether a day since the last streak day was missed
 */
export function rate(
  snapshot: Snapshot,
  quiz: QuizRecord,
  rating: Rating,
  now: number,
  characters: number,
  missed: boolean,
): Step | undefined {
  const card = currentCard(quiz);
  if (!card) return undefined;
  const { learner, card: before } = snapshot;
  const zone = knownZone(learner.zone);
  const today = learnerDay(now, zone);
  const counts = countsToday(snapshot, now);
  const shown = now - quiz.shownAt;

  const pointDay = Math.max(today, learner.points.day);
  const firstOfDay = pointDay !== learner.points.day;
  const earned = firstOfDay ? 0 : learner.points.count;
  const granted = !firstOfDay && snapshot.granted;
  const worth = counts && !granted && earned < POINTS_A_DAY;
  const tooQuick = worth && shown < readingTime(characters);
  const point = worth && !tooQuick;

  const decks = withNumber(learner.decks, card.deck);
  const homes = point && learner.home ? withNumber(learner.homes, learner.home) : learner.homes;
  const after = review(before, rating, now, zone);
  const ref = { at: after.reviewedAt, deck: decks.get(card.deck) ?? 0, card: card.number };
  const record = {
    type: "review",
    ...ref,
    rating,
    interval: before ? Math.max(0, before.due - learnerDay(before.reviewedAt * 1000, zone)) : 0,
    seconds: Math.max(0, Math.round(shown / 1000)),
  } as const;
  const next = turned(quiz, now, {
    events: [...quiz.events, rating],
    points: quiz.points + (point ? 1 : 0),
    tooQuick: quiz.tooQuick + (tooQuick ? 1 : 0),
  });
  const { fresh } = learner;
  const freshDay = Math.max(today, fresh.day);
  return {
    quiz: next,
    change: {
      learner: {
        ...learner,
        decks,
        homes,
        fresh: before ? fresh : { day: freshDay, count: (fresh.day === freshDay ? fresh.count : 0) + 1 },
        streak: counts ? extendStreak(learner.streak, today, missed) : learner.streak,
        points: point
          ? { day: pointDay, count: earned + 1, total: learner.points.total + 1 }
          : learner.points,
      },
      quiz: next,
      card: { deck: card.deck, number: card.number, state: after },
      ...(point && {
        grant: {
          type: "grant",
          ...ref,
          home: (learner.home && homes.get(learner.home)) || 0,
          deckId: card.deck,
          firstOfDay,
        },
      }),
      review: record,
      undo: {
        push: {
          deck: card.deck,
          number: card.number,
          before,
          review: record,
          streak: learner.streak,
          fresh,
          tooQuick: quiz.tooQuick,
        },
      },
    },
  };
}

/** Leaves the current card out of the quiz; no review. */
export function skip(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { events: [...quiz.events, "skip"] });
  return { quiz: next, change: { quiz: next } };
}

/** Ends the quiz where it is. */
export function stop(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { stopped: true });
  return { quiz: next, change: { quiz: next } };
}

/** Goes on with a stopped quiz. */
export function resume(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { stopped: false });
  return { quiz: next, change: { quiz: next } };
}

/**
 * Takes back the last rating or skip: state, due day, log entry, streak and the day's new cards are as they were.
 * Points stay granted (and rating the card again grants none), so that counters only grow.
 */
export function undo(snapshot: Snapshot, quiz: QuizRecord, now: number): Step | undefined {
  const last = quiz.events.at(-1);
  if (last === undefined) return undefined;
  const events = quiz.events.slice(0, -1);
  const record = snapshot.undo;
  if (last === "skip") {
    const next = turned(quiz, now, { events, stopped: false });
    return { quiz: next, change: { quiz: next } };
  }
  if (!record) return undefined;
  const next = turned(quiz, now, { events, stopped: false, tooQuick: record.tooQuick });
  return {
    quiz: next,
    change: {
      learner: { ...snapshot.learner, streak: record.streak, fresh: record.fresh },
      quiz: next,
      card: { deck: record.deck, number: record.number, state: record.before },
      removeReview: record.review,
      undo: "pop",
    },
  };
}

/** Moves the quiz to another message: a new id, so that the buttons of the old message are of no use any more. */
export function move(quiz: QuizRecord, id: string, where: Seat | undefined, now: number): Step {
  const next = turned(quiz, now, { id, seat: where });
  return { quiz: next, change: { quiz: next } };
}

/** Notes on which message the quiz is. Not a turn: nothing changes for the person. */
export function seat(quiz: QuizRecord, where: Seat): Step {
  const next = { ...quiz, seat: where };
  return { quiz: next, change: { quiz: next } };
}
