import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assess } from "../../../src/quiz/assess.ts";
import { rate, undo } from "../../../src/quiz/steps.ts";
import { isBuiltOn } from "../../../src/quiz/take-back.ts";
import type { Learner } from "../../../src/store/learner-record.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { review } from "../../../src/study/scheduler.ts";
import { newLearner, newQuiz, remember, snapshotOf } from "./memory.ts";
import { CHARACTERS, DAY, READING, START } from "./session.ts";

const occasion = (now: number) => ({ now, characters: CHARACTERS, missed: 0, home: undefined });

/** A card rated in a round: due, new, or not due yet. */
const others = fc.array(
  fc.record({
    kind: fc.constantFrom("due", "new", "ahead"),
    rating: fc.constantFrom(...RATINGS),
    wait: fc.integer({ min: 0, max: 30 * 3_600_000 }),
  }),
  { maxLength: 8 },
);

/** The learner after ratings in rounds, none of which is of the quiz's card. */
function afterRounds(
  learner: Learner,
  list: readonly { readonly kind: string; readonly rating: Rating; readonly wait: number }[],
): Learner {
  let now = START;
  let known = learner;
  for (const [index, { kind, rating, wait }] of list.entries()) {
    now += wait;
    const state =
      kind === "new"
        ? undefined
        : review(undefined, kind === "due" ? 1 : 5, now - (kind === "due" ? 3 : 1) * DAY, "UTC");
    const met = { deck: "other", number: index + 1, state, granted: false };
    known = assess(known, met, rating, { ...occasion(now), shown: READING }).learner;
  }
  return known;
}

describe("a rating of a quiz that is taken back after others were given in rounds", () => {
  test("takes its own count with it and leaves theirs, whether its card was new or due", () => {
    fc.assert(
      fc.property(others, fc.boolean(), fc.constantFrom(...RATINGS), (list, isNew, rating) => {
        const card = { deck: "losses", number: 1, kind: isNew ? "new" : "due" } as const;
        const state = isNew ? undefined : review(undefined, 1, START - 3 * DAY, "UTC");
        const states = new Map(state ? [["losses:1", state]] : []);
        const memory = remember(newLearner(), newQuiz([card], START), states);
        const snapshot = snapshotOf(memory, START);
        const rated = rate(snapshot, memory.quiz, rating, occasion(START));
        if (!rated?.change.learner || typeof rated.change.undo !== "object") throw new Error("not rated");
        const learner = afterRounds(rated.change.learner, list);
        const back = undo({ ...snapshot, learner, undo: rated.change.undo.push }, rated.quiz, START + DAY);
        const without = afterRounds(memory.learner, list);
        const counts = ({ fresh, reviewed, streak: { days, lastDay } }: Learner) => ({
          fresh,
          reviewed,
          days,
          lastDay,
        });
        const left = back?.change.learner;
        if (!left) throw new Error("not taken back");
        // A streak that this rating began, and others carried on, keeps its day.
        const kept = counts(left);
        expect(kept.fresh.count).toBe(counts(without).fresh.count);
        expect(kept.reviewed.count).toBe(counts(without).reviewed.count);
        expect(kept.lastDay).toBe(counts(without).lastDay);
        expect(back?.change.card).toEqual({ deck: "losses", number: 1, state });
      }),
    );
  });

  test("of a card that was reviewed again since stays: only the quiz goes back", () => {
    const memory = remember(newLearner(), newQuiz([{ deck: "losses", number: 1, kind: "new" }], START));
    const snapshot = snapshotOf(memory, START);
    const rated = rate(snapshot, memory.quiz, 4, occasion(START));
    if (!rated?.change.card?.state || typeof rated.change.undo !== "object") throw new Error("not rated");
    const { push } = rated.change.undo;
    expect(isBuiltOn(push, rated.change.card.state)).toBe(false);
    expect(isBuiltOn(push, review(rated.change.card.state, 2, START + 5000, "UTC"))).toBe(true);
    expect(isBuiltOn(push, review(rated.change.card.state, 2, START, "UTC"))).toBe(true);
    expect(isBuiltOn(push, undefined)).toBe(true);
    const back = undo({ ...snapshot, undo: push }, rated.quiz, START + 6000, true);
    expect(back?.quiz.events).toEqual([]);
    expect(Object.keys(back?.change ?? {}).sort()).toEqual(["quiz", "undo"]);
  });
});
