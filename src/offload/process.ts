import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Frame, PipeClosed, receiverOf, sendFrame } from "./frames.ts";
import { MOST_RESULT } from "./parts.ts";
import type { FromChild, ToChild } from "./types.ts";

/** What one process may use. */
interface ProcessLimits {
  readonly seconds: number;
  /** Of memory, as the operating system counts it: with SQLite's and what Node itself takes, some 50. */
  readonly mebibytes: number;
}

/** How the parent talks with the process. All throw PipeClosed when it has ended. */
export interface Talk {
  send(head: ToChild, body?: Uint8Array): Promise<void>;
  receive(): Promise<Frame<FromChild>>;
  /** Does something that the process waits for, which is not to take of its time. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export interface RunOptions {
  /** The script. */
  readonly entry: URL;
  /** A folder for compiled modules, common to all processes: the first one fills it. */
  readonly cache: string;
  readonly limits: ProcessLimits;
  /** Aborted to kill it; the reason is what is thrown. */
  readonly signal: AbortSignal;
  /** What is thrown when it took too long or too much. */
  readonly overTime: () => Error;
  readonly overMemory: () => Error;
}

/** How often time and memory are looked at: what a process can take in between is over the limit. Milliseconds. */
const EVERY = 25;
/**
 * Of processor time for each second that it may take: it has threads too. The operating system keeps to it, so that a
 * process that hears nothing ends even when this one was killed.
 */
const CPU_SHARE = 2;
/** V8's own heap, of all memory: the rest is buffers, SQLite, and Node itself. */
const HEAP_SHARE = 0.5;
/** V8's default of 16 takes 60 MiB more for a deck of 10,000 cards, and is no faster. */
const YOUNG_MEBIBYTES = 4;
/** What is kept of what it prints, from the end. Characters. */
const KEPT = 4000;

/**
 * Starts a process, talks with it and ends it. It has a folder of its own for temporary files, which is removed
 * afterwards, and nothing of this process's environment but where programs and libraries are.
 *
 * @throws what `talk` throws; what the limit says that it went over; Error with what it printed where it ended by itself
 */
export async function runInProcess<T>(talk: (with_: Talk) => Promise<T>, options: RunOptions): Promise<T> {
  const { limits, signal } = options;
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "flashback-file-"));
  try {
    const { child, pipe, ended } = start(folder, options);
    let verdict: Error | undefined;
    const end = (error: Error) => {
      verdict ??= error;
      child.kill("SIGKILL");
    };
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    const watch = watchLimits(child, limits, end, options);
    try {
      const result = talk({
        send: (head, body) => sendFrame(pipe, head, body),
        receive: receiverOf<FromChild>(pipe, MOST_RESULT),
        aside: watch.aside,
      });
      return await Promise.race([result, aborted.promise]);
    } catch (error) {
      if (!(error instanceof PipeClosed)) throw error;
      pipe.destroy();
      const how = await ended;
      throw verdict ?? (/out of memory/.test(how) ? options.overMemory() : new Error(how));
    } finally {
      signal.removeEventListener("abort", abort);
      watch.stop();
      child.kill("SIGKILL");
      // "close" does not come while there is something in the pipe that nobody reads.
      pipe.destroy();
      await ended;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function start(folder: string, { entry, cache, limits: { seconds, mebibytes } }: RunOptions) {
  const script = [
    `ulimit -t ${Math.ceil(seconds * CPU_SHARE)}`,
    "ulimit -c 0",
    // Where the machine is out of memory, Linux ends this process rather than the bot.
    "{ echo 1000 > /proc/self/oom_score_adj; } 2> /dev/null",
    // Others' buttons come first.
    'exec nice -n 10 "$@"',
  ].join("; ");
  const node = [
    process.execPath,
    `--max-old-space-size=${Math.floor(mebibytes * HEAP_SHARE)}`,
    `--max-semi-space-size=${YOUNG_MEBIBYTES}`,
    "--disable-warning=ExperimentalWarning",
    fileURLToPath(entry),
    folder,
    String(mebibytes),
  ];
  const child = spawn("/bin/sh", ["-c", script, "sh", ...node], {
    cwd: folder,
    env: { ...librariesOf(process.env), TMPDIR: folder, NODE_COMPILE_CACHE: cache },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const pipe = child.stdio[3] as Socket;
  // Whoever reads or writes is told.
  pipe.on("error", () => {});
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-KEPT);
    });
  }
  const ended = once(child, "close").then(
    ([code, signal]) => `The process for one file ended by itself, with ${signal ?? code}.\n${output}`,
    (error: Error) => `The process for one file could not be started: ${error.message}`,
  );
  return { child, pipe, ended };
}

/** What Node itself may need to be started, and no more: the token is in the environment too. */
const librariesOf = ({ PATH, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH }: NodeJS.ProcessEnv) => ({
  ...(PATH !== undefined && { PATH }),
  ...(LD_LIBRARY_PATH !== undefined && { LD_LIBRARY_PATH }),
  ...(DYLD_LIBRARY_PATH !== undefined && { DYLD_LIBRARY_PATH }),
});

function watchLimits(
  { pid }: ChildProcess,
  { seconds, mebibytes }: ProcessLimits,
  end: (error: Error) => void,
  { overTime, overMemory }: RunOptions,
) {
  let used = 0;
  let last = performance.now();
  let isWorking = true;
  const count = () => {
    const now = performance.now();
    if (isWorking) used += now - last;
    last = now;
  };
  const timer = setInterval(() => {
    count();
    if (used > seconds * 1000) end(overTime());
    else if (pid !== undefined && memoryOf(pid) > mebibytes * 1024 ** 2) end(overMemory());
  }, EVERY);
  return {
    async aside<T>(work: () => Promise<T>): Promise<T> {
      count();
      isWorking = false;
      try {
        return await work();
      } finally {
        count();
        isWorking = true;
      }
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * The most memory a process had so far, or what it has where that is not known, in bytes; 0 where there is no /proc (the
 * process watches itself then) or it is gone. Not from `statm`, which counts in pages, whose size Node does not know.
 */
function memoryOf(pid: number): number {
  try {
    const kibibytes = /^Vm(?:HWM|RSS):\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
