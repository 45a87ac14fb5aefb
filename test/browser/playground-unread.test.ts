/** Unread marks of the page, against a small bot that writes while the person looks elsewhere. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { startBot } from "../playground/bot.ts";
import { keepPicture, type Look, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

/** A page of Ada's on #general, and a bot that writes to her and into channels. */
async function open(look: Look = {}) {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const bot = await startBot(playground, {
    command: (interaction) => interaction.reply({ content: "For your eyes only", flags: 64 }),
  });
  onTestFinished(() => bot.stop());
  const { page, errors } = await openPage(browser, playground.url, look);
  const ada = await bot.client.users.fetch(playground.actor("ada").user.id);
  onTestFinished(() => {
    expect(errors).toEqual([]);
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  const post = async (name: string, content: string) => {
    const channel = bot.client.channels.cache.find((one) => "name" in one && one.name === name);
    if (!channel?.isSendable()) throw new Error(`The bot cannot write into #${name}.`);
    await channel.send(content);
  };
  return { playground, page, tell: (text: string) => ada.send(text), post };
}

const labelOf = (page: Page, testId: string) => page.getByTestId(testId).getAttribute("aria-label");
const line = (page: Page) => page.getByRole("separator", { name: "New messages" });
const lines = (count: number) => Array.from({ length: count }, (_, at) => `Line ${at + 1}`).join("\n");

test("a direct message marks the page until it has been read, over a reload", async () => {
  const { playground, page, tell } = await open();
  await expect.poll(() => page.title()).toBe("#general · Study Hall");
  await tell("Time to study!");
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages, 1 unread message");
  await tell("Three cards are due.");
  await expect.poll(() => page.title()).toBe("(2) #general · Study Hall");
  expect(await page.getByTestId("home").innerText()).toBe("2");
  await keepPicture(page, "unread-elsewhere");

  await page.reload();
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages, 2 unread messages");
  await expect.poll(() => page.title()).toBe("(2) #general · Study Hall");
  // Somebody else's marks are their own.
  await page.getByTestId("person-ben").click();
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages");
  await page.getByTestId("person-ada").click();
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages, 2 unread messages");

  await page.getByTestId("home").click();
  await page.getByText("Time to study!").waitFor();
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages");
  const dm = `channel-${playground.world.bot.globalName}`;
  expect(await labelOf(page, dm)).toBe(`${playground.world.bot.globalName}, Online`);
  await expect.poll(() => page.title()).not.toContain("(");
  const after = await line(page).evaluate((element) => element.nextElementSibling?.textContent);
  expect(after).toContain("Time to study!");
  await keepPicture(page, "unread-opened");

  await page.reload();
  await page.getByText("Time to study!").waitFor();
  expect(await line(page).count()).toBe(0);
  expect(await labelOf(page, "home")).toBe("Direct messages");
});

test("direct messages that do not fit the screen stay marked, on their entry too, until the end is seen", async () => {
  const { playground, page, tell } = await open();
  await tell(`Time to study!\n${lines(30)}`);
  await tell(`Three cards are due.\n${lines(30)}`);
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages, 2 unread messages");
  await page.getByTestId("home").click();
  const { globalName } = playground.world.bot;
  const entry = page.getByTestId(`channel-${globalName}`);
  await line(page).waitFor();
  expect(await entry.getAttribute("aria-label")).toBe(`${globalName}, Online, 2 unread messages`);
  expect(await entry.locator(".badge").innerText()).toBe("2");
  await expect.poll(() => page.title()).toBe(`(2) @${globalName} · Direct Messages`);
  await keepPicture(page, "unread-direct");
  await page.locator(".messages").evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect.poll(() => entry.getAttribute("aria-label")).toBe(`${globalName}, Online`);
  expect(await entry.locator(".badge").count()).toBe(0);
  await expect.poll(() => page.title()).toBe(`@${globalName} · Direct Messages`);
});

test("a channel opens at its first new message, and is read once its end has been seen", async () => {
  const { page, post } = await open({ theme: "light" });
  await page.getByTestId("channel-quiet-room").click();
  await page.getByTestId("channel-general").click();
  for (const name of ["One", "Two", "Three"]) await post("quiet-room", `${name}\n${lines(30)}`);
  await expect.poll(() => labelOf(page, "channel-quiet-room")).toBe("quiet-room, 3 unread messages");
  await expect.poll(() => page.title()).toBe("#general · Study Hall");
  await keepPicture(page, "unread-channel-light");

  await page.getByTestId("channel-quiet-room").click();
  await line(page).waitFor();
  const jump = page.getByRole("button", { name: "3 new messages" });
  await jump.waitFor();
  expect(await labelOf(page, "channel-quiet-room")).toBe("quiet-room, 3 unread messages");
  const height = await line(page).evaluate((element) => element.getBoundingClientRect().top);
  expect(height).toBeGreaterThan(0);
  expect(height).toBeLessThan(400);
  await keepPicture(page, "unread-line-light");
  await jump.click();
  await expect.poll(() => labelOf(page, "channel-quiet-room")).toBe("quiet-room");
  expect(await jump.count()).toBe(0);
});

test("what one does oneself is not news, but is brought into sight", async () => {
  const { page, post } = await open();
  for (const name of ["One", "Two"]) await post("general", `${name}\n${lines(30)}`);
  await page.getByText("Two").waitFor();
  await page.locator(".messages").evaluate((box) => box.scrollTo(0, 0));
  await page.getByRole("button", { name: "To the newest messages" }).waitFor();
  await page.getByTestId("composer").fill("/go");
  await page.keyboard.press("Enter");
  await page.getByText("For your eyes only").waitFor();
  await expect.poll(() => page.getByText("To the newest messages").count()).toBe(0);
  await page.locator(".messages").evaluate((box) => box.scrollTo(0, 0));
  await page.getByRole("button", { name: "To the newest messages" }).waitFor();
  await post("general", "Three");
  await page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(await labelOf(page, "channel-general")).toBe("general, 1 unread message");
  expect(await labelOf(page, "guild-Study Hall")).toBe("Study Hall, 1 unread message");
});

test("two tabs of one person agree on what has been read", async () => {
  const { page, tell } = await open();
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.getByTestId("composer").waitFor();
  await tell("Time to study!");
  await expect.poll(() => labelOf(second, "home")).toBe("Direct messages, 1 unread message");
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages, 1 unread message");
  await second.getByTestId("home").click();
  await expect.poll(() => labelOf(page, "home")).toBe("Direct messages");
  await expect.poll(() => page.title()).toBe("#general · Study Hall");
});

test("on a phone the menu's button bears the marks", async () => {
  const { page, tell, post } = await open({ width: 390, height: 800 });
  await post("quiet-room", "Hello");
  await expect.poll(() => labelOf(page, "menu")).toBe("Servers and channels, 1 unread message");
  await keepPicture(page, "unread-phone-channel");
  await tell("Time to study!");
  await expect.poll(() => labelOf(page, "menu")).toBe("Servers and channels, 2 unread messages");
  expect(await page.getByTestId("menu").innerText()).toBe("1");
  await keepPicture(page, "unread-phone");
  await page.getByTestId("menu").click();
  await page.getByTestId("home").hover();
  await keepPicture(page, "unread-phone-menu");
  await page.getByTestId("home").click();
  await page.getByText("Time to study!").waitFor();
  await expect.poll(() => labelOf(page, "menu")).toBe("Servers and channels, 1 unread message");
  await page.locator("#sidebar").waitFor({ state: "hidden" });
  await keepPicture(page, "unread-phone-opened");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sideways).toBe(false);
});
