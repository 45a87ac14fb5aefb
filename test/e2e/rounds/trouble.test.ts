import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whispered } from "../../support/decks.ts";
import { front, type House, openHouse, shown } from "../../support/flashback.ts";
import {
  goOn,
  positionOf,
  privateIn,
  publicIn,
  rateCard,
  ratedOf,
  roundCard,
  startRound,
  whisper,
} from "../../support/rounds.ts";

const POST = { method: "POST", route: /^\/channels\/\d+\/messages$/ };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

describe("the channel", () => {
  test("a moderator deletes the card while people rate it: it is there again, with its ratings", async () => {
    const { ada, ben, chloe } = house;
    const card = await startRound(ada, { seconds: 120 });
    house.pass(9000);
    await ben.press(card, "4");
    await ben.waitFor("#general", () => ratedOf(roundCard(ben)) === 1);
    // Chloe's press and the deletion meet before the card says that there are two.
    await chloe.press(card, "2");
    ada.deleteMessage(card);
    await ben.waitFor("#general", () => publicIn(ben).some(({ id }) => id !== card.id));
    const again = roundCard(ben);
    expect([front(again), positionOf(again), ratedOf(again)]).toEqual([front(card), 1, 2]);
    expect(whisper(await chloe.press(again, "3")).texts).toContain("Now a 3** instead of 2");
    expect((await house.reviews(chloe)).map(({ rating }) => rating)).toEqual([3]);
    expect(publicIn(ben)).toHaveLength(1);
  });

  test("is deleted: the round is over, its host hears of it by direct message, every rating stays", async () => {
    const { ada, ben } = house;
    await startRound(ada, { seconds: 15 }, "#quiet-room");
    await rateCard(house, ben, 4, "#quiet-room");
    await ben.waitFor("#quiet-room", () => ratedOf(roundCard(ben, "#quiet-room")) === 1);
    ada.deleteChannel("#quiet-room");
    // Nobody can press there any more: the timer finds it.
    await ada.waitFor("@bot", (seen) => seen.length > 0, 30_000);
    expect(ada.last("@bot").texts).toContain("Your round has ended");
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([4]);
    await startRound(ada);
  });

  test("a permission is taken: the round stands still, its host is told alone, and it goes on where it was", async () => {
    const { ada, ben, playground } = house;
    const card = await startRound(ada, { seconds: 120 });
    await rateCard(house, ada, 3);
    await rateCard(house, ben, 4);
    playground.setBotPermissions("#general", { deny: ["SendMessages"] });
    await ada.press(roundCard(ada), "Next", { until: "acknowledged" });
    await ada.waitFor("#general", () => privateIn(ada).some(({ texts }) => texts.includes("stands still")));
    const told = privateIn(ada).at(-1);
    if (!told) throw new Error("nobody was told");
    expect(told.texts).toContain("I need View Channel and Send Messages");
    expect(privateIn(ben).some(({ texts }) => texts.includes("stands still"))).toBe(false);
    // What was on the screen can still be rated, and nobody has lost anything.
    expect(whisper(await ben.press(card, "5")).texts).toContain("Now a 5** instead of 4");
    playground.setBotPermissions("#general", { allow: ["SendMessages"] });
    await ada.press(told, "Go on");
    await ada.waitFor("#general", () => positionOf(roundCard(ada)) === 2);
    await rateCard(house, ben, 4);
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([5, 4]);
  });
});

describe("Redis", () => {
  test("is down in the middle of a card: not saved, and told so; then the same press counts, once", async () => {
    const { ada, ben, redis } = house;
    const card = await startRound(ada);
    house.pass(9000);
    await redis.kill();
    expect(whispered(await ben.press(card, "4"))).toContain("Not saved");
    expect(whispered(await ada.press(card, "Next"))).toContain("Not saved");
    await redis.restart();
    await expect
      .poll(async () => (await ben.press(card, "4")).message?.texts, { timeout: 20_000 })
      .toContain("You gave card 1 a 4");
    await ben.press(card, "4");
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([4]);
    await ben.waitFor("#general", () => ratedOf(roundCard(ben)) === 1, 30_000);
    expect(positionOf(await goOn(house, ada))).toBe(2);
  });

  test("freezes: could not confirm, or not saved; pressed again it counts once", async () => {
    const { ada, ben, redis } = house;
    const card = await startRound(ada);
    house.pass(9000);
    redis.freeze();
    expect(whispered(await ben.press(card, "4"))).toMatch(/Not saved|Could not confirm/);
    redis.thaw();
    expect(whisper(await ben.press(card, "4")).texts).toContain("4");
    await ben.waitFor("#general", () => ratedOf(roundCard(ben)) === 1);
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([4]);
  });
});

describe("Discord", () => {
  test("takes no message for a while: who pressed is told, and the card comes by itself", async () => {
    const { ada, playground } = house;
    await startRound(ada, { seconds: 120 });
    playground.faults.rest({ match: POST, times: 4, answer: { status: 503 } });
    await ada.press(roundCard(ada), "Next", { until: "acknowledged" });
    await ada.waitFor("#general", () =>
      privateIn(ada).some(({ texts }) => texts.includes("Discord had trouble")),
    );
    await ada.waitFor("#general", () => positionOf(roundCard(ada)) === 2, 30_000);
    expect(publicIn(ada).filter(({ texts }) => texts.includes("card 2 of"))).toHaveLength(1);
  });

  test.each([
    ["a connection cut before Discord took it", "cut-before"],
    ["a connection cut after Discord took it", "cut-after"],
    ["500", { status: 500 }],
  ] as const)("a card that meets %s is there once", async (_, answer) => {
    const { ada, playground } = house;
    await startRound(ada);
    playground.faults.rest({ match: POST, times: 1, answer });
    const next = await goOn(house, ada);
    expect(positionOf(next)).toBe(2);
    expect(publicIn(ada).filter(({ texts }) => texts.includes("card 2 of"))).toHaveLength(1);
  });

  test("takes no edit of an old card any more: it is posted anew", async () => {
    const { ada, ben, playground } = house;
    const card = await startRound(ada);
    playground.faults.refuseOldEdits(0);
    await rateCard(house, ben, 4);
    await ben.waitFor("#general", () => publicIn(ben).at(-1)?.id !== card.id);
    playground.faults.clear();
    expect(ratedOf(roundCard(ben))).toBe(1);
    expect(positionOf(roundCard(ben))).toBe(1);
  });

  test("delivers a press twice, also after a reconnect: it is one rating and one answer", async () => {
    const { ada, ben, playground } = house;
    const card = await startRound(ada);
    house.pass(9000);
    const outcome = await ben.press(card, "4");
    shown(outcome);
    playground.redeliver(outcome.interactionId);
    playground.faults.gateway.drop();
    await rateCard(house, ben, 4);
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([4]);
    await ben.waitFor("#general", () => privateIn(ben).length === 1);
  });
});
