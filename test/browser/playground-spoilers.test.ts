/** Spoilers, and messages that are edited while somebody reads them. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { channelOf, startBot } from "../playground/bot.ts";
import { keepPicture, type Look, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

/** A page of Ada's, and a bot that notes who rates what. */
async function open(look: Look = {}) {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const rated: string[] = [];
  const bot = await startBot(playground, {
    button: (interaction) => {
      rated.push(`${interaction.user.username} ${interaction.customId}`);
      return interaction.deferUpdate();
    },
  });
  onTestFinished(() => bot.stop());
  const { page, errors } = await openPage(browser, playground.url, look);
  onTestFinished(() => {
    expect(errors).toEqual([]);
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  return { playground, bot, page, rated };
}

/** A card of a round, with so many people in. */
const card = (front: string, back: string, count: number) => ({
  flags: 32768,
  components: [
    {
      type: 17 as const,
      components: [
        { type: 10 as const, content: `## ${front}\nThe answer: ||${back}||` },
        { type: 10 as const, content: `${count} in` },
        {
          type: 1 as const,
          components: ["1 not at all", "5 perfectly"].map((label) => ({
            type: 2 as const,
            style: 2 as const,
            label,
            custom_id: label.charAt(0),
          })),
        },
      ],
    },
  ],
});
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

test("a spoiler is uncovered by key, keeps the focus, and stays so while others join, until the next card", async () => {
  const { bot, page, rated } = await open();
  const sent = await channelOf(bot, "general").send(card("Capital of Peru?", "Lima", 0));
  const spoiler = page.getByRole("button", { name: "Spoiler: press to read it" });
  await spoiler.waitFor();
  await keepPicture(page, "spoilers-covered");
  await spoiler.focus();
  await page.keyboard.press("Enter");
  await page.locator(".spoiler.shown").waitFor();
  expect(await focused(page)).toBe("Lima");
  await sent.edit(card("Capital of Peru?", "Lima", 2));
  await page.getByText("2 in").waitFor();
  expect(await focused(page)).toBe("Lima");
  expect(await spoiler.count()).toBe(0);
  await keepPicture(page, "spoilers-uncovered");
  await page.keyboard.press("5");
  await expect.poll(() => rated).toEqual(["ada 5"]);

  await sent.edit(card("Capital of Chile?", "Santiago", 0));
  await spoiler.waitFor();
  // Not lost: the digits still rate this message.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest("article") !== null))
    .toBe(true);
  await page.keyboard.press("1");
  await expect.poll(() => rated).toEqual(["ada 5", "ada 1"]);
});

test("what stands in a covered container cannot be used before, by mouse or by key", async () => {
  const { bot, page, rated } = await open({ theme: "light" });
  const { flags, components } = card("Capital of Peru?", "Lima", 0);
  await channelOf(bot, "general").send({
    flags,
    components: components.map((one) => ({ ...one, spoiler: true })),
  });
  const cover = page.getByRole("button", { name: "Spoiler", exact: true });
  await cover.waitFor();
  await keepPicture(page, "spoilers-container-light");
  await page.getByTestId("message").focus();
  await page.keyboard.press("1");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("spoiler-cover");
  await page.keyboard.press("Enter");
  await page.keyboard.press("5");
  await expect.poll(() => rated).toEqual(["ada 5"]);
});

test("each of several spoilers with the same text is uncovered by itself", async () => {
  const { bot, page } = await open();
  await channelOf(bot, "general").send("||yes|| or ||yes|| or ||no||");
  const covered = page.getByRole("button", { name: "Spoiler: press to read it" });
  await covered.nth(1).click();
  expect(await covered.count()).toBe(2);
  expect(await page.locator(".content .spoiler").evaluateAll((all) => all.map((one) => one.tagName))).toEqual(
    ["BUTTON", "SPAN", "BUTTON"],
  );
});

test("an edit far above or in sight moves nothing for whoever reads elsewhere in the channel", async () => {
  const { playground, bot, page } = await open({ width: 900, height: 600 });
  const ben = playground.actor("ben");
  const channel = channelOf(bot, "general");
  const sent = await channel.send(card("Capital of Peru?", "Lima", 0));
  for (let count = 1; count <= 60; count += 1) await ben.say("#general", `Line ${count}`);
  await page.getByText("Line 60", { exact: true }).waitFor();
  await page
    .getByText("Line 30", { exact: true })
    .evaluate((line) => line.scrollIntoView({ block: "center" }));
  const top = () =>
    page
      .getByText("Line 30", { exact: true })
      .evaluate((line) => Math.round(line.getBoundingClientRect().top));
  await page.waitForFunction(() => document.querySelector(".jump") !== null);
  const before = await top();
  await page.getByTestId("composer").fill("half a thought");
  await sent.edit(card(`Capital of Peru?\n${"One more line\n".repeat(8)}`, "Lima", 3));
  await page.getByText("3 in").waitFor({ state: "attached" });
  await expect.poll(top).toBe(before);
  expect(await page.getByTestId("composer").inputValue()).toBe("half a thought");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("composer");

  await page.locator(".messages").evaluate((box) => box.scrollTo(0, 0));
  const button = page.getByRole("button", { name: "5 perfectly" });
  await button.focus();
  const place = await button.evaluate((one) => Math.round(one.getBoundingClientRect().top));
  for (const count of [4, 5, 6]) {
    await sent.edit(card(`Capital of Peru?\n${"One more line\n".repeat(8)}`, "Lima", count));
    await page.getByText(`${count} in`).waitFor();
  }
  expect(await focused(page)).toContain("5 perfectly");
  expect(await button.evaluate((one) => Math.round(one.getBoundingClientRect().top))).toBe(place);
});
