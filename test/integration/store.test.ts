import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";
import {
  connectStore,
  deadlineIn,
  disconnectStore,
  type Store,
  StoreError,
} from "../../src/store/connection.ts";
import { learnerKeys } from "../../src/store/keys.ts";
import { commitLearner, deckStates, loadLearner, readLog } from "../../src/store/learners.ts";
import type { QuizRecord } from "../../src/store/quiz-record.ts";
import { findRisks } from "../../src/store/safety.ts";
import type { CardState } from "../../src/study/scheduler.ts";
import { NO_STREAK } from "../../src/study/streak.ts";

const USER = "123456789012345678";

const STATE: CardState = {
  stability: 2.3065,
  difficulty: 4.93,
  reviewedAt: 1_800_000_000,
  due: 20_835,
  rating: 4,
  ratingBefore: undefined,
  lapsedThatDay: false,
  reviews: 1,
  lapses: 0,
};

const QUIZ: QuizRecord = {
  id: "abcdefgh",
  wish: { deck: undefined, mode: "study", cards: 3 },
  plan: [
    { deck: "losses", number: 7, kind: "due" },
    { deck: "losses", number: 300, kind: "new" },
  ],
  events: [],
  turn: 0,
  stopped: false,
  shownAt: 1_800_000_000_000,
  points: 0,
  tooQuick: 0,
  beyondLimit: 0,
  seat: { channelId: "1", messageId: "2", direct: true },
};

let dir: string;
let redis: RedisServer;
let store: Store;
const load = () => loadLearner(store, USER, deadlineIn(2000));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "flashback-store-"));
  redis = await startRedis({ dir });
  store = await connectStore(redis.url);
});
beforeEach(async () => {
  await store.flushall();
});
afterAll(async () => {
  disconnectStore(store);
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

describe("a learner", () => {
  test("nobody has nothing", async () => {
    const snapshot = await load();
    expect(snapshot).toMatchObject({
      revision: "0",
      quiz: undefined,
      card: undefined,
      granted: false,
      undo: undefined,
    });
    expect(snapshot.learner).toMatchObject({ zone: undefined, streak: NO_STREAK });
  });

  test("what was committed is what is loaded", async () => {
    const first = await load();
    const learner = { ...first.learner, zone: "Asia/Tokyo", home: "9", decks: new Map([["losses", 1]]) };
    const review = {
      type: "review",
      rating: 4,
      at: 1_800_000_000,
      deck: 1,
      card: 7,
      interval: 3,
      seconds: 5,
    } as const;
    const change = {
      learner,
      quiz: QUIZ,
      card: { deck: "losses", number: 7, state: STATE },
      review,
      grant: {
        type: "grant",
        at: 1_800_000_000,
        deck: 1,
        card: 7,
        home: 1,
        deckId: "losses",
        firstOfDay: true,
      } as const,
    };
    expect(await commitLearner(store, first, change, deadlineIn(2000))).toBe("done");
    const second = await load();
    expect(second.learner).toEqual(learner);
    expect(second.quiz).toEqual(QUIZ);
    expect(second.card).toEqual(STATE);
    expect(second.granted).toBe(true);
    expect(await deckStates(store, USER, "losses", [7, 300], deadlineIn(2000))).toEqual(
      new Map([[7, STATE]]),
    );
    expect((await readLog(store, USER, 1_800_000_000_000)).map(({ type }) => type)).toEqual([
      "grant",
      "review",
    ]);
    expect(await store.zscore(learnerKeys(USER).due("losses", 0), "7")).toBe("20835");
  });

  test("a new quiz leaves nothing of the one before, and an undone card nothing of itself", async () => {
    const played = { ...QUIZ, events: [5, "skip"] as const, turn: 2, stopped: true };
    await commitLearner(
      store,
      await load(),
      { quiz: played, card: { deck: "d", number: 1, state: STATE } },
      deadlineIn(2000),
    );
    const fresh = { ...QUIZ, id: "hgfedcba", seat: undefined };
    await commitLearner(
      store,
      await load(),
      { quiz: fresh, card: { deck: "d", number: 1, state: undefined } },
      deadlineIn(2000),
    );
    expect((await load()).quiz).toEqual(fresh);
    expect((await store.keys("*")).sort()).toEqual(
      [learnerKeys(USER).learner, learnerKeys(USER).quiz].sort(),
    );
  });

  test("the second of two commits made from one snapshot writes nothing", async () => {
    const snapshot = await load();
    const zone = (name: string) => ({ learner: { ...snapshot.learner, zone: name } });
    const outcomes = await Promise.all(
      ["Asia/Tokyo", "Europe/Rome"].map((name) =>
        commitLearner(store, snapshot, zone(name), deadlineIn(2000)),
      ),
    );
    expect(outcomes).toEqual(["done", "conflict"]);
    expect((await load()).learner.zone).toBe("Asia/Tokyo");
  });

  test("1,600 increments tried from 16 sides at once are 1,600", async () => {
    const many = 100;
    async function add(): Promise<void> {
      for (let done = 0; done < many; ) {
        const snapshot = await loadLearner(store, USER, deadlineIn(20_000));
        const fresh = { day: 1, count: snapshot.learner.fresh.count + 1 };
        const outcome = await commitLearner(
          store,
          snapshot,
          { learner: { ...snapshot.learner, fresh } },
          deadlineIn(20_000),
        );
        if (outcome === "done") done += 1;
      }
    }
    await Promise.all(Array.from({ length: 16 }, add));
    expect((await load()).learner.fresh.count).toBe(16 * many);
  }, 60_000);
});

describe("a save that does not work", () => {
  test("past its deadline it writes nothing, even when Redis thaws and runs it", async () => {
    const snapshot = await load();
    redis.freeze();
    const learner = { ...snapshot.learner, zone: "Asia/Tokyo" };
    const error = await commitLearner(store, snapshot, { learner }, deadlineIn(200)).catch(
      (problem) => problem,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error.outcome).toBe("unknown");
    redis.thaw();
    expect(await store.ping()).toBe("PONG");
    expect((await load()).learner.zone).toBeUndefined();
  });

  test("a dead Redis was not reached; an acknowledged commit outlives kill -9", async () => {
    const snapshot = await load();
    await commitLearner(
      store,
      snapshot,
      { learner: { ...snapshot.learner, zone: "Asia/Tokyo" } },
      deadlineIn(2000),
    );
    await redis.kill();
    const error = await load().catch((problem) => problem);
    expect(error).toBeInstanceOf(StoreError);
    expect(error.outcome).toBe("not-sent");
    await redis.restart();
    await expect.poll(() => store.status, { timeout: 10_000 }).toBe("ready");
    expect((await load()).learner.zone).toBe("Asia/Tokyo");
  });

  test("a Redis that is full refuses before it runs: nothing was written", async () => {
    const snapshot = await load();
    const change = { learner: { ...snapshot.learner, zone: "Asia/Tokyo" }, quiz: QUIZ };
    await store.config("SET", "maxmemory", "1");
    const error = await commitLearner(store, snapshot, change, deadlineIn(2000)).catch((problem) => problem);
    await store.config("SET", "maxmemory", "0");
    expect(error.outcome).toBe("not-sent");
    expect(await store.keys("*")).toEqual([]);
  });
});

describe("what is unsafe about a Redis", () => {
  test("as we ship it, nothing", async () => {
    expect(await findRisks(store)).toEqual([]);
  });

  test.each([
    ["appendfsync", "everysec", "always", "can lose the last ratings"],
    ["appendonly", "no", "yes", "loses ratings"],
    ["maxmemory-policy", "allkeys-lru", "noeviction", "throw data away"],
  ])("%s %s", async (name, bad, good, words) => {
    await store.config("SET", name, bad);
    const risks = await findRisks(store);
    await store.config("SET", name, good);
    await expect.poll(() => store.info("persistence")).toContain("aof_rewrite_in_progress:0");
    expect(risks).toHaveLength(1);
    expect(risks[0]).toContain(words);
  });

  test("one that hides its configuration: that it cannot be told", async () => {
    await store.call("ACL", "SETUSER", "guest", "on", "nopass", "~*", "+@all", "-config");
    const guest = await connectStore(redis.url.replace("//", "//guest:any@"));
    expect(await findRisks(guest)).toEqual([expect.stringContaining("does not show its configuration")]);
    disconnectStore(guest);
  });
});
