import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FaultAnswer, Seen } from "../../playground/index.ts";
import { front, type House, openHouse, progress, rate, shown, spawnBot } from "../support/flashback.ts";

let house: House;
afterEach(async () => {
  await house.close();
});

describe("Discord", () => {
  beforeEach(async () => {
    house = await openHouse();
  });

  test("the gateway drops and is resumed: a press made meanwhile arrives", async () => {
    const { ada, playground } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    playground.faults.gateway.drop();
    expect(progress(await rate(house, ada, quiz, 4))).toBe("1 of 10");
    expect(await house.reviews(ada)).toHaveLength(1);
  });

  test("the session is invalid: the bot identifies afresh and goes on", async () => {
    const { ada, playground } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    playground.faults.gateway.invalidate(false);
    await expect
      .poll(async () => (await ada.press(quiz, "Show answer")).status, { timeout: 20_000 })
      .toBe("answered");
    expect(front(ada.last("#general"))).toBe(front(quiz));
  });

  test.each([
    ["500", { status: 500 }],
    ["429", { status: 429, retryAfter: 0.1 }],
    ["a connection cut before Discord took it", "cut-before"],
    ["a connection cut after Discord took it", "cut-after"],
  ] as const)(
    "an answer that meets %s: the rating counts once, and the next press goes on",
    async (_, answer) => {
      const { ada, playground } = house;
      const quiz = shown(await ada.slash("#general", "quiz"));
      const revealed = shown(await ada.press(quiz, "Show answer"));
      house.pass(9000);
      playground.faults.rest({ match: { method: "POST", route: /callback/ }, times: 1, answer });
      const outcome = await ada.press(revealed, "4");
      expect(outcome.status).toBe("answered");
      expect(progress(ada.last("#general"))).toBe("1 of 10");
      expect(progress(await rate(house, ada, ada.last("#general"), 4))).toBe("2 of 10");
      expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4, 4]);
    },
  );

  test("Discord refuses the answer but takes what comes after: an outage is told as one, not as a bug", async () => {
    const { ada, playground } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    const revealed = shown(await ada.press(quiz, "Show answer"));
    house.pass(9000);
    // The first try of discord.js and its three more.
    playground.faults.rest({
      match: { method: "POST", route: /callback/ },
      times: 4,
      answer: { status: 503 },
    });
    const told = shown(await ada.press(revealed, "4"));
    expect(told.ephemeral).toBe(true);
    expect(told.texts).toContain("Discord had trouble");
    expect(progress(shown(await ada.press(revealed, "4")))).toBe("1 of 10");
    expect(await house.reviews(ada)).toHaveLength(1);
  });

  test("an outage during the answer: what was rated is saved, and the old screen shows it when pressed again", async () => {
    const { ada, playground } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    const revealed = shown(await ada.press(quiz, "Show answer"));
    house.pass(9000);
    playground.faults.rest({ match: { route: /./ }, times: 1000, answer: { status: 503 } });
    expect((await ada.press(revealed, "2")).status).toBe("failed");
    playground.faults.clear();
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([2]);
    const again = shown(await ada.press(revealed, "2"));
    expect(front(again)).not.toBe(front(quiz));
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([2]);
  });
});

describe("Redis", () => {
  beforeEach(async () => {
    house = await openHouse();
  });

  test("stopped: not saved, and says so; started again: the same button works", async () => {
    const { ada, redis } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    const revealed = shown(await ada.press(quiz, "Show answer"));
    house.pass(9000);
    await redis.kill();
    const told = shown(await ada.press(revealed, "4"));
    expect(told.ephemeral).toBe(true);
    expect(told.texts).toContain("Not saved");
    expect(ada.messages("#general").find(({ id }) => id === quiz.id)?.texts).toBe(revealed.texts);
    await redis.restart();
    await expect
      .poll(async () => progress(shown(await ada.press(revealed, "4"))), { timeout: 10_000, interval: 100 })
      .toBe("1 of 10");
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4]);
  });

  test("a deferral whose answer was lost: what was asked for is shown all the same", async () => {
    const { ada, playground, redis } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    playground.faults.rest({ match: { method: "POST", route: /callback/ }, times: 1, answer: "cut-after" });
    redis.freeze();
    const pressing = ada.press(quiz, "Skip");
    const deferrals = () => playground.requests.filter(({ path }) => path.includes("/callback")).length;
    const before = deferrals();
    await expect.poll(deferrals, { timeout: 5000, interval: 10 }).toBeGreaterThan(before);
    redis.thaw();
    expect(progress(shown(await pressing))).toBe("0 of 9");
  });

  test("frozen at a command: its public “thinking…” goes, and the person alone reads that nothing was changed", async () => {
    const { ada, ben, redis } = house;
    redis.freeze();
    void ada.slash("#general", "quiz");
    const told = (messages: readonly Seen[]) => messages.length === 1 && messages[0]?.ephemeral;
    const [message] = await ada.waitFor("#general", told, 10_000);
    expect(message?.texts).toContain("Not saved");
    expect(ben.messages("#general")).toEqual([]);
    redis.thaw();
    expect(progress(shown(await ada.slash("#general", "quiz")))).toBe("0 of 10");
  });

  test("frozen: the person reads that it is not saved; thawed: nothing came of it, and the next press counts once", async () => {
    const { ada, redis } = house;
    const quiz = shown(await ada.slash("#general", "quiz"));
    const revealed = shown(await ada.press(quiz, "Show answer"));
    house.pass(9000);
    redis.freeze();
    void ada.press(revealed, "4");
    const seen = await ada.waitFor(
      "#general",
      (messages) => messages.some(({ ephemeral }) => ephemeral),
      10_000,
    );
    expect(seen.at(-1)?.texts).toContain("Not saved");
    redis.thaw();
    expect(await house.reviews(ada)).toEqual([]);
    expect(progress(shown(await ada.press(revealed, "4")))).toBe("1 of 10");
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4]);
  });
});

describe("the bot's process", () => {
  beforeEach(async () => {
    house = await openHouse({ bot: "none" });
  });

  test("killed in the middle of a quiz and restarted: the old buttons work, no rating is lost", async () => {
    const { ada } = house;
    const first = await spawnBot(house);
    const second = await rate(house, ada, shown(await ada.slash("#general", "quiz")), 4);
    const revealed = shown(await ada.press(second, "Show answer"));
    await first.kill();
    const bot = await spawnBot(house);
    const next = shown(await ada.press(revealed, "2"));
    expect(progress(next)).toBe("1 of 10");
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4, 2]);
    await bot.kill("SIGTERM");
    expect(bot.child.exitCode).toBe(0);
    expect(bot.output()).not.toContain(house.playground.token);
  });

  /** Presses, and waits until the rating is stored while the answer meets a fault at Discord. */
  async function pressAndHold(message: Seen, button: string, answer: FaultAnswer, times = 1) {
    const { ada, playground } = house;
    playground.faults.rest({ match: { method: "POST", route: /callback/ }, times, answer });
    const pressing = ada.press(message, button);
    await expect.poll(async () => (await house.reviews(ada)).length).toBe(1);
    return { pressing };
  }

  test("killed while a press is on its way: pressed again, it counts once", async () => {
    const { ada, playground } = house;
    const first = await spawnBot(house);
    const revealed = shown(await ada.press(shown(await ada.slash("#general", "quiz")), "Show answer"));
    const { pressing } = await pressAndHold(revealed, "5", "cut-before", 1000);
    await first.kill();
    expect((await pressing).status).toBe("failed");
    playground.faults.clear();
    const bot = await spawnBot(house);
    const next = shown(await ada.press(revealed, "5"));
    expect(progress(next)).toBe("1 of 10");
    expect(await house.reviews(ada)).toHaveLength(1);
    await bot.kill("SIGTERM");
  });

  test("a deferral that Discord refuses does not end the bot", async () => {
    const { ada, playground, redis } = house;
    const bot = await spawnBot(house);
    const quiz = shown(await ada.slash("#general", "quiz"));
    playground.faults.rest({
      match: { method: "POST", route: /callback/ },
      times: 1,
      answer: { status: 404, code: 10062 },
    });
    redis.freeze();
    await ada.press(quiz, "Skip", { timeoutMs: 4000 });
    redis.thaw();
    expect(progress(shown(await ada.press(quiz, "Skip")))).toBe("0 of 9");
    expect(bot.child.exitCode).toBeNull();
    await bot.kill("SIGTERM");
  });

  test("SIGTERM finishes the press in hand", async () => {
    const { ada } = house;
    const bot = await spawnBot(house);
    const revealed = shown(await ada.press(shown(await ada.slash("#general", "quiz")), "Show answer"));
    const { pressing } = await pressAndHold(revealed, "4", { delayMs: 1500 });
    await bot.kill("SIGTERM");
    expect(progress(shown(await pressing))).toBe("1 of 10");
    expect(bot.child.exitCode).toBe(0);
  });
});
