import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { openReminderQueue, type ReminderQueues } from "../../../src/queues/reminders.ts";
import { jobId } from "../../../src/reminders/job.ts";
import { tick } from "../../../src/reminders/planner.ts";
import { deadlineIn } from "../../../src/store/connection.ts";
import { changeReminder, nextReminder, readReminder } from "../../../src/store/reminders.ts";
import { freshQuiz, makeDeck, numberedCards, whispered } from "../../support/decks.ts";
import { front, type House, openHouse, rate, shown } from "../../support/flashback.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

let house: House;
let queue: ReminderQueues;
beforeAll(async () => {
  house = await openHouse();
  queue = openReminderQueue({ url: house.redis.url }, (_, error) => {
    throw error;
  });
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await queue.close();
  await house.close();
});

/** Another planner beside the bot's own, which looks only twice a minute of real time. */
const plan = () =>
  tick({
    store: house.store,
    now: house.now,
    waiting: queue.waiting,
    add: queue.add,
    onPlanned: () => {},
  });

const inbox = (actor: Actor) => actor.messages("@bot").filter(({ ephemeral }) => !ephemeral);

/** The message that arrives when something is done. */
async function arrives(actor: Actor, act: () => Promise<unknown>): Promise<Seen> {
  const before = inbox(actor).length;
  await act();
  await actor.waitFor("@bot", () => inbox(actor).length > before);
  const messages = inbox(actor);
  expect(messages.length).toBe(before + 1);
  const [last] = messages.slice(-1);
  if (!last) throw new Error("nothing came");
  return last;
}

/** Lets the bot's clock go to a time of day (UTC) and the planner look. @returns how many reminders it found due */
async function clockAt(time: string): Promise<number> {
  const now = house.now();
  const today = Math.floor(now / DAY) * DAY;
  const wanted = Date.parse(`1970-01-01T${time}Z`);
  house.pass(today + wanted - now + (today + wanted <= now ? DAY : 0) + 1000);
  return await plan();
}

const on = async (actor: Actor, options: Record<string, string | boolean>) =>
  actor.slash("#general", "remind on", options);

describe("switched on", () => {
  let reminder: Seen;

  test("a direct message confirms it at once, and the answer is for the person alone", async () => {
    let answer: Seen | undefined;
    const confirmation = await arrives(house.ada, async () => {
      answer = shown(await on(house.ada, { time: "2:30 pm", timezone: "Europe/Berlin" }));
    });
    expect(answer?.ephemeral).toBe(true);
    expect(answer?.texts).toContain("Reminders are on");
    expect(answer?.texts).toContain("**14:30** · every day · Europe/Berlin");
    expect(answer?.texts).toContain("I sent you a direct message");
    // 12:30 in UTC, on the day the house opens.
    expect(confirmation.texts).toContain(`<t:${Date.parse("2026-05-15T12:30Z") / 1000}:F>`);
  });

  test("the message that confirms it waits for those that go out just then", async () => {
    const match = { method: "POST", route: /\/messages$/ };
    const full = house.playground.faults.rest({
      match,
      times: 1,
      answer: { status: 429, retryAfter: 0.2, global: true },
    });
    await arrives(house.ada, () => on(house.ada, { time: "2:30 pm", timezone: "Europe/Berlin" }));
    expect(full.taken()).toBe(1);
  });

  test("the reminder comes when the clock gets there, once", async () => {
    reminder = await arrives(house.ada, () => clockAt("12:30"));
    expect(reminder.texts).toContain("10 cards for today");
    expect(reminder.texts).toContain("- **Losses**: 10 new cards");
    expect(reminder.buttons.map(({ label }) => label)).toEqual([
      "Start review",
      "In an hour",
      "Not today",
      "Stop reminders",
    ]);
    expect(await plan()).toBe(0);
    expect(inbox(house.ada).filter(({ texts }) => texts.includes("for today")).length).toBe(1);
  });

  test("in an hour: the message says when, and the reminder waits in the queue, once", async () => {
    const [first, second] = await house.ada.pressTwice(reminder, "In an hour");
    expect([first.status, second.status]).toEqual(["answered", "answered"]);
    const [changed] = inbox(house.ada).slice(-1);
    expect(changed?.texts).toContain("In an hour, then");
    expect(changed?.buttons.map(({ label }) => label)).toEqual(["Start review", "Not today"]);
    const waiting = await house.store.zrange("{bull}:reminder-send:delayed", "0", "-1");
    expect(waiting).toEqual([jobId({ userId: house.ada.user.id, day: "2026-05-15", snooze: 1 })]);
  });

  test("not today: the message says when the next one comes", async () => {
    const [message] = inbox(house.ada).slice(-1);
    if (!message) throw new Error("there is no message");
    const skipped = shown(await house.ada.press(message, "Not today"));
    expect(skipped.texts).toContain(`<t:${Date.parse("2026-05-16T12:30Z") / 1000}:F>`);
    expect(skipped.buttons.map(({ label }) => label)).toEqual(["Start review"]);
    expect(whispered(await house.ada.pressStale(reminder, "In an hour"))).toContain("That reminder is over");
  });

  test("the review starts right there, and what is done is asked for no more", async () => {
    const next = await arrives(house.ada, () => clockAt("12:30"));
    const before = inbox(house.ada).length;
    const quiz = shown(await house.ada.press(next, "Start review"));
    expect(quiz.id).toBe(next.id);
    expect(front(quiz)).toBeTruthy();
    expect(inbox(house.ada).length).toBe(before);
    await house.ada.press(quiz, "Stop");
  });

  test("stopped from the message, and switched on again there", async () => {
    const next = await arrives(house.ada, () => clockAt("12:30"));
    const stopped = shown(await house.ada.press(next, "Stop reminders"));
    expect(stopped.id).toBe(next.id);
    expect(stopped.texts).toContain("Reminders are off");
    const count = inbox(house.ada).length;
    expect(await clockAt("12:30")).toBe(0);
    expect(await clockAt("12:30")).toBe(0);
    expect(inbox(house.ada).length).toBe(count);
    const again = shown(await house.ada.press(stopped, "Switch on again"));
    expect(again.texts).toContain("**14:30** · every day · Europe/Berlin");
    expect(inbox(house.ada).length).toBe(count);
  });

  test("show, and off", async () => {
    const set = shown(await house.ada.slash("#general", "remind show"));
    expect(set.ephemeral).toBe(true);
    expect(set.texts).toContain("Reminders are on");
    expect(set.texts).toContain("The next one comes");
    expect(shown(await house.ada.slash("#general", "remind off")).texts).toContain("No more will come");
    expect(shown(await house.ada.slash("#general", "remind off")).texts).toContain("They were off already");
    expect(shown(await house.ada.slash("#general", "remind show")).texts).toContain("You switched them off");
  });
});

describe("what is typed", () => {
  test.each([
    [{ time: "25", timezone: "Europe/Berlin" }, "a day ends at 24:00"],
    [
      { time: "soon", timezone: "Europe/Berlin" },
      "I can't read “soon” as a time of day. Write a time such as 9",
    ],
    [{ time: "9", timezone: "Europe/Berlin", days: "never" }, "as a day of the week"],
    [{ time: "9", timezone: "Xyzzy" }, "I can't tell which time zone “Xyzzy” is"],
    [{ time: "9", timezone: "IST" }, "Asia/Kolkata"],
    [{ time: "9" }, "I don't know your time zone yet"],
    [{ time: "**9**x", timezone: "UTC" }, "“\\*\\*9\\*\\*x”"],
  ])("that cannot be read, %j: says what was understood and how to write it", async (options, words) => {
    const answer = await on(house.ben, options);
    expect(whispered(answer)).toContain(words);
    expect(shown(await house.ben.slash("#general", "remind show")).texts).toContain("You have none.");
  });

  test("zones are offered by city with the time there, days as they are read", async () => {
    const zones = await house.ben.autocomplete("#general", "remind on", "timezone", {
      time: "9",
      timezone: "munich",
    });
    expect(zones[0]).toEqual({
      name: expect.stringMatching(/^Munich · Europe\/Berlin · 1\d:\d\d$/),
      value: "Europe/Berlin",
    });
    const days = await house.ben.autocomplete("#general", "remind on", "days", { time: "9", days: "mo we" });
    expect(days.map(({ value }) => value)).toEqual(["Mon, Wed", "every day", "weekdays", "weekends"]);
  });

  test("the zone is remembered, and so are days and sound, until they are changed", async () => {
    const { chloe } = house;
    const first = { time: "9", timezone: "Asia/Tokyo", days: "weekends", quiet: true };
    await arrives(chloe, () => on(chloe, first));
    const changed = shown(await on(chloe, { time: "10" }));
    expect(changed.texts).toContain("**10:00** · weekends · Asia/Tokyo · without a sound");
    const loud = shown(await on(chloe, { time: "10", days: "every day", quiet: false }));
    expect(loud.texts).toContain("**10:00** · every day · Asia/Tokyo\n");
    await chloe.slash("#general", "remind off");
  });
});

describe("closed direct messages", () => {
  test("are found at once: nothing is tried, and the way back is a button", async () => {
    const { ben } = house;
    ben.closeDms();
    const closed = shown(await on(ben, { time: "21:30", timezone: "Europe/Berlin" }));
    expect(closed.texts).toContain("Your direct messages are closed to me");
    expect(closed.texts).toContain("Privacy Settings");
    expect(shown(await ben.slash("#general", "remind show")).texts).toContain("They stand still");
    ben.openDms();
    const count = inbox(ben).length;
    expect(await clockAt("19:30")).toBe(0);
    expect(inbox(ben).length).toBe(count);
    const again = await arrives(ben, async () => {
      expect(shown(await ben.press(closed, "I opened them")).texts).toContain("Reminders are on");
    });
    expect(again.texts).toContain("**21:30**");
  });

  test("that are closed later: one attempt, then none; whoever uses the bot again is told, once", async () => {
    const { ben, playground } = house;
    ben.closeDms();
    const attempts = () =>
      playground.requests.filter(
        ({ method, path }) => method === "POST" && /\/channels\/\d+\/messages$/.test(path),
      ).length;
    const before = attempts();
    await clockAt("19:30");
    await vi.waitFor(() => expect(attempts()).toBe(before + 1));
    expect(await clockAt("19:30")).toBe(0);
    const told = () =>
      ben.messages("#general").filter(({ texts }) => texts.includes("Your reminders stand still"));
    await ben.slash("#general", "help");
    await ben.waitFor("#general", () => told().length === 1);
    expect(told()[0]?.ephemeral).toBe(true);
    await clockAt("19:30");
    await ben.slash("#general", "help");
    const set = shown(await ben.slash("#general", "remind show"));
    expect(set.texts).toContain("your direct messages are closed to me");
    expect(told().length).toBe(1);
    expect(attempts()).toBe(before + 1);
    ben.openDms();
    await arrives(ben, () => ben.press(told()[0] ?? set, "I opened them: switch on again"));
  });
});

test("whatever somebody does with the bot is a use of it: from one a week it is back to every day", async () => {
  const { chloe, store } = house;
  await arrives(chloe, () => on(chloe, { time: "9:00", timezone: "UTC", days: "every day" }));
  const soon = () => deadlineIn(5000);
  const next = () => nextReminder(store, chloe.user.id, soon());
  const daily = await next();
  await changeReminder(
    store,
    chloe.user.id,
    (before) => before && { reminder: { ...before, unused: 8 }, next: (daily ?? 0) + 6 * DAY },
    soon(),
  );
  house.pass(61 * MINUTE);
  await chloe.slash("#general", "deck list");
  await vi.waitFor(async () => expect(await next()).toBe(daily));
  expect((await readReminder(store, chloe.user.id, soon()))?.unused).toBe(0);
  await chloe.slash("#general", "remind off");
});

describe("one to try", () => {
  test("comes at once, and can't be put off", async () => {
    const tried = await arrives(house.ben, async () => {
      expect(shown(await house.ben.slash("#general", "remind now")).texts).toContain("I sent you one");
    });
    expect(tried.texts).toContain("10 cards for today");
    expect(tried.buttons.map(({ label }) => label)).toEqual(["Start review", "Stop reminders"]);
  });
});

test("where Discord cannot say whose member somebody is, that is said, and nothing is sent", async () => {
  const { ada, playground } = house;
  const { id } = await makeDeck(ada, "Knots", numberedCards(2), { owner: "server" });
  await rate(house, ada, await freshQuiz(ada, id), 4);
  const match = { route: /^\/guilds\/\d+\/members\// };
  playground.faults.rest({ match, times: 100, answer: { status: 500 } });
  const before = inbox(ada).length;
  const answer = whispered(await ada.slash("#general", "remind now"));
  expect(answer).toContain("I can't ask Discord right now which servers you are in");
  expect(answer).not.toContain("saved");
  expect(inbox(ada).length).toBe(before);
  playground.faults.clear();
  // The question that failed may still be under way, and Discord takes five messages in five seconds.
  const tryOne = async () => whispered(await ada.slash("#general", "remind now"));
  await expect.poll(tryOne, { timeout: 20_000, interval: 500 }).toContain("I sent you one by direct message");
  expect(inbox(ada).length).toBe(before + 1);
});

test("forged buttons do nothing but what is the person's own to do", async () => {
  const { chloe, ada } = house;
  const message = shown(await chloe.slash("#general", "remind show"));
  const before = await house.stored(ada);
  for (const customId of [
    "r1:snooze:2026-05-15:9",
    "r1:snooze:2026-05-15:x",
    "r1:snooze:today:0",
    "r1:skip:x",
    "r1:nothing",
    `r1:stop:${ada.user.id}`,
    "r1:",
  ]) {
    expect((await chloe.sendForged(message, { customId })).status).toBe("answered");
  }
  expect(await house.stored(ada)).toEqual(before);
});
