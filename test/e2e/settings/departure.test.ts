import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../../src/main.ts";
import { deadlineIn } from "../../../src/store/connection.ts";
import { readGuilds } from "../../../src/store/guilds.ts";
import { makeDeck, numberedCards } from "../../support/decks.ts";
import { configOf, type House, openHouse, shown } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ bot: "none" });
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const guilds = () => readGuilds(house.store, deadlineIn(5000));
/** Waits until what is noted of the servers fits: how many the bot is in, and how many removed it. */
async function noted(here: number, left: number): Promise<void> {
  for (;;) {
    const all = [...(await guilds()).values()];
    const gone = all.filter((at) => at !== undefined).length;
    if (gone === left && all.length - gone === here) return;
    await wait(20);
  }
}

test("a server that removes the bot and invites it back has its decks; an outage is no removal", async () => {
  const { playground, ada } = house;
  const first = await start(configOf(house));
  await playground.whenBotReady();
  await noted(1, 0);
  await makeDeck(ada, "Bones", numberedCards(2));

  playground.setAvailable("Study Hall", false);
  playground.setAvailable("Study Hall", true);
  playground.removeBot("Study Hall");
  await noted(0, 1);
  playground.addBot("Study Hall");
  await noted(1, 0);
  expect(shown(await ada.slash("#general", "deck list")).texts).toContain("Bones");

  // Nobody listens when it is removed the next time: the next start finds out.
  await first.stop();
  await playground.whenBotGone();
  playground.removeBot("Study Hall");
  const second = await start(configOf(house));
  await noted(0, 1);
  await second.stop();
  await playground.whenBotGone();

  // Nor when it comes back, with an outage at the start.
  playground.addBot("Study Hall");
  playground.setAvailable("Study Hall", false);
  const third = await start(configOf(house));
  await noted(1, 0);
  playground.setAvailable("Study Hall", true);
  expect(shown(await ada.slash("#general", "deck list")).texts).toContain("Bones");
  await third.stop();
});
