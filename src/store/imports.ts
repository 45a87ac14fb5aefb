import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { learnerKeys } from "./keys.ts";
import type { Own } from "./own.ts";

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

/** Begins to read a file: what comes of it is kept from now on, until it is given up. @throws StoreError */
export async function beginStage(store: Store, stage: Stage, deadline: Deadline): Promise<void> {
  const { files } = learnerKeys(stage.userId);
  await all(store.multi().sadd(files, stage.id).expire(files, STAGED_SECONDS).exec(), deadline);
}

/**
 * Notes a deck that is made of a file.
 *
 * @returns false where the file was given up meanwhile
 * @throws StoreError
 */
export async function noteMade(store: Store, stage: Stage, deck: string, deadline: Deadline) {
  const { own, files } = learnerKeys(stage.userId);
  const note: Own = `deck:${deck}`;
  return (await within(store.noteOf(own, files, note, stage.id), deadline, true)) === 1;
}

/** Makes room for a new file: the one before is given up. @throws StoreError */
export async function openStage(store: Store, stage: Stage, deadline: Deadline): Promise<void> {
  const { importing } = learnerKeys(stage.userId);
  const before = await within(store.set(importing, stage.id, "EX", STAGED_SECONDS, "GET"), deadline, true);
  if (before !== null && before !== stage.id) await closeStage(store, { ...stage, id: before }, deadline);
}

/**
 * Keeps a part of a file: cards as JSON, an image, or the file itself.
 *
 * @returns false where the file was given up meanwhile
 * @throws StoreError
 */
export async function stagePart(
  store: Store,
  stage: Stage,
  field: string,
  bytes: Buffer,
  deadline: Deadline,
): Promise<boolean> {
  const { files } = learnerKeys(stage.userId);
  const reply = store.stage(files, keyOf(stage), stage.id, field, bytes, STAGED_SECONDS);
  return (await within(reply, deadline, true)) === 1;
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
  const { files } = learnerKeys(stage.userId);
  await all(store.multi().srem(files, stage.id).unlink(keyOf(stage)).exec(), deadline);
}
