import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cardsOf,
  deckIdOf,
  dueDays,
  formOf,
  freshQuiz,
  labelsOf,
  makeDeck,
  numberedCards,
  whispered,
} from "../../support/decks.ts";
import { front, type House, openHouse, progress, rate, shown } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const list = async (actor = house.ada, where = "#general") =>
  whispered(await actor.slash(where, "deck list"));

test("a deck is made by options or by the form, and a title is taken once", async () => {
  const { ada, ben } = house;
  const made = await ada.slash("#general", "deck create", { title: "Options", description: "By hand" });
  expect(whispered(made)).toContain("It is a deck of this server, still empty.");
  const form = formOf(await ben.slash("#general", "deck create"));
  const filled = { Title: "Form", Description: "Written", "Whose is it?": ["Me alone"] };
  const own = shown(await ben.submit(form, filled));
  expect(own.texts).toContain("It is a deck of your own, still empty.");
  expect(labelsOf(shown(await ben.press(own, "Open the deck")))).toEqual(["Add a card", "Edit deck"]);
  expect(await list(ada)).not.toContain("Form");

  const taken = await ben.slash("#general", "deck create", { title: "OPTIONS" });
  expect(whispered(taken)).toContain("There is a deck called **OPTIONS** already. Choose another title.");
  expect(whispered(await ada.slash("#general", "deck create", { title: "Form" }))).toContain("still empty");
  expect(whispered(await ada.slash("#general", "deck create", { title: " \u200b " }))).toContain(
    "needs a title",
  );
  expect(whispered(await ben.slash("@bot", "deck create", { title: "At home" }))).toContain("of your own");
  expect(whispered(await ben.slash("@bot", "deck create", { title: "No", owner: "server" }))).toContain(
    "There is no server here to own a deck.",
  );
});

test("title, description and tags are changed; a title that is taken is not", async () => {
  const { ada } = house;
  const form = formOf(await ada.slash("#general", "deck edit", { deck: "Options" }));
  const saved = shown(await ada.submit(form, { Title: "Chosen", Description: "Anew", Tags: "one Two" }));
  expect(saved.texts).toContain("## Chosen");
  expect(saved.texts).toContain("#one · #two");
  expect(saved.texts).toContain("Anew");
  const again = formOf(await ada.press(saved, "Edit deck"));
  expect(whispered(await ada.submit(again, { Title: "form" }))).toContain("called **form** already");
  expect(await list()).toContain("**Chosen**");
});

test("an empty deck: no quiz, nothing to export, and words for both", async () => {
  const { ada } = house;
  const quiz = shown(await ada.slash("#general", "quiz", { deck: "Chosen" }));
  expect(quiz.texts).toContain("in **Chosen**");
  expect(whispered(await ada.slash("#general", "deck export", { deck: "Chosen", format: "csv" }))).toContain(
    "has no cards yet",
  );
});

test("deleting asks, can be taken back, and twice is once; schedules come back with it", async () => {
  const { ada, ben } = house;
  const { id } = await makeDeck(ada, "Mortal", numberedCards(3));
  await rate(house, ben, shown(await ben.slash("#general", "quiz", { deck: id })), 5);
  await ben.press(ben.last("#general"), "Stop");
  const due = await dueDays(house, ben, id);
  expect(Object.keys(due)).toEqual(["1"]);

  const asked = shown(await ada.slash("#general", "deck delete", { deck: "Mortal" }));
  expect(asked.texts).toContain("Its 3 cards will be gone for everybody.");
  expect(shown(await ada.press(asked, "Keep it")).texts).toContain("## Mortal");
  expect(await list()).toContain("Mortal");
  const gone = shown(await ada.pressStale(asked, "Delete"));
  expect(gone.texts).toContain("is deleted. For a day it can be brought back");
  expect(await list()).not.toContain("Mortal");
  expect(whispered(await ada.pressStale(asked, "Delete"))).toContain("This deck is gone");
  expect(whispered(await ben.slash("#general", "quiz", { deck: id, private: true }))).toContain(
    "no deck called",
  );

  const back = shown(await ada.press(gone, "Bring it back"));
  expect(back.texts).toContain("It is back");
  expect(await list()).toContain("Mortal");
  expect(await cardsOf(ben, "#general", id)).toHaveLength(3);
  expect(await dueDays(house, ben, id)).toEqual(due);
  // Its pages' buttons work as before.
  expect(front(shown(await ben.slash("#general", "quiz", { deck: id })))).toBe("Front 2");
  await ben.press(ben.last("#general"), "Stop");
});

test("pressed twice, `Bring it back` shows that it is back", async () => {
  const { ada } = house;
  const { id } = await makeDeck(ada, "Lazarus", numberedCards(1));
  const gone = shown(
    await ada.press(shown(await ada.slash("#general", "deck delete", { deck: id })), "Delete"),
  );
  await ada.press(gone, "Bring it back");
  expect(shown(await ada.pressStale(gone, "Bring it back")).texts).toContain("## Lazarus");
});

test("a deck that comes back finds its title taken: both can be told apart", async () => {
  const { ada } = house;
  const { id } = await makeDeck(ada, "Phoenix", numberedCards(1));
  const gone = shown(
    await ada.press(shown(await ada.slash("#general", "deck delete", { deck: id })), "Delete"),
  );
  await ada.slash("#general", "deck create", { title: "Phoenix" });
  await ada.pressStale(gone, "Bring it back");
  const titles = [...(await list()).matchAll(/^- \*\*(Phoenix.*?)\*\*/gm)].map(([, title]) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test("only who may change it can bring it back", async () => {
  const { ada, chloe } = house;
  const { id } = await makeDeck(ada, "Guarded", numberedCards(1));
  const seen = shown(await chloe.slash("#general", "deck list"));
  await ada.press(shown(await ada.slash("#general", "deck delete", { deck: id })), "Delete");
  const told = await chloe.sendForged(seen, { customId: `d1:restore:${id}` });
  expect(shown(told).texts).toContain(`It can be changed by <@${ada.user.id}>`);
  expect(await list()).not.toContain("Guarded");
});

test("a quiz that is open on a deck when it is deleted ends, and what was rated stays", async () => {
  const { ada, chloe } = house;
  const { id } = await makeDeck(ada, "Cut short", numberedCards(3));
  const second = await rate(house, chloe, shown(await chloe.slash("#general", "quiz", { deck: id })), 4);
  const revealed = shown(await chloe.press(second, "Show answer"));
  await ada.press(shown(await ada.slash("#general", "deck delete", { deck: id })), "Delete");
  const done = shown(await chloe.press(revealed, "4"));
  expect(done.texts).toContain("## Done");
  expect(done.texts).toContain("**1** of 1 card known");
  expect((await house.reviews(chloe)).map(({ rating }) => rating)).toEqual([4]);
});

test("a card that is deleted while somebody looks at it is passed over", async () => {
  const { ada, ben } = house;
  const { id } = await makeDeck(ada, "One less", numberedCards(3));
  const quiz = shown(await ben.slash("#general", "quiz", { deck: id }));
  const revealed = shown(await ben.press(quiz, "Show answer"));
  await ada.press(shown(await ada.slash("#general", "card delete", { deck: id, card: "1" })), "Delete");
  const next = shown(await ben.press(revealed, "5"));
  expect(front(next)).toBe("Front 2");
  expect(progress(next)).toBe("0 of 2");
  await ben.press(next, "Stop");
});

test("a suggestion about a card that is gone can only be rejected", async () => {
  const { ada, ben } = house;
  const { id } = await makeDeck(ada, "Suggested", numberedCards(2));
  const page = shown(await ben.slash("#general", "deck show", { deck: id }));
  const card = shown(await ben.select(page, "Look at a card", ["1"]));
  await ben.submit(formOf(await ben.press(card, "Suggest a fix")), { Back: "Better" });
  await ada.press(shown(await ada.slash("#general", "card delete", { deck: id, card: "1" })), "Delete");
  const deck = shown(await ada.slash("#general", "deck show", { deck: id }));
  const idea = shown(await ada.press(deck, "1 suggestion"));
  expect(idea.texts).toContain("The card has been deleted since.");
  expect(idea.buttons.find(({ label }) => label === "Accept")?.disabled).toBe(true);
  const accept = idea.buttons.find(({ label }) => label === "Accept")?.customId ?? "";
  expect(whispered(await ada.sendForged(idea, { customId: accept }))).toContain("no such card");
  expect(shown(await ada.press(idea, "Reject")).texts).toContain("No suggestions are left.");
});

test("a deck moves to the server and back, with its id, cards and schedules", async () => {
  const { ada, ben, chloe } = house;
  const { id } = await makeDeck(ben, "Wanderer", numberedCards(2), { owner: "me" });
  await rate(house, ben, shown(await ben.slash("#general", "quiz", { deck: id })), 5);
  await ben.press(ben.last("#general"), "Stop");
  const due = await dueDays(house, ben, id);
  expect(await list(chloe)).not.toContain("Wanderer");

  const here = shown(await ben.slash("#general", "deck move", { deck: "Wanderer", to: "server" }));
  expect(here.texts).toContain("It is this server's now");
  expect(deckIdOf(here)).toBe(id);
  expect(await list(chloe)).toContain("Wanderer");
  expect((await list(ben)).match(/Wanderer/g)).toHaveLength(1);
  expect(whispered(await ben.slash("#general", "deck move", { deck: "Wanderer", to: "server" }))).toContain(
    "belongs to a server already",
  );
  expect(whispered(await ada.slash("#general", "deck move", { deck: "Wanderer", to: "me" }))).toContain(
    "Only who made it",
  );
  expect(front(shown(await chloe.slash("#general", "quiz", { deck: id })))).toBe("Front 1");
  await chloe.press(chloe.last("#general"), "Stop");

  const back = shown(await ben.slash("#general", "deck move", { deck: "Wanderer", to: "me" }));
  expect(back.texts).toContain("It is yours alone now.");
  expect(await list(chloe)).not.toContain("Wanderer");
  expect(whispered(await chloe.slash("#general", "quiz", { deck: id, private: true }))).toContain(
    "no deck called",
  );
  expect(await cardsOf(ben, "@bot", id)).toHaveLength(2);
  expect(await dueDays(house, ben, id)).toEqual(due);
  expect(whispered(await ben.slash("@bot", "deck move", { deck: id, to: "server" }))).toContain(
    "no server here",
  );
});

test("a quiz that is open on a deck which its learner may see no more shows nothing of it", async () => {
  const { ben, chloe } = house;
  const { id } = await makeDeck(ben, "Withdrawn", numberedCards(2));
  const quiz = await freshQuiz(chloe, id);
  await ben.slash("#general", "deck move", { deck: id, to: "me" });
  const next = shown(await chloe.press(quiz, "Show answer"));
  expect(next.texts).not.toMatch(/Front|Back \d/);
});

test("a list of many decks, and a deck of many cards, is turned by pages and searched", async () => {
  const { chloe } = house;
  for (let n = 1; n <= 20; n += 1) {
    await chloe.slash("@bot", "deck create", { title: `Shelf ${String(n).padStart(2, "0")}` });
  }
  const first = shown(await chloe.slash("@bot", "deck list"));
  expect(first.texts).toContain("Shelf 01");
  expect(first.texts).not.toContain("Shelf 16");
  const second = shown(await chloe.press(first, "▶"));
  expect(second.texts).toContain("Shelf 16");
  expect(second.buttons.find(({ label }) => label === "▶")?.disabled).toBe(true);
  expect(shown(await chloe.select(second, "Open a deck", ["Shelf 16"])).texts).toContain("## Shelf 16");

  const { id } = await makeDeck(chloe, "Long", numberedCards(25), { where: "@bot" });
  const deck = shown(await chloe.slash("@bot", "deck show", { deck: id }));
  expect(deck.texts).toContain("`10` Front 10");
  expect(deck.texts).not.toContain("`11`");
  const last = shown(await chloe.press(shown(await chloe.press(deck, "▶")), "▶"));
  expect(last.texts).toContain("`25` Front 25");
  const form = formOf(await chloe.press(last, "Search"));
  const found = shown(await chloe.submit(form, { Word: "back 7" }));
  expect(found.texts).toContain("**2 cards with “back 7”**");
  expect(found.texts).toContain("`7` Front 7");
  const card = shown(await chloe.select(found, "Look at a card", ["7"]));
  expect(front(shown(await chloe.press(card, "All cards")))).toBe("Long");
  expect(
    shown(await chloe.press(card, "Card ▶").catch(() => chloe.pressStale(card, "Card ▶"))).texts,
  ).toContain("Front 8");
});
