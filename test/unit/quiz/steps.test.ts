import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as steps from "../../../src/quiz/steps.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { type CardState, review } from "../../../src/study/scheduler.ts";
import {
  applied,
  currentCard,
  keyOf,
  type Memory,
  newLearner,
  newQuiz,
  remember,
  snapshotOf,
} from "./memory.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-27T20:00Z");

/** The text of a card in these tests, and how long a person needs for it: 1 s and 20 ms a character. */
const CHARACTERS = 100;
const READING = 3 * SECOND;

type Press =
  | { readonly do: "rate"; readonly rating: Rating }
  | { readonly do: "skip" | "undo" | "stop" | "resume" };

/** A press so many milliseconds after the one before. */
type Timed = Press & { readonly wait: number; readonly zone?: string };

const waits = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 9 * SECOND }) },
  { weight: 2, arbitrary: fc.constantFrom(READING - 1, READING, READING + 1) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 * HOUR }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 * DAY }) },
);
const presses = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...RATINGS).map((rating): Press => ({ do: "rate", rating })) },
  { weight: 3, arbitrary: fc.constant<Press>({ do: "undo" }) },
  { weight: 1, arbitrary: fc.constantFrom<Press>({ do: "skip" }, { do: "stop" }, { do: "resume" }) },
);
const timed = fc.tuple(presses, waits).map(([press, wait]): Timed => ({ ...press, wait }));

const ZONES = [
  undefined,
  "UTC",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Pacific/Kiritimati",
  "Asia/Kathmandu",
];

/** Some due, some new and some cards ahead of time, as they were when the quiz began. */
const beginnings = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    due: fc.nat(6),
    fresh: fc.nat(6),
    ahead: fc.nat(3),
    home: fc.constantFrom(undefined, "876543210987654321"),
  })
  .map(({ zone, due, fresh, ahead, home }) => {
    const plan: PlannedCard[] = [];
    const states = new Map<string, CardState>();
    const put = (kind: PlannedCard["kind"], state?: CardState) => {
      const card = { deck: plan.length % 3 === 0 ? "other" : "losses", number: plan.length + 1, kind };
      plan.push(card);
      if (state) states.set(keyOf(card), state);
    };
    const at = zone ?? "UTC";
    for (let index = 0; index < due; index += 1) {
      put("due", review(undefined, RATINGS[index % 4] ?? 1, START - (3 + index) * DAY, at));
    }
    for (let index = 0; index < fresh; index += 1) put("new");
    for (let index = 0; index < ahead; index += 1) put("ahead", review(undefined, 5, START - DAY, at));
    return remember({ ...newLearner(zone), home }, newQuiz(plan, START), states);
  });

/** What a press makes of the memory; undefined when it is refused. */
function pressed(memory: Memory, press: Press, now: number, missed = false): Memory | undefined {
  const snapshot = snapshotOf(memory, now);
  const step = () => {
    if (press.do === "undo") return steps.undo(snapshot, memory.quiz, now);
    if (press.do === "resume") return steps.resume(memory.quiz, now);
    if (!currentCard(memory)) return undefined;
    if (press.do === "rate") return steps.rate(snapshot, memory.quiz, press.rating, now, CHARACTERS, missed);
    return press.do === "skip" ? steps.skip(memory.quiz, now) : steps.stop(memory.quiz, now);
  };
  const made = step();
  if (!made) return undefined;
  expect(made.change.quiz).toEqual(made.quiz);
  return applied(memory, made.change);
}

/** Everything that Undo has to bring back. */
const restorable = (memory: Memory) => {
  const { current, ...position } = steps.positionOf({ ...memory.quiz, stopped: false });
  return {
    cards: memory.cards,
    due: memory.due,
    reviews: memory.log.filter(({ type }) => type === "review"),
    streak: memory.learner.streak,
    fresh: memory.learner.fresh,
    undo: memory.undo,
    current,
    position,
    tooQuick: memory.quiz.tooQuick,
  };
};

interface Moment {
  readonly press: Timed;
  readonly now: number;
  readonly before: Memory;
  readonly after: Memory;
}

/** Plays presses one after another; those that are refused leave no trace. */
function play(start: Memory, list: readonly Timed[]): Moment[] {
  let memory = start;
  let now = START;
  const moments: Moment[] = [];
  for (const press of list) {
    now += press.wait;
    if (press.zone) memory = { ...memory, learner: { ...memory.learner, zone: press.zone } };
    const after = pressed(memory, press, now);
    if (!after) continue;
    moments.push({ press, now, before: memory, after });
    memory = after;
  }
  return moments;
}

const dayOf = (memory: Memory, at: number) => learnerDay(at, memory.learner.zone ?? "UTC");
const newGrants = ({ before, after }: Moment) =>
  after.log.filter(({ type }) => type === "grant").length -
  before.log.filter(({ type }) => type === "grant").length;

const sessions = fc.tuple(beginnings, fc.array(timed, { maxLength: 45 }));
const travels = fc.tuple(
  beginnings,
  fc.array(
    fc
      .tuple(timed, fc.option(fc.constantFrom("Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin")))
      .map(([press, zone]): Timed => (zone === null ? press : { ...press, zone })),
    { maxLength: 35 },
  ),
);

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

describe("points", () => {
  test("are granted just where the rule says so, once a card and learner day", () => {
    fc.assert(
      fc.property(sessions, ([start, list]) => {
        const granted = new Set<string>();
        for (const moment of play(start, list)) {
          const { press, before, after, now } = moment;
          const card = currentCard(before);
          const state = card && before.cards.get(keyOf(card));
          const today = dayOf(before, now);
          const once = `${card && keyOf(card)}@${today}`;
          const earns =
            press.do === "rate" &&
            (state === undefined || state.due <= today) &&
            now - before.quiz.shownAt >= READING &&
            !granted.has(once);
          if (earns) granted.add(once);
          expect(newGrants(moment)).toBe(earns ? 1 : 0);
          expect(after.learner.points.total - before.learner.points.total).toBe(earns ? 1 : 0);
          expect(after.quiz.points).toBe(granted.size);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("total and log only grow, whatever is undone and wherever the learner goes", () => {
    fc.assert(
      fc.property(travels, ([start, list]) => {
        for (const moment of play(start, list)) {
          const { before, after } = moment;
          const grants = after.log.filter(({ type }) => type === "grant");
          expect(after.learner.points.total).toBe(grants.length);
          expect(newGrants(moment)).toBeGreaterThanOrEqual(0);
          expect(after.learner.points.day).toBeGreaterThanOrEqual(before.learner.points.day);
          expect(after.learner.points.count).toBe(after.grants.size);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("never depend on the rating, nor do streak, new cards or what came too quickly", () => {
    fc.assert(
      fc.property(sessions, waits, ([start, list], wait) => {
        const moments = play(start, list);
        const memory = moments.at(-1)?.after ?? start;
        const now = (moments.at(-1)?.now ?? START) + wait;
        const [first, ...others] = RATINGS.map((rating) => {
          const after = pressed(memory, { do: "rate", rating }, now);
          return (
            after && {
              learner: after.learner,
              grants: after.log.filter(({ type }) => type === "grant"),
              points: after.quiz.points,
              tooQuick: after.quiz.tooQuick,
            }
          );
        });
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  test("a whole quiz rated 3, 4 or 5 earns what the same quiz rated otherwise earns", () => {
    const good = fc.constantFrom<Rating>(3, 4, 5);
    fc.assert(
      fc.property(beginnings, fc.array(fc.tuple(good, good, waits), { maxLength: 20 }), (start, list) => {
        const run = (which: 0 | 1) =>
          play(
            start,
            list.map((entry): Timed => ({ do: "rate", rating: entry[which], wait: entry[2] })),
          )
            .at(-1)
            ?.after.log.filter(({ type }) => type === "grant");
        expect(run(0)).toEqual(run(1));
      }),
      { numRuns: 100 },
    );
  });

  const cards = (count: number, first = 1): PlannedCard[] =>
    Array.from({ length: count }, (_, index) => ({ deck: "losses", number: first + index, kind: "new" }));
  const allRated = (count: number): Timed[] =>
    Array.from({ length: count }, () => ({ do: "rate", rating: 4, wait: READING }));

  test("stop at 200 a learner day and begin again on the next", () => {
    const start = remember(newLearner("UTC"), newQuiz(cards(100), START));
    let memory = start;
    for (const first of [1, 101, 201]) {
      memory = { ...memory, quiz: newQuiz(cards(100, first), START) };
      memory = play(memory, allRated(100)).at(-1)?.after ?? memory;
    }
    expect(memory.learner.points).toEqual({ day: learnerDay(START, "UTC"), count: 200, total: 200 });
    expect(memory.log.filter(({ type }) => type === "review")).toHaveLength(300);
    const tomorrow = START + DAY;
    memory = { ...memory, quiz: newQuiz(cards(1, 301), tomorrow) };
    memory = pressed(memory, { do: "rate", rating: 1 }, tomorrow + READING) ?? memory;
    expect(memory.learner.points).toEqual({ day: learnerDay(tomorrow, "UTC"), count: 1, total: 201 });
  });

  test("are not earned twice by going west to an earlier date", () => {
    const zone = "Pacific/Kiritimati";
    const start = remember(newLearner(zone), newQuiz(cards(1), START));
    const list: Timed[] = [
      { do: "rate", rating: 4, wait: READING },
      { do: "undo", wait: SECOND },
      { do: "rate", rating: 4, wait: READING, zone: "Pacific/Niue" },
    ];
    const end = play(start, list).at(-1)?.after;
    expect(end?.learner.points.total).toBe(1);
    expect(end?.log.map(({ type }) => type)).toEqual(["grant", "review"]);
  });

  test.each([
    ["a millisecond too soon", READING - 1, 0, 1],
    ["just in time", READING, 1, 0],
    ["before it was shown, by a clock that went back", -SECOND, 0, 1],
    ["days later", 3 * DAY, 1, 0],
  ])("%s", (_, wait, points, tooQuick) => {
    const start = remember(newLearner(), newQuiz(cards(1), START));
    const end = pressed(start, { do: "rate", rating: 5 }, START + wait);
    expect(end?.quiz).toMatchObject({ points, tooQuick });
    expect(end?.learner.streak.days).toBe(1);
    expect(end?.log.at(-1)).toMatchObject({
      type: "review",
      seconds: Math.max(0, Math.round(wait / SECOND)),
    });
  });

  test("go to the home server, numbered once, and to none where there is none", () => {
    const home = "876543210987654321";
    const start = remember({ ...newLearner(), home }, newQuiz(cards(2), START));
    const end = play(start, allRated(2)).at(-1)?.after;
    expect(end?.learner.homes).toEqual(new Map([[home, 1]]));
    expect(end?.log.flatMap((record) => (record.type === "grant" ? record.home : []))).toEqual([1, 1]);
    const alone = play(remember(newLearner(), newQuiz(cards(1), START)), allRated(1)).at(-1)?.after;
    expect(alone?.log[0]).toMatchObject({ type: "grant", home: 0 });
  });
});

describe("the streak", () => {
  const dueNow = (number: number) => ({ deck: "losses", number, kind: "due" }) as const;

  test("grows by a due or new card a day, not by reviewing ahead", () => {
    const ahead: PlannedCard = { deck: "losses", number: 1, kind: "ahead" };
    const state = review(undefined, 5, START, "UTC");
    const start = remember(newLearner("UTC"), newQuiz([ahead], START), new Map([[keyOf(ahead), state]]));
    const early = pressed(start, { do: "rate", rating: 4 }, START + DAY);
    expect(early?.learner.streak).toEqual({ days: 0, lastDay: undefined });
    const due = pressed(start, { do: "rate", rating: 4 }, START + 8 * DAY);
    expect(due?.learner.streak).toEqual({ days: 1, lastDay: learnerDay(START + 8 * DAY, "UTC") });
  });

  test("goes on the next day, and begins afresh when a day was missed", () => {
    const plan = [dueNow(1), dueNow(2), dueNow(3)];
    let memory = remember(newLearner("UTC"), newQuiz(plan, START));
    memory = pressed(memory, { do: "rate", rating: 4 }, START) ?? memory;
    memory = pressed(memory, { do: "rate", rating: 4 }, START + DAY) ?? memory;
    expect(memory.learner.streak.days).toBe(2);
    expect(pressed(memory, { do: "rate", rating: 4 }, START + 3 * DAY, true)?.learner.streak.days).toBe(1);
    expect(pressed(memory, { do: "rate", rating: 4 }, START + 3 * DAY, false)?.learner.streak.days).toBe(3);
  });
});

describe("other steps", () => {
  const quiz = newQuiz([{ deck: "losses", number: 1, kind: "new" }], START);
  const seat = { channelId: "111111111111111111", messageId: "222222222222222222" };

  test("a stopped quiz shows no card, rates none and can be resumed where it was", () => {
    const stopped = steps.stop(quiz, START).quiz;
    expect(steps.isOpen(stopped)).toBe(false);
    expect(steps.positionOf(stopped)).toEqual({ ...steps.positionOf(quiz), current: undefined });
    const snapshot = snapshotOf(remember(newLearner(), stopped), START);
    expect(steps.rate(snapshot, stopped, 4, START, CHARACTERS, false)).toBeUndefined();
    expect(steps.positionOf(steps.resume(stopped, START).quiz)).toEqual(steps.positionOf(quiz));
  });

  test("no quiz is not open, nor is one that is done", () => {
    expect(steps.isOpen(undefined)).toBe(false);
    expect(steps.isOpen(quiz)).toBe(true);
    expect(steps.isOpen({ ...quiz, events: [3] })).toBe(false);
  });

  test("noting where it is shown is no turn and leaves the time on the screen alone", () => {
    expect(steps.seat(quiz, seat).quiz).toEqual({ ...quiz, seat });
  });

  test("moving it gives it a new id, so that the old buttons end", () => {
    const seated = { ...quiz, seat };
    const moved = steps.move(seated, "quiz-id2", START + SECOND);
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
