import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import {
  atEnd,
  deckIdOf,
  exportOf,
  formOf,
  freshQuiz,
  labelsOf,
  makeDeck,
  whispered,
} from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";
import { BASIC, makePackage, png } from "../../unit/decks/formats/anki-package-maker.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

/** So many different words of 8 characters with spaces between: none of them can be cut away unseen. */
const wordsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`.padEnd(7, "x"));

/** The words of a text that begin with a prefix. */
const found = (prefix: string, texts: string) => new Set(texts.match(new RegExp(`${prefix}\\d{4}x*`, "g")));

/** All texts of a message and of the pages after it. */
async function readThrough(actor: Actor, message: Seen, next: string): Promise<string> {
  let page = message;
  let texts = page.texts;
  while (page.buttons.some(({ label, disabled }) => label === next && !disabled)) {
    const before = page.texts;
    page = shown(await actor.press(page, next));
    if (page.texts === before) throw new Error(`${next} turns no page: ${before.slice(-100)}`);
    texts += `\n${page.texts}`;
  }
  return texts;
}

const LONG_FRONT = wordsOf("f", 500).join(" ");
const LONG_BACK = wordsOf("b", 500).join(" ");

describe("a card of 4,000 characters a side", () => {
  beforeAll(async () => {
    expect([LONG_FRONT.length, LONG_BACK.length]).toEqual([3999, 3999]);
    await makeDeck(house.ada, "Epic", [[LONG_FRONT, LONG_BACK]]);
  });

  test("in a quiz every word of it can be read", async () => {
    const { ben } = house;
    const quiz = await freshQuiz(ben, "Epic");
    const question = await readThrough(ben, quiz, "Next ▶");
    expect(found("f", question).size).toBe(500);
    expect(found("b", question).size).toBe(0);
    const answer = shown(await ben.press(ben.last("#general"), "Show answer"));
    expect(found("b", await readThrough(ben, answer, "Next ▶")).size).toBe(500);
    const first = shown(await ben.press(ben.last("#general"), "◀ Back"));
    expect(shown(await ben.press(first, "Stop")).texts).toContain("Stopped");
  });

  test("on its own page too", async () => {
    const { ben } = house;
    const deck = shown(await ben.slash("#general", "deck show", { deck: "Epic" }));
    const card = shown(await ben.select(deck, "Look at a card", ["1"]));
    const texts = await readThrough(ben, card, "▶");
    expect([found("f", texts).size, found("b", texts).size]).toEqual([500, 500]);
  });

  // Fails until a hint is shown also where the question takes more than one page.
  test("its hint can be read as well", async () => {
    const { ada, ben } = house;
    const form = formOf(await ada.slash("#general", "card edit", { deck: "Epic", card: "1" }));
    await ada.submit(form, { Hint: "h".repeat(900) });
    const quiz = await freshQuiz(ben, "Epic");
    expect(shown(await ben.press(quiz, "Hint")).texts).toContain("h".repeat(900));
    await ben.press(ben.last("#general"), "Stop");
  });

  test("with the longest of everything else, its page and a suggestion to change all of it are shown", async () => {
    const { ada, ben } = house;
    const { id } = await makeDeck(ada, "Full", [["Front", "Back"]]);
    const many = Array.from({ length: 10 }, (_, index) => String(index));
    const filled = {
      Front: "*_~|".repeat(625),
      Back: "short",
      Hint: "*".repeat(1000),
      "Accepted answers": many.map((one) => one.padEnd(100, "*")).join("\n"),
      Tags: many.map((one) => one.padEnd(32, "z")).join(" "),
    };
    const form = formOf(await ada.slash("#general", "card edit", { deck: id, card: "1" }));
    expect(shown(await ada.submit(form, filled)).texts).toContain("Saved.");

    const page = shown(await ben.slash("#general", "deck show", { deck: id }));
    const card = shown(await ben.select(page, "Look at a card", ["1"]));
    const changed = {
      Front: "a\n".repeat(1000),
      Back: "b\n".repeat(1000),
      Hint: "c".repeat(1000),
      "Accepted answers": many.map((one) => one.padEnd(100, "d")).join("\n"),
      Tags: many.map((one) => one.padEnd(32, "y")).join(" "),
    };
    expect(whispered(await ben.submit(formOf(await ben.press(card, "Suggest a fix")), changed))).toContain(
      "Thank",
    );
    const deck = shown(await ada.slash("#general", "deck show", { deck: id }));
    const idea = shown(await ada.press(deck, "1 suggestion"));
    expect(labelsOf(idea)).toContain("Accept");
    expect(shown(await ada.press(idea, "Accept")).texts).toContain("Accepted");
  });
});

test("a card of more pictures than ten pages hold is shown to its end", async () => {
  const { chloe } = house;
  const front = wordsOf("p", 110)
    .map((word) => `${word} $$\\frac{1}{2}$$`)
    .join("\n");
  const { id } = await makeDeck(chloe, "Pictures", [[front, "Back"]], { owner: "me" });
  const quiz = await freshQuiz(chloe, id);
  expect(found("p", await readThrough(chloe, quiz, "Next ▶")).size).toBe(110);
  await chloe.press(chloe.last("#general"), "Stop");
});

/** The files that a message holds, shown or not. */
const filesOn = ({ id, channelId }: Seen): readonly string[] =>
  house.playground.world.messages.find(channelId, id)?.files.map(({ name }) => name) ?? [];

const FORMULA = "\\frac{a_1}{\\sqrt{b}}";

describe("pictures", () => {
  let id: string;

  beforeAll(async () => {
    ({ id } = await makeDeck(house.ada, "Drawn", [
      [`What is\n$$${FORMULA}$$\ncalled?`, "A fraction"],
      ["Plain", "Text"],
      ["No picture", `Before\n$$${FORMULA}$$`],
    ]));
  });

  test("a formula is an attachment with its TeX as alt text, and gone with the card", async () => {
    const { ben } = house;
    const quiz = await freshQuiz(ben, id);
    const [image] = quiz.images;
    expect(image?.description).toContain(FORMULA);
    expect(filesOn(quiz)).toHaveLength(1);
    const bytes = await ben.download({ url: image?.url ?? "" });
    expect(Buffer.from(bytes).subarray(1, 4).toString()).toBe("PNG");
    const answer = shown(await ben.press(quiz, "Show answer"));
    expect(answer.images).toHaveLength(1);
    expect(filesOn(answer)).toHaveLength(1);
    const next = await rate(house, ben, answer, 4);
    expect(next.texts).toContain("Plain");
    expect([next.images, filesOn(next)]).toEqual([[], []]);
    const last = await rate(house, ben, next, 4);
    expect(last.images).toEqual([]);
    const shownLast = shown(await ben.press(last, "Show answer"));
    expect(shownLast.images).toHaveLength(1);
    const done = await rate(house, ben, shownLast, 4);
    expect(done.texts).toContain("## Done");
    expect([done.images, filesOn(done)]).toEqual([[], []]);
  });

  test("on a card's page and in a preview too", async () => {
    const { ada } = house;
    const deck = shown(await ada.slash("#general", "deck show", { deck: id }));
    const card = shown(await ada.select(deck, "Look at a card", ["1"]));
    expect(card.images.map(({ description }) => description)).toEqual([expect.stringContaining(FORMULA)]);
    expect(filesOn(shown(await ada.press(card, "Card ▶")))).toEqual([]);
    const file = { name: "f.csv", data: Buffer.from(`Question,Answer\n$$${FORMULA}$$,yes\n`) };
    const preview = await atEnd(ada, await ada.slash("#general", "deck import", { file }));
    expect(preview.images).toHaveLength(1);
    expect(filesOn(shown(await ada.press(preview, "Cancel")))).toEqual([]);
  });

  test("a preview of cards full of formulas, with lines that are skipped, is shown", async () => {
    const { ada } = house;
    const side = (n: number) => `a $$\\frac{1}{${n}}$$ b $$\\frac{${n}}{3}$$ c`;
    const lines = Array.from({ length: 4 }, (_, n) => `${side(n + 2)},${side(n + 7)}`);
    const data = Buffer.from(["Question,Answer", ...lines, "x,", "y,", "z,", "w,"].join("\n"));
    const preview = await atEnd(
      ada,
      await ada.slash("#general", "deck import", { file: { name: "formulas.csv", data } }),
    );
    expect(preview.texts).toContain("## 4 cards");
    expect(shown(await ada.press(preview, "Import")).texts).toContain("## formulas is ready");
  });

  test("an image comes with a package and its alt text, and goes out in one again", async () => {
    const { ben, chloe } = house;
    const image = png(7);
    const front = 'Which colour is <img src="dot.png" alt="A red dot">?';
    const notes = [{ id: 1, type: BASIC.id, fields: [front, "Red"] }];
    const data = makePackage("anki21", { noteTypes: [BASIC], notes }, { "dot.png": image });
    let file: { name: string; data: Uint8Array } = { name: "dots.apkg", data };
    for (const actor of [chloe, ben]) {
      const preview = await atEnd(actor, await actor.slash("@bot", "deck import", { file }));
      expect(preview.images.map(({ description }) => description)).toEqual(["A red dot"]);
      const made = deckIdOf(shown(await actor.press(preview, "Import")));
      const quiz = await freshQuiz(actor, made, "@bot");
      expect(quiz.images.map(({ description }) => description)).toEqual(["A red dot"]);
      expect(Buffer.from(await actor.download({ url: quiz.images[0]?.url ?? "" }))).toEqual(image);
      await actor.press(quiz, "Stop");
      file = await exportOf(actor, "@bot", made, "anki-package");
    }
  });
});
