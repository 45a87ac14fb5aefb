import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FormatError, type ReadOptions } from "../decks/formats/types.ts";
import { runInProcess, type Talk } from "./process.ts";
import { BusyError, createQueue } from "./queue.ts";
import { askToRead, askToWrite } from "./talks.ts";
import type { Part, ReadSummary, WriteJob } from "./types.ts";

export { BusyError } from "./queue.ts";
export type { Part, ReadSummary, WriteJob } from "./types.ts";

export interface OffloadOptions {
  /** How many files are read or written at once. */
  readonly atOnce?: number;
  /** How many more may wait for their turn. */
  readonly waiting?: number;
  /** What one file may take; the time that `onPart` takes does not count. */
  readonly seconds?: number;
  readonly mebibytes?: number;
  /** The script of the process, which calls `serve`. */
  readonly child?: URL;
}

/** Reads and writes files, each in a process of its own that can be killed. */
export interface Offload {
  /**
   * Reads a file of any format. Its parts come one after the other, the next once `onPart` is done with the last.
   *
   * @param source must not be changed until it is done
   * @throws FormatError where the file is to blame: not readable, too much in it, or it takes too long or too much memory
   *   to read; BusyError where too many files wait, or after `close`; what `onPart` throws; Error for a bug
   */
  read(source: Uint8Array, options: ReadOptions, onPart: (part: Part) => Promise<void>): Promise<ReadSummary>;
  /**
   * Writes a deck to a file.
   *
   * @throws as `read`
   */
  write(job: WriteJob): Promise<Buffer>;
  /** Kills what runs, which ends in a BusyError. Resolves when no process is left. */
  close(): Promise<void>;
}

/** See `Offload`. Nothing is started before there is a file. */
export function createOffload({
  atOnce = 2,
  waiting = 20,
  seconds = 20,
  mebibytes = 200,
  child = new URL("./child.ts", import.meta.url),
}: OffloadOptions = {}): Offload {
  const queue = createQueue(atOnce, waiting);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let cache: Promise<string> | undefined;

  async function start<T>(talk: (talk: Talk) => Promise<T>, doing: string, advice: string): Promise<T> {
    // Compiling and stripping types takes the half of what a small file takes.
    cache ??= mkdtemp(join(tmpdir(), "flashback-modules-"));
    cache.catch(() => {
      cache = undefined;
    });
    const over = (what: string) =>
      new FormatError(`${doing} takes more than ${what}, which is the most there is. ${advice}`);
    return await runInProcess(talk, {
      entry: child,
      cache: await cache,
      limits: { seconds, mebibytes },
      signal: closing.signal,
      overTime: () => over(`${seconds} seconds`),
      overMemory: () => over(`${mebibytes} MiB of memory`),
    });
  }

  function run<T>(talk: (talk: Talk) => Promise<T>, doing: string, advice: string): Promise<T> {
    return queue.run(async () => {
      const work = start(talk, doing, advice);
      const ended = Promise.allSettled([work]);
      running.add(ended);
      try {
        return await work;
      } finally {
        running.delete(ended);
      }
    });
  }

  return {
    read: (source, options, onPart) =>
      run(
        (talk) => askToRead(talk, source, options, onPart),
        "Reading this file",
        "Split it into smaller decks, or export it in another format.",
      ),
    write: (job) =>
      run(
        (talk) => askToWrite(talk, job),
        "Writing this deck",
        "Export it in another format; CSV takes the least.",
      ),
    async close() {
      queue.close();
      closing.abort(new BusyError("The bot is about to restart; try again in a minute."));
      await Promise.all(running);
      if (cache) await rm(await cache, { recursive: true, force: true });
    },
  };
}
