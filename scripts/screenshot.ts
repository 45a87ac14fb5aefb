/**
 * `npm run screenshot`: draws docs/playground.png and docs/statistics.png, the pictures in the README, with the real bot
 * on a playground.
 */
import { writeFileSync } from "node:fs";
import { openBrowser, openPage } from "../test/support/browser.ts";
import { makeDeck, numberedCards } from "../test/support/decks.ts";
import { type House, openHouse, rate, shown } from "../test/support/flashback.ts";
import { quizzesBefore, randomOf, studyFor } from "../test/support/history.ts";

const TARGET = "docs/playground.png";
const STATISTICS = "docs/statistics.png";

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
  writeFileSync(STATISTICS, await statistics(house));
  console.log(`Drew ${TARGET} and ${STATISTICS}.`);
} finally {
  await browser.close();
  await house.close();
}
