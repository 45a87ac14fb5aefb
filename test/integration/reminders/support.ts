import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "../../../scripts/redis-server.ts";
import type { Deck } from "../../../src/decks/deck.ts";
import { createLibrary } from "../../../src/library/library.ts";
import type { ReminderJob } from "../../../src/reminders/job.ts";
import { type PlannerDeps, tick } from "../../../src/reminders/planner.ts";
import { createReminding, type ReminderWish } from "../../../src/reminders/reminding.ts";
import { type Delivery, type Ending, type ReminderScene, send } from "../../../src/reminders/sender.ts";
import { EVERY_DAY } from "../../../src/reminders/when.ts";
import { connectStore, deadlineIn, disconnectStore } from "../../../src/store/connection.ts";
import { commitLearner, loadLearner, suspendCard } from "../../../src/store/learners.ts";
import { newReminder, type Reminder } from "../../../src/store/reminder-record.ts";
import { changeReminder, readReminder } from "../../../src/store/reminders.ts";

export const USER = "123456789012345678";
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Friday, 09:00 in Berlin. */
export const NINE = Date.parse("2026-05-15T07:00Z");

/** Every day at nine, in Berlin. */
export const WISH: ReminderWish = {
  zone: "Europe/Berlin",
  minutes: 540,
  days: EVERY_DAY,
  silent: false,
};

const DECK: Deck = {
  id: "losses",
  title: "Losses",
  description: "On board.",
  cards: [{ number: 1, front: "What is L2?", back: "The squared error.", tags: [] }],
};

export const soon = () => deadlineIn(5000);

/** A message as Discord was asked to take it. */
interface Sent {
  readonly nonce: string;
  readonly channelId: string | undefined;
  readonly scene: ReminderScene;
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/**
 * Planner, queue, sender and what people do about reminders, on a Redis of their own. The queue and Discord are plain
 * data here, and so is the clock.
 */
export async function openDesk() {
  const dir = await mkdtemp(join(tmpdir(), "flashback-reminders-"));
  const redis = await startRedis({ dir });
  const store = await connectStore(redis.url);
  let at = NINE - HOUR;
  const now = () => at;
  const library = createLibrary({
    store,
    builtin: [DECK],
    defaultDeck: "losses",
    isMember: async () => false,
    now,
  });
  const queue = new Map<string, ReminderJob>();
  const planned: Parameters<PlannerDeps["onPlanned"]>[0][] = [];
  const sent: Sent[] = [];
  const answers: Delivery[] = [];
  const during: (() => Promise<unknown>)[] = [];
  const beforeLoad: (() => Promise<unknown>)[] = [];
  const key = ({ userId, day, snooze }: ReminderJob) => `${userId} ${day} ${snooze}`;
  const reminding = createReminding({
    store,
    library,
    now,
    addLater: async (job) => void queue.set(key(job), job),
  });
  const plan = {
    store,
    now,
    waiting: async () => queue.size,
    add: async (jobs: readonly ReminderJob[]) => {
      for (const job of jobs) queue.set(key(job), job);
    },
    onPlanned: (what: (typeof planned)[number]) => void planned.push(what),
  } satisfies PlannerDeps;

  /** Sends one, and has Discord answer as was said, or else take it. */
  const sendOne = (job: ReminderJob): Promise<Ending> =>
    send(
      {
        store,
        library: {
          ...library,
          defaultDeck: async (...args) => {
            await beforeLoad.shift()?.();
            return await library.defaultDeck(...args);
          },
        },
        now,
        deliver: async ({ channelId }, scene, nonce) => {
          sent.push({ nonce, channelId, scene });
          await during.shift()?.();
          return answers.shift() ?? { outcome: "sent", channelId: "700000000000000001" };
        },
      },
      job,
    );

  return {
    store,
    redis,
    reminding,
    plan,
    queue,
    planned,
    /** What Discord was asked to take, oldest first. */
    sent,
    /** What Discord answers next, first to last. */
    answers,
    /** What somebody does while Discord is asked, one send after the other. */
    during,
    /** And while the sender looks what there is to learn. */
    beforeLoad,
    sendOne,
    /** Moves the clock. */
    setClock: (time: number) => {
      at = time;
    },
    now,
    tick: () => tick(plan),
    /** Sends what is in the queue, as far as its time has come. */
    async sendAll(): Promise<Ending[]> {
      const endings: Ending[] = [];
      for (const [id, job] of [...queue]) {
        if (job.at > at) continue;
        endings.push(await sendOne(job));
        queue.delete(id);
      }
      return endings;
    },
    reminder: async (): Promise<Reminder> => {
      const reminder = await readReminder(store, USER, soon());
      if (!reminder) throw new Error("there is no reminder");
      return reminder;
    },
    /** Writes what stands in the reminder. */
    write: (values: Partial<Reminder>) =>
      changeReminder(
        store,
        USER,
        (before) => before && { reminder: { ...before, ...values }, next: undefined },
        soon(),
      ),
    /** Puts a learner with a reminder there, without the detour through what a person does. */
    put: (userId: string, values: Partial<Reminder>, next: number) =>
      changeReminder(store, userId, () => ({ reminder: { ...newReminder(WISH), ...values }, next }), soon()),
    /** Uses the bot: as any rating, that raises the learner's revision. */
    async use() {
      const snapshot = await loadLearner(store, USER, soon());
      const { total } = snapshot.learner.points;
      const learner = { ...snapshot.learner, points: { ...snapshot.learner.points, total: total + 1 } };
      await commitLearner(store, snapshot, { learner }, soon());
    },
    /** Leaves nothing to learn, or brings it back. */
    async suspend(isSuspended: boolean) {
      await suspendCard(store, USER, { deck: "losses", number: 1 }, isSuspended, soon());
    },
    /** As it was at first. */
    async clear() {
      await store.flushall();
      queue.clear();
      for (const list of [planned, sent, answers, during, beforeLoad]) list.length = 0;
      at = NINE - HOUR;
    },
    async close() {
      disconnectStore(store);
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
