import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createErasing } from "../../../src/account/erase.ts";
import { settleLearner } from "../../../src/leaderboard/settle.ts";
import { createSettling } from "../../../src/leaderboard/settling.ts";
import { type Store, StoreError } from "../../../src/store/connection.ts";
import { loadDeck, readIdeas } from "../../../src/store/decks.ts";
import { learnerKeys } from "../../../src/store/keys.ts";
import { commitLearner, loadLearner } from "../../../src/store/learners.ts";
import { isOwn, noteKnown } from "../../../src/store/own.ts";
import { forgetInRecap, readRecap, writeRecap } from "../../../src/store/recaps.ts";
import { newReminder } from "../../../src/store/reminder-record.ts";
import { changeReminder } from "../../../src/store/reminders.ts";
import { forgetInRound } from "../../../src/store/rounds.ts";
import { atEveryPoint as stepwise } from "../../support/in-between.ts";
import { searchFor } from "../../support/search.ts";
import { rate } from "../leaderboard/support.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  ben,
  fields,
  json,
  manyCards,
  person,
  pictureOf,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
  wish,
} from "../library/support.ts";

const NOW = Date.parse("2027-04-14T12:00Z");
const DAY = 86_400_000;

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let bot: BotProcess;
let now = NOW;
let queued: Set<string>;
beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
});
afterAll(() => bench.end());
beforeEach(async () => {
  await store.flushall();
  now = NOW;
  queued = new Set();
  bot = startProcess(store, { now: () => now, members: new Set([`${SERVER}:${ANNA}`, `${SERVER}:${BEN}`]) });
});

const settling = (on = store) =>
  createSettling({
    store: on,
    now: () => now,
    onTrouble: (_, error) => {
      throw error;
    },
  });
const erasing = (on = store) =>
  createErasing({
    store: on,
    now: () => now,
    forgetDeck: (id) => bot.library.forget(id),
    leaveBoards: (userId, guilds) => settling(on).remove(userId, soon(), guilds),
    leaveRound: (userId, { channelId, roundId }) =>
      forgetInRound(on, userId, { channelId, id: roundId }, soon()),
    leaveQueue: async (userId) => void queued.delete(userId),
    onTrouble: () => {},
  });

/** A person with something of everything that the store keeps. */
async function live(viewer: typeof anna) {
  const { userId } = viewer;
  const importNew = async (name: string, file: Buffer) => {
    const preview = await bot.imports.read(
      viewer,
      async () => file,
      name,
      wish(),
      () => {},
    );
    return (await bot.imports.confirm(viewer, preview.id, () => {})).decks[0]?.id ?? "";
  };
  const picture = pictureOf(1);
  await importNew(
    "a.json",
    json("Pictures", [{ front: `What? ${picture.reference}`, back: "A" }], [picture]),
  );
  const own = await importNew("Own.csv", manyCards(130));
  await bot.editing.deleteCard(viewer, own, 3, soon());
  const made = await bot.editing.createDeck(
    viewer,
    { title: `Of ${userId.slice(-2)}`, description: "", owner: "server" },
    soon(),
  );
  await bot.editing.addCard(viewer, made.id, fields("Front"), soon());
  const deleted = await bot.editing.createDeck(
    viewer,
    { title: `Deleted ${userId.slice(-2)}`, description: "", owner: "server" },
    soon(),
  );
  await bot.editing.deleteDeck(viewer, deleted.id, soon());
  const thrown = await bot.editing.createDeck(
    viewer,
    { title: "Thrown away", description: "", owner: "me" },
    soon(),
  );
  await bot.editing.deleteDeck(viewer, thrown.id, soon());
  await bot.editing.suspend(viewer, "losses", 1, true, soon());
  await bot.imports.read(
    viewer,
    async () => manyCards(300),
    "b.csv",
    wish(),
    () => {},
  );
  await bot.editing.keepDraft(viewer, { form: "d1:create", fields: { title: "x" } }, soon());
  for (const card of [1, 200, 5000])
    await rate(store, { userId, deck: own, card, at: now - 40 * DAY, home: SERVER });
  await rate(store, { userId, card: 1, at: now, home: SERVER });
  await settleLearner({ store, now: () => now }, userId, soon());
  await rate(store, { userId, card: 2, at: now, home: SERVER });
  const reminder = newReminder({ zone: "Europe/Berlin", minutes: 540, days: 127 });
  await changeReminder(store, userId, () => ({ reminder, next: now + DAY }), soon());
  queued.add(userId);
  return { own, made, deleted, thrown };
}

describe("everything about a person", () => {
  test("is nowhere once it is deleted, by whatever it is searched for; others keep all of theirs", async () => {
    const his = await live(ben);
    await bot.editing.suggest(anna, his.made.id, 1, fields("Better"), soon());
    const hers = await live(anna);
    await bot.editing.suggest(ben, hers.made.id, 1, fields("Other"), soon());
    expect((await searchFor(store, ANNA)).length).toBeGreaterThan(25);
    const before = await searchFor(store, BEN);
    expect(await erasing().erase(ANNA)).toBe("done");
    expect(await searchFor(store, ANNA)).toEqual([]);
    expect(queued).toEqual(new Set([BEN]));
    expect(await searchFor(store, BEN)).toEqual(before);
    // Not a key of hers is left under another name either: cards, images and files of her own.
    const left = await store.keys("*");
    for (const id of [hers.own, hers.thrown.id]) {
      expect(left.filter((key) => key.startsWith(`{d${id}}`))).toEqual([`{d${id}}:head`]);
      expect(await store.ttl(`{d${id}}:head`)).toBeGreaterThan(0);
      expect(Object.keys(await store.hgetall(`{d${id}}:head`)).sort()).toEqual(["dropped", "rev"]);
    }
  });

  test("passes decks and suggestions to the server, and nobody knows any more whose they were", async () => {
    const { made, deleted } = await live(anna);
    const his = await bot.editing.createDeck(ben, { title: "His", description: "", owner: "server" }, soon());
    await bot.editing.addCard(ben, his.id, fields("Front"), soon());
    await bot.editing.suggest(anna, his.id, 1, fields("Better"), soon());
    await erasing().erase(ANNA);
    const { head } = await loadDeck(store, made.id, soon());
    expect(head).toMatchObject({
      title: "Of 01",
      cards: 1,
      creator: undefined,
      owner: { kind: "server", id: SERVER },
    });
    const listed = (await bot.library.list(ben, soon())).find(({ id }) => id === made.id);
    expect([listed?.title, listed?.cards, listed?.creator]).toEqual(["Of 01", 1, undefined]);
    const manager = person(BEN, { manages: true });
    await bot.editing.addCard(manager, made.id, fields("Second"), soon());
    expect(await refused(bot.editing.addCard(ben, made.id, fields("Third"), soon()))).toContain(
      "It can be changed by members with the right Manage Server.",
    );
    // What was deleted within the day can still be brought back by those who may.
    expect(await bot.editing.restoreDeck(manager, deleted.id, soon())).toMatchObject({ creator: undefined });
    expect(await readIdeas(store, his.id, soon())).toMatchObject([
      { by: undefined, number: 1, fields: { front: "Better" } },
    ]);
    await bot.editing.decide(
      ben,
      his.id,
      (await readIdeas(store, his.id, soon()))[0]?.id ?? "",
      true,
      soon(),
    );
    expect((await bot.library.card(his.id, 1, soon()))?.front).toBe("Better");
  });

  test("of somebody who is not known is nothing, and leaves nothing", async () => {
    expect(await erasing().erase(ANNA)).toBe("done");
    expect(await store.keys("*")).toEqual([]);
  });

  test("is told before: what goes, and what stays", async () => {
    await live(anna);
    expect(await erasing().outline(ANNA)).toMatchObject({
      reviews: 5,
      hasReminder: true,
      ownDecks: expect.arrayContaining(["Own", "Pictures"]),
      made: 2,
      learner: { points: { total: 5 } },
    });
  });
});

describe("who begins anew", () => {
  test("has nothing of what was, and stands on boards with what is", async () => {
    await live(anna);
    await erasing().erase(ANNA);
    await rate(store, { userId: ANNA, card: 1, at: now, home: SERVER });
    // For some seconds nothing that was read before may be written; the next look finds what is there by then.
    await store.del(...(await store.keys("*:fence:*")));
    await settling().tick();
    expect((await loadLearner(store, ANNA, soon())).learner.points.total).toBe(1);
    expect(await store.zscore(`{g${SERVER}}:b:all`, ANNA)).toBeNull();
    now += 10_000;
    await settling().tick();
    expect(Number(await store.zscore(`{g${SERVER}}:b:all`, ANNA))).toBe(1);
  });

  test("while the rest of what was is still to go, is on the boards again after that", async () => {
    await live(anna);
    const cut = new Proxy(store, {
      get: (target, name) =>
        name === "place" ? () => Promise.reject(new Error("cut off")) : Reflect.get(target, name),
    });
    expect(await erasing(cut).erase(ANNA)).toBe("going-on");
    await rate(store, { userId: ANNA, card: 1, at: now, home: SERVER });
    await settleLearner({ store, now: () => now }, ANNA, soon());
    now += 20_000;
    await erasing().tick();
    expect(await store.zscore(`{g${SERVER}}:b:all`, ANNA)).toBeNull();
    await store.del(...(await store.keys("*:fence:*")));
    await settling().tick();
    expect(Number(await store.zscore(`{g${SERVER}}:b:all`, ANNA))).toBe(1);
  });
});

/** A store that is cut off before its n-th write, counted from 1. @returns it, and how many writes there were */
function ending(nth: number) {
  const WRITES = new Set(["commit", "erase", "erased", "place", "shelve", "unshelve"]);
  let writes = 0;
  const proxy = new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (!WRITES.has(String(name))) return value.bind(target);
      return async (...args: unknown[]) => {
        writes += 1;
        if (writes >= nth) throw new Error("ended");
        return await value.apply(target, args);
      };
    },
  });
  return { store: proxy, writes: () => writes };
}

describe("ended anywhere", () => {
  test.each([
    ["the tick goes on", () => erasing().tick()],
    ["pressing again goes on", () => erasing().erase(ANNA)],
  ])("%s, and nothing is left", { timeout: 120_000 }, async (_, goOn) => {
    let cut = 1;
    for (; ; cut += 1) {
      await store.flushall();
      bot = startProcess(store, { now: () => now, name: `c${cut % 10}` });
      await live(anna);
      const { store: cutOff, writes } = ending(cut);
      const outcome = await erasing(cutOff)
        .erase(ANNA)
        .catch((error: unknown) => error);
      if (writes() < cut) break;
      if (outcome instanceof StoreError) {
        // The very first write did not arrive: all of it is still there.
        expect(cut).toBe(1);
        expect((await loadLearner(store, ANNA, soon())).learner.points.total).toBe(5);
        await erasing().erase(ANNA);
      } else expect(outcome).toBe("going-on");
      now += 60_000;
      await goOn();
      expect(await searchFor(store, ANNA)).toEqual([]);
    }
    expect(cut).toBeGreaterThan(10);
  });
});

describe("what is under way meanwhile", () => {
  const atEveryPoint = (
    prepare: () => Promise<void>,
    step: (on: Store) => Promise<unknown>,
    check: () => Promise<void>,
  ) =>
    stepwise(
      store,
      async () => {
        await store.flushall();
        bot = startProcess(store, { now: () => now });
        await prepare();
      },
      step,
      () => erasing().erase(ANNA),
      check,
    );

  const nothing = async () => expect(await searchFor(store, ANNA)).toEqual([]);
  /** What was begun before and came to an end after it is somebody's who begins anew: a further deletion finds it all. */
  const whole = async () => {
    await erasing().erase(ANNA);
    await nothing();
  };
  const rateHere = () => rate(store, { userId: ANNA, card: 1, at: now, home: SERVER });

  test("a rating that was decided before is not written after it", async () => {
    await rateHere();
    const snapshot = await loadLearner(store, ANNA, soon());
    await erasing().erase(ANNA);
    const change = { learner: { ...snapshot.learner, zone: "UTC" } };
    expect(await commitLearner(store, snapshot, change, soon())).toBe("conflict");
    await nothing();
  });

  test("boards that were being brought up to date have nobody on them after it, wherever they were", async () => {
    const points = await atEveryPoint(
      async () => void (await rateHere()),
      (on) => settleLearner({ store: on, now: () => now }, ANNA, soon()),
      nothing,
    );
    expect(points).toBeGreaterThan(2);
  });

  test("who is found to have left a server is not noted there", async () => {
    await rateHere();
    await settleLearner({ store, now: () => now }, ANNA, soon());
    await erasing().erase(ANNA);
    const { leaveBoards } = await import("../../../src/store/boards.ts");
    await leaveBoards(store, SERVER, [ANNA], soon());
    await nothing();
  });

  test("what came of a reminder is not noted", async () => {
    const reminder = newReminder({ zone: "UTC", minutes: 540, days: 127 });
    const points = await atEveryPoint(
      async () => void (await changeReminder(store, ANNA, () => ({ reminder, next: now }), soon())),
      (on) =>
        changeReminder(
          on,
          ANNA,
          (before) => before && { reminder: { ...before, unused: 1 }, next: now + DAY },
          soon(),
          reminder,
        ),
      nothing,
    );
    expect(points).toBeGreaterThan(0);
  });

  test("a file that is being read, or imported, leaves nothing", { timeout: 60_000 }, async () => {
    const reads = await atEveryPoint(
      async () => {},
      (on) =>
        startProcess(on, { now: () => now }).imports.read(
          anna,
          async () => manyCards(600),
          "a.csv",
          wish(),
          () => {},
        ),
      whole,
    );
    expect(reads).toBeGreaterThan(4);
    let id = "";
    const confirms = await atEveryPoint(
      async () => {
        const read = bot.imports.read(
          anna,
          async () => manyCards(600),
          "a.csv",
          wish({ owner: "server" }),
          () => {},
        );
        ({ id } = await read);
      },
      (on) => startProcess(on, { now: () => now, name: "b" }).imports.confirm(anna, id, () => {}),
      nothing,
    );
    expect(confirms).toBeGreaterThan(8);
  });

  test.each(["me", "server"] as const)("a deck that is being made (%s) is nobody's", async (owner) => {
    const points = await atEveryPoint(
      async () => {},
      (on) =>
        startProcess(on, { now: () => now }).editing.createDeck(
          anna,
          { title: "A", description: "", owner },
          soon(),
        ),
      whole,
    );
    expect(points).toBeGreaterThan(4);
  });

  test("a deck of one's own that is being changed or given to the server is gone, or the server's", async () => {
    let id = "";
    const prepare = async () => {
      ({ id } = await bot.editing.createDeck(anna, { title: "A", description: "", owner: "me" }, soon()));
    };
    const process = (on: Store) => startProcess(on, { now: () => now }).editing;
    expect(
      await atEveryPoint(prepare, (on) => process(on).addCard(anna, id, fields("Front"), soon()), nothing),
    ).toBeGreaterThan(3);
    expect(
      await atEveryPoint(prepare, (on) => process(on).moveDeck(anna, id, "server", soon()), nothing),
    ).toBeGreaterThan(5);
    const give = async () => {
      await prepare();
      await bot.editing.moveDeck(anna, id, "server", soon());
    };
    expect(
      await atEveryPoint(give, (on) => process(on).moveDeck(anna, id, "me", soon()), nothing),
    ).toBeGreaterThan(5);
  });

  test("a suggestion has no name, or is none", async () => {
    let id = "";
    const points = await atEveryPoint(
      async () => {
        ({ id } = await bot.editing.createDeck(
          ben,
          { title: "His", description: "", owner: "server" },
          soon(),
        ));
        await bot.editing.addCard(ben, id, fields("Front"), soon());
      },
      (on) => startProcess(on, { now: () => now }).editing.suggest(anna, id, 1, fields("Better"), soon()),
      whole,
    );
    expect(points).toBeGreaterThan(5);
  });

  test("where a recap is told stays, without who chose it", async () => {
    const manager = person(ANNA, { manages: true });
    const points = await atEveryPoint(
      async () => {},
      (on) =>
        startProcess(on, { now: () => now }).editing.changeSettings(
          manager,
          { recap: { channel: "700000000000000001", by: ANNA } },
          soon(),
        ),
      async () => {
        await whole();
        const { recap } = await bot.library.settings(SERVER, soon());
        expect(recap?.by).toBeUndefined();
      },
    );
    expect(points).toBeGreaterThan(1);
  });

  test("the role of the first place is noted for nobody who is gone", async () => {
    const points = await atEveryPoint(
      async () => void (await rateHere()),
      async (on) => {
        const snapshot = await readRecap(on, SERVER, soon());
        if (!(await noteKnown(on, ANNA, `crown:${SERVER}`, soon()))) return;
        const crown = { role: "600000000000000001", users: [ANNA, BEN] };
        if (!(await isOwn(on, ANNA, `crown:${SERVER}`, soon()))) return;
        await writeRecap(on, snapshot, { ...snapshot.recap, crown }, soon());
      },
      nothing,
    );
    expect(points).toBeGreaterThan(3);
    // Once it is noted, those who share it keep it.
    const snapshot = await readRecap(store, SERVER, soon());
    await writeRecap(
      store,
      snapshot,
      { ...snapshot.recap, crown: { role: "1", users: [ANNA, BEN] } },
      soon(),
    );
    await forgetInRecap(store, SERVER, ANNA, soon());
    expect((await readRecap(store, SERVER, soon())).recap.crown).toEqual({ role: "1", users: [BEN] });
  });

  test("others' changes to a deck that she made do not bring her name back", async () => {
    let id = "";
    const points = await atEveryPoint(
      async () => {
        ({ id } = await bot.editing.createDeck(
          anna,
          { title: "Hers", description: "", owner: "server" },
          soon(),
        ));
      },
      (on) =>
        startProcess(on, { now: () => now }).editing.addCard(
          person(BEN, { manages: true }),
          id,
          fields("Front"),
          soon(),
        ),
      nothing,
    );
    expect(points).toBeGreaterThan(3);
  });

  test("ratings, boards and deletions at once: in the end there is nothing, or somebody new", async () => {
    for (let round = 0; round < 5; round += 1) {
      await store.flushall();
      bot = startProcess(store, { now: () => now });
      await live(anna);
      let going = true;
      const again = async (step: (n: number) => Promise<unknown>) => {
        for (let n = 1; going; n += 1) {
          await step(n);
          await wait(100);
        }
      };
      const others = [
        again((n) => rate(store, { userId: ANNA, card: (n % 50) + 1, at: now, home: SERVER })),
        again(() => settleLearner({ store, now: () => now }, ANNA, soon())),
      ];
      await wait(150);
      const outcome = await erasing()
        .erase(ANNA)
        .finally(() => {
          going = false;
        });
      expect(outcome).toBe("done");
      await Promise.all(others);
      await whole();
    }
  });
});

test("what the index says is one's own is just what there is", async () => {
  await live(anna);
  const own = await store.smembers(learnerKeys(ANNA).own);
  expect(own.map((note) => note.split(":")[0]).sort()).toEqual([
    "deck",
    "deck",
    "deck",
    "deck",
    "deck",
    "suspended",
  ]);
});
