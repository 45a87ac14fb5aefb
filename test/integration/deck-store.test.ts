import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";
import type { Card } from "../../src/decks/deck.ts";
import {
  connectStore,
  deadlineIn,
  disconnectStore,
  type Store,
  StoreError,
} from "../../src/store/connection.ts";
import {
  type DeckHead,
  headFields,
  headFrom,
  packDeckCard,
  unpackDeckCard,
} from "../../src/store/deck-record.ts";
import {
  commitDeck,
  type DeckChange,
  deckRevisions,
  loadDeck,
  readCard,
  readCards,
  readGone,
  readIdeas,
  readImage,
  stageCards,
} from "../../src/store/decks.ts";
import {
  beginStage,
  closeStage,
  dropParts,
  openStage,
  readPart,
  stagePart,
} from "../../src/store/imports.ts";
import { deckKeys, learnerKeys } from "../../src/store/keys.ts";
import { noteOwn } from "../../src/store/own.ts";
import { type GuildSettings, readSettings, writeSettings } from "../../src/store/settings.ts";
import { entryOf, putOnShelf, readShelf, type ShelfEntry, takeFromShelf } from "../../src/store/shelves.ts";

const USER = "123456789012345678";
const ID = "abcdefghijkl";
/** Noon of a day, in ms since 1970. */
const NOON = 20_000.5 * 86_400_000;
const OWNER = { kind: "person", id: USER } as const;

const HEAD: DeckHead = {
  id: ID,
  title: "Bones",
  description: "",
  tags: [],
  owner: OWNER,
  creator: USER,
  editorRole: undefined,
  next: 1,
  growth: [],
  cards: 0,
  bytes: 0,
  imageBytes: 0,
  ideas: 0,
  origin: undefined,
  deletedAt: undefined,
};
const card = (number: number, front = `front ${number}`): Card => ({ number, front, back: "back", tags: [] });

let dir: string;
let redis: RedisServer;
let store: Store;
const soon = () => deadlineIn(5000);
const load = () => loadDeck(store, ID, soon());
const cardsNow = async () => readCards(store, (await load()).head ?? HEAD, soon());

/** Changes the deck as it is now. */
async function change(some: Partial<DeckChange> & { readonly head?: DeckHead }) {
  const snapshot = await load();
  return await commitDeck(store, snapshot, { head: snapshot.head ?? HEAD, ...some }, soon());
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "flashback-decks-"));
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

describe("a deck", () => {
  test("that is not there has no head, no revision and no cards", async () => {
    expect(await load()).toMatchObject({ id: ID, head: undefined, revision: "0" });
    expect(await deckRevisions(store, [ID, "x"], soon())).toEqual(new Map());
    expect(await readImage(store, ID, "x.png", soon())).toBeUndefined();
    expect(await readGone(store, ID, NOON, soon())).toEqual([]);
    expect(await readCard(store, ID, 1, soon())).toBeUndefined();
    expect(await readIdeas(store, ID, soon())).toEqual([]);
  });

  test("is loaded as it was committed, with cards of several buckets by number", async () => {
    const numbers = [1, 127, 128, 129, 1000];
    const head = {
      ...HEAD,
      tags: ["a", "b"],
      next: 1001,
      cards: 5,
      editorRole: "7",
      origin: "csv:x",
      ideas: 1,
    };
    const idea = { id: "i1", by: USER, at: 5, number: 1, fields: { hint: "h" } };
    const bytes = Buffer.from([0, 255, 128]);
    const outcome = await change({
      head,
      cards: numbers.map((number) => ({ number, card: card(number) })),
      images: [{ id: "x.png", bytes }],
      ideas: [{ id: "i1", idea }],
      gone: { card: card(7), at: NOON },
    });
    expect(outcome).toBe("done");
    const snapshot = await load();
    expect(snapshot.head).toEqual(head);
    expect(snapshot.revision).toBe("1");
    expect(await deckRevisions(store, ["x", ID], soon())).toEqual(new Map([[ID, "1"]]));
    expect(await cardsNow()).toEqual(numbers.map((number) => card(number)));
    expect(await readImage(store, ID, "x.png", soon())).toEqual(bytes);
    expect(await readIdeas(store, ID, soon())).toEqual([idea]);
    expect(await readGone(store, ID, NOON, soon())).toEqual([card(7)]);

    await change({
      head: { ...head, editorRole: undefined, tags: [] },
      cards: [{ number: 128, card: undefined }],
      images: [{ id: "x.png", bytes: undefined }],
      ideas: [{ id: "i1", idea: undefined }],
    });
    expect((await load()).head).toEqual({ ...head, editorRole: undefined, tags: [] });
    expect((await cardsNow()).map(({ number }) => number)).toEqual([1, 127, 129, 1000]);
    expect(await store.exists(deckKeys(ID).images, deckKeys(ID).ideas)).toBe(0);
  });

  test("keeps what was taken away for the rest of the day and the next one, until it is put back", async () => {
    const DAY = 86_400_000;
    const gone = async (now: number) => (await readGone(store, ID, now, soon())).map(({ front }) => front);
    await change({ gone: { card: card(1, "old"), at: NOON } });
    await change({ gone: { card: card(1, "new"), at: NOON + DAY } });
    await change({ gone: { card: card(2), at: NOON + DAY } });
    expect(await gone(NOON)).toEqual(["old"]);
    expect(await gone(NOON + DAY)).toEqual(["new", "front 2"]);
    expect(await gone(NOON + 2 * DAY)).toEqual(["new", "front 2"]);
    expect(await gone(NOON + 3 * DAY)).toEqual([]);
    const keys = await store.keys("*gone*");
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await store.ttl(key)).toBeGreaterThan(86_400);
    await change({ back: { number: 1, at: NOON + DAY } });
    expect(await gone(NOON + DAY)).toEqual(["front 2"]);
  });

  test("of two changes decided on one revision takes the first", async () => {
    await change({});
    const snapshot = await load();
    const outcomes = await Promise.all(
      ["A", "B"].map((title) =>
        commitDeck(
          store,
          snapshot,
          { head: { ...HEAD, title, next: 2, cards: 1 }, cards: [{ number: 1, card: card(1, title) }] },
          soon(),
        ),
      ),
    );
    expect(outcomes).toEqual(["done", "conflict"]);
    expect((await load()).head?.title).toBe("A");
    expect((await cardsNow()).map(({ front }) => front)).toEqual(["A"]);
  });

  test("is not changed after the deadline", async () => {
    await change({});
    const snapshot = await load();
    const late = { ...snapshot, clock: { ...snapshot.clock, redis: snapshot.clock.redis - 60_000 } };
    const error = await commitDeck(store, late, { head: { ...HEAD, title: "B" } }, soon()).catch(
      (problem) => problem,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error.outcome).toBe("not-sent");
    expect((await load()).head?.title).toBe("Bones");
  });

  test("that has a life ends with all it holds, unless it is taken back", async () => {
    await change({
      head: { ...HEAD, next: 300, cards: 2 },
      cards: [1, 299].map((number) => ({ number, card: card(number) })),
      images: [{ id: "x.png", bytes: Buffer.from("x") }],
      ideas: [{ id: "i", idea: { id: "i", by: USER, at: 1, number: 1, fields: {} } }],
    });
    const ttls = async () => await Promise.all((await store.keys("*")).map((key) => store.ttl(key)));
    expect(await ttls()).toEqual([-1, -1, -1, -1, -1]);
    await change({ life: 500 });
    for (const seconds of await ttls()) {
      expect(seconds).toBeGreaterThan(490);
      expect(seconds).toBeLessThanOrEqual(500);
    }
    await change({ life: "stays" });
    expect(await ttls()).toEqual([-1, -1, -1, -1, -1]);
  });
});

describe("buckets that are staged", () => {
  const filled = { ...HEAD, next: 301, cards: 2 };

  test("go by themselves until a commit puts them in their place", async () => {
    await change({ head: filled, cards: [1, 2].map((number) => ({ number, card: card(number) })) });
    await stageCards(store, ID, "try1", 0, [card(1, "new"), card(3)], soon());
    await stageCards(store, ID, "try1", 2, [card(300)], soon());
    const staged = [0, 2].map((bucket) => deckKeys(ID).staged("try1", bucket));
    for (const key of staged) expect(await store.ttl(key)).toBeGreaterThan(3500);
    expect((await cardsNow()).map(({ front }) => front)).toEqual(["front 1", "front 2"]);
    expect(await change({ staged: { attempt: "try1", buckets: [0, 2] } })).toBe("done");
    expect((await cardsNow()).map(({ number, front }) => [number, front])).toEqual([
      [1, "new"],
      [3, "front 3"],
      [300, "front 300"],
    ]);
    expect(await store.exists(...staged)).toBe(0);
    for (const bucket of [0, 2]) expect(await store.ttl(deckKeys(ID).cards(bucket))).toBe(-1);
  });

  test("of two attempts stay apart", async () => {
    await change({ head: filled });
    await stageCards(store, ID, "try1", 0, [card(1, "first")], soon());
    await stageCards(store, ID, "try2", 0, [card(1, "second")], soon());
    await change({ staged: { attempt: "try1", buckets: [0] } });
    expect((await cardsNow()).map(({ front }) => front)).toEqual(["first"]);
  });

  test("that are gone change nothing at all, not even what comes before them", async () => {
    await change({ head: filled, cards: [{ number: 1, card: card(1) }] });
    await stageCards(store, ID, "try1", 0, [card(1, "new")], soon());
    const before = await load();
    const some = { head: { ...filled, title: "B" }, staged: { attempt: "try1", buckets: [0, 1] } };
    expect(await commitDeck(store, before, some, soon())).toBe("conflict");
    expect({ ...(await load()), clock: 0 }).toEqual({ ...before, clock: 0 });
    expect((await cardsNow()).map(({ front }) => front)).toEqual(["front 1"]);
    expect(await store.exists(deckKeys(ID).staged("try1", 0))).toBe(1);
  });
});

describe("the records", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 }).map((one) => one.toWellFormed());
  const word = fc.stringMatching(/^[a-z0-9é漢-]{1,32}$/);
  const snowflake = fc.bigInt({ min: 10n ** 16n, max: 2n ** 63n }).map(String);
  const count = fc.nat({ max: 2 ** 31 });

  test("a card comes back as it was", () => {
    const cards = fc.record(
      {
        number: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
        front: text,
        back: text,
        tags: fc.array(word, { maxLength: 10 }),
        hint: text,
        accepts: fc.array(text, { minLength: 1, maxLength: 10 }),
        source: text,
      },
      { requiredKeys: ["number", "front", "back", "tags"] },
    );
    fc.assert(
      fc.property(cards, (one) => {
        expect(unpackDeckCard(one.number, packDeckCard(one as Card))).toEqual(one);
      }),
    );
  });

  test("a deck's head comes back as it was; of another format there is none", () => {
    const heads = fc.record({
      id: fc.constant(ID),
      title: text,
      description: fc.oneof(fc.constant(""), text),
      tags: fc.array(word, { maxLength: 10 }),
      owner: fc.record({ kind: fc.constantFrom("person", "server"), id: snowflake }),
      creator: snowflake,
      editorRole: fc.option(snowflake, { nil: undefined }),
      next: count,
      growth: fc.array(fc.record({ at: count, from: count })),
      cards: count,
      bytes: count,
      imageBytes: count,
      ideas: count,
      origin: fc.option(text, { nil: undefined }),
      deletedAt: fc.option(count, { nil: undefined }),
    });
    fc.assert(
      fc.property(heads, (head) => {
        const fields = headFields(head);
        expect(headFrom(ID, fields)).toEqual(head);
        expect(headFrom(ID, new Map([...fields, ["format", "2"]]))).toBeUndefined();
      }),
    );
    expect(headFrom(ID, new Map())).toBeUndefined();
    // Only its revision is left.
    expect(headFrom(ID, new Map([["rev", "3"]]))).toBeUndefined();
  });
});

describe("a shelf", () => {
  const entry = (title: string, bytes: number, more: Partial<ShelfEntry> = {}): ShelfEntry => ({
    ...entryOf({ ...HEAD, title }, 0),
    bytes,
    ...more,
  });
  const room = { decks: 2, bytes: 100 };
  const put = (id: string, some: ShelfEntry) => putOnShelf(store, OWNER, id, some, room, soon());
  beforeEach(async () => {
    for (const id of ["a", "b", "c"]) await noteOwn(store, OWNER.id, `deck:${id}`, soon());
  });

  test("holds so many decks and so many bytes, and says which there is no room for", async () => {
    expect(await put("a", entry("A", 60))).toBe("done");
    expect(await put("b", entry("B", 41))).toBe("bytes");
    expect(await put("b", entry("B", 40))).toBe("done");
    expect(await put("c", entry("C", 0))).toBe("decks");
    expect(await put("a", entry("A", 61))).toBe("bytes");
    expect(await put("a", entry("A2", 60))).toBe("done");
    expect(
      [...(await readShelf(store, OWNER, soon()))].map(([id, { title, bytes }]) => [id, title, bytes]).sort(),
    ).toEqual([
      ["a", "A2", 60],
      ["b", "B", 40],
    ]);
    await takeFromShelf(store, OWNER, "a", soon());
    expect(await put("c", entry("C", 60))).toBe("done");
  });

  test("takes what does not grow, also where it is over its limits by now", async () => {
    const wide = { decks: 9, bytes: 999 };
    for (const id of ["a", "b", "c"]) await putOnShelf(store, OWNER, id, entry(id, 100), wide, soon());
    expect(await put("a", entry("a", 99))).toBe("done");
    expect(await put("b", entry("other", 100))).toBe("done");
    expect(await put("c", entry("c", 101))).toBe("bytes");
  });

  test("counts no deleted deck, and one that comes back as a new one", async () => {
    await put("a", entry("A", 60));
    expect(await put("a", entry("A", 60, { deletedAt: 1 }))).toBe("done");
    await put("b", entry("B", 60));
    expect(await put("a", entry("A", 60))).toBe("bytes");
    await put("b", entry("B", 10));
    await put("c", entry("C", 10));
    expect(await put("a", entry("A", 10))).toBe("decks");
    expect((await readShelf(store, OWNER, soon())).get("a")).toMatchObject({ deletedAt: 1 });
  });

  test("has each title once", async () => {
    await put("a", entry("Bones", 1));
    expect(await put("b", entry("bONES", 1))).toBe("title");
    await put("b", entry("Muscles", 1));
    expect(await put("b", entry("Bones", 1))).toBe("title");
    expect(await put("a", entry("bones", 1))).toBe("done");
    await put("a", entry("bones", 1, { deletedAt: 1 }));
    expect(await put("b", entry("Bones", 1))).toBe("done");
  });

  test("of a person takes no deck that is not noted as theirs", async () => {
    await put("a", entry("A", 60));
    expect(await put("d", entry("D", 1))).toBe("gone");
    await store.del(learnerKeys(OWNER.id).own);
    expect(await put("b", entry("B", 1))).toBe("gone");
    expect(await put("a", entry("A2", 60))).toBe("done");
    expect((await readShelf(store, OWNER, soon())).size).toBe(1);
  });

  test("takes nothing older than it has", async () => {
    await put("a", entry("new", 1, { revision: 7 }));
    expect(await put("a", entry("old", 1, { revision: 6 }))).toBe("done");
    expect((await readShelf(store, OWNER, soon())).get("a")).toMatchObject({ title: "new", revision: 7 });
    expect(await put("a", entry("newer", 1, { revision: 7 }))).toBe("done");
    expect((await readShelf(store, OWNER, soon())).get("a")?.title).toBe("newer");
  });

  test("is one owner's", async () => {
    await put("a", entry("A", 1));
    const server = { kind: "server", id: USER } as const;
    expect((await readShelf(store, server, soon())).size).toBe(0);
    expect(await putOnShelf(store, server, "b", entry("A", 1), room, soon())).toBe("done");
    await expect(readShelf(store, { kind: "builtin" }, soon())).rejects.toThrow("no shelf");
  });
});

describe("a server's settings", () => {
  const STANDARD: GuildSettings = {
    defaultDeck: undefined,
    quizzesPrivate: false,
    publicChannels: [],
    zone: undefined,
    deckMakers: "everyone",
    milestoneRoles: new Map(),
    firstRole: undefined,
    recap: undefined,
    recapBarred: undefined,
    refusedRole: undefined,
  };

  test("are the standard ones until they are set, and again when they are set back", async () => {
    expect(await readSettings(store, "1", soon())).toEqual(STANDARD);
    const changes: GuildSettings = {
      quizzesPrivate: true,
      publicChannels: ["1", "2"],
      zone: "Europe/Berlin",
      deckMakers: { role: "3" },
      defaultDeck: ID,
      milestoneRoles: new Map([
        [7, "4"],
        [365, "5"],
      ]),
      firstRole: "6",
      recap: { channel: "7", by: "8" },
      recapBarred: "9",
      refusedRole: { role: "5", why: "place" },
    };
    await writeSettings(store, "1", changes, soon());
    expect(await readSettings(store, "1", soon())).toEqual(changes);
    await writeSettings(store, "1", { deckMakers: "managers" }, soon());
    expect(await readSettings(store, "1", soon())).toEqual({ ...changes, deckMakers: "managers" });
    expect(await readSettings(store, "2", soon())).toEqual(STANDARD);
    await writeSettings(store, "1", STANDARD, soon());
    expect(await readSettings(store, "1", soon())).toEqual(STANDARD);
    expect(await store.keys("*")).toEqual([]);
  });
});

describe("a file that was read", () => {
  const stage = (id: string) => ({ userId: USER, id });
  const open = async (id: string) => {
    await beginStage(store, stage(id), soon());
    await openStage(store, stage(id), soon());
  };
  const part = (id: string, field: string) => readPart(store, stage(id), field, soon());

  test("is kept an hour in parts, the last of a person alone", async () => {
    await open("one");
    await stagePart(store, stage("one"), "cards:0", Buffer.from([0, 200]), soon());
    await stagePart(store, stage("one"), "cards:1", Buffer.from("x"), soon());
    expect(await part("one", "cards:0")).toEqual(Buffer.from([0, 200]));
    await dropParts(store, stage("one"), ["cards:1"], soon());
    await dropParts(store, stage("one"), [], soon());
    expect(await part("one", "cards:1")).toBeUndefined();
    for (const key of [learnerKeys(USER).importing, learnerKeys(USER).staged("one")]) {
      expect(await store.ttl(key)).toBeGreaterThan(3500);
    }
    await open("one");
    expect(await part("one", "cards:0")).toBeDefined();
    await open("two");
    expect(await part("one", "cards:0")).toBeUndefined();
    const keep = (id: string) => stagePart(store, stage(id), "head", Buffer.from("x"), soon());
    expect(await keep("two")).toBe(true);
    await closeStage(store, stage("two"), soon());
    expect(await part("two", "head")).toBeUndefined();
    // What comes of a file that was given up meanwhile is not kept.
    expect([await keep("two"), await keep("one")]).toEqual([false, false]);
    expect(await store.keys("*:import:*")).toEqual([]);
  });
});
