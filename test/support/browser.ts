import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** Where screenshots go; ignored by git. */
const ARTEFACTS = "artefacts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const FLAGS = [
  // As root there is no sandbox; the pages are our own.
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the Chromium of this machine, without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = NAMES.find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  );
  if (!executablePath) throw new Error("There is no Chromium here. Install one: apt-get install chromium");
  const path = spawnSync("sh", ["-c", `command -v ${executablePath}`], { encoding: "utf8" }).stdout.trim();
  return await chromium.launch({ executablePath: path, args: FLAGS });
}

/** A page, and every error its console showed. */
export interface WatchedPage {
  readonly page: Page;
  readonly errors: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "dark" | "light";
}

/** Opens an address in a fresh browser profile. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, theme = "dark" }: Look = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  await page.getByTestId("composer").waitFor();
  return { page, errors };
}

/** Keeps a picture of the page among the artefacts. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`) });
}

/** Windows next to each other, as one picture (PNG). */
export async function sideBySide(browser: Browser, pages: readonly Page[]): Promise<Buffer> {
  const shots = await Promise.all(pages.map((page) => page.screenshot()));
  const sizes = pages.map((page) => page.viewportSize() ?? { width: 0, height: 0 });
  const gap = 12;
  const width = sizes.reduce((sum, size) => sum + size.width + gap, -gap);
  const height = Math.max(...sizes.map((size) => size.height));
  const sheet = await browser.newPage({ viewport: { width, height } });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString("base64")}">`).join("");
  await sheet.setContent(`<body style="margin:0;display:flex;gap:${gap}px">${images}</body>`);
  const picture = await sheet.screenshot({ omitBackground: true });
  await sheet.close();
  return picture;
}

/** Opens the page for each of these people, in a window of its own. */
export async function openPages(
  browser: Browser,
  url: string,
  people: readonly string[],
  look: Look = {},
): Promise<readonly WatchedPage[]> {
  return await Promise.all(
    people.map(async (person) => {
      // Wide enough at first for everybody to be a click away.
      const watched = await openPage(browser, url, { ...look, width: 1000 });
      await watched.page.getByTestId(`person-${person}`).click();
      await watched.page.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 });
      return watched;
    }),
  );
}
