import { monthOf, monthsBetween, type Period } from "../study/period.ts";
import type { Clock, Fields, Write } from "./commit.ts";
import { fieldsOf } from "./commit.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import { dirtyIndex, type LearnerKeys, learnerKeys } from "./keys.ts";
import { type Learner, learnerFrom } from "./learner-record.ts";

/** A month's counters outlive the boards that are made of them, from the last change on. Seconds. */
const TALLY_SECONDS = 140 * 86_400;

/** What one review adds to a learner's counters, or Undo takes off again. */
export interface Tally {
  /** Learner day of the server's zone. */
  readonly day: number;
  /** The learner's own numbers of the server and of the deck. */
  readonly home: number;
  readonly deck: number;
  readonly points: number;
  readonly reviews: number;
}

/** The commands that count. */
export function tallyWrites(keys: LearnerKeys, { day, home, deck, points, reviews }: Tally): Write[] {
  const month = keys.tally(monthOf(day));
  const counts = [["p", points] as const, ["r", reviews] as const].filter(([, count]) => count !== 0);
  return [
    ...counts.flatMap(([letter, count]): Write[] => [
      ["HINCRBY", month, `${letter}${day}:${home}:${deck}`, count],
      ["HINCRBY", keys.tallyEver, `${letter}${home}:${deck}`, count],
    ]),
    ["EXPIRE", month, TALLY_SECONDS],
  ];
}

/** A learner's counters. */
interface Tallies {
  /** By day, server and deck, in no order. */
  readonly days: readonly Tally[];
  /** By server and deck, ever. */
  readonly ever: readonly Omit<Tally, "day">[];
}

/** A learner with what boards are made of, at one moment. */
export interface Standing {
  readonly userId: string;
  readonly revision: string;
  readonly learner: Learner;
  /** Time of the oldest change that no board knows, in ms; undefined when boards know all. */
  readonly dirtyAt: number | undefined;
  readonly tallies: Tallies;
  readonly clock: Clock;
}

/** Counters out of their hashes: those of months, and that of all time. */
function talliesFrom(months: readonly Fields[], ever: Fields): Tallies {
  const days = new Map<string, { -readonly [Name in keyof Tally]: Tally[Name] }>();
  const count = (into: typeof days, field: string, value: string) => {
    const numbers = field.slice(1).split(":").map(Number);
    const [day, home, deck] = numbers.length === 3 ? numbers : [0, ...numbers];
    if (day === undefined || home === undefined || deck === undefined) return;
    const key = `${day}:${home}:${deck}`;
    const tally = into.get(key) ?? { day, home, deck, points: 0, reviews: 0 };
    if (field.startsWith("p")) tally.points = Number(value);
    else tally.reviews = Number(value);
    into.set(key, tally);
  };
  for (const month of months) for (const [field, value] of month) count(days, field, value);
  const all: typeof days = new Map();
  for (const [field, value] of ever) count(all, field, value);
  return { days: [...days.values()], ever: [...all.values()].map(({ day: _, ...tally }) => tally) };
}

/**
 * Reads what boards are made of.
 *
 * @param months yyyymm, the latest first
 * @param recent so many of them are enough when all that boards do not know came at `since` (ms) or later
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readStanding(
  store: Store,
  userId: string,
  months: readonly string[],
  { since, recent }: { readonly since: number; readonly recent: number },
  deadline: Deadline,
): Promise<Standing> {
  const keys = learnerKeys(userId);
  const names = [keys.learner, keys.dirty, keys.tallyEver, ...months.map(keys.tally)];
  const reply = await within(
    store.standingBuffer(names.length, ...names, userId, since, recent),
    deadline,
    false,
  );
  const [redis, learner, mark, ever, ...read] = reply as [number, Buffer, Buffer | null, Buffer, ...Buffer[]];
  const fields = fieldsOf(learner);
  return {
    userId,
    revision: fields.get("rev") ?? "0",
    learner: learnerFrom(fields),
    dirtyAt: mark === null ? undefined : Number(mark),
    tallies: talliesFrom(read.map(fieldsOf), fieldsOf(ever)),
    clock: { redis: Number(redis), local: performance.now() },
  };
}

/** A learner, with what they did for a server. */
interface Account {
  readonly learner: Learner;
  readonly points: number;
  readonly reviews: number;
}

/**
 * Learners with what they did for a server in a period, in one deck or in all, in the order of the ids.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readAccounts(
  store: Store,
  userIds: readonly string[],
  guildId: string,
  { period, deck }: { readonly period: Period; readonly deck: string | undefined },
  deadline: Deadline,
): Promise<readonly Account[]> {
  const isEver = period.kind === "all";
  const months = isEver ? [] : monthsBetween(period.first, period.last);
  const replies = userIds.map((userId) => {
    const { learner, tally, tallyEver } = learnerKeys(userId);
    const keys = [learner, ...(isEver ? [tallyEver] : months.map(tally))];
    const days = isEver ? ["", ""] : [period.first, period.last];
    return store.accountBuffer(keys.length, ...keys, guildId, deck ?? "", ...days);
  });
  return (await within(Promise.all(replies), deadline, false)).map((reply) => {
    const [learner, points, reviews] = reply as [Buffer, number, number];
    return { learner: learnerFrom(fieldsOf(learner)), points, reviews };
  });
}

/**
 * All of a learner's counters that are there.
 *
 * @param now milliseconds since the Unix epoch
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readTallies(
  store: Store,
  userId: string,
  now: number,
  deadline: Deadline,
): Promise<Tallies> {
  const today = Math.floor(now / 86_400_000);
  const months = monthsBetween(today - TALLY_SECONDS / 86_400 - 31, today + 1);
  const all = { since: 0, recent: months.length };
  return (await readStanding(store, userId, months, all, deadline)).tallies;
}

/**
 * Notes that boards know a learner as they were at a revision.
 *
 * @returns false where the learner has changed since: then nothing is noted
 * @throws StoreError
 */
export async function markSettled(
  store: Store,
  { userId, revision }: Pick<Standing, "userId" | "revision">,
  deadline: Deadline,
): Promise<boolean> {
  const { learner, dirty } = learnerKeys(userId);
  return (await within(store.settled(learner, dirty, revision, userId), deadline, true)) === 1;
}

/**
 * Learners of a shard whose boards are not up to date, the longest waiting first.
 *
 * @param before only where that has been so since before this moment, in ms
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function dirtyLearners(
  store: Store,
  shard: number,
  before: number,
  most: number,
  deadline: Deadline,
): Promise<readonly string[]> {
  const reply = store.zrangebyscore(dirtyIndex(shard), "-inf", before, "LIMIT", 0, most);
  return await within(reply, deadline, false);
}
