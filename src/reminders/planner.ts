import { deadlineIn, type Store } from "../store/connection.ts";
import { SHARDS } from "../store/keys.ts";
import { advanceReminders, type Due, dueReminders, type Move } from "../store/reminders.ts";
import type { ReminderJob } from "./job.ts";
import { localDay, nextFire, nextWeekly, type Schedule } from "./when.ts";

/** A reminder later than this is not sent any more. Milliseconds. */
export const TOO_LATE = 2 * 3_600_000;

/** Jobs that wait for the sender at most: the index is the backlog, and takes a hundredth of the memory. */
const MOST_WAITING = 1500;

/** Reminders taken from one shard before the next has its turn, so that none starves. */
const AT_ONCE = 100;

/** Shards that are asked at once: a request's time is mostly its way. */
const SIDE_BY_SIDE = 8;

/** About as often as ticks come (ms), and how far the first shard moves on from one to the next; odd, to meet all. */
const TICK = 30_000;
const STRIDE = 97;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

/** After so many reminders without any use of the bot it is one a week, and after these it stops. */
export const UNUSED_DAILY = 7;
export const UNUSED_IN_ALL = 11;

export interface PlannerDeps {
  readonly store: Store;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Jobs that wait for the sender. */
  readonly waiting: () => Promise<number>;
  /** Puts jobs into the queue; one that is there already stays as it is. */
  readonly add: (jobs: readonly ReminderJob[]) => Promise<void>;
  readonly onPlanned: (what: {
    readonly queued: number;
    readonly late: number;
    readonly gone: number;
  }) => void;
}

/** What becomes of a reminder whose time has come. */
interface Plan {
  readonly move: Move;
  readonly job: ReminderJob | undefined;
  readonly why: "queued" | "late" | "gone";
}

/** The local day that a time in the index is the reminder of. */
function dayOf(schedule: Schedule, at: number): string {
  const fire = nextFire(schedule, at - 1);
  // Where the zone's rules have changed since, it is none of the times that would be chosen now.
  return fire.at === at ? fire.day : localDay(schedule.zone, at);
}

/**
 * Decides about one reminder whose time has come: whether it is sent, and when the next one is.
 *
 * @param now milliseconds since the Unix epoch
 */
export function planOne({ userId, at, reminder }: Due, now: number): Plan {
  const stop = { move: { userId, from: at, to: undefined }, job: undefined, why: "gone" } as const;
  if (!reminder || reminder.closed || reminder.off || reminder.unused >= UNUSED_IN_ALL) return stop;
  const late = now - at > TOO_LATE;
  const day = dayOf(reminder, at);
  const after = Math.max(at, late ? now - TOO_LATE : at);
  // One that was missed is no sign that nobody wants it: the next comes as if it had not been due.
  const weekly = !late && reminder.unused + 1 >= UNUSED_DAILY;
  const next = weekly ? nextWeekly(reminder, after, day) : nextFire(reminder, after);
  return {
    move: { userId, from: at, to: next.at },
    job: late ? undefined : { userId, day, at, snooze: 0 },
    why: late ? "late" : "queued",
  };
}

/**
 * One tick: takes reminders whose time has come out of the index, as many as the queue has room for, puts a job into
 * the queue for each, then moves it on to its next time. Ended anywhere and begun again it does the same once more: a
 * job has the day in its id, and the move goes through only once.
 *
 * @returns how many reminders were dealt with
 * @throws StoreError; what the queue throws
 */
export async function tick(deps: PlannerDeps): Promise<number> {
  const { now, waiting } = deps;
  let room = MOST_WAITING - (await waiting());
  let dealt = 0;
  // Each tick begins with another shard, and gives each its share of what room there is.
  const first = Math.floor(now() / TICK) * STRIDE;
  let shards: Shard[] = Array.from({ length: SHARDS }, (_, index) => ({
    number: (first + index) % SHARDS,
    hasJobs: true,
  }));
  while (room > 0 && shards.length > 0) {
    const more: Shard[] = [];
    const share = Math.min(AT_ONCE, Math.ceil(room / shards.length));
    for (let at = 0; at < shards.length && room > 0; at += SIDE_BY_SIDE) {
      let left = room;
      const taking = shards.slice(at, at + SIDE_BY_SIDE).map((shard) => {
        const most = Math.min(share, left);
        left -= most;
        return most > 0 ? take(deps, shard, most) : { jobs: 0, dealt: 0, more: shard };
      });
      for (const taken of await Promise.all(taking)) {
        room -= taken.jobs;
        dealt += taken.dealt;
        if (taken.more) more.push(taken.more);
      }
    }
    shards = more;
  }
  return dealt;
}

/** A shard that may have more, and whether there were jobs among the last of it. */
interface Shard {
  readonly number: number;
  readonly hasJobs: boolean;
}

/** Deals with the first reminders of a shard. @param most jobs; those that are too late are none, and take no room */
async function take(
  { store, now, add, onPlanned }: PlannerDeps,
  { number, hasJobs }: Shard,
  most: number,
): Promise<{ readonly jobs: number; readonly dealt: number; readonly more?: Shard }> {
  const asked = hasJobs ? most : AT_ONCE;
  const due = await dueReminders(store, number, now(), asked, deadlineIn(PATIENCE));
  if (due.length === 0) return { jobs: 0, dealt: 0 };
  const plans = upTo(
    most,
    due.map((one) => planOne(one, now())),
  );
  const jobs = plans.flatMap(({ job }) => job ?? []);
  if (jobs.length > 0) await add(jobs);
  const moves = plans.map(({ move }) => move);
  await advanceReminders(store, number, moves, deadlineIn(PATIENCE));
  const count = (why: Plan["why"]) => plans.filter((plan) => plan.why === why).length;
  onPlanned({ queued: count("queued"), late: count("late"), gone: count("gone") });
  return {
    jobs: jobs.length,
    dealt: plans.length,
    ...(due.length === asked && { more: { number, hasJobs: jobs.length > 0 } }),
  };
}

/** The first plans, with so many jobs at most. */
function upTo(most: number, plans: readonly Plan[]): readonly Plan[] {
  let jobs = 0;
  return plans.filter(({ job }) => {
    if (job) jobs += 1;
    return jobs <= most;
  });
}
