import type { Change, Snapshot } from "../store/learners.ts";
import type { QuizRecord, Seat } from "../store/quiz-record.ts";
import { type Given, mayOverrule } from "../study/answer.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { type PlannedCard, type Position, playQuiz } from "../study/quiz.ts";
import type { Rating } from "../study/rating.ts";
import { assess, type Occasion } from "./assess.ts";
import { takenBack } from "./take-back.ts";

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
  given: undefined,
  ...changes,
});

/**
 * Rates the current card.
 *
 * @returns undefined where no card is shown
 */
export function rate(
  snapshot: Snapshot,
  quiz: QuizRecord,
  rating: Rating,
  occasion: Omit<Occasion, "shown">,
): Step | undefined {
  const card = currentCard(quiz);
  if (!card) return undefined;
  const { learner, card: before, granted } = snapshot;
  const { now } = occasion;
  const met = { deck: card.deck, number: card.number, state: before, granted };
  const { tooQuick, ...made } = assess(learner, met, rating, { ...occasion, shown: now - quiz.shownAt });
  const next = turned(quiz, now, {
    events: [...quiz.events, rating],
    points: quiz.points + (made.grant ? 1 : 0),
    tooQuick: quiz.tooQuick + (tooQuick ? 1 : 0),
  });
  const undo = {
    deck: card.deck,
    number: card.number,
    before,
    review: made.review,
    tally: made.tally,
    day: learnerDay(now, knownZone(learner.zone)),
    streak: learner.streak,
    fresh: learner.fresh,
    reviewed: learner.reviewed,
    tooQuick: quiz.tooQuick,
  };
  return { quiz: next, change: { ...made, quiz: next, undo: { push: undo } } };
}

/** Leaves the current card out of the quiz; no review. */
export function skip(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { events: [...quiz.events, "skip"] });
  return { quiz: next, change: { quiz: next } };
}

/** Ends the quiz where it is. */
export function stop(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { stopped: true, given: quiz.given });
  return { quiz: next, change: { quiz: next } };
}

/** Goes on with a stopped quiz. */
export function resume(quiz: QuizRecord, now: number): Step {
  const next = turned(quiz, now, { stopped: false, given: quiz.given });
  return { quiz: next, change: { quiz: next } };
}

/** Notes the answer to the current card. The card is on the screen for as long as it was. */
export function answer(quiz: QuizRecord, given: Given): Step {
  const next = { ...quiz, turn: quiz.turn + 1, given };
  return { quiz: next, change: { quiz: next } };
}

/** The typed answer was right all the same, says the person. @returns undefined where there is none, or none to overrule */
export function overrule(quiz: QuizRecord): Step | undefined {
  const { given } = quiz;
  return given?.by === "type" && mayOverrule(given) ? answer(quiz, { ...given, overruled: true }) : undefined;
}

/**
 * Takes back the last rating or skip: state, due day, log entry, streak and the day's new cards are as they were.
 * Points stay granted (and rating the card again grants none), so that counters only grow.
 *
 * @param stands whether the rating stays, since the card was reviewed again elsewhere: then the quiz alone goes back
 */
export function undo(snapshot: Snapshot, quiz: QuizRecord, now: number, stands = false): Step | undefined {
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
  if (stands) return { quiz: next, change: { quiz: next, undo: "pop" } };
  return {
    quiz: next,
    change: {
      learner: { ...snapshot.learner, ...takenBack(snapshot.learner, record) },
      quiz: next,
      card: { deck: record.deck, number: record.number, state: record.before },
      removeReview: record.review,
      tally: record.tally && { ...record.tally, points: 0, reviews: -1 },
      undo: "pop",
    },
  };
}

/** Moves the quiz to another message: a new id, so that the buttons of the old message are of no use any more. */
export function move(quiz: QuizRecord, id: string, where: Seat | undefined, now: number): Step {
  const next = turned(quiz, now, { id, seat: where, given: quiz.given });
  return { quiz: next, change: { quiz: next } };
}

/** Notes on which message the quiz is. Not a turn: nothing changes for the person. */
export function seat(quiz: QuizRecord, where: Seat): Step {
  const next = { ...quiz, seat: where };
  return { quiz: next, change: { quiz: next } };
}
