import { afterAll, beforeAll, expect, test } from "vitest";
import type { Seen } from "../../../playground/index.ts";
import { atEnd, formOf, makeDeck, numberedCards, valuesOf, whispered } from "../../support/decks.ts";
import { front, type House, openHouse, shown } from "../../support/flashback.ts";

let house: House;
let id: string;
beforeAll(async () => {
  house = await openHouse();
  ({ id } = await makeDeck(house.ben, "House deck", numberedCards(3)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const settings = async (): Promise<Seen> => shown(await house.ada.slash("#general", "settings server"));

/** The page with who may make decks. */
const makers = async (): Promise<Seen> => shown(await house.ada.press(await settings(), "Decks"));

const chosen = (message: Seen, select: string) =>
  message.selects.find(({ placeholder }) => placeholder === select)?.options.filter((one) => one.chosen);

test("they are shown as they are: everything open", async () => {
  const message = await settings();
  expect(message.ephemeral).toBe(true);
  expect(message.texts).toContain("**Default deck**: Losses");
  expect(message.texts).toContain("**Quizzes are public");
  expect(chosen(await makers(), "Who may make decks")?.map(({ label }) => label)).toEqual(["Everybody here"]);
});

test("the default deck is what `/quiz` gives to those who have started none", async () => {
  const { ada, chloe } = house;
  const saved = shown(await ada.select(await settings(), "Default deck", ["House deck"]));
  expect(saved.texts).toContain("**Default deck**: House deck");
  const quiz = shown(await chloe.slash("#general", "quiz"));
  expect(quiz.texts).toContain("**House deck**");
  expect(front(quiz)).toBe("Front 1");
  await chloe.press(quiz, "Stop");
  const direct = shown(await chloe.slash("@bot", "quiz"));
  expect(direct.texts).toContain("**Losses**");
  await chloe.press(direct, "Stop");
});

test("a default deck that is deleted gives way to the bot's own", async () => {
  const { ada, ben, chloe } = house;
  const { id: gone } = await makeDeck(ben, "Short-lived", numberedCards(1));
  await ada.select(await settings(), "Default deck", ["Short-lived"]);
  await ben.press(shown(await ben.slash("#general", "deck delete", { deck: gone })), "Delete");
  expect((await settings()).texts).toContain("**Default deck**: Losses");
  const quiz = shown(await chloe.slash("#general", "quiz"));
  expect(quiz.texts).toContain("**Losses**");
  await chloe.press(quiz, "Stop");
});

test("quizzes are private by default, unless the person says otherwise", async () => {
  const { ada, chloe } = house;
  const saved = shown(await ada.press(await settings(), "Make private"));
  expect(saved.texts).toContain("**Quizzes are private");
  const hidden = shown(await chloe.slash("#general", "quiz"));
  expect(hidden.ephemeral).toBe(true);
  await chloe.press(hidden, "Stop");
  const open = shown(await chloe.slash("#general", "quiz", { private: false }));
  expect(open.ephemeral).toBe(false);
  await chloe.press(open, "Stop");
  expect(shown(await ada.press(saved, "Make public")).texts).toContain("**Quizzes are public");
});

test("outside the channels that were picked a quiz is private, whatever the person says", async () => {
  const { ada, chloe } = house;
  await ada.select(await settings(), "Everywhere", ["quiet-room"]);
  for (const [where, isPrivate] of [
    ["#general", true],
    ["#quiet-room", false],
  ] as const) {
    const quiz = shown(await chloe.slash(where, "quiz", { private: false }));
    expect(quiz.ephemeral).toBe(isPrivate);
    await chloe.press(quiz, "Stop");
  }
  await ada.select(await settings(), "Everywhere", []);
  const quiz = shown(await chloe.slash("#general", "quiz"));
  expect(quiz.ephemeral).toBe(false);
  await chloe.press(quiz, "Stop");
});

test("who may make decks: everybody, managers alone, or a role too", async () => {
  const { ada, ben, chloe } = house;
  const tries = async (actor: typeof ada, title: string) =>
    whispered(await actor.slash("#general", "deck create", { title, owner: "server" }));
  expect(await tries(chloe, "By everybody")).toContain("a deck of this server");

  await ada.select(await makers(), "Who may make decks", ["Members with Manage Server"]);
  expect(await tries(ben, "No")).toContain("In this server members with the right Manage Server make decks.");
  expect(await tries(ada, "By a manager")).toContain("a deck of this server");
  const own = await chloe.slash("#general", "deck create", { title: "My own", owner: "me" });
  expect(whispered(own)).toContain("a deck of your own");

  const file = { name: "a.csv", data: Buffer.from("Question,Answer\na,b\n") };
  expect(whispered(await ben.slash("#general", "deck import", { file }))).toContain("make decks");
  const preview = await atEnd(ben, await ben.slash("#general", "deck import", { file, owner: "me" }));
  expect(whispered(await ben.press(preview, "For this server"))).toContain("make decks");
  await ben.press(preview, "Cancel");
  const moved = await chloe.slash("#general", "deck move", { deck: "My own", to: "server" });
  expect(whispered(moved)).toContain("make decks");
  const form = formOf(await chloe.slash("#general", "deck create"));
  expect(whispered(await chloe.submit(form, { Title: "No" }))).toContain("make decks");

  const saved = shown(await ada.select(await makers(), "And members with this role", ["Deck editors"]));
  expect(chosen(saved, "Who may make decks")?.map(({ value }) => value)).toEqual(["role"]);
  expect(await tries(ben, "By the role")).toContain("a deck of this server");
  expect(await tries(chloe, "No")).toMatch(/members with <@&\d+> or the right Manage Server make decks/);
  await ada.select(await makers(), "Who may make decks", ["Everybody here"]);
  expect(await tries(chloe, "By everybody again")).toContain("a deck of this server");
});

test("the clock: by a city, by one of several, and what cannot be told changes nothing", async () => {
  const { ada } = house;
  const page = shown(await ada.press(await settings(), "Time zone"));
  expect(page.texts).toContain("Not set, so UTC");
  const which = shown(
    await ada.submit(formOf(await ada.press(page, "Zone…")), { "City, country or time zone": "IST" }),
  );
  expect(which.texts).toContain("Which time zone is it?");
  const again = formOf(await ada.press(which, "Write it otherwise"));
  expect(valuesOf(again)).toEqual({ "City, country or time zone": "IST" });
  ada.dismissModal(again);
  expect(shown(await ada.press(which, "Leave it")).texts).toContain("Not set, so UTC");
  const once = shown(
    await ada.submit(formOf(await ada.press(page, "Zone…")), { "City, country or time zone": "ist" }),
  );
  const picked = shown(await ada.select(once, "Pick the zone", ["Asia/Kolkata"]));
  expect(picked.texts).toContain("Asia/Kolkata, ");
  const form = formOf(await ada.press(picked, "Zone…"));
  expect(shown(await ada.submit(form, { "City, country or time zone": "Munich" })).texts).toContain(
    "Europe/Berlin",
  );
});

test("nobody without Manage Server sees or changes them, by whatever they send", async () => {
  const { ben, store } = house;
  const before = await settings();
  const keys = await store.keys("{g*}:set");
  const stored = await Promise.all(keys.map((key) => store.hgetall(key)));
  const seen = shown(await ben.slash("#general", "deck list"));
  for (const forged of [
    { customId: "s1:private:on" },
    { customId: "s1:deck", componentType: 3, values: [id] },
    { customId: "s1:makers", componentType: 3, values: ["managers"] },
    { customId: "s1:role", componentType: 6, values: [] },
    { customId: "s1:channels", componentType: 8, values: [] },
    { customId: "s1:zone" },
    { customId: "s1:zone", componentType: 3, values: ["Europe/Berlin"] },
    { customId: "s1:page:decks" },
  ]) {
    const told = whispered(await ben.sendForged(seen, forged));
    expect(told).toContain("Members with the right Manage Server change the settings of this server.");
  }
  const direct = shown(await ben.slash("@bot", "deck list"));
  expect(whispered(await ben.sendForged(direct, { customId: "s1:private:on" }))).toContain(
    "are changed in the server",
  );
  expect(await store.keys("{g*}:set")).toEqual(keys);
  expect(await Promise.all(keys.map((key) => store.hgetall(key)))).toEqual(stored);
  expect((await settings()).texts).toBe(before.texts);
});

test("a manager's own forgeries are refused too: no person's deck, no deck that is not there", async () => {
  const { ada } = house;
  const { id: own } = await makeDeck(ada, "Adas own", numberedCards(1), { owner: "me" });
  for (const deck of [own, "0123456789ab", ""]) {
    const told = await ada.sendForged(await settings(), {
      customId: "s1:deck",
      componentType: 3,
      values: [deck],
    });
    expect(whispered(told)).toContain("That deck can't be the default of this server.");
  }
});
