import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { learnerKeys } from "./keys.ts";

/** A file that was read waits so long for somebody to say "import". Seconds. */
const STAGED_SECONDS = 3600;

/** Where a file that was read is kept until it is imported: one a person. */
export interface Stage {
  readonly userId: string;
  readonly id: string;
}

const keyOf = ({ userId, id }: Stage) => learnerKeys(userId).staged(id);

async function all(reply: Promise<[Error | null, unknown][] | null>, deadline: Deadline): Promise<void> {
  for (const [error] of (await within(reply, deadline, true)) ?? []) {
    if (error) throw new StoreError("unknown", error);
  }
}

/** Makes room for a new file: the one before is given up. @throws StoreError */
export async function openStage(store: Store, stage: Stage, deadline: Deadline): Promise<void> {
  const { importing, staged } = learnerKeys(stage.userId);
  const before = await within(store.set(importing, stage.id, "EX", STAGED_SECONDS, "GET"), deadline, true);
  if (before !== null && before !== stage.id) await within(store.unlink(staged(before)), deadline, true);
}

/** Keeps a part of a file: cards as JSON, an image, or the file itself. @throws StoreError */
export async function stagePart(
  store: Store,
  stage: Stage,
  field: string,
  bytes: Buffer,
  deadline: Deadline,
): Promise<void> {
  const key = keyOf(stage);
  await all(store.multi().hset(key, field, bytes).expire(key, STAGED_SECONDS).exec(), deadline);
}

/** One part; undefined when there is none. @throws StoreError "not-sent" */
export async function readPart(store: Store, stage: Stage, field: string, deadline: Deadline) {
  return (await within(store.hgetBuffer(keyOf(stage), field), deadline, false)) ?? undefined;
}

/** Takes parts away, once what they hold is where it belongs. @throws StoreError */
export async function dropParts(store: Store, stage: Stage, fields: readonly string[], deadline: Deadline) {
  if (fields.length > 0) await within(store.hdel(keyOf(stage), ...fields), deadline, true);
}

/** Gives up a file that was read. @throws StoreError */
export async function closeStage(store: Store, stage: Stage, deadline: Deadline): Promise<void> {
  await within(store.unlink(keyOf(stage)), deadline, true);
}
