import { readFileSync } from "node:fs";
import { Redis, type RedisOptions } from "ioredis";

/** What the store could do about a request: nothing was written, or nobody can tell. */
export type Outcome = "not-sent" | "unknown";

/** Redis did not do what was asked. `outcome` says whether something may have been written. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly outcome: Outcome;
  constructor(outcome: Outcome, cause: unknown) {
    super(outcome === "not-sent" ? "The store was not reached." : "The store did not confirm in time.", {
      cause,
    });
    this.outcome = outcome;
  }
}

/** A server that takes the connection but says nothing is given up after so long. Milliseconds. */
const CONNECT_LIMIT = 10_000;

const script = (name: string) => readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), "utf8");

const OPTIONS = {
  // A save is one of three: done, never sent, unknown. Queues and resends inside the client would add a fourth.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), 2000),
  connectTimeout: 5000,
  scripts: {
    loadLearner: { lua: script("load"), numberOfKeys: 4 },
    commit: { lua: script("commit") },
    loadHash: { lua: script("hash"), numberOfKeys: 1 },
    shelve: { lua: script("shelve") },
    noteOf: { lua: script("note-of"), numberOfKeys: 2 },
    noteKnown: { lua: script("note-known"), numberOfKeys: 2 },
    placeRecap: { lua: script("recap-place"), numberOfKeys: 2 },
    stage: { lua: script("stage"), numberOfKeys: 2 },
    enterRound: { lua: script("round-enter"), numberOfKeys: 3 },
    tallyRating: { lua: script("round-tally"), numberOfKeys: 4 },
    keepPick: { lua: script("round-pick"), numberOfKeys: 4 },
    keepAnswer: { lua: script("round-answer"), numberOfKeys: 2 },
    noteRound: { lua: script("round-note"), numberOfKeys: 1 },
    leaveRound: { lua: script("round-leave"), numberOfKeys: 8 },
    roundPen: { lua: script("round-pen"), numberOfKeys: 2 },
    erase: { lua: script("erase") },
    erased: { lua: script("erased"), numberOfKeys: 4 },
    unshelve: { lua: script("unshelve"), numberOfKeys: 1 },
    dueReminders: { lua: script("due"), numberOfKeys: 1 },
    advanceReminders: { lua: script("advance"), numberOfKeys: 1 },
    changeReminder: { lua: script("remind"), numberOfKeys: 2 },
    standing: { lua: script("standing") },
    settled: { lua: script("settled"), numberOfKeys: 2 },
    place: { lua: script("place"), numberOfKeys: 4 },
    leave: { lua: script("leave"), numberOfKeys: 2 },
    board: { lua: script("board"), numberOfKeys: 1 },
    account: { lua: script("account") },
  },
} satisfies RedisOptions;

type Value = string | number | Buffer;

/** The client with our scripts, binary replies. */
export type Store = Redis & {
  loadLearnerBuffer(...args: Value[]): Promise<unknown>;
  commit(...args: Value[]): Promise<unknown>;
  loadHashBuffer(...args: Value[]): Promise<unknown>;
  enterRoundBuffer(...args: Value[]): Promise<unknown>;
  keepPick(...args: Value[]): Promise<unknown>;
  keepAnswer(...args: Value[]): Promise<unknown>;
  noteRound(...args: Value[]): Promise<unknown>;
  leaveRound(...args: Value[]): Promise<unknown>;
  tallyRating(...args: Value[]): Promise<unknown>;
  roundPen(...args: Value[]): Promise<unknown>;
  shelve(...args: Value[]): Promise<unknown>;
  noteOf(...args: Value[]): Promise<unknown>;
  erase(...args: Value[]): Promise<unknown>;
  erased(...args: Value[]): Promise<unknown>;
  noteKnown(...args: Value[]): Promise<unknown>;
  placeRecap(...args: Value[]): Promise<unknown>;
  stage(...args: Value[]): Promise<unknown>;
  unshelve(...args: Value[]): Promise<unknown>;
  dueRemindersBuffer(...args: Value[]): Promise<unknown>;
  advanceReminders(...args: Value[]): Promise<unknown>;
  changeReminder(...args: Value[]): Promise<unknown>;
  standingBuffer(...args: Value[]): Promise<unknown>;
  settled(...args: Value[]): Promise<unknown>;
  place(...args: Value[]): Promise<unknown>;
  leave(...args: Value[]): Promise<unknown>;
  board(...args: Value[]): Promise<unknown>;
  accountBuffer(...args: Value[]): Promise<unknown>;
};

/**
 * Connects to Redis or Valkey. Rejects when the first connection cannot be made; a later loss is mended by itself,
 * and reported to `onState`.
 *
 * @param url redis:// or rediss:// address
 */
export async function connectStore(
  url: string,
  onState: (state: "ready" | "lost", error?: Error) => void = () => {},
): Promise<Store> {
  const redis = new Redis(url, { ...OPTIONS, lazyConnect: true }) as Store;
  let problem: Error | undefined;
  redis.on("error", (error: Error) => {
    problem = error;
  });
  try {
    await within(redis.connect(), deadlineIn(CONNECT_LIMIT), false);
  } catch (error) {
    redis.disconnect();
    throw problem ?? (error as StoreError).cause;
  }
  onState("ready");
  redis.on("ready", () => onState("ready"));
  redis.on("close", () => onState("lost", problem));
  return redis;
}

/**
 * Does what follows on a save that is confirmed: where that fails, what was saved must not be called "not saved".
 *
 * @throws StoreError "unknown" in place of any other
 */
export async function afterSaved<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreError ? new StoreError("unknown", error) : error;
  }
}

/** Whether the store answers before the deadline. */
export async function isAlive(store: Store, deadline: Deadline): Promise<boolean> {
  return await within(store.ping(), deadline, false).then(
    () => true,
    () => false,
  );
}

/** Lets go of the store, without a word about a lost connection. */
export function disconnectStore(store: Store): void {
  store.removeAllListeners("close");
  store.disconnect();
}

/** Redis refuses these before it runs anything, so nothing was written. */
const REFUSED =
  /^(LOADING|MISCONF|OOM|READONLY|NOAUTH|NOPERM|WRONGPASS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY)\b/;

/**
 * A moment after which nobody waits any longer, on the clock of performance.now(): it never jumps, so that neither a
 * correction of the machine's time nor a test's moved clock ends a wait.
 */
export type Deadline = number;

/** The moment so many milliseconds from now. */
export const deadlineIn = (milliseconds: number): Deadline => performance.now() + milliseconds;

/**
 * Waits for a reply until a deadline and turns every failure into a {@link StoreError}.
 *
 * @param writes whether the command may have written by the time it failed
 */
export async function within<T>(reply: Promise<T>, deadline: Deadline, writes: boolean): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const milliseconds = Math.max(0, Math.round(deadline - performance.now()));
  const timer = setTimeout(() => reject(new Error(`no reply within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([reply, late]);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const unsent = text.startsWith("Stream isn't writeable") || REFUSED.test(text);
    throw new StoreError(writes && !unsent ? "unknown" : "not-sent", error);
  } finally {
    clearTimeout(timer);
  }
}
