import { mkdirSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FRENCH } from "../e2e/answers/support.ts";
import { keepPicture, openBrowser, openPage, openPages, sideBySide } from "../support/browser.ts";
import { makeDeck } from "../support/decks.ts";
import { type House, openHouse } from "../support/flashback.ts";
import { startRound } from "../support/rounds.ts";

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

test("a round of choices, light on a phone and dark: one picks the right one, the other knows none, and the card tells it to both once it is over", async () => {
  const { id: deck } = await makeDeck(house.ada, "French", FRENCH);
  const narrow = { width: 390, height: 844 };
  const [ada, ben] = await Promise.all([
    openPage(browser, house.playground.url, { ...narrow, theme: "light" }),
    openPage(browser, house.playground.url),
  ]);
  await ben.page.getByTestId("person-ben").click();
  await startRound(house.ada, { deck, cards: 1, answer: "choice" });
  const card = (page: Page) => page.getByTestId("message").filter({ hasText: "card 1 of 1" });
  await card(ben.page).getByText("Nobody has answered yet").waitFor();
  await keepPicture(ada.page, "round-choice-phone");
  const text = await card(ada.page).innerText();
  const back = FRENCH.find(([front]) => text.includes(front))?.[1];
  const [letter = ""] = new RegExp(`[A-D](?=\\s+${back})`).exec(text) ?? [];
  house.pass(9000);
  await card(ada.page).getByRole("button", { name: letter, exact: true }).click();
  await latest(ada.page).getByText("How sure were you?").waitFor();
  await keepPicture(ada.page, "round-choice-picked-phone");
  await latest(ada.page).getByRole("button", { name: "4", exact: true }).click();
  await latest(ada.page).getByText("You gave card 1 a 4").waitFor();
  await card(ben.page).getByRole("button", { name: "I don't know" }).click();
  await latest(ben.page).getByText("Not known this time").waitFor();
  await keepPicture(ben.page, "round-choice-unknown");
  await latest(ben.page).getByRole("button", { name: "2", exact: true }).click();
  await latest(ben.page).getByText("You gave card 1 a 2").waitFor();
  await card(ada.page).getByRole("button", { name: "Finish" }).click();
  await ben.page.getByText("Round over: French").waitFor();
  await card(ben.page).getByText("✓").waitFor();
  await card(ben.page).scrollIntoViewIfNeeded();
  await keepPicture(ben.page, "round-choice-told");
  expect((await house.reviews(house.ada)).map(({ rating }) => rating)).toEqual([4]);
  expect((await house.reviews(house.ben)).map(({ rating }) => rating)).toEqual([2]);
  for (const { errors } of [ada, ben]) expect(errors).toEqual([]);
});
