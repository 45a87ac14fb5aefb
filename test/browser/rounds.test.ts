import { mkdirSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { keepPicture, openBrowser, openPage, openPages, sideBySide } from "../support/browser.ts";
import { type House, openHouse } from "../support/flashback.ts";

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const latest = (page: Page) => page.getByTestId("message").last();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).last();
const covers = (page: Page) => page.getByRole("button", { name: "Spoiler", exact: true });

/** Begins a round as a person does who sees the options for the first time. */
async function begin(page: Page, cards: number): Promise<void> {
  await page.getByTestId("composer").click();
  await page.keyboard.type("/quiz ");
  await page
    .getByLabel(/^cards/i)
    .first()
    .fill(String(cards));
  await page.getByLabel(/^with/i).first().click();
  await page.getByRole("option", { name: /everyone/ }).click();
  await page
    .getByLabel(/^seconds/i)
    .first()
    .click();
  await page.getByRole("option", { name: /no timer/ }).click();
  await page.keyboard.press("Enter");
}

test("three people side by side: each opens the answer for themselves, all rate at once, and nobody sees what others gave", async () => {
  const look = { width: 460, height: 860 };
  const windows = await openPages(browser, house.playground.url, ["ada", "ben", "chloe"], look);
  const [ada, ben, chloe] = windows.map(({ page }) => page);
  if (!ada || !ben || !chloe) throw new Error("three windows were wanted");
  await begin(ada, 2);
  for (const page of [ada, ben, chloe]) await page.getByText("Nobody has rated yet").waitFor();
  await latest(ada).getByText("Your round is on.").waitFor();

  await covers(ben).click();
  await ben.getByText("The average of the squared differences").waitFor();
  expect(await covers(ada).count()).toBe(1);
  house.pass(9000);
  await Promise.all([
    button(ada, "4").click(),
    button(ben, "1 Not at all").click(),
    button(chloe, "5 Perfectly").click(),
  ]);
  for (const [page, given] of [
    [ada, "a 4"],
    [ben, "a 1"],
    [chloe, "a 5"],
  ] as const) {
    await latest(page).getByText(`You gave card 1 ${given}`).waitFor();
    await page.getByText("3 rated").waitFor();
    expect(await page.getByText(/You gave card/).count()).toBe(1);
  }
  // The card was edited meanwhile: what Ben has opened is open, what others have not is not.
  expect([await covers(ada).count(), await covers(ben).count()]).toEqual([1, 0]);
  mkdirSync("artefacts", { recursive: true });
  writeFileSync("artefacts/round.png", await sideBySide(browser, [ada, ben, chloe]));

  await button(ada, "Next card").click();
  for (const page of [ada, ben, chloe]) {
    await page.getByText(/card 2 of 2/).waitFor();
    await page.getByText("3 rated this card.").waitFor();
    expect(await covers(page).count()).toBe(1);
  }
  house.pass(9000);
  await button(ben, "3").click();
  await latest(ben).getByText("You gave card 2 a 3").waitFor();
  await button(ada, "Finish").click();
  await ben.getByText("Round over: Losses").waitFor();
  await keepPicture(ben, "round-end");
  await button(ben, "My summary").click();
  await latest(ben).getByText("Your part of the round").waitFor();
  await keepPicture(ben, "round-own");
  expect(await ada.getByText("Your part of the round").count()).toBe(0);
  expect((await house.reviews(house.ben)).map(({ rating }) => rating)).toEqual([1, 3]);
  for (const { errors } of windows) expect(errors).toEqual([]);
});

test("a round by keyboard alone, in light and narrow: a number rates the card", async () => {
  const { page, errors } = await openPage(browser, house.playground.url, {
    width: 390,
    height: 800,
    theme: "light",
  });
  await begin(page, 1);
  await page.getByText("Nobody has rated yet").waitFor();
  house.pass(9000);
  await keepPicture(page, "round-phone");
  await button(page, "3").focus();
  await page.keyboard.press("Enter");
  await page.getByText("You gave card 1 a 3").waitFor();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sideways).toBe(false);
  expect(errors).toEqual([]);
});
