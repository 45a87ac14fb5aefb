import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOpen, move, positionOf, rate, resume, seat, stop } from "../../../src/quiz/steps.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import { review } from "../../../src/study/scheduler.ts";
import { currentCard, keyOf, type Memory, newLearner, newQuiz, remember, snapshotOf } from "./memory.ts";
import {
  CHARACTERS,
  DAY,
  dayOf,
  play,
  pressed,
  READING,
  restorable,
  SECOND,
  START,
  sessions,
  type Timed,
  travels,
} from "./session.ts";

describe("Undo", () => {
  test.each([
    ["in one zone", sessions],
    ["while the learner changes zones", travels],
  ])("restores card, due day, review log, streak, new cards and position exactly, %s", (_, runs) => {
    fc.assert(
      fc.property(runs, ([start, list]) => {
        const kept: ReturnType<typeof restorable>[] = [];
        for (const { press, before, after } of play(start, list)) {
          if (press.do === "rate" || press.do === "skip") kept.push(restorable(before));
          if (press.do === "undo") expect(restorable(after)).toEqual(kept.pop());
        }
      }),
      { numRuns: 300 },
    );
  });

  test("goes back to the first rating, also from the end or a stop, and then does nothing", () => {
    fc.assert(
      fc.property(sessions, fc.boolean(), ([start, list], stopped) => {
        const moments = play(start, list);
        const now = (moments.at(-1)?.now ?? START) + SECOND;
        let memory = moments.at(-1)?.after ?? start;
        if (stopped && currentCard(memory)) memory = pressed(memory, { do: "stop" }, now) ?? memory;
        const total = memory.learner.points;
        for (let left = memory.quiz.events.length; left > 0; left -= 1) {
          const back = pressed(memory, { do: "undo" }, now);
          expect(back?.quiz.events).toEqual(memory.quiz.events.slice(0, -1));
          expect(back && currentCard(back)).toBeDefined();
          if (back) memory = back;
        }
        expect(restorable(memory)).toEqual(restorable(start));
        expect(memory.learner.points).toEqual(total);
        expect(pressed(memory, { do: "undo" }, now)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test("without a record of the rating it changes nothing", () => {
    const start = remember(newLearner(), newQuiz([{ deck: "losses", number: 1, kind: "new" }], START));
    const rated = pressed(start, { do: "rate", rating: 1 }, START + READING);
    expect(rated && pressed({ ...rated, undo: [] }, { do: "undo" }, START + READING)).toBeUndefined();
  });
});

describe("any session", () => {
  test("every step is a turn: a press of an earlier one can be told", () => {
    fc.assert(
      fc.property(sessions, ([start, list]) => {
        const moments = play(start, list);
        for (const { before, after, now } of moments) {
          expect(after.quiz.turn).toBe(before.quiz.turn + 1);
          expect(after.quiz.shownAt).toBe(now);
          expect(after.quiz.id).toBe(before.quiz.id);
          expect(after.quiz.plan).toBe(before.quiz.plan);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("skip, stop and resume write nothing but the quiz", () => {
    fc.assert(
      fc.property(sessions, ([start, list]) => {
        for (const { press, before, after } of play(start, list)) {
          if (press.do === "rate" || press.do === "undo") continue;
          expect({ ...after, quiz: undefined }).toEqual({ ...before, quiz: undefined });
          expect(after.quiz.stopped).toBe(
            press.do === "stop" ? true : press.do === "resume" ? false : before.quiz.stopped,
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  test("a rating writes one review that says what happened", () => {
    fc.assert(
      fc.property(sessions, ([start, list]) => {
        for (const { press, before, after, now } of play(start, list)) {
          if (press.do !== "rate") continue;
          const card = currentCard(before);
          const key = card ? keyOf(card) : "";
          const zone = before.learner.zone ?? "UTC";
          const state = before.cards.get(key);
          const added = after.log.slice(before.log.length).filter(({ type }) => type === "review");
          expect(added).toEqual([
            {
              type: "review",
              rating: press.rating,
              at: Math.floor(now / 1000),
              deck: after.learner.decks.get(card?.deck ?? ""),
              card: card?.number,
              interval: state ? state.due - learnerDay(state.reviewedAt * 1000, zone) : 0,
              seconds: Math.round((now - before.quiz.shownAt) / 1000),
            },
          ]);
          expect(after.cards.get(key)).toEqual(review(state, press.rating, now, zone));
          expect(after.due.get(key)).toBeGreaterThan(learnerDay(now, zone));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("new cards of the day are counted: those rated for the first time", () => {
    fc.assert(
      fc.property(sessions, ([start, list]) => {
        // A rating is of the day in which it was made; what Undo took back no longer counts.
        const kept: { day: number; fresh: boolean }[] = [];
        for (const { press, before, after, now } of play(start, list)) {
          const card = currentCard(before);
          const fresh = press.do === "rate" && card !== undefined && !before.cards.has(keyOf(card));
          if (press.do === "rate" || press.do === "skip") kept.push({ day: dayOf(before, now), fresh });
          if (press.do === "undo") kept.pop();
          const last = kept.findLast((event) => event.fresh)?.day;
          const met = kept.filter((event) => event.fresh && event.day === last).length;
          expect(after.learner.fresh).toEqual({ day: last ?? 0, count: met });
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("due cards reviewed in the day are counted: each once, none that is new or ahead of time", () => {
  const state = review(undefined, 4, START - 5 * DAY, "UTC");
  const ahead = review(undefined, 5, START - DAY, "UTC");
  const plan: PlannedCard[] = [
    { deck: "losses", number: 1, kind: "due" },
    { deck: "losses", number: 2, kind: "new" },
    { deck: "losses", number: 3, kind: "ahead" },
  ];
  const start = remember(
    newLearner(),
    newQuiz(plan, START),
    new Map([
      ["losses:1", state],
      ["losses:3", ahead],
    ]),
  );
  const rate = (rating: 1 | 4): Timed => ({ do: "rate", rating, wait: READING });
  // Card 1 is missed and comes back after the other two.
  const moments = play(start, [rate(1), rate(4), rate(4), rate(4), { do: "undo", wait: 0 }]);
  const today = learnerDay(START, "UTC");
  expect(moments.map(({ after }) => after.learner.reviewed)).toEqual(
    moments.map(() => ({ day: today, count: 1 })),
  );
  const back = play(
    moments.at(-1)?.after as Memory,
    [1, 2, 3].map((): Timed => ({ do: "undo", wait: 0 })),
  );
  expect(back.at(-1)?.after.learner.reviewed).toEqual({ day: 0, count: 0 });
});

test("going west to an earlier date does not begin the count of new cards afresh", () => {
  const plan = [1, 2, 3].map((number): PlannedCard => ({ deck: "losses", number, kind: "new" }));
  const zones = ["Pacific/Kiritimati", "Pacific/Niue", "Pacific/Kiritimati"];
  const list = zones.map((zone): Timed => ({ do: "rate", rating: 4, wait: READING, zone }));
  const end = play(remember(newLearner(), newQuiz(plan, START)), list).at(-1)?.after;
  expect(end?.learner.fresh).toEqual({ day: learnerDay(START, "Pacific/Kiritimati"), count: 3 });
});

describe("other steps", () => {
  const quiz = newQuiz([{ deck: "losses", number: 1, kind: "new" }], START);
  const place = { channelId: "111111111111111111", messageId: "222222222222222222", direct: false };

  test("a stopped quiz shows no card, rates none and can be resumed where it was", () => {
    const stopped = stop(quiz, START).quiz;
    expect(isOpen(stopped)).toBe(false);
    expect(positionOf(stopped)).toEqual({ ...positionOf(quiz), current: undefined });
    const snapshot = snapshotOf(remember(newLearner(), stopped), START);
    expect(
      rate(snapshot, stopped, 4, { now: START, characters: CHARACTERS, missed: 0, home: undefined }),
    ).toBeUndefined();
    expect(positionOf(resume(stopped, START).quiz)).toEqual(positionOf(quiz));
  });

  test("no quiz is not open, nor is one that is done", () => {
    expect(isOpen(undefined)).toBe(false);
    expect(isOpen(quiz)).toBe(true);
    expect(isOpen({ ...quiz, events: [3] })).toBe(false);
  });

  test("noting where it is shown is no turn and leaves the time on the screen alone", () => {
    expect(seat(quiz, place).quiz).toEqual({ ...quiz, seat: place });
  });

  test("moving it gives it a new id, so that the old buttons end", () => {
    const seated = { ...quiz, seat: place };
    const moved = move(seated, "quiz-id2", undefined, START + SECOND);
    expect(moved.quiz).toEqual({
      ...quiz,
      id: "quiz-id2",
      turn: 1,
      shownAt: START + SECOND,
      seat: undefined,
    });
    expect(moved.change).toEqual({ quiz: moved.quiz });
  });
});
