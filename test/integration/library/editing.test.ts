import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../src/store/connection.ts";
import { deckKeys, learnerKeys } from "../../../src/store/keys.ts";
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
  ROLE,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
} from "./support.ts";

const DAY = 86_400_000;

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

describe("a new deck", () => {
  test("is there at once, empty, its maker's or the server's", async () => {
    const own = await make("  Verbs \n of Latin ", "me", anna, "All of them.");
    const here = await make("Bones", "server");
    expect(own).toMatchObject({
      title: "Verbs of Latin",
      description: "All of them.",
      owner: { kind: "person", id: ANNA },
      creator: ANNA,
      cards: 0,
    });
    expect(here.owner).toEqual({ kind: "server", id: SERVER });
    expect(await bot.library.open(anna, own.id, soon())).toMatchObject({
      id: own.id,
      title: "Verbs of Latin",
    });
    expect((await bot.library.list(anna, soon())).map(({ title }) => title)).toEqual([
      "Bones",
      "Verbs of Latin",
      "Losses",
    ]);
    expect(await lastingKeys(store)).toEqual(
      [deckKeys(own.id).head, deckKeys(here.id).head, `{g${SERVER}}:decks`, learnerKeys(ANNA).shelf].sort(),
    );
  });

  test.each([
    ["", "needs a title"],
    [" \u200b ", "needs a title"],
    ["x".repeat(101), "at most 100 characters"],
  ])("of the title %j is refused", async (title, words) => {
    expect(await refused(make(title))).toContain(words);
    expect(await store.keys("*")).toEqual([]);
  });

  test("has a description of at most 300 characters", async () => {
    expect(await refused(make("A", "me", anna, "x".repeat(301)))).toContain("at most 300 characters");
    expect((await make("A", "me", anna, "x".repeat(300))).description).toHaveLength(300);
  });

  test("has a title that no other deck of its owner has, whatever the case", async () => {
    await make("Bones");
    expect(await refused(make("bONES"))).toContain("There is a deck called **bONES** already");
    // Another owner may have one of the same title.
    await make("Bones", "server");
    await make("Bones", "me", ben);
    expect(await refused(make("bones", "server", ben))).toContain("already");
  });

  test("of a server is made by those whom the server lets", async () => {
    const manager = person(BEN, { manages: true });
    expect(await refused(make("A", "server", eve))).toContain("no server here");
    await bot.editing.changeSettings(manager, { deckMakers: "managers" }, soon());
    expect(await refused(make("A", "server"))).toContain("members with the right Manage Server make decks");
    await make("B", "server", manager);
    await bot.editing.changeSettings(manager, { deckMakers: { role: ROLE } }, soon());
    expect(await refused(make("A", "server"))).toContain(
      `members with <@&${ROLE}> or the right Manage Server`,
    );
    await make("C", "server", person(ANNA, { roles: [ROLE] }));
    await make("D", "server", manager);
    await bot.editing.changeSettings(manager, { deckMakers: "everyone" }, soon());
    await make("E", "server");
    // One's own are nobody else's business.
    await bot.editing.changeSettings(manager, { deckMakers: "managers" }, soon());
    await make("F", "me");
  });
});

describe("a server's settings", () => {
  test("are changed there by those with Manage Server", async () => {
    expect(await refused(bot.editing.changeSettings(anna, {}, soon()))).toContain("Manage Server");
    expect(await refused(bot.editing.changeSettings(eve, {}, soon()))).toContain("in the server");
    const manager = person(BEN, { manages: true });
    const changes = {
      defaultDeck: "abc",
      quizzesPrivate: true,
      publicChannels: ["1", "2"],
      deckMakers: { role: ROLE },
    } as const;
    const set = { ...changes, milestoneRoles: new Map() };
    expect(await bot.editing.changeSettings(manager, changes, soon())).toEqual(set);
    expect(await bot.editing.changeSettings(manager, { quizzesPrivate: false }, soon())).toEqual({
      ...set,
      quizzesPrivate: false,
    });
    const first = { defaultDeck: undefined, publicChannels: [], deckMakers: "everyone" } as const;
    await bot.editing.changeSettings(manager, first, soon());
    expect(await store.keys("*")).toEqual([]);
  });

  test("a default deck that is gone, or that is another's, gives way to the bot's own", async () => {
    const manager = person(BEN, { manages: true });
    const deck = await make("Bones", "server");
    await bot.editing.changeSettings(manager, { defaultDeck: deck.id }, soon());
    expect(await bot.library.defaultDeck(anna, soon())).toBe(deck.id);
    expect(await bot.library.defaultDeck(eve, soon())).toBe("losses");
    await bot.editing.deleteDeck(anna, deck.id, soon());
    expect(await bot.library.defaultDeck(anna, soon())).toBe("losses");
    const bens = await make("Ben's", "me", ben);
    await bot.editing.changeSettings(manager, { defaultDeck: bens.id }, soon());
    expect(await bot.library.defaultDeck(anna, soon())).toBe("losses");
  });
});

describe("a deck", () => {
  test("is edited by those who may; what is not named stays", async () => {
    const { id } = await make("Bones", "server", anna, "Of the hand.");
    const after = await bot.editing.editDeck(anna, id, { title: "Muscles", tags: "Hand, Arm  hand" }, soon());
    expect(after).toMatchObject({ title: "Muscles", description: "Of the hand.", tags: ["hand", "arm"] });
    await bot.editing.editDeck(person(BEN, { manages: true }), id, { editorRole: ROLE }, soon());
    await bot.editing.editDeck(person(BEN, { roles: [ROLE] }), id, { description: "" }, soon());
    expect(await bot.library.open(ben, id, soon())).toMatchObject({ description: "", editorRole: ROLE });
    expect(await refused(bot.editing.editDeck(ben, id, { title: "x" }, soon()))).toBe(
      `You can't change **Muscles**. It can be changed by <@${ANNA}>, members with the role <@&${ROLE}> and members with the right Manage Server.`,
    );
    await bot.editing.editDeck(anna, id, { editorRole: undefined }, soon());
    expect(await refused(bot.editing.editDeck(person(BEN, { roles: [ROLE] }), id, {}, soon()))).toContain(
      "can't",
    );
    expect((await bot.library.list(ben, soon()))[0]).toMatchObject({ title: "Muscles" });
  });

  test("is deleted, and its editors are chosen, by its maker and managers alone", async () => {
    const { id } = await make("Bones", "server");
    await bot.editing.editDeck(anna, id, { editorRole: ROLE }, soon());
    const editor = person(BEN, { roles: [ROLE] });
    const may = `<@${ANNA}> and members with the right Manage Server`;
    expect(await refused(bot.editing.deleteDeck(editor, id, soon()))).toContain(may);
    expect(await refused(bot.editing.editDeck(editor, id, { editorRole: "7" }, soon()))).toContain(may);
    // Saving the form as it is takes no right away.
    await bot.editing.editDeck(editor, id, { title: "Muscles", editorRole: ROLE }, soon());
    bot = startProcess(store, { members: new Set([`${SERVER}:${ANNA}`]) });
    const abroad = person(ANNA, { guildId: OTHER_SERVER });
    expect(await refused(bot.editing.editDeck(abroad, id, { editorRole: "7" }, soon()))).toContain(
      "in its own server",
    );
    await bot.editing.deleteDeck(person(BEN, { manages: true }), id, soon());
    expect((await bot.library.deleted(editor, soon())).map(({ title }) => title)).toEqual(["Muscles"]);
    expect(await bot.library.deleted(person(EVE), soon())).toEqual([]);
  });

  test("keeps its title where only its case changes, and takes none of another's", async () => {
    const { id } = await make("bones");
    await make("Muscles");
    expect((await bot.editing.editDeck(anna, id, { title: "Bones" }, soon())).title).toBe("Bones");
    expect(await refused(bot.editing.editDeck(anna, id, { title: "muscles" }, soon()))).toContain("already");
  });

  test.each([
    [{ title: "x".repeat(101) }, "at most 100 characters"],
    [{ description: "x".repeat(301) }, "at most 300 characters"],
    [{ tags: "a b c d e f g h i j k" }, "at most 10 tags"],
    [{ tags: "x".repeat(33) }, "32 characters"],
    [{ editorRole: ROLE }, "no other editors"],
  ])("cannot become %j", async (change, words) => {
    const { id } = await make("Bones");
    expect(await refused(bot.editing.editDeck(anna, id, change, soon()))).toContain(words);
  });

  test("that ships with the bot stays as it is", async () => {
    for (const step of [
      () => bot.editing.editDeck(anna, "losses", { title: "x" }, soon()),
      () => bot.editing.deleteDeck(anna, "losses", soon()),
      () => bot.editing.addCard(anna, "losses", fields("x"), soon()),
      () => bot.editing.moveDeck(anna, "losses", "me", soon()),
      () => bot.editing.suggest(anna, "losses", 1, fields("x"), soon()),
    ]) {
      expect(await refused(step())).toContain("nobody: it ships with the bot");
    }
  });
});

describe("a deleted deck", () => {
  test("is gone for everybody, and back within the day with all it held", async () => {
    const { id } = await make("Bones", "server");
    await add(id, "Ulna");
    await bot.editing.suggest(ben, id, 1, fields("Ulna?"), soon());
    for (let n = 0; n < 130; n += 1) await add(id, `bone ${n}`);
    await store.hset(deckKeys(id).images, "x.png", "bytes");
    const before = await counted(store, id);

    await bot.editing.deleteDeck(anna, id, soon());
    expect(await bot.library.open(anna, id, soon())).toBeUndefined();
    expect(await frontsOf(id)).toBeUndefined();
    expect((await bot.library.list(anna, soon())).map((deck) => deck.id)).not.toContain(id);
    const gone = "There is no such deck any more, or you can't use it here.";
    expect(await refused(bot.editing.addCard(anna, id, fields("x"), soon()))).toBe(gone);
    expect(await refused(bot.editing.deleteDeck(anna, id, soon()))).toBe(gone);
    // Nothing of it outlives the day; the shelf is tidied when it is looked at.
    const keys = (await store.keys(`{d${id}}*`)).sort();
    expect(keys).toHaveLength(5);
    for (const key of keys) {
      const seconds = await store.ttl(key);
      expect(seconds).toBeGreaterThan(86_000);
      expect(seconds).toBeLessThanOrEqual(86_400);
    }

    await bot.editing.restoreDeck(anna, id, soon());
    expect(await lastingKeys(store)).toEqual([...keys, `{g${SERVER}}:decks`].sort());
    expect((await counted(store, id)).cards).toEqual(before.cards);
    expect((await bot.library.list(ben, soon()))[0]).toMatchObject({ id, cards: 131, ideas: 1 });
    // Pressed again, the button finds it back.
    const { revision } = await counted(store, id);
    expect(await bot.editing.restoreDeck(anna, id, soon())).toMatchObject({ id, deletedAt: undefined });
    expect(await refused(bot.editing.restoreDeck(eve, id, soon()))).toBe(gone);
    expect((await counted(store, id)).revision).toBe(revision);
  });

  test("is brought back by those alone who may change it", async () => {
    const { id } = await make("Bones", "server");
    await bot.editing.deleteDeck(anna, id, soon());
    expect(await refused(bot.editing.restoreDeck(ben, id, soon()))).toContain("can't change");
    expect(await refused(bot.editing.restoreDeck(eve, id, soon()))).toContain("no such deck");
    await bot.editing.restoreDeck(person(BEN, { manages: true }), id, soon());
  });

  test("leaves its owner's shelf after the day", async () => {
    const { id } = await make("Bones");
    await bot.editing.deleteDeck(anna, id, soon());
    time += DAY - 1;
    await bot.library.list(anna, soon());
    expect(await store.hlen(learnerKeys(ANNA).shelf)).toBe(1);
    time += 2;
    await bot.library.list(anna, soon());
    expect(await store.hlen(learnerKeys(ANNA).shelf)).toBe(0);
    await store.del(deckKeys(id).head);
    expect(await refused(bot.editing.restoreDeck(anna, id, soon()))).toContain("no such deck");
  });

  test("comes back beside another of its title, under one of its own", async () => {
    const { id } = await make("Bones");
    await bot.editing.deleteDeck(anna, id, soon());
    await make("bones");
    expect((await bot.editing.restoreDeck(anna, id, soon())).title).toBe("Bones (2)");
    expect((await bot.library.list(anna, soon())).map(({ title }) => title)).toEqual([
      "bones",
      "Bones (2)",
      "Losses",
    ]);
    expect(await bot.library.find(anna, "Bones (2)", soon())).toMatchObject({ id });
  });

  test("lets its title go to another, and its place too", async () => {
    bot = startProcess(store, {
      limits: { person: { decks: 1, bytes: 10_000 }, server: { decks: 1, bytes: 10_000 } },
    });
    const { id } = await make("Bones");
    expect(await refused(make("Muscles"))).toContain("You have 1 decks already");
    await bot.editing.deleteDeck(anna, id, soon());
    await make("Bones");
    // It comes back only where there is room for it.
    expect(await refused(bot.editing.restoreDeck(anna, id, soon()))).toMatch(/already/);
    expect((await bot.library.list(anna, soon())).filter(({ title }) => title === "Bones")).toHaveLength(1);
  });
});

describe("a deck that is moved", () => {
  test("goes to the server, and back to who made it", async () => {
    const { id } = await make("Bones");
    await add(id, "Ulna");
    await bot.editing.moveDeck(anna, id, "server", soon());
    expect(await bot.library.open(ben, id, soon())).toMatchObject({
      owner: { kind: "server", id: SERVER },
      cards: 1,
    });
    expect(await store.hkeys(learnerKeys(ANNA).shelf)).toEqual([]);
    await bot.editing.editDeck(anna, id, { editorRole: ROLE }, soon());
    await bot.editing.moveDeck(anna, id, "me", soon());
    expect(await bot.library.open(ben, id, soon())).toBeUndefined();
    expect(await bot.library.open(anna, id, soon())).toMatchObject({
      owner: { kind: "person", id: ANNA },
      editorRole: undefined,
    });
    expect(await store.hkeys(`{g${SERVER}}:decks`)).toEqual([]);
    expect(await frontsOf(id)).toEqual(["Ulna"]);
  });

  test("is refused, each in its own words", async () => {
    const own = await make("Bones");
    const here = await make("Muscles", "server");
    const manager = person(BEN, { manages: true });
    const move = (viewer: typeof anna, id: string, to: "server" | "me") =>
      refused(bot.editing.moveDeck(viewer, id, to, soon()));
    expect(await move(anna, own.id, "me")).toContain("yours already");
    expect(await move(anna, here.id, "server")).toContain("belongs to a server already");
    expect(await move(manager, here.id, "me")).toContain(
      `Only who made it can take a deck out of the server: <@${ANNA}>`,
    );
    expect(await move(ben, here.id, "me")).toContain("can't change");
    expect(await move(ben, own.id, "server")).toContain("no such deck");
    expect(await move({ ...anna, guildId: undefined }, own.id, "server")).toContain("no server here");
    await make("Bones", "server", ben);
    expect(await move(anna, own.id, "server")).toContain("There is a deck called **Bones** already");
    await bot.editing.changeSettings(manager, { deckMakers: "managers" }, soon());
    expect(await move(anna, own.id, "server")).toContain("Manage Server make decks");
  });

  test("that was deleted leaves no mark elsewhere", async () => {
    const { id } = await make("Bones");
    await bot.editing.deleteDeck(anna, id, soon());
    expect(await refused(bot.editing.moveDeck(anna, id, "server", soon()))).toContain("no such deck");
    expect(await store.exists(`{g${SERVER}}:decks`)).toBe(0);
  });

  test("needs room where it goes", async () => {
    const limits = { person: { decks: 9, bytes: 9999 }, server: { decks: 1, bytes: 100 } };
    bot = startProcess(store, { limits });
    const { id } = await make("Bones");
    await add(id, "x".repeat(200));
    expect(await refused(bot.editing.moveDeck(anna, id, "server", soon()))).toContain(
      "There is no room for that",
    );
    expect(await bot.library.open(anna, id, soon())).toMatchObject({ owner: { kind: "person", id: ANNA } });
    await make("Muscles", "server");
    expect(await refused(bot.editing.moveDeck(anna, id, "server", soon()))).toContain(
      "This server has 1 decks already",
    );
  });
});
