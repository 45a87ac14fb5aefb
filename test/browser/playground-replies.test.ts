/** Replies, against a small bot that answers what people say. */
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

test("a reply shows what it answers, leads there, and says when that is gone", async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const bot = await startBot(playground, {
    button: (interaction) => interaction.reply({ content: "You rated it", flags: 64 }),
  });
  onTestFinished(() => bot.stop());
  const { page, errors } = await openPage(browser, playground.url, { theme: "dark" });
  const [ada, ben] = [playground.actor("ada"), playground.actor("ben")];
  const channel = channelOf(bot, "general");
  const said = await ben.say("#general", "**When** is the ||secret|| round, <@100>?\nI ask for a friend");
  for (let count = 1; count <= 30; count += 1) await ada.say("#general", `Line ${count}`);
  await channel.send({ content: "At eight", reply: { messageReference: said.id } });
  await channel.send(v2("# Round", ["3"]));
  await page.getByRole("button", { name: "3", exact: true }).click();
  await page.getByText("You rated it").waitFor();

  const reply = page.locator(".reply").first();
  expect(await reply.innerText()).toContain("When is the ▮▮▮ round");
  expect(await reply.innerText()).toContain("I ask for a friend");
  expect(await page.locator(".reply").nth(1).innerText()).toContain("Click to see the message");
  await keepPicture(page, "replies");
  await reply.click();
  const original = page.locator(`[data-message-id="${said.id}"]`);
  await expect.poll(() => original.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await original.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0);
  ben.deleteMessage(said);
  await page.getByText("Original message was deleted").waitFor();
  expect(errors).toEqual([]);
  expect(bot.errors).toEqual([]);
  expect(playground.problems).toEqual([]);
});
