import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { learnerKeys, reminderIndex, reminderPrefix, SHARDS, shardOf } from "./keys.ts";
import { packReminder, type Reminder, reminderFromFields, unpackReminder } from "./reminder-record.ts";

/** How often a change is tried again when another of the same reminder came in between. */
const TRIES = 5;

/** The field of a reminder's hash that holds its record. */
const RECORD = "r";

/** A reminder out of its hash, whose values are bytes, one a character; undefined when there is none of any sense. */
function reminderFrom(fields: Readonly<Record<string, string>>): Reminder | undefined {
  const record = fields[RECORD];
  return record === undefined ? reminderFromFields(fields) : unpackReminder(Buffer.from(record, "latin1"));
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function readReminder(store: Store, userId: string, deadline: Deadline) {
  const fields = await within(store.hgetallBuffer(learnerKeys(userId).reminder), deadline, false);
  return reminderFrom(
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value.toString("latin1")])),
  );
}

/** When the next reminder is to be sent, in ms; undefined when none is. @throws StoreError "not-sent" */
export async function nextReminder(
  store: Store,
  userId: string,
  deadline: Deadline,
): Promise<number | undefined> {
  const score = await within(store.zscore(reminderIndex(shardOf(userId)), userId), deadline, false);
  return score === null ? undefined : Number(score);
}

/** What becomes of a reminder. */
export interface Change {
  readonly reminder: Reminder;
  /** The next time in ms; "never" takes it out of the index, undefined leaves it as it is. */
  readonly next: number | "never" | undefined;
}

/**
 * Writes a reminder all at once with its next time.
 *
 * @param before the reminder as it was read; undefined where there was none
 * @returns "conflict" when it is another by now: nothing was written
 * @throws StoreError
 */
export async function replaceReminder(
  store: Store,
  userId: string,
  before: Reminder | undefined,
  { reminder, next }: Change,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const reply = store.changeReminder(
    learnerKeys(userId).reminder,
    reminderIndex(shardOf(userId)),
    before ? packReminder(before) : "",
    packReminder(reminder),
    userId,
    next ?? "",
  );
  return (await within(reply, deadline, true)) === "done" ? "done" : "conflict";
}

/**
 * Changes a reminder, on top of whatever others change meanwhile.
 *
 * @param decide what becomes of the reminder as it is then, undefined where nothing does; it may be asked again
 * @param known the reminder as it was read before; else it is read
 * @returns what was decided in the end
 * @throws StoreError
 */
export async function changeReminder<Decision extends Change | undefined>(
  store: Store,
  userId: string,
  decide: (reminder: Reminder | undefined) => Decision,
  deadline: Deadline,
  known?: Reminder,
): Promise<Decision> {
  let before = known ?? (await readReminder(store, userId, deadline));
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const change = decide(before);
    if (!change || (await replaceReminder(store, userId, before, change, deadline)) === "done") return change;
    before = await readReminder(store, userId, deadline);
  }
  throw new StoreError("not-sent", new Error(`the reminder changed ${TRIES} times while it was written`));
}

/** A reminder whose time has come. */
export interface Due {
  readonly userId: string;
  /** The time it has in the index, in ms since 1970. */
  readonly at: number;
  /** Undefined when only the index knows it any more. */
  readonly reminder: Reminder | undefined;
}

/** The reminders of a shard whose time has come, the longest overdue first. @throws StoreError "not-sent" */
export async function dueReminders(
  store: Store,
  shard: number,
  now: number,
  most: number,
  deadline: Deadline,
): Promise<readonly Due[]> {
  const reply = store.dueRemindersBuffer(reminderIndex(shard), now, most, reminderPrefix(shard));
  // Records are bytes, which JSON in UTF-8 would not leave as they are.
  const json = ((await within(reply, deadline, false)) as Buffer).toString("latin1");
  const all: unknown = JSON.parse(json);
  if (!Array.isArray(all)) return [];
  return all.map(([userId, at, flat]: [string, string, string[] | Record<string, never>]) => {
    const fields: Record<string, string> = {};
    if (Array.isArray(flat)) {
      for (let index = 0; index < flat.length; index += 2) fields[flat[index] ?? ""] = flat[index + 1] ?? "";
    }
    return { userId, at: Number(at), reminder: reminderFrom(fields) };
  });
}

/** How many reminders' time has come. @throws StoreError "not-sent" */
export async function countDue(store: Store, now: number, deadline: Deadline): Promise<number> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    store.zcount(reminderIndex(shard), "-inf", now),
  );
  const counts = await within(Promise.all(shards), deadline, false);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Where a reminder goes on to. */
export interface Move {
  readonly userId: string;
  readonly from: number;
  /** Undefined for nowhere. */
  readonly to: number | undefined;
}

/** Moves reminders of a shard on; those that somebody moved meanwhile stay. @throws StoreError */
export async function advanceReminders(
  store: Store,
  shard: number,
  moves: readonly Move[],
  deadline: Deadline,
): Promise<void> {
  if (moves.length === 0) return;
  const flat = moves.flatMap(({ userId, from, to }) => [userId, from, to ?? ""]);
  await within(store.advanceReminders(reminderIndex(shard), ...flat), deadline, true);
}
