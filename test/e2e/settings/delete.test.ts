import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { openReminderQueue, type ReminderQueues } from "../../../src/queues/reminders.ts";
import { tick } from "../../../src/reminders/planner.ts";
import { csvOf, formOf, freshQuiz, labelsOf, makeDeck, numberedCards } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";
import { goOn, rateCard, startRound } from "../../support/rounds.ts";
import { searchFor } from "../../support/search.ts";

const HOUR = 3_600_000;

let house: House;
let queue: ReminderQueues;
beforeAll(async () => {
  house = await openHouse();
  queue = openReminderQueue({ url: house.redis.url }, (_, error) => {
    throw error;
  });
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await queue.close();
  await house.close();
});

const plan = () =>
  tick({ store: house.store, now: house.now, waiting: queue.waiting, add: queue.add, onPlanned: () => {} });
const reminders = (actor: Actor) =>
  actor.messages("@bot").filter(({ ephemeral, texts }) => !ephemeral && texts.includes("for today"));
const places = (actor: Actor) => searchFor(house.store, actor.user.id);

/** Does about everything that a person can do here, so that something is kept of all of it. @returns a server's deck */
async function live(actor: Actor, othersDeck?: string): Promise<string> {
  const name = actor.user.username;
  const { id: own } = await makeDeck(actor, `Own of ${name}`, numberedCards(3), { where: "@bot" });
  const { id: made } = await makeDeck(actor, `Made by ${name}`, numberedCards(4));
  await makeDeck(actor, `Thrown away by ${name}`, numberedCards(1));
  await actor.press(
    shown(await actor.slash("#general", "deck delete", { deck: `Thrown away by ${name}` })),
    "Delete",
  );
  await actor.slash("@bot", "card suspend", { deck: own, card: "2" });
  await actor.slash("#general", "card suspend", { deck: "losses", card: "20" });
  // Learned: here, in direct messages, taken back, by choices.
  let seen = await freshQuiz(actor, made);
  for (const rating of [5, 4, 1]) seen = await rate(house, actor, seen, rating);
  await actor.press(seen, "Stop");
  seen = await freshQuiz(actor, "losses", "@bot");
  for (const rating of [2, 3]) seen = await rate(house, actor, seen, rating);
  await actor.press(seen, "Undo");
  // Wrote: a suggestion, a form that could not be taken, a file whose preview is open.
  if (othersDeck) {
    const page = shown(await actor.slash("#general", "deck show", { deck: othersDeck }));
    const card = shown(await actor.select(page, "Look at a card", ["1"]));
    await actor.submit(formOf(await actor.press(card, "Suggest a fix")), { Back: `Better, says ${name}` });
  }
  const limits = formOf(await actor.press(shown(await actor.slash("@bot", "settings me")), "Limits…"));
  await actor.submit(limits, { "New cards a day": "lots" });
  await actor.slash("@bot", "deck import", { file: { name: "open.csv", data: csvOf(["a", "b"]) } });
  // Chose, and looked at what there is.
  await actor.press(shown(await actor.slash("@bot", "settings me")), "Show them");
  for (const command of ["leaderboard", "stats me", "stats server"]) await actor.slash("#general", command);
  return made;
}

/** Puts a reminder off, so that a job waits in the queue. */
async function putOff(actor: Actor, time: string): Promise<void> {
  const before = reminders(actor).length;
  await actor.slash("@bot", "remind on", { time, timezone: "UTC" });
  const at = Date.parse(`2026-05-15T${time}Z`);
  if (house.now() < at) house.pass(at - house.now() + 1000);
  await plan();
  await actor.waitFor("@bot", () => reminders(actor).length > before, 20_000);
  const last = reminders(actor).at(-1);
  if (last) await actor.press(last, "In an hour");
}

/** What the lines of a search have to be of, for a person who has done everything. */
const KEYS = [
  "own",
  "entered",
  "rounds",
  "log",
  "decks",
  "draft",
  "files",
  "x",
  "quiz",
  "r",
  "c",
  "due",
  "off",
];

test("whoever has done everything there is to do deletes it all, and their id is nowhere", async () => {
  const { ada, ben, chloe, store } = house;
  const hers = await live(ada);
  const his = await live(ben, hers);
  // A round that he leads, with the others in it.
  await startRound(ben, { cards: 3 }, "#machine-learning");
  for (const actor of [ada, ben, chloe]) await rateCard(house, actor, 4, "#machine-learning");
  await goOn(house, ben, "#machine-learning");
  // She manages the server: where its week is told is hers to choose.
  const recap = shown(await ada.press(shown(await ada.slash("#general", "settings server")), "Recap"));
  await ada.select(recap, "Off; or pick", ["quiet-room"]);
  await putOff(ada, "18:00");
  await putOff(ben, "20:00");
  expect((await store.zrange("{bull}:reminder-send:delayed", "0", "-1")).length).toBe(2);
  const known = await places(ben);
  for (const key of KEYS) {
    const line = expect.stringMatching(new RegExp(`^the key \\{s\\d+\\}:${key}:`));
    expect(known).toContainEqual(line);
  }
  for (const elsewhere of ["}:ideas has", "}:head has", "{bull}:", "}:round has", "}:b:", "}:rem has"]) {
    expect(known).toContainEqual(expect.stringContaining(elsewhere));
  }

  const asked = shown(await ben.slash("#general", "settings delete"));
  expect(asked.ephemeral).toBe(true);
  expect(asked.texts).toContain("## Delete everything about you?");
  expect(asked.texts).toContain("**Own of ben**");
  expect(asked.texts).toContain("your reminders");
  expect(labelsOf(asked)).toEqual(["Export it first", "Delete everything", "Keep it"]);
  const file = shown(await ben.press(asked, "Export it first"));
  expect(file.files.length).toBe(1);
  expect(file.id).not.toBe(asked.id);
  expect(shown(await ben.press(asked, "Keep it")).texts).toContain("## Your settings");
  expect((await places(ben)).length).toBeGreaterThan(20);

  const again = shown(await ben.slash("#general", "settings delete"));
  const [gone] = await ben.pressTwice(again, "Delete everything");
  expect(shown(gone).texts).toContain("## Everything about you is deleted");
  await vi.waitFor(async () => expect(await places(ben)).toEqual([]), 10_000);

  // What others do goes on, and brings nothing of him back. His round has another leader.
  await rateCard(house, chloe, 3, "#machine-learning");
  await chloe.waitFor(
    "#machine-learning",
    (seen) =>
      seen.at(-2)?.texts.includes(`led by <@${chloe.user.id}>`) ||
      seen.some(
        ({ texts }) =>
          texts.includes(`led by <@${ada.user.id}>`) || texts.includes(`led by <@${chloe.user.id}>`),
      ),
  );
  const deck = shown(await ada.slash("#general", "deck show", { deck: hers }));
  expect(shown(await ada.press(deck, "1 suggestion")).texts).toContain("Somebody suggests");
  const made = shown(await ada.slash("#general", "deck show", { deck: his }));
  expect(made.texts).toContain("Made by ben");
  expect(made.texts).not.toContain(ben.user.id);
  expect(shown(await chloe.slash("#general", "leaderboard")).texts).not.toContain(ben.user.id);
  for (const actor of [ada, chloe]) await actor.slash("#general", "stats server");
  expect(await places(ben)).toEqual([]);
  expect((await places(ada)).length).toBeGreaterThan(20);
});

test("whoever manages the server as well; what they chose for it stays", async () => {
  const { ada } = house;
  expect(await places(ada)).toContainEqual(expect.stringMatching(/\}:set has \d+:\d+$/));
  await ada.press(shown(await ada.slash("@bot", "settings delete")), "Delete everything");
  await vi.waitFor(async () => expect(await places(ada)).toEqual([]), 10_000);
  const recap = shown(await ada.press(shown(await ada.slash("#general", "settings server")), "Recap"));
  expect(recap.texts).toContain("next <t:");
});

test("old buttons find nothing, and whoever comes back begins anew", async () => {
  const { ben } = house;
  const old = ben.messages("@bot").findLast(({ buttons }) => buttons.some(({ label }) => label === "Skip"));
  if (!old) throw new Error("his quiz is not to be seen");
  expect(shown(await ben.press(old, "Skip")).texts).toContain("These buttons have ended");
  expect(await places(ben)).toEqual([]);
  const seen = shown(await ben.slash("#general", "quiz"));
  expect(seen.texts).toContain("**Losses**");
  await rate(house, ben, seen, 4);
  expect(shown(await ben.slash("@bot", "settings me")).texts).toContain("Not set, so UTC");
  expect(shown(await ben.slash("@bot", "remind show")).texts).toContain("No reminders");
  await ben.press(shown(await ben.slash("@bot", "settings delete")), "Delete everything");
  await vi.waitFor(async () => expect(await places(ben)).toEqual([]), 10_000);
});

test("a question that was put long ago is put again, and nobody deletes another's", async () => {
  const { ben, chloe } = house;
  await ben.press(shown(await ben.slash("#general", "quiz")), "Stop");
  const asked = shown(await ben.slash("#general", "settings delete"));
  const stamp = asked.buttons.find(({ label }) => label === "Delete everything")?.customId ?? "";
  const stale = stamp.replace(/\d+$/, (at) => String(Number(at) - HOUR));
  expect(shown(await ben.sendForged(asked, { customId: stale })).texts).toContain(
    "## Delete everything about you?",
  );
  for (const forged of ["u1:erase", "u1:erase:x", "u1:erase:NaN"]) {
    expect(shown(await ben.sendForged(asked, { customId: forged })).texts).toContain(
      "## Delete everything about you?",
    );
  }
  const before = await places(ben);
  const his = shown(await chloe.slash("#general", "deck list"));
  await chloe.sendForged(his, { customId: stamp });
  expect(before.length).toBeGreaterThan(0);
  expect(await places(ben)).toEqual(before);
});
