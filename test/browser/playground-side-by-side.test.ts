/** Several people side by side in one window. */
import type { Browser, FrameLocator } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { channelOf, startBot, v2 } from "../playground/bot.ts";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

const names = ["ada", "ben", "chloe"];

async function open() {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const ratings = new Map<string, string>();
  const bot = await startBot(playground, {
    button: async (interaction) => {
      ratings.set(interaction.user.id, interaction.customId);
      await interaction.reply({
        content: `${interaction.user.username}: ${interaction.customId}`,
        flags: 64,
      });
    },
  });
  onTestFinished(() => bot.stop());
  onTestFinished(() => {
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  return { playground, bot, ratings };
}

test("three people in one window see the same round, and each their own answer", async () => {
  const { playground, bot, ratings } = await open();
  const context = await browser.newContext({ viewport: { width: 1440, height: 760 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${playground.url}?as=${names.join()}`);
  const frames = names.map((name): FrameLocator => page.frameLocator(`iframe[title="${name}"]`));
  const sent = await channelOf(bot, "general").send(v2("## Capital of Peru?\n||Lima||", ["1", "3", "5"]));
  for (const [at, frame] of frames.entries()) {
    await frame.getByText("Capital of Peru?").waitFor();
    await frame.getByRole("button", { name: ["1", "3", "5"][at] ?? "", exact: true }).click();
    await frame.getByText(`${names[at]}: t1:`).waitFor();
  }
  expect([...ratings.values()]).toEqual(["t1:1", "t1:3", "t1:5"]);
  await frames[0]?.getByRole("button", { name: "Spoiler: press to read it" }).click();
  await sent.edit(v2(`## Capital of Peru?\n||Lima||\n${ratings.size} have rated`, ["1", "3", "5"]));
  for (const frame of frames) await frame.getByText("3 have rated").waitFor();
  expect(await frames[0]?.locator(".spoiler.shown").count()).toBe(1);
  expect(await frames[1]?.locator(".spoiler.shown").count()).toBe(0);
  expect(await frames[1]?.locator(".bar-you").innerText()).toContain("Ben");
  expect(await frames[2]?.getByText("ada:").count()).toBe(0);
  await keepPicture(page, "side-by-side");
  expect(errors).toEqual([]);
  await context.close();
});

test("the address says who one is, until one is somebody else", async () => {
  const { playground } = await open();
  const { page, errors } = await openPage(browser, `${playground.url}?as=chloe`);
  await page.getByText("You areChloe").waitFor();
  await page.getByTestId("person-ben").click();
  await page.getByText("You areBen").waitFor();
  await page.reload();
  await page.getByText("You areBen").waitFor();
  expect(errors).toEqual([]);
  // Somebody who is not here leads to somebody who is.
  await page.goto(`${playground.url}?as=nobody`);
  await page.getByText("You are").first().waitFor();
});
