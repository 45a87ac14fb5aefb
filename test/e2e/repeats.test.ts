import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse, progress, rate, shown } from "../support/flashback.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

test("two presses of one button, on two devices at once: one review", async () => {
  const { ada } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  const revealed = shown(await ada.press(quiz, "Show answer"));
  house.pass(9000);
  const outcomes = await ada.pressTwice(revealed, "4");
  expect(outcomes.map(({ status }) => status)).toEqual(["answered", "answered"]);
  expect(progress(ada.last("#general"))).toBe("1 of 10");
  expect(await house.reviews(ada)).toHaveLength(1);
});

test("different buttons pressed at once: the first counts, the second changes nothing", async () => {
  const { ada } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  const revealed = shown(await ada.press(quiz, "Show answer"));
  house.pass(9000);
  await Promise.all([
    ada.press(revealed, "1"),
    ada.pressStale(revealed, "5"),
    ada.pressStale(revealed, "Skip"),
  ]);
  const position = progress(ada.last("#general"));
  const reviews = await house.reviews(ada);
  if (reviews.length === 0) expect(position).toBe("0 of 9");
  else
    expect([reviews.map(({ rating }) => rating), position]).toEqual(
      reviews[0]?.rating === 5 ? [[5], "1 of 10"] : [[1], "0 of 10"],
    );
});

test("a press repeated by a reconnect counts once, even after Undo", async () => {
  const { ada, playground } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  const revealed = shown(await ada.press(quiz, "Show answer"));
  house.pass(9000);
  const outcome = await ada.press(revealed, "3");
  playground.redeliver(outcome.interactionId);
  const rated = shown(outcome);
  const taken = shown(await ada.press(rated, "Undo"));
  playground.redeliver(outcome.interactionId);
  const again = shown(await ada.press(taken, "Show answer"));
  expect(progress(again)).toBe("0 of 10");
  expect(await house.reviews(ada)).toEqual([]);
});

test("`Continue here` repeated by a reconnect leaves the quiz where it went on", async () => {
  const { ada, playground } = house;
  await ada.slash("#general", "quiz");
  const asked = shown(await ada.slash("#quiet-room", "quiz"));
  const outcome = await ada.press(asked, "Continue here");
  const next = await rate(house, ada, shown(outcome), 4);
  playground.redeliver(outcome.interactionId);
  expect(progress(await rate(house, ada, next, 4))).toBe("2 of 10");
  expect(ada.last("#quiet-room").buttons).not.toEqual([]);
});

test("a button of the quiz before, pressed on a screen that is behind, leaves the next quiz as it is", async () => {
  const { ada } = house;
  const done = await rate(house, ada, shown(await ada.slash("#general", "quiz", { cards: 1 })), 5);
  const on = await rate(house, ada, shown(await ada.press(done, "Next quiz")), 4);
  expect(progress(on)).toBe("1 of 9");
  expect(progress(shown(await ada.pressStale(done, "Undo")))).toBe("1 of 9");
  expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([5, 4]);
});

test("a press on a screen that is behind draws what is true now", async () => {
  const { ada } = house;
  const quiz = shown(await ada.slash("#general", "quiz"));
  const revealed = shown(await ada.press(quiz, "Show answer"));
  await rate(house, ada, shown(await ada.press(revealed, "4")), 4);
  const drawn = shown(await ada.pressStale(revealed, "1"));
  expect(progress(drawn)).toBe("2 of 10");
  expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4, 4]);
});

test("many learners at once each get their own", async () => {
  const { ada, ben, chloe } = house;
  await Promise.all(
    [ada, ben, chloe].map(async (actor, index) => {
      let message = shown(await actor.slash("#general", "quiz", { cards: 4 }));
      for (let card = 0; card < 4; card += 1) message = await rate(house, actor, message, 3 + index);
      expect(message.texts).toContain("**4** of 4 cards known");
    }),
  );
  for (const [index, actor] of [ada, ben, chloe].entries()) {
    expect((await house.reviews(actor)).map(({ rating }) => rating)).toEqual(Array(4).fill(3 + index));
  }
});
