import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDepartures } from "../../../src/account/departures.ts";
import { settleLearner } from "../../../src/leaderboard/settle.ts";
import { createSettling } from "../../../src/leaderboard/settling.ts";
import type { Store } from "../../../src/store/connection.ts";
import { commitDeck, loadDeck } from "../../../src/store/decks.ts";
import { readGuilds } from "../../../src/store/guilds.ts";
import { deckStates } from "../../../src/store/learners.ts";
import { rate } from "../leaderboard/support.ts";
import {
  ANNA,
  anna,
  type BotProcess,
  fields,
  json,
  lastingKeys,
  OTHER_SERVER,
  person,
  pictureOf,
  SERVER,
  soon,
  startBench,
  startProcess,
  wish,
} from "../library/support.ts";

const DAY = 86_400_000;
const START = Date.parse("2027-04-14T12:00Z");

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let now = START;
let bot: BotProcess;
beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
});
afterAll(() => bench.end());
beforeEach(async () => {
  await store.flushall();
  now = START;
  bot = startProcess(store, { now: () => now });
});

const departures = () =>
  createDepartures({ store, now: () => now, forgetDeck: (id) => bot.library.forget(id) });
const settling = () =>
  createSettling({
    store,
    now: () => now,
    onTrouble: (_, error) => {
      throw error;
    },
  });
const everyShard = () => true;
const elsewhere = person(ANNA, { guildId: OTHER_SERVER });

/** A server with settings, a deck with images, suggestions and deleted cards, an empty deck, and boards. */
async function furnish(viewer = anna) {
  const picture = pictureOf(1);
  const file = json("Bones", [{ front: `What? ${picture.reference}`, back: "A bone" }], [picture]);
  const preview = await bot.imports.read(
    viewer,
    async () => file,
    "bones.json",
    wish({ owner: "server" }),
    () => {},
  );
  await bot.imports.confirm(viewer, preview.id, () => {});
  const [deck] = (await bot.library.list(viewer, soon())).filter(({ title }) => title === "Bones");
  const deckId = deck?.id ?? "";
  for (let n = 0; n < 130; n += 1) await bot.editing.addCard(viewer, deckId, fields(`Card ${n}`), soon());
  await bot.editing.deleteCard(viewer, deckId, 5, soon());
  await bot.editing.suggest(viewer, deckId, 1, fields("Otherwise"), soon());
  await bot.editing.createDeck(viewer, { title: "Empty", description: "", owner: "server" }, soon());
  const manager = { ...viewer, manages: true };
  await bot.editing.changeSettings(manager, { quizzesPrivate: true, zone: "Europe/Berlin" }, soon());
  const home = viewer.guildId ?? "";
  await rate(store, { userId: ANNA, deck: deckId, card: 1, home, at: now });
  await settleLearner({ store, now: () => now }, ANNA, soon());
  return deckId;
}

/** Keys of a server and of its decks, but for fences and deleted cards, which go by themselves within two days. */
const keysOf = async (guildId: string, ...decks: readonly string[]) => {
  const keys = await store.keys("*");
  const tags = [`{g${guildId}}`, ...decks.map((id) => `{d${id}}`)];
  return keys
    .filter((key) => tags.some((tag) => key.startsWith(tag)) && !/:(fence|gone):\w+$/.test(key))
    .sort();
};

describe("a server that removed the bot", () => {
  test("keeps all it has for 30 days, then all of it goes, and nothing else does", async () => {
    const deck = await furnish();
    const other = await furnish(elsewhere);
    await departures().met([SERVER, OTHER_SERVER], everyShard);
    const [before, kept] = [await keysOf(SERVER, deck), await keysOf(OTHER_SERVER, other)];
    expect(before.length).toBeGreaterThan(8);
    await departures().left(SERVER);
    now += 30 * DAY - 1;
    await departures().tick();
    expect(await keysOf(SERVER, deck)).toEqual(before);
    now += 1;
    await departures().tick();
    // What is left keeps others from writing there, and says nothing of anybody.
    expect(await keysOf(SERVER, deck)).toEqual([`{d${deck}}:head`, `{g${SERVER}}:gone`]);
    expect(await store.ttl(`{d${deck}}:head`)).toBeGreaterThan(0);
    const lasting = await lastingKeys(store);
    expect(lasting.filter((key) => /^\{[dg]/.test(key) && key.includes(deck))).toEqual([]);
    expect(await keysOf(OTHER_SERVER, other)).toEqual(kept);
    expect([...(await readGuilds(store, soon()))]).toEqual([[OTHER_SERVER, undefined]]);
    expect((await bot.library.list(anna, soon())).map(({ title }) => title)).toEqual(["Losses"]);
  });

  test("leaves its members what they learned", async () => {
    const deck = await furnish();
    await departures().left(SERVER);
    now += 31 * DAY;
    await departures().tick();
    expect([...(await deckStates(store, ANNA, deck, [1], soon())).keys()]).toEqual([1]);
  });

  test("that invites it back within 30 days finds all as it was, and can remove it again", async () => {
    const deck = await furnish();
    await departures().joined(SERVER);
    const before = await keysOf(SERVER, deck);
    await departures().left(SERVER);
    now += 29 * DAY;
    await departures().joined(SERVER);
    now += 29 * DAY;
    await departures().tick();
    expect(await keysOf(SERVER, deck)).toEqual(before);
    await departures().left(SERVER);
    now += 29 * DAY;
    await departures().tick();
    expect(await keysOf(SERVER, deck)).toEqual(before);
    now += DAY;
    await departures().tick();
    expect((await keysOf(SERVER, deck)).length).toBe(2);
  });

  test("stands on no board again by what its members still have", async () => {
    await furnish();
    await departures().left(SERVER);
    now += 31 * DAY;
    await departures().tick();
    await settling().setHidden(ANNA, true, soon());
    await settling().setHidden(ANNA, false, soon());
    expect(await keysOf(SERVER)).toEqual([`{g${SERVER}}:gone`]);
    // Invited back after that, it begins anew.
    await departures().joined(SERVER);
    await settling().setHidden(ANNA, true, soon());
    await settling().setHidden(ANNA, false, soon());
    expect(await keysOf(SERVER)).not.toContain(`{g${SERVER}}:gone`);
    expect((await keysOf(SERVER)).some((key) => key.includes(":b:"))).toBe(true);
  });

  test("ended anywhere and begun again, all of it goes; a deck that is being changed as well", async () => {
    const deck = await furnish();
    await departures().left(SERVER);
    now += 31 * DAY;
    const opened = await loadDeck(store, deck, soon());
    const real = store.commit;
    let drops = 0;
    // Whoever deletes is ended after the first deck.
    store.commit = async (...args) => {
      drops += 1;
      if (drops === 2) throw new Error("ended");
      return await real.apply(store, args);
    };
    await expect(departures().tick()).rejects.toThrow();
    store.commit = real;
    await departures().tick();
    expect(await keysOf(SERVER, deck)).toEqual([`{d${deck}}:head`, `{g${SERVER}}:gone`]);
    if (!opened.head) throw new Error("the deck was gone before");
    expect(await commitDeck(store, opened, { head: opened.head }, soon())).toBe("conflict");
  });
});

describe("what Discord says which servers there are", () => {
  const none = async () => [...(await readGuilds(store, soon()))];

  test("is taken for what it is: who is not among them removed the bot while nobody listened", async () => {
    await departures().met([SERVER, OTHER_SERVER], everyShard);
    expect(await none()).toEqual([
      [SERVER, undefined],
      [OTHER_SERVER, undefined],
    ]);
    now += DAY;
    await departures().met([OTHER_SERVER], everyShard);
    expect(new Map(await none())).toEqual(
      new Map([
        [SERVER, now],
        [OTHER_SERVER, undefined],
      ]),
    );
    // Said again later, it is no later that it was removed.
    const at = now;
    now += DAY;
    await departures().met([OTHER_SERVER], everyShard);
    expect(new Map(await none()).get(SERVER)).toBe(at);
    await departures().met([SERVER, OTHER_SERVER], everyShard);
    expect(new Map(await none()).get(SERVER)).toBeUndefined();
  });

  test("tells nothing of the servers of other shards", async () => {
    await departures().met([SERVER, OTHER_SERVER], everyShard);
    await departures().met([], (id) => id === OTHER_SERVER);
    expect(new Map(await none())).toEqual(
      new Map([
        [SERVER, undefined],
        [OTHER_SERVER, now],
      ]),
    );
  });

  test("holds for thousands", async () => {
    const ids = Array.from({ length: 2500 }, (_, n) => String(900_000_000_000_000_000n + BigInt(n)));
    await departures().met(ids, everyShard);
    await departures().met(ids.slice(0, 1000), everyShard);
    const left = (await none()).filter(([, at]) => at !== undefined);
    expect(left.length).toBe(1500);
  });
});
