import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learnerDay } from "../../../src/study/learner-day.ts";
import type { PlannedCard } from "../../../src/study/quiz.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { review } from "../../../src/study/scheduler.ts";
import { NO_STREAK } from "../../../src/study/streak.ts";
import { currentCard, keyOf, newLearner, newQuiz, remember } from "./memory.ts";
import {
  beginnings,
  DAY,
  dayOf,
  HOME_ZONE,
  newGrants,
  play,
  pressed,
  READING,
  SECOND,
  START,
  sessions,
  type Timed,
  travels,
  waits,
} from "./session.ts";

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

  test("and reviews are counted for the home server, as the log has them, Undo taking back reviews alone", () => {
    fc.assert(
      fc.property(travels, ([start, list]) => {
        const { home } = start.learner;
        let dirtyAt: number | undefined;
        for (const { before, after, now, press } of play(start, list)) {
          const expected = new Map<string, { points: number; reviews: number }>();
          for (const record of home ? after.log : []) {
            // Both are logged in the second in which they are counted.
            const key = `${learnerDay(record.at * 1000, HOME_ZONE)}:1:${record.deck}`;
            const counts = expected.get(key) ?? { points: 0, reviews: 0 };
            if (record.type === "grant") counts.points += 1;
            else counts.reviews += 1;
            expected.set(key, counts);
          }
          const counted = [...after.tallies].filter(([, { points, reviews }]) => points + reviews > 0);
          expect(new Map(counted)).toEqual(expected);
          if (press.do === "rate" && home) expect(after.learner.homes.get(home)).toBe(1);
          if (home && after.learner.points.total > before.learner.points.total) dirtyAt ??= now;
          expect(after.dirtyAt).toBe(dirtyAt);
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

  test("what could earn none anyway is not called too quick", () => {
    const start = remember(newLearner("UTC"), newQuiz(cards(1), START));
    const list: Timed[] = [
      { do: "rate", rating: 4, wait: READING },
      { do: "undo", wait: SECOND },
      { do: "rate", rating: 1, wait: 0 },
      { do: "rate", rating: 4, wait: 0 },
    ];
    expect(play(start, list).at(-1)?.after.quiz).toMatchObject({ points: 1, tooQuick: 0 });
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
    expect(early?.learner.streak).toEqual(NO_STREAK);
    const due = pressed(start, { do: "rate", rating: 4 }, START + 8 * DAY);
    expect(due?.learner.streak).toMatchObject({ days: 1, lastDay: learnerDay(START + 8 * DAY, "UTC") });
  });

  test("goes on the next day, and begins afresh when a day was missed", () => {
    const plan = [dueNow(1), dueNow(2), dueNow(3)];
    let memory = remember(newLearner("UTC"), newQuiz(plan, START));
    memory = pressed(memory, { do: "rate", rating: 4 }, START) ?? memory;
    memory = pressed(memory, { do: "rate", rating: 4 }, START + DAY) ?? memory;
    expect(memory.learner.streak.days).toBe(2);
    expect(pressed(memory, { do: "rate", rating: 4 }, START + 3 * DAY, 1)?.learner.streak.days).toBe(1);
    expect(pressed(memory, { do: "rate", rating: 4 }, START + 3 * DAY, 0)?.learner.streak.days).toBe(3);
  });
});
