import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPersonalExport } from "../../../src/account/export.ts";
import { readJson } from "../../../src/decks/formats/json.ts";
import type { Store } from "../../../src/store/connection.ts";
import { bucketOf, learnerKeys, roundKeys } from "../../../src/store/keys.ts";
import { learnerFields, learnerFrom } from "../../../src/store/learner-record.ts";
import { packCard, packReview } from "../../../src/store/records.ts";
import { noteRound } from "../../../src/store/rounds.ts";
import { review } from "../../../src/study/scheduler.ts";
import { rate } from "../leaderboard/support.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  ben,
  fields,
  json,
  pictureOf,
  refused,
  SERVER,
  soon,
  startBench,
  startProcess,
  wish,
} from "../library/support.ts";

const NOW = Date.parse("2027-04-14T12:00Z");
const MIB = 1024 * 1024;

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let bot: BotProcess;
beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
});
afterAll(() => bench.end());
beforeEach(async () => {
  await store.flushall();
  bot = startProcess(store, { now: () => NOW, members: new Set([`${SERVER}:${ANNA}`]) });
});

const exporting = () =>
  createPersonalExport({ store, library: bot.library, now: () => NOW, inTurn: (work) => work() });
async function exported(userId: string, most = 10 * MIB) {
  const file = await exporting()(userId, most);
  const text = file.name.endsWith(".gz") ? gunzipSync(file.data).toString() : file.data.toString();
  return { file, content: JSON.parse(text) };
}

/** Imports a deck of a person's own with pictures of so many bytes each. */
async function pictured(title: string, count: number, size: number) {
  const pictures = Array.from({ length: count }, (_, n) => pictureOf(n + 1, size));
  const cards = pictures.map(({ reference }, n) => ({ front: `Which? ${reference}`, back: `This ${n}` }));
  const file = json(title, cards, pictures);
  const preview = await bot.imports.read(
    anna,
    async () => file,
    `${title}.json`,
    wish(),
    () => {},
  );
  return (await bot.imports.confirm(anna, preview.id, () => {})).decks[0]?.id ?? "";
}

describe("a personal file", () => {
  test("of somebody the bot does not know holds nothing but that", async () => {
    const { content, file } = await exported(ANNA);
    expect(file.name).toBe("flashback-2027-04-14.json");
    expect(content).toMatchObject({ flashbackExport: 1, user: ANNA, log: [], learned: [], ownDecks: [] });
    expect(content.exportedAt).toBe("2027-04-14T12:00:00.000Z");
    expect(await store.keys("*")).toEqual([]);
  });

  test("holds decks as they can be imported again, suggestions, and what was suspended unseen", async () => {
    const own = await pictured("Pictures", 3, 300);
    const here = await bot.editing.createDeck(
      ben,
      { title: "Here", description: "", owner: "server" },
      soon(),
    );
    const mine = await bot.editing.createDeck(
      anna,
      { title: "Mine", description: "", owner: "server" },
      soon(),
    );
    await bot.editing.addCard(ben, here.id, fields("Front"), soon());
    await bot.editing.suggest(anna, here.id, 1, fields("Better"), soon());
    await bot.editing.suspend(anna, here.id, 1, true, soon());
    const { content } = await exported(ANNA);
    const deck = readJson(JSON.stringify(content.ownDecks[0]));
    expect([deck.title, deck.cards.length, deck.images.size]).toEqual(["Pictures", 3, 3]);
    expect(content.ownDecks.length).toBe(1);
    expect(own).not.toBe("");
    expect(content.decksMadeForServers).toEqual([{ deck: mine.id, title: "Mine", server: SERVER, cards: 0 }]);
    expect(content.suggestions).toEqual([
      {
        deck: here.id,
        card: 1,
        at: expect.any(String),
        changes: expect.objectContaining({ front: "Better" }),
      },
    ]);
    expect(content.learned).toEqual([
      { deck: here.id, title: "Here", cards: [{ card: 1, front: "Front", suspended: true }] },
    ]);
    // The other's file has none of it.
    const { content: others } = await exported(BEN);
    expect(JSON.stringify(others)).not.toContain(ANNA);
    expect(others.suggestions).toEqual([]);
  });

  test("holds what was learned, the log and the counters in words and dates", async () => {
    for (const card of [1, 2]) await rate(store, { userId: ANNA, card, at: NOW, home: SERVER });
    await rate(store, { userId: ANNA, deck: "gone00000000", card: 7, at: NOW, home: SERVER });
    const { content } = await exported(ANNA);
    const state = {
      due: "2027-04-16",
      rating: 4,
      reviews: 1,
      lapses: 0,
      reviewedAt: "2027-04-14T12:00:00.000Z",
    };
    expect(content.learned).toMatchObject([
      {
        deck: "losses",
        title: "Losses",
        cards: [
          { card: 1, front: "What is L2?", ...state },
          { card: 2, ...state },
        ],
      },
      { deck: "gone00000000", cards: [{ card: 7, ...state }] },
    ]);
    // Card 2 is none of the deck any more, and the other deck is gone: what was learned is there all the same.
    expect(content.learned[0].cards[1].front).toBeUndefined();
    const at = "2027-04-14T12:00:00.000Z";
    expect(content.log).toEqual([
      { point: 1, at, deck: "losses", card: 1, server: SERVER },
      { rating: 4, at, deck: "losses", card: 1, daysToDue: 0, secondsShown: 8 },
      { point: 1, at, deck: "losses", card: 2, server: SERVER },
      { rating: 4, at, deck: "losses", card: 2, daysToDue: 0, secondsShown: 8 },
      { point: 1, at, deck: "gone00000000", card: 7, server: SERVER },
      { rating: 4, at, deck: "gone00000000", card: 7, daysToDue: 0, secondsShown: 8 },
    ]);
    expect(content.counters).toContainEqual({
      span: "by day",
      day: "2027-04-14",
      server: SERVER,
      deck: "losses",
      points: 2,
      reviews: 2,
    });
    expect(content.settings).toMatchObject({ newCardsADay: 10, reviewsADay: 200, wantedRetention: 0.9 });
    expect(content).toMatchObject({ points: 3, streak: { days: 1, lastDay: "2027-04-14" } });
  });

  test("holds what was picked in rounds", async () => {
    const channel = "876543210987654321";
    const keys = roundKeys(channel, "round-01");
    await noteRound(store, ANNA, { channelId: channel, id: "round-01" }, NOW, soon());
    await store.rpush(keys.cards, "losses:3", "losses:5", "losses:7");
    await store.hset(keys.picks(1), ANNA, 9, BEN, 3);
    await store.hset(keys.picks(3), ANNA, 0);
    expect((await exported(ANNA)).content.pickedInRounds).toEqual([
      { channel, deck: "losses", card: 3, pickedBackOf: 9 },
      { channel, deck: "losses", card: 7, pickedBackOf: null },
    ]);
  });

  test("says what of a log cannot be read, and goes on", async () => {
    await rate(store, { userId: ANNA, card: 1, at: NOW });
    await store.rpush(learnerKeys(ANNA).log(NOW), Buffer.from([0xff, 1, 2]));
    await rate(store, { userId: ANNA, card: 2, at: NOW });
    const { content, file } = await exported(ANNA);
    expect(content.log[2]).toEqual({ type: "unreadable", bytes: "ff0102" });
    expect(file.reviews).toBe(2);
  });

  test("leaves out the largest first where there is no room: images, then cards; and says how to get them", async () => {
    await pictured("Large", 8, 400_000);
    const { file, content } = await exported(ANNA);
    expect(file.leftOut).toBeUndefined();
    expect(Object.keys(content.ownDecks[0].images).length).toBe(8);
    const small = await exported(ANNA, 20_000);
    expect(small.file.leftOut).toContain("Anki package");
    expect(small.content.leftOut).toBe(small.file.leftOut);
    expect(small.content.ownDecks[0].cards[0].front).toBe("Which? [a picture]");
    expect(small.content.ownDecks[0].images).toBeUndefined();
    expect(await refused(exporting()(ANNA, 100))).toContain("larger than Discord takes");
  });

  test("of 100,000 reviews is complete", { timeout: 60_000 }, async () => {
    const cards = 20_000;
    const reviews = 100_000;
    const first = Date.parse("2026-01-01T12:00Z");
    const keys = learnerKeys(ANNA);
    const learner = { ...learnerFrom(new Map()), decks: new Map([["losses", 1]]) };
    await store.hset(keys.learner, Object.fromEntries(learnerFields(learner)));
    const state = packCard(review(undefined, 4, first, "UTC"));
    for (let start = 1; start <= cards; start += 128) {
      const bucket = bucketOf(start);
      const numbers = Array.from({ length: 128 }, (_, n) => bucket * 128 + n).filter(
        (n) => n > 0 && n <= cards,
      );
      await store.hset(keys.cards("losses", bucket), ...numbers.flatMap((number) => [number, state]));
    }
    for (let start = 0; start < reviews; start += 1000) {
      const at = Math.floor(first / 1000) + start * 300;
      const records = Array.from({ length: 1000 }, (_, n) =>
        packReview({
          type: "review",
          rating: 4,
          at: at + n,
          deck: 1,
          card: ((start + n) % cards) + 1,
          interval: 2,
          seconds: 9,
        }),
      );
      await store.rpush(keys.log(at * 1000), ...records);
    }
    const { file, content } = await exported(ANNA, 10 * MIB);
    expect(file.reviews).toBe(reviews);
    expect(content.log.length).toBe(reviews);
    expect(content.learned[0].cards.length).toBe(cards);
    expect(file.data.length).toBeLessThan(10 * MIB);
  });
});
