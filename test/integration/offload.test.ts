import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Card, Deck } from "../../src/decks/deck.ts";
import { FormatError, type ImportedCard } from "../../src/decks/formats/types.ts";
import { readArchive } from "../../src/decks/formats/zip.ts";
import { imageId, imageReference } from "../../src/decks/image.ts";
import {
  BusyError,
  createOffload,
  type Offload,
  type OffloadOptions,
  type Part,
  type WriteJob,
} from "../../src/offload/offload.ts";
import { eventually, runs } from "./scripts/processes.ts";

/** Where processes and the offload put what is temporary, to see what they leave there. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flashback-offload-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function offload(options: OffloadOptions = {}): Offload {
  const made = createOffload(options);
  onTestFinished(() => made.close());
  return made;
}

const FAKE = new URL("./offload-child.ts", import.meta.url);

/** One whose processes do what a file says, see offload-child.ts. */
const fake = (options: OffloadOptions = {}) => offload({ child: FAKE, ...options });

const ignore = async () => {};

/** Has a fake file read; `pid` is there once its process is at it. */
function reading(by: Offload, what: string, onPart: (part: Part) => Promise<void> = ignore) {
  const path = join(folder, `pid-${Math.random()}`);
  const result = by.read(Buffer.from(what), { name: path }, onPart);
  result.catch(() => {});
  return { result, pid: () => pidIn(path) };
}

const pidIn = (path: string) =>
  vi.waitFor(
    async () => Number(/^\d+$/.exec(await readFile(path, "utf8"))?.[0] ?? expect.fail("no pid yet")),
    {
      timeout: 20_000,
      interval: 20,
    },
  );

async function readAll(by: Offload, source: string | Uint8Array, name = "cards.csv") {
  const cards: ImportedCard[] = [];
  const counts: number[] = [];
  const images = new Map<string, Buffer>();
  const summary = await by.read(Buffer.from(source), { name }, async (part) => {
    if (part.kind === "image") images.set(part.id, part.bytes);
    else {
      counts.push(part.count);
      cards.push(...JSON.parse(part.json.toString()));
    }
  });
  return { cards, counts, images, summary };
}

const PNG = Buffer.from("89504e470d0a1a0a00000000", "hex");
const PNG_ID = imageId(PNG) ?? "";

function deckOf(count: number): Deck {
  const cards = Array.from({ length: count }, (_, index): Card => {
    const shown = index === 0 ? imageReference(PNG_ID, "a dot") : "";
    return {
      number: index + 1,
      front: `What is ${index}? ${shown}`.trim(),
      back: `**${index}**`,
      tags: ["some"],
    };
  });
  return { id: "deck", title: "A deck", description: "Of cards.", cards };
}

const jobOf = (format: WriteJob["format"], deck = deckOf(600)): WriteJob => ({
  format,
  deck,
  images: new Map([[PNG_ID, PNG]]),
  now: Date.UTC(2026, 0, 1),
});

describe("reading", () => {
  it("gives the cards in parts, in order, and a summary", async () => {
    const lines = Array.from({ length: 601 }, (_, index) => `q${index},a${index}`);
    const { cards, counts, summary } = await readAll(
      offload(),
      `question,answer\n${lines.join("\n")}\n,none`,
    );
    expect(cards.map(({ front, back }) => `${front},${back}`)).toEqual(lines);
    expect(counts).toEqual([250, 250, 101]);
    expect(summary).toMatchObject({ format: "csv", title: "cards", cards: 601, images: 0, skippedInAll: 1 });
    expect(summary.samples).toEqual(cards.slice(0, 3));
    expect(summary.skipped).toEqual([{ where: "line 603", why: "the question is empty" }]);
    expect(summary.paths).toEqual([{ path: [], cards: 601 }]);
  });

  it("waits with the next part until the last is dealt with", async () => {
    const lines = Array.from({ length: 600 }, (_, index) => `q${index},a${index}`).join("\n");
    let open = 0;
    let parts = 0;
    await offload().read(Buffer.from(lines), { name: "" }, async () => {
      open += 1;
      parts += 1;
      expect(open).toBe(1);
      await setTimeout(20);
      open -= 1;
    });
    expect(parts).toBe(3);
  });

  it("does not count the time that parts are dealt with", async () => {
    const slow = offload({ seconds: 2 }).read(Buffer.from("a,b\nc,d"), { name: "" }, () => setTimeout(3000));
    expect((await slow).cards).toBe(2);
  });

  it("hands on what went wrong with a part, and ends the process", async () => {
    const by = fake();
    const { result, pid } = reading(by, "environment", async () => {
      throw new RangeError("no room in the store");
    });
    await expect(result).rejects.toThrow(RangeError);
    expect(runs(await pid())).toBe(false);
  });

  it.each([
    ["an empty file", "", /This file is empty/],
    ["a broken archive", "PK\u0003\u0004 and so on", /zip archive/],
    ["more cards than a deck holds", "x,y\n".repeat(10_001), /10,001 cards; a deck holds at most 10,000/],
  ])("tells what is wrong with %s", async (_name, source, message) => {
    const result = readAll(offload(), source);
    await expect(result).rejects.toThrow(message);
    await expect(result).rejects.toBeInstanceOf(FormatError);
  });

  it("takes the format that was chosen", async () => {
    const options = { name: "", format: "qa" } as const;
    await expect(offload().read(Buffer.from("a,b\nc,d"), options, ignore)).rejects.toThrow(FormatError);
  });

  it("gives the process nothing of the environment but the way to programs", async () => {
    vi.stubEnv("DISCORD_TOKEN", "secret");
    const { cards } = await readAll(fake(), "environment", "");
    const names = Object.keys(JSON.parse(cards[0]?.front ?? "{}"));
    const allowed = [
      "PATH",
      "LD_LIBRARY_PATH",
      "TMPDIR",
      "NODE_COMPILE_CACHE",
      "PWD",
      "OLDPWD",
      "SHLVL",
      "_",
    ];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});

describe("writing", () => {
  it.each(["anki-package", "json"] as const)("%s gives back the deck and its image", async (format) => {
    const by = offload();
    const job = jobOf(format);
    const { cards, images, summary } = await readAll(by, await by.write(job));
    expect(summary).toMatchObject({ format, title: "A deck", images: 1, imageBytes: PNG.length });
    expect(cards.map(({ front, back, tags }) => ({ front, back, tags }))).toEqual(
      job.deck.cards.map(({ front, back, tags }) => ({ front, back, tags })),
    );
    expect(images).toEqual(new Map([[PNG_ID, PNG]]));
  });

  it.each(["csv", "anki-text"] as const)("%s gives back the cards", async (format) => {
    const by = offload();
    const { cards, summary } = await readAll(by, await by.write(jobOf(format)));
    expect(summary.format).toBe(format);
    expect(cards.map(({ back }) => back)).toEqual(deckOf(600).cards.map(({ back }) => back));
  });

  it("takes along where the learner stands", async () => {
    const review = { rating: 4, due: "2026-02-03", stability: 7.5, difficulty: 5, reviews: 3, lapses: 1 };
    const extra = new Map([[599, { ...review, reviewedAt: "2026-01-02T03:04:05.000Z" }]]);
    const file = await offload().write({ ...jobOf("csv"), extra });
    expect(file.toString().split("\n")[599]).toContain("4,2026-02-03,7.5,5,3,1,2026-01-02T03:04:05.000Z");
    // In a package a card with a schedule has one more row, its last review.
    const archive = await readArchive(await offload().write({ ...jobOf("anki-package"), extra }), {
      entries: 10,
      bytes: 2 ** 25,
    });
    const path = join(folder, "collection.anki2");
    await writeFile(path, (await archive.read("collection.anki2", 2 ** 25)) ?? "");
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare("SELECT count(*) AS n FROM revlog").get()).toEqual({ n: 1 });
    db.close();
    await rm(path);
  });

  it("refuses a file that is too large", async () => {
    const result = fake().write(jobOf("csv", deckOf(24)));
    expect((await result).length).toBe(24 * 2 ** 20);
    await expect(fake().write(jobOf("csv", deckOf(25)))).rejects.toThrow(/25 MiB, and at most 24 MiB/);
  });
});

describe("a limit", () => {
  it.each([
    ["time", "loop", { seconds: 1 }, "Reading this file takes more than 1 seconds"],
    ["memory outside of the heap", "native", {}, "Reading this file takes more than 200 MiB of memory"],
    ["the heap", "heap", {}, "Reading this file takes more than 200 MiB of memory"],
    ["the bytes of images", "images", {}, "The images in this file take 8.1 MiB together"],
    ["the bytes of all", "text", {}, "The cards and images in this file take more than 24 MiB"],
  ])("of %s is told in words and leaves nothing behind", async (_name, what, limits, message) => {
    const by = fake(limits);
    const { result, pid } = reading(by, what);
    await expect(result).rejects.toThrow(message);
    await expect(result).rejects.toBeInstanceOf(FormatError);
    expect(runs(await pid())).toBe(false);
    await by.close();
    expect((await readdir(folder)).filter((name) => !name.startsWith("pid-"))).toEqual([]);
  });
});

describe("a bug", () => {
  it("comes with what was thrown", async () => {
    const { result } = reading(fake(), "throw");
    await expect(result).rejects.toThrow("TypeError: a mistake of ours");
    await expect(result).rejects.not.toBeInstanceOf(FormatError);
  });

  it("comes with how the process ended and what it printed", async () => {
    const { result } = reading(fake(), "exit");
    await expect(result).rejects.toThrow(/with 3\.\nlast words/);
    await expect(result).rejects.not.toBeInstanceOf(FormatError);
  });

  it("is a script that is not there", async () => {
    const { result } = reading(offload({ child: new URL("./no-such-script.ts", import.meta.url) }), "x");
    await expect(result).rejects.toThrow(/no-such-script/);
  });
});

describe("the queue", () => {
  it("lets so many in at once, so many wait, and sends the others away", async () => {
    const by = fake({ atOnce: 1, waiting: 1 });
    const first = reading(by, "wait");
    const second = reading(by, "environment");
    const third = reading(by, "environment");
    await expect(third.result).rejects.toThrow(BusyError);
    await expect(third.result).rejects.toThrow(
      "Too many files are being read right now; try again in a minute.",
    );
    process.kill(await first.pid(), "SIGKILL");
    await expect(first.result).rejects.toThrow(/SIGKILL/);
    expect((await second.result).cards).toBe(1);
  });

  it("is emptied by close, which kills what runs", async () => {
    const by = fake({ atOnce: 1 });
    const running = reading(by, "loop");
    const waiting = reading(by, "environment");
    const pid = await running.pid();
    await by.close();
    expect(runs(pid)).toBe(false);
    await expect(running.result).rejects.toThrow(BusyError);
    await expect(waiting.result).rejects.toThrow(BusyError);
    await expect(reading(by, "environment").result).rejects.toThrow(BusyError);
    expect((await readdir(folder)).filter((name) => !name.startsWith("pid-"))).toEqual([]);
  });

  it("closes although somebody is at a part", async () => {
    const by = fake();
    const { promise: at, resolve } = Promise.withResolvers<void>();
    const { result } = reading(by, "environment", () => {
      resolve();
      return new Promise(() => {});
    });
    await at;
    await by.close();
    await expect(result).rejects.toThrow(BusyError);
  });
});

describe("when the parent is killed", () => {
  it.each([
    ["waits", "environment"],
    ["loops", "loop"],
  ])("a process that %s is gone soon", async (_name, what) => {
    const path = join(folder, "pid");
    const script = `
      import { createOffload } from ${JSON.stringify(new URL("../../src/offload/offload.ts", import.meta.url).href)};
      const child = new URL(${JSON.stringify(FAKE.href)});
      createOffload({ child, seconds: 1 }).read(
        Buffer.from(${JSON.stringify(what)}), { name: ${JSON.stringify(path)} }, () => new Promise(() => {}),
      ).catch(() => {});
      setInterval(() => {}, 1000);`;
    const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
    const parent = spawn(process.execPath, flags, { stdio: ["ignore", "inherit", "inherit"] });
    const pid = await pidIn(path);
    expect(runs(pid)).toBe(true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await eventually(() => expect(runs(pid)).toBe(false));
  });
});
