import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../../../scripts/redis-server.ts";
import { createLibrary } from "../../../src/library/library.ts";
import type { RecapJob } from "../../../src/recap/job.ts";
import { tickRecaps } from "../../../src/recap/planner.ts";
import { createRecaps } from "../../../src/recap/recaps.ts";
import { type RecapSenderDeps, type RoleChange, sendRecap } from "../../../src/recap/sender.ts";
import { weekOf } from "../../../src/recap/week.ts";
import type { Delivery } from "../../../src/reminders/sender.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../../src/store/connection.ts";
import { noteHere, noteLeft } from "../../../src/store/guilds.ts";
import { boardKeys, boardName, learnerKeys } from "../../../src/store/keys.ts";
import { forgetInRecap, nextRecapOf, readRecap, writeRecap } from "../../../src/store/recaps.ts";
import { type GuildSettings, readSettings, writeSettings } from "../../../src/store/settings.ts";

const GUILD = "876543210987654321";
const CHANNEL = "876543210987654322";
const ROLE = "876543210987654323";
const [ADA, BEN, CHLOE] = ["123456789012345671", "123456789012345672", "123456789012345673"];
const WEEK = 2941;
const DAY = 86_400_000;
/** Monday, 09:00 in UTC. */
const MONDAY = Date.parse("2026-05-18T09:00Z");
const JOB: RecapJob = { guildId: GUILD, week: WEEK, at: MONDAY };

const soon = () => deadlineIn(5000);

let dir: string;
let redis: RedisServer;
let store: Store;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "flashback-recap-"));
  redis = await startRedis({ dir });
  store = await connectStore(redis.url);
});
afterAll(async () => {
  disconnectStore(store);
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What Discord was asked, and what it answers next. */
let posted: { readonly channel: string; readonly nonce: string; readonly names: readonly string[] }[];
let told: string[];
let roles: RoleChange[];
let answers: Delivery[];
let gone: Set<string>;
let at: number;
let deps: RecapSenderDeps;

beforeEach(async () => {
  await store.flushall();
  [posted, told, roles, answers, gone, at] = [[], [], [], [], new Set(), MONDAY + 1000];
  const now = () => at;
  deps = {
    store,
    now,
    library: createLibrary({
      store,
      builtin: [],
      defaultDeck: "losses",
      isMember: async () => false,
      now,
    }),
    nameOf: async (_, userId) => (gone.has(userId) ? undefined : `name of ${userId}`),
    post: async (channel, { winners }, nonce) => {
      posted.push({ channel, nonce, names: winners.map(({ userId }) => userId) });
      return answers.shift() ?? { outcome: "sent", channelId: channel };
    },
    tell: async (userId) => {
      told.push(userId);
      return { outcome: "sent", channelId: "1" };
    },
    changeRole: async (change) => {
      roles.push(change);
      return "done";
    },
  };
  await set({ recap: { channel: CHANNEL, by: ADA ?? "" } });
  await points({ [ADA ?? ""]: 5, [BEN ?? ""]: 5, [CHLOE ?? ""]: 1 });
});

const set = (changes: Partial<GuildSettings>) => writeSettings(store, GUILD, changes, soon());
async function points(byUser: Readonly<Record<string, number>>, week = WEEK): Promise<void> {
  const { all, board } = boardKeys(GUILD);
  const name = boardName(weekOf(week).name, undefined);
  await store.zadd(all, "inf", name);
  await store.zadd(board(name), ...Object.entries(byUser).flatMap(([id, score]) => [score, id]));
  // Who stands on a board is a learner.
  for (const id of Object.keys(byUser)) await store.hset(learnerKeys(id).learner, "rev", "1");
}
const send = (week = WEEK) => sendRecap(deps, { ...JOB, week, at: MONDAY + (week - WEEK) * 7 * DAY });
const state = async () => (await readRecap(store, GUILD, soon())).recap;

describe("a recap", () => {
  test("is posted once, whoever runs its job again", async () => {
    expect(await send()).toBe("sent");
    expect(await send()).toBe("done-before");
    expect(await send(WEEK - 1)).toBe("done-before");
    expect(posted.map(({ channel, names }) => [channel, names])).toEqual([[CHANNEL, [BEN, ADA, CHLOE]]]);
    expect(await state()).toMatchObject({ done: WEEK, posted: WEEK, attempt: undefined });
  });

  test("of two workers at once goes out with one nonce, and ends as done", async () => {
    const endings = await Promise.all([send(), send()]);
    // Who came second tries again.
    expect(endings.filter((ending) => typeof ending === "string" && ending === "sent").length).toBe(1);
    expect(await send()).toBe("done-before");
    expect(new Set(posted.map(({ nonce }) => nonce)).size).toBe(1);
  });

  test("whose worker ended after Discord took it goes out again with the same nonce", async () => {
    const { post } = deps;
    deps = {
      ...deps,
      post: async (...what) => {
        await post(...what);
        throw new Error("killed");
      },
    };
    await expect(send()).rejects.toThrow("killed");
    deps = { ...deps, post };
    expect(await send()).toBe("sent");
    expect(posted.length).toBe(2);
    expect(posted[0]?.nonce).toBe(posted[1]?.nonce);
  });

  test("whose attempt is older than what Discord remembers is uncertain, and not posted again", async () => {
    answers.push({ outcome: "unknown", error: new Error("cut") });
    expect(await send()).toHaveProperty("retry");
    const snapshot = await readRecap(store, GUILD, soon());
    const old = { ...snapshot.recap, attempt: { week: WEEK, at: Date.now() - 121_000 } };
    await writeRecap(store, snapshot, old, soon());
    expect(await send()).toBe("uncertain");
    expect(await send()).toBe("done-before");
    expect(posted.length).toBe(1);
  });

  test("waits where Discord asks for it, and fails where it does not answer: then it is no repeat", async () => {
    answers.push({ outcome: "wait", milliseconds: 5000, whom: "one" });
    expect(await send()).toEqual({ retryAfter: 5000, whom: "one" });
    expect((await state()).attempt).toBeUndefined();
    answers.push({ outcome: "failed", error: new Error("503") });
    expect(await send()).toHaveProperty("retry");
    expect((await state()).attempt).toBeUndefined();
    expect(await send()).toBe("sent");
  });

  test("without a point, too late, switched off or of a server that removed the bot is none", async () => {
    at = MONDAY + 7 * DAY;
    expect(await send(WEEK + 1)).toBe("nothing");
    at = MONDAY + 10 * DAY + 1000;
    await points({ [ADA ?? ""]: 1 }, WEEK + 2);
    expect(await sendRecap(deps, { ...JOB, week: WEEK + 2, at: MONDAY + 7 * DAY })).toBe("late");
    await noteLeft(store, [GUILD], at, soon());
    expect(await send(WEEK + 2)).toBe("off");
    await noteHere(store, [GUILD], soon());
    await set({ recap: undefined });
    expect(await send(WEEK + 2)).toBe("off");
    expect(posted).toEqual([]);
  });

  test("leaves out who has left, and those behind move up", async () => {
    gone.add(BEN ?? "").add(ADA ?? "");
    expect(await send()).toBe("sent");
    expect(posted[0]?.names).toEqual([CHLOE]);
    const board = boardKeys(GUILD).board(boardName(weekOf(WEEK).name, undefined));
    expect(await store.zrange(board, "0", "-1")).toEqual([CHLOE]);
  });
});

describe("a channel that can't be written in", () => {
  test("is told to who chose it, once, and recaps are off until they are set again", async () => {
    answers.push({ outcome: "closed" });
    expect(await send()).toBe("barred");
    expect(told).toEqual([ADA]);
    expect(await readSettings(store, GUILD, soon())).toMatchObject({
      recap: undefined,
      recapBarred: CHANNEL,
    });
    expect(await send()).toBe("off");
    await set({ recap: { channel: "1", by: BEN }, recapBarred: undefined });
    await points({ [ADA ?? ""]: 1 }, WEEK + 1);
    at = MONDAY + 7 * DAY + 1000;
    expect(await send(WEEK + 1)).toBe("sent");
    expect(told).toEqual([ADA]);
  });

  test("is told though the worker ended before: the message was never out", async () => {
    const { tell } = deps;
    deps = { ...deps, tell: async () => ({ outcome: "failed", error: new Error("500") }) };
    answers.push({ outcome: "closed" }, { outcome: "closed" });
    expect(await send()).toHaveProperty("retry");
    deps = { ...deps, tell };
    expect(await send()).toBe("barred");
    expect(told).toEqual([ADA]);
  });

  test("is left alone where another was chosen meanwhile", async () => {
    const { tell } = deps;
    deps = {
      ...deps,
      tell: async (...what) => {
        await set({ recap: { channel: "2", by: BEN } });
        return await tell(...what);
      },
    };
    answers.push({ outcome: "closed" });
    expect(await send()).toBe("barred");
    expect((await readSettings(store, GUILD, soon())).recap).toEqual({ channel: "2", by: BEN });
  });
});

describe("the role of the first place", () => {
  beforeEach(() => set({ recap: undefined, firstRole: ROLE }));

  test("goes to all who share it, and from who had it before", async () => {
    await send();
    expect(roles.map(({ userId, give }) => [userId, give])).toEqual([
      [BEN, true],
      [ADA, true],
    ]);
    await points({ [ADA ?? ""]: 9, [CHLOE ?? ""]: 2 }, WEEK + 1);
    at = MONDAY + 7 * DAY + 1000;
    roles.length = 0;
    await send(WEEK + 1);
    expect(roles.map(({ userId, give }) => [userId, give])).toEqual([
      [BEN, false],
      [ADA, true],
    ]);
    expect((await state()).crown).toEqual({ role: ROLE, users: [ADA] });
    expect(posted).toEqual([]);
  });

  test("of a week without points is nobody's, and another role is taken from its bearers", async () => {
    await send();
    await set({ firstRole: "1" });
    at = MONDAY + 7 * DAY + 1000;
    roles.length = 0;
    await send(WEEK + 1);
    expect(roles.map(({ userId, roleId, give }) => [userId, roleId, give])).toEqual([
      [BEN, ROLE, false],
      [ADA, ROLE, false],
    ]);
    expect((await state()).crown).toBeUndefined();
  });

  test("that Discord refuses is noted for the settings, until it works", async () => {
    const { changeRole } = deps;
    deps = { ...deps, changeRole: async () => "permission" };
    await send();
    const note = { role: ROLE, why: "permission" };
    expect((await readSettings(store, GUILD, soon())).refusedRole).toEqual(note);
    deps = { ...deps, changeRole };
    await points({ [CHLOE ?? ""]: 2 }, WEEK + 1);
    at = MONDAY + 7 * DAY + 1000;
    await send(WEEK + 1);
    expect((await readSettings(store, GUILD, soon())).refusedRole).toBeUndefined();
  });

  test("and who chose the channel are forgotten with their data", async () => {
    await set({ recap: { channel: CHANNEL, by: ADA } });
    await send();
    await forgetInRecap(store, GUILD, ADA ?? "", soon());
    expect((await state()).crown).toEqual({ role: ROLE, users: [BEN] });
    expect((await readSettings(store, GUILD, soon())).recap).toEqual({ channel: CHANNEL, by: undefined });
    // Where nobody is left to be told, the settings tell it.
    answers.push({ outcome: "closed" });
    await points({ [BEN ?? ""]: 2 }, WEEK + 1);
    at = MONDAY + 7 * DAY + 1000;
    expect(await send(WEEK + 1)).toBe("barred");
    expect(told).toEqual([]);
  });
});

describe("the planner", () => {
  const jobs: RecapJob[] = [];
  const plan = () =>
    tickRecaps({
      store,
      now: () => at,
      add: async (more) => void jobs.push(...more),
    });
  beforeEach(() => void jobs.splice(0));

  const schedule = async () =>
    await createRecaps(deps).schedule(GUILD, await readSettings(store, GUILD, soon()), soon());

  test("queues what is due and moves it on by a week; what was missed for too long is passed over", async () => {
    at = MONDAY - DAY;
    expect(await schedule()).toBe(MONDAY);
    expect(await plan()).toBe(0);
    at = MONDAY;
    expect(await plan()).toBe(1);
    expect(jobs).toEqual([JOB]);
    expect(await nextRecapOf(store, GUILD, soon())).toBe(MONDAY + 7 * DAY);
    // Nobody planned for five weeks and a day.
    at = MONDAY + 36 * DAY;
    expect(await plan()).toBe(5);
    expect(jobs.slice(1).map(({ week }) => week)).toEqual([WEEK + 5]);
    expect(await nextRecapOf(store, GUILD, soon())).toBe(MONDAY + 42 * DAY);
  });

  test("that ends between queueing and moving on does the same once more", async () => {
    at = MONDAY - DAY;
    await schedule();
    at = MONDAY;
    const dies = tickRecaps({
      store,
      now: () => at,
      add: async () => {
        throw new Error("killed");
      },
    });
    await expect(dies).rejects.toThrow("killed");
    await Promise.all([plan(), plan()]);
    expect(new Set(jobs.map(({ week }) => week))).toEqual(new Set([WEEK]));
    expect(await nextRecapOf(store, GUILD, soon())).toBe(MONDAY + 7 * DAY);
  });

  test("follows the server's zone, and forgets who wants none", async () => {
    at = MONDAY - DAY;
    await schedule();
    await set({ zone: "Pacific/Auckland" });
    expect(await schedule()).toBe(MONDAY - 12 * 3_600_000);
    await set({ recap: undefined });
    expect(await schedule()).toBeUndefined();
    expect(await nextRecapOf(store, GUILD, soon())).toBeUndefined();
    // Set while it is due: it stays, and is dropped by the tick.
    await set({ recap: { channel: CHANNEL, by: ADA } });
    await schedule();
    at = MONDAY;
    await set({ recap: undefined });
    await schedule();
    expect(await plan()).toBe(1);
    expect(jobs).toEqual([]);
    expect(await nextRecapOf(store, GUILD, soon())).toBeUndefined();
  });
});
