import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createErasing } from "../../../src/account/erase.ts";
import { removeFromBoards } from "../../../src/leaderboard/settle.ts";
import { roundKeys } from "../../../src/store/keys.ts";
import { readPoints, readRatings } from "../../../src/store/rounds.ts";
import { atEveryPoint } from "../../support/in-between.ts";
import { searchFor } from "../../support/search.ts";
import { CHANNEL, openTable, person, READING, soon, type Table } from "./support.ts";

const [ada, ben, chloe] = [person(1), person(2), person(3)];

let table: Table;
beforeEach(async () => {
  table = await openTable();
});
afterEach(async () => {
  expect(table.troubles).toEqual([]);
  await table.close();
});

const erase = (userId: string) =>
  createErasing({
    store: table.store,
    now: table.now,
    forgetDeck: () => {},
    leaveBoards: (id, guilds) => removeFromBoards({ store: table.store, now: table.now }, id, soon(), guilds),
    leaveRound: (id, round) => table.rounds.leave(id, round, soon()),
    leaveQueue: async () => {},
    onTrouble: (what, error) => void table.troubles.push(`${what}: ${error}`),
  }).erase(userId);
const nothing = async () => expect(await searchFor(table.store, ada.userId)).toEqual([]);

describe("whoever deletes their data", () => {
  test("is in no round any more, whatever they did there, and the others' ratings stay", async () => {
    const round = await table.begin(ben, { cards: 3 });
    table.pass(READING);
    for (const viewer of [ada, chloe]) await table.rate(viewer, 4);
    await table.next(ben);
    table.pass(READING);
    await table.rate(ada, 2);
    await table.quiet();
    const ref = { channelId: CHANNEL, id: round.id };
    expect((await readRatings(table.store, ref, [1, 2], soon())).map(({ size }) => size)).toEqual([2, 1]);
    expect(await erase(ada.userId)).toBe("done");
    await nothing();
    await table.quiet();
    expect((await readRatings(table.store, ref, [1, 2], soon())).map(({ size }) => size)).toEqual([1, 0]);
    expect([...(await readPoints(table.store, ref, soon())).keys()]).toEqual([chloe.userId]);
    expect(table.cardOf(table.posts.at(-1)).rated).toBe(0);
    expect((await table.current()).host).toBe(ben.userId);
  });

  test("has picked nothing any more, and is not counted on the card", async () => {
    const round = await table.begin(ben, { choice: true });
    for (const viewer of [ada, chloe]) await table.pick(viewer, 2);
    await table.quiet();
    expect(table.cardOf(table.posts[0]).choice?.answered).toBe(2);
    await erase(ada.userId);
    await nothing();
    await table.quiet();
    expect(table.cardOf(table.posts[0]).choice?.answered).toBe(1);
    const keys = roundKeys(CHANNEL, round.id);
    expect(Object.keys(await table.store.hgetall(keys.picks(1)))).toEqual([chloe.userId]);
  });

  test("leads none: who did something last leads it then, and the card says so", async () => {
    await table.begin(ada);
    table.pass(READING);
    await table.rate(ben, 4);
    table.pass(1000);
    await table.rate(chloe, 4);
    await table.quiet();
    await erase(ada.userId);
    await nothing();
    await table.quiet();
    expect((await table.current()).host).toBe(chloe.userId);
    expect(table.cardOf(table.posts.at(-1)).host).toBe(chloe.userId);
    await table.next(chloe);
    await table.quiet();
    await nothing();
  });

  test("and led one alone: it ends", async () => {
    await table.begin(ada);
    await erase(ada.userId);
    await nothing();
    expect(await table.current()).toMatchObject({ phase: "ended", end: "stopped", host: "" });
    expect(table.posts.at(-1)?.scene.scene).toBe("round-end");
  });

  test("also once it is over, and with a card whose message is still to be closed", async () => {
    await table.begin(ada, { cards: 2 });
    table.pass(READING);
    await table.rate(ada, 4);
    await table.rate(ben, 4);
    const closing = {
      id: "round-99",
      host: ada.userId,
      position: 1,
      cards: 2,
      card: { deck: "losses", number: 1 },
      message: "none",
      pictures: [],
    };
    await table.store.rpush(roundKeys(CHANNEL).closing, JSON.stringify(closing));
    const { id } = await table.current();
    await table.rounds.end(ada, { channelId: CHANNEL, roundId: id }, soon());
    await table.rounds.settle(CHANNEL);
    await erase(ada.userId);
    await nothing();
    await table.quiet();
  });
});

describe("what is under way in a round meanwhile", () => {
  const clear = () => table.store.flushall().then(() => {});
  /** A further deletion finds all of somebody who begins anew. */
  const whole = async () => {
    await table.store.del(...(await table.store.keys("*:fence:*")), "none");
    await erase(ada.userId);
    await nothing();
  };
  const step = (prepare: () => Promise<unknown>, work: (on: Table["store"]) => Promise<unknown>) =>
    atEveryPoint(
      table.store,
      async () => {
        await clear();
        await prepare();
      },
      work,
      () => erase(ada.userId),
      whole,
    );

  test("a rating is in the schedule of somebody who begins anew, or nowhere", {
    timeout: 60_000,
  }, async () => {
    const points = await step(
      async () => {
        await table.begin(ben);
        table.pass(READING);
      },
      async (on) => await table.rate(ada, 4, await table.join(() => on)),
    );
    expect(points).toBeGreaterThan(6);
  });

  test("a pick is that of somebody who begins anew, or none", { timeout: 60_000 }, async () => {
    const points = await step(
      async () => {
        await table.begin(ben, { choice: true });
      },
      async (on) => await table.pick(ada, 1, await table.join(() => on)),
    );
    expect(points).toBeGreaterThan(3);
  });

  test("a round that begins is nobody's, or does not begin", { timeout: 60_000 }, async () => {
    const points = await step(
      async () => {},
      async (on) => {
        const desk = await table.join(() => on);
        const hall = { guildId: ada.guildId ?? "", channelId: CHANNEL, files: true };
        await desk.start(
          ada,
          hall,
          { decks: ["losses"], cards: 3, seconds: undefined, choice: false },
          soon(),
        );
      },
    );
    expect(points).toBeGreaterThan(3);
  });

  test("a round that is passed on, or taken over, is not led by who is gone", {
    timeout: 60_000,
  }, async () => {
    const passed = await step(
      async () => {
        await table.begin(ben);
        await table.rate(chloe, 3);
      },
      async (on) => {
        const { id: roundId } = await table.current();
        const desk = await table.join(() => on);
        await desk.passOn(ben, { channelId: CHANNEL, roundId }, ada.userId, soon());
      },
    );
    expect(passed).toBeGreaterThan(3);
    const taken = await step(
      async () => {
        await table.begin(ben);
        table.pass(300_000);
      },
      async (on) => {
        const { id: roundId } = await table.current();
        const desk = await table.join(() => on);
        await desk.takeOver(ada, { channelId: CHANNEL, roundId }, soon());
      },
    );
    expect(taken).toBeGreaterThan(3);
  });
});
