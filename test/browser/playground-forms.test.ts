/** The forms and selects of the page, against a small bot: by mouse and by keyboard. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Playground, startPlayground } from "../../playground/index.ts";
import { startBot } from "../playground/bot.ts";
import { keepPicture, type Look, openBrowser, openPage } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => await browser.close());

const everywhere = { contexts: [0, 1], integration_types: [0, 1] };
const slash = (name: string, options: object[] = []) => ({ name, description: name, options, ...everywhere });
const commands = ["first-form", "second-form", "selects"].map((name) => slash(name));

const label = (text: string, component: object, description?: string) => ({
  type: 18,
  label: text,
  component,
  ...(description === undefined ? {} : { description }),
});
const options = (...names: string[]) => names.map((name) => ({ label: name, value: name.toLowerCase() }));
const decks = options("Losses", "Gradients", "Metrics");

const forms: Record<string, object> = {
  "first-form": {
    custom_id: "first",
    title: "New card",
    components: [
      label(
        "Front",
        { type: 4, style: 1, custom_id: "front", min_length: 3, max_length: 40 },
        "The question",
      ),
      label("Back", { type: 4, style: 2, custom_id: "back", value: "As it was. " }),
      label("Deck", { type: 3, custom_id: "deck", options: decks }),
      label("Picture", { type: 19, custom_id: "picture", max_values: 2 }),
      label("Private", { type: 23, custom_id: "private" }),
    ],
  },
  "second-form": {
    custom_id: "second",
    title: "Sharing",
    components: [
      { type: 10, content: "Who may **see** it?" },
      label("People", { type: 5, custom_id: "people", max_values: 3 }),
      label("Channel", { type: 8, custom_id: "channel" }),
      label("Level", { type: 21, custom_id: "level", options: options("Easy", "Hard") }),
      label("Remind by", {
        type: 22,
        custom_id: "by",
        options: options("Message", "Mention"),
        max_values: 2,
      }),
    ],
  },
};

const selects = {
  flags: 1 << 15,
  components: [
    { type: 1, components: [{ type: 3, custom_id: "one", placeholder: "One deck", options: decks }] },
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: "some",
          placeholder: "Some topics",
          min_values: 2,
          max_values: 3,
          options: options(..."ABCDEFGHIJKL".split("").map((letter) => `Topic ${letter}`)),
        },
      ],
    },
    { type: 1, components: [{ type: 6, custom_id: "role", placeholder: "Which role" }] },
    {
      type: 1,
      components: [{ type: 3, custom_id: "off", placeholder: "Off", disabled: true, options: decks }],
    },
  ],
};

/** What the gateway tells the bot of an interaction: as much of it as is asserted here. */
interface Received {
  readonly type: number;
  readonly data: {
    readonly name?: string;
    readonly custom_id?: string;
    readonly values?: readonly string[];
    readonly target_id?: string;
    readonly components?: readonly { readonly component?: { readonly custom_id: string } }[];
    readonly options?: readonly { readonly name: string; readonly value: string }[];
    readonly resolved?: {
      readonly attachments?: Record<
        string,
        { readonly filename: string; readonly url: string; size: number }
      >;
    };
  };
}

/** A page on a playground with a bot that shows the forms and selects, and answers everything else. */
async function open(look: Look = {}) {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const bot = await startBot(playground, {}, { commands });
  onTestFinished(() => bot.stop());
  const received: Received[] = [];
  const failing = { next: 0 };
  bot.client.ws.on("INTERACTION_CREATE" as never, (data: Received) => received.push(data));
  bot.client.on("interactionCreate", async (interaction) => {
    try {
      const name = interaction.isChatInputCommand() ? interaction.commandName : "";
      const form = forms[name];
      if (interaction.isModalSubmit() && failing.next > 0) failing.next -= 1;
      else if (interaction.isChatInputCommand() && form !== undefined)
        await interaction.showModal(form as never);
      else if (interaction.isRepliable())
        await interaction.reply((name === "selects" ? selects : { content: "Noted" }) as never);
    } catch (error) {
      bot.errors.push(error);
    }
  });
  const { page, errors } = await openPage(browser, playground.url, look);
  onTestFinished(() => {
    expect(errors).toEqual([]);
    expect(bot.errors).toEqual([]);
    expect(playground.problems).toEqual([]);
  });
  return { playground, page, received, failing };
}

/** The newest interaction of a type, once it has arrived. */
async function arrived(received: readonly Received[], type: number, count = 1): Promise<Received["data"]> {
  await expect.poll(() => received.filter((one) => one.type === type).length).toBe(count);
  return received.findLast((one) => one.type === type)?.data ?? {};
}

/** What a submitted modal holds, by custom id: without the ids that the server gave its parts. */
function fieldsOf({ components = [] }: Received["data"]): Record<string, unknown> {
  return Object.fromEntries(
    components.flatMap(({ component }) => {
      if (component === undefined) return [];
      const { value, values } = component as { value?: unknown; values?: unknown };
      return [[component.custom_id, values ?? value]];
    }),
  );
}

async function run(page: Page, command: string): Promise<void> {
  await page.getByTestId("composer").click();
  await page.keyboard.type(`/${command}`);
  await page.keyboard.press("Enter");
}

const noted = (page: Page) => page.getByTestId("message").getByText("Noted");
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id);
const text = (name: string, content: string, mimeType = "text/plain") => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});

test("a modal by mouse: every mistake is told, nothing typed is lost, and the bot gets it all", async () => {
  const { page, received, failing, playground } = await open();
  await run(page, "first-form");
  const modal = page.getByRole("dialog", { name: "New card" });
  await modal.getByText("The question").waitFor();
  await modal.getByRole("button", { name: "Submit" }).click();
  await modal.getByText("Fill this in: it is required.").waitFor();
  await modal.getByText("Choose one: it is required.").waitFor();
  await modal.getByText("Choose a file: it is required.").waitFor();
  await modal.getByLabel("Front").fill("ab");
  await modal.getByRole("button", { name: "Submit" }).click();
  await modal.getByText("Write at least 3 characters (2 so far).").waitFor();
  await modal.getByLabel("Front").fill("What is a loss? Say it in one go.");
  expect(await modal.getByTestId("counter").innerText()).toBe("7");
  await modal.getByLabel("Back").pressSequentially("And more.");
  await modal.getByRole("combobox", { name: "Deck" }).click();
  await page.getByRole("option", { name: "Gradients" }).click();
  await modal.getByTestId("file-input").setInputFiles([text("a.txt", "one"), text("b.txt", "two")]);
  await modal.getByRole("button", { name: "Remove a.txt" }).click();
  await modal.getByTestId("file-input").setInputFiles([text("c.txt", "three"), text("d.txt", "four")]);
  await modal.getByText("At most 2 files fit here.").waitFor();
  await modal.getByLabel("Private").check();
  await keepPicture(page, "modal");
  expect(received.filter(({ type }) => type === 5)).toEqual([]);

  failing.next = 1;
  await modal.getByRole("button", { name: "Submit" }).click();
  await modal.getByTestId("modal-failure").getByText(/./).waitFor();
  expect(await modal.getByLabel("Front").inputValue()).toBe("What is a loss? Say it in one go.");
  await modal.getByRole("button", { name: "Submit" }).click();
  await noted(page).waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(await page.getByTestId("pending").count()).toBe(0);
  const sent = await arrived(received, 5, 2);
  const [file] = Object.values(sent.resolved?.attachments ?? {});
  expect(fieldsOf(sent)).toEqual({
    front: "What is a loss? Say it in one go.",
    back: "As it was. And more.",
    deck: ["gradients"],
    picture: Object.keys(sent.resolved?.attachments ?? {}),
    private: true,
  });
  expect(file).toMatchObject({ filename: "b.txt", size: 3 });
  expect(await download(playground, file?.url ?? "")).toBe("two");
});

async function download({ url }: Playground, address: string): Promise<string> {
  expect(address.startsWith(url)).toBe(true);
  return await (await fetch(address)).text();
}

test("a modal by keyboard, on a phone's width; Esc closes it, and the focus is where it was", async () => {
  const { page, received } = await open({ width: 390, height: 800, theme: "light" });
  await run(page, "second-form");
  await page.getByRole("dialog", { name: "Sharing" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await expect.poll(() => focused(page)).toContain("Message #general");
  await page.keyboard.type("/second-form");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Who may see it?").waitFor();

  await expect.poll(() => focused(page)).toBe("People");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("Enter");
  await page.getByRole("option", { name: "Ada" }).waitFor();
  await press("Enter", "ArrowDown", "Enter", "Escape");
  await expect.poll(() => focused(page)).toBe("People: Ada, Ben");
  await press("Tab", "Enter");
  await page.getByRole("option", { name: "general" }).waitFor();
  await page.keyboard.type("qui");
  await press("Enter");
  await expect.poll(() => focused(page)).toBe("Channel: quiet-room");
  await press("Tab", "Space", "ArrowDown", "Tab", "Space", "Tab", "Space");
  await keepPicture(page, "modal-phone");
  await press("Control+Enter");
  await noted(page).waitFor();
  const sent = await arrived(received, 5);
  const { world } = await peopleOf(page);
  expect(fieldsOf(sent)).toEqual({
    people: [world.ada, world.ben],
    channel: [expect.stringMatching(/^\d{17,20}$/)],
    level: "hard",
    by: ["message", "mention"],
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
});

/** Ids of people, from the address that switching to them leads to. */
async function peopleOf(page: Page): Promise<{ world: Record<"ada" | "ben", string> }> {
  const idNow = async () => /#\/(\d+)/.exec(page.url())?.[1] ?? "";
  const ada = await idNow();
  await page.getByTestId("menu").click();
  await page.getByTestId("person-ben").click();
  await expect.poll(idNow).not.toBe(ada);
  return { world: { ada, ben: await idNow() } };
}

test("selects of a message: one value at once, several when the list is left, people and roles", async () => {
  const { page, received } = await open();
  await run(page, "selects");
  const select = (name: string): Locator => page.getByRole("combobox", { name });
  await select("One deck").click();
  await keepPicture(page, "select");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("listbox").count()).toBe(0);
  await select("One deck").click();
  await page.getByRole("option", { name: "Metrics" }).click();
  expect(await arrived(received, 3)).toMatchObject({ custom_id: "one", values: ["metrics"] });
  await noted(page).first().waitFor();

  await select("Some topics").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("topic c");
  await page.keyboard.press("Enter");
  await page.getByText("1 chosen of 2–3").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("listbox").count()).toBe(0);
  // One of two is not enough: nothing was sent, and nothing stays chosen.
  await expect.poll(() => focused(page)).toBe("Some topics");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Topic A" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Done" }).click();
  expect(await arrived(received, 3, 2)).toMatchObject({ custom_id: "some", values: ["topic a", "topic c"] });

  await expect.poll(() => noted(page).count()).toBe(2);
  await select("Which role").click();
  await page.getByRole("option", { name: "Deck editors" }).click();
  expect((await arrived(received, 3, 3)).custom_id).toBe("role");
  expect(await select("Off").isDisabled()).toBe(true);
});
