import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { atEnd, cardsOf, deckIdOf, formOf, labelsOf, makeDeck, whispered } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const PINGS = "@everyone @here <@&1> <@1107722334455667788> <#1> </quiz:1> <t:0:R>";
const MARKS = "**b _i_ ~~s~~ ||spoiler|| `code` ```\n# h\n> q\n- l\n[x](https://example.com) \\";

/** Nobody was pinged by any message there. */
function expectNoPings(actor: Actor, where: string): void {
  const seen = actor.messages(where).filter(({ author }) => author === "Flashback");
  expect(seen.length).toBeGreaterThan(0);
  for (const { message } of seen) {
    expect(message.mention_everyone).toBe(false);
    expect([message.mentions, message.mention_roles]).toEqual([[], []]);
  }
}

/** Presses through a message's buttons that only look. */
async function lookThrough(actor: Actor, message: Seen): Promise<void> {
  for (const label of ["All cards", "Open the deck"]) {
    if (labelsOf(message).includes(label))
      expect(shown(await actor.press(message, label)).texts).not.toBe("");
  }
}

test.each([
  ["pings", PINGS],
  ["marks", MARKS],
  ["both, and a code block that is never closed", `\`\`\`js\n${PINGS}\n${MARKS}`],
  ["a fence as long as a page", `\`\`\`${"a".repeat(3000)}`],
  [
    "right-to-left and combining marks",
    `\u202e evil \u2066 ${"a\u0301\u0302\u0303".repeat(100)} 𝔘 👩‍👩‍👧‍👦 \ud83d`,
  ],
  ["formulas that are none", "$$\\frac{$ \\[ \\( $x$ [latex] ![a](image:b) $".repeat(20)],
])("cards and titles of %s ping nobody and break nothing", async (name, nasty) => {
  const { ada, ben } = house;
  const title = nasty.replace(/\s+/g, " ").slice(0, 90);
  const created = shown(
    await ada.slash("#general", "deck create", { title, description: nasty.slice(0, 300) }),
  );
  const id = deckIdOf(created);
  expect(created.message.mention_everyone).toBe(false);
  const form = formOf(await ada.press(created, "Add a card"));
  const filled = {
    Front: nasty,
    Back: nasty,
    Hint: nasty.replaceAll("\n", " ").slice(0, 1000),
    "Accepted answers": nasty.replaceAll("\n", " ").slice(0, 90),
  };
  const added = shown(await ada.submit(form, filled));
  expect(added.texts, name).toContain("Added: it is card 1.");
  await lookThrough(ada, added);
  const clean = nasty.toWellFormed().trim();
  expect((await cardsOf(ada, "#general", id))[0]).toMatchObject({ front: clean, back: clean });

  const list = shown(await ben.slash("#general", "deck list"));
  expect(list.texts).toContain("**Losses** · 22 cards");
  const deck = shown(await ben.select(list, "Open a deck", [id]));
  const card = shown(await ben.select(deck, "Look at a card", ["1"]));
  expect(labelsOf(card)).toContain("Suggest a fix");
  const idea = formOf(await ben.press(card, "Suggest a fix"));
  expect(whispered(await ben.submit(idea, { Back: `${nasty.slice(0, 3000)} better` }))).toContain(
    "Thank you",
  );
  const ideas = shown(
    await ada.press(shown(await ada.slash("#general", "deck show", { deck: id })), "1 suggestion"),
  );
  expect(labelsOf(ideas)).toContain("Reject");
  await ada.press(ideas, "Reject");

  const quiz = shown(await ben.slash("#general", "quiz", { deck: id }));
  const hinted = shown(await ben.press(quiz, "Hint"));
  const answer = shown(await ben.press(hinted, "Show answer"));
  expect(answer.texts).toContain("How well did you know this?");
  expect((await rate(house, ben, answer, 5)).texts).toContain("## Done");
  expect(whispered(await ben.slash("#general", "deck delete", { deck: id }))).toContain("You can't change");
  const asked = shown(await ada.slash("#general", "deck delete", { deck: id }));
  expect(shown(await ada.press(asked, "Delete")).texts).toContain("is deleted");
  expectNoPings(ada, "#general");
  expectNoPings(ben, "#general");
});

test("in a file: the preview, its name and what is skipped of it", async () => {
  const { ada } = house;
  const rows = ["Question,Answer", `"${PINGS}","${MARKS}"`, `"@everyone ${"x".repeat(5000)}",y`, "@here,"];
  const file = { name: "@everyone **a** <@1>.csv", data: Buffer.from(rows.join("\n")) };
  const preview = await atEnd(ada, await ada.slash("#general", "deck import", { file }));
  expect(preview.texts).toContain("## 1 card");
  expect(preview.texts).toContain("Skipped: 2");
  expect(shown(await ada.press(preview, "Import")).texts).toContain("is ready");
  expectNoPings(ada, "#general");
});

test("in what is searched for and typed", async () => {
  const { ada, ben } = house;
  await makeDeck(ada, "Plain", [["Front", "Back"]]);
  expect(
    whispered(await ben.slash("#general", "deck show", { deck: `${PINGS} ${MARKS}`.slice(0, 100) })),
  ).toContain("There is no deck called");
  const found = await ben.slash("#general", "deck show", {
    deck: "Plain",
    search: "@everyone ```**漢字漢字漢字",
  });
  expect(whispered(found)).toContain("Nothing found.");
  expect(
    whispered(await ben.slash("#general", "card suspend", { deck: "Plain", card: "@here **" })),
  ).toContain("There is no card");
  expectNoPings(ben, "#general");
});
