import type { Viewer } from "../decks/access.ts";
import { type DeckOutlook, outlook, type Shelf, streakToday } from "../quiz/choose.ts";
import { deadlineIn } from "../store/connection.ts";
import { loadLearner, type Snapshot } from "../store/learners.ts";
import type { Reminder } from "../store/reminder-record.ts";
import { type Change, changeReminder, readReminder, replaceReminder } from "../store/reminders.ts";
import type { StreakNow } from "../study/streak.ts";
import { jobId, type ReminderJob } from "./job.ts";
import { TOO_LATE, UNUSED_DAILY, UNUSED_IN_ALL } from "./planner.ts";
import { nextFire, nextFireAfterChange } from "./when.ts";

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

/** Discord knows a nonce "within the past few minutes": as long as this, to be safe. Milliseconds of real time. */
const NONCE_LIVES = 120_000;

/** A due card takes about so long, a new one so long. Seconds. */
const SECONDS = { due: 10, fresh: 25 } as const;

/** What a reminder says. */
export interface ReminderScene {
  readonly userId: string;
  readonly day: string;
  readonly snooze: number;
  readonly decks: readonly DeckOutlook[];
  /** About how many minutes it all takes, at least 1. */
  readonly minutes: number;
  readonly streak: StreakNow;
  /** Set when it is the last one for now: so many were sent without any use of the bot. */
  readonly last: boolean;
  /** Whether it is one a week by now. */
  readonly weekly: boolean;
}

/**
 * Who has to wait: one message, where the limit is its channel's or route's; this process, which Discord refuses too
 * much; or all messages of the bot, wherever they are sent from.
 */
export type Held = "one" | "process" | "all";

/** What Discord made of a message. */
export type Delivery =
  | { readonly outcome: "sent"; readonly channelId: string }
  /** This person cannot be messaged; nobody need try again. */
  | { readonly outcome: "closed" }
  /** It is to be sent later. */
  | { readonly outcome: "wait"; readonly milliseconds: number; readonly whom: Held }
  /** Nobody knows whether it arrived. */
  | { readonly outcome: "unknown"; readonly error: unknown }
  /** It did not arrive, and can be tried again. */
  | { readonly outcome: "failed"; readonly error: unknown };

type Deliver = (
  to: { readonly userId: string; readonly channelId: string | undefined; readonly silent: boolean },
  scene: ReminderScene,
  nonce: string,
  /** Real time, in ms since 1970, from which on the message must not go out any more. */
  until: number,
) => Promise<Delivery>;

/** How a job ended, for the figures. */
export type Ending =
  | "sent"
  | "nothing"
  | "off"
  /** Of a learner who was deleted since. */
  | "gone"
  | "done-before"
  | "late"
  | "closed"
  | "uncertain"
  | { readonly retryAfter: number; readonly whom: Held }
  | { readonly retry: unknown };

export interface SenderDeps extends Shelf {
  readonly deliver: Deliver;
}

/** How often a send begins anew where the reminder was changed before it went out. */
const TRIES = 5;

/**
 * Sends one reminder, or finds that there is no reason to. Run again after it was ended anywhere, it sends no second
 * one: an attempt is noted before it is made, goes out again with the same nonce as long as Discord knows that, and
 * counts as uncertain after that.
 *
 * @throws StoreError when the store does not answer; the job is then run again
 */
export async function send(deps: SenderDeps, job: ReminderJob): Promise<Ending> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const ending = await trySend(deps, job);
    if (ending !== "changed") return ending;
  }
  return { retry: new Error(`the reminder changed ${TRIES} times before it was sent`) };
}

async function trySend(deps: SenderDeps, job: ReminderJob): Promise<Ending | "changed"> {
  const { store, now, deliver } = deps;
  const { userId, day, snooze } = job;
  const soon = () => deadlineIn(PATIENCE);
  const reminder = await readReminder(store, userId, soon());
  if (!reminder) return "gone";
  if (reminder.closed || reminder.off) return "off";
  if (isDone(reminder, job)) return "done-before";
  const isRepeat = isAttempt(reminder, job);
  const began = (isRepeat && reminder.attempt?.at) || Date.now();
  // Real time: what counts is how long Discord's memory of the nonce is.
  if (isRepeat && Date.now() - began > NONCE_LIVES) {
    await finish(deps, reminder, job, { sent: true });
    return "uncertain";
  }
  // What was set since has a time of its own.
  if (!isRepeat && snooze === 0 && (reminder.setAt ?? 0) > job.at) return "off";
  if (!isRepeat && now() - job.at > TOO_LATE) return "late";
  const snapshot = await loadLearner(store, userId, soon());
  const { revision } = snapshot;
  const used = reminder.revision !== undefined && reminder.revision !== revision;
  const scene = await sceneFor(deps, snapshot, job, used ? 0 : reminder.unused);
  if (scene.decks.length === 0) {
    await finish(deps, reminder, job, { sent: isRepeat, used, revision });
    return isRepeat ? "uncertain" : "nothing";
  }
  const noted = isRepeat ? reminder : { ...reminder, attempt: { day, snooze, at: began } };
  if (!isRepeat) {
    const change = { reminder: noted, next: undefined };
    if ((await replaceReminder(store, userId, reminder, change, soon())) === "conflict") return "changed";
  }
  const { channelId, silent } = reminder;
  const delivery = await deliver({ userId, channelId, silent }, scene, jobId(job), began + NONCE_LIVES);
  switch (delivery.outcome) {
    case "sent":
      await finish(deps, noted, job, { sent: true, used, revision, channelId: delivery.channelId });
      return "sent";
    case "closed":
      await change(deps, noted, job, (fresh) =>
        // Whoever set it meanwhile is told of closed messages there and then.
        fresh.setAt === noted.setAt
          ? { reminder: { ...fresh, closed: true, told: false }, next: "never" }
          : { reminder: fresh, next: undefined },
      );
      return "closed";
    case "wait":
    case "failed":
      // One before this may have arrived: its nonce is as old as it is.
      if (!isRepeat) await change(deps, noted, job, (fresh) => ({ reminder: fresh, next: undefined }));
      return delivery.outcome === "wait"
        ? { retryAfter: delivery.milliseconds, whom: delivery.whom }
        : { retry: delivery.error };
    case "unknown":
      return { retry: delivery.error };
  }
}

/** Notes what came of a send on top of what the person set while it was under way. The attempt is over. */
async function change(
  { store }: SenderDeps,
  known: Reminder,
  job: ReminderJob,
  decide: (fresh: Reminder) => Change,
): Promise<void> {
  const decideFor = (fresh: Reminder | undefined) =>
    fresh && decide(isAttempt(fresh, job) ? { ...fresh, attempt: undefined } : fresh);
  await changeReminder(store, job.userId, decideFor, deadlineIn(PATIENCE), known);
}

/**
 * What a reminder would say now.
 *
 * @param unused reminders sent before it without any use of the bot
 * @throws StoreError "not-sent"
 */
export async function sceneFor(
  shelf: Shelf,
  snapshot: Snapshot,
  { userId, day, snooze }: Pick<ReminderJob, "userId" | "day" | "snooze">,
  unused: number,
): Promise<ReminderScene> {
  const viewer: Viewer = { userId, guildId: undefined, manages: false, roles: [] };
  const decks = await outlook(shelf, viewer, snapshot, deadlineIn(PATIENCE));
  const count = unused + counts(snooze);
  return {
    userId,
    day,
    snooze,
    decks,
    minutes: minutesFor(decks),
    streak: await streakToday(shelf, snapshot, deadlineIn(PATIENCE)),
    last: count >= UNUSED_IN_ALL,
    weekly: count >= UNUSED_DAILY,
  };
}

/** Whether this reminder, or a later one, was dealt with before. */
function isDone({ lastDay, snoozes }: Reminder, { day, snooze }: ReminderJob): boolean {
  if (lastDay === undefined || lastDay < day) return false;
  // Put off: it is the next one of the same day.
  return !(lastDay === day && snooze > 0 && snooze > snoozes);
}

/** Whether a send of this job is under way, or was begun and nobody knows how it ended. */
export const isAttempt = (
  { attempt }: Reminder,
  { day, snooze }: Pick<ReminderJob, "day" | "snooze">,
): boolean => attempt?.day === day && attempt.snooze === snooze;

/** A reminder that was put off is no further one. */
const counts = (snooze: number) => (snooze === 0 ? 1 : 0);

/** How a send ended. */
interface End {
  readonly sent: boolean;
  /** Whether the bot was used since the one before. */
  readonly used?: boolean;
  readonly revision?: string;
  readonly channelId?: string;
}

async function finish(deps: SenderDeps, known: Reminder, job: ReminderJob, end: End): Promise<void> {
  const now = deps.now();
  await change(deps, known, job, (fresh) => {
    const unused = (end.used ? 0 : fresh.unused) + (end.sent ? counts(job.snooze) : 0);
    const reminder = {
      ...fresh,
      lastDay: job.day,
      lastAt: now,
      // "Not today" may have been pressed already.
      snoozes: fresh.lastDay === job.day ? Math.max(fresh.snoozes, job.snooze) : job.snooze,
      unused,
      revision: end.revision ?? fresh.revision,
      channelId: end.channelId ?? fresh.channelId,
    };
    return { reminder, next: nextAfter(reminder, known, job, now) };
  });
}

/** What the planner could not know when it moved the reminder on: what was sent, set and used since. */
function nextAfter(reminder: Reminder, known: Reminder, { day, at }: ReminderJob, now: number) {
  const { off, closed, unused, setAt } = reminder;
  if (off || closed) return undefined;
  if (unused >= UNUSED_IN_ALL) return "never";
  // It was set anew before this one was on record: the day has had its reminder.
  if (setAt !== known.setAt) return nextFireAfterChange(reminder, now, day, now).at;
  return unused < UNUSED_DAILY ? nextFire(reminder, at).at : undefined;
}

const minutesFor = (decks: readonly DeckOutlook[]) => {
  const seconds = decks.reduce((sum, { due, fresh }) => sum + due * SECONDS.due + fresh * SECONDS.fresh, 0);
  return Math.max(1, Math.round(seconds / 60));
};
