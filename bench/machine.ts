/** What the figures were measured on. */
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Store } from "../src/store/connection.ts";
import { median } from "./usage.ts";

/** Facts, one a line of the report. */
export async function describeMachine(store: Store, dir: string): Promise<readonly string[]> {
  const version = /^(?:redis|valkey)_version:(\S+)/m.exec(await store.info("server"))?.[1] ?? "unknown";
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, Linux ${release()}`,
    `Node ${process.version}, Redis ${version} with \`appendfsync always\`; a write reaches the disk in ${syncTime(dir).toFixed(0)} µs`,
    `load average of the minute before: ${loadavg()[0]?.toFixed(1)}`,
  ];
}

/** ext4, and whatever else keeps its word: in memory, a write to disk would cost nothing. */
const TMPFS = 0x01021994;

/** Whether a folder is in memory only. */
export const inMemory = (dir: string) => statfsSync(dir).type === TMPFS;

/** Microseconds that 100 bytes more of a file take to be on disk, the middle of 100 times. */
function syncTime(dir: string): number {
  const path = join(dir, "sync-time");
  const file = openSync(path, "w");
  const times = Array.from({ length: 100 }, () => {
    const began = performance.now();
    writeSync(file, Buffer.alloc(100));
    fdatasyncSync(file);
    return (performance.now() - began) * 1000;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}
