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
