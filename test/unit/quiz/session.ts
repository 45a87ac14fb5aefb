/** Sessions of a learner: any presses at any moments, played in memory. */
import fc from "fast-check";
import { expect } from "vitest";
import { positionOf, rate, resume, skip, stop, undo } from "../../../src/quiz/steps.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { type CardState, review } from "../../../src/study/scheduler.ts";
import { gapSince } from "../../../src/study/streak.ts";
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

export const SECOND = 1000;
const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;
export const START = Date.parse("2026-03-27T20:00Z");

/** The text of a card in these tests, and how long a person needs for it: 1 s and 20 ms a character. */
export const CHARACTERS = 100;
export const READING = 3 * SECOND;

type Press =
  | { readonly do: "rate"; readonly rating: Rating }
  | { readonly do: "skip" | "undo" | "stop" | "resume" };

/** A press so many milliseconds after the one before. */
export type Timed = Press & { readonly wait: number; readonly zone?: string };

export const waits = fc.oneof(
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

/** The zone of the server that reviews count for. */
export const HOME_ZONE = "Asia/Tokyo";

/** Some due, some new and some cards ahead of time, as they were when the quiz began. */
export const beginnings = fc
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
export function pressed(memory: Memory, press: Press, now: number, missed = 0): Memory | undefined {
  const snapshot = snapshotOf(memory, now);
  const step = () => {
    if (press.do === "undo") return undo(snapshot, memory.quiz, now);
    if (press.do === "resume") return resume(memory.quiz, now);
    if (!currentCard(memory)) return undefined;
    if (press.do === "rate") {
      const { home: id } = memory.learner;
      const home = id === undefined ? undefined : { id, zone: HOME_ZONE };
      return rate(snapshot, memory.quiz, press.rating, { now, characters: CHARACTERS, missed, home });
    }
    return press.do === "skip" ? skip(memory.quiz, now) : stop(memory.quiz, now);
  };
  const made = step();
  if (!made) return undefined;
  expect(made.change.quiz).toEqual(made.quiz);
  return applied(memory, made.change);
}

/** Everything that Undo has to bring back. */
export const restorable = (memory: Memory) => {
  const { current, ...position } = positionOf({ ...memory.quiz, stopped: false });
  return {
    cards: memory.cards,
    due: memory.due,
    reviews: memory.log.filter(({ type }) => type === "review"),
    streak: memory.learner.streak,
    fresh: memory.learner.fresh,
    reviewed: memory.learner.reviewed,
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
export function play(start: Memory, list: readonly Timed[]): Moment[] {
  let memory = start;
  let now = START;
  const moments: Moment[] = [];
  for (const press of list) {
    now += press.wait;
    if (press.zone) memory = { ...memory, learner: { ...memory.learner, zone: press.zone } };
    const gap = gapSince(memory.learner.streak, now, memory.learner.zone ?? "UTC");
    const after = pressed(memory, press, now, gap ? gap.last - gap.first + 1 : 0);
    if (!after) continue;
    moments.push({ press, now, before: memory, after });
    memory = after;
  }
  return moments;
}

export const dayOf = (memory: Memory, at: number) => learnerDay(at, memory.learner.zone ?? "UTC");
export const newGrants = ({ before, after }: Moment) =>
  after.log.filter(({ type }) => type === "grant").length -
  before.log.filter(({ type }) => type === "grant").length;

export const sessions = fc.tuple(beginnings, fc.array(timed, { maxLength: 45 }));
export const travels = fc.tuple(
  beginnings,
  fc.array(
    fc
      .tuple(timed, fc.option(fc.constantFrom("Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin")))
      .map(([press, zone]): Timed => (zone === null ? press : { ...press, zone })),
    { maxLength: 35 },
  ),
);
