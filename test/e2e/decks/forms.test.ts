import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Outcome, Seen, SeenModal } from "../../../playground/index.ts";
import {
  atEnd,
  cardsOf,
  formOf,
  labelsOf,
  makeDeck,
  numberedCards,
  valuesOf,
  whispered,
} from "../../support/decks.ts";
import { type House, openHouse, shown } from "../../support/flashback.ts";

const NOT_KEPT = "What you wrote there is not kept any more";

let house: House;
let ada: Actor;
let ben: Actor;
let id: string;
beforeAll(async () => {
  house = await openHouse();
  ({ ada, ben } = house);
  ({ id } = await makeDeck(ben, "Taken", numberedCards(2)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});
afterEach(() => {
  for (const actor of [ada, ben]) {
    const open = actor.modal();
    if (open) actor.dismissModal(open);
  }
});

/** What the person is told, with the way back. */
function refused(outcome: Outcome): Seen {
  expect(whispered(outcome)).not.toContain("our side");
  expect(labelsOf(shown(outcome))).toEqual(["Back to the form"]);
  return shown(outcome);
}

const back = async (actor: Actor, told: Seen): Promise<SeenModal> =>
  formOf(await actor.press(told, "Back to the form"));

/** The text of the file that came with an answer. */
async function fileOf(actor: Actor, message: Seen): Promise<string> {
  const [file] = message.files;
  if (!file) throw new Error(`no file: ${message.texts}`);
  return Buffer.from(await actor.download(file)).toString();
}

const DESCRIPTION = "What one would not like to write twice. ".repeat(7).trim();

describe("a form that cannot be taken opens again as it was", () => {
  test("a new deck whose title is taken, with description and owner; then it is made in its place", async () => {
    const { id: own } = await makeDeck(ben, "Mine", numberedCards(1), { owner: "me" });
    expect(own).toBeDefined();
    const filled = { Title: "mine", Description: DESCRIPTION, "Whose is it?": ["me"] };
    const told = refused(await ben.submit(formOf(await ben.slash("#general", "deck create")), filled));
    const again = await back(ben, told);
    expect(valuesOf(again)).toEqual(filled);
    const made = shown(await ben.submit(again, { Title: "Mine too" }));
    expect(made.id).toBe(told.id);
    expect(made.texts).toContain("a deck of your own");
    expect(labelsOf(made)).not.toContain("Back to the form");
  });

  test("a deck that is edited, with its tags and the role", async () => {
    await makeDeck(ben, "Other", numberedCards(1));
    const filled = {
      Title: "Taken",
      Description: DESCRIPTION,
      Tags: "a b",
      "Who may edit": ["Deck editors"],
    };
    const form = formOf(await ben.slash("#general", "deck edit", { deck: "Other" }));
    const again = await back(ben, refused(await ben.submit(form, filled)));
    expect(again.title).toBe("Edit Other");
    expect(valuesOf(again)).toMatchObject({ Title: "Taken", Description: DESCRIPTION, Tags: "a b" });
    const saved = shown(await ben.submit(again, { Title: "Other one" }));
    expect(saved.texts).toContain("Saved.");
    expect(saved.texts).toMatch(/<@&\d+>/);
  });

  test("where somebody may not make a deck for the server: they can take it for themselves", async () => {
    const settings = async () =>
      shown(await ada.press(shown(await ada.slash("#general", "settings server")), "Decks"));
    await ada.select(await settings(), "Who may make decks", ["Members with Manage Server"]);
    const form = formOf(await ben.slash("#general", "deck create"));
    const told = refused(await ben.submit(form, { Title: "For whom?", "Whose is it?": ["server"] }));
    const again = await back(ben, told);
    expect(valuesOf(again)).toMatchObject({ Title: "For whom?", "Whose is it?": ["server"] });
    const made = shown(await ben.submit(again, { "Whose is it?": ["me"] }));
    expect(made.texts).toContain("a deck of your own");

    const paste = formOf(await ben.slash("#general", "deck import", { owner: "server" }));
    const pasted = { "Paste cards": "Q: a\nA: b", "Title of the deck": "Pasted" };
    const kept = await back(ben, refused(await ben.submit(paste, pasted)));
    expect(kept.customId).toBe(paste.customId);
    expect(valuesOf(kept)).toMatchObject(pasted);
    await ada.select(await settings(), "Who may make decks", ["Everybody here"]);
    const preview = await atEnd(ben, await ben.submit(kept, {}));
    expect(preview.texts).toContain("A new deck **Pasted** of this server.");
    await ben.press(preview, "Cancel");
  });

  test("pasted text in which there is no card, all 4,000 characters, and the deck it was for", async () => {
    const text = "Nothing to learn here, whatever one does. ".repeat(100).slice(0, 3999).concat("!");
    const form = formOf(await ben.slash("#general", "deck import", { deck: "Taken" }));
    const filled = { "Paste cards": text, "Title of the deck": "Notes" };
    const told = await atEnd(ben, await ben.submit(form, filled));
    expect(told.texts).toContain("No deck was recognised");
    const again = await back(ben, told);
    expect(valuesOf(again)).toMatchObject(filled);
    const preview = await atEnd(ben, await ben.submit(again, { "Paste cards": "Q: Third?\nA: Yes." }));
    expect(preview.texts).toContain("**Taken**");
    await ben.press(preview, "Cancel");
  });

  test("a text that nobody can make out is read as its owner says", async () => {
    const form = formOf(await ben.slash("#general", "deck import", { owner: "me" }));
    const told = await atEnd(ben, await ben.submit(form, { "Paste cards": "cat - Katze\ndog - Hund" }));
    const cut = formOf(await ben.press(told, "Other separators…"));
    const preview = await atEnd(ben, await ben.submit(cut, { "Between question and answer": " - " }));
    expect(preview.texts).toContain("## 2 cards");
    expect(preview.texts).toContain("Katze");
    const other = await atEnd(
      ben,
      await ben.select(preview, "How is it written?", ["Read as: Q: and A: lines"]),
    );
    expect(other.texts).toMatch(/No deck|No card|Q:/);
    await ben.press(preview, "Cancel");
  });

  test("a file that holds no card: the title stays, the file is to be chosen once more", async () => {
    const form = formOf(await ben.slash("#general", "deck import"));
    const file = { name: "empty.csv", data: Buffer.from(" \n") };
    const told = refused(await ben.submit(form, { "Or a file": file, "Title of the deck": "Kept" }));
    expect(told.texts).toContain("choose yours once more");
    expect(valuesOf(await back(ben, told))).toMatchObject({ "Title of the deck": "Kept" });
  });

  test("separators that make no cards", async () => {
    const form = formOf(await ben.slash("#general", "deck import"));
    const preview = await atEnd(
      ben,
      await ben.submit(form, { "Paste cards": "a\tb\nc\td", "Title of the deck": "Cut" }),
    );
    const cut = { "Between question and answer": "§§", "Between cards": "\\n\\n" };
    const told = refused(await ben.submit(formOf(await ben.press(preview, "Other separators")), cut));
    const again = await back(ben, told);
    expect(valuesOf(again)).toEqual(cut);
    const right = { "Between question and answer": "\\t", "Between cards": "\\n" };
    const anew = await atEnd(ben, await ben.submit(again, right));
    expect(anew.texts).toContain("## 2 cards");
    await ben.press(anew, "Cancel");
  });

  test("a message to save, with hint, tags and the deck that was chosen", async () => {
    const said = await ada.say("#general", "Why?\nBecause.");
    const form = formOf(await ben.contextMenu(said, "Save as flashcard"));
    const filled = { Deck: ["Taken"], Hint: "Think", Tags: "x".repeat(40) };
    const told = refused(await ben.submit(form, filled));
    const again = await back(ben, told);
    expect(valuesOf(again)).toMatchObject({ Front: "Why?", Back: "Because.", Hint: "Think", Deck: [id] });
    const saved = shown(await ben.submit(again, { Tags: "short" }));
    expect(saved.id).toBe(told.id);
    expect(saved.texts).toContain("Saved to **Taken**: it is card 3.");
    expect((await cardsOf(ben, "#general", id))[2]).toMatchObject({ hint: "Think", tags: ["short"] });
  });

  test("a card mended in a quiz: the quiz stays, the answer takes the place of the mistake", async () => {
    const quiz = shown(await ben.slash("#general", "quiz", { deck: id }));
    const answer = shown(await ben.press(quiz, "Show answer"));
    const form = formOf(await ben.press(answer, "Edit"));
    const told = refused(await ben.submit(form, { Tags: "x".repeat(40), Hint: "Mended" }));
    const again = await back(ben, told);
    expect(valuesOf(again)).toMatchObject({ Hint: "Mended" });
    const saved = shown(await ben.submit(again, { Tags: "" }));
    expect(saved.id).toBe(told.id);
    expect(saved.texts).toContain("Saved.");
    const still = ben.messages("#general").find((message) => message.id === answer.id);
    expect(labelsOf(still ?? saved)).toEqual(labelsOf(answer));
    await ben.press(answer, "Stop");
  });
});

test("each button opens what it was made for, or says that it is not kept any more", async () => {
  const first = refused(
    await ben.submit(formOf(await ben.slash("#general", "deck create")), { Title: "Taken" }),
  );
  const card = { Front: "Second?", Back: "Second.", Tags: "x".repeat(40) };
  const second = refused(
    await ben.submit(formOf(await ben.slash("#general", "card add", { deck: id })), card),
  );
  expect(whispered(await ben.press(first, "Back to the form"))).toContain(NOT_KEPT);
  expect(valuesOf(await back(ben, second))).toMatchObject(card);
  const adas = shown(await ada.slash("#general", "deck list"));
  for (const { customId } of second.buttons) {
    expect(whispered(await ada.sendForged(adas, { customId: customId ?? "" }))).toContain(NOT_KEPT);
  }
  const seen = shown(await ben.slash("#general", "deck list"));
  for (const customId of ["c1:again", "d1:again", "i1:again", "c1:again:abcdefghijkl"]) {
    expect(whispered(await ben.sendForged(seen, { customId }))).toContain(NOT_KEPT);
  }
});

test("where the deck has gone meanwhile, what was written comes back as a file", async () => {
  const { id: brief } = await makeDeck(ben, "Brief", numberedCards(1));
  const card = { Front: "f".repeat(4000), Back: "Back.", Tags: "x".repeat(40) };
  const form = formOf(await ben.slash("#general", "card add", { deck: brief }));
  const told = refused(await ben.submit(form, card));
  const asked = shown(await ben.slash("#general", "deck delete", { deck: brief }));
  await ben.press(asked, "Delete");
  const given = shown(await ben.press(told, "Back to the form"));
  expect(given.ephemeral).toBe(true);
  expect(given.texts).toContain("This deck is gone");
  expect(await fileOf(ben, given)).toBe(
    `Front:\n${card.Front}\n\nBack:\n${card.Back}\n\nTags:\n${card.Tags}\n`,
  );
});

describe("where the store fails, all that was written comes as a file", () => {
  /** Submits the form while Redis is gone. */
  async function withoutStore(actor: Actor, form: SeenModal, filled: Parameters<Actor["submit"]>[1]) {
    await house.redis.kill();
    const told = shown(await actor.submit(form, filled, { timeoutMs: 20_000 }));
    await house.redis.restart();
    await expect
      .poll(async () => (await actor.slash("#general", "deck list")).message?.texts, { timeout: 20_000 })
      .toContain("Taken");
    expect(told.ephemeral).toBe(true);
    expect(told.texts).toMatch(/\*\*Not saved:\*\*|\*\*Could not confirm it\.\*\*/);
    expect(labelsOf(told)).toEqual([]);
    return await fileOf(actor, told);
  }

  test("both sides of a card, 4,000 characters each", async () => {
    const form = formOf(await ben.slash("#general", "card add", { deck: id }));
    const filled = { Front: `\`\`\`js\n${"a".repeat(3994)}`, Back: "b".repeat(4000), Hint: "Hint" };
    const kept = await withoutStore(ben, form, filled);
    expect(kept).toBe(`Front:\n${filled.Front}\n\nBack:\n${filled.Back}\n\nHint:\nHint\n`);
  });

  test("pasted cards", async () => {
    const form = formOf(await ben.slash("#general", "deck import"));
    const text = "Q: a\nA: b\n\n".repeat(363);
    const kept = await withoutStore(ben, form, { "Paste cards": text, "Title of the deck": "Lost?" });
    expect(kept).toBe(`Title:\nLost?\n\nCards:\n${text}\n`);
  });

  test("a deck, and a search", async () => {
    const form = formOf(await ben.slash("#general", "deck create"));
    const kept = await withoutStore(ben, form, { Title: "Lost?", Description: DESCRIPTION });
    expect(kept).toBe(`Title:\nLost?\n\nDescription:\n${DESCRIPTION}\n`);
    await makeDeck(ben, "Long", numberedCards(60));
    const page = shown(await ben.slash("#general", "deck show", { deck: "Long" }));
    const search = formOf(await ben.press(page, "Search"));
    expect(await withoutStore(ben, search, { Word: "ulna" })).toBe("Word:\nulna\n");
  });
});

test("elsewhere than in its server a deck is edited without its role, which stays", async () => {
  const { id: kept } = await makeDeck(ben, "With a role", numberedCards(1));
  const form = formOf(await ben.slash("#general", "deck edit", { deck: kept }));
  const [role] =
    /<@&\d+>/.exec(shown(await ben.submit(form, { "Who may edit": ["Deck editors"] })).texts) ?? [];
  expect(role).toBeDefined();
  const direct = formOf(await ben.slash("@bot", "deck edit", { deck: kept }));
  expect(Object.keys(valuesOf(direct))).toEqual(["Title", "Description", "Tags"]);
  expect(shown(await ben.submit(direct, { Description: "From afar" })).texts).toContain("From afar");
  expect(shown(await ben.slash("#general", "deck show", { deck: kept })).texts).toContain(role);
});

test("the ten thousandth card is found, and gone to from its neighbour", async () => {
  const { id: full } = await makeDeck(ada, "Full", numberedCards(10_000), { where: "@bot", owner: "me" });
  const found = shown(await ada.slash("@bot", "deck show", { deck: full, search: "10000" }));
  const [choice] = found.selects.flatMap(({ options }) => options);
  const page = shown(await ada.select(found, "Look at a card…", [choice?.label ?? ""]));
  expect(page.texts).toContain("Back 10000");
  const before = shown(await ada.press(page, "◀ Card"));
  expect(before.texts).toContain("Back 9999");
  expect(shown(await ada.press(before, "Card ▶")).texts).toContain("Back 10000");
});
