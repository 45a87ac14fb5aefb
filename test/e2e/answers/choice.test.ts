import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { labelsOf, makeDeck } from "../../support/decks.ts";
import { front, type House, openHouse, progress, shown } from "../../support/flashback.ts";
import { backOf, choicesOn, FRENCH, idOf, letterOf, openRatings, rateIt } from "./support.ts";

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
  shown(await actor.slash("#general", "quiz", { deck, cards: 6, answer: "choice" }));

test("a whole quiz of choices: pick, see the answer, say how sure; the log has what was said", async () => {
  let message = await start();
  const given: number[] = [];
  const fronts = new Set<string | undefined>();
  for (let card = 0; card < 6; card += 1) {
    fronts.add(front(message));
    expect(labelsOf(message)).toEqual(["A", "B", "C", "D", "I don't know", "Undo", "Skip", "Stop"]);
    expect(new Set(choicesOn(message).values()).size).toBe(4);
    expect([...choicesOn(message).values()]).toContain(backOf(message));
    const back = backOf(message);
    const right = letterOf(message, "right");
    const answered = shown(await ada.press(message, right));
    expect(answered.texts).toContain(`**Right**: ${right}.`);
    expect(answered.texts).toContain(back);
    expect(openRatings(answered)).toEqual(["3", "4", "5"]);
    message = await rateIt(house, ada, answered, String(3 + (card % 3)));
    given.push(3 + (card % 3));
  }
  expect(fronts.size).toBe(6);
  expect(message.texts).toContain("## Done: French");
  expect((await house.reviews(ada)).map(({ rating }) => rating)).toEqual(given);
  // The points are those of any quiz: the time to read runs from the question on.
  expect(message.texts).toContain("**6 points**");

  const next = shown(await ada.press(message, "Next quiz"));
  const ahead = shown(await ada.press(next, "Review ahead"));
  expect(labelsOf(ahead).slice(0, 4)).toEqual(["A", "B", "C", "D"]);
  await ada.press(ahead, "Stop");
});

test("a wrong pick is shown beside the right one, and rated 1 or 2", async () => {
  const { ben } = house;
  const message = await start(ben);
  const wrong = letterOf(message, "wrong");
  const picked = choicesOn(message).get(wrong);
  const answered = shown(await ben.press(message, wrong));
  expect(answered.texts).toContain(`You picked **${wrong}**: ${picked}`);
  expect(answered.texts).toContain(`The answer is **${letterOf(message, "right")}**:`);
  expect(openRatings(answered)).toEqual(["1", "2"]);
  expect(answered.texts).toContain("Not right, so 1 or 2.");
  const known = progress(answered);
  // A rating that disagrees is no button one could press; sent all the same it is explained, and counts nothing.
  const forged = idOf(answered, "5 Perfectly");
  const told = shown(await ben.sendForged(answered, { customId: forged }));
  expect(told.texts).toContain("Your answer was not right, so it is rated 1 or 2.");
  expect(await house.reviews(ben)).toEqual([]);
  const next = await rateIt(house, ben, told, "2");
  expect(progress(next)).toBe(known);
  expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([2]);

  const passed = shown(await ben.press(next, "I don't know"));
  expect(passed.texts).toContain("Not known this time");
  expect(passed.texts).toContain(backOf(next));
  expect(openRatings(passed)).toEqual(["1", "2"]);
  await ben.press(passed, "Stop");
});

test("nothing tells the right choice before it was picked: not the buttons, not a press that shows answers", async () => {
  const { chloe } = house;
  const message = await start(chloe);
  const ids = ["A", "B", "C", "D"].map((letter) => idOf(message, letter));
  expect(new Set(ids.map((id) => id.replace(/pick\d/, "pick"))).size).toBe(1);
  for (const action of ["answer0", "show", "rate5", "overrule", "type"]) {
    const customId = ids[0]?.replace(/:pick\d-[\w-]+:/, `:${action}:`) ?? "";
    const after = shown(await chloe.sendForged(message, { customId }));
    expect(after.texts).toBe(message.texts);
    expect(labelsOf(after)).toEqual(labelsOf(message));
  }
  expect(await house.reviews(chloe)).toEqual([]);
  await chloe.press(message, "Stop");
});

test("a pick counts once: repeated by a reconnect, or another letter of the same question pressed late", async () => {
  const { chloe, playground } = house;
  const message = await start(chloe);
  const right = letterOf(message, "right");
  const wrong = letterOf(message, "wrong");
  const outcome = await chloe.press(message, wrong);
  playground.redeliver(outcome.interactionId);
  const late = shown(await chloe.pressStale(message, right));
  expect(late.texts).toContain("Not right.");
  expect(late.texts).toBe(shown(outcome).texts);
  const stale = shown(await chloe.pressStale(message, "I don't know"));
  expect(stale.texts).toBe(late.texts);
  await chloe.press(stale, "Stop");
});

test("stopped, gone on with and continued elsewhere, the answer stays; Undo leads back to the question as it was", async () => {
  const { chloe } = house;
  const first = await start(chloe);
  const choices = choicesOn(first);
  const answered = shown(await chloe.press(first, letterOf(first, "right")));
  const stopped = shown(await chloe.press(answered, "Stop"));
  const on = shown(await chloe.press(stopped, "Keep going"));
  expect(on.texts).toContain("**Right**");
  expect(on.texts).toContain("**3** tomorrow · **4** in 2 days · **5** in 8 days");

  const open = shown(await chloe.slash("#quiet-room", "quiz", { answer: "type" }));
  const moved = shown(await chloe.press(open, "Continue here"));
  expect(moved.texts).toContain("**Right**");
  expect(openRatings(moved)).toEqual(["3", "4", "5"]);
  const second = await rateIt(house, chloe, moved, "4");
  const back = shown(await chloe.press(second, "Undo"));
  expect(front(back)).toBe(front(first));
  expect(choicesOn(back)).toEqual(choices);
  await chloe.press(back, "Stop");
});

test("a hint stands beside the choices", async () => {
  const { ben } = house;
  const message = shown(await ben.slash("#general", "quiz", { deck: "losses", answer: "choice" }));
  expect(labelsOf(message)).toContain("Hint");
  const hinted = shown(await ben.press(message, "Hint"));
  expect(hinted.texts).toContain("**Hint**");
  expect(choicesOn(hinted)).toEqual(choicesOn(message));
  expect(labelsOf(hinted)).not.toContain("Hint");
  await ben.press(hinted, "Stop");
});

test("a deck with too few different answers says so, and is recalled as ever", async () => {
  const { ben } = house;
  const { id } = await makeDeck(ben, "Few", [
    ["a", "one"],
    ["b", "two"],
    ["c", "three"],
    ["d", "Three!"],
  ]);
  const message = shown(await ben.slash("#general", "quiz", { deck: id, answer: "choice" }));
  expect(message.texts).toContain("no 4 different answers to choose among");
  const answer = shown(await ben.press(message, "Show answer"));
  expect(openRatings(answer)).toEqual(["1", "2", "3", "4", "5"]);
  await rateIt(house, ben, answer, "5");
  expect((await house.reviews(ben)).at(-1)?.rating).toBe(5);
  await ben.press(ben.last("#general"), "Stop");
});

test("a deck that changes under the choices shows them anew; a pick among the old ones counts nothing", async () => {
  const { ben } = house;
  const { id } = await makeDeck(ben, "Changing", FRENCH.slice(0, 4));
  const message = shown(await ben.slash("#general", "quiz", { deck: id, cards: 2, answer: "choice" }));
  const before = choicesOn(message);
  const gone = FRENCH.slice(0, 4).findIndex(([asked]) => asked !== front(message));
  await makeDeckChange(ben, id, gone + 1);
  const after = shown(await ben.press(message, letterOf(message, "right")));
  expect(after.texts).toContain("The deck has changed meanwhile");
  expect(choicesOn(after)).not.toEqual(before);
  const answered = shown(await ben.press(after, letterOf(after, "right")));
  expect(openRatings(answered)).toEqual(["3", "4", "5"]);
  await ben.press(answered, "Stop");
});

test("nobody types in a round, which is said rather than left out", async () => {
  const { ben } = house;
  const told = shown(await ben.slash("#general", "quiz", { with: "everyone", answer: "type" }));
  expect(told.ephemeral).toBe(true);
  expect(told.texts).toContain("In a round nobody types.");
});

/** Deletes a card of a deck and adds two, so that other choices are drawn. */
async function makeDeckChange(actor: Actor, id: string, number: number) {
  const asked = shown(await actor.slash("#general", "card delete", { deck: id, card: String(number) }));
  await actor.press(asked, "Delete");
  for (const [front, back] of FRENCH.slice(4)) {
    const form = (await actor.slash("#general", "card add", { deck: id })).modal;
    if (form) await actor.submit(form, { Front: front, Back: back });
  }
}
