import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRedis } from "../../scripts/redis-server.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../src/store/connection.ts";
import { commitLearner, loadLearner } from "../../src/store/learners.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "flashback-backup-"));
});
afterEach(async () => await rm(base, { recursive: true, force: true }));

const userId = (index: number) => `1${String(index).padStart(17, "0")}`;

/** Writes something about so many learners. */
async function write(store: Store, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    const snapshot = await loadLearner(store, userId(index), deadlineIn(5000));
    await commitLearner(
      store,
      snapshot,
      { learner: { ...snapshot.learner, zone: `Zone/${index}` } },
      deadlineIn(5000),
    );
  }
}

test("the backup of docs/operating.md, made while the bot writes, brings back what was there", async () => {
  const redis = await startRedis({ dir: join(base, "data") });
  const store = await connectStore(redis.url);
  await write(store, 0, 200);
  // A rewrite has been before, as it has in any life of some length.
  await store.bgrewriteaof();
  await expect.poll(() => store.info("persistence")).toContain("aof_rewrite_in_progress:0");

  await store.config("SET", "auto-aof-rewrite-percentage", "0");
  await expect.poll(() => store.info("persistence")).toContain("aof_rewrite_in_progress:0");
  const writing = write(store, 200, 400);
  await cp(join(base, "data", "appendonlydir"), join(base, "backup", "appendonlydir"), { recursive: true });
  await writing;
  await store.config("SET", "auto-aof-rewrite-percentage", "100");
  disconnectStore(store);
  await redis.stop();

  const restored = await startRedis({ dir: join(base, "backup") });
  const again = await connectStore(restored.url);
  for (let index = 0; index < 200; index += 1) {
    const { learner } = await loadLearner(again, userId(index), deadlineIn(5000));
    expect(learner.zone).toBe(`Zone/${index}`);
  }
  disconnectStore(again);
  await restored.stop();
});
