import { describe, expect, test } from "vitest";
import { countOn, countOne, roomOn } from "../../../src/study/limits.ts";

const TODAY = 20_513;
const none = { day: 0, count: 0 };
const learner = { newADay: 10, reviewsADay: 200, fresh: none, reviewed: none };

describe("what a day has room for", () => {
  test.each([
    ["all of it, at first", learner, { due: 200, fresh: 10 }],
    [
      "what is left",
      { ...learner, fresh: { day: TODAY, count: 4 }, reviewed: { day: TODAY, count: 180 } },
      { due: 20, fresh: 6 },
    ],
    [
      "all of it, after yesterday",
      { ...learner, fresh: { day: TODAY - 1, count: 4 } },
      { due: 200, fresh: 10 },
    ],
    [
      "what a day ahead has left, once east of here",
      { ...learner, fresh: { day: TODAY + 1, count: 9 } },
      { due: 200, fresh: 1 },
    ],
    [
      "nothing where more was done than is wanted now",
      { ...learner, newADay: 0, fresh: { day: TODAY, count: 4 } },
      { due: 200, fresh: 0 },
    ],
    [
      "all that is due",
      { ...learner, reviewsADay: Number.POSITIVE_INFINITY, reviewed: { day: TODAY, count: 500 } },
      { due: Number.POSITIVE_INFINITY, fresh: 10 },
    ],
  ])("%s", (_, from, room) => {
    expect(roomOn(TODAY, from)).toEqual(room);
  });

  test("a card more counts for today, or for a later day that was seen already", () => {
    expect(countOne(none, TODAY)).toEqual({ day: TODAY, count: 1 });
    expect(countOne({ day: TODAY, count: 3 }, TODAY)).toEqual({ day: TODAY, count: 4 });
    expect(countOne({ day: TODAY - 1, count: 3 }, TODAY)).toEqual({ day: TODAY, count: 1 });
    expect(countOne({ day: TODAY + 1, count: 3 }, TODAY)).toEqual({ day: TODAY + 1, count: 4 });
    expect(countOn({ day: TODAY + 1, count: 3 }, TODAY)).toBe(3);
  });
});
