import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settleLearner } from "../../src/leaderboard/settle.ts";
import { deadlineIn } from "../../src/store/connection.ts";
import { keepPicture, type Look, openBrowser, openPage } from "../support/browser.ts";
import { makeDeck } from "../support/decks.ts";
import { type House, openHouse, shown } from "../support/flashback.ts";
import { quizzesBefore, randomOf, studyFor } from "../support/history.ts";

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse();
  const rivers = Array.from({ length: 60 }, (_, index): [string, string] => [
    `Which river flows through city number ${index + 1}?`,
    `River ${index + 1}`,
  ]);
  const { id } = await makeDeck(house.ada, "Rivers of Europe", rivers, { owner: "server" });
  for (const [index, actor] of [house.ada, house.ben, house.chloe].entries()) {
    const days = [165, 80, 50][index] ?? 0;
    await studyFor({
      ...quizzesBefore(house, days),
      viewer: { userId: actor.user.id, guildId: guildOf(), manages: false, roles: [] },
      decks: ["losses", id, undefined],
      days: days + 10,
      diligence: 0.7,
      doubt: 0.02,
      random: randomOf(40 + index),
    });
    await settleLearner({ store: house.store, now: house.now }, actor.user.id, deadlineIn(10_000));
  }
}, 120_000);
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await browser.close();
  await house.close();
});

/** The server that #general is in. */
const guildOf = () => house.playground.world.guilds.values().next().value?.id;

const LOOKS: readonly [name: string, look: Look][] = [
  ["dark", { theme: "dark", width: 1280, height: 1400 }],
  ["light", { theme: "light", width: 1280, height: 1400 }],
  ["dark-phone", { theme: "dark", width: 400, height: 1500 }],
  ["light-phone", { theme: "light", width: 400, height: 1500 }],
];

async function look(path: string, [name, as]: (typeof LOOKS)[number]): Promise<void> {
  const { page, errors } = await openPage(browser, house.playground.url, as);
  const message = page.getByTestId("message").last();
  await message.getByRole("heading", { name: /statistics/ }).waitFor();
  const picture = message.locator("img").last();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1000);
  expect(await picture.getAttribute("alt")).toContain("Reviews a week from");
  // As large as the message has room for, and no larger.
  const shownAt = await picture.boundingBox();
  expect(shownAt?.width).toBeGreaterThan((as.width ?? 0) > 600 ? 350 : 270);
  expect(await sideways(page)).toBe(false);
  await picture.scrollIntoViewIfNeeded();
  await keepPicture(page, `stats-${path}-${name}`);
  expect(errors).toEqual([]);
  await page.context().close();
}

const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

test.each(["me", "server"])("/stats %s: in both themes, on a desktop and on a phone", async (path) => {
  const message = shown(await house.ada.slash("#general", `stats ${path}`, {}, { timeoutMs: 30_000 }));
  expect(message.images).toHaveLength(1);
  for (const one of LOOKS) await look(path, one);
});
