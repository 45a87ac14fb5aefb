import type { Viewer } from "../decks/access.ts";
import { type DeckOutlook, outlook, type Shelf, today } from "../quiz/choose.ts";
import { deadlineIn } from "../store/connection.ts";
import { loadLearner, type Snapshot } from "../store/learners.ts";
import { type Reminder, readReminder, writeReminder } from "../store/reminders.ts";
import { jobId, nonceOf, type ReminderJob } from "./job.ts";
import { TOO_LATE, UNUSED_DAILY, UNUSED_IN_ALL } from "./planner.ts";
import { nextFire } from "./when.ts";

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
  readonly streak: number;
  /** Set when it is the last one for now: so many were sent without any use of the bot. */
  readonly last: boolean;
  /** Whether it is one a week by now. */
  readonly weekly: boolean;
}

/** What Discord made of a message. */
export type Delivery =
  | { readonly outcome: "sent"; readonly channelId: string }
  /** This person cannot be messaged; nobody need try again. */
  | { readonly outcome: "closed" }
  /** Discord asks to wait. */
  | { readonly outcome: "wait"; readonly milliseconds: number }
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
  | "done-before"
  | "late"
  | "closed"
  | "uncertain"
  | { readonly retryAfter: number }
  | { readonly retry: unknown };

export interface SenderDeps extends Shelf {
  readonly deliver: Deliver;
}

/**
 * Sends one reminder, or finds that there is no reason to. Run again after it was ended anywhere, it sends no second
 * one: an attempt is noted before it is made, goes out again with the same nonce as long as Discord knows that, and
 * counts as uncertain after that.
 *
 * @throws StoreError when the store does not answer; the job is then run again
 */
export async function send(deps: SenderDeps, job: ReminderJob): Promise<Ending> {
  const { store, now, deliver } = deps;
  const soon = () => deadlineIn(PATIENCE);
  const reminder = await readReminder(store, job.userId, soon());
  if (!reminder || reminder.closed || reminder.off) return "off";
  if (isDone(reminder, job)) return "done-before";
  const id = jobId(job);
  const mine = reminder.attempt?.job === id ? reminder.attempt : undefined;
  // Real time: what counts is how long Discord's memory of the nonce is.
  if (mine && Date.now() - mine.at > NONCE_LIVES) {
    const { revision, unused } = reminder;
    await finish(deps, reminder, job, { sent: true, revision, unused });
    return "uncertain";
  }
  // What was set since has a time of its own.
  if (!mine && job.snooze === 0 && (reminder.setAt ?? 0) > job.at) return "off";
  if (!mine && now() - job.at > TOO_LATE) return "late";
  const snapshot = await loadLearner(store, job.userId, soon());
  const used = reminder.revision !== undefined && reminder.revision !== snapshot.revision;
  const unused = used ? 0 : reminder.unused;
  const { revision } = snapshot;
  const scene = await sceneFor(deps, snapshot, job, unused);
  if (scene.decks.length === 0) {
    await finish(deps, reminder, job, { sent: mine !== undefined, revision, unused });
    return mine ? "uncertain" : "nothing";
  }
  const began = mine?.at ?? Date.now();
  if (!mine) await writeReminder(store, job.userId, { attempt: { job: id, at: began } }, undefined, soon());
  const { channelId, silent } = reminder;
  const delivery = await deliver(
    { userId: job.userId, channelId, silent },
    scene,
    nonceOf(job),
    began + NONCE_LIVES,
  );
  switch (delivery.outcome) {
    case "sent":
      await finish(deps, reminder, job, { sent: true, revision, unused, channelId: delivery.channelId });
      return "sent";
    case "closed":
      await writeReminder(store, job.userId, { closed: true, attempt: undefined }, "never", soon());
      return "closed";
    case "wait":
    case "failed":
      // One before this may have arrived: its nonce is as old as it is.
      if (!mine) await writeReminder(store, job.userId, { attempt: undefined }, undefined, soon());
      return delivery.outcome === "wait" ? { retryAfter: delivery.milliseconds } : { retry: delivery.error };
    case "unknown":
      return { retry: delivery.error };
  }
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
  const { lastDay, days } = snapshot.learner.streak;
  const count = unused + counts(snooze);
  return {
    userId,
    day,
    snooze,
    decks,
    minutes: minutesFor(decks),
    streak: isAlive(lastDay, today(shelf, snapshot)) ? days : 0,
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

/** A reminder that was put off is no further one. */
const counts = (snooze: number) => (snooze === 0 ? 1 : 0);

/** How a send ended. */
interface End {
  readonly sent: boolean;
  readonly revision: string | undefined;
  /** Reminders sent before this one without any use of the bot. */
  readonly unused: number;
  readonly channelId?: string;
}

async function finish(
  { store, now }: SenderDeps,
  reminder: Reminder,
  job: ReminderJob,
  end: End,
): Promise<void> {
  const unused = end.unused + (end.sent ? counts(job.snooze) : 0);
  const values = {
    lastDay: job.day,
    lastAt: now(),
    snoozes: job.snooze,
    unused,
    attempt: undefined,
    ...(end.revision !== undefined && { revision: end.revision }),
    ...(end.channelId !== undefined && { channelId: end.channelId }),
  };
  // The planner did not know yet that this one would not count, or that the bot was used.
  const isWeekly = reminder.unused + counts(job.snooze) >= UNUSED_DAILY;
  const daily = isWeekly && unused < UNUSED_DAILY ? nextFire(reminder, now()).at : undefined;
  const next = unused >= UNUSED_IN_ALL ? "never" : daily;
  await writeReminder(store, job.userId, values, next, deadlineIn(PATIENCE));
}

const minutesFor = (decks: readonly DeckOutlook[]) => {
  const seconds = decks.reduce((sum, { due, fresh }) => sum + due * SECONDS.due + fresh * SECONDS.fresh, 0);
  return Math.max(1, Math.round(seconds / 60));
};

/** Whether a streak whose last day was `last` can still be kept today. */
const isAlive = (last: number | undefined, day: number) => last !== undefined && day - last <= 1;
