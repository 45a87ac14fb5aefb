import { describe, expect, test } from "vitest";
import { extendStreak, hasGap, NO_STREAK, type Streak } from "../../../src/study/streak.ts";

const TODAY = 20_513;
const streak = (days: number, lastDay: number): Streak => ({ days, lastDay });

describe("a streak", () => {
  test.each<[string, Streak, boolean, Streak]>([
    ["begins", NO_STREAK, false, streak(1, TODAY)],
    ["begins, whatever was missed before", NO_STREAK, true, streak(1, TODAY)],
    ["counts a day once", streak(5, TODAY), false, streak(5, TODAY)],
    ["grows on the next day", streak(5, TODAY - 1), false, streak(6, TODAY)],
    ["grows over days on which there was nothing", streak(5, TODAY - 9), false, streak(6, TODAY)],
    ["begins afresh after a missed day", streak(5, TODAY - 2), true, streak(1, TODAY)],
    ["stays when a zone brings back an earlier day", streak(5, TODAY + 1), false, streak(5, TODAY + 1)],
    ["stays then, even if a day was missed", streak(5, TODAY + 1), true, streak(5, TODAY + 1)],
  ])("%s", (_, before, missed, after) => {
    expect(extendStreak(before, TODAY, missed)).toEqual(after);
  });

  test("of any days in order, one without a gap is as long as there are days", () => {
    const days = [0, 0, 1, 2, 2, 2, 3, 5, 5, 6];
    const end = days.reduce((before, day) => extendStreak(before, TODAY + day, day === 5), NO_STREAK);
    expect(end).toEqual(streak(2, TODAY + 6));
  });

  test.each([
    ["before the first day", NO_STREAK, false],
    ["on the same day", streak(1, TODAY), false],
    ["on the next", streak(1, TODAY - 1), false],
    ["after a whole day in between", streak(1, TODAY - 2), true],
    ["on an earlier one", streak(1, TODAY + 3), false],
  ])("may have a gap %s: %j → %j", (_, before, gap) => {
    expect(hasGap(before, TODAY)).toBe(gap);
  });
});
