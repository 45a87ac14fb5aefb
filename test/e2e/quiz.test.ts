import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { front, type House, learnerHash, openHouse, progress, rate, shown } from "../support/flashback.ts";

const RATINGS = [4, 3, 1, 5, 2, 4, 4, 4, 4, 5, 3, 4];

describe("a whole quiz", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(async () => await house.close());

  test("first time in a server, with nothing set up: ten cards of the built-in deck", async () => {
    const { ada, playground } = house;
    let message = shown(await ada.slash("#general", "quiz"));
    expect(message.ephemeral).toBe(false);
    expect(message.texts).toContain("**Losses**");
    expect(progress(message)).toBe("0 of 10");
    expect(message.buttons.map(({ label }) => label)).toEqual([
      "Show answer",
      "Hint",
      "Undo",
      "Skip",
      "Stop",
    ]);
    expect(message.buttons.find(({ label }) => label === "Undo")?.disabled).toBe(true);

    const hinted = shown(await ada.press(message, "Hint"));
    expect(hinted.texts).toContain("**Hint**");
    expect(hinted.buttons.some(({ label }) => label === "Hint")).toBe(false);

    const revealed = shown(await ada.press(hinted, "Show answer"));
    expect(revealed.texts).toContain("How well did you know this?");
    expect(revealed.texts).toMatch(/\*\*3\*\* tomorrow · \*\*4\*\* in 2 days · \*\*5\*\* in 8 days/);
    expect(revealed.buttons.map(({ label }) => label)).toEqual([
      "1 Not at all",
      "2",
      "3",
      "4",
      "5 Perfectly",
      "Undo",
      "Skip",
      "Stop",
    ]);

    const fronts: (string | undefined)[] = [];
    const first = message.id;
    message = revealed;
    for (const rating of RATINGS) {
      fronts.push(front(message));
      message = await rate(house, ada, message, rating);
    }
    expect(message.id).toBe(first);
    // Rated 1 third: back after 3 others. Rated 2 fifth: would be back after 8, but only 5 were left.
    expect(fronts[6]).toBe(fronts[2]);
    expect(fronts[11]).toBe(fronts[4]);
    expect(new Set(fronts).size).toBe(10);

    expect(message.texts).toContain("## Done: Losses");
    expect(message.texts).toMatch(/<\/remind on:\d{17,19}> sends you a message when the next cards are due/);
    expect(message.texts).toContain(
      "**10** of 10 cards known · 12 reviews · **10 points** · streak **1 day**",
    );
    expect(message.texts).toMatch(/<t:\d+:R>: \d+ card/);
    expect(message.texts).toMatch(/^4 +█+ 6$/m);

    const reviews = await house.reviews(ada);
    expect(reviews.map(({ rating }) => rating)).toEqual(RATINGS);
    expect(reviews.map(({ card }) => card)).toEqual([1, 2, 3, 4, 5, 6, 3, 7, 8, 9, 10, 5]);
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "1", newCount: "10", points: "10" });
    expect(playground.problems).toEqual([]);
  });

  test("nothing left for today: when the next is due, and two ways on", async () => {
    const { ada } = house;
    const message = shown(await ada.slash("#general", "quiz"));
    expect(message.texts).toContain("All done for today");
    expect(message.texts).toMatch(/next card is due <t:\d+:R>/);
    expect(message.buttons.map(({ label }) => label)).toEqual(["10 more new", "Review ahead"]);

    const ahead = shown(await ada.press(message, "Review ahead"));
    expect(progress(ahead)).toBe("0 of 10");
    const after = await rate(house, ada, ahead, 5);
    expect((await learnerHash(house, ada)).points).toBe("10");
    const stopped = shown(await ada.press(after, "Stop"));
    expect(stopped.texts).toContain("## Stopped: Losses");
    expect(stopped.texts).toContain("**0 points**");

    const more = shown(await ada.slash("#general", "quiz", { cards: 5 }));
    expect(more.texts).toContain("With 5 new cards beyond your 10 a day, as you asked.");
    expect(shown(await ada.press(more, "Stop")).texts).toContain("Stopped");
  });

  test("the next day brings what is due, hardest first, and its point", async () => {
    const { ada } = house;
    house.pass(86_400_000);
    const message = shown(await ada.slash("#general", "quiz", { deck: "Losses", cards: 3 }));
    expect(progress(message)).toBe("0 of 3");
    expect(message.texts).not.toContain("· new");
    await rate(house, ada, message, 4);
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "2", points: "11" });
  });

  test("a day missed with cards waiting ends the streak, and the summary does not pretend otherwise", async () => {
    const { ada } = house;
    await ada.press(ada.last("#general"), "Stop");
    house.pass(3 * 86_400_000);
    const message = shown(await ada.slash("#general", "quiz", { cards: 2 }));
    const stopped = shown(await ada.press(message, "Stop"));
    expect(stopped.texts).toContain("streak **0 days**");
    const on = await rate(house, ada, shown(await ada.press(stopped, "Keep going")), 4);
    expect(shown(await ada.press(on, "Stop")).texts).toContain("streak **1 day**");
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "1" });
  });

  test("too quick a rating counts for the schedule, and earns no point", async () => {
    const { ben } = house;
    const message = shown(await ben.slash("#general", "quiz", { cards: 1 }));
    const revealed = shown(await ben.press(message, "Show answer"));
    const summary = shown(await ben.press(revealed, "5"));
    expect(summary.texts).toContain("**0 points**");
    expect(summary.texts).toContain("1 rating came too quickly");
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([5]);
  });

  test("`/help` shows what can be done, with clickable commands", async () => {
    const { chloe } = house;
    const message = shown(await chloe.slash("#general", "help"));
    expect(message.ephemeral).toBe(true);
    expect(message.texts).toMatch(/<\/quiz:\d{17,19}>/);
    expect(message.texts).toMatch(/<\/deck import:\d{17,19}>/);
  });

  test("a deck's name is completed, and a wrong one answered with what is near", async () => {
    const { chloe } = house;
    expect(await chloe.autocomplete("#general", "quiz", "deck", { deck: "los" })).toEqual([
      { name: "Losses · 22 cards", value: "losses" },
    ]);
    const message = shown(await chloe.slash("#general", "quiz", { deck: "lossy *things* @everyone" }));
    expect(message.ephemeral).toBe(true);
    expect(message.texts).toContain("Did you mean **Losses**?");
    expect(message.message.mention_everyone).toBe(false);
  });
});

describe("Undo", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(async () => await house.close());

  test("goes back from the summary to the first rating, and leaves nothing but the points", async () => {
    const { ada } = house;
    const start = shown(await ada.slash("#general", "quiz", { cards: 3 }));
    const firstFront = front(start);
    const before = await learnerHash(house, ada);
    let message = start;
    for (const rating of [5, 4, 3]) message = await rate(house, ada, message, rating);
    expect(message.texts).toContain("## Done");
    for (let step = 0; step < 3; step += 1) message = shown(await ada.press(message, "Undo"));
    expect(front(message)).toBe(firstFront);
    expect(progress(message)).toBe("0 of 3");
    expect(message.buttons.find(({ label }) => label === "Undo")?.disabled).toBe(true);
    expect(await house.reviews(ada)).toEqual([]);
    const after = await learnerHash(house, ada);
    expect(after).toMatchObject({ points: "3" });
    expect(after).not.toHaveProperty("streak");
    expect(after).not.toHaveProperty("newCount");
    expect(before).not.toHaveProperty("streak");
    const keys = Object.keys(await house.stored(ada));
    expect(keys.filter((key) => /:(c|due|undo):/.test(key))).toEqual([]);

    message = await rate(house, ada, message, 4);
    expect(await learnerHash(house, ada)).toMatchObject({ points: "3", streak: "1", newCount: "1" });
    expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4]);
  });

  test("takes back a skip", async () => {
    const { ben } = house;
    const start = shown(await ben.slash("#general", "quiz", { cards: 2 }));
    const skipped = shown(await ben.press(start, "Skip"));
    expect(progress(skipped)).toBe("0 of 1");
    const back = shown(await ben.press(skipped, "Undo"));
    expect(front(back)).toBe(front(start));
    expect(progress(back)).toBe("0 of 2");
  });

  test("goes on after Stop with the cards that are left", async () => {
    const { chloe } = house;
    const start = shown(await chloe.slash("#general", "quiz", { cards: 4 }));
    const second = await rate(house, chloe, start, 4);
    const stopped = shown(await chloe.press(second, "Stop"));
    const on = shown(await chloe.press(stopped, "Keep going"));
    expect(front(on)).toBe(front(second));
    expect(progress(on)).toBe("1 of 4");
  });
});
