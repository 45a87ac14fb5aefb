import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { shardOf } from "../../../src/store/keys.ts";
import { makeDeck, numberedCards } from "../../support/decks.ts";
import { type BotProcess, type House, openHouse, shown, spawnBot } from "../../support/flashback.ts";
import { searchFor } from "../../support/search.ts";

let house: House;
let bot: BotProcess;
beforeAll(async () => {
  house = await openHouse({ bot: "none" });
  bot = await spawnBot(house);
});
afterAll(async () => {
  await bot.kill();
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const places = () => searchFor(house.store, house.ben.user.id);

async function live(): Promise<void> {
  const { ben } = house;
  for (let n = 1; n <= 4; n += 1) {
    await makeDeck(ben, `Own ${n}`, numberedCards(2), { where: "@bot" });
    await makeDeck(ben, `Made ${n}.${Math.random()}`, numberedCards(2));
  }
  await ben.press(shown(await ben.slash("#general", "quiz")), "Stop");
  await ben.slash("@bot", "remind on", { time: "20:00", timezone: "UTC" });
}

test("killed in the middle of a deletion, the next process ends it, or pressing again does", {
  timeout: 120_000,
}, async () => {
  const { ben, store } = house;
  // Every deck takes the deletion some commands: it is caught somewhere in its middle.
  for (const milliseconds of [4, 10]) {
    await live();
    const asked = shown(await ben.slash("#general", "settings delete"));
    const pressed = ben.press(asked, "Delete everything", { timeoutMs: 1000 }).catch(() => undefined);
    await wait(milliseconds);
    await bot.kill();
    await pressed;
    bot = await spawnBot(house);
    const begun = await store.exists(`{s${shardOf(ben.user.id)}}:erase`);
    if (begun === 0 && (await places()).length > 0) {
      await ben.press(shown(await ben.slash("#general", "settings delete")), "Delete everything");
    }
    await vi.waitFor(async () => expect(await places()).toEqual([]), 40_000);
  }
});
