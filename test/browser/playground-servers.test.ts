/** What happens to servers, channels and their members while the page is open. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { startBot } from "../playground/bot.ts";
import { keepPicture, type Look, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

/** A page of Ada's on #general, and a bot that answers with a mention of whoever asks. */
async function open(look: Look = {}) {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const bot = await startBot(playground, {
    command: (interaction) => interaction.reply({ content: `Hello, <@${interaction.user.id}>!` }),
  });
  onTestFinished(() => bot.stop());
  const { page, errors } = await openPage(browser, playground.url, look);
  onTestFinished(() => {
    expect(errors).toEqual([]);
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  return { playground, page, bot };
}

test("people are called by their nicknames in their server, as soon as they have one, and nowhere else", async () => {
  const { playground, page } = await open();
  const ben = playground.actor("ben");
  await ben.slash("#general", "go");
  await page.getByText("@Ben").waitFor();
  await ben.say("#general", "Here I am");
  playground.setNickname("ben", "Study Hall", "Benny of the Decks");
  await page.getByText("@Benny of the Decks").waitFor();
  expect(await page.locator(".invocation-name").innerText()).toBe("Benny of the Decks");
  expect(await page.locator(".author", { hasText: "Benny of the Decks" }).count()).toBe(1);
  await page.getByText("Here I am").click({ button: "right" });
  await page.getByRole("menu", { name: "Message by Benny of the Decks" }).waitFor();
  await keepPicture(page, "servers-nicknames");
  await page.keyboard.press("Escape");
  await ben.say("#lounge", "And here");
  await page.getByTestId("guild-Guest House").click();
  await page.getByText("And here").waitFor();
  expect(await page.locator(".author").allInnerTexts()).toEqual(["Ben"]);
});

test("a name wears the colour of its role, and channels go from sight and come back with the right to view them", async () => {
  const { playground, page } = await open({ theme: "light" });
  const [ada, ben] = [playground.actor("ada"), playground.actor("ben")];
  await ada.say("#general", "Mine is plain");
  await ben.say("#general", "Mine has a colour");
  await page.getByText("Mine has a colour").waitFor();
  const colors = () =>
    page.locator(".author").evaluateAll((names) => names.map((name) => getComputedStyle(name).color));
  const [plain, tinted] = await colors();
  expect(tinted).not.toBe(plain);
  await keepPicture(page, "servers-role-colour-light");
  playground.setRoles("ben", "Study Hall", []);
  await expect.poll(async () => (await colors())[1]).toBe(plain);

  playground.setBotPermissions("Study Hall", { deny: ["ViewChannel"] });
  await expect.poll(() => page.getByTestId("channel-general").count()).toBe(0);
  await expect.poll(() => page.title()).toBe("#lounge · Guest House");
  playground.setBotPermissions("Study Hall", { allow: ["ViewChannel"] });
  await page.getByTestId("guild-Study Hall").click();
  await page.getByText("Mine is plain").waitFor();
});

test("a message that is deleted goes at once, and leaves the focus to its neighbour", async () => {
  const { playground, page } = await open();
  const [ada, ben] = [playground.actor("ada"), playground.actor("ben")];
  await ben.say("#general", "First");
  const second = await ben.say("#general", "Second");
  await ben.say("#general", "Third");
  const articles = page.getByTestId("message");
  await page.getByText("Third").waitFor();
  await articles.nth(1).focus();
  ada.deleteMessage(second);
  await expect.poll(() => articles.count()).toBe(2);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("Third");

  // Ada moderates, so that her menu offers it for what Ben wrote.
  await page.getByText("Third").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete message" }).hover();
  await keepPicture(page, "servers-delete-message");
  await page.getByRole("menuitem", { name: "Delete message" }).click();
  await expect.poll(() => articles.count()).toBe(1);
  await page.getByText("Message deleted").waitFor();
  await page.getByTestId("person-ben").click();
  await page.getByText("You areBen").waitFor();
  await ada.say("#general", "Hers");
  await page.getByText("Hers").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Copy text" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Delete message" }).count()).toBe(0);
});

test("a channel that is deleted goes from the list, and whoever was in it finds themselves in another", async () => {
  const { playground, page } = await open();
  const ada = playground.actor("ada");
  await page.getByTestId("channel-quiet-room").click();
  await page.getByTestId("composer").fill("half a thou");
  ada.deleteChannel("#quiet-room");
  await expect.poll(() => page.title()).toBe("#general · Study Hall");
  expect(await page.getByTestId("channel-quiet-room").count()).toBe(0);
  ada.deleteChannel("#machine-learning");
  await expect.poll(() => page.getByTestId("channel-machine-learning").count()).toBe(0);
  await ada.say("#general", "Still here");
  await page.getByText("Still here").waitFor();
});

test("an outage of a server is said, and passes; so is that the bot is not there any more", async () => {
  const { playground, page } = await open();
  playground.setAvailable("Study Hall", false);
  await page.getByText("Study Hall is not available at the moment").waitFor();
  await page.getByTestId("composer").fill("Anybody here?");
  await page.keyboard.press("Enter");
  await page.getByText("Study Hall is not available at the moment.", { exact: true }).waitFor();
  await page.getByTestId("guild-Guest House").hover();
  await keepPicture(page, "servers-outage");
  playground.setAvailable("Study Hall", true);
  await expect.poll(() => page.locator(".notice").count()).toBe(0);
  await page.getByTestId("composer").fill("Now I am");
  await page.keyboard.press("Enter");
  await page.getByTestId("message").getByText("Now I am").waitFor();
  playground.removeBot("Study Hall");
  await page.getByText("Flashback is not a member here").waitFor();
  playground.addBot("Study Hall");
  await expect.poll(() => page.getByText("Flashback is not a member here").count()).toBe(0);
});
