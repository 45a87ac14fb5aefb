import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Viewer } from "../../../src/decks/access.ts";
import { type Store, StoreError } from "../../../src/store/connection.ts";
import { deckKeys } from "../../../src/store/keys.ts";
import { commitLearner, loadLearner } from "../../../src/store/learners.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  ben,
  EVE,
  eve,
  fields,
  OTHER_SERVER,
  person,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
} from "./support.ts";

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let bot: BotProcess;

beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
});
beforeEach(async () => {
  await store.flushall();
  bot = startProcess(store);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => await bench.end());

async function make(title: string, owner: "server" | "me" = "me", viewer: Viewer = anna, cards = 1) {
  const { id } = await bot.editing.createDeck(viewer, { title, description: "", owner }, soon());
  for (let n = 1; n <= cards; n += 1) await bot.editing.addCard(viewer, id, fields(`${title} ${n}`), soon());
  return id;
}

/** Has somebody start decks, as a first quiz in them does. */
async function start(userId: string, ...ids: readonly string[]) {
  const snapshot = await loadLearner(store, userId, soon());
  const learner = { ...snapshot.learner, decks: new Map(ids.map((id, index) => [id, index + 1])) };
  await commitLearner(store, snapshot, { learner }, soon());
}

const titles = async (viewer: Viewer, process = bot) =>
  (await process.library.list(viewer, soon())).map(({ title }) => title);
const fronts = async (id: string, process = bot) =>
  (await process.library.contents([id], soon())).get(id)?.cards.map(({ front }) => front);

describe("what a person finds", () => {
  test("is the server's, their own and what is on board, in this order, each by title", async () => {
    await make("Zebra", "server");
    await make("apes", "server", ben);
    await make("Own");
    await make("Ben's own", "me", ben);
    expect(await titles(anna)).toEqual(["apes", "Zebra", "Own", "Losses"]);
    expect(await titles(ben)).toEqual(["apes", "Zebra", "Ben's own", "Losses"]);
    expect(await titles({ ...anna, guildId: undefined })).toEqual(["Own", "Losses"]);
    expect(await titles(person(ANNA, { guildId: OTHER_SERVER }))).toEqual(["Own", "Losses"]);
    expect(await titles(eve)).toEqual(["Losses"]);
  });

  test("of other servers is what they have started and may still see", async () => {
    const here = await make("Here", "server");
    const there = await make("There", "server", person(BEN, { guildId: OTHER_SERVER }));
    const abroad = person(EVE, { guildId: OTHER_SERVER });
    const members = new Set([`${SERVER}:${EVE}`]);
    bot = startProcess(store, { members });
    expect(await titles(abroad)).toEqual(["There", "Losses"]);
    await start(EVE, here, there, "losses", "gone00000000");
    expect(await titles(abroad)).toEqual(["There", "Losses", "Here"]);
    expect(await titles(eve)).toEqual(["Losses", "Here"]);
    members.clear();
    expect(await titles(eve)).toEqual(["Losses"]);
  });

  test("says of each deck what a list needs", async () => {
    const id = await make("Bones", "server", anna, 3);
    await bot.editing.suggest(ben, id, 1, fields("x"), soon());
    expect((await bot.library.list(ben, soon()))[0]).toMatchObject({
      id,
      cards: 3,
      ideas: 1,
      creator: ANNA,
      owner: { kind: "server", id: SERVER },
    });
  });

  test("by text is a deck of theirs by id or title; else the closest of theirs are told", async () => {
    const id = await make("Bones of the hand", "server");
    await make("Secret", "me", ben);
    expect(await bot.library.find(anna, " bones OF the hand ", soon())).toMatchObject({ id, cards: 1 });
    expect(await bot.library.find(anna, id, soon())).toMatchObject({ id });
    expect(await bot.library.find(eve, "losses", soon())).toMatchObject({ id: "losses" });
    const words = await refused(bot.library.find(anna, "bones", soon()));
    expect(words).toContain("There is no deck called “bones” that you can use here.");
    expect(words).toContain("**Bones of the hand**");
    expect(words).not.toContain("Secret");
    const long = await refused(bot.library.find(anna, `${"x".repeat(100)}*`, soon()));
    expect(long).toContain(`“${"x".repeat(100)}”`);
    expect(await refused(bot.library.find(anna, "<@1> **x**", soon()))).toContain("\\<@1\\> \\*\\*x\\*\\*");
  });
});

describe("what a person may not see", () => {
  /** Everything that can be asked of a deck by its id, with what was said. */
  async function answers(viewer: Viewer, id: string): Promise<readonly string[]> {
    const { library, editing, exports, imports } = bot;
    const steps = [
      () => editing.editDeck(viewer, id, { title: "x" }, soon()),
      () => editing.deleteDeck(viewer, id, soon()),
      () => editing.restoreDeck(viewer, id, soon()),
      () => editing.moveDeck(viewer, id, "me", soon()),
      () => editing.addCard(viewer, id, fields("x"), soon()),
      () => editing.editCard(viewer, id, 1, fields("x"), soon()),
      () => editing.deleteCard(viewer, id, 1, soon()),
      () => editing.restoreCard(viewer, id, 1, soon()),
      () => editing.suspend(viewer, id, 1, true, soon()),
      () => editing.suggest(viewer, id, 1, fields("x"), soon()),
      () => editing.ideas(viewer, id, soon()),
      () => editing.decide(viewer, id, "idea", true, soon()),
      () => exports(viewer, id, "csv", false),
      () =>
        imports.read(
          viewer,
          async () => Buffer.from("a,b\n"),
          "a.csv",
          { owner: "me", into: id, subdecks: "tags", format: undefined, separators: undefined },
          () => {},
        ),
      () => library.find(viewer, id, soon()),
    ];
    const said: string[] = [];
    for (const step of steps) said.push((await refused(step())).replaceAll(id, "ID"));
    return said;
  }

  test("is told in the same words as what is not there, whatever is asked", async () => {
    const own = await make("Secret", "me", ben);
    const here = await make("Secrets", "server", ben);
    const never = await answers(eve, "000000000000");
    expect(new Set(never).size).toBeGreaterThan(1);
    expect(never.join()).not.toContain("Secret");
    expect(await answers(eve, own)).toEqual(never);
    expect(await answers(eve, here)).toEqual(never);
    expect(await answers(anna, own)).toEqual(await answers(anna, "000000000000"));
    for (const id of [own, here]) {
      expect(await bot.library.open(eve, id, soon())).toBeUndefined();
      expect((await bot.library.usable(eve, [id], soon())).size).toBe(0);
    }
  });

  test("stays so for a deck that was deleted", async () => {
    const own = await make("Secret", "me", ben);
    await bot.editing.deleteDeck(ben, own, soon());
    expect(await answers(eve, own)).toEqual(await answers(eve, "000000000000"));
    expect(await bot.library.open(ben, own, soon())).toBeUndefined();
    expect(await fronts(own)).toBeUndefined();
  });

  test.each(["", "losses:head", "../x", "{d}", "*", "a".repeat(200), "\u0000", "__proto__"])(
    "a forged id such as %j is no deck",
    async (id) => {
      expect(await bot.library.open(anna, id, soon())).toBeUndefined();
      expect((await bot.library.usable(anna, [id], soon())).size).toBe(0);
      expect((await bot.library.contents([id], soon())).size).toBe(0);
      expect(await refused(bot.editing.addCard(anna, id, fields("x"), soon()))).toContain("no such deck");
      expect(await store.keys("*")).toEqual([]);
    },
  );
});

describe("decks of a server", () => {
  test("are used elsewhere by those who are members, and only then are they asked about", async () => {
    const here = await make("Here", "server");
    bot = startProcess(store, { members: new Set([`${SERVER}:${BEN}`]) });
    const bens = { ...ben, guildId: undefined };
    expect(await bot.library.open(bens, here, soon())).toMatchObject({ id: here });
    expect(await bot.library.open(eve, here, soon())).toBeUndefined();
    expect(bot.asked).toEqual([`${SERVER}:${BEN}`, `${SERVER}:${EVE}`]);
    expect([...(await bot.library.usable(bens, [here, "losses"], soon())).keys()]).toEqual([here, "losses"]);
    expect(bot.asked).toHaveLength(3);
    // In the server, of one's own and of what is on board nobody is asked.
    await bot.library.open(anna, here, soon());
    await bot.library.usable(anna, [here, "losses", await make("Own")], soon());
    expect(bot.asked).toHaveLength(3);
  });

  test("are left out where only what is near is wanted", async () => {
    const here = await make("Here", "server");
    const own = await make("Own", "me", ben);
    bot = startProcess(store, { members: new Set([`${SERVER}:${BEN}`]) });
    const ids = [here, own, "losses"];
    const near = async (viewer: Viewer, where?: "near" | "anywhere") => [
      ...(await bot.library.usable(viewer, ids, soon(), where)).keys(),
    ];
    expect(await near(ben, "near")).toEqual(ids);
    expect(await near(person(BEN, { guildId: OTHER_SERVER }), "near")).toEqual([own, "losses"]);
    expect(bot.asked).toEqual([]);
    expect(await near(person(BEN, { guildId: OTHER_SERVER }))).toEqual(ids);
    // In a DM nobody else looks on.
    expect(await near({ ...ben, guildId: undefined }, "near")).toEqual(ids);
  });
});

describe("what is kept of a deck", () => {
  /** Lets the process's clock run on. */
  function moveClock() {
    const real = performance.now.bind(performance);
    let ahead = 0;
    vi.spyOn(performance, "now").mockImplementation(() => real() + ahead);
    return (milliseconds: number) => {
      ahead += milliseconds;
    };
  }

  test("follows a change of the same process at once, one of another within 5 s", async () => {
    const forward = moveClock();
    const other = startProcess(await bench.connect(), { name: "b" });
    const id = await make("Bones");
    expect(await fronts(id)).toEqual(["Bones 1"]);
    expect(await fronts(id, other)).toEqual(["Bones 1"]);
    await bot.editing.addCard(anna, id, fields("Bones 2"), soon());
    expect(await fronts(id)).toEqual(["Bones 1", "Bones 2"]);
    forward(5001);
    expect(await fronts(id, other)).toEqual(["Bones 1", "Bones 2"]);
    await bot.editing.deleteDeck(anna, id, soon());
    expect(await fronts(id)).toBeUndefined();
    forward(5001);
    expect(await fronts(id, other)).toBeUndefined();
    expect(await other.library.open(anna, id, soon())).toBeUndefined();
    await other.editing.restoreDeck(anna, id, soon());
    expect(await fronts(id, other)).toEqual(["Bones 1", "Bones 2"]);
    forward(5001);
    expect(await fronts(id)).toEqual(["Bones 1", "Bones 2"]);
    await store.del(deckKeys(id).head);
    forward(5001);
    expect(await fronts(id)).toBeUndefined();
  });

  test("costs the store nothing while it is fresh, and one look at its revision after that", async () => {
    const forward = moveClock();
    const id = await make("Bones");
    await fronts(id);
    const asked = vi.spyOn(store, "hget");
    const read = vi.spyOn(store, "hgetall");
    await fronts(id);
    await bot.library.open(anna, id, soon());
    await bot.library.usable(anna, [id], soon());
    expect(asked).not.toHaveBeenCalled();
    forward(5001);
    const before = await bot.library.contents([id], soon());
    expect(asked).toHaveBeenCalledTimes(1);
    expect(read).not.toHaveBeenCalled();
    // The very same deck, so that what others made of it is good still.
    expect((await bot.library.contents([id], soon())).get(id)).toBe(before.get(id));
  });

  test("is not what a slow read brings after a change", async () => {
    const id = await make("Bones");
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = await bench.connect();
    const hgetall = slow.hgetall.bind(slow) as (key: string) => Promise<Record<string, string>>;
    vi.spyOn(slow, "hgetall").mockImplementationOnce((async (key: string) => {
      const read = await hgetall(key);
      begun.resolve();
      await held.promise;
      return read;
    }) as never);
    bot = startProcess(slow);
    const reading = fronts(id);
    await begun.promise;
    await bot.editing.addCard(anna, id, fields("Bones 2"), soon());
    held.resolve();
    await reading;
    expect(await fronts(id)).toEqual(["Bones 1", "Bones 2"]);
  });

  test("who may see it follows the deck as well", async () => {
    const forward = moveClock();
    const other = startProcess(await bench.connect(), { name: "b" });
    const id = await make("Bones", "server");
    expect(await other.library.open(ben, id, soon())).toBeDefined();
    await bot.editing.moveDeck(anna, id, "me", soon());
    expect(await bot.library.open(ben, id, soon())).toBeUndefined();
    forward(5001);
    expect(await other.library.open(ben, id, soon())).toBeUndefined();
  });

  test("is of that deck and no other, also while many are read at once and some give way", async () => {
    const ids: string[] = [];
    // Together they are larger than what is kept: what a deck counts for is its head's word.
    for (let n = 0; n < 8; n += 1) {
      const id = await make(`Deck ${n}`, "me", anna, 2);
      await store.hset(deckKeys(id).head, "bytes", 15_000_000);
      ids.push(id);
    }
    bot = startProcess(store);
    for (let round = 0; round < 3; round += 1) {
      const all = await Promise.all(ids.map(async (id) => await fronts(id)));
      expect(all).toEqual(ids.map((_, n) => [`Deck ${n} 1`, `Deck ${n} 2`]));
      const decks = await bot.library.usable(anna, [...ids].reverse(), soon());
      for (const [id, deck] of decks) expect([deck.id, deck.title]).toEqual([id, `Deck ${ids.indexOf(id)}`]);
      expect(decks.size).toBe(8);
    }
  });

  test("of several thousand cards is all of them, by number", async () => {
    const { id } = await bot.editing.createDeck(anna, { title: "Big", description: "", owner: "me" }, soon());
    const writing = store.pipeline();
    for (let n = 1; n <= 3000; n += 1) {
      writing.hset(deckKeys(id).cards(n >> 7), n, JSON.stringify({ f: `q${n}`, b: "a" }));
    }
    await writing.hset(deckKeys(id).head, "next", 3001, "cards", 3000).exec();
    bot.library.forget(id);
    const deck = (await bot.library.contents([id], soon())).get(id);
    expect(deck?.cards.map(({ number }) => number)).toEqual(Array.from({ length: 3000 }, (_, n) => n + 1));
    expect(await bot.library.card(id, 3000, soon())).toMatchObject({ front: "q3000" });
  });
});

describe("when the store does not answer", () => {
  test("it is said so, and the decks on board are there all the same", async () => {
    const id = await make("Bones");
    const lost = await bench.connect();
    lost.disconnect();
    bot = startProcess(lost);
    for (const step of [
      () => bot.library.open(anna, id, soon()),
      () => bot.library.list(anna, soon()),
      () => bot.library.contents([id], soon()),
      () => bot.editing.addCard(anna, id, fields("x"), soon()),
    ]) {
      const error = await step().catch((problem: unknown) => problem);
      expect(error).toBeInstanceOf(StoreError);
      expect((error as StoreError).outcome).toBe("not-sent");
    }
    expect(await bot.library.open(anna, "losses", soon())).toMatchObject({ title: "Losses" });
    expect((await bot.library.contents(["losses"], soon())).size).toBe(1);
    expect(await fronts(id, startProcess(store))).toEqual(["Bones 1"]);
  });
});

describe("an export", () => {
  test("holds the deck, its images where there is room, and one's own ratings when asked for", async () => {
    const id = await make("Bones: the Hand/é", "server", anna, 2);
    await store.hset(deckKeys(id).images, "a.png", "bytes");
    const snapshot = await loadLearner(store, BEN, soon());
    const state = {
      stability: 2.5,
      difficulty: 5,
      reviewedAt: 1_800_000_000,
      due: 20_835,
      rating: 4,
      ratingBefore: undefined,
      lapsedThatDay: false,
      reviews: 3,
      lapses: 1,
    } as const;
    await commitLearner(store, snapshot, { card: { deck: id, number: 2, state } }, soon());
    const wanted: unknown[] = [];
    const offload = {
      read: () => Promise.reject(new Error("nothing is read here")),
      write: async (job: {
        format: string;
        extra?: ReadonlyMap<number, unknown>;
        images: ReadonlyMap<string, unknown>;
      }) => {
        wanted.push({ format: job.format, images: [...job.images.keys()], extra: [...(job.extra ?? [])] });
        return Buffer.from("file");
      },
      close: async () => {},
    };
    bot = startProcess(store, { offload });
    const plain = await bot.exports(ben, id, "csv", false);
    expect(plain).toEqual({
      name: "Bones-the-Hand-e.csv",
      data: Buffer.from("file"),
      cards: 2,
      imagesLeftOut: 1,
    });
    const own = await bot.exports(ben, id, "json", true);
    expect(own).toMatchObject({ imagesLeftOut: 0 });
    expect((await bot.exports(anna, "losses", "anki-package", true)).name).toBe("Losses.apkg");
    const review = {
      rating: 4,
      due: "2027-01-17",
      difficulty: expect.closeTo(5, 1),
      stability: expect.closeTo(2.5, 1),
      reviews: 3,
      lapses: 1,
      reviewedAt: "2027-01-15T08:00:00.000Z",
    };
    expect(wanted).toEqual([
      { format: "csv", images: [], extra: [] },
      { format: "json", images: ["a.png"], extra: [[2, review]] },
      { format: "anki-package", images: [], extra: [] },
    ]);
  });

  test("of nothing says so", async () => {
    const id = await make("Bones", "me", anna, 0);
    expect(await refused(bot.exports(anna, id, "csv", false))).toContain("has no cards yet");
  });
});
