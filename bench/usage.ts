import { readdirSync, readFileSync } from "node:fs";

/** What a process has used of the processors since it began. Nanoseconds. */
export interface Usage {
  /** All its threads: the garbage collector's and the thread pool's too. */
  readonly cpu: number;
  /** Its main thread alone, the one that runs JavaScript. */
  readonly main: number;
}

/**
 * Reads what a process has used so far, from Linux's scheduler.
 *
 * @throws Error where there is no /proc with schedstat, or no such process
 */
export function usageOf(pid: number): Usage {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => onCpu(pid, thread));
  return { cpu: threads.reduce((sum, one) => sum + one, 0), main: onCpu(pid, String(pid)) };
}

/** https://docs.kernel.org/scheduler/sched-stats.html: the first number is the time spent on a processor. */
const onCpu = (pid: number, thread: string) =>
  Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);

/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return ((sorted[half] ?? Number.NaN) + (sorted[sorted.length - 1 - half] ?? Number.NaN)) / 2;
}

/** Something is broken, not slow; the message says what. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}

/** How long some work takes, and how late a timer of 1 ms was at worst meanwhile. Milliseconds. */
export async function stallDuring(work: () => Promise<unknown>): Promise<{ took: number; stall: number }> {
  const began = performance.now();
  let last = began;
  let stall = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    stall = Math.max(stall, now - last - 1);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return { took: performance.now() - began, stall };
}

/** The most memory that a child of this process had during some work, as often as it could be seen. Bytes. */
export async function peakDuring(work: Promise<unknown>): Promise<number> {
  let peak = Number.NaN;
  const timer = setInterval(() => {
    for (const pid of readdirSync(`/proc/self/task`).flatMap(childrenOf)) {
      const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1];
      if (kibibytes !== undefined) peak = Math.max(peak || 0, Number(kibibytes) * 1024);
    }
  }, 5);
  await work;
  clearInterval(timer);
  return peak;
}

const childrenOf = (thread: string) =>
  readText(`/proc/self/task/${thread}/children`)
    .split(" ")
    .filter((pid) => pid.trim() !== "");

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process has ended.
    return "";
  }
}
