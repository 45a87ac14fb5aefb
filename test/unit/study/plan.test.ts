import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidates, planQuiz } from "../../../src/study/plan.ts";
import { readingTime } from "../../../src/study/points.ts";

const cards = (count: number, first: number) =>
  Array.from({ length: count }, (_, index) => ({ deck: "losses", number: first + index }));
/** Due cards are numbered from 1, new ones from 101, those ahead of time from 201. */
const some = (due: number, fresh: number, ahead = 0): Candidates => ({
  due: cards(due, 1).map((card, index) => ({ ...card, retrievability: 0.9 - index / 100 })),
  fresh: cards(fresh, 101),
  ahead: cards(ahead, 201),
});
const room = (fresh: number, due = 200) => ({ due, fresh });
const numbers = ({ plan }: ReturnType<typeof planQuiz>) => plan.map(({ number }) => number);
const kinds = ({ plan }: ReturnType<typeof planQuiz>) => [
  ...Map.groupBy(plan, ({ kind }) => kind)
    .entries()
    .map(([kind, list]) => `${list.length} ${kind}`),
];

describe("which cards a quiz holds", () => {
  test("due ones by lowest retrievability, then new ones in their order", () => {
    expect(numbers(planQuiz(some(3, 3), "study", 5, false, room(10)))).toEqual([3, 2, 1, 101, 102]);
  });

  test("of equal retrievability, in the order given", () => {
    const due = cards(3, 1).map((card) => ({ ...card, retrievability: 0.5 }));
    expect(numbers(planQuiz({ ...some(0, 0), due }, "study", 10, false, room(10)))).toEqual([1, 2, 3]);
  });

  test.each<[string, Parameters<typeof planQuiz>, string[], number]>([
    ["ten where none was asked for", [some(4, 30), "study", 10, false, room(10)], ["4 due", "6 new"], 0],
    ["due cards fill it first", [some(30, 30), "study", 10, false, room(10)], ["10 due"], 0],
    [
      "no more new ones than the day allows",
      [some(4, 30), "study", 10, false, room(2)],
      ["4 due", "2 new"],
      0,
    ],
    ["none when the day's are met", [some(0, 30), "study", 10, false, room(0)], [], 0],
    [
      "a number of cards lifts the limit, and says by how many",
      [some(4, 30), "study", 20, true, room(10)],
      ["4 due", "16 new"],
      6,
    ],
    [
      "a number within the limit goes beyond nothing",
      [some(4, 30), "study", 10, true, room(10)],
      ["4 due", "6 new"],
      0,
    ],
    ["a number on a day whose limit is met", [some(0, 30), "study", 5, true, room(0)], ["5 new"], 5],
    ["more new ones: no due ones, past the limit", [some(4, 30), "new", 10, false, room(3)], ["10 new"], 7],
    ["more new ones than there are", [some(4, 2), "new", 10, false, room(0)], ["2 new"], 2],
    ["ahead of time: neither due nor new", [some(4, 30, 12), "ahead", 10, false, room(10)], ["10 ahead"], 0],
    ["no more reviews than the day allows", [some(8, 0), "study", 10, false, room(10, 5)], ["5 due"], 0],
    ["no new ones while due ones have to wait", [some(8, 9), "study", 10, false, room(10, 5)], ["5 due"], 0],
    ["none at all when the day's reviews are done", [some(8, 9), "study", 10, false, room(10, 0)], [], 0],
    [
      "new ones again once no due one waits",
      [some(5, 9), "study", 10, false, room(3, 5)],
      ["5 due", "3 new"],
      0,
    ],
    ["a number of cards lifts that too", [some(8, 9), "study", 10, true, room(10, 0)], ["8 due", "2 new"], 0],
    ["more new ones, while due ones wait", [some(8, 9), "new", 10, false, room(10, 0)], ["9 new"], 0],
    ["ahead of time, whatever was reviewed", [some(8, 9, 3), "ahead", 10, false, room(0, 0)], ["3 ahead"], 0],
    ["nothing", [some(0, 0), "study", 10, false, room(10)], [], 0],
    ["a hundred", [some(60, 80), "study", 100, true, room(10)], ["60 due", "40 new"], 30],
  ])("%s", (_, parameters, expected, beyondLimit) => {
    const made = planQuiz(...parameters);
    expect(kinds(made)).toEqual(expected);
    expect(made.beyondLimit).toBe(beyondLimit);
  });

  test("ahead of time, soonest first as given", () => {
    expect(numbers(planQuiz(some(0, 0, 3), "ahead", 2, false, room(10)))).toEqual([201, 202]);
  });

  test("any plan: at most as many as asked, no card twice, due before new, candidates untouched", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(40), fc.nat(40), fc.nat(20)),
        fc.constantFrom("study", "new", "ahead"),
        fc.integer({ min: 1, max: 100 }),
        fc.boolean(),
        fc.record({ due: fc.nat(40), fresh: fc.nat(10) }),
        ([due, fresh, ahead], mode, size, asked, room) => {
          const candidates = some(due, fresh, ahead);
          const copy = structuredClone(candidates);
          const { plan, beyondLimit } = planQuiz(candidates, mode, size, asked, room);
          expect(candidates).toEqual(copy);
          expect(plan.length).toBeLessThanOrEqual(size);
          expect(new Set(plan.map(({ number }) => number)).size).toBe(plan.length);
          const news = plan.filter(({ kind }) => kind === "new").length;
          const firstNew = plan.findIndex(({ kind }) => kind === "new");
          expect(firstNew < 0 || firstNew === plan.length - news).toBe(true);
          expect(beyondLimit).toBe(Math.max(0, news - room.fresh));
          if (mode !== "study" || asked) return;
          expect(beyondLimit).toBe(0);
          const reviews = plan.filter(({ kind }) => kind === "due").length;
          expect(reviews).toBeLessThanOrEqual(room.due);
          if (due > room.due) expect(news).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the time a card is to be read for", () => {
  test.each([
    [0, 1000],
    [1, 1020],
    [100, 3000],
    [349, 7980],
    [350, 8000],
    [351, 8000],
    [8000, 8000],
  ])("%i characters: %i ms", (characters, milliseconds) => {
    expect(readingTime(characters)).toBe(milliseconds);
  });
});
