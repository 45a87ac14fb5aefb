import { describe, expect, test } from "vitest";
import { readQuizButton, readToken } from "../../../src/discord/custom-id.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import {
  closedView,
  confirmView,
  noReminderView,
  reminderView,
  remindOffView,
  remindOnView,
  remindShowView,
  skippedView,
  snoozedView,
  stillClosedView,
  triedView,
} from "../../../src/discord/views/remind.ts";
import type { Reminding } from "../../../src/reminders/reminding.ts";
import type { ReminderScene } from "../../../src/reminders/sender.ts";
import { newReminder } from "../../../src/store/reminder-record.ts";
import { checkView, labelsOf, partsOf, textOf } from "./limits.ts";

const USER = "12345678901234567890";
const AT = 1_778_835_600_000;
const DAY = "2026-05-15";

const scene: ReminderScene = {
  userId: USER,
  day: DAY,
  snooze: 0,
  decks: [
    { title: "Losses", due: 5, fresh: 1 },
    { title: "Bones", due: 0, fresh: 2 },
  ],
  minutes: 2,
  streak: { days: 12, freezes: 0, frozen: 0, lost: 0, done: false },
  last: false,
  weekly: false,
};
const huge: ReminderScene = {
  ...scene,
  snooze: 5,
  minutes: 600,
  streak: { days: 36_500, freezes: 0, frozen: 2, lost: 0, done: false },
  weekly: true,
  decks: Array.from({ length: 200 }, () => ({ title: "*_[]()".repeat(17), due: 10_000, fresh: 10 })),
};
const set: Reminding = {
  reminder: newReminder({
    zone: "America/Argentina/ComodRivadavia",
    minutes: 545,
    days: 0b010_1010,
    silent: true,
  }),
  next: AT,
  still: undefined,
};
const still = (why: NonNullable<Reminding["still"]>): Reminding => ({ ...set, next: undefined, still: why });

const views: [string, View][] = [
  ["a reminder", reminderView(scene)],
  ["one with as much as there can be", reminderView(huge)],
  ["the last one", reminderView({ ...huge, last: true })],
  ["one to try", reminderView(huge, { on: true })],
  ["one to try for somebody without any", reminderView(scene, { on: false })],
  ["on", remindOnView(set, "sent")],
  ["on, unconfirmed", remindOnView(set, "unsure")],
  ["the confirmation", confirmView(set)],
  ["closed", closedView(true)],
  ["closed, and off anyway", closedView(false)],
  ["closed, told later", stillClosedView()],
  ["shown", remindShowView(set)],
  ["shown off", remindShowView(still("off"))],
  ["shown closed", remindShowView(still("closed"))],
  ["shown unused", remindShowView(still("unused"))],
  ["none", noReminderView("</remind on:1100000000000000001>")],
  ["off", remindOffView(true)],
  ["off before", remindOffView(false)],
  ["put off", snoozedView(USER, DAY, AT)],
  ["not today", skippedView(USER, AT)],
  ["not today, and none to come", skippedView(USER, undefined)],
  ["tried", triedView("sent", set)],
  ["tried in vain", triedView("unsure", undefined)],
  ["nothing to try", triedView("nothing", still("off"))],
];

test.each(views)("Discord takes it: %s", (_, view) => {
  checkView(view);
});

const ids = (view: View) => partsOf(view).flatMap(({ custom_id }) => custom_id ?? []);

describe("the reminder", () => {
  test("says what is due by deck, how long it takes and what is at stake", () => {
    const said = textOf(reminderView(scene));
    expect(said).toContain("## 8 cards for today");
    expect(said).toContain("- **Losses**: 5 reviews, 1 new card\n- **Bones**: 2 new cards");
    expect(said).toContain("About **2 minutes** · streak **12 days**");
    expect(said).not.toContain("one a week");
  });

  test("without a streak says nothing of one", () => {
    expect(textOf(reminderView({ ...scene, streak: { ...scene.streak, days: 0 } }))).not.toContain("streak");
  });

  test("names ten decks and counts the others; what their titles hold does nothing", () => {
    const said = textOf(reminderView(huge));
    expect(said.match(/^- \*\*/gm)?.length).toBe(10);
    expect(said).toContain("- and 190 more decks");
    expect(said).not.toMatch(/[^\\]\[\]/);
  });

  test("has the four buttons, and each says what it acts on", () => {
    const view = reminderView({ ...scene, snooze: 3 });
    expect(labelsOf(view)).toEqual(["Start review", "In an hour", "Not today", "Stop reminders"]);
    const [start = "", ...rest] = ids(view);
    expect(readQuizButton(start)).toEqual({
      do: "start",
      userId: USER,
      wish: { deck: undefined, mode: "study", cards: undefined },
      replaces: undefined,
    });
    expect(rest.map(readToken)).toEqual([
      { verb: "snooze", args: [DAY, "3"] },
      { verb: "skip", args: [DAY] },
      { verb: "stop", args: [] },
    ]);
  });

  test("says when there is one a week, and when it is the last", () => {
    expect(textOf(reminderView({ ...scene, weekly: true }))).toContain("one a week");
    const last = reminderView({ ...scene, weekly: true, last: true });
    expect(textOf(last)).toContain("this is the last one");
    expect(labelsOf(last)).toContain("Keep reminding me");
    expect(labelsOf(last)).not.toContain("Stop reminders");
  });

  test("to try has no buttons that put it off, and none to stop what is not on", () => {
    expect(labelsOf(reminderView(scene, { on: true }))).toEqual(["Start review", "Stop reminders"]);
    expect(labelsOf(reminderView(scene, { on: false }))).toEqual(["Start review"]);
  });
});

describe("how they are set", () => {
  test("time, days, zone, sound, and the next one in full and relative", () => {
    const said = textOf(remindShowView(set));
    expect(said).toContain("**09:05** · Tue, Thu, Sat · America/Argentina/ComodRivadavia · without a sound");
    expect(said).toContain("<t:1778835600:F> (<t:1778835600:R>)");
    expect(labelsOf(remindShowView(set))).toEqual(["Stop reminders"]);
  });

  test.each([
    ["off", "You switched them off"],
    ["closed", "your direct messages are closed"],
    ["unused", "the last ones went unused"],
  ] as const)("while they stand still (%s): why, and a way back", (why, words) => {
    const view = remindShowView(still(why));
    expect(textOf(view)).toContain(words);
    expect(textOf(view)).not.toContain("The next one comes");
    expect(labelsOf(view)).toEqual(["Switch on again"]);
  });

  test("closed direct messages: how to open them", () => {
    expect(textOf(closedView(true))).toContain("Privacy Settings");
    expect(labelsOf(closedView(true))).toEqual(["I opened them: try again"]);
    expect(labelsOf(closedView(false))).toEqual([]);
  });
});

test("what was pressed cannot be pressed again", () => {
  expect(labelsOf(snoozedView(USER, DAY, AT))).toEqual(["Start review", "Not today"]);
  expect(labelsOf(skippedView(USER, AT))).toEqual(["Start review"]);
  expect(labelsOf(remindOffView(true))).toEqual(["Switch on again"]);
});
