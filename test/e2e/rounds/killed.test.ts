import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type BotProcess, type House, openHouse, spawnBot } from "../../support/flashback.ts";
import { positionOf, publicIn, ratedOf, roundCard, startRound, whisper } from "../../support/rounds.ts";

/** A card's seconds and what is left after them, and a good while more. Milliseconds. */
const A_CARD = 60_000;

let house: House;
const bots: BotProcess[] = [];
beforeAll(async () => {
  house = await openHouse({ bot: "none" });
});
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.kill();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const start = async () => {
  const bot = await spawnBot(house);
  bots.push(bot);
  return bot;
};

test("a bot that is killed in the middle of a card: the timer goes on, and so does everybody", async () => {
  const { ada, ben, chloe } = house;
  const first = await start();
  await startRound(ada, { seconds: 15, cards: 3 });
  expect(whisper(await ben.press(roundCard(ben), "4")).texts).toContain("You gave card 1 a 4");
  await first.kill();
  bots.splice(0);
  await start();
  // The old card's buttons know all that they need.
  expect(whisper(await chloe.press(roundCard(chloe), "2")).texts).toContain("You gave card 1 a 2");
  expect(whisper(await ben.press(roundCard(ben), "4")).texts).toContain("a 4");
  await ben.waitFor("#general", () => roundCard(ben).texts.includes("Time's up"), A_CARD);
  expect(ratedOf(roundCard(ben))).toBe(2);
  await ben.waitFor("#general", () => positionOf(roundCard(ben)) === 2, A_CARD);
  expect(publicIn(ben).filter(({ texts }) => texts.includes("card 2 of 3"))).toHaveLength(1);
  for (const [actor, rating] of [
    [ben, 4],
    [chloe, 2],
  ] as const) {
    expect((await house.reviews(actor)).map((review) => review.rating)).toEqual([rating]);
  }
}, 240_000);
