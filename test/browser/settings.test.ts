import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";
import { makeDeck } from "../support/decks.ts";
import { type House, openHouse, shown } from "../support/flashback.ts";

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse();
  await makeDeck(house.ada, "Words of my own", [["a", "b"]], { where: "@bot" });
  let quiz = shown(await house.ada.slash("#general", "quiz", { cards: 1 }));
  quiz = shown(await house.ada.press(quiz, "Show answer"));
  await house.ada.press(quiz, "4");
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
  await browser.close();
});

test("on a phone, dark: settings, the file of everything, and everything deleted", async () => {
  const { page, errors } = await openPage(browser, house.playground.url, { width: 390, height: 844 });
  const latest = page.getByTestId("message").last();
  const settings = await house.ada.slash("#general", "settings me");
  expect(settings.status).toBe("answered");
  await latest.getByText("Your settings").waitFor();
  await keepPicture(page, "settings-phone");
  await house.ada.slash("#general", "settings delete");
  await latest.getByText("Delete everything about you?").waitFor();
  await keepPicture(page, "delete-phone");
  await latest.getByRole("button", { name: "Export it first" }).click();
  await latest.getByText("1 review, 1 deck of your own").waitFor();
  await keepPicture(page, "export-phone");
  const href = await latest.getByRole("link", { name: /^Download .*\.json/ }).getAttribute("href");
  const exported = (await (await fetch(new URL(href ?? "", house.playground.url))).json()) as object;
  expect(JSON.stringify(exported)).toContain("Words of my own");
  const isInside = await latest.getByTestId("file").evaluate((file) => {
    const card = file.closest(".container")?.getBoundingClientRect().right ?? 0;
    return file.getBoundingClientRect().right < card - 8;
  });
  expect(isInside).toBe(true);
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByText("Everything about you is deleted").waitFor();
  await keepPicture(page, "deleted-phone");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sideways).toBe(false);
  expect(errors).toEqual([]);
});
