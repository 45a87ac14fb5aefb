import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { learnerKeys, reminderIndex, reminderPrefix, shardOf } from "./keys.ts";

/** When to remind a learner, and what came of it so far. */
export interface Reminder {
  /** IANA time zone. */
  readonly zone: string;
  /** Minutes since midnight of the wall clock, 0 to 1439. */
  readonly minutes: number;
  /** Bit 0 is Monday, bit 6 Sunday. */
  readonly days: number;
  /** Whether the message makes no sound. */
  readonly silent: boolean;
  /** The direct-message channel, once it is known: it saves half of the requests. */
  readonly channelId: string | undefined;
  /** The local day (yyyy-mm-dd) that was dealt with last, and when, in ms since 1970. */
  readonly lastDay: string | undefined;
  readonly lastAt: number | undefined;
  /** Reminders sent since the learner last used the bot. */
  readonly unused: number;
  /** The learner's revision when the last reminder was sent: when it has risen, the bot was used. */
  readonly revision: string | undefined;
  /** Whether they cannot be messaged: nobody tries until they have switched reminders on again. */
  readonly closed: boolean;
  /** Whether they switched reminders off. What they set is kept, for when they come back. */
  readonly off: boolean;
  /** The send that is under way, or whose end nobody knows. */
  readonly attempt: Attempt | undefined;
  /** How often the last reminder was put off. */
  readonly snoozes: number;
  /** When it was last set, in ms since 1970. */
  readonly setAt: number | undefined;
}

/** A send that was begun. */
interface Attempt {
  readonly job: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

type Values = { readonly [Field in keyof Reminder]?: Reminder[Field] };

/** A reminder out of its hash; undefined when there is none, or one that makes no sense. */
function reminderFrom(fields: Readonly<Record<string, string>>): Reminder | undefined {
  const number = (field: string) => Number(fields[field] ?? 0);
  const { zone, lastAt, attempt } = fields;
  if (zone === undefined || !isWithin(fields.minutes, 0, 1439) || !isWithin(fields.days, 1, 127))
    return undefined;
  const [at = "", ...job] = attempt?.split(" ") ?? [];
  return {
    zone,
    minutes: number("minutes"),
    days: number("days"),
    silent: fields.silent === "1",
    channelId: fields.channelId,
    lastDay: fields.lastDay,
    lastAt: lastAt === undefined ? undefined : Number(lastAt),
    unused: number("unused"),
    revision: fields.revision,
    closed: fields.closed === "1",
    off: fields.off === "1",
    attempt: attempt === undefined ? undefined : { job: job.join(" "), at: Number(at) },
    snoozes: number("snoozes"),
    setAt: fields.setAt === undefined ? undefined : Number(fields.setAt),
  };
}

const isWithin = (text: string | undefined, least: number, most: number) =>
  text !== undefined && Number.isInteger(Number(text)) && Number(text) >= least && Number(text) <= most;

/** A field as it is stored; undefined for one that is not there. */
function packed(value: Reminder[keyof Reminder]): string | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return "1";
  if (typeof value === "object") return `${value.at} ${value.job}`;
  return String(value);
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function readReminder(store: Store, userId: string, deadline: Deadline) {
  return reminderFrom(await within(store.hgetall(learnerKeys(userId).reminder), deadline, false));
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

/**
 * Writes fields of a reminder, all at once with its next time.
 *
 * @param next the next time in ms; "never" takes it out of the index, undefined leaves it as it is
 * @throws StoreError
 */
export async function writeReminder(
  store: Store,
  userId: string,
  values: Values,
  next: number | "never" | undefined,
  deadline: Deadline,
): Promise<void> {
  const { reminder } = learnerKeys(userId);
  const index = reminderIndex(shardOf(userId));
  const multi = store.multi();
  for (const [field, value] of Object.entries(values)) {
    const text = packed(value);
    if (text === undefined) multi.hdel(reminder, field);
    else multi.hset(reminder, field, text);
  }
  if (next === "never") multi.zrem(index, userId);
  else if (next !== undefined) multi.zadd(index, next, userId);
  for (const [error] of (await within(multi.exec(), deadline, true)) ?? []) {
    if (error) throw new StoreError("unknown", error);
  }
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
  const reply = store.dueReminders(reminderIndex(shard), now, most, reminderPrefix(shard));
  const all: unknown = JSON.parse(String(await within(reply, deadline, false)));
  if (!Array.isArray(all)) return [];
  return all.map(([userId, at, flat]: [string, string, string[] | Record<string, never>]) => {
    const fields: Record<string, string> = {};
    if (Array.isArray(flat)) {
      for (let index = 0; index < flat.length; index += 2) fields[flat[index] ?? ""] = flat[index + 1] ?? "";
    }
    return { userId, at: Number(at), reminder: reminderFrom(fields) };
  });
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
