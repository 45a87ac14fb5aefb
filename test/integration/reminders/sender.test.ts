import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobId, type ReminderJob } from "../../../src/reminders/job.ts";
import { TOO_LATE, UNUSED_DAILY, UNUSED_IN_ALL } from "../../../src/reminders/planner.ts";
import { nextReminder } from "../../../src/store/reminders.ts";
import { DAY, type Desk, HOUR, NINE, openDesk, soon, USER, WISH } from "./support.ts";

const JOB: ReminderJob = { userId: USER, day: "2026-05-15", at: NINE, snooze: 0 };
const CHANNEL = "700000000000000001";
const next = () => nextReminder(desk.store, USER, soon());

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(async () => {
  await desk.clear();
  await desk.reminding.turnOn(USER, WISH, soon());
  desk.setClock(NINE);
});
afterAll(() => desk.close());

describe("one that is due", () => {
  test("says what there is to do, and is noted with its day and channel", async () => {
    expect(await desk.sendOne(JOB)).toBe("sent");
    expect(desk.sent).toEqual([
      {
        nonce: jobId(JOB),
        channelId: undefined,
        scene: {
          userId: USER,
          day: "2026-05-15",
          snooze: 0,
          decks: [{ title: "Losses", due: 0, fresh: 1 }],
          minutes: 1,
          streak: { days: 0, freezes: 0, frozen: 0, lost: 0, done: false },
          last: false,
          weekly: false,
        },
      },
    ]);
    expect(await desk.reminder()).toMatchObject({
      lastDay: "2026-05-15",
      lastAt: NINE,
      channelId: CHANNEL,
      unused: 1,
      attempt: undefined,
    });
  });

  test("goes to the channel that is known", async () => {
    await desk.write({ channelId: CHANNEL });
    await desk.sendOne(JOB);
    expect(desk.sent[0]?.channelId).toBe(CHANNEL);
  });

  test("is sent once, however often its job is run", async () => {
    const endings = [await desk.sendOne(JOB), await desk.sendOne(JOB), await desk.sendOne(JOB)];
    expect(endings).toEqual(["sent", "done-before", "done-before"]);
    expect(desk.sent.length).toBe(1);
  });

  test("one of a day before is not sent after it", async () => {
    await desk.sendOne(JOB);
    expect(await desk.sendOne({ ...JOB, day: "2026-05-14" })).toBe("done-before");
  });

  test("is not sent where nothing is left for today, and the day is done with", async () => {
    await desk.suspend(true);
    expect(await desk.sendOne(JOB)).toBe("nothing");
    expect(desk.sent).toEqual([]);
    expect(await desk.reminder()).toMatchObject({ lastDay: "2026-05-15", unused: 0 });
  });

  test("is not sent two hours late", async () => {
    desk.setClock(NINE + TOO_LATE + 1);
    expect(await desk.sendOne(JOB)).toBe("late");
    expect(desk.sent).toEqual([]);
  });

  test("is not sent once reminders were switched off, or to a learner who is gone", async () => {
    await desk.reminding.turnOff(USER, soon());
    expect(await desk.sendOne(JOB)).toBe("off");
    expect(await desk.sendOne({ ...JOB, userId: "123456789012345679" })).toBe("gone");
    expect(desk.sent).toEqual([]);
  });
});

describe("what Discord makes of it", () => {
  test("closed: nobody tries again, and what was set is kept", async () => {
    desk.answers.push({ outcome: "closed" });
    expect(await desk.sendOne(JOB)).toBe("closed");
    expect(await desk.sendOne({ ...JOB, day: "2026-05-16" })).toBe("off");
    expect(await next()).toBeUndefined();
    expect(await desk.reminding.get(USER, soon())).toMatchObject({
      still: "closed",
      next: undefined,
      reminder: { minutes: 540 },
    });
  });

  test("closed: they are to be told the next time they use the bot, until they were", async () => {
    desk.answers.push({ outcome: "closed" });
    await desk.sendOne(JOB);
    const later = async (hours: number) => {
      desk.setClock(NINE + DAY + hours * HOUR);
      return await desk.reminding.noteUse(USER, soon());
    };
    expect([await later(0), await later(2)]).toEqual([true, true]);
    await desk.reminding.noteClosed(USER, soon());
    expect(await later(4)).toBe(false);
  });

  test("wait: it goes on after that, with the same nonce", async () => {
    desk.answers.push({ outcome: "wait", milliseconds: 1500, whom: "one" });
    expect(await desk.sendOne(JOB)).toEqual({ retryAfter: 1500, whom: "one" });
    expect((await desk.reminder()).attempt).toBeUndefined();
    expect(await desk.sendOne(JOB)).toBe("sent");
    expect(desk.sent[0]?.nonce).toBe(desk.sent[1]?.nonce);
  });

  test("failed: it is tried again, however much later", async () => {
    desk.answers.push({ outcome: "failed", error: new Error("no channel") });
    expect(await desk.sendOne(JOB)).toEqual({ retry: new Error("no channel") });
    expect((await desk.reminder()).attempt).toBeUndefined();
    expect(await desk.sendOne(JOB)).toBe("sent");
  });

  test("unknown: it is sent again while Discord knows its nonce", async () => {
    desk.answers.push({ outcome: "unknown", error: new Error("cut") });
    expect(await desk.sendOne(JOB)).toEqual({ retry: new Error("cut") });
    expect((await desk.reminder()).attempt).toMatchObject({ day: JOB.day, snooze: 0 });
    expect(await desk.sendOne(JOB)).toBe("sent");
    expect(new Set(desk.sent.map(({ nonce }) => nonce))).toEqual(new Set([jobId(JOB)]));
  });

  test("unknown, and Discord may have forgotten the nonce: it counts as uncertain and is not sent again", async () => {
    await desk.write({ attempt: { day: JOB.day, snooze: 0, at: Date.now() - 121_000 } });
    expect(await desk.sendOne(JOB)).toBe("uncertain");
    expect(await desk.sendOne(JOB)).toBe("done-before");
    expect(desk.sent).toEqual([]);
    expect(await desk.reminder()).toMatchObject({ lastDay: "2026-05-15", unused: 1, attempt: undefined });
  });

  test.each([
    { outcome: "wait", milliseconds: 300_000, whom: "all" },
    { outcome: "failed", error: new Error("no channel") },
  ] as const)(
    "unknown and then $outcome: the age of the nonce is still that of the first",
    async (answer) => {
      const attempt = { day: JOB.day, snooze: 0, at: Math.floor(Date.now() / 1000 - 60) * 1000 };
      await desk.write({ attempt });
      desk.answers.push(answer);
      await desk.sendOne(JOB);
      expect((await desk.reminder()).attempt).toEqual(attempt);
    },
  );

  test("unknown, and meanwhile nothing is left to do: nothing goes out", async () => {
    await desk.write({ attempt: { day: JOB.day, snooze: 0, at: Date.now() } });
    await desk.suspend(true);
    expect(await desk.sendOne(JOB)).toBe("uncertain");
    expect(desk.sent).toEqual([]);
  });

  test("an attempt of another day is no obstacle", async () => {
    await desk.write({ attempt: { day: "2026-05-14", snooze: 0, at: Date.now() - DAY } });
    expect(await desk.sendOne(JOB)).toBe("sent");
  });
});

describe("what the person does while the message is under way", () => {
  /** Does something the moment Discord is asked. */
  const meanwhile = (act: () => Promise<unknown>) => {
    desk.during.push(act);
  };

  test("another time: it stays, and today gets no second one", async () => {
    meanwhile(() => desk.reminding.turnOn(USER, { ...WISH, minutes: 20 * 60, silent: true }, soon()));
    desk.setClock(NINE + 2000);
    expect(await desk.sendOne(JOB)).toBe("sent");
    expect(await desk.reminder()).toMatchObject({
      minutes: 20 * 60,
      silent: true,
      lastDay: JOB.day,
      channelId: CHANNEL,
      attempt: undefined,
    });
    expect(await next()).toBe(NINE + DAY + 11 * HOUR);
  });

  test("switched off: it stays off", async () => {
    meanwhile(() => desk.reminding.turnOff(USER, soon()));
    expect(await desk.sendOne(JOB)).toBe("sent");
    expect(await desk.reminder()).toMatchObject({ off: true, lastDay: JOB.day, attempt: undefined });
    expect(await next()).toBeUndefined();
  });

  test("switched on again while Discord finds the messages closed: whoever does is told there, not here", async () => {
    desk.answers.push({ outcome: "closed" });
    meanwhile(() => desk.reminding.turnOn(USER, { ...WISH, minutes: 20 * 60 }, soon()));
    desk.setClock(NINE + 2000);
    expect(await desk.sendOne(JOB)).toBe("closed");
    expect(await desk.reminder()).toMatchObject({ closed: false, attempt: undefined });
    expect(await next()).toBe(NINE + 11 * HOUR);
  });

  test("not today, pressed before the send is on record: nothing more comes of that day", async () => {
    meanwhile(async () => {
      await desk.reminding.snooze(USER, JOB.day, 0, soon());
      await desk.reminding.skip(USER, JOB.day, soon());
    });
    await desk.sendOne(JOB);
    expect(await desk.sendOne({ ...JOB, at: NINE + HOUR, snooze: 1 })).toBe("done-before");
    expect((await desk.reminder()).unused).toBe(1);
  });

  test("a use in the days of one a week, between plan and send: tomorrow's comes", async () => {
    await desk.write({ unused: UNUSED_DAILY - 1 });
    await desk.tick();
    expect(await next()).toBe(NINE + 7 * DAY);
    meanwhile(() => desk.reminding.skip(USER, "2026-05-14", soon()));
    await desk.sendOne(JOB);
    expect(await next()).toBe(NINE + DAY);
  });

  test("nothing, but the process sleeps for a day: the next one comes all the same", async () => {
    await desk.tick();
    meanwhile(async () => desk.setClock(NINE + DAY + HOUR));
    await desk.sendOne(JOB);
    desk.queue.clear();
    await desk.tick();
    expect(await desk.sendAll()).toEqual(["sent"]);
    expect((await desk.reminder()).lastDay).toBe("2026-05-16");
  });

  test("set anew just before it goes out: what was set has a time of its own", async () => {
    desk.beforeLoad.push(() => desk.reminding.turnOn(USER, { ...WISH, minutes: 20 * 60 }, soon()));
    desk.setClock(NINE + 2000);
    expect(await desk.sendOne(JOB)).toBe("off");
    expect(desk.sent).toEqual([]);
    expect(await next()).toBe(NINE + 11 * HOUR);
  });
});

describe("put off", () => {
  test("it comes again an hour later, once, as the same one", async () => {
    await desk.sendOne(JOB);
    expect(await desk.reminding.snooze(USER, JOB.day, 0, soon())).toBe(NINE + HOUR);
    expect(await desk.reminding.snooze(USER, JOB.day, 0, soon())).toBe(NINE + HOUR);
    expect([...desk.queue.values()]).toEqual([{ ...JOB, at: NINE + HOUR, snooze: 1 }]);
    desk.setClock(NINE + HOUR);
    const again = { ...JOB, at: NINE + HOUR, snooze: 1 };
    expect([await desk.sendOne(again), await desk.sendOne(again)]).toEqual(["sent", "done-before"]);
    expect(desk.sent[1]?.nonce).not.toBe(desk.sent[0]?.nonce);
    expect(desk.sent[1]?.scene.snooze).toBe(1);
    expect(await desk.reminder()).toMatchObject({ lastDay: JOB.day, snoozes: 1, unused: 0 });
  });

  test("it can be put off before its send is on record", async () => {
    await desk.write({ attempt: { day: JOB.day, snooze: 0, at: Date.now() } });
    expect(await desk.reminding.snooze(USER, JOB.day, 0, soon())).toBe(NINE + HOUR);
  });

  test("the reminder of another day, or one that a later one has followed, can't be", async () => {
    await desk.sendOne(JOB);
    await expect(desk.reminding.snooze(USER, "2026-05-14", 0, soon())).rejects.toThrow(
      "That reminder is over",
    );
    await desk.sendOne({ ...JOB, snooze: 1 });
    await expect(desk.reminding.snooze(USER, JOB.day, 0, soon())).rejects.toThrow("That reminder is over");
    expect(desk.queue.size).toBe(0);
  });

  test("five times a day, and no more", async () => {
    await desk.sendOne(JOB);
    for (let times = 0; times < 5; times += 1) {
      await desk.reminding.snooze(USER, JOB.day, times, soon());
      expect(await desk.sendOne({ ...JOB, snooze: times + 1 })).toBe("sent");
    }
    await expect(desk.reminding.snooze(USER, JOB.day, 5, soon())).rejects.toThrow("often enough");
  });

  test("not today: what was put off does not come any more", async () => {
    await desk.sendOne(JOB);
    await desk.reminding.snooze(USER, JOB.day, 0, soon());
    expect(await desk.reminding.skip(USER, JOB.day, soon())).toBe(NINE + DAY);
    expect(await desk.sendOne({ ...JOB, snooze: 1 })).toBe("done-before");
    expect(await desk.sendOne({ ...JOB, day: "2026-05-16" })).toBe("sent");
  });
});

describe("without any use of the bot", () => {
  test("the seventh says that there is one a week from now on, the eleventh that it is the last", async () => {
    await desk.write({ unused: UNUSED_DAILY - 1 });
    await desk.sendOne(JOB);
    expect(desk.sent[0]?.scene).toMatchObject({ weekly: true, last: false });
    await desk.write({ unused: UNUSED_IN_ALL - 1 });
    await desk.sendOne({ ...JOB, day: "2026-05-16" });
    expect(desk.sent[1]?.scene).toMatchObject({ weekly: true, last: true });
    expect(await next()).toBeUndefined();
    expect(await desk.reminding.get(USER, soon())).toMatchObject({ still: "unused", next: undefined });
  });

  test("a use sets the count back, and the next one comes tomorrow instead of in a week", async () => {
    await desk.write({ unused: UNUSED_DAILY - 1 });
    await desk.sendOne(JOB);
    await desk.use();
    desk.setClock(NINE + DAY);
    await desk.sendOne({ ...JOB, day: "2026-05-16", at: NINE + DAY });
    expect(desk.sent[1]?.scene).toMatchObject({ weekly: false, last: false });
    expect(await desk.reminder()).toMatchObject({ unused: 1 });
    expect(await next()).toBe(NINE + 2 * DAY);
  });

  test("a use counts also where nothing was left to do that day", async () => {
    await desk.write({ unused: 3 });
    await desk.sendOne(JOB);
    await desk.use();
    await desk.suspend(true);
    await desk.sendOne({ ...JOB, day: "2026-05-16" });
    expect(await desk.reminder()).toMatchObject({ unused: 0 });
  });

  test("whatever else is a use too, and is noted once an hour", async () => {
    await desk.write({ unused: 3 });
    desk.setClock(NINE + 10 * DAY);
    expect(await desk.reminding.noteUse(USER, soon())).toBe(false);
    expect(await desk.reminder()).toMatchObject({ unused: 0 });
    await desk.write({ unused: 1 });
    await desk.reminding.noteUse(USER, soon());
    expect(await desk.reminder()).toMatchObject({ unused: 1 });
    desk.setClock(NINE + 10 * DAY + HOUR + 1);
    await desk.reminding.noteUse(USER, soon());
    expect(await desk.reminder()).toMatchObject({ unused: 0 });
  });

  test("after the last one a use brings none back: that is for the person to say", async () => {
    await desk.write({ unused: UNUSED_IN_ALL });
    desk.setClock(NINE + 20 * DAY);
    await desk.reminding.noteUse(USER, soon());
    expect(await desk.reminder()).toMatchObject({ unused: UNUSED_IN_ALL });
  });

  test.each(["snooze", "skip"] as const)("to answer with %s is a use", async (answer) => {
    await desk.write({ unused: UNUSED_DAILY - 1 });
    await desk.sendOne(JOB);
    if (answer === "snooze") await desk.reminding.snooze(USER, JOB.day, 0, soon());
    else await desk.reminding.skip(USER, JOB.day, soon());
    expect(await desk.reminder()).toMatchObject({ unused: 0 });
    expect(await next()).toBe(NINE + DAY);
  });
});
