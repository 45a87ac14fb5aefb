/** The files, context menus and galleries of the page, against a small bot: by mouse and by keyboard. */
import { crc32, deflateSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
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
const commands = [
  slash("pictures"),
  slash("import", [
    { type: 11, name: "file", description: "What to import", required: true },
    { type: 8, name: "role", description: "Who may edit" },
  ]),
  { type: 3, name: "Save as card", ...everywhere },
  { type: 2, name: "Show progress", ...everywhere },
];

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

/** A page on a playground with a bot that shows pictures, and answers everything else. */
async function open(look: Look = {}) {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const bot = await startBot(playground, {}, { commands });
  onTestFinished(() => bot.stop());
  const received: Received[] = [];
  bot.client.ws.on("INTERACTION_CREATE" as never, (data: Received) => received.push(data));
  bot.client.on("interactionCreate", async (interaction) => {
    try {
      if (!interaction.isRepliable()) return;
      const isPictures = interaction.isChatInputCommand() && interaction.commandName === "pictures";
      await interaction.reply((isPictures ? pictures() : { content: "Noted" }) as never);
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
  return { playground, page, received };
}

/** The newest interaction of a type, once it has arrived. */
async function arrived(received: readonly Received[], type: number, count = 1): Promise<Received["data"]> {
  await expect.poll(() => received.filter((one) => one.type === type).length).toBe(count);
  return received.findLast((one) => one.type === type)?.data ?? {};
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

async function download({ url }: Playground, address: string): Promise<string> {
  expect(address.startsWith(url)).toBe(true);
  return await (await fetch(address)).text();
}

/** A grey PNG of so many pixels (PNG, third edition: 8-bit greyscale, no filter). */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  const rows = Buffer.alloc((width + 1) * height, 140);
  for (let y = 0; y < height; y += 1) rows.writeUInt8(0, y * (width + 1));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function pictures(): object {
  const file = (name: string, width: number, height: number) => ({ name, attachment: png(width, height) });
  const media = (name: string) => ({ url: `attachment://${name}` });
  return {
    flags: 1 << 15,
    files: [
      file("wide.png", 1100, 400),
      file("small.png", 200, 60),
      ...[0, 1, 2, 3, 4].map((at) => file(`m${at}.png`, 300, 200)),
      { name: "deck.csv", attachment: Buffer.from("front,back\n") },
    ],
    components: [
      { type: 12, items: [{ media: media("wide.png"), description: "A falling curve" }] },
      { type: 12, items: [{ media: media("small.png"), description: "x squared" }] },
      {
        type: 12,
        items: [0, 1, 2, 3, 4].map((at) => ({ media: media(`m${at}.png`), description: `Plot ${at}` })),
      },
      { type: 13, file: media("deck.csv") },
    ],
  };
}

test("files: with a message, dropped, and as a command's option", async () => {
  const { page, received, playground } = await open();
  const composer = page.locator("form.composer");
  await composer.getByTestId("file-input").setInputFiles([text("notes.txt", "hello")]);
  await page.getByTestId("chosen-file").getByText("notes.txt").waitFor();
  await page.keyboard.type("Here they are");
  await page.keyboard.press("Enter");
  const message = page.getByTestId("message").last();
  await message.getByText("5 bytes").waitFor();
  expect(await page.getByTestId("chosen-file").count()).toBe(0);
  const href = (await message.getByRole("link", { name: "Download notes.txt" }).getAttribute("href")) ?? "";
  expect(await download(playground, href)).toBe("hello");

  await page.keyboard.type("/import ");
  await page.getByTestId("command-form").waitFor();
  await page.keyboard.press("Enter");
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["a,b\n"], "deck.csv", { type: "text/csv" }));
    return data;
  });
  await page.getByTestId("command-form").dispatchEvent("drop", { dataTransfer: transfer });
  await page.getByTestId("option-file").getByText("deck.csv").waitFor();
  await page.getByTestId("option-role").click();
  await page.getByRole("option", { name: "Deck editors" }).click();
  await keepPicture(page, "command-file");
  await page.keyboard.press("Enter");
  const sent = await arrived(received, 2);
  const [id, file] = Object.entries(sent.resolved?.attachments ?? {})[0] ?? [];
  expect(sent.options?.find(({ name }) => name === "file")?.value).toBe(id);
  expect(sent.options?.map(({ name }) => name)).toContain("role");
  expect(file).toMatchObject({ filename: "deck.csv", size: 4 });
  expect(await download(playground, file?.url ?? "")).toBe("a,b\n");
});

test("context menus: on a message by mouse and by keyboard, on a person", async () => {
  const { page, received } = await open();
  await page.getByTestId("composer").click();
  await page.keyboard.type("To be kept");
  await page.keyboard.press("Enter");
  const message = page.getByTestId("message").first();
  await message.getByText("To be kept").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Apps", exact: true }).click();
  await keepPicture(page, "context-menu");
  await page.getByRole("menuitem", { name: "Save as card" }).click();
  const messageId = await message.getAttribute("data-message-id");
  expect(await arrived(received, 2)).toMatchObject({ name: "Save as card", target_id: messageId });
  await expect.poll(() => noted(page).count()).toBe(1);

  await page.keyboard.type("/");
  // What is in the menus cannot be typed.
  expect(await page.getByTestId("command-option").count()).toBe(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menu", { name: "Message by Ada" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Save as card");
  await page.keyboard.press("Enter");
  expect((await arrived(received, 2, 2)).target_id).toBe(messageId);
  await expect.poll(() => noted(page).count()).toBe(2);

  await message.locator(".author").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Apps", exact: true }).hover();
  await page.getByRole("menuitem", { name: "Show progress" }).click();
  const person = /#\/(\d+)/.exec(page.url())?.[1];
  expect(await arrived(received, 2, 3)).toMatchObject({ name: "Show progress", target_id: person });
  await expect.poll(() => noted(page).count()).toBe(3);
  expect(await page.getByTestId("pending").count()).toBe(0);

  await message.hover();
  await message.getByTestId("more").click();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByTestId("context-menu").count()).toBe(0);
  await expect.poll(() => focused(page)).toBe("More");
});

test("galleries: sizes kept, alternative text, a large view by keys; a file to download", async () => {
  const { page, playground } = await open();
  await run(page, "pictures");
  const galleries = page.getByTestId("gallery");
  const box = async (name: string) => {
    const picture = page.getByRole("img", { name });
    await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {};
    return [Math.round(width), Math.round(height)];
  };
  expect(await box("A falling curve")).toEqual([550, 200]);
  expect(await box("x squared")).toEqual([200, 60]);
  await keepPicture(page, "gallery");
  expect(await galleries.nth(2).getByRole("img").count()).toBe(5);
  await galleries.nth(2).getByRole("img").first().click();
  const large = page.getByTestId("lightbox");
  await large.getByText("1 of 5").waitFor();
  await page.keyboard.press("ArrowLeft");
  await large.getByText("5 of 5").waitFor();
  expect(await large.getByRole("img").getAttribute("alt")).toBe("Plot 4");
  await keepPicture(page, "lightbox");
  await page.keyboard.press("Escape");
  await expect.poll(() => large.count()).toBe(0);
  await page.keyboard.press("Enter");
  await large.getByText("1 of 5").waitFor();
  await page.keyboard.press("Escape");
  const href = (await page.getByRole("link", { name: "Download deck.csv" }).getAttribute("href")) ?? "";
  expect(await download(playground, href)).toBe("front,back\n");
});
