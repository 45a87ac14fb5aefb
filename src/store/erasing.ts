import { monthsBetween } from "../study/period.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import type { Inventory } from "./inventory.ts";
import { dirtyIndex, erasingIndex, type LearnerKeys, learnerKeys, reminderIndex, shardOf } from "./keys.ts";
import type { Own } from "./own.ts";

/** What of a person is to go where their own keys do not lead. */
export type Trace =
  | Exclude<Own, `suspended:${string}`>
  /** The boards of a server. */
  | `boards:${string}`
  /** A round: its channel and its id. */
  | `round:${string}:${string}`
  /** Jobs in the queue of reminders. */
  | "queue";

const DAY_MS = 86_400_000;

/** Days before and after now of which there can be counters, wherever the clocks are. */
const TALLY_DAYS = { before: 400, after: 60 } as const;

/** The keys that depend on what a learner learned, and when. */
function learnedKeys(keys: LearnerKeys, { months, buckets }: Inventory, now: number): string[] {
  const today = Math.floor(now / DAY_MS);
  const tallied = new Set([
    ...monthsBetween(today - TALLY_DAYS.before, today + TALLY_DAYS.after),
    ...months.map((month) => new Date(month).toISOString().slice(0, 7).replace("-", "")),
  ]);
  return [
    ...months.map(keys.log),
    ...[...tallied].map(keys.tally),
    ...[...buckets].flatMap(([deck, numbers]) => [
      keys.suspended(deck),
      ...[...numbers].flatMap((bucket) => [keys.cards(deck, bucket), keys.due(deck, bucket)]),
    ]),
  ];
}

/**
 * Deletes all that a person has in their own keys, all of it or nothing, and notes what is to go elsewhere: with what is
 * noted as theirs already, and what was noted by an earlier deletion that came to no end.
 *
 * @param traces what is to go beside what is noted
 * @param now milliseconds since the Unix epoch
 * @returns "conflict" when the learner changed since the inventory: nothing was deleted, take it again
 * @throws StoreError
 */
export async function eraseLearner(
  store: Store,
  userId: string,
  inventory: Inventory,
  traces: readonly Trace[],
  now: number,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const keys = learnerKeys(userId);
  const shard = shardOf(userId);
  const names = [
    keys.learner,
    keys.own,
    keys.files,
    keys.entered,
    keys.erasing,
    erasingIndex(shard),
    reminderIndex(shard),
    dirtyIndex(shard),
    keys.quiz,
    keys.undo,
    keys.grants,
    keys.reminder,
    keys.shelf,
    keys.importing,
    keys.draft,
    keys.tallyEver,
    keys.receipts,
    ...learnedKeys(keys, inventory, now),
  ];
  const { revision } = inventory.snapshot;
  const prefixes = [keys.staged(""), keys.suspended("")];
  const reply = store.erase(names.length, ...names, revision, userId, now, ...prefixes, ...traces);
  return (await within(reply, deadline, true)) === "done" ? "done" : "conflict";
}

/** What of a person is still to go. @throws StoreError "not-sent" when Redis does not answer */
export async function readTraces(
  store: Store,
  userId: string,
  deadline: Deadline,
): Promise<readonly Trace[]> {
  return (await within(store.smembers(learnerKeys(userId).erasing), deadline, false)) as Trace[];
}

/** Notes that something of a person has gone; undefined where there was nothing. @throws StoreError */
export async function noteGone(
  store: Store,
  userId: string,
  trace: Trace | undefined,
  deadline: Deadline,
): Promise<void> {
  const { erasing, learner } = learnerKeys(userId);
  const shard = shardOf(userId);
  const reply = store.erased(erasing, erasingIndex(shard), learner, dirtyIndex(shard), userId, trace ?? "");
  await within(reply, deadline, true);
}

/**
 * People of a shard the deletion of whose data was begun before a moment and came to no end.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function unfinishedErasures(
  store: Store,
  shard: number,
  before: number,
  deadline: Deadline,
): Promise<readonly string[]> {
  return await within(store.zrangebyscore(erasingIndex(shard), "-inf", before), deadline, false);
}
