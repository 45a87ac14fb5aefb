/**
 * `npm run screenshot`: draws docs/playground.png, docs/round.png and docs/statistics.png, the pictures in the README,
 * with the real bot on a playground.
 */
import { writeFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, openPages, sideBySide } from "../test/support/browser.ts";
import { makeDeck, numberedCards } from "../test/support/decks.ts";
import { type House, openHouse, rate, shown } from "../test/support/flashback.ts";
import { quizzesBefore, randomOf, studyFor } from "../test/support/history.ts";
import { rateCard, startRound } from "../test/support/rounds.ts";

const TARGET = "docs/playground.png";
const ROUND = "docs/round.png";
const STATISTICS = "docs/statistics.png";

/** A round as three people see it: one has opened the answer, two have rated the card. */
async function round(house: House, browser: Browser): Promise<Uint8Array> {
  const { ada, ben, chloe, playground } = house;
  const look = { width: 440, height: 980 };
  const windows = await openPages(browser, playground.url, ["ada", "ben", "chloe"], look);
  const pages = windows.map(({ page }) => page);
  const card = await startRound(ada, { cards: 10 });
  await rateCard(house, ada, 4);
  await pages[1]?.getByRole("button", { name: "Spoiler", exact: true }).click();
  await rateCard(house, chloe, 2);
  for (const page of pages) await page.getByText("2 rated").waitFor();
  await pages[1]?.getByText("How well did you know it?").scrollIntoViewIfNeeded();
  const picture = await sideBySide(browser, pages);
  await ben.press(card, "3");
  return picture;
}

/** Half a year of somebody's study, as `/stats me` shows it. */
async function statistics(house: House): Promise<Uint8Array> {
  const { ben } = house;
  const { id } = await makeDeck(ben, "Rivers", numberedCards(150), { where: "#general" });
  await studyFor({
    ...quizzesBefore(house, 178),
    viewer: { userId: ben.user.id, guildId: undefined, manages: false, roles: [] },
    decks: ["losses", id, id, id, undefined],
    days: 185,
    diligence: 0.8,
    doubt: 0,
    random: randomOf(12),
  });
  const { images } = shown(await ben.slash("#general", "stats me", {}, { timeoutMs: 30_000 }));
  if (!images[0]) throw new Error("no picture was drawn");
  return await ben.download(images[0]);
}

const house = await openHouse();
const browser = await openBrowser();
try {
  const { ada } = house;
  let message = shown(await ada.slash("#machine-learning", "quiz", { deck: "losses" }));
  for (const rating of [4, 5, 2, 4]) message = await rate(house, ada, message, rating);
  await ada.press(message, "Show answer");
  const { page } = await openPage(browser, house.playground.url, { width: 1200, height: 760 });
  await page.getByTestId("channel-machine-learning").click();
  await page.getByText("How well did you know this?").waitFor();
  await page.screenshot({ path: TARGET });
  writeFileSync(ROUND, await round(house, browser));
  writeFileSync(STATISTICS, await statistics(house));
  console.log(`Drew ${TARGET}, ${ROUND} and ${STATISTICS}.`);
} finally {
  await browser.close();
  await house.close();
}
