/**
 * A thread that ends its process when the parent is gone, whatever the main thread is at, and, where the parent cannot
 * see how much memory the process has, when it has too much.
 */
import { rmSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

/** Milliseconds. */
const EVERY = 100;

const { folder, parent, mebibytes } = workerData as {
  readonly folder: string;
  readonly parent: number;
  readonly mebibytes: number;
};

setInterval(() => {
  if (process.ppid !== parent) {
    // Nobody else is there any more to remove it.
    rmSync(folder, { recursive: true, force: true });
    process.kill(process.pid, "SIGKILL");
  }
  if (process.platform !== "linux" && process.memoryUsage.rss() > mebibytes * 1024 ** 2) {
    // By these words the parent knows what it was; they are V8's own, for the same thing.
    writeSync(2, "out of memory");
    process.kill(process.pid, "SIGKILL");
  }
}, EVERY);
