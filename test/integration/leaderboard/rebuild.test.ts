import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Difference, rebuildBoards } from "../../../src/leaderboard/rebuild.ts";
import { keptAround } from "../../../src/leaderboard/scores.ts";
import { settleLearner } from "../../../src/leaderboard/settle.ts";
import { createSettling } from "../../../src/leaderboard/settling.ts";
import { leaveBoards } from "../../../src/store/boards.ts";
import { boardKeys, guildGoneKey } from "../../../src/store/keys.ts";
import { rateCard } from "../../support/boards.ts";
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
  START,
  soon,
} from "./support.ts";

let bench: Bench;
let now = START;
const deps = () => ({ store: bench.store, now: () => now, onTrouble: () => {} });
const { all: LIST, prefix: PREFIX, left: LEFT } = boardKeys(GUILD);
const both = () => Promise.all([boardsOf(bench.store, GUILD), boardsOf(bench.store, OTHER)]);

beforeAll(async () => {
  bench = await openBench();
});
beforeEach(async () => {
  await bench.store.flushall();
  await study();
});
afterAll(() => bench.close());

/** Three people over five weeks, in two servers and two decks; Chloe has hidden, Ben has left one of the servers. */
async function study(): Promise<void> {
  const settling = createSettling(deps());
  let card = 0;
  for (const [index, userId] of [ADA, BEN, CHLOE].entries()) {
    for (let ago = 35; ago >= 0; ago -= 1 + index) {
      now = START - ago * DAY;
      card += 1;
      const deck = card % 3 === 0 ? "another" : "losses";
      await rateCard(bench.store, { userId, card, deck, home: card % 4 === 0 ? OTHER : GUILD, at: now });
      if (card % 2 === 0) await settleLearner(deps(), userId, soon());
    }
  }
  now = START;
  await settling.setHidden(CHLOE, true, soon());
  for (const userId of [ADA, BEN]) await settleLearner(deps(), userId, soon());
  await leaveBoards(bench.store, OTHER, [BEN], soon());
  // Those that Redis, whose clock nobody moved, would have let go by now.
  const kept = keptAround(now);
  for (const key of await bench.store.keys("{g*}:b:*")) {
    if (!kept.has(key.split(":")[2] ?? "")) await bench.store.del(key);
  }
}

async function rebuild(mend = true): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const { differences } = await rebuildBoards({ ...deps(), mend, onDifference: (one) => found.push(one) });
  expect(differences).toBe(found.length);
  return found;
}

test("boards that were used in any way have no difference, and stay as they are", async () => {
  const before = await both();
  expect(Object.keys(before[0]).length).toBeGreaterThan(20);
  expect(await rebuild()).toEqual([]);
  expect(await both()).toEqual(before);
});

test("who still waits to be settled is no difference, and is settled", async () => {
  await rateCard(bench.store, { userId: ADA, card: 900, home: GUILD, at: START });
  const before = (await boardsOf(bench.store, GUILD)).all?.[ADA] ?? 0;
  expect(await rebuild()).toEqual([]);
  expect((await boardsOf(bench.store, GUILD)).all?.[ADA]).toBe(before + 1);
});

describe("what is damaged is told and mended:", () => {
  const stranger = "300000000000000003";
  test.each<[string, (board: string) => Promise<unknown>, Partial<Difference>]>([
    ["too many points", (board) => bench.store.zadd(board, 99, ADA), { userId: ADA, found: 99 }],
    ["too few", (board) => bench.store.zadd(board, 1, BEN), { userId: BEN, found: 1 }],
    ["somebody is missing", (board) => bench.store.zrem(board, ADA), { userId: ADA, found: undefined }],
    [
      "somebody who has hidden is there",
      (board) => bench.store.zadd(board, 3, CHLOE),
      { userId: CHLOE, found: 3, expected: undefined },
    ],
    [
      "somebody who never learned is there",
      (board) => bench.store.zadd(board, 3, stranger),
      { userId: stranger, found: 3, expected: undefined },
    ],
  ])("%s", async (_, damage, difference) => {
    const before = await both();
    await damage(`${PREFIX}all`);
    const damaged = await both();
    const wanted = [expect.objectContaining({ guildId: GUILD, name: "all", ...difference })];
    expect(await rebuild(false)).toEqual(wanted);
    expect(await both()).toEqual(damaged);
    expect(await rebuild()).toEqual(wanted);
    expect(await both()).toEqual(before);
    expect(await rebuild()).toEqual([]);
  });

  test("somebody who left stands there again", async () => {
    const before = await both();
    const { prefix } = boardKeys(OTHER);
    await bench.store.zadd(`${prefix}all`, 3, BEN);
    expect(await rebuild()).toMatchObject([
      { guildId: OTHER, name: "all", userId: BEN, expected: undefined },
    ]);
    expect(await both()).toEqual(before);
  });

  test("all boards are lost, and their list with them", async () => {
    const before = await both();
    await bench.store.del(...(await bench.store.keys("{g*}:b:*")), LIST, boardKeys(OTHER).all);
    expect((await rebuild()).length).toBeGreaterThan(20);
    expect(await both()).toEqual(before);
    expect(await rebuild()).toEqual([]);
  });

  test("the list of boards is lost, so that who hides could not be taken off", async () => {
    await bench.store.del(LIST);
    const found = await rebuild();
    expect(found.length).toBe(await bench.store.zcard(LIST));
    expect(found.every(({ userId, guildId }) => userId === undefined && guildId === GUILD)).toBe(true);
    await createSettling(deps()).setHidden(ADA, true, soon());
    for (const board of Object.values(await boardsOf(bench.store, GUILD)))
      expect(board).not.toHaveProperty(ADA);
  });

  test("who left is remembered, whatever is mended", async () => {
    await bench.store.del(...(await bench.store.keys(`${boardKeys(OTHER).prefix}*`)));
    await rebuild();
    expect(await bench.store.smembers(boardKeys(OTHER).left)).toEqual([BEN]);
    for (const board of Object.values(await boardsOf(bench.store, OTHER)))
      expect(board).not.toHaveProperty(BEN);
    expect(await bench.store.exists(LEFT)).toBe(0);
  });
});

test("a server whose data is gone has no boards, and none are expected", async () => {
  await bench.store.set(guildGoneKey(OTHER), "1");
  await bench.store.del(...(await bench.store.keys(`${boardKeys(OTHER).prefix}*`)), boardKeys(OTHER).all);
  expect(await rebuild()).toEqual([]);
  expect(await boardsOf(bench.store, OTHER)).toEqual({});
});

test("the script says what it found, and by its end whether that is left as it is", async () => {
  await bench.store.flushall();
  const at = Date.now();
  await rateCard(bench.store, { userId: ADA, card: 1, home: GUILD, at });
  await settleLearner({ store: bench.store, now: Date.now }, ADA, soon());
  await bench.store.zadd(`${PREFIX}all`, 5, ADA);
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, ["src/rebuild-boards.ts", ...args], {
      env: { ...process.env, REDIS_URL: bench.redis.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    return [code, output];
  };
  const line = `server ${GUILD}, board all: ${ADA}: 5 instead of 1\n`;
  expect(await run("--dry-run")).toEqual([
    1,
    `${line}8 boards, 1 learners: 1 differences, left as they are.\n`,
  ]);
  expect(await run()).toEqual([0, `${line}8 boards, 1 learners: 1 differences, written anew.\n`]);
  expect(await run("--dry-run")).toEqual([0, "8 boards, 1 learners: 0 differences.\n"]);
});
