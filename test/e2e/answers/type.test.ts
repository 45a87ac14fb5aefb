import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { formOf, labelsOf, makeDeck } from "../../support/decks.ts";
import { front, type House, openHouse, shown } from "../../support/flashback.ts";
import { backOf, FRENCH, idOf, openRatings, rateIt, typeIn } from "./support.ts";

let house: House;
let ada: Actor;
let deck: string;
beforeAll(async () => {
  house = await openHouse();
  ({ ada } = house);
  ({ id: deck } = await makeDeck(ada, "French", FRENCH));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const start = async (actor = ada) =>
  shown(await actor.slash("#general", "quiz", { deck, cards: 6, answer: "type" }));

test("a whole typed quiz: right in any case and without accents, and the question in the form", async () => {
  let message = await start();
  for (let card = 0; card < 6; card += 1) {
    expect(labelsOf(message)).toEqual(["Type the answer", "I don't know", "Undo", "Skip", "Stop"]);
    const back = backOf(message);
    // Nowhere in the message, with all that cannot be seen, is the answer.
    expect(JSON.stringify(message.message)).not.toContain(back);
    const form = formOf(await ada.press(message, "Type the answer"));
    expect(JSON.stringify(form)).toContain(front(message));
    expect(JSON.stringify(form)).not.toContain(back);
    const typed = back.toUpperCase().normalize("NFD").replace(/\p{M}/gu, "");
    const answered = shown(await ada.submit(form, { Answer: typed }));
    expect(answered.id).toBe(message.id);
    expect(answered.texts).toContain("**Right.**");
    expect(openRatings(answered)).toEqual(["3", "4", "5"]);
    message = await rateIt(house, ada, answered, "4");
  }
  expect(message.texts).toContain("## Done: French");
  expect(message.texts).toContain("**6 points**");
  expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual([4, 4, 4, 4, 4, 4]);
});

test("a near miss shows the difference, and `I had it right` overrules it", async () => {
  const { ben } = house;
  const message = await start(ben);
  expect(front(message)).toBe("the dog");
  const near = await typeIn(ben, message, "le chein");
  expect(near.texts).toContain("**Close**, but look at the spelling.");
  expect(near.texts).toMatch(/You wrote: le ch.*~~/);
  expect(near.texts).toMatch(/The card has: le ch.*__/);
  expect(openRatings(near)).toEqual(["1", "2"]);
  expect(labelsOf(near)).toContain("I had it right");

  const right = shown(await ben.press(near, "I had it right"));
  expect(right.texts).toContain("**Right, as you say.**");
  expect(openRatings(right)).toEqual(["3", "4", "5"]);
  expect(labelsOf(right)).not.toContain("I had it right");
  const forged = shown(await ben.sendForged(right, { customId: idOf(right, "1 Not at all") }));
  expect(forged.texts).toContain("Your answer was right, so it is rated 3 to 5.");
  const next = await rateIt(house, ben, forged, "3");
  expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([3]);

  const wrong = await typeIn(ben, next, "la porte ~~||**<@1>");
  expect(wrong.texts).toContain("**Not what the card accepts.**");
  expect(wrong.texts).toContain("You wrote: la porte \\~\\~\\|\\|\\*\\*\\<@1\\>");
  expect(openRatings(wrong)).toEqual(["1", "2"]);
  const rated = await rateIt(house, ben, wrong, "1");
  const passed = shown(await ben.press(rated, "I don't know"));
  expect(openRatings(passed)).toEqual(["1", "2"]);
  expect(labelsOf(passed)).not.toContain("I had it right");

  const back = shown(await ben.press(passed, "Undo"));
  expect(labelsOf(back)[0]).toBe("Type the answer");
  expect(front(back)).toBe(front(next));
  expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([3]);
  await ben.press(back, "Stop");
});

test("a form that is sent when its question is over changes nothing", async () => {
  const { chloe, playground } = house;
  const message = await start(chloe);
  const form = formOf(await chloe.press(message, "Type the answer"));
  const outcome = await chloe.submit(form, { Answer: "le chien" });
  playground.redeliver(outcome.interactionId);
  const answered = shown(outcome);
  const again = shown(
    await chloe.submitForged(answered, { customId: form.customId, fields: { typed: "la table" } }),
  );
  expect(again.texts).toBe(answered.texts);
  const late = shown(await chloe.pressStale(message, "Type the answer"));
  expect(late.texts).toBe(answered.texts);
  const next = await rateIt(house, chloe, late, "5");
  const once = shown(
    await chloe.submitForged(next, { customId: form.customId, fields: { typed: "la table" } }),
  );
  expect(once.texts).toBe(next.texts);
  expect(await house.reviews(chloe)).toHaveLength(1);
  await chloe.press(next, "Stop");
});

test("a form of somebody else's quiz, or without its field, does no harm", async () => {
  const { chloe, ben } = house;
  const message = await start(chloe);
  const form = formOf(await chloe.press(message, "Type the answer"));
  chloe.dismissModal(form);
  const told = shown(
    await ben.submitForged(message, { customId: form.customId, fields: { typed: "le chien" } }),
  );
  expect(told.ephemeral).toBe(true);
  expect(told.texts).toContain("only they can press here");
  const empty = shown(await chloe.submitForged(message, { customId: form.customId, fields: {} }));
  expect(empty.texts).toContain("You wrote: nothing");
  expect(openRatings(empty)).toEqual(["1", "2"]);
  await chloe.press(empty, "Stop");
});

test("a card is mended from its answered side, and its paging works as ever", async () => {
  const { ben } = house;
  const long = Array.from(
    { length: 60 },
    (_, n) => `Line ${n} of a long answer that goes on for a while.`,
  ).join("\n");
  const { id } = await makeDeck(ben, "Long", [["Long?", long]], { owner: "me", where: "@bot" });
  const message = shown(await ben.slash("@bot", "quiz", { deck: id, answer: "type" }));
  const answered = await typeIn(ben, message, "Line 1 of a long answer");
  expect(answered.texts).toMatch(/\*\*(Close|Hard to tell)/);
  expect(labelsOf(answered)).toContain("Edit");
  const second = shown(await ben.press(answered, "Next ▶"));
  expect(second.texts).toContain("Line 59");
  expect(second.texts).toContain("You wrote: Line 1");
  expect(openRatings(second)).toEqual(["1", "2"]);
  const form = formOf(await ben.press(second, "Edit"));
  expect(shown(await ben.submit(form, { Back: "Short" })).texts).toContain("Saved.");
  // The verdict is that of the moment it was given.
  const still = shown(await ben.press(second, "◀ Back"));
  expect(openRatings(still)).toEqual(["1", "2"]);
  await ben.press(still, "Stop");
});
