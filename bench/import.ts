/** What it costs to read a large file while others press buttons, against the library alone in a fresh process. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { createOffload, type Offload } from "../src/offload/offload.ts";
import { BASIC, makePackage } from "../test/unit/decks/formats/anki-package-maker.ts";
import { BenchError, median, peakDuring, stallDuring } from "./usage.ts";

export interface ImportResult {
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
  /** Milliseconds, from the call until the last part is there. */
  readonly took: number;
  /** Milliseconds that the library alone takes, its process with it. */
  readonly floor: number;
  /** Most memory that the process had, in bytes; NaN where it was never seen. */
  readonly peak: number;
  /** The longest that this process's event loop stood meanwhile, and in as long a time with nothing to do. Milliseconds. */
  readonly stall: number;
  readonly idleStall: number;
}

const CARDS = 10_000;

const front = (index: number) => `What is the capital of country ${index}, and on which river does it lie?`;
const back = (index: number) =>
  `City ${index}, on the river ${index % 97}; ${"it has been so for long. ".repeat(3)}`;

function csvFile(): Buffer {
  const rows = Array.from({ length: CARDS }, (_, index) => `"${front(index)}","${back(index)}",geography`);
  return Buffer.from(["question,answer,tags", ...rows].join("\n"));
}

function packageFile(): Buffer {
  const notes = Array.from({ length: CARDS }, (_, index) => ({
    id: 1_700_000_000_000 + index,
    type: BASIC.id,
    tags: " geography ",
    fields: [`<div>${front(index)}</div>`, `<b>${back(index)}</b><br><i>\\(x_{${index}}^2\\)</i>`],
  }));
  return makePackage("anki21b", { noteTypes: [BASIC], notes });
}

/** The medians of some rounds; in each, offload, library and idle loop take turns. */
export async function measureImports(rounds: number): Promise<readonly ImportResult[]> {
  const folder = await mkdtemp(join(tmpdir(), "flashback-bench-"));
  const offload = createOffload();
  try {
    const files = [
      { name: "CSV", kind: "csv", bytes: csvFile() },
      { name: "Anki package", kind: "package", bytes: packageFile() },
    ];
    const results: ImportResult[] = [];
    for (const { name, kind, bytes } of files) {
      const path = join(folder, kind);
      await writeFile(path, bytes);
      const cache = join(folder, "modules");
      await mkdir(cache, { recursive: true });
      // The first one of each fills its cache of compiled modules.
      await readOnce(offload, bytes);
      await runFloor(kind, path, cache);
      results.push({
        name,
        bytes: bytes.length,
        ...(await measureFile(offload, bytes, () => runFloor(kind, path, cache), rounds)),
      });
    }
    return results;
  } finally {
    await offload.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureFile(offload: Offload, bytes: Buffer, floor: () => Promise<void>, rounds: number) {
  const all: Omit<ImportResult, "name" | "bytes">[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const read = await stallDuring(() => readOnce(offload, bytes));
    const idle = await stallDuring(() => setTimeout(read.took));
    const began = performance.now();
    await floor();
    const alone = performance.now() - began;
    // Looking at another process's memory would be in the stalls.
    const peak = await peakDuring(readOnce(offload, bytes));
    all.push({ took: read.took, floor: alone, peak, stall: read.stall, idleStall: idle.stall });
  }
  const middle = (of: (one: (typeof all)[number]) => number) => median(all.map(of));
  return {
    took: middle(({ took }) => took),
    floor: middle((one) => one.floor),
    peak: Math.max(...all.map(({ peak }) => peak)),
    stall: middle(({ stall }) => stall),
    idleStall: middle(({ idleStall }) => idleStall),
  };
}

async function readOnce(offload: Offload, bytes: Buffer): Promise<void> {
  let cards = 0;
  await offload.read(bytes, { name: "bench" }, async (part) => {
    if (part.kind === "cards") cards += part.count;
  });
  if (cards !== CARDS) throw new BenchError(`${cards} of ${CARDS} cards were read`);
}

const run = promisify(execFile);

async function runFloor(kind: string, path: string, cache: string): Promise<void> {
  const script = join(import.meta.dirname, "import-floor.ts");
  const { stdout } = await run(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, kind, path],
    {
      env: { NODE_COMPILE_CACHE: cache },
    },
  );
  if (Number(stdout) !== CARDS)
    throw new BenchError(`the library alone saw ${stdout.trim()} of ${CARDS} notes`);
}
