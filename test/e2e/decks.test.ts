import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../../src/main.ts";
import { configOf, front, type House, openHouse, progress, rate, shown } from "../support/flashback.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse({ bot: "none" });
});
afterEach(async () => await house.close());

const deckOf = (...numbers: number[]) => ({
  id: "losses",
  title: "Losses",
  description: "",
  cards: numbers.map((number) => ({ number, front: `Front ${number}`, back: `Back ${number}`, tags: [] })),
});

/** Runs the bot with a deck of these cards. */
async function withCards(numbers: number[], work: () => Promise<void>): Promise<void> {
  const { playground, now } = house;
  const running = await start(configOf(house), { now, decks: [deckOf(...numbers)] });
  await playground.whenBotReady();
  await work();
  await running.stop();
  await playground.whenBotGone();
}

test("cards that left their deck in the middle of a quiz are left out of it, and it goes on", async () => {
  const { ada } = house;
  await withCards([1, 2, 3, 4, 5], async () => {
    await rate(house, ada, shown(await ada.slash("#general", "quiz")), 4);
  });
  await withCards([1, 4, 5], async () => {
    const seen = ada.last("#general");
    expect(front(seen)).toBe("Front 2");
    const next = shown(await ada.press(seen, "Show answer"));
    expect(front(next)).toBe("Front 4");
    expect(progress(next)).toBe("1 of 3");
    const last = await rate(house, ada, next, 5);
    const done = await rate(house, ada, last, 5);
    expect(done.texts).toContain("**3** of 3 cards known");
    expect(progress(shown(await ada.press(done, "Undo")))).toBe("2 of 3");
  });
  await withCards([], async () => {
    const seen = ada.last("#general");
    expect(shown(await ada.press(seen, "Skip")).texts).toContain("## Done");
  });
});

test("a card that comes next and is gone is passed over at once", async () => {
  const { ada } = house;
  await withCards([1, 2, 3, 4], async () => {
    await ada.slash("#general", "quiz");
  });
  await withCards([1, 3, 4], async () => {
    const next = await rate(house, ada, ada.last("#general"), 5);
    expect(front(next)).toBe("Front 3");
    expect(progress(next)).toBe("1 of 3");
    expect(front(await rate(house, ada, next, 5))).toBe("Front 4");
  });
  expect((await house.reviews(ada)).map(({ card }) => card)).toEqual([1, 3]);
});
