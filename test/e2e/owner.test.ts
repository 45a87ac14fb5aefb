import { afterEach, beforeEach, expect, test } from "vitest";
import { front, type House, openHouse, progress, rate, shown } from "../support/flashback.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

test("only the owner can press; anyone else is told so alone, and offered a quiz of their own", async () => {
  const { ada, ben } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  const told = shown(await ben.press(quiz, "Show answer"));
  expect(told.ephemeral).toBe(true);
  expect(told.texts).toContain(`<@${ada.user.id}>'s quiz`);
  expect(ada.messages("#general")).toHaveLength(1);
  expect(ada.last("#general").texts).toBe(quiz.texts);

  const own = shown(await ben.press(told, "Start my own quiz"));
  expect(own.id).toBe(told.id);
  expect(own.ephemeral).toBe(true);
  await rate(house, ben, own, 4);
  expect(await house.reviews(ada)).toEqual([]);
  expect(await house.reviews(ben)).toHaveLength(1);
});

test("a private quiz is seen by its owner alone", async () => {
  const { ada, ben } = house;
  const quiz = shown(await ada.slash("#general", "quiz", { private: true }));
  expect(quiz.ephemeral).toBe(true);
  const next = await rate(house, ada, quiz, 3);
  expect(next.id).toBe(quiz.id);
  expect(ben.messages("#general")).toEqual([]);
});

test("one open quiz a person: asks whether to continue, and the old message's buttons end", async () => {
  const { ada } = house;
  const old = await rate(house, ada, shown(await ada.slash("#general", "quiz")), 4);
  const asked = shown(await ada.slash("#quiet-room", "quiz"));
  expect(asked.texts).toContain("You have a quiz open");
  expect(asked.texts).toContain(`<#${old.channelId}>: 1 of 10 cards known`);

  const here = shown(await ada.press(asked, "Continue here"));
  expect(here.id).toBe(asked.id);
  expect(front(here)).toBe(front(old));
  expect(progress(here)).toBe("1 of 10");
  const [left] = await ada.waitFor("#general", ([message]) => message?.buttons.length === 0);
  expect(left?.texts).toContain("has ended here; you went on");

  const late = shown(await ada.pressStale(old, "Show answer"));
  expect(late.texts).toContain("These buttons have ended");
  expect(late.texts).toContain(`<#${here.channelId}>`);
  const back = shown(await ada.press(late, "Continue here"));
  expect(front(back)).toBe(front(old));
});

test("starting over replaces the quiz, and the old buttons say so and offer the way on", async () => {
  const { ada } = house;
  const old = shown(await ada.slash("#general", "quiz", { cards: 2 }));
  const asked = shown(await ada.slash("#general", "quiz", { cards: 5 }));
  const fresh = shown(await ada.press(asked, "Start over"));
  expect(progress(fresh)).toBe("0 of 5");
  const stopped = shown(await ada.press(fresh, "Stop"));
  expect(stopped.texts).toContain("Stopped");
  const late = shown(await ada.pressStale(old, "Show answer"));
  expect(late.texts).toContain("replaced by a newer one");
  expect(late.buttons.map(({ label }) => label)).toEqual(["Start a new quiz"]);
});

test("an old button that starts a quiz replaces none but its own, and a repeat of it shows what it started", async () => {
  const { ada } = house;
  const first = shown(await ada.slash("#general", "quiz", { cards: 1 }));
  const done = await rate(house, ada, first, 5);
  const second = shown(await ada.press(done, "Next quiz"));
  const on = await rate(house, ada, second, 4);
  expect(progress(on)).toBe("1 of 9");
  expect(progress(shown(await ada.pressStale(done, "Next quiz")))).toBe("1 of 9");
  await ada.press(ada.last("#general"), "Stop");

  const other = shown(await ada.slash("#quiet-room", "quiz"));
  const asks = async () => shown(await ada.pressStale(done, "Next quiz")).texts;
  // Where a quiz stands is noted just after it is shown.
  await expect.poll(asks).toContain(`You have a quiz open\n**Losses** in <#${other.channelId}>`);
});

test("`Start over`, `Continue here` and `10 more new` pressed twice at once lead to one quiz, on the screen", async () => {
  const { ada, ben } = house;
  await ada.slash("#general", "quiz");
  const asked = shown(await ada.slash("#quiet-room", "quiz", { cards: 4 }));
  await ada.pressTwice(asked, "Start over");
  expect(progress(ada.last("#quiet-room"))).toBe("0 of 4");
  expect(progress(await rate(house, ada, ada.last("#quiet-room"), 4))).toBe("1 of 4");

  const again = shown(await ada.slash("#general", "quiz"));
  await ada.pressTwice(again, "Continue here");
  expect(progress(await rate(house, ada, ada.last("#general"), 4))).toBe("2 of 4");

  let message = shown(await ben.slash("@bot", "quiz"));
  while (progress(message)) message = await rate(house, ben, message, 5);
  const nothing = shown(await ben.slash("@bot", "quiz"));
  await ben.pressTwice(nothing, "10 more new");
  expect(progress(ben.last("@bot"))).toBe("0 of 10");
});

test("a quiz that was left for 7 days has expired; its button says so and offers a new one", async () => {
  const { ada, store } = house;
  const quiz = await rate(house, ada, shown(await ada.slash("#general", "quiz")), 2);
  const [key = ""] = await store.keys("*:quiz:*");
  expect(await store.ttl(key)).toBeGreaterThan(6.9 * 86_400);
  await store.pexpire(key, 1);
  await expect.poll(() => store.exists(key)).toBe(0);
  const late = shown(await ada.press(quiz, "Show answer"));
  expect(late.texts).toContain("more than 7 days");
  const fresh = shown(await ada.press(late, "Start a new quiz"));
  expect(progress(fresh)).toBe("0 of 9");
});

test("works in direct messages and as a user-installed command where the bot is no member", async () => {
  const { ada, ben } = house;
  const dm = await rate(house, ada, shown(await ada.slash("@bot", "quiz", { cards: 2 })), 5);
  expect(progress(dm)).toBe("1 of 2");
  const elsewhere = shown(await ben.slash("#lounge@Guest House", "quiz", { cards: 2 }));
  expect(progress(await rate(house, ben, elsewhere, 4))).toBe("1 of 2");
});

test("a message that had too many edits is continued in a new one", async () => {
  const { ada, playground } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  playground.faults.rest({
    match: { method: "POST", route: /callback/ },
    times: 1,
    answer: { status: 400, code: 30046 },
  });
  await ada.press(quiz, "Show answer").catch(() => undefined);
  const [, fresh] = await ada.waitFor("#general", (messages) => messages.length === 2);
  if (!fresh) throw new Error("no new message");
  expect(front(fresh)).toBe(front(quiz));
  expect(progress(await rate(house, ada, fresh, 4))).toBe("1 of 10");
});

test("what stands in a deck pings nobody, neither in a public quiz nor where it is continued", async () => {
  await house.close();
  const shout = `@everyone @here <@${house.ben.user.id}> <@&123456789012345678>`;
  const card = { number: 1, front: `Who? ${shout}`, back: `All: ${shout}`, hint: shout, tags: [] };
  house = await openHouse({ decks: [{ id: "losses", title: shout, description: shout, cards: [card] }] });
  const { ada } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  expect(quiz.texts).toContain("@everyone");
  const steps = [quiz];
  for (const button of ["Hint", "Show answer", "2", "Stop"]) {
    steps.push(shown(await ada.press(steps.at(-1) ?? quiz, button)));
  }
  for (const { message } of [...steps, shown(await ada.slash("#general", "help"))]) {
    expect(message.mention_everyone).toBe(false);
    expect(message.mentions).toEqual([]);
    expect(message.mention_roles).toEqual([]);
  }
});

test("a message too old to edit: what has nothing to move comes in a new message, too", async () => {
  const { ada, playground } = house;
  const old = shown(await ada.slash("#general", "quiz"));
  const asked = shown(await ada.slash("#quiet-room", "quiz"));
  await ada.press(asked, "Continue here");
  playground.faults.refuseOldEdits(0);
  const before = ada.messages("#general").length;
  await ada.pressStale(old, "Show answer");
  const messages = await ada.waitFor("#general", (seen) => seen.length > before);
  expect(messages.at(-1)?.texts).toContain("These buttons have ended");
});
