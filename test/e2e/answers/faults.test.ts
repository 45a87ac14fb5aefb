import { afterAll, beforeAll, expect, test } from "vitest";
import { formOf, makeDeck } from "../../support/decks.ts";
import { type House, openHouse, shown, spawnBot } from "../../support/flashback.ts";
import { choicesOn, FRENCH, letterOf, openRatings, typeIn } from "./support.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ bot: "none" });
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

test("a bot that is killed between question, answer and rating: the choices stay, the answer stays, the rating counts", async () => {
  const { ada, ben } = house;
  const first = await spawnBot(house);
  const { id: deck } = await makeDeck(ada, "French", FRENCH);
  const question = shown(await ada.slash("#general", "quiz", { deck, answer: "choice" }));
  const asked = shown(await ben.slash("#general", "quiz", { deck, answer: "type" }));
  const form = formOf(await ben.press(asked, "Type the answer"));
  await first.kill();

  const second = await spawnBot(house);
  const wrong = letterOf(question, "wrong");
  const picked = shown(await ada.press(question, wrong));
  expect(picked.texts).toContain(`You picked **${wrong}**: ${choicesOn(question).get(wrong)}`);
  const typed = shown(await ben.submit(form, { Answer: "le chein" }));
  expect(typed.texts).toContain("**Close**");
  await second.kill();

  const third = await spawnBot(house);
  const late = shown(await ada.pressStale(question, letterOf(question, "right")));
  expect(late.texts).toBe(picked.texts);
  const overruled = shown(await ben.press(typed, "I had it right"));
  expect(openRatings(overruled)).toEqual(["3", "4", "5"]);
  await third.kill();

  const fourth = await spawnBot(house);
  await ada.press(late, "2");
  await ben.press(overruled, "5");
  expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([2]);
  expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([5]);
  await fourth.kill("SIGTERM");
}, 90_000);

test("where the store is gone, what was typed comes back; sent again it counts", async () => {
  const { chloe, redis } = house;
  const bot = await spawnBot(house);
  const { id: deck } = await makeDeck(chloe, "More French", FRENCH);
  const question = shown(await chloe.slash("#general", "quiz", { deck, answer: "type" }));
  const form = formOf(await chloe.press(question, "Type the answer"));
  await redis.kill();
  const told = shown(await chloe.submit(form, { Answer: "le chien, a dog" }, { timeoutMs: 20_000 }));
  expect(told.ephemeral).toBe(true);
  expect(told.texts).toMatch(/\*\*Not saved:\*\*|\*\*Could not confirm it\.\*\*/);
  expect(told.texts).toContain("le chien, a dog");
  await redis.restart();
  await expect
    .poll(async () => (await chloe.slash("#general", "deck list")).message?.texts, { timeout: 20_000 })
    .toContain("More French");
  const answered = await typeIn(chloe, question, "le chien");
  expect(answered.texts).toContain("**Right.**");
  await bot.kill("SIGTERM");
}, 90_000);
