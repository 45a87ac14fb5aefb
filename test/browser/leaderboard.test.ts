import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { earn, homeOf } from "../support/boards.ts";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";
import { type House, openHouse } from "../support/flashback.ts";

const NAMES = [
  ["ada", "Ada Lovelace"],
  ["ben", "Ben ✨"],
  ["chloe", "Chloé (she/her) | study_mod"],
  ["dina", "دينا"],
  ["emre", "Emre Yıldırım"],
  ["fumi", "ふみ"],
  ["gauss", "Carl Friedrich Gauß"],
  ["hopper", "Grace Brewster Murray Hopper"],
  ["ines", "Inês"],
  ["jo", "jo"],
  ["kate", "Kate"],
  ["lin", "林"],
  ["mo", "Mo"],
] as const;

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse({
    world: {
      people: NAMES.map(([username, globalName]) => ({ username, globalName })),
      guilds: [{ name: "Study Hall", channels: [{ name: "general" }] }],
    },
  });
  const { playground, store } = house;
  const guild = await homeOf(store, playground.actor("jo"));
  for (const [index, [username]] of NAMES.entries()) {
    await earn(store, playground.actor(username).user.id, guild, points(index), house.now());
  }
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
  await browser.close();
});

/** Some share a place; the first in the list is last on the board. */
const points = (index: number) => 2 + Math.floor((index * 3) / 2) - (index % 4 === 0 ? 1 : 0);

test.each([
  ["dark", 1280, 900],
  ["light", 1280, 900],
  ["dark", 390, 844],
  ["light", 390, 844],
] as const)("a board can be read and turned, %s at %i", async (theme, width, height) => {
  const { page, errors } = await openPage(browser, house.playground.url, { theme, width, height });
  await house.playground.actor("ada").slash("#general", "leaderboard");
  const latest = page.getByTestId("message").last();
  await latest.getByText("13 people").waitFor();
  await latest.getByText("The place of").waitFor();
  await keepPicture(page, `leaderboard-${theme}-${width}`);
  await latest.getByRole("button", { name: "My place" }).click();
  await latest.getByText("Page 2 of 2").waitFor();
  await keepPicture(page, `leaderboard-own-${theme}-${width}`);
  await latest.getByRole("button", { name: "All time" }).click();
  await latest.getByRole("heading", { name: "All time" }).waitFor();
  await keepPicture(page, `leaderboard-all-${theme}-${width}`);
  expect(errors).toEqual([]);
});
