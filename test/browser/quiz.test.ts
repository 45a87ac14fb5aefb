import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";
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

/** From page load to the tenth rating, everything a person has to do. */
const MOST_ACTIONS = 22;

test("ten cards by mouse, without reading any documentation", async () => {
  const { page, errors } = await openPage(browser, house.playground.url);
  let actions = 0;
  const click = async (name: string | RegExp) => {
    actions += 1;
    await page.getByRole("button", { name }).last().click();
  };
  await click("press here");
  await click("Send");
  await keepPicture(page, "quiz-start");
  for (let card = 0; card < 10; card += 1) {
    await latest(page).getByText(`${card} of 10`).waitFor();
    await click("Show answer");
    await latest(page).getByText("How well did you know this?").waitFor();
    house.pass(9000);
    if (card === 2) await keepPicture(page, "quiz-answer");
    await click(card % 2 === 0 ? "4" : "5 Perfectly");
  }
  await latest(page).getByText("Done: Losses").waitFor();
  expect(actions).toBeLessThanOrEqual(MOST_ACTIONS);
  expect(await latest(page).innerText()).toContain("10 points");
  await keepPicture(page, "quiz-done");
  expect(await house.reviews(house.ada)).toHaveLength(10);
  expect(errors).toEqual([]);
});

test("ten cards by keyboard alone", async () => {
  const { page, errors } = await openPage(browser, house.playground.url);
  let actions = 0;
  const press = async (key: string) => {
    actions += 1;
    await page.keyboard.press(key);
  };
  await page.keyboard.type("/quiz");
  actions += 1;
  await press("Enter");
  for (let card = 0; card < 10; card += 1) {
    await latest(page).getByText(`${card} of 10`).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Show answer");
    await press("Enter");
    await latest(page).getByText("How well did you know this?").waitFor();
    house.pass(9000);
    await press("4");
  }
  await latest(page).getByText("Done: Losses").waitFor();
  expect(actions).toBeLessThanOrEqual(MOST_ACTIONS);
  expect((await house.reviews(house.ada)).map(({ rating }) => rating)).toEqual(Array(10).fill(4));
  expect(errors).toEqual([]);
});

test("a second Enter on a revealed card rates nothing", async () => {
  const { page } = await openPage(browser, house.playground.url);
  await page.keyboard.type("/quiz");
  await page.keyboard.press("Enter");
  await latest(page).getByText("0 of 10").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Show answer");
  await page.keyboard.press("Enter");
  await latest(page).getByText("How well did you know this?").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await page.keyboard.press("3");
  await latest(page).getByText("1 of 10").waitFor();
  expect((await house.reviews(house.ada)).map(({ rating }) => rating)).toEqual([3]);
});

test("another person, one click away, sees the quiz and is told whose it is", async () => {
  const { page, errors } = await openPage(browser, house.playground.url);
  await page.keyboard.type("/quiz");
  await page.keyboard.press("Enter");
  await latest(page).getByText("0 of 10").waitFor();
  await page.getByTestId("person-ben").click();
  await latest(page).getByText("0 of 10").waitFor();
  await page.getByRole("button", { name: "Show answer" }).click();
  await latest(page).getByText("only they can press here").waitFor();
  await latest(page).getByText("Only you can see this").waitFor();
  await keepPicture(page, "not-yours");
  await page.getByTestId("person-ada").click();
  await expect.poll(() => page.getByTestId("message").count()).toBe(1);
  expect(errors).toEqual([]);
});

test("options, autocompletion and direct messages; light, and on a phone", async () => {
  const { page, errors } = await openPage(browser, house.playground.url, {
    width: 390,
    height: 800,
    theme: "light",
  });
  await page.getByTestId("composer").click();
  await page.keyboard.type("/");
  await page.getByTestId("command-option").first().waitFor();
  await keepPicture(page, "commands-phone");
  await page.keyboard.type("quiz ");
  await page.getByLabel(/^deck/i).first().fill("los");
  await page.getByRole("option", { name: /Losses/ }).click();
  await keepPicture(page, "options-phone");
  await page.keyboard.press("Enter");
  await latest(page).getByText("0 of 10").waitFor();
  await page.getByRole("button", { name: "Show answer" }).click();
  await latest(page).getByText("How well did you know this?").waitFor();
  await keepPicture(page, "answer-phone");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sideways).toBe(false);
  expect(errors).toEqual([]);
});
