import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../src/store/connection.ts";
import { cardBytes } from "../../../src/store/deck-record.ts";
import { deckKeys, learnerKeys } from "../../../src/store/keys.ts";
import { commitLearner, deckStates, loadLearner } from "../../../src/store/learners.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  ben,
  counted,
  EVE,
  eve,
  fields,
  lastingKeys,
  OTHER_SERVER,
  person,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
} from "./support.ts";

const DAY = 86_400_000;
const STATE = {
  stability: 2.3065,
  difficulty: 4.93,
  reviewedAt: 1_800_000_000,
  due: 20_835,
  rating: 4,
  ratingBefore: undefined,
  lapsedThatDay: false,
  reviews: 1,
  lapses: 0,
} as const;

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let bot: BotProcess;
let time = 1_800_000_000_000;

beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
});
beforeEach(async () => {
  await store.flushall();
  time = 1_800_000_000_000;
  bot = startProcess(store, { now: () => time });
});
afterAll(async () => await bench.end());

const make = (title: string, owner: "server" | "me" = "me", viewer = anna, description = "") =>
  bot.editing.createDeck(viewer, { title, description, owner }, soon());
const add = async (id: string, front: string, viewer = anna) =>
  (await bot.editing.addCard(viewer, id, fields(front), soon())).card;
const frontsOf = async (id: string) =>
  (await bot.library.contents([id], soon())).get(id)?.cards.map(({ front }) => front);

describe("cards", () => {
  test("get numbers that are never given again", async () => {
    const { id } = await make("Bones");
    for (const front of ["a", "b", "c"]) await add(id, front);
    await bot.editing.deleteCard(anna, id, 3, soon());
    expect((await add(id, "d")).number).toBe(4);
    await bot.editing.deleteCard(anna, id, 1, soon());
    await bot.editing.restoreCard(anna, id, 3, soon());
    expect((await add(id, "e")).number).toBe(5);
    expect(await frontsOf(id)).toEqual(["b", "c", "d", "e"]);
    expect(await bot.library.card(id, 1, soon())).toBeUndefined();
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
  });

  test("are cleaned as those of files are, and say what cannot be", async () => {
    const { id } = await make("Bones");
    const { card } = await bot.editing.addCard(
      anna,
      id,
      {
        front: " Ulna\r\n",
        back: "a bone",
        hint: " ",
        accepts: "elbow bone\n\n elbow bone ",
        tags: "Hand, ARM",
      },
      soon(),
    );
    expect(card).toEqual({
      number: 1,
      front: "Ulna",
      back: "a bone",
      tags: ["hand", "arm"],
      accepts: ["elbow bone"],
    });
    const attempt = (some: Partial<ReturnType<typeof fields>>) =>
      refused(bot.editing.addCard(anna, id, { ...fields("front"), ...some }, soon()));
    expect(await attempt({ front: " \u200b" })).toContain("the question is empty");
    expect(await attempt({ back: "" })).toContain("the answer is empty");
    expect(await attempt({ front: "x".repeat(4001) })).toContain("4,001 characters long; at most 4,000");
    expect(await attempt({ hint: "x".repeat(1001) })).toContain("the hint is 1,001 characters");
    expect(await attempt({ tags: "a b c d e f g h i j k" })).toContain("1 tag too many or too long");
    expect(await attempt({ accepts: "x".repeat(101) })).toContain("1 accepted answer too many or too long");
    expect((await counted(store, id)).cards).toHaveLength(1);
  });

  test("that are edited, deleted and put back keep everybody's schedules", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    const snapshot = await loadLearner(store, BEN, soon());
    await commitLearner(store, snapshot, { card: { deck: id, number: 1, state: STATE } }, soon());
    await bot.editing.editCard(anna, id, 1, fields("Radius"), soon());
    await bot.editing.deleteCard(anna, id, 1, soon());
    await bot.editing.restoreCard(anna, id, 1, soon());
    expect(await frontsOf(id)).toEqual(["Radius"]);
    expect(await deckStates(store, BEN, id, [1], soon())).toEqual(new Map([[1, STATE]]));
  });

  test("that are deleted can be put back for a day; twice is once", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    await bot.editing.deleteCard(anna, id, 1, soon());
    expect((await bot.library.gone(id, soon())).map(({ number }) => number)).toEqual([1]);
    time += DAY;
    expect(await refused(bot.editing.deleteCard(anna, id, 1, soon()))).toContain("no such card");
    expect(await refused(bot.editing.editCard(anna, id, 1, fields("x"), soon()))).toContain("no such card");
    await bot.editing.restoreCard(anna, id, 1, soon());
    await bot.editing.restoreCard(anna, id, 1, soon());
    expect(await bot.library.gone(id, soon())).toEqual([]);
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
    expect(held.cards).toBe(1);
    expect(await refused(bot.editing.restoreCard(anna, id, 99, soon()))).toContain("can't be brought back");
    await bot.editing.deleteCard(anna, id, 1, soon());
    time += 2 * DAY;
    expect(await refused(bot.editing.restoreCard(anna, id, 1, soon()))).toContain("can't be brought back");
  });

  test("that another process deleted or put back are as they are, not as they were", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    const other = startProcess(await bench.connect(), { name: "b" });
    expect(await other.library.card(id, 1, soon())).toBeDefined();
    await bot.editing.deleteCard(anna, id, 1, soon());
    await other.editing.restoreCard(anna, id, 1, soon());
    expect((await counted(store, id)).held.cards).toBe(1);

    await bot.editing.deleteCard(anna, id, 1, soon());
    other.library.forget(id);
    expect(await other.library.card(id, 1, soon())).toBeUndefined();
    await bot.editing.restoreCard(anna, id, 1, soon());
    await other.editing.restoreCard(anna, id, 1, soon());
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
  });

  test("are not put back into a deck that is full by now", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    await bot.editing.deleteCard(anna, id, 1, soon());
    await store.hset(deckKeys(id).head, "cards", 10_000);
    expect(await refused(bot.editing.restoreCard(anna, id, 1, soon()))).toContain("has 10,000 cards");
  });

  test("are changed by nobody who may not", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    const abroad = person(ANNA, { guildId: OTHER_SERVER });
    bot = startProcess(store, { members: new Set([`${SERVER}:${ANNA}`, `${SERVER}:${BEN}`]) });
    for (const [viewer, words] of [
      [ben, "It can be changed by"],
      [person(BEN, { guildId: undefined }), "If you are one of them, do it in that server."],
      [eve, "There is no such deck any more, or you can't use it here."],
    ] as const) {
      expect(await refused(bot.editing.addCard(viewer, id, fields("x"), soon()))).toContain(words);
      expect(await refused(bot.editing.editCard(viewer, id, 1, fields("x"), soon()))).toContain(words);
      expect(await refused(bot.editing.deleteCard(viewer, id, 1, soon()))).toContain(words);
      expect(await refused(bot.editing.restoreCard(viewer, id, 1, soon()))).toContain(words);
      expect(await refused(bot.editing.deleteDeck(viewer, id, soon()))).toContain(words);
    }
    // Who made it may, wherever they are.
    await bot.editing.editCard(abroad, id, 1, fields("Radius"), soon());
    expect(await frontsOf(id)).toEqual(["Radius"]);
  });

  test("have their limits, each in its own words", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    await store.hset(deckKeys(id).head, "cards", 10_000);
    expect(await refused(bot.editing.addCard(anna, id, fields("x"), soon()))).toContain("has 10,000 cards");
    await store.hset(deckKeys(id).head, "cards", 1);
    const { held } = await counted(store, id);
    bot = startProcess(store, {
      limits: { person: { decks: 5, bytes: held.bytes + 10 }, server: { decks: 5, bytes: 10 } },
    });
    expect(await refused(bot.editing.addCard(anna, id, fields("a longer card"), soon()))).toContain(
      "There is no room for that: a person's decks may take 0.0 MiB with their images.",
    );
    expect(await refused(bot.editing.editCard(anna, id, 1, fields("x".repeat(100)), soon()))).toContain(
      "no room",
    );
    // What does not grow is let through.
    await bot.editing.editCard(anna, id, 1, fields("U", "l"), soon());
    await bot.editing.deleteCard(anna, id, 1, soon());
  });
});

describe("suggestions", () => {
  test("wait for an editor, who takes them up or turns them down", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await add(id, "Radius");
    time += 1000;
    await bot.editing.suggest(ben, id, 1, fields("Ulna!", "b", { tags: "arm" }), soon());
    time += 1000;
    const head = await bot.editing.suggest(ben, id, 2, fields("Radius!"), soon());
    expect(head.ideas).toBe(2);
    expect(await frontsOf(id)).toEqual(["Ulna", "Radius"]);
    const [first, second] = await bot.editing.ideas(anna, id, soon());
    expect(first).toMatchObject({ by: BEN, at: 1_800_000_001_000, number: 1 });
    expect(first?.after).toMatchObject({ number: 1, front: "Ulna!", back: "b", tags: ["arm"] });
    expect(first?.before).toMatchObject({ number: 1, front: "Ulna" });
    expect(second?.before).toMatchObject({ number: 2 });

    expect((await bot.editing.decide(anna, id, first?.id ?? "", true, soon())).ideas).toBe(1);
    expect(await frontsOf(id)).toEqual(["Ulna!", "Radius"]);
    expect(await refused(bot.editing.decide(anna, id, first?.id ?? "", false, soon()))).toContain(
      "decided about this",
    );
    expect((await bot.editing.decide(anna, id, second?.id ?? "", false, soon())).ideas).toBe(0);
    expect(await frontsOf(id)).toEqual(["Ulna!", "Radius"]);
    expect(await bot.editing.ideas(anna, id, soon())).toEqual([]);
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
  });

  test("are read and decided by editors alone, and never by a stranger", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await bot.editing.suggest(ben, id, 1, fields("x"), soon());
    const [idea] = await bot.editing.ideas(anna, id, soon());
    expect(await refused(bot.editing.ideas(ben, id, soon()))).toContain("can't change");
    expect(await refused(bot.editing.decide(ben, id, idea?.id ?? "", true, soon()))).toContain(
      "can't change",
    );
    expect(await refused(bot.editing.suggest(eve, id, 1, fields("x"), soon()))).toContain("no such deck");
    expect(await refused(bot.editing.ideas(eve, id, soon()))).toContain("no such deck");
    expect(await refused(bot.editing.decide(anna, id, "forged", true, soon()))).toContain(
      "decided about this",
    );
  });

  test("of nothing, of too many, or of what is gone are refused", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    expect(await refused(bot.editing.suggest(ben, id, 1, fields("Ulna"), soon()))).toContain(
      "nothing was changed",
    );
    expect(await refused(bot.editing.suggest(ben, id, 7, fields("x"), soon()))).toContain("no such card");
    await store.hset(deckKeys(id).head, "ideas", 100);
    expect(await refused(bot.editing.suggest(ben, id, 1, fields("x"), soon()))).toContain(
      "100 suggestions wait",
    );
  });

  test("change what they name alone: what an editor changed since stays", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await bot.editing.suggest(ben, id, 1, fields("Ulna", "a better back"), soon());
    await bot.editing.editCard(anna, id, 1, fields("Ulna of the arm", "Ulna!", { hint: "h" }), soon());
    const [idea] = await bot.editing.ideas(anna, id, soon());
    await bot.editing.decide(anna, id, idea?.id ?? "", true, soon());
    expect(await bot.library.card(id, 1, soon())).toMatchObject({
      front: "Ulna of the arm",
      back: "a better back",
      hint: "h",
    });
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
  });

  test("about a card that was deleted can only be turned down", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await bot.editing.suggest(ben, id, 1, fields("x"), soon());
    await bot.editing.deleteCard(anna, id, 1, soon());
    const [idea] = await bot.editing.ideas(anna, id, soon());
    expect(idea?.before).toBeUndefined();
    expect(await refused(bot.editing.decide(anna, id, idea?.id ?? "", true, soon()))).toContain(
      "no such card",
    );
    expect((await bot.editing.ideas(anna, id, soon())).length).toBe(1);
    await bot.editing.decide(anna, id, idea?.id ?? "", false, soon());
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
    expect(held).toMatchObject({ cards: 0, bytes: 0, ideas: 0 });
  });

  test("decided by two at once are decided once", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await bot.editing.suggest(ben, id, 1, fields("x"), soon());
    const [idea] = await bot.editing.ideas(anna, id, soon());
    const outcomes = await Promise.allSettled(
      [true, false].map((accept) => bot.editing.decide(anna, id, idea?.id ?? "", accept, soon())),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { told, held } = await counted(store, id);
    expect(told).toEqual(held);
  });
});

describe("suspended cards", () => {
  test("are one person's own affair", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    const suspend = (viewer: typeof anna, deck: string, number: number, on: boolean) =>
      bot.editing.suspend(viewer, deck, number, on, soon());
    expect(await suspend(ben, id, 1, true)).toBe(true);
    expect(await suspend(ben, id, 1, true)).toBe(false);
    expect(await bot.library.suspended(ben, id, soon())).toEqual(new Set([1]));
    expect(await bot.library.suspended(anna, id, soon())).toEqual(new Set());
    expect(await suspend(ben, id, 1, false)).toBe(true);
    expect(await bot.library.suspended(ben, id, soon())).toEqual(new Set());
    expect(await suspend(ben, "losses", 1, true)).toBe(true);
    expect(await refused(suspend(ben, id, 2, true))).toContain("no such card");
    expect(await refused(suspend(eve, id, 1, true))).toContain("no such deck");
  });
});

describe("what was written into a form", () => {
  test("is kept an hour for its writer alone, the last one", async () => {
    const draft = (form: string) => ({ form, fields: { front: "Ulna\n$x$", back: "" } });
    await bot.editing.keepDraft(anna, draft("c1:add:x"), soon());
    await bot.editing.keepDraft(anna, draft("c1:add:y"), soon());
    expect(await bot.editing.draft(anna, soon())).toEqual(draft("c1:add:y"));
    expect(await bot.editing.draft(person(EVE), soon())).toBeUndefined();
    expect(await store.ttl(learnerKeys(ANNA).draft)).toBeGreaterThan(3500);
    expect(await lastingKeys(store)).toEqual([]);
  });
});

describe("when Redis is nearly full", () => {
  test("no cards are added, and ratings go on", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    const used = Number(/^used_memory:(\d+)/m.exec(await store.info("memory"))?.[1]);
    await store.config("SET", "maxmemory", String(Math.round(used / 0.85)));
    try {
      // Another process looks anew.
      bot = startProcess(store);
      const full = "memory is nearly full";
      expect(await refused(bot.editing.addCard(anna, id, fields("x"), soon()))).toContain(full);
      expect(await refused(make("Muscles"))).toContain(full);
      expect(await refused(bot.editing.suggest(ben, id, 1, fields("x"), soon()))).toContain(full);
      const snapshot = await loadLearner(store, BEN, soon());
      const change = { card: { deck: id, number: 1, state: STATE } };
      expect(await commitLearner(store, snapshot, change, soon())).toBe("done");
      await bot.editing.deleteCard(anna, id, 1, soon());
    } finally {
      await store.config("SET", "maxmemory", "0");
    }
    bot = startProcess(store);
    expect((await add(id, "Radius")).number).toBe(2);
  });

  test("a deck's bytes are those of its cards as they are stored", async () => {
    const { id } = await make("Bones");
    const card = await add(id, "Ulna");
    expect((await counted(store, id)).told.bytes).toBe(cardBytes(card));
  });
});
