import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { deadlineIn } from "../../../src/store/connection.ts";
import { loadLearner } from "../../../src/store/learners.ts";
import { nextReminder } from "../../../src/store/reminders.ts";
import { formOf, makeDeck, numberedCards, valuesOf, whispered } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const me = async (actor: Actor, where = "@bot"): Promise<Seen> =>
  shown(await actor.slash(where, "settings me"));
const soon = () => deadlineIn(5000);
const learnerOf = async ({ user }: Actor) => (await loadLearner(house.store, user.id, soon())).learner;

/** Opens the form of a day's limits and sends it. */
async function setLimits(actor: Actor, values: Readonly<Record<string, string>>) {
  return await actor.submit(formOf(await actor.press(await me(actor), "Limits…")), values);
}

/** Rates every card of a quiz until it is over. */
async function rateAll(actor: Actor, message: Seen, rating = 4): Promise<Seen> {
  let seen = message;
  while (/\d+ of \d+/.test(seen.texts) && seen.buttons.some(({ label }) => label === "Show answer")) {
    seen = await rate(house, actor, seen, rating);
  }
  return seen;
}

const City = "City, country or time zone";

test("anybody sees their own, anywhere, and nobody else does", async () => {
  for (const where of ["@bot", "#general"]) {
    const message = await me(house.chloe, where);
    expect(message.ephemeral).toBe(true);
    expect(message.texts).toContain("Not set, so UTC: 12:0");
    expect(message.texts).toContain("10 new cards, 200 reviews");
  }
  expect(whispered(await house.chloe.slash("#general", "settings server"))).toContain("Manage Server");
  expect(whispered(await house.chloe.slash("@bot", "settings server"))).toContain("in the server");
});

describe("the time zone", () => {
  test("has one way in: here and with `/remind on`; the next reminder moves with it at once", async () => {
    const { ada, store } = house;
    await ada.slash("@bot", "remind on", { time: "20:00", timezone: "Europe/Berlin" });
    expect((await me(ada)).texts).toContain("Europe/Berlin, 14:0");
    expect(await nextReminder(store, ada.user.id, soon())).toBe(Date.parse("2026-05-15T18:00Z"));
    const form = formOf(await ada.press(await me(ada), "Zone…"));
    expect(valuesOf(form)).toEqual({ [City]: "Europe/Berlin" });
    const saved = shown(await ada.submit(form, { [City]: "new york" }));
    const next = Date.parse("2026-05-16T00:00Z");
    expect(saved.texts).toContain(`the next one comes <t:${next / 1000}:R>`);
    expect(saved.texts).toContain("America/New\\_York, 08:0");
    expect(await nextReminder(store, ada.user.id, soon())).toBe(next);
    expect(shown(await ada.slash("@bot", "remind show")).texts).toContain(
      "**20:00** · every day · America/New\\_York",
    );
    await ada.slash("@bot", "remind on", { time: "20:00" });
    expect(shown(await ada.slash("@bot", "remind show")).texts).toContain("America/New\\_York");
  });

  test("stays off where reminders are off", async () => {
    const { ada, store } = house;
    await ada.slash("@bot", "remind off");
    const form = formOf(await ada.press(await me(ada), "Zone…"));
    expect(shown(await ada.submit(form, { [City]: "Tokyo" })).texts).toContain("Saved.");
    expect(await nextReminder(store, ada.user.id, soon())).toBeUndefined();
    expect((await learnerOf(ada)).zone).toBe("Asia/Tokyo");
  });

  test("that nobody can tell: the likely ones to pick, and what was typed is there again", async () => {
    const { ben } = house;
    const form = formOf(await ben.press(await me(ben), "Zone…"));
    const which = shown(await ben.submit(form, { [City]: "Berlon" }));
    expect(which.texts).toContain("Which time zone is it?");
    const again = formOf(await ben.press(which, "Write it otherwise"));
    expect(valuesOf(again)).toEqual({ [City]: "Berlon" });
    ben.dismissModal(again);
    expect((await learnerOf(ben)).zone).toBeUndefined();
    expect(shown(await ben.select(which, "Pick the zone", ["Europe/Berlin"])).texts).toContain(
      "Europe/Berlin",
    );
    expect((await learnerOf(ben)).zone).toBe("Europe/Berlin");
  });

  test("of those who set none is the one of the server they quiz in", async () => {
    const { ada, chloe } = house;
    const page = shown(await ada.press(shown(await ada.slash("#general", "settings server")), "Time zone"));
    await ada.submit(formOf(await ada.press(page, "Zone…")), { [City]: "Asia/Kolkata" });
    await chloe.press(shown(await chloe.slash("#general", "quiz")), "Stop");
    expect((await learnerOf(chloe)).zone).toBe("Asia/Kolkata");
    await house.ben.press(shown(await house.ben.slash("#general", "quiz")), "Stop");
    expect((await learnerOf(house.ben)).zone).toBe("Europe/Berlin");
  });
});

describe("limits of a day", () => {
  test("that make no sense are each named, nothing is saved, and the form comes back as it was", async () => {
    const { ben } = house;
    const wrong = { "New cards a day": "lots", "Reviews a day": "0", "Wanted retention": "99" };
    const told = shown(await setLimits(ben, wrong));
    for (const name of Object.keys(wrong)) expect(told.texts).toContain(`**${name}**`);
    const again = formOf(await ben.press(told, "Back to the form"));
    expect(valuesOf(again)).toEqual(wrong);
    const mended = { ...wrong, "New cards a day": "3", "Reviews a day": "all", "Wanted retention": "0.8" };
    const saved = shown(await ben.submit(again, mended));
    expect(saved.texts).toContain("3 new cards, all reviews that are due");
    expect(await learnerOf(ben)).toMatchObject({
      newADay: 3,
      reviewsADay: Number.POSITIVE_INFINITY,
      retention: 0.8,
    });
  });

  test("hold in a quiz, in what is left of the day and in the reminder; a number of cards lifts them", async () => {
    const { ben } = house;
    const { id: deck } = await makeDeck(ben, "Limits", numberedCards(12), { where: "@bot" });
    const first = shown(await ben.slash("@bot", "quiz", { deck }));
    expect(first.texts).toContain("0 of 3");
    await rateAll(ben, first);
    const done = shown(await ben.slash("@bot", "quiz", { deck }));
    expect(done.texts).toContain("All done for today");
    const more = shown(await ben.slash("@bot", "quiz", { deck, cards: 2 }));
    expect(more.texts).toContain("With 2 new cards beyond your 3 a day, as you asked.");
    await rateAll(ben, more);
    // Two weeks later all five are due.
    house.pass(14 * 86_400_000);
    await setLimits(ben, { "Reviews a day": "2", "New cards a day": "5" });
    expect(shown(await ben.slash("@bot", "remind now")).texts).toContain("I sent you one");
    const due = ({ texts }: Seen) => texts.includes("- **Limits**: 2 reviews");
    expect(ben.messages("@bot").filter(due).length).toBe(1);
    const two = shown(await ben.slash("@bot", "quiz", { deck }));
    expect(two.texts).toContain("0 of 2");
    await rateAll(ben, two);
    const held = shown(await ben.slash("@bot", "quiz", { deck }));
    expect(held.texts).toContain("## Your reviews of today are done");
    expect(held.texts).toContain("You wanted 2 reviews a day at most. 3 more cards are due in **Limits**");
    const rest = shown(await ben.press(held, "3 more now"));
    expect(rest.texts).toContain("0 of 3");
    const undone = shown(await ben.press(await rate(house, ben, rest, 4), "Undo"));
    expect((await learnerOf(ben)).reviewed.count).toBe(2);
    await rateAll(ben, undone);
    expect((await learnerOf(ben)).reviewed.count).toBe(5);
    expect(shown(await ben.slash("@bot", "quiz", { deck })).texts).toContain("0 of 5");
  });

  test("a higher retention brings a card back sooner, from its next rating on", async () => {
    const { chloe } = house;
    const { id: deck } = await makeDeck(chloe, "Kept", numberedCards(2), { where: "@bot" });
    const days = async (message: Seen) => {
      const open = shown(await chloe.press(message, "Show answer"));
      return {
        open,
        five: /5.*?(\d+) days/s.exec(open.texts)?.[1] ?? open.buttons.map(({ label }) => label).join(),
      };
    };
    const before = await days(shown(await chloe.slash("@bot", "quiz", { deck })));
    await chloe.press(before.open, "Stop");
    await setLimits(chloe, { "Wanted retention": "97 %" });
    const after = await days(shown(await chloe.slash("@bot", "quiz", { deck })));
    expect(after.five).not.toBe(before.five);
  });
});

test("hidden from leaderboards, and shown again", async () => {
  const { chloe } = house;
  expect(shown(await chloe.press(await me(chloe), "Hide me")).texts).toContain("You are on none");
  expect((await learnerOf(chloe)).hidden).toBe(true);
  expect(shown(await chloe.press(await me(chloe), "Show me")).texts).toContain("You stand on those");
  expect((await learnerOf(chloe)).hidden).toBe(false);
});

test("milestones are celebrated for oneself, or where one is", async () => {
  const { chloe } = house;
  expect((await me(chloe)).texts).toContain("Celebrated for you alone");
  expect(shown(await chloe.press(await me(chloe), "Show them")).texts).toContain("Shown in the channel");
  expect((await learnerOf(chloe)).celebrate).toBe("public");
  expect(shown(await chloe.press(await me(chloe), "Only to me")).texts).toContain("Celebrated for you alone");
});

test("the home server is one they quizzed in, and stays where it was put", async () => {
  const { chloe, ada } = house;
  const message = await me(chloe);
  const [home] = message.selects;
  const [last, first] = home?.options ?? [];
  expect(last).toMatchObject({ label: "The one I last quizzed in", chosen: true });
  expect(last?.description).toContain(first?.label ?? "?");
  const chosen = shown(await chloe.select(message, "Home server", [first?.label ?? ""]));
  expect(chosen.selects[0]?.options.map((option) => option.chosen)).toEqual([false, true]);
  expect((await learnerOf(chloe)).chosenHome).toBe(first?.value);
  const forged = await chloe.sendForged(chosen, {
    customId: "u1:home",
    componentType: 3,
    values: ["123456789012345678"],
  });
  expect(whispered(forged)).toContain("not a member of that server");
  const back = shown(await chloe.select(await me(chloe), "Home server", ["The one I last quizzed in"]));
  expect(back.selects[0]?.options.map((option) => option.chosen)).toEqual([true, false]);
  expect((await learnerOf(chloe)).chosenHome).toBeUndefined();
  // Whoever has quizzed in no server has none to choose.
  expect((await me(ada)).selects).toEqual([]);
});
