import { describe, expect, test } from "vitest";
import { quizView } from "../../../src/discord/views/quiz.ts";
import { reminderView } from "../../../src/discord/views/remind.ts";
import {
  milestoneSharedView,
  milestoneView,
  sharedMilestoneView,
  streakWords,
} from "../../../src/discord/views/streak.ts";
import type { StreakNews } from "../../../src/study/streak.ts";
import { checkView, labelsOf, textOf } from "./limits.ts";
import { card, summary, userId } from "./scenes.ts";

const news = (more: Partial<StreakNews>): StreakNews => ({
  days: 12,
  freezes: 1,
  frozen: 0,
  lost: 0,
  done: true,
  earned: false,
  ...more,
});

describe("what there is to say of a streak", () => {
  test.each<[Partial<StreakNews>, string | undefined]>([
    [{}, undefined],
    [
      { frozen: 1, freezes: 1 },
      "1 freeze kept your streak of **12 days** over the day you missed. 1 is left.",
    ],
    [
      { frozen: 2, freezes: 0 },
      "2 freezes kept your streak of **12 days** over the 2 days you missed. None is left.",
    ],
    [
      { days: 0, lost: 8, done: false },
      "Your streak of **8 days** is over. A new one begins with your next review.",
    ],
    [
      { days: 7, earned: true },
      "Your streak of **7 days** earned you a freeze: by itself, it keeps the streak over a day you miss. You hold 1.",
    ],
    [
      { days: 14, freezes: 2, earned: true },
      "Your streak of **14 days** earned you a freeze: by itself, it keeps the streak over a day you miss. You hold 2, the most there can be.",
    ],
  ])("%j", (more, words) => {
    expect(streakWords(news(more))).toBe(words);
  });

  test("stands on the card and on the summary, in small print, and nothing of it where there is nothing", () => {
    const frozen = news({ frozen: 1 });
    const words = `-# ${streakWords(frozen)}`;
    expect(textOf(quizView({ ...card, streak: frozen }))).toContain(words);
    expect(textOf(quizView({ ...summary, streak: frozen }))).toContain(words);
    expect(textOf(quizView(summary))).toContain("streak **12 days**, 1 freeze held");
    expect(textOf(quizView(summary))).not.toContain("kept");
    expect(textOf(quizView(card))).not.toContain("streak");
  });
});

describe("a reminder", () => {
  const said = (more: Partial<StreakNews>) =>
    textOf(
      reminderView({
        userId,
        day: "2026-05-15",
        snooze: 0,
        decks: [{ title: "Losses", due: 5, fresh: 1 }],
        minutes: 2,
        streak: news(more),
        last: false,
        weekly: false,
      }),
    );

  test.each<[string, Partial<StreakNews>, string]>([
    ["at risk", { done: false, freezes: 0 }, "streak **12 days**: review today to keep it"],
    ["with a freeze to keep it", { done: false, freezes: 1 }, "streak **12 days**, 1 freeze held\n"],
    ["that has had today", { done: true, freezes: 0 }, "streak **12 days**\n"],
  ])("tells of a streak %s", (_, more, words) => {
    expect(`${said(more)}\n`).toContain(words);
  });

  test("says that a freeze went on the day before, as long as today has not counted", () => {
    expect(said({ done: false, frozen: 1 })).toContain("1 freeze kept your streak");
    expect(said({ done: true, frozen: 1 })).not.toContain("kept");
  });
});

describe("a milestone", () => {
  test.each([7, 30, 100, 365, 730, 36_500])("of %d days shows the way there and the next one", (days) => {
    const view = milestoneView(days, true);
    checkView(view);
    expect(textOf(view)).toContain(`## ${days} days in a row`);
    const [marks = "", numbers = ""] = /```\n([^`]+)\n```/.exec(textOf(view))?.[1]?.split("\n") ?? [];
    // Each number stands under its mark, on one line of a phone.
    const stops = [...numbers.matchAll(/\d+/g)].map(({ 0: number, index }) => [Number(number), marks[index]]);
    for (const [stop = 0, mark] of stops) expect(mark).toBe(Number(stop) <= days ? "●" : "○");
    expect(stops.map(([stop]) => stop)).toContain(days);
    expect(stops.at(-1)?.[0]).toBeGreaterThan(days);
    expect(marks.length).toBeLessThanOrEqual(30);
    checkView(sharedMilestoneView(userId, days));
    checkView(milestoneSharedView(days, false));
  });

  test("can be shown to others where there are any, and says whose it is there", () => {
    expect(labelsOf(milestoneView(7, true))).toEqual(["Show it here"]);
    expect(labelsOf(milestoneView(7, false))).toEqual([]);
    expect(textOf(sharedMilestoneView(userId, 7))).toContain(`<@${userId}> has done it: a week of learning`);
    expect(labelsOf(milestoneSharedView(7, false))).toEqual(["Always show them"]);
    expect(labelsOf(milestoneSharedView(7, true))).toEqual(["Only to me"]);
  });
});
