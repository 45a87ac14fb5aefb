import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { settleLearner } from "../../../src/leaderboard/settle.ts";
import { createSettling } from "../../../src/leaderboard/settling.ts";
import { leaveBoards, placeLearner, readBoard } from "../../../src/store/boards.ts";
import { learnerKeys } from "../../../src/store/keys.ts";
import { commitLearner, loadLearner } from "../../../src/store/learners.ts";
import {
  ADA,
  BEN,
  type Bench,
  boardsOf,
  CHLOE,
  DAY,
  GUILD,
  OTHER,
  openBench,
  rate as rateFor,
  START,
  soon,
} from "./support.ts";

let bench: Bench;
let now = START;
const deps = () => ({ store: bench.store, now: () => now, onTrouble: () => {} });
const rate = (rated: Parameters<typeof rateFor>[1]) => rateFor(bench.store, rated);
const settle = (userId: string) => settleLearner(deps(), userId, soon());
const boards = (guild = GUILD) => boardsOf(bench.store, guild);
const marked = async (userId: string) =>
  (await bench.store.zscore(learnerKeys(userId).dirty, userId)) !== null;

beforeAll(async () => {
  bench = await openBench();
});
beforeEach(async () => {
  await bench.store.flushall();
  now = START;
});
afterAll(() => bench.close());

/** 2027-04-14, its week from the 12th, its month. */
const [DAY_NAME, WEEK, MONTH] = ["d20922", "w2989", "m202704"];

describe("a point", () => {
  test("is on the boards of its day, week, month and of all time, for all decks and for its own", async () => {
    await rate({ userId: ADA, card: 1, at: START });
    await rate({ userId: ADA, card: 2, deck: "another", at: START });
    expect(await marked(ADA)).toBe(true);
    expect(await settle(ADA)).toBe(true);
    expect(await marked(ADA)).toBe(false);
    const both = Object.fromEntries([DAY_NAME, WEEK, MONTH, "all"].map((period) => [period, { [ADA]: 2 }]));
    const each = Object.fromEntries(
      [DAY_NAME, WEEK, MONTH, "all"].flatMap((period) =>
        ["losses", "another"].map((deck) => [`${period}:${deck}`, { [ADA]: 1 }]),
      ),
    );
    expect(await boards()).toEqual({ ...both, ...each });
    expect(await boards(OTHER)).toEqual({});
  });

  test("counts for the server it was earned for, on the day of that server's zone", async () => {
    // 03:30 of the 15th in Tokyo is the 14th still, 04:00 the 15th.
    const dawn = Date.parse("2027-04-15T04:00+09:00");
    await rate({ userId: ADA, card: 1, home: OTHER, zone: "Asia/Tokyo", at: dawn - 1000 });
    await rate({ userId: ADA, card: 2, home: OTHER, zone: "Asia/Tokyo", at: dawn });
    await rate({ userId: ADA, card: 3, home: GUILD, at: dawn });
    now = dawn;
    await settle(ADA);
    expect(await boards(OTHER)).toMatchObject({
      d20922: { [ADA]: 1 },
      d20923: { [ADA]: 1 },
      [WEEK]: { [ADA]: 2 },
    });
    expect(await boards(GUILD)).toMatchObject({
      d20922: { [ADA]: 1 },
      [WEEK]: { [ADA]: 1 },
      all: { [ADA]: 1 },
    });
  });

  test("adds to a week that began in the month before", async () => {
    const last = Date.parse("2027-06-30T12:00Z");
    await rate({ userId: ADA, card: 1, at: last });
    now = last;
    await settle(ADA);
    await rate({ userId: ADA, card: 2, at: last + DAY });
    now = last + DAY;
    await settle(ADA);
    expect(await boards()).toMatchObject({
      w3000: { [ADA]: 2 },
      m202706: { [ADA]: 1 },
      m202707: { [ADA]: 1 },
      all: { [ADA]: 2 },
    });
  });

  test("that came too soon is none, and its review marks nobody", async () => {
    expect(await rate({ userId: ADA, card: 1, at: START, quick: true })).toBe(false);
    expect(await marked(ADA)).toBe(false);
    await settle(ADA);
    expect(await boards()).toEqual({});
  });

  test("noted long ago, by a process that ended, comes to the boards that are still kept", async () => {
    await rate({ userId: ADA, card: 1, at: START });
    now = START + 40 * DAY;
    await rate({ userId: ADA, card: 2, at: now });
    await settle(ADA);
    expect(await boards()).toMatchObject({ [MONTH]: { [ADA]: 1 }, m202705: { [ADA]: 1 }, all: { [ADA]: 2 } });
    expect(Object.keys(await boards())).not.toContain(DAY_NAME);
  });

  test("keeps its month's counters and timed boards for a while, the board of all time for ever", async () => {
    await rate({ userId: ADA, card: 1, at: START });
    await settle(ADA);
    const ttl = async (key: string) => Math.max(0, Math.ceil((await bench.store.ttl(key)) / 86_400));
    expect(await ttl(learnerKeys(ADA).tally("202704"))).toBe(140);
    expect(await ttl(learnerKeys(ADA).tallyEver)).toBe(0);
    const lives = await Promise.all(
      [DAY_NAME, WEEK, MONTH, "all"].map((name) => ttl(`{g${GUILD}}:b:${name}`)),
    );
    expect(lives).toEqual([6, 28, 111, 0]);
  });
});

describe("settling", () => {
  test("again, late and in another order writes the same", async () => {
    await rate({ userId: ADA, card: 1, at: START });
    await settle(ADA);
    const before = await boards();
    const { clock } = await loadLearner(bench.store, ADA, soon());
    const older = { period: "all", deck: undefined, points: 0.5, seconds: 0 };
    const placing = {
      userId: ADA,
      revision: "1",
      clock,
      scores: [older],
      whole: false,
      clear: false,
      leaver: "stay" as const,
    };
    expect(await placeLearner(bench.store, GUILD, placing, soon())).toBe("done");
    await Promise.all([settle(ADA), settle(ADA), settleLearner(deps(), ADA, soon(), "all")]);
    expect(await boards()).toEqual(before);
  });

  test("refuses what was read before somebody else read and wrote, and what was read too long ago", async () => {
    await rate({ userId: ADA, card: 1, at: START });
    const { clock } = await loadLearner(bench.store, ADA, soon());
    const scores = [{ period: "all", deck: undefined, points: 7, seconds: 0 }];
    const placing = {
      userId: ADA,
      revision: "0",
      clock,
      scores,
      whole: false,
      clear: false,
      leaver: "stay" as const,
    };
    await settle(ADA);
    expect(await placeLearner(bench.store, GUILD, placing, soon())).toBe("stale");
    const old = { ...clock, redis: clock.redis - 6000 };
    expect(await placeLearner(bench.store, GUILD, { ...placing, revision: "9", clock: old }, soon())).toBe(
      "late",
    );
    expect(await boards()).toMatchObject({ all: { [ADA]: 1 } });
  });

  test("by the tick finds those whose process ended, and leaves alone who has just pressed", async () => {
    const settling = createSettling(deps());
    await rate({ userId: ADA, card: 1, at: START - 3000 });
    await rate({ userId: BEN, card: 1, at: START });
    await settling.tick();
    expect(await boards()).toMatchObject({ all: { [ADA]: 1 } });
    expect(await Promise.all([marked(ADA), marked(BEN)])).toEqual([false, true]);
    now += 3000;
    await settling.tick();
    expect(await boards()).toMatchObject({ all: { [ADA]: 1, [BEN]: 1 } });
  });

  test("of those who were touched comes by itself, and at the latest when the process ends", async () => {
    const settling = createSettling(deps());
    await rate({ userId: ADA, card: 1, at: START });
    settling.touch(ADA);
    await expect.poll(() => boards()).toMatchObject({ all: { [ADA]: 1 } });
    await rate({ userId: BEN, card: 1, at: START });
    settling.touch(BEN);
    await settling.close();
    expect(await boards()).toMatchObject({ all: { [BEN]: 1 } });
  });
});

describe("a hidden learner", () => {
  test("is off every board at once, stays off while they learn, and comes back with the right scores", async () => {
    const settling = createSettling(deps());
    for (const [at, userId] of [
      [START - 33 * DAY, ADA],
      [START - 2 * DAY, ADA],
      [START - 400 * DAY, BEN],
      [START, BEN],
    ] as const) {
      now = at;
      await rate({ userId, card: at / DAY, at });
      await settle(userId);
    }
    now = START;
    const before = await boards();
    await settling.setHidden(ADA, true, soon());
    for (const board of Object.values(await boards())) expect(board).not.toHaveProperty(ADA);
    await rate({ userId: ADA, card: 900, at: START });
    await settle(ADA);
    for (const board of Object.values(await boards())) expect(board).not.toHaveProperty(ADA);
    await settling.setHidden(ADA, false, soon());
    const after = await boards();
    expect(after).toMatchObject({ all: { [ADA]: 3, [BEN]: 2 }, [WEEK]: { [ADA]: 2, [BEN]: 1 } });
    expect(after.m202703).toEqual(before.m202703);
  });

  test("is not brought back by somebody who read them before, even one who is ended there", async () => {
    const settling = createSettling(deps());
    await rate({ userId: ADA, card: 1, at: START });
    const { clock, revision } = await loadLearner(bench.store, ADA, soon());
    await settling.setHidden(ADA, true, soon());
    const scores = [{ period: "all", deck: undefined, points: 1, seconds: 0 }];
    const placing = {
      userId: ADA,
      revision,
      clock,
      scores,
      whole: true,
      clear: false,
      leaver: "stay" as const,
    };
    expect(await placeLearner(bench.store, GUILD, placing, soon())).toBe("stale");
    expect(await boards()).toEqual({});
  });

  test("who shows themselves again is not taken off by somebody who read them hidden", async () => {
    const settling = createSettling(deps());
    await rate({ userId: ADA, card: 1, at: START });
    const first = await loadLearner(bench.store, ADA, soon());
    await commitLearner(bench.store, first, { learner: { ...first.learner, hidden: true } }, soon());
    const { clock, revision } = await loadLearner(bench.store, ADA, soon());
    await settling.setHidden(ADA, false, soon());
    const placing = {
      userId: ADA,
      revision,
      clock,
      scores: [],
      whole: true,
      clear: true,
      leaver: "stay" as const,
    };
    expect(await placeLearner(bench.store, GUILD, placing, soon())).toBe("stale");
    expect(await boards()).toMatchObject({ all: { [ADA]: 1 } });
  });
});

describe("somebody who is gone", () => {
  test("from the bot is on no board, nor brought back by who read them before, and leaves no id behind", async () => {
    const settling = createSettling(deps());
    await rate({ userId: ADA, card: 1, at: START });
    await rate({ userId: ADA, card: 2, at: START, home: OTHER });
    await settle(ADA);
    const { clock, revision } = await loadLearner(bench.store, ADA, soon());
    const guilds = await settling.remove(ADA, soon());
    expect([...guilds].sort()).toEqual([GUILD, OTHER]);
    await bench.store.del(...(await bench.store.keys(`*:${ADA}*`)));
    await bench.store.zrem(learnerKeys(ADA).dirty, ADA);
    const scores = [{ period: "all", deck: undefined, points: 1, seconds: 0 }];
    const placing = {
      userId: ADA,
      revision,
      clock,
      scores,
      whole: true,
      clear: false,
      leaver: "stay" as const,
    };
    expect(await placeLearner(bench.store, GUILD, placing, soon())).toBe("stale");
    await settling.remove(ADA, soon(), guilds);
    expect(await Promise.all([boards(GUILD), boards(OTHER)])).toEqual([{}, {}]);
    for (const key of await bench.store.keys("*")) expect(key).not.toContain(ADA);
  });

  test("from a server is off its boards alone, and comes back whole once they review for it again", async () => {
    await rate({ userId: ADA, card: 1, at: START - 20 * DAY });
    await rate({ userId: ADA, card: 2, at: START, home: OTHER });
    await settleLearner(deps(), ADA, soon(), "all");
    const before = await boards();
    await rate({ userId: BEN, card: 1, at: START });
    await settle(BEN);
    // Who stands on none is not noted: they may have deleted their data.
    await leaveBoards(bench.store, GUILD, [ADA, BEN, CHLOE], soon());
    expect(await boards()).toEqual({});
    expect(await boards(OTHER)).toMatchObject({ all: { [ADA]: 1 } });
    await rate({ userId: ADA, card: 3, at: START, home: OTHER });
    await settle(ADA);
    expect(await boards()).toEqual({});
    await rate({ userId: ADA, card: 4, at: START });
    await settle(ADA);
    expect(await boards()).toMatchObject({ all: { [ADA]: 2 }, w2986: before.w2986, [WEEK]: { [ADA]: 1 } });
    expect(await bench.store.smembers(`{g${GUILD}}:left`)).toEqual([BEN]);
  });
});

describe("a page of a board", () => {
  test("has shared places, the person who asked with those next to them, and is the last one at most", async () => {
    const people = Array.from({ length: 25 }, (_, index) => String(100_000_000_000_000_000n + BigInt(index)));
    for (const [index, id] of people.entries())
      await bench.store.zadd(`{g${GUILD}}:b:all`, 5 - Math.floor(index / 5), id);
    const read = (userId: string, page: number | "own") =>
      readBoard(bench.store, GUILD, { period: "all", deck: undefined }, userId, page, 10, soon());
    const first = await read(CHLOE, 0);
    expect(first).toMatchObject({ size: 25, page: 0 });
    expect(first.entries.map(({ place }) => place)).toEqual([1, 1, 1, 1, 1, 6, 6, 6, 6, 6]);
    expect(first.entries.map(({ points }) => points)).toEqual([5, 5, 5, 5, 5, 4, 4, 4, 4, 4]);
    const last = await read(people[24] ?? "", 99);
    expect(last.page).toBe(2);
    expect(last.entries.map(({ place }) => place)).toEqual([21, 21, 21, 21, 21]);
    // Of equal ones the higher id comes first.
    const own = await read(people[13] ?? "", "own");
    expect(own.page).toBe(1);
    expect(own.around.map(({ userId, place }) => [userId, place])).toEqual([
      [people[14], 11],
      [people[13], 11],
      [people[12], 11],
    ]);
    expect((await read(people[4] ?? "", 0)).around.map(({ place }) => place)).toEqual([1, 1]);
    expect((await read("1", "own")).around).toEqual([]);
    await bench.store.flushall();
    expect(await read(ADA, 3)).toEqual({ size: 0, page: 0, entries: [], around: [] });
  });
});
