import { positionOf } from "../../../src/quiz/steps.ts";
import { type Learner, learnerFrom } from "../../../src/store/learner-record.ts";
import type { Change, Snapshot, Undo } from "../../../src/store/learners.ts";
import type { QuizRecord } from "../../../src/store/quiz-record.ts";
import type { GrantRecord, ReviewRecord } from "../../../src/store/records.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import type { CardState } from "../../../src/study/scheduler.ts";

/** A learner as a store keeps them, in plain data: what `Change` means, told without Redis. */
export interface Memory {
  readonly learner: Learner;
  readonly quiz: QuizRecord;
  readonly cards: ReadonlyMap<string, CardState>;
  /** Learner day by card. */
  readonly due: ReadonlyMap<string, number>;
  readonly log: readonly (ReviewRecord | GrantRecord)[];
  readonly grants: ReadonlySet<string>;
  /** Counters by day, server and deck. */
  readonly tallies: ReadonlyMap<string, { readonly points: number; readonly reviews: number }>;
  /** Since when boards do not know the learner. */
  readonly dirtyAt: number | undefined;
  readonly undo: readonly Undo[];
}

export const USER = "123456789012345678";

export const keyOf = ({ deck, number }: { deck: string; number: number }) => `${deck}:${number}`;

export const newLearner = (zone?: string): Learner =>
  learnerFrom(new Map(zone === undefined ? [] : [["zone", zone]]));

/** A quiz that has just begun. */
export const newQuiz = (plan: readonly PlannedCard[], now: number): QuizRecord => ({
  id: "quiz-id1",
  wish: { deck: undefined, mode: "study", cards: undefined },
  plan,
  events: [],
  turn: 0,
  stopped: false,
  shownAt: now,
  points: 0,
  tooQuick: 0,
  beyondLimit: 0,
  seat: undefined,
});

/** A learner with a quiz and some cards reviewed before. */
export function remember(
  learner: Learner,
  quiz: QuizRecord,
  reviewed: ReadonlyMap<string, CardState> = new Map(),
): Memory {
  const due = new Map([...reviewed].map(([key, state]) => [key, state.due]));
  return {
    learner,
    quiz,
    cards: reviewed,
    due,
    log: [],
    grants: new Set(),
    tallies: new Map(),
    dirtyAt: undefined,
    undo: [],
  };
}

export function currentCard({ quiz }: Memory): PlannedCard | undefined {
  const { current } = positionOf(quiz);
  return current === undefined ? undefined : quiz.plan[current];
}

/** What a press would load. */
export function snapshotOf(memory: Memory, now: number): Snapshot {
  const card = currentCard(memory);
  return {
    userId: USER,
    revision: "0",
    learner: memory.learner,
    quiz: memory.quiz,
    card: card && memory.cards.get(keyOf(card)),
    granted: card !== undefined && memory.grants.has(keyOf(card)),
    undo: memory.undo.at(-1),
    clock: { redis: now, local: now },
  };
}

/** The memory once a change is written. */
export function applied(memory: Memory, change: Change): Memory {
  const cards = new Map(memory.cards);
  const due = new Map(memory.due);
  if (change.card) {
    const key = keyOf(change.card);
    cards.delete(key);
    due.delete(key);
    if (change.card.state) {
      cards.set(key, change.card.state);
      due.set(key, change.card.state.due);
    }
  }
  const log = [...memory.log];
  let grants = memory.grants;
  if (change.grant) {
    const { deckId, firstOfDay, ...record } = change.grant;
    grants = new Set(firstOfDay ? [] : grants).add(keyOf({ deck: deckId, number: record.card }));
    log.push(record);
  }
  if (change.review) log.push(change.review);
  if (change.removeReview) {
    const removed = JSON.stringify(change.removeReview);
    const index = log.findLastIndex((record) => JSON.stringify(record) === removed);
    if (index < 0) throw new Error(`no such review to remove: ${removed}`);
    log.splice(index, 1);
  }
  const tallies = new Map(memory.tallies);
  if (change.tally) {
    const { day, home, deck, points, reviews } = change.tally;
    const before = tallies.get(`${day}:${home}:${deck}`) ?? { points: 0, reviews: 0 };
    tallies.set(`${day}:${home}:${deck}`, {
      points: before.points + points,
      reviews: before.reviews + reviews,
    });
  }
  return {
    learner: change.learner ?? memory.learner,
    quiz: change.quiz ?? memory.quiz,
    cards,
    due,
    log,
    grants,
    tallies,
    dirtyAt: memory.dirtyAt ?? change.dirtyAt,
    undo: undoAfter(memory.undo, change.undo),
  };
}

function undoAfter(list: readonly Undo[], change: Change["undo"]): readonly Undo[] {
  if (change === undefined) return list;
  if (change === "clear") return [];
  return change === "pop" ? list.slice(0, -1) : [...list, change.push];
}
