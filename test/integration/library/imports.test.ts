import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Viewer } from "../../../src/decks/access.ts";
import type { ImportWish } from "../../../src/library/staged.ts";
import { BusyError } from "../../../src/offload/offload.ts";
import type { Store } from "../../../src/store/connection.ts";
import { deckKeys, learnerKeys } from "../../../src/store/keys.ts";
import { commitLearner, deckStates, loadLearner } from "../../../src/store/learners.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  ben,
  counted,
  csv,
  EVE,
  eve,
  fields,
  inProcess,
  json,
  lastingKeys,
  manyCards,
  person,
  refused,
  soon,
  startBench,
  startProcess,
  wish,
} from "./support.ts";

const ENDED =
  "This preview has ended: it was cancelled, it is older than an hour, or you have opened another file since. Import the file again.";
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

describe("a file that was read", () => {
  test("shows what it holds, and nothing is made of it yet", async () => {
    const preview = await read(TWO, "body_parts.csv");
    expect(preview).toMatchObject({
      name: "body_parts.csv",
      title: "body parts",
      tally: undefined,
      earlier: undefined,
      rereadable: true,
      wish: wish(),
    });
    expect(preview.summary).toMatchObject({ format: "csv", cards: 2, skippedInAll: 0 });
    expect(await listed()).toEqual([]);
    expect(await bot.imports.preview(anna, preview.id)).toEqual(preview);
    // All of it goes by itself.
    expect(await lastingKeys(store)).toEqual([]);
    for (const key of await store.keys("*")) expect(await store.ttl(key)).toBeLessThanOrEqual(3600);
  });

  test("becomes a deck, with its cards in their order; pressed again it stays one", async () => {
    const { id } = await read(manyCards(600), "six hundred.csv");
    const told: [number, number][] = [];
    const result = await bot.imports.confirm(anna, id, (done, all) => told.push([done, all]));
    const deck = idOf(result);
    expect(result).toEqual({
      added: 600,
      updated: 0,
      unchanged: 0,
      decks: [{ id: deck, title: "six hundred", cards: 600 }],
    });
    expect(told).toEqual([
      [250, 600],
      [500, 600],
      [600, 600],
    ]);
    expect((await bot.library.contents([deck], soon())).get(deck)?.cards[599]).toEqual({
      number: 600,
      front: "question 599",
      back: "answer 599",
      tags: [],
    });
    await agrees(deck);
    expect(await confirm(id)).toEqual(result);
    expect(await listed()).toMatchObject([{ title: "six hundred", cards: 600 }]);
    // What was staged is given back at once, and what stays is the deck.
    expect(await store.hkeys(learnerKeys(ANNA).staged(id))).toEqual(["head"]);
    const cards = [0, 1, 2, 3, 4].map(deckKeys(deck).cards);
    expect(await lastingKeys(store)).toEqual([deckKeys(deck).head, ...cards, learnerKeys(ANNA).shelf].sort());
  });

  test("is its reader's alone", async () => {
    const { id } = await read(TWO, "a.csv");
    for (const viewer of [ben, eve]) {
      expect(await refused(bot.imports.preview(viewer, id))).toBe(ENDED);
      expect(await refused(confirm(id, viewer))).toBe(ENDED);
      expect(await refused(bot.imports.cancel(viewer, id))).toBe(ENDED);
      expect(await refused(bot.imports.choose(viewer, id, { owner: "me" }))).toBe(ENDED);
    }
    expect((await confirm(id)).added).toBe(2);
    expect(await refused(confirm("forged", anna))).toBe(ENDED);
  });

  test("is gone once it was cancelled, or another file is open", async () => {
    const first = await read(TWO, "a.csv");
    await bot.imports.cancel(anna, first.id);
    expect(await refused(confirm(first.id))).toBe(ENDED);
    expect(await refused(bot.imports.cancel(anna, first.id))).toBe(ENDED);
    const second = await read(TWO, "b.csv");
    const third = await read(TWO, "c.csv");
    expect(await refused(confirm(second.id))).toBe(ENDED);
    const other = await read(TWO, "d.csv", {}, ben);
    await confirm(third.id);
    expect(await refused(bot.imports.cancel(anna, third.id))).toContain("imported already");
    await confirm(other.id, ben);
    expect((await listed()).map(({ title }) => title)).toEqual(["c"]);
  });

  test("is called by what it says of itself, else by its name, else “My cards”", async () => {
    expect((await read(json("Bones", [{ front: "a", back: "b" }]), "x.json")).title).toBe("Bones");
    expect((await read(TWO, "Latin_verbs_1.csv")).title).toBe("Latin verbs 1");
    const pasted = await read(Buffer.from("Q: Capital of Peru?\nA: Lima\n"), undefined);
    expect(pasted.title).toBe("My cards");
    expect((await confirm(pasted.id)).decks).toMatchObject([{ title: "My cards", cards: 1 }]);
    const again = await read(TWO, undefined);
    expect((await confirm(again.id)).decks).toMatchObject([{ title: "My cards (2)" }]);
    const third = await read(TWO, undefined);
    expect((await confirm(third.id)).decks).toMatchObject([{ title: "My cards (3)" }]);
  });

  test("that cannot be read says so to the person, and what is too busy says that", async () => {
    expect(await refused(read(Buffer.from("just words"), "a.txt"))).toContain("No deck was recognised");
    bot = startProcess(store, {
      offload: { ...inProcess, read: () => Promise.reject(new BusyError("Too many files are being read.")) },
    });
    await expect(read(TWO, "a.csv")).rejects.toBeInstanceOf(BusyError);
    expect(await lastingKeys(store)).toEqual([]);
  });

  test("without a single card says which were skipped", async () => {
    const empty = {
      ...(await inProcess.read(TWO, { name: "" }, async () => {})),
      cards: 0,
      skipped: [1, 2, 3, 4, 5, 6].map((n) => ({ where: `line ${n}`, why: "the answer is empty" })),
      skippedInAll: 8,
    };
    bot = startProcess(store, { offload: { ...inProcess, read: async () => empty } });
    const words = await refused(read(TWO, "a.csv"));
    expect(words).toContain("- line 5: the answer is empty");
    expect(words).toContain("and 3 more");
  });
});

describe("what is chosen", () => {
  test("is whose the deck is, checked by who may", async () => {
    const { id } = await read(TWO, "a.csv", { owner: "server" });
    expect((await bot.imports.choose(anna, id, { owner: "me" })).wish.owner).toBe("me");
    await bot.imports.choose(anna, id, { owner: "server" });
    await bot.editing.changeSettings(person(BEN, { manages: true }), { deckMakers: "managers" }, soon());
    expect(await refused(confirm(id))).toContain("Manage Server make decks");
    expect(await refused(read(TWO, "b.csv", { owner: "server" }))).toContain("Manage Server make decks");
    expect(await refused(read(TWO, "b.csv", { owner: "server" }, eve))).toContain("no server here");
    await bot.imports.choose(anna, id, { owner: "me" });
    // What cannot be is not kept.
    expect(await refused(bot.imports.choose(anna, id, { owner: "server" }))).toContain("make decks");
    expect((await bot.imports.preview(anna, id)).wish.owner).toBe("me");
    const { decks } = await confirm(id);
    expect(await bot.library.open(anna, decks[0]?.id ?? "", soon())).toMatchObject({
      owner: { kind: "person", id: ANNA },
    });
  });

  test("is the deck it goes into, which must be one they may change", async () => {
    const bens = await make("Ben's", "server", ben);
    const hidden = await make("Hidden", "me", ben);
    const own = await make("Own");
    const { id } = await read(TWO, "a.csv");
    expect(await refused(bot.imports.choose(anna, id, { into: bens }))).toContain(
      `It can be changed by <@${BEN}>`,
    );
    expect(await refused(bot.imports.choose(anna, id, { into: hidden }))).toContain(
      "is gone, or you can't use it here",
    );
    expect(await refused(bot.imports.choose(anna, id, { into: "losses" }))).toContain("ships with the bot");
    expect(await refused(read(TWO, "a.csv", { into: "0000" }))).toContain(
      "is gone, or you can't use it here",
    );
    expect(await bot.imports.choose(anna, id, { into: own })).toMatchObject({
      title: "Own",
      tally: { added: 2, updated: 0, unchanged: 0 },
    });
    await bot.editing.deleteDeck(anna, own, soon());
    expect(await refused(confirm(id))).toContain("The deck to import into is gone");
    expect(await bot.imports.choose(anna, id, { into: undefined })).toMatchObject({
      title: "a",
      tally: undefined,
    });
  });

  test("is how it is cut, which reads it anew", async () => {
    const text = Buffer.from("a = 1; b = 2; c = 3");
    const { id, summary } = await read(text, "x.txt", {
      format: "quizlet",
      separators: { side: " = ", card: "; " },
    });
    expect(summary.cards).toBe(3);
    const again = await bot.imports.choose(anna, id, {
      separators: { side: " ", card: "; " },
      format: "quizlet",
    });
    expect(again.summary.samples[0]).toMatchObject({ front: "a", back: "= 1" });
    expect(again.name).toBe("x.txt");
    expect(await refused(bot.imports.preview(anna, id))).toBe(ENDED);
    expect((await confirm(again.id)).added).toBe(3);
  });

  test("that gives no card leaves the preview as it was", async () => {
    const { id } = await read(Buffer.from("a\tb\nc\td\n"), "x.txt");
    const choice = { separators: { side: "§", card: "\n" }, format: "quizlet" } as const;
    expect(await refused(bot.imports.choose(anna, id, choice))).toContain("No card could be read");
    expect((await bot.imports.preview(anna, id)).summary.cards).toBe(2);
    expect((await confirm(id)).added).toBe(2);
  });

  test("for a large file is not how it is cut", async () => {
    const large = csv(Array.from({ length: 1100 }, (_, n) => [`q ${n}`, "x".repeat(2000)] as const));
    const preview = await read(large, "a.csv");
    expect(preview.rereadable).toBe(false);
    const choice = { separators: { side: ",", card: "\n" } };
    expect(await refused(bot.imports.choose(anna, preview.id, choice))).toContain(
      "too large to be read in another way",
    );
    expect((await confirm(preview.id)).added).toBe(1100);
  });

  test("is what becomes of subdecks: tags, or decks of their own", async () => {
    const { id, summary } = await read(SUBDECKS, "body.txt");
    expect(summary.paths.length).toBeGreaterThan(1);
    const tags = await confirm(id);
    expect(tags.decks).toHaveLength(1);
    const withTags = await counted(store, idOf(tags));
    expect(withTags.cards.find(({ front }) => front === "f")?.tags.at(-1)).toContain("foot");

    const second = await read(SUBDECKS, "body.txt");
    await bot.imports.choose(anna, second.id, { subdecks: "decks" });
    const result = await confirm(second.id);
    expect(result.added).toBe(6);
    expect(result.decks.map(({ cards }) => cards).sort()).toEqual([1, 2, 3]);
    const titles = result.decks.map(({ title }) => title);
    expect(new Set(titles).size).toBe(3);
    expect(titles.some((title) => title.endsWith(": Hand"))).toBe(true);
    for (const deck of result.decks) {
      const { cards } = await counted(store, deck.id);
      expect(cards).toHaveLength(deck.cards);
      expect(cards.every((card) => card.tags.length === 0)).toBe(true);
      await agrees(deck.id);
    }
    expect((await listed()).length).toBe(4);
    expect(await confirm(second.id)).toEqual(result);
  });
});

describe("a later version of a file", () => {
  test("updates the deck: numbers and schedules stay, and cards that it lacks", async () => {
    const { decks } = await confirm((await read(TWO, "body.csv")).id);
    const id = decks[0]?.id ?? "";
    await add(id, "Tibia", "written by hand");
    const snapshot = await loadLearner(store, EVE, soon());
    await commitLearner(store, snapshot, { card: { deck: id, number: 2, state: STATE } }, soon());

    const later = csv([
      ["Femur", "a bone"],
      ["Biceps", "a muscle of the arm"],
      ["Ulna", "a bone"],
    ]);
    const preview = await read(later, "body.csv");
    expect(preview.earlier).toEqual({ id, title: "body" });
    expect(await bot.imports.choose(anna, preview.id, { into: id })).toMatchObject({
      tally: { added: 1, updated: 1, unchanged: 1 },
      earlier: undefined,
    });
    expect(await confirm(preview.id)).toEqual({
      added: 1,
      updated: 1,
      unchanged: 1,
      decks: [{ id, title: "body", cards: 4 }],
    });
    const { cards } = await counted(store, id);
    expect(cards.map(({ number, front, back }) => [number, front, back])).toEqual([
      [1, "Ulna", "a bone"],
      [2, "Biceps", "a muscle of the arm"],
      [3, "Tibia", "written by hand"],
      [4, "Femur", "a bone"],
    ]);
    expect(await deckStates(store, EVE, id, [2], soon())).toEqual(new Map([[2, STATE]]));
    expect((await listed()).length).toBe(1);
    await agrees(id);
    // The same process sees it at once.
    expect((await bot.library.contents([id], soon())).get(id)?.cards).toHaveLength(4);
  });

  test("finds the deck it came from among the owner's own alone, and none that was deleted", async () => {
    const id = idOf(await confirm((await read(TWO, "body.csv")).id));
    expect((await read(TWO, "body.csv", {}, ben)).earlier).toBeUndefined();
    expect((await read(TWO, "body.csv", { owner: "server" })).earlier).toBeUndefined();
    expect((await read(TWO, "other.csv")).earlier).toBeUndefined();
    await bot.editing.deleteDeck(anna, id, soon());
    expect((await read(TWO, "body.csv")).earlier).toBeUndefined();
  });

  test("with doubles of a name finds each of them again", async () => {
    const file = json("Bones", [
      { front: "a", back: "1", source: "x" },
      { front: "b", back: "2", source: "x" },
      { front: "b", back: "3", source: "x" },
    ]);
    const id = idOf(await confirm((await read(file, "a.json")).id));
    expect((await read(file, "a.json", { into: id })).tally).toEqual({ added: 0, updated: 0, unchanged: 3 });
  });

  test("goes in beside a change of the same moment: nothing of either is lost", async () => {
    const id = await make("Bones");
    const { id: preview } = await read(manyCards(300), "a.csv", { into: id });
    const other = startProcess(await bench.connect(), { name: "b" });
    await Promise.all([
      confirm(preview),
      other.editing.addCard(anna, id, fields("meanwhile"), soon()),
      other.editing.editDeck(anna, id, { description: "new" }, soon()),
    ]);
    const { cards, head } = await counted(store, id);
    expect(cards).toHaveLength(301);
    expect(cards.filter(({ front }) => front === "meanwhile")).toHaveLength(1);
    expect(head.description).toBe("new");
    await agrees(id);
  });

  test("confirmed again after its deck was changed writes nothing more", async () => {
    const id = await make("Bones");
    const { id: preview } = await read(TWO, "a.csv", { into: id });
    const first = await confirm(preview);
    await bot.editing.editCard(anna, id, 1, fields("Ulna", "by hand"), soon());
    expect(await confirm(preview)).toEqual(first);
    expect(await sidesOf(id)).toEqual([
      ["Ulna", "by hand"],
      ["Biceps", "a muscle"],
    ]);
  });
});
