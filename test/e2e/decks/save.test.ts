import { afterAll, beforeAll, expect, test } from "vitest";
import { cardsOf, formOf, makeDeck, numberedCards, valuesOf, whispered } from "../../support/decks.ts";
import { type House, openHouse, shown } from "../../support/flashback.ts";

const SAVE = "Save as flashcard";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

test.each([
  [
    "a question and what follows it",
    "What is entropy?\nDisorder,\nin nats.",
    "What is entropy?",
    "Disorder,\nin nats.",
  ],
  ["Q: and A:", "Q: Two\nlines\nA: Yes", "Two\nlines", "Yes"],
  ["a question alone", "Who was Gibbs?", "Who was Gibbs?", ""],
  ["something to know", "Cross-entropy is never below entropy.", "", "Cross-entropy is never below entropy."],
])("%s is cut into question and answer", async (_, text, asked, answered) => {
  const { ada, ben } = house;
  const form = formOf(await ada.contextMenu(await ben.say("#general", text), SAVE));
  expect(valuesOf(form)).toMatchObject({ Front: asked, Back: answered });
  ada.dismissModal(form);
});

test("with nothing picked it goes into a deck of one's own, and the next one into the same", async () => {
  const { chloe, ben } = house;
  const said = await ben.say("#general", "What is entropy?\nDisorder.");
  const first = whispered(await chloe.submit(formOf(await chloe.contextMenu(said, SAVE)), {}));
  expect(first).toContain("Saved to **My cards**: it is card 1.");
  const form = formOf(await chloe.contextMenu(said, SAVE));
  expect(form.fields.find(({ label }) => label === "Deck")?.options.map(({ label }) => label)).toEqual([
    "My cards",
    "A new deck of my own",
  ]);
  const second = whispered(await chloe.submit(form, { Deck: ["A new deck of my own"], Tags: "physics" }));
  expect(second).toContain("Saved to **My cards**: it is card 2.");
  expect(await cardsOf(chloe, "@bot", "My cards")).toEqual([
    { front: "What is entropy?", back: "Disorder.", tags: [], accepts: [] },
    { front: "What is entropy?", back: "Disorder.", tags: ["physics"], accepts: [] },
  ]);
  expect(shown(await ben.slash("#general", "deck list")).texts).not.toContain("My cards");
});

test("only decks that the person may change are offered, and the chosen one takes it", async () => {
  const { ada, ben, chloe } = house;
  await makeDeck(ben, "Bens", numberedCards(1));
  const said = await chloe.say("#general", "Cross-entropy is never below entropy.");
  const offered = async (form: ReturnType<typeof formOf>) =>
    form.fields.find(({ label }) => label === "Deck")?.options.map(({ label }) => label);
  expect(await offered(formOf(await chloe.contextMenu(said, SAVE)))).not.toContain("Bens");
  const form = formOf(await ada.contextMenu(said, SAVE));
  expect(await offered(form)).toContain("Bens");
  const told = whispered(await ada.submit(form, { Front: "Which is larger?", Deck: ["Bens"] }));
  expect(told).toContain("Saved to **Bens**: it is card 2.");
  expect((await cardsOf(chloe, "#general", "Bens"))[1]).toMatchObject({ front: "Which is larger?" });
});

test("a message without text says so, and how to write the card", async () => {
  const { ada, ben } = house;
  const said = await ben.say("#general", "", [{ name: "a.png", data: Buffer.from("no picture") }]);
  expect(whispered(await ada.contextMenu(said, SAVE))).toContain("This message has no text to save.");
});

test("in the direct messages too", async () => {
  const { ben } = house;
  const said = await ben.say("@bot", "What is a nat?\nOne unit of it.");
  expect(whispered(await ben.submit(formOf(await ben.contextMenu(said, SAVE)), {}))).toContain("Saved to");
});

test("a mistake: the form opens again with everything that was written", async () => {
  const { ben, chloe } = house;
  const form = formOf(await ben.contextMenu(await chloe.say("#general", "Why?\nBecause."), SAVE));
  const tooMany = Array.from({ length: 11 }, (_, index) => `tag${index}`).join(" ");
  const filled = { Front: "Why so?", Back: "Because.", Hint: "Think", Tags: tooMany };
  const told = shown(await ben.submit(form, filled));
  expect(told.texts).toContain("1 tag too many");
  const again = formOf(await ben.press(told, "Back to the form"));
  expect(valuesOf(again)).toMatchObject(filled);
});

test("a deck that somebody else owns takes nothing, whatever the form says", async () => {
  const { ada, chloe } = house;
  const { id } = await makeDeck(ada, "Adas", numberedCards(1), { owner: "me" });
  const fields = { front: "Mine", back: "Yours", deck: [id] };
  const told = whispered(await chloe.submitForged("#general", { customId: "c1:save", fields }));
  expect(told).toContain("no such deck any more, or you can't use it here");
  expect(told).not.toContain("Adas");
  expect(await cardsOf(ada, "@bot", "Adas")).toHaveLength(1);
});
