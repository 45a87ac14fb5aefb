import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FRENCH } from "../e2e/answers/support.ts";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";
import { makeDeck } from "../support/decks.ts";
import { type House, openHouse } from "../support/flashback.ts";

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse();
  await makeDeck(house.ada, "French", FRENCH);
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
  await browser.close();
});

const latest = (page: Page) => page.getByTestId("message").last();
const ratings = async (page: Page) => {
  const all = await latest(page)
    .getByRole("button", { name: /^[1-5]/ })
    .all();
  const open = await Promise.all(all.map(async (one) => ((await one.isEnabled()) ? one.innerText() : "")));
  return open.filter((label) => label !== "").map((label) => label[0]);
};
/** The back of the card that is asked. */
async function wanted(page: Page): Promise<string> {
  const asked = await latest(page).innerText();
  const found = FRENCH.find(([front]) => asked.includes(front));
  if (!found) throw new Error(`no card is asked: ${asked}`);
  return found[1];
}

test("a typed quiz by keyboard, light, on a phone: a form, the difference, and one's own word against it", async () => {
  const { page, errors } = await openPage(browser, house.playground.url, {
    width: 390,
    height: 844,
    theme: "light",
  });
  const first = await house.ada.slash("#general", "quiz", { cards: 2, answer: "type", deck: await deckId() });
  expect(first.status).toBe("answered");
  await latest(page).getByText("0 of 2").waitFor();
  await keepPicture(page, "type-question-phone");
  await latest(page).getByRole("button", { name: "Type the answer" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  const answer = await wanted(page);
  await page.keyboard.type(answer.replace(/(.)(.)$/, "$2$1"));
  await keepPicture(page, "type-form-phone");
  await page.keyboard.press("Tab");
  await page.getByRole("dialog").getByRole("button", { name: "Submit" }).focus();
  await page.keyboard.press("Enter");
  await latest(page).getByText("Close").first().waitFor();
  expect(await ratings(page)).toEqual(["1", "2"]);
  await keepPicture(page, "type-near-phone");
  await latest(page).getByRole("button", { name: "I had it right" }).click();
  await latest(page).getByText("Right, as you say").waitFor();
  expect(await ratings(page)).toEqual(["3", "4", "5"]);
  house.pass(9000);
  await latest(page).getByRole("button", { name: "4" }).click();
  await latest(page).getByText("1 of 2").waitFor();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sideways).toBe(false);
  expect((await house.reviews(house.ada)).map(({ rating }) => rating)).toEqual([4]);
  await latest(page).getByRole("button", { name: "Stop" }).click();
  await latest(page).getByText("Stopped").first().waitFor();
  expect(errors).toEqual([]);
});

test("a quiz of choices by mouse, dark: pick, see which it was, rate", async () => {
  const { page, errors } = await openPage(browser, house.playground.url);
  await page.getByTestId("person-ben").click();
  await house.ben.slash("#general", "quiz", { cards: 2, answer: "choice", deck: await deckId() });
  await latest(page).getByText("0 of 2").waitFor();
  await keepPicture(page, "choice-question");
  const answer = await wanted(page);
  const [letter = ""] = new RegExp(`[A-D](?=\\s+${answer})`).exec(await latest(page).innerText()) ?? [];
  await latest(page).getByRole("button", { name: letter, exact: true }).click();
  await latest(page).getByText("How sure were you?").or(latest(page).getByText("Right")).first().waitFor();
  expect(await ratings(page)).toEqual(["3", "4", "5"]);
  await keepPicture(page, "choice-answer");
  house.pass(9000);
  await latest(page).getByRole("button", { name: /^5/ }).click();
  await latest(page).getByText("1 of 2").waitFor();
  expect((await house.reviews(house.ben)).map(({ rating }) => rating)).toEqual([5]);
  expect(errors).toEqual([]);
});

/** As people choose it from the list. */
async function deckId(): Promise<string> {
  const [found] = await house.ada.autocomplete("#general", "quiz", "deck", { deck: "French" });
  return String(found?.value);
}
