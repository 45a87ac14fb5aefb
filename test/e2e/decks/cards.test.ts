import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import {
  cardsOf,
  formOf,
  labelsOf,
  makeDeck,
  numberedCards,
  valuesOf,
  whispered,
} from "../../support/decks.ts";
import { front, type House, openHouse, progress, shown } from "../../support/flashback.ts";

let house: House;
let id: string;
beforeAll(async () => {
  house = await openHouse();
  ({ id } = await makeDeck(house.ada, "Numbers", numberedCards(3)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const fronts = async (actor: Actor) => (await cardsOf(actor, "#general", id)).map(({ front: side }) => side);

/** The fronts that a quiz of the deck goes through, in its order. */
async function frontsInQuiz(actor: Actor): Promise<readonly (string | undefined)[]> {
  let message: Seen = shown(await actor.slash("#general", "quiz", { deck: id }));
  const seen: (string | undefined)[] = [];
  while (labelsOf(message).includes("Show answer")) {
    seen.push(front(message));
    message = shown(await actor.press(message, "Skip"));
  }
  return seen;
}

test("a card is added, mended, deleted and put back", async () => {
  const { ada } = house;
  const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
  expect(form.title).toBe("Add to Numbers");
  const filled = {
    Front: "Front 4",
    Back: "Back 4",
    Hint: "h",
    "Accepted answers": "four\n4",
    Tags: "a B, c",
  };
  const added = shown(await ada.submit(form, filled));
  expect(added.texts).toContain("Added: it is card 4.");
  expect((await cardsOf(ada, "#general", id))[3]).toEqual({
    front: "Front 4",
    back: "Back 4",
    hint: "h",
    accepts: ["four", "4"],
    tags: ["a", "b", "c"],
  });

  const again = formOf(await ada.press(added, "Edit"));
  expect(valuesOf(again)).toEqual({ ...filled, Tags: "a b c" });
  const edited = shown(await ada.submit(again, { Front: "Front four", Hint: "" }));
  expect(edited.texts).toContain("Saved. Everybody's schedules stay as they are.");
  expect(await fronts(ada)).toEqual(["Front 1", "Front 2", "Front 3", "Front four"]);

  const asked = shown(await ada.slash("#general", "card delete", { deck: "Numbers", card: "front FOUR" }));
  expect(asked.texts).toContain("Delete card 4 of Numbers?");
  expect(await fronts(ada)).toHaveLength(4);
  const gone = shown(await ada.press(asked, "Delete"));
  expect(await fronts(ada)).toEqual(["Front 1", "Front 2", "Front 3"]);
  expect(whispered(await ada.pressStale(asked, "Delete"))).toContain("no such card in the deck any more");
  const back = shown(await ada.press(gone, "Put it back"));
  expect(back.texts).toContain("It is back.");
  expect((await cardsOf(ada, "#general", id))[3]).toMatchObject({
    front: "Front four",
    accepts: ["four", "4"],
  });
  expect(shown(await ada.pressStale(gone, "Put it back")).texts).toContain("It is back.");
  expect(await fronts(ada)).toHaveLength(4);
});

test("a card is found by autocomplete, and one that is not there is told so", async () => {
  const { ada } = house;
  const options = { deck: id, card: "thr" };
  expect(await ada.autocomplete("#general", "card edit", "card", { ...options, card: "front 3" })).toEqual([
    { name: "3 · Front 3", value: "3" },
  ]);
  const told = whispered(await ada.slash("#general", "card edit", options));
  expect(told).toContain("There is no card “thr” in this deck");
});

test("a suspended card is in no quiz of that person, and in others' as ever", async () => {
  const { ben, chloe } = house;
  const page = shown(await ben.slash("#general", "card suspend", { deck: "Numbers", card: "2" }));
  expect(page.texts).toContain("Suspended: from your next quiz on it stays out");
  expect(await frontsInQuiz(ben)).toEqual(["Front 1", "Front 3", "Front four"]);
  expect(await frontsInQuiz(chloe)).toEqual(["Front 1", "Front 2", "Front 3", "Front four"]);
  const list = await ben.autocomplete("#general", "card unsuspend", "card", { deck: id, card: "" });
  expect(list).toEqual([{ name: "2 · Front 2", value: "2" }]);
  const twice = shown(await ben.slash("#general", "card suspend", { deck: "Numbers", card: "2" }));
  expect(twice.texts).toContain("It is suspended already.");
  const back = shown(await ben.press(twice, "Take up again"));
  expect(back.texts).toContain("Taken up again");
  expect(await frontsInQuiz(ben)).toEqual(["Front 1", "Front 2", "Front 3", "Front four"]);
});

describe("what was written is not lost", () => {
  const tooMany = Array.from({ length: 11 }, (_, index) => `tag${index}`).join(" ");
  const filled = { Front: "Kept?", Back: "Kept.", Hint: "H", "Accepted answers": "yes", Tags: tooMany };

  test("where it cannot be a card: the form opens again with it", async () => {
    const { ada } = house;
    const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
    const told = shown(await ada.submit(form, filled));
    expect(told.texts).toContain("1 tag too many");
    expect(await fronts(ada)).toHaveLength(4);
    const again = formOf(await ada.press(told, "Back to the form"));
    expect(valuesOf(again)).toEqual(filled);
    expect(shown(await ada.submit(again, { Tags: "one" })).texts).toContain("Added: it is card 5.");
  });

  test("where an answer is too long to be accepted: the form of the same card opens again", async () => {
    const { ada } = house;
    const form = formOf(await ada.slash("#general", "card edit", { deck: "Numbers", card: "5" }));
    const told = shown(await ada.submit(form, { "Accepted answers": "x".repeat(101), Back: "Changed" }));
    expect(told.texts).toContain("1 accepted answer too many or too long");
    const again = formOf(await ada.press(told, "Back to the form"));
    expect(again.title).toBe("Card 5 of Numbers");
    expect(valuesOf(again)).toMatchObject({ Back: "Changed", "Accepted answers": "x".repeat(101) });
    const saved = shown(await ada.submit(again, { "Accepted answers": "x" }));
    expect(saved.texts).toContain("Saved.");
    expect((await cardsOf(ada, "#general", id))[4]).toMatchObject({ back: "Changed", accepts: ["x"] });
  });

  test("where the card is only blank space", async () => {
    const { ada } = house;
    const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
    const told = shown(await ada.submit(form, { Front: " \u200b ", Back: "Back" }));
    expect(told.texts).toContain("the question is empty");
  });

  test("where Redis does not answer: words, and what was written to copy; then the same works", async () => {
    const { ada, redis } = house;
    const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
    redis.freeze();
    const told = shown(await ada.submit(form, { Front: "Frozen?", Back: "```js\nlet it = 'go';\n```" }));
    redis.thaw();
    expect(told.ephemeral).toBe(true);
    expect(told.texts).toMatch(/\*\*Not saved:\*\*|\*\*Could not confirm it\.\*\*/);
    expect(told.texts).toContain("What you wrote, to copy:");
    expect(told.texts).toContain("Frozen?");
    expect(told.texts).toContain("let it = 'go';");
    await expect
      .poll(async () => (await ada.slash("#general", "card add", { deck: "Numbers" })).modal?.title, {
        timeout: 10_000,
      })
      .toBe("Add to Numbers");
    expect(await fronts(ada)).not.toContain("Frozen?");
    const next = ada.modal();
    if (!next) throw new Error("no form");
    expect(shown(await ada.submit(next, { Front: "Frozen?", Back: "No more" })).texts).toContain("Added");
  });
});

describe("twice", () => {
  test("two devices that submit the form at once make a card each, with numbers of their own", async () => {
    const { ada } = house;
    const before = await fronts(ada);
    const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
    const both = await ada.submitTwice(form, { Front: "Twice?", Back: "Twice." });
    const numbers = both.map((one) => /it is card (\d+)/.exec(shown(one).texts)?.[1]);
    expect(new Set(numbers).size).toBe(2);
    expect(await fronts(ada)).toEqual([...before, "Twice?", "Twice?"]);
  });

  test("one submission that Discord delivers twice makes one card", async () => {
    const { ada, playground } = house;
    const before = await fronts(ada);
    const form = formOf(await ada.slash("#general", "card add", { deck: "Numbers" }));
    const outcome = await ada.submit(form, { Front: "Once?", Back: "Once." });
    expect(shown(outcome).texts).toContain("Added");
    playground.redeliver(outcome.interactionId);
    // What comes after is handled after it.
    await ada.slash("#general", "deck show", { deck: id });
    await ada.slash("#general", "deck show", { deck: id });
    expect(await fronts(ada)).toEqual([...before, "Once?"]);
  });

  test("one suggestion that Discord delivers twice waits once", async () => {
    const { ben, playground } = house;
    const page = shown(await ben.slash("#general", "deck show", { deck: id }));
    const card = shown(await ben.select(page, "Look at a card", ["1"]));
    const outcome = await ben.submit(formOf(await ben.press(card, "Suggest a fix")), { Back: "Better" });
    expect(whispered(outcome)).toContain("Thank you");
    playground.redeliver(outcome.interactionId);
    await ben.slash("#general", "deck show", { deck: id });
    await ben.slash("#general", "deck show", { deck: id });
    expect(shown(await ben.slash("#general", "deck list")).texts).toContain("1 suggestion");
  });

  test("a mended card goes into a quiz that is open on it", async () => {
    const { ada, ben } = house;
    const quiz = shown(await ben.slash("#general", "quiz", { deck: id }));
    expect(progress(quiz)).toMatch(/^0 of/);
    const form = formOf(await ada.slash("#general", "card edit", { deck: id, card: "1" }));
    await ada.submit(form, { Back: "Mended" });
    expect(shown(await ben.press(quiz, "Show answer")).texts).toContain("Mended");
  });
});
