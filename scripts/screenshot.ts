/** `npm run screenshot`: draws docs/playground.png, the picture in the README, with the real bot on a playground. */
import { openBrowser, openPage } from "../test/support/browser.ts";
import { openHouse, rate, shown } from "../test/support/flashback.ts";

const TARGET = "docs/playground.png";

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
  console.log(`Drew ${TARGET}.`);
} finally {
  await browser.close();
  await house.close();
}
