import type { CardState } from "../study/scheduler.ts";
import { type Deadline, deadlineIn, type Store, within } from "./connection.ts";
import { bucketOf, learnerKeys } from "./keys.ts";
import { loadLearner, type Snapshot } from "./learners.ts";
import { type GrantRecord, RecordError, type ReviewRecord, unpackCard, unpackLog } from "./records.ts";

/** For each request. Milliseconds. */
const PATIENCE = 10_000;

/** Records that are read at a time: between two parts others get their turn. */
const PART = 500;

/** Where logs are looked for: nobody learned before Discord was there, nor after the clock of a machine that is wrong. */
const FIRST_YEAR = 2015;
const YEARS_AHEAD = 10;

const soon = (): Deadline => deadlineIn(PATIENCE);

/** What cannot be read of a log. */
interface Unreadable {
  readonly type: "unreadable";
  /** In hexadecimal digits. */
  readonly bytes: string;
}

export type LogRecord = ReviewRecord | GrantRecord | Unreadable;

/** All that a learner has, and where it lies that depends on what they learned. */
export interface Inventory {
  readonly snapshot: Snapshot;
  /** The calendar months (UTC) that have a log, each as its first moment in ms, in order. */
  readonly months: readonly number[];
  /** By deck, the buckets with cards of theirs. Every card with a state has a review in the log. */
  readonly buckets: ReadonlyMap<string, ReadonlySet<number>>;
  readonly reviews: number;
}

/** The months that have a log. @param now milliseconds since the Unix epoch */
async function loggedMonths(store: Store, userId: string, now: number): Promise<readonly number[]> {
  const { log } = learnerKeys(userId);
  const years = new Date(now).getUTCFullYear() + YEARS_AHEAD - FIRST_YEAR;
  const months = Array.from({ length: years * 12 }, (_, month) => Date.UTC(FIRST_YEAR, month));
  const found = await within(Promise.all(months.map((month) => store.exists(log(month)))), soon(), false);
  return months.filter((_, index) => found[index] === 1);
}

const read = (record: Buffer): LogRecord => {
  try {
    return unpackLog(record);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { type: "unreadable", bytes: error.bytes };
  }
};

/**
 * A learner's log of some months, in the order in which it was written, some records at a time.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function* readWholeLog(
  store: Store,
  userId: string,
  months: readonly number[],
): AsyncGenerator<readonly LogRecord[]> {
  for (const month of months) {
    const key = learnerKeys(userId).log(month);
    for (let start = 0; ; start += PART) {
      const records = await within(store.lrangeBuffer(key, start, start + PART - 1), soon(), false);
      yield records.map(read);
      if (records.length < PART) break;
    }
  }
}

/**
 * Finds out what a learner has.
 *
 * @param now milliseconds since the Unix epoch
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function takeInventory(store: Store, userId: string, now: number): Promise<Inventory> {
  const snapshot = await loadLearner(store, userId, soon());
  const ids = new Map([...snapshot.learner.decks].map(([id, number]) => [number, id]));
  const months = await loggedMonths(store, userId, now);
  const buckets = new Map([...ids.values()].map((id) => [id, new Set<number>()]));
  let reviews = 0;
  for await (const records of readWholeLog(store, userId, months)) {
    for (const record of records) {
      if (record.type !== "review") continue;
      reviews += 1;
      buckets.get(ids.get(record.deck) ?? "")?.add(bucketOf(record.card));
    }
  }
  return { snapshot, months, buckets, reviews };
}

/**
 * A learner's states of the cards in some buckets of a deck, by card number, one bucket at a time.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function* readBuckets(
  store: Store,
  userId: string,
  deck: string,
  buckets: Iterable<number>,
): AsyncGenerator<readonly (readonly [number, CardState | undefined])[]> {
  const keys = learnerKeys(userId);
  for (const bucket of [...buckets].sort((a, b) => a - b)) {
    const records = await within(store.hgetallBuffer(keys.cards(deck, bucket)), soon(), false);
    yield Object.entries(records)
      .map(([number, record]) => [Number(number), stateFrom(record)] as const)
      .sort(([a], [b]) => a - b);
  }
}

function stateFrom(record: Buffer): CardState | undefined {
  try {
    return unpackCard(record);
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
