/** A channel full of people, seen by one of them. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { channelOf, startBot, v2 } from "../playground/bot.ts";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

async function open(crowd: number) {
  const playground = await startPlayground({ world: { crowd } });
  onTestFinished(() => playground.close());
  const inside = new Set<string>();
  const bot = await startBot(playground, {
    button: (interaction) => {
      inside.add(interaction.user.id);
      return interaction.reply({ content: `Rated ${interaction.customId}`, flags: 64 });
    },
  });
  onTestFinished(() => bot.stop());
  const { page, errors } = await openPage(browser, playground.url);
  onTestFinished(() => {
    expect(errors).toEqual([]);
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  return { playground, bot, page, inside };
}

test("two hundred people press and talk while the page is open, and it shows where that ends", async () => {
  const { playground, bot, page, inside } = await open(200);
  const sent = await channelOf(bot, "general").send(v2("Round: 0 in", ["1", "2"]));
  await page.getByText("Round: 0 in").waitFor();
  await Promise.all(playground.crowd.map((actor) => actor.press(actor.last("#general"), "1")));
  await sent.edit(v2(`Round: ${inside.size} in`, ["1", "2"]));
  await page.getByText("Round: 200 in").waitFor();
  expect(await page.getByTestId("message").count()).toBe(1);
  await Promise.all(playground.crowd.map((actor) => actor.say("#general", `I am ${actor.user.username}.`)));
  await page.getByText("I am p200.").waitFor();
  expect(await page.getByTestId("message").count()).toBe(201);
  expect(playground.limited).toEqual([]);
});

test("among many people one finds whom to be by typing their name", async () => {
  const { page } = await open(30);
  await page.getByTestId("people").click();
  await page.keyboard.type("zoe");
  await keepPicture(page, "crowd-people");
  await page.keyboard.press("Enter");
  await page.getByText("You areZoe A.").waitFor();
  await page.getByTestId("composer").fill("Here I am");
  await page.keyboard.press("Enter");
  await page.getByTestId("message").getByText("Here I am").waitFor();
  expect(await page.locator(".author").allInnerTexts()).toEqual(["Zoe A."]);
});
