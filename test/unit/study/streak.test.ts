import { describe, expect, test } from "vitest";
import {
  extendStreak,
  gapSince,
  hasGrown,
  isMilestone,
  NO_STREAK,
  type Streak,
  streakNews,
  streakNow,
} from "../../../src/study/streak.ts";

const TODAY = 20_513;
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Noon of a learner day in UTC. */
const noon = (day: number) => day * DAY + 12 * HOUR;

/** A streak whose last day was counted in UTC. */
const streak = (days: number, lastDay: number, freezes = 0, frozen = 0): Streak => ({
  days,
  lastDay,
  until: (lastDay + 1) * DAY + 4 * HOUR,
  freezes,
  frozen,
});

describe("a streak", () => {
  test.each<[string, Streak, number, Streak]>([
    ["begins", NO_STREAK, 0, streak(1, TODAY)],
    ["counts a day once", streak(5, TODAY), 0, streak(5, TODAY)],
    ["grows on the next day", streak(4, TODAY - 1), 0, streak(5, TODAY)],
    ["grows over days on which there was nothing", streak(5, TODAY - 9), 0, streak(6, TODAY)],
    ["begins afresh after a missed day", streak(5, TODAY - 2), 1, streak(1, TODAY)],
    ["stays when a zone brings back an earlier day", streak(5, TODAY + 1), 0, streak(5, TODAY + 1)],
    ["earns a freeze with its seventh day", streak(6, TODAY - 1), 0, streak(7, TODAY, 1)],
    ["and another with its fourteenth", streak(13, TODAY - 1, 1), 0, streak(14, TODAY, 2)],
    ["and no third", streak(20, TODAY - 1, 2), 0, streak(21, TODAY, 2)],
    ["is kept by a freeze over a missed day", streak(8, TODAY - 2, 2), 1, streak(9, TODAY, 1, 1)],
    ["and by two over two", streak(8, TODAY - 3, 2), 2, streak(9, TODAY, 0, 2)],
    ["and by two over two of ten", streak(8, TODAY - 11, 2), 2, streak(9, TODAY, 0, 2)],
    ["not over three, and the two went before it was lost", streak(8, TODAY - 4, 2), 3, streak(1, TODAY)],
    ["may earn one with the day that used one", streak(6, TODAY - 2, 1), 1, streak(7, TODAY, 1, 1)],
    ["forgets on the next day what was frozen", streak(9, TODAY - 1, 1, 1), 0, streak(10, TODAY, 1)],
  ])("%s", (_, before, missed, after) => {
    expect(extendStreak(before, noon(TODAY), "UTC", missed)).toEqual(after);
  });

  test("stands as it is shown, before today has counted and after", () => {
    const before = streak(12, TODAY - 2, 2);
    expect(streakNow(before, TODAY, 1)).toEqual({ days: 12, freezes: 1, frozen: 1, lost: 0, done: false });
    expect(streakNow(before, TODAY, 3)).toEqual({ days: 0, freezes: 0, frozen: 0, lost: 12, done: false });
    expect(streakNow(before, TODAY - 2, 0)).toEqual({ days: 12, freezes: 2, frozen: 0, lost: 0, done: true });
    const after = extendStreak(before, noon(TODAY), "UTC", 1);
    expect(streakNow(after, TODAY, 0)).toEqual({ days: 13, freezes: 1, frozen: 1, lost: 0, done: true });
    expect(streakNow(NO_STREAK, TODAY, 0)).toEqual({ days: 0, freezes: 0, frozen: 0, lost: 0, done: false });
  });

  test.each([
    ["nothing of an ordinary day", streak(4, TODAY - 1, 1), 0, undefined],
    ["nothing of a freeze that is one too many", streak(20, TODAY - 1, 2), 0, undefined],
    ["nothing of one that begins afresh", streak(20, TODAY - 4, 2), 3, undefined],
    ["of freezes that went", streak(4, TODAY - 3, 2), 2, { days: 5, freezes: 0, frozen: 2, earned: false }],
    ["of one that was earned", streak(6, TODAY - 1, 1), 0, { days: 7, freezes: 2, frozen: 0, earned: true }],
    ["of both", streak(6, TODAY - 2, 1), 1, { days: 7, freezes: 1, frozen: 1, earned: true }],
  ])("has news to tell: %s", (_, before, missed, news) => {
    const after = extendStreak(before, noon(TODAY), "UTC", missed);
    expect(hasGrown(before, after)).toBe(true);
    if (news) expect(streakNews(before, after)).toMatchObject(news);
    else expect(streakNews(before, after)).toBeUndefined();
  });

  test("has not grown by a second review on a day, nor by Undo", () => {
    const today = streak(5, TODAY);
    expect(hasGrown(today, extendStreak(today, noon(TODAY) + HOUR, "UTC", 0))).toBe(false);
    expect(hasGrown(today, streak(4, TODAY - 1))).toBe(false);
    expect(hasGrown(today, NO_STREAK)).toBe(false);
  });
});

describe("days that may have been missed", () => {
  test.each([
    ["before the first day", NO_STREAK, undefined],
    ["on the same day", streak(1, TODAY), undefined],
    ["on the next", streak(1, TODAY - 1), undefined],
    ["after a whole day in between", streak(1, TODAY - 2), { first: TODAY - 1, last: TODAY - 1 }],
    ["after nine", streak(1, TODAY - 10), { first: TODAY - 9, last: TODAY - 1 }],
    ["on an earlier day", streak(1, TODAY + 3), undefined],
  ])("%s", (_, before, gap) => {
    expect(gapSince(before, noon(TODAY), "UTC")).toEqual(gap);
  });
});

describe("milestones", () => {
  test("are 7, 30, 100 and each year", () => {
    const reached = Array.from({ length: 1500 }, (_, days) => days).filter(isMilestone);
    expect(reached).toEqual([7, 30, 100, 365, 730, 1095, 1460]);
  });
});
