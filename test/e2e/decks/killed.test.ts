import { afterAll, beforeAll, expect, test } from "vitest";
import { atEnd, csvOf, deckIdOf, exportOf, makeDeck, numberedCards } from "../../support/decks.ts";
import { type House, openHouse, shown, spawnBot } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ bot: "none" });
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

test("a bot that is killed before `Import` and in the middle of it: pressed again, each card is there once", async () => {
  const { ada, store } = house;
  const cards = numberedCards(10_000);
  const first = await spawnBot(house);
  const { id: known } = await makeDeck(ada, "There before", cards.slice(0, 3));
  const file = { name: "huge.csv", data: csvOf(...cards) };
  const preview = await atEnd(ada, await ada.slash("#general", "deck import", { file }));
  expect(preview.texts).toContain("## 10,000 cards");
  await first.kill();

  const second = await spawnBot(house);
  const pressing = ada.press(preview, "Import");
  // Once the first cards stand beside the deck that is to be, it is in the middle.
  const staged = async () => (await store.keys("{d*}:n*")).length;
  await expect.poll(staged, { timeout: 30_000, interval: 1 }).toBeGreaterThan(0);
  await second.kill();
  const heads = await store.keys("{d*}:head");
  expect(heads).toEqual([`{d${known}}:head`]);

  const third = await spawnBot(house);
  const done = await atEnd(ada, await ada.pressStale(preview, "Import"));
  expect(done.texts).toContain("## huge is ready");
  expect(done.texts).toContain("**10000** new.");
  const id = deckIdOf(done);
  const { data } = await exportOf(ada, "#general", id, "json");
  const deck = JSON.parse(Buffer.from(data).toString()) as { cards: { front: string; back: string }[] };
  expect(deck.cards.map(({ front, back }) => [front, back])).toEqual(cards);
  const list = shown(await ada.slash("#general", "deck list")).texts;
  expect(list.match(/huge/g)).toHaveLength(1);
  expect(shown(await ada.pressStale(preview, "Import")).texts).toContain("**10000** new.");
  expect(await store.keys("{d*}:head")).toHaveLength(2);
  await third.kill("SIGTERM");
  await pressing;
}, 90_000);
