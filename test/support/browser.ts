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
