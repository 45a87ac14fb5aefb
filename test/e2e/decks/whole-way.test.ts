import { afterAll, beforeAll, expect, test } from "vitest";
import {
  atEnd,
  cardsOf,
  csvOf,
  deckIdOf,
  dueDays,
  exportOf,
  formOf,
  labelsOf,
  numberedCards,
  whispered,
} from "../../support/decks.ts";
import { front, type House, openHouse, progress, rate, shown } from "../../support/flashback.ts";
import { BASIC, makePackage } from "../../unit/decks/formats/anki-package-maker.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const CSV = [
  "Question,Answer,Hint,Tags",
  'Capital of Peru?,"Lima, on the Rímac",It is on the coast,americas',
  "Capital of Australia?,Canberra,,oceania",
  '"Two\nlines?","She said ""yes"": $a^2 + b^2$",,geometry maths',
  "Capital of Iceland?,**Reykjavík** 🇮🇸,,",
  "Capital of nowhere?,,,",
].join("\n");

const CHANGED = CSV.replace("Canberra", "Canberra (not Sydney)").replace(
  "Capital of nowhere?,,,",
  "Capital of Chile?,Santiago,,americas",
);

const fileOf = (text: string) => ({ file: { name: "capitals.csv", data: Buffer.from(text) } });

test("a file is previewed before anything is made of it, and becomes a deck of the server", async () => {
  const { ada, ben } = house;
  const preview = await atEnd(ada, await ada.slash("#general", "deck import", fileOf(CSV)));
  expect(preview.ephemeral).toBe(true);
  expect(preview.texts).toContain("## 4 cards");
  expect(preview.texts).toContain("A new deck **capitals** of this server.");
  expect(preview.texts).toContain("Lima, on the Rímac");
  expect(preview.texts).toContain("Skipped: 1");
  expect(preview.texts).toMatch(/line \d+.*the answer is empty/);
  expect(shown(await ben.slash("#general", "deck list")).texts).not.toContain("capitals");

  const done = shown(await ada.press(preview, "Import"));
  expect(done.id).toBe(preview.id);
  expect(done.texts).toContain("## capitals is ready");
  expect(done.texts).toContain("**4** new.");
  const again = shown(await ada.pressStale(preview, "Import"));
  expect(again.texts).toContain("**4** new.");
  const list = shown(await ben.slash("#general", "deck list"));
  expect(list.texts.match(/capitals/g)).toHaveLength(1);
  expect(list.texts).toContain(`**capitals** · 4 cards · by <@${ada.user.id}>`);
});

test("cards pasted into the form become a deck too, and Cancel leaves nothing", async () => {
  const { ben } = house;
  const form = formOf(await ben.slash("#general", "deck import"));
  const text = "Q: What is a loss?\nA: What training makes small.\n\nQ: And a gradient?\nA: Its slope.";
  const preview = await atEnd(
    ben,
    await ben.submit(form, { "Paste cards": text, "Title of the deck": "Pasted" }),
  );
  expect(preview.texts).toContain("## 2 cards");
  const own = shown(await ben.press(preview, "For me alone"));
  expect(own.texts).toContain("A new deck **Pasted** of your own.");
  const done = shown(await ben.press(own, "Import"));
  expect(done.texts).toContain("## Pasted is ready");
  const quiz = shown(await ben.press(done, "Quiz me"));
  expect(front(quiz)).toBe("What is a loss?");
  await ben.press(quiz, "Stop");

  const other = formOf(await ben.slash("#general", "deck import"));
  const given = await atEnd(
    ben,
    await ben.submit(other, { "Paste cards": text, "Title of the deck": "Never" }),
  );
  expect(shown(await ben.press(given, "Cancel")).texts).toContain("nothing was imported");
  expect(whispered(await ben.pressStale(given, "Import"))).toContain("This preview has ended");
  expect(shown(await ben.slash("#general", "deck list")).texts).not.toContain("Never");
});

test("a file in the form becomes a deck as well", async () => {
  const { ben } = house;
  const form = formOf(await ben.slash("@bot", "deck import"));
  const file = { name: "handed over.csv", data: csvOf(["Handed?", "Over."]) };
  const preview = await atEnd(ben, await ben.submit(form, { "Or a file": file }));
  expect(preview.texts).toContain("A new deck **handed over** of your own.");
  const done = shown(await ben.press(preview, "Import"));
  expect(await cardsOf(ben, "@bot", deckIdOf(done))).toMatchObject([{ front: "Handed?", back: "Over." }]);
});

test("two presses of `Import` at once make one deck", async () => {
  const { chloe } = house;
  const file = { name: "once.csv", data: csvOf(...numberedCards(300)) };
  const preview = await atEnd(chloe, await chloe.slash("@bot", "deck import", { file }));
  const both = await chloe.pressTwice(preview, "Import");
  for (const outcome of both) expect((await atEnd(chloe, outcome)).texts).toContain("**300** new.");
  expect(shown(await chloe.slash("@bot", "deck list")).texts.match(/once/g)).toHaveLength(1);
  expect(await cardsOf(chloe, "@bot", "once")).toHaveLength(300);
});

test("subdecks become tags of one deck, or decks of their own", async () => {
  const { chloe } = house;
  const data = makePackage("anki21", {
    noteTypes: [BASIC],
    decks: { 1: ["Anatomy"], 2: ["Anatomy", "Bones"], 3: ["Anatomy", "Muscles"] },
    notes: [1, 2, 3].map((id) => ({ id, type: BASIC.id, fields: [`Front ${id}`, `Back ${id}`] })),
    cards: [1, 2, 3].map((id) => ({ id, note: id, deck: id })),
  });
  const file = { name: "anatomy.apkg", data };
  const preview = await atEnd(chloe, await chloe.slash("@bot", "deck import", { file }));
  const tagged = shown(await chloe.press(preview, "Import"));
  const cards = await cardsOf(chloe, "@bot", deckIdOf(tagged));
  expect(cards.map(({ tags }) => tags?.at(-1))).toEqual([undefined, "bones", "muscles"]);

  const again = await atEnd(chloe, await chloe.slash("@bot", "deck import", { file }));
  const apart = shown(await chloe.select(again, "Subdecks", ["3 decks, one for each subdeck"]));
  const made = shown(await chloe.press(apart, "Import"));
  expect(made.texts).toContain("## 3 decks ready");
  expect(made.texts.match(/1 card$/gm)).toHaveLength(3);
});

test("a text is cut as one says", async () => {
  const { chloe } = house;
  const form = formOf(await chloe.slash("@bot", "deck import"));
  const pasted = { "Paste cards": "a - x\tb - y\nc - z\td - w", "Title of the deck": "Cut" };
  const preview = await atEnd(chloe, await chloe.submit(form, pasted));
  expect(preview.texts).toContain("## 2 cards");
  const how = formOf(await chloe.press(preview, "Other separators"));
  const cut = { "Between question and answer": " - ", "Between cards": "\\t" };
  const wrong = await atEnd(chloe, await chloe.submit(how, cut));
  expect(wrong.texts).toContain("## 3 cards");
  const anew = formOf(await chloe.press(wrong, "Other separators"));
  expect(anew.fields.map(({ value }) => value)).toEqual([" - ", "\\t"]);
  expect(whispered(await chloe.press(wrong, "Cancel"))).toContain("nothing was imported");
});

test("an empty form is refused in words", async () => {
  const { ben } = house;
  const form = formOf(await ben.slash("#general", "deck import"));
  expect(whispered(await ben.submit(form, {}))).toContain("There is nothing to import");
});

test("two people learn from it, each with a schedule of their own", async () => {
  const { ben, chloe } = house;
  const mine = shown(await ben.slash("#general", "quiz", { deck: "capitals" }));
  expect(progress(mine)).toBe("0 of 4");
  expect(front(mine)).toBe("Capital of Peru?");
  const next = await rate(house, ben, mine, 5);
  await rate(house, ben, next, 3);
  const theirs = shown(await chloe.slash("#general", "quiz", { deck: "capitals" }));
  expect(progress(theirs)).toBe("0 of 4");
  await rate(house, chloe, theirs, 2);
  const id = deckIdOf(shown(await ben.slash("#general", "deck show", { deck: "capitals" })));
  const [first, second] = [await dueDays(house, ben, id), await dueDays(house, chloe, id)];
  expect(Object.keys(first)).toEqual(["1", "2"]);
  expect(Object.keys(second)).toEqual(["1"]);
  expect(first["1"]).not.toBe(second["1"]);
});

test("a mistake is mended from the quiz by who may, and the quiz goes on where it was", async () => {
  const { ada, ben } = house;
  const quiz = shown(await ada.slash("#general", "quiz", { deck: "capitals" }));
  const answer = shown(await ada.press(quiz, "Show answer"));
  const form = formOf(await ada.press(answer, "Edit"));
  expect(form.fields.find(({ label }) => label === "Back")?.value).toBe("Lima, on the Rímac");
  const told = shown(await ada.submit(form, { Back: "Lima, by the sea" }));
  expect(told.ephemeral).toBe(true);
  expect(told.id).not.toBe(answer.id);
  expect(told.texts).toContain("Everybody's schedules stay");
  const now = shown(await ada.press(ada.messages("#general").find(({ id }) => id === quiz.id) ?? quiz, "4"));
  expect(now.id).toBe(quiz.id);
  expect(progress(now)).toBe("1 of 4");
  await ada.press(now, "Stop");
  expect((await cardsOf(ben, "#general", "capitals"))[0]).toMatchObject({
    back: "Lima, by the sea",
    hint: "It is on the coast",
    tags: ["americas"],
  });
});

test("others suggest; the editors accept or reject, one at a time", async () => {
  const { ada, chloe } = house;
  const quiz = chloe
    .messages("#general")
    .find(
      ({ message, buttons }) => message.interaction_metadata?.user.id === chloe.user.id && buttons.length > 1,
    );
  if (!quiz) throw new Error("Chloe's quiz is open no more");
  expect(front(quiz)).toBe("Capital of Australia?");
  const answer = shown(await chloe.press(quiz, "Show answer"));
  expect(labelsOf(answer)).not.toContain("Edit");
  const first = formOf(await chloe.press(answer, "Suggest a fix"));
  expect(whispered(await chloe.submit(first, { Hint: "Not Sydney" }))).toContain("**Thank you.**");
  const page = shown(await chloe.slash("#general", "deck show", { deck: "capitals" }));
  expect(labelsOf(page)).not.toContain("Edit deck");
  const card = shown(await chloe.select(page, "Look at a card", ["4"]));
  const second = formOf(await chloe.press(card, "Suggest a fix"));
  await chloe.submit(second, { Front: "Capital of Ireland?" });
  const third = formOf(await chloe.press(card, "Suggest a fix"));
  expect(whispered(await chloe.submit(third, {}))).toContain("nothing was changed");
  expect((await cardsOf(chloe, "#general", "capitals"))[1]).not.toHaveProperty("hint");

  const deck = shown(await ada.slash("#general", "deck show", { deck: "capitals" }));
  const idea = shown(await ada.press(deck, "2 suggestions"));
  expect(idea.texts).toContain(`<@${chloe.user.id}> suggests`);
  expect(idea.texts).toContain("> Not Sydney");
  const next = shown(await ada.press(idea, "Accept"));
  expect(next.texts).toContain("Accepted: the card is changed.");
  expect(next.texts).toContain("> Capital of Ireland?");
  expect(whispered(await ada.pressStale(idea, "Accept"))).toContain("decided about this suggestion already");
  const none = shown(await ada.press(next, "Reject"));
  expect(none.texts).toContain("Rejected: the card stays as it was. No suggestions are left.");
  const cards = await cardsOf(chloe, "#general", "capitals");
  expect(cards[1]).toMatchObject({ front: "Capital of Australia?", hint: "Not Sydney" });
  expect(cards[3]).toMatchObject({ front: "Capital of Iceland?" });
});

test.each(["csv", "anki-text", "anki-package", "json"])(
  "exported as %s and imported again it is the same deck",
  async (format) => {
    const { ben } = house;
    const file = await exportOf(ben, "#general", "capitals", format);
    const preview = await atEnd(ben, await ben.slash("@bot", "deck import", { file }));
    expect(preview.texts).toContain("## 4 cards");
    const id = deckIdOf(shown(await ben.press(preview, "Import")));
    expect(await cardsOf(ben, "@bot", id)).toEqual(await cardsOf(ben, "#general", "capitals"));
  },
);

test("with one's own ratings, which are nobody else's and come in as cards alone", async () => {
  const { ada, ben } = house;
  const options = { deck: "capitals", format: "json", ratings: true };
  const [file] = shown(await ben.slash("#general", "deck export", options)).files;
  if (!file) throw new Error("no file");
  const data = await ben.download(file);
  const { cards } = JSON.parse(Buffer.from(data).toString()) as { cards: { review?: { rating: number } }[] };
  expect(cards.map(({ review }) => review?.rating)).toEqual([5, 3, undefined, undefined]);
  const preview = await atEnd(
    ada,
    await ada.slash("@bot", "deck import", { file: { name: "r.json", data } }),
  );
  const id = deckIdOf(shown(await ada.press(preview, "Import")));
  expect(await dueDays(house, ada, id)).toEqual({});
});

test("a changed file updates the deck it came from, and every schedule stays", async () => {
  const { ada, ben, chloe } = house;
  const id = deckIdOf(shown(await ben.slash("#general", "deck show", { deck: "capitals" })));
  const before = [await dueDays(house, ben, id), await dueDays(house, chloe, id)];
  expect(before[0]).not.toEqual({});
  const preview = await atEnd(ada, await ada.slash("#general", "deck import", fileOf(CHANGED)));
  const update = shown(await ada.press(preview, "Update capitals"));
  expect(update.texts).toContain("Into the deck **capitals**: 1 new, 2 changed, 2 as they are.");
  const done = shown(await ada.press(update, "Import"));
  expect(done.texts).toContain("**1** new · **2** changed · 2 as they were.");
  expect(deckIdOf(done)).toBe(id);
  expect([await dueDays(house, ben, id), await dueDays(house, chloe, id)]).toEqual(before);
  const cards = await cardsOf(ben, "#general", "capitals");
  expect(cards.map(({ front: side }) => side)).toEqual([
    "Capital of Peru?",
    "Capital of Australia?",
    "Two\nlines?",
    "Capital of Iceland?",
    "Capital of Chile?",
  ]);
  expect(cards[1]?.back).toBe("Canberra (not Sydney)");
  const second = await atEnd(
    ada,
    await ada.slash("#general", "deck import", { ...fileOf(CHANGED), deck: "capitals" }),
  );
  expect(second.texts).toContain("0 new, 0 changed, 5 as they are");
  await ada.press(second, "Cancel");
});
