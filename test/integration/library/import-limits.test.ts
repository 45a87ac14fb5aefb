import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Viewer } from "../../../src/decks/access.ts";
import type { ImportWish } from "../../../src/library/staged.ts";
import { type Store, StoreError } from "../../../src/store/connection.ts";
import { deckKeys, learnerKeys } from "../../../src/store/keys.ts";
import {
  ANNA,
  anna,
  type BotProcess,
  counted,
  csv,
  failingStore,
  fields,
  json,
  lastingKeys,
  manyCards,
  pictureOf,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
  wish,
} from "./support.ts";

const TWO = csv([
  ["Ulna", "a bone"],
  ["Biceps", "a muscle"],
]);
/** Six cards: two at the top, three in one subdeck, one in another. */
const SUBDECKS = Buffer.from(
  [
    "#separator:tab",
    "#html:false",
    "#deck column:3",
    "a\t1\tBody",
    "b\t2\tBody",
    "c\t3\tBody::Hand",
    "d\t4\tBody::Hand",
    "e\t5\tBody::Hand",
    "f\t6\tBody::Foot",
  ].join("\n"),
);

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
afterAll(async () => await bench.end());

const quietly = () => {};
const read = (
  bytes: Buffer,
  name: string | undefined,
  more: Partial<ImportWish> = {},
  viewer: Viewer = anna,
) => bot.imports.read(viewer, async () => bytes, name, wish(more), quietly);
const confirm = (id: string, viewer: Viewer = anna, process = bot) =>
  process.imports.confirm(viewer, id, quietly);
const listed = async (viewer: Viewer = anna) =>
  (await startProcess(store).library.list(viewer, soon())).filter(({ id }) => id !== "losses");
const make = async (title: string, owner: "me" | "server" = "me", viewer: Viewer = anna) =>
  (await bot.editing.createDeck(viewer, { title, description: "", owner }, soon())).id;
const add = async (id: string, front: string, back: string) =>
  (await bot.editing.addCard(anna, id, fields(front, back), soon())).card.number;
const sidesOf = async (id: string) =>
  (await counted(store, id)).cards.map(({ front, back }) => [front, back]);
const idOf = (imported: { readonly decks: readonly { readonly id: string }[] }) =>
  imported.decks[0]?.id ?? "";
const agrees = async (id: string) => {
  const { told, held } = await counted(store, id);
  expect(told).toEqual(held);
  return held;
};

describe("images", () => {
  const [one, two, three] = [pictureOf(1, 100), pictureOf(2, 2000), pictureOf(3, 50)];
  const card = (n: number, ...pictures: readonly (typeof one)[]) => ({
    front: `card ${n} ${pictures.map(({ reference }) => reference).join(" ")}`,
    back: "b",
  });

  test("come along once each, however many cards show them", async () => {
    const file = json("Bones", [card(1, one), card(2, one, two), card(3, two)], [one, two]);
    const id = idOf(await confirm((await read(file, "a.json")).id));
    expect((await agrees(id)).imageBytes).toBe(2100);
    expect(await bot.library.image(id, one.id, soon())).toEqual(one.bytes);
    expect(await bot.library.image(id, three.id, soon())).toBeUndefined();
    const later = json("Bones", [card(1, one), card(4, three)], [one, three]);
    await confirm((await read(later, "a.json", { into: id })).id);
    expect((await agrees(id)).imageBytes).toBe(2150);
    expect(await store.ttl(deckKeys(id).images)).toBe(-1);
    const entry = JSON.parse((await store.hget(learnerKeys(ANNA).shelf, id)) ?? "{}");
    const { head } = await counted(store, id);
    expect(entry.bytes).toBe(head.bytes + 2150);
  });

  test("count for the owner's room, and 8 MiB is the most of a deck", async () => {
    const large = Array.from({ length: 17 }, (_, n) => pictureOf(n, 500_000));
    const cards = large.map((picture, n) => card(n, picture));
    const first = json("Bones", cards.slice(0, 16), large.slice(0, 16));
    const id = idOf(await confirm((await read(first, "a.json")).id));
    const more = await read(json("Bones", cards.slice(16), large.slice(16)), "a.json", { into: id });
    expect(await refused(confirm(more.id))).toContain("more than 8 MiB");
    expect((await agrees(id)).imageBytes).toBe(8_000_000);
    bot = startProcess(store, {
      limits: { person: { decks: 9, bytes: 8_400_000 }, server: { decks: 9, bytes: 1 } },
      name: "b",
    });
    const third = await read(json("Muscles", cards.slice(16), large.slice(16)), "b.json");
    expect(await refused(confirm(third.id))).toContain(
      "There is no room for that: a person's decks may take 8.0 MiB",
    );
    expect((await listed()).map(({ title }) => title)).toEqual(["Bones"]);
  });
});

describe("what there is no room for", () => {
  test("is refused before anything is written", async () => {
    const limits = { person: { decks: 2, bytes: 10_000 }, server: { decks: 1, bytes: 500 } };
    bot = startProcess(store, { limits });
    const kept = await make("Bones");
    const before = (await counted(store, kept)).head;

    const large = await read(manyCards(300), "a.csv");
    expect(await refused(confirm(large.id))).toContain("There is no room for that");
    await bot.imports.choose(anna, large.id, { into: kept });
    expect(await refused(confirm(large.id))).toContain("There is no room for that");
    expect((await counted(store, kept)).head).toEqual(before);

    const subdecks = await read(SUBDECKS, "a.txt", { subdecks: "decks" });
    expect(await refused(confirm(subdecks.id))).toContain(
      "The file has 3 subdecks, and there is room for 1 more decks.",
    );
    expect((await listed()).map(({ title }) => title)).toEqual(["Bones"]);

    await make("Muscles");
    const third = await read(TWO, "a.csv");
    expect(await refused(confirm(third.id))).toContain("You have 2 decks already");
    // The preview is still there, for another choice.
    expect((await bot.imports.choose(anna, third.id, { into: kept })).tally?.added).toBe(2);
    await confirm(third.id);
    expect(await sidesOf(kept)).toHaveLength(2);
  });

  test("is an eleventh thousand of cards", async () => {
    const id = idOf(await confirm((await read(manyCards(9999), "a.csv")).id));
    const more = csv([
      ["x", "1"],
      ["y", "2"],
    ]);
    const preview = await read(more, "b.csv", { into: id });
    expect(await refused(confirm(preview.id))).toContain(
      "would have 10,001 cards; a deck has at most 10,000",
    );
    expect((await agrees(id)).cards).toBe(9999);
    const one = await read(csv([["x", "1"]]), "b.csv", { into: id });
    await confirm(one.id);
    expect((await agrees(id)).cards).toBe(10_000);
  });

  test("is anything when Redis is nearly full", async () => {
    const { id } = await read(TWO, "a.csv");
    const used = Number(/^used_memory:(\d+)/m.exec(await store.info("memory"))?.[1]);
    await store.config("SET", "maxmemory", String(Math.round(used / 0.85)));
    try {
      bot = startProcess(store, { name: "b" });
      expect(await refused(read(TWO, "b.csv"))).toContain("memory is nearly full");
      expect(await refused(confirm(id))).toContain("memory is nearly full");
    } finally {
      await store.config("SET", "maxmemory", "0");
    }
    bot = startProcess(store, { name: "c" });
    expect((await confirm(id)).added).toBe(2);
  });
});

describe("pressed on two devices at once", () => {
  test("a new deck is made once, and both are told of the same", async () => {
    const { id } = await read(manyCards(600), "a.csv");
    const other = startProcess(await bench.connect(), { name: "b" });
    const [one, two] = await Promise.all([confirm(id), confirm(id, anna, other)]);
    expect(two.decks).toEqual(one.decks);
    expect(await listed()).toMatchObject([{ id: idOf(one), cards: 600 }]);
    expect((await agrees(idOf(one))).cards).toBe(600);
  });

  test("a deck gets its cards once, and both are told so", async () => {
    const deck = await make("Bones");
    const { id } = await read(manyCards(600), "a.csv", { into: deck });
    const other = startProcess(await bench.connect(), { name: "b" });
    const results = await Promise.all([confirm(id), confirm(id, anna, other)]);
    for (const { decks } of results) expect(decks).toEqual([{ id: deck, title: "Bones", cards: 600 }]);
    expect((await agrees(deck)).cards).toBe(600);
  });
});

describe.each(["unsent", "unheard"] as const)("when one write of an import fails (%s)", (how) => {
  const pictures = [pictureOf(1), pictureOf(2, 5000)];
  const file = json(
    "Bones",
    Array.from({ length: 300 }, (_, n) => ({ front: `q${n} ${pictures[n]?.reference ?? ""}`, back: "b" })),
    pictures,
  );

  /** Fails each write of a step by turns, each time from the same beginning. @returns how many there were */
  async function eachWrite(
    begin: () => Promise<string>,
    step: (process: BotProcess, id: string) => Promise<unknown>,
    check: (id: string, nth: number) => Promise<void>,
  ): Promise<number> {
    for (let nth = 1; ; nth += 1) {
      await store.flushall();
      bot = startProcess(store);
      const id = await begin();
      const failing = failingStore(store, nth, how);
      // Where the deck was written and the list was not, the person is told that it is done.
      await step(startProcess(failing.store, { name: "f" }), id).catch((error: unknown) =>
        expect(error).toBeInstanceOf(StoreError),
      );
      if (failing.writes() < nth) return nth - 1;
      await check(id, nth);
    }
  }

  test("reading leaves nothing that lasts, and can be done again", async () => {
    const writes = await eachWrite(
      async () => "",
      (process) => process.imports.read(anna, async () => file, "a.json", wish(), quietly),
      async () => {
        expect(await lastingKeys(store)).toEqual([]);
        expect((await confirm((await read(file, "a.json")).id)).added).toBe(300);
      },
    );
    expect(writes).toBeGreaterThanOrEqual(6);
  });

  test("the deck it goes into has all cards or none, and pressing again completes it", async () => {
    let deck = "";
    const writes = await eachWrite(
      async () => {
        deck = await make("Bones");
        await add(deck, "q5", "as it was");
        return (await read(file, "a.json", { into: deck })).id;
      },
      (process, id) => process.imports.confirm(anna, id, quietly),
      async (id) => {
        const cards = await sidesOf(deck);
        expect([1, 300]).toContain(cards.length);
        expect(cards[0]).toEqual(["q5", cards.length === 1 ? "as it was" : "b"]);
        await confirm(id);
        const after = await counted(store, deck);
        expect(after.cards).toHaveLength(300);
        expect(after.told).toEqual(after.held);
        expect(after.held.imageBytes).toBe(5100);
        expect(after.cards.every(({ back }) => back === "b")).toBe(true);
        const images = await store.hkeys(deckKeys(deck).images);
        expect(images.sort()).toEqual(pictures.map((picture) => picture.id).sort());
      },
    );
    expect(writes).toBeGreaterThanOrEqual(6);
  });

  test("a new deck has all cards or is not there, and pressing again makes one of it", async () => {
    const writes = await eachWrite(
      async () => (await read(file, "a.json", { owner: "server" })).id,
      (process, id) => process.imports.confirm(anna, id, quietly),
      async (id) => {
        const made = (await store.keys("*:head")).length;
        const shown = await listed();
        for (const deck of shown)
          expect(await startProcess(store).library.open(anna, deck.id, soon())).toBeDefined();
        expect(await store.keys("*:img")).toHaveLength(made);
        const { decks } = await confirm(id);
        expect(decks).toMatchObject([{ title: "Bones", cards: 300 }]);
        expect(await store.keys("*:head")).toEqual([deckKeys(idOf({ decks })).head]);
        expect(made).toBeLessThanOrEqual(1);
        expect(await agrees(idOf({ decks }))).toMatchObject({ cards: 300, imageBytes: 5100 });
        expect(await store.hkeys(`{g${SERVER}}:decks`)).toEqual([idOf({ decks })]);
        const lasting = (await lastingKeys(store)).filter(
          (key) => key.includes("import") || key.includes(":n:"),
        );
        expect(lasting).toEqual([]);
      },
    );
    expect(writes).toBeGreaterThanOrEqual(6);
  });
});
