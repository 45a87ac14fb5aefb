import { LRUCache } from "lru-cache";
import type { Shelf } from "../quiz/choose.ts";
import { type Deadline, within } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { changeLearner, loadLearner } from "../store/learners.ts";
import { newReminder, type Reminder } from "../store/reminder-record.ts";
import { type Change, changeReminder, nextReminder, readReminder } from "../store/reminders.ts";
import { UserError } from "../user-error.ts";
import { MOST_SNOOZES, type ReminderJob } from "./job.ts";
import { UNUSED_DAILY, UNUSED_IN_ALL } from "./planner.ts";
import { isAttempt, type ReminderScene, sceneFor } from "./sender.ts";
import { localDay, nextFireAfterChange, type Schedule } from "./when.ts";
import { readZone, suggestZones, timeIn } from "./zones.ts";

/** "In an hour". */
const SNOOZE = 3_600_000;

/** That a person uses the bot is noted once in so long, in ms, and of so many people at once. */
const NOTED = 3_600_000;
const MOST_NOTED = 50_000;

export interface RemindingDeps extends Shelf {
  /** Puts a reminder into the queue, to be sent after so many milliseconds. */
  readonly addLater: (job: ReminderJob, delay: number) => Promise<void>;
}

/** Why no reminders come: switched off, cannot be messaged, or too many were sent without any use of the bot. */
export type Standstill = "off" | "closed" | "unused";

/** A learner's reminder. */
export interface Reminding {
  readonly reminder: Reminder;
  /** When the next one comes, in ms since 1970; undefined while they stand still. */
  readonly next: number | undefined;
  /** Undefined while they do not. */
  readonly still: Standstill | undefined;
}

/** What a person sets. */
export type ReminderWish = Schedule & { readonly silent: boolean };

export type RemindingService = ReturnType<typeof createReminding>;

/**
 * What a person can do about their reminders. Every function takes the deadline after which nobody waits for the
 * answer, and throws StoreError, and UserError where the person's wish cannot be.
 */
export function createReminding(deps: RemindingDeps) {
  const { store, now } = deps;
  const noted = new LRUCache<string, true>({ max: MOST_NOTED, ttl: NOTED, perf: { now }, ttlResolution: 0 });

  /** The zone is the learner's in all: their day of study follows it as well. */
  async function setZone(userId: string, zone: string, deadline: Deadline): Promise<void> {
    const decide = (learner: Learner) => (learner.zone === zone ? learner : { ...learner, zone });
    await changeLearner(store, userId, decide, deadline);
  }

  /** Changes a reminder that there is, without a word about its next time. */
  async function adjust(userId: string, values: Partial<Reminder>, deadline: Deadline): Promise<void> {
    const decide = (before: Reminder | undefined) =>
      before && { reminder: { ...before, ...values }, next: undefined };
    await changeReminder(store, userId, decide, deadline);
  }

  /** Of whoever uses the bot: from one a week it is back to the chosen days. */
  function used(reminder: Reminder): Change & { readonly next: number | undefined } {
    const { unused, off, closed, lastDay, lastAt } = reminder;
    if (unused >= UNUSED_IN_ALL || off || closed) return { reminder, next: undefined };
    return {
      reminder: { ...reminder, unused: 0 },
      next: unused >= UNUSED_DAILY ? nextFireAfterChange(reminder, now(), lastDay, lastAt).at : undefined,
    };
  }

  return {
    /** The reminder as it is set; undefined when there is none. */
    async get(userId: string, deadline: Deadline): Promise<Reminding | undefined> {
      const reminder = await readReminder(store, userId, deadline);
      if (!reminder) return undefined;
      const still = standstill(reminder);
      return { reminder, still, next: still ? undefined : await nextReminder(store, userId, deadline) };
    },

    /** The zone a person has set, for reminders or before. */
    async zone(userId: string, deadline: Deadline): Promise<string | undefined> {
      return (await loadLearner(store, userId, deadline)).learner.zone;
    },

    /** Switches reminders on, or changes them: the next one follows at once, and today gets no second one. */
    async turnOn(userId: string, wish: ReminderWish, deadline: Deadline): Promise<Reminding> {
      await setZone(userId, wish.zone, deadline);
      const { zone, minutes, days, silent } = wish;
      const settings = { zone, minutes, days, silent, closed: false, told: false, off: false, unused: 0 };
      const decide = (before: Reminder | undefined) => ({
        reminder: { ...(before ?? newReminder(wish)), ...settings, setAt: now() },
        next: nextFireAfterChange(wish, now(), before?.lastDay, before?.lastAt).at,
      });
      const { reminder, next } = await changeReminder(store, userId, decide, deadline);
      return { reminder, next, still: undefined };
    },

    /**
     * Sets a person's zone. Their reminder keeps its hour, and moves there at once.
     *
     * @returns when the next one comes, in ms since 1970; undefined where none does
     */
    async moveTo(userId: string, zone: string, deadline: Deadline): Promise<number | undefined> {
      await setZone(userId, zone, deadline);
      const decide = (before: Reminder | undefined) => {
        if (!before || before.zone === zone) return undefined;
        const reminder = { ...before, zone, setAt: now() };
        if (standstill(before)) return { reminder, next: undefined };
        const next = nextFireAfterChange(reminder, now(), before.lastDay, before.lastAt).at;
        return { reminder: { ...reminder, unused: 0 }, next };
      };
      await changeReminder(store, userId, decide, deadline);
      return (await this.get(userId, deadline))?.next;
    },

    /** Notes the channel that a message went to. */
    noteChannel: (userId: string, channelId: string, deadline: Deadline): Promise<void> =>
      adjust(userId, { channelId }, deadline),

    /** Notes that a person cannot be messaged, and knows it. */
    async noteClosed(userId: string, deadline: Deadline): Promise<void> {
      const decide = (before: Reminder | undefined) =>
        before && ({ reminder: { ...before, closed: true, told: true }, next: "never" } as const);
      await changeReminder(store, userId, decide, deadline);
    },

    /**
     * Notes that a person uses the bot, once an hour at most.
     *
     * @returns whether they are still to be told that they cannot be messaged, see `noteClosed`
     */
    async noteUse(userId: string, deadline: Deadline): Promise<boolean> {
      if (noted.has(userId)) return false;
      noted.set(userId, true);
      try {
        const reminder = await readReminder(store, userId, deadline);
        if (!reminder || reminder.off) return false;
        if (reminder.unused > 0) {
          await changeReminder(store, userId, (before) => before && used(before), deadline, reminder);
        }
        return reminder.closed && !reminder.told;
      } catch (error) {
        noted.delete(userId);
        throw error;
      }
    },

    /** Switches reminders off. What was set is kept, for when they come back. @returns whether they were on */
    async turnOff(userId: string, deadline: Deadline): Promise<boolean> {
      let were = false;
      const decide = (before: Reminder | undefined) => {
        were = before?.off === false;
        return before && ({ reminder: { ...before, off: true }, next: "never" } as const);
      };
      await changeReminder(store, userId, decide, deadline);
      return were;
    },

    /** What a reminder would say now; without decks where nothing is left for today. */
    async preview(userId: string, deadline: Deadline): Promise<ReminderScene> {
      const snapshot = await loadLearner(store, userId, deadline);
      const reminder = await readReminder(store, userId, deadline);
      const day = localDay(reminder?.zone ?? snapshot.learner.zone ?? "UTC", now());
      return await sceneFor(deps, snapshot, { userId, day, snooze: 0 }, 0);
    },

    /**
     * Puts a reminder off for an hour.
     *
     * @param times how often it was put off before
     * @returns when it comes again, in ms since 1970
     */
    async snooze(userId: string, day: string, times: number, deadline: Deadline): Promise<number> {
      const reminder = await readReminder(store, userId, deadline);
      if (!reminder || reminder.closed || reminder.off) {
        throw new UserError("Reminders are switched off. `/remind on` switches them on.");
      }
      const { lastDay, snoozes } = reminder;
      const isLatest = lastDay === day && snoozes === times;
      // It may be pressed before its send is on record.
      if (!isLatest && !isAttempt(reminder, { day, snooze: times })) {
        throw new UserError("That reminder is over. The next one comes at its usual time.");
      }
      if (times >= MOST_SNOOZES) {
        throw new UserError(
          "That was put off often enough for today. The next reminder comes at its usual time.",
        );
      }
      const at = now() + SNOOZE;
      await within(deps.addLater({ userId, day, at, snooze: times + 1 }, SNOOZE), deadline, true);
      await changeReminder(store, userId, (before) => before && used(before), deadline, reminder);
      return at;
    },

    /**
     * Does without reminders for the rest of a day, those that were put off among them.
     *
     * @returns when the next one comes, in ms since 1970; undefined when none does
     */
    async skip(userId: string, day: string, deadline: Deadline): Promise<number | undefined> {
      const decide = (before: Reminder | undefined) => {
        if (!before) return undefined;
        const { reminder, next } = used(before);
        const isToday = before.lastDay === day || before.attempt?.day === day;
        return { reminder: isToday ? { ...reminder, lastDay: day, snoozes: MOST_SNOOZES } : reminder, next };
      };
      const skipped = await changeReminder(store, userId, decide, deadline);
      if (!skipped || standstill(skipped.reminder) === "off") return undefined;
      return skipped.next ?? (await nextReminder(store, userId, deadline));
    },

    /** Zones to offer while a person types, with their times now. */
    suggestZones: (typed: string) => suggestZones(typed, now()),

    /** What the clock shows in a zone now, e.g. "14:05"; in UTC where none is set. */
    timeIn: (zone: string | undefined) => timeIn(zone ?? "UTC", now()),

    /** The zone that a text means, or those it may mean. */
    readZone: (text: string) => readZone(text, now()),
  };
}

function standstill({ off, closed, unused }: Reminder): Standstill | undefined {
  if (off) return "off";
  if (closed) return "closed";
  return unused >= UNUSED_IN_ALL ? "unused" : undefined;
}
