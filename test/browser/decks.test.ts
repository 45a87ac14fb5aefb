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

const CSV = [
  "Question,Answer,Hint,Tags",
  'Capital of Peru?,"Lima, on the Rímac",It is on the coast,americas',
  '"What does $$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$ measure?",The area under a parabola,,calculus',
  "Capital of Australia?,Canberra,,oceania",
  "Capital of nowhere?,,,",
].join("\n");

const latest = (page: Page) => page.getByTestId("message").last();

async function type(page: Page, text: string): Promise<void> {
  await page.getByTestId("composer").click();
  await page.keyboard.type(text);
}

test("a file becomes a deck, a card is written into it, and it can be learned", async () => {
  const { page, errors } = await openPage(browser, house.playground.url);
  await type(page, "/deck import");
  await page.keyboard.press("Enter");
  const importing = page.getByRole("dialog");
  await importing.getByTestId("file-input").setInputFiles({
    name: "capitals.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(CSV),
  });
  await keepPicture(page, "deck-import");
  await importing.getByRole("button", { name: "Submit" }).click();
  await latest(page).getByText("3 cards").waitFor();
  await keepPicture(page, "deck-preview");
  await latest(page).getByRole("button", { name: "Import", exact: true }).click();
  await latest(page).getByText("capitals is ready").waitFor();
  await keepPicture(page, "deck-imported");
  await latest(page).getByRole("button", { name: "Open the deck" }).click();
  await latest(page).getByRole("button", { name: "Add a card" }).waitFor();
  await keepPicture(page, "deck-page");
  await latest(page).getByRole("button", { name: "Add a card" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel(/^Front/).fill("Capital of Chile?");
  await form.getByLabel(/^Back/).fill("**Santiago**");
  await form.getByLabel(/^Tags/).fill("americas");
  await keepPicture(page, "card-form");
  await form.getByRole("button", { name: "Submit" }).click();
  await latest(page).getByText("Added: it is card 4").waitFor();
  await keepPicture(page, "card-page");
  await latest(page).getByRole("button", { name: "All cards" }).click();
  await latest(page).getByRole("button", { name: "Quiz me" }).click();
  await latest(page).getByText("0 of 4").waitFor();
  await latest(page).getByRole("button", { name: "Skip" }).click();
  await latest(page).getByRole("img").first().waitFor();
  await page.waitForTimeout(300);
  await keepPicture(page, "deck-formula");
  expect(errors).toEqual([]);
});
