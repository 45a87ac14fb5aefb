import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Seen } from "../../playground/index.ts";
import { formOf, labelsOf, makeDeck, numberedCards, whispered } from "../support/decks.ts";
import { type House, learnerHash, openHouse, rate, shown } from "../support/flashback.ts";

const DAY = 86_400_000;

let house: House;
let deck: string;
beforeAll(async () => {
  house = await openHouse();
  ({ id: deck } = await makeDeck(house.ada, "Long", numberedCards(60)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

/** One card of the deck, well known. @returns the summary */
async function learn(actor: Actor, where = "#general"): Promise<Seen> {
  const quiz = shown(await actor.slash(where, "quiz", { deck, cards: 1 }));
  return await rate(house, actor, quiz, 4);
}

/** One card on each of so many further days. */
async function learnDays(actor: Actor, days: number, where?: string): Promise<Seen> {
  let summary: Seen | undefined;
  for (let day = 0; day < days; day += 1) {
    house.pass(DAY);
    summary = await learn(actor, where);
  }
  if (!summary) throw new Error("no day");
  return summary;
}

/** What was posted below a message, once it is there. */
async function below(actor: Actor, { id, channel }: Seen): Promise<Seen> {
  const after = () => actor.messages(channel).filter((message) => BigInt(message.id) > BigInt(id));
  await actor.waitFor(channel, () => after().length > 0);
  const [first] = after();
  if (!first) throw new Error("nothing came");
  return first;
}

const celebrations = (actor: Actor, where = "#general") =>
  actor.messages(where).filter(({ texts }) => texts.includes("days in a row"));

describe("seven days", () => {
  let summary: Seen;
  let private7: Seen;

  test("are celebrated for the learner alone, and earn a freeze", async () => {
    const { ada, ben } = house;
    await learn(ada);
    expect((await learnDays(ada, 5)).texts).toContain("streak **6 days**");
    expect(celebrations(ada)).toEqual([]);
    summary = await learnDays(ada, 1);
    expect(summary.texts).toContain("streak **7 days**, 1 freeze held");
    private7 = await below(ada, summary);
    expect(private7.ephemeral).toBe(true);
    expect(private7.texts).toContain("## 7 days in a row");
    expect(private7.texts).toMatch(/●─+○─+○─+○\n7 +30 +100 +365/);
    expect(labelsOf(private7)).toEqual(["Show it here"]);
    expect(celebrations(ben)).toEqual([]);
  });

  test("are not celebrated again after Undo, and no freeze is won by it", async () => {
    const { ada } = house;
    const back = shown(await ada.press(summary, "Undo"));
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "6", milestone: "7" });
    expect(await learnerHash(house, ada)).not.toHaveProperty("freezes");
    summary = await rate(house, ada, back, 3);
    expect(summary.texts).toContain("streak **7 days**, 1 freeze held");
    expect(celebrations(ada).length).toBe(1);
  });

  test("are shown to everybody by a press, once", async () => {
    const { ada, ben } = house;
    const [first, second] = await ada.pressTwice(private7, "Show it here");
    const told = [first, second].map(shown);
    const said = told.find(({ texts }) => texts.includes("It is shown in this channel"));
    expect(said).toBeDefined();
    await ben.waitFor("#general", () => celebrations(ben).length > 0);
    const [post] = celebrations(ben);
    if (!post) throw new Error("nothing was posted");
    // Whoever sees it can begin right there, for themselves; what everybody sees stays.
    const own = shown(await ben.press(post, "Start my own quiz"));
    expect(own.ephemeral).toBe(true);
    expect(own.texts).toContain("**Losses**");
    await ben.press(own, "Stop");
    expect(celebrations(ben).map(({ texts }) => texts)).toEqual([
      expect.stringContaining(`<@${ada.user.id}> has done it: a week of learning`),
    ]);
    expect(whispered(await ada.pressStale(private7, "Show it here"))).toContain("was shown already");
    expect(celebrations(ben).length).toBe(1);
  });

  test("and what was not reached can't be shown", async () => {
    const { ben } = house;
    const [post] = celebrations(ben);
    if (!post) throw new Error("nothing was posted");
    for (const customId of [
      "m1:share:7",
      "m1:share:30",
      "m1:share:8",
      "m1:share:0",
      "m1:celebrate:7:all",
      "m1:",
    ]) {
      expect(whispered(await ben.sendForged(post, { customId }))).toMatch(/not reached|another version/);
    }
    expect(celebrations(ben).length).toBe(1);
  });
});

describe("a day that is missed", () => {
  test("is told before the first card, after it and in the summary: a freeze kept the streak", async () => {
    const { ada } = house;
    house.pass(2 * DAY);
    const kept = "1 freeze kept your streak of **7 days** over the day you missed. None is left.";
    const quiz = shown(await ada.slash("#general", "quiz", { deck, cards: 2 }));
    expect(quiz.texts).toContain(kept);
    const stopped = shown(await ada.press(quiz, "Stop"));
    expect(stopped.texts).toContain("streak **7 days**");
    expect(stopped.texts).toContain(kept);
    const next = await rate(house, ada, shown(await ada.press(stopped, "Keep going")), 4);
    const keptOn = kept.replace("7 days", "8 days");
    expect(next.texts).toContain(keptOn);
    const summary = await rate(house, ada, next, 4);
    expect(summary.texts).toMatch(/streak \*\*8 days\*\*$/m);
    expect(summary.texts).toContain(keptOn);
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "8", frozen: "1" });

    // Back before the first rating of the day, nothing has gone yet but what a look takes for gone.
    const again = shown(await ada.press(shown(await ada.press(summary, "Undo")), "Undo"));
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "7", freezes: "1" });
    await ada.press(await rate(house, ada, again, 4), "Stop");
    expect(await learnerHash(house, ada)).toMatchObject({ streak: "8", frozen: "1" });
  });

  test("with no freeze left ends it, and that is said", async () => {
    const { ada } = house;
    house.pass(2 * DAY);
    const quiz = shown(await ada.slash("#general", "quiz", { deck, cards: 1 }));
    expect(quiz.texts).toContain(
      "Your streak of **8 days** is over. A new one begins with your next review.",
    );
    const summary = await rate(house, ada, quiz, 4);
    expect(summary.texts).toContain("streak **1 day**");
    expect(summary.texts).not.toContain("is over");
  });

  test("on which nothing was due and no new card was there is none, though there are new cards now", async () => {
    const { chloe } = house;
    const { id } = await makeDeck(chloe, "Short", numberedCards(2), { owner: "me" });
    const once = shown(await chloe.slash("@bot", "quiz", { deck: id }));
    // Rated 5 they are due in 8 days.
    await rate(house, chloe, await rate(house, chloe, once, 5), 5);
    house.pass(3 * DAY);
    const form = formOf(await chloe.slash("@bot", "card add", { deck: id }));
    await chloe.submit(form, { Front: "Front 3", Back: "Back 3" });
    const later = shown(await chloe.slash("@bot", "quiz", { deck: id }));
    const summary = await rate(house, chloe, later, 5);
    expect(summary.texts).toContain("streak **2 days**");
    house.pass(10 * DAY);
    // Due on the fifth and the eighth day since: those after the fifth were missed.
    const due = shown(await chloe.slash("@bot", "quiz", { deck: id }));
    await chloe.press(await rate(house, chloe, due, 5), "Stop");
    expect(await learnerHash(house, chloe)).toMatchObject({ streak: "1" });
  });

  test("shows in the reminder, which says what keeps the streak", async () => {
    const { ben } = house;
    await learn(ben);
    await learnDays(ben, 6);
    house.pass(2 * DAY);
    await ben.slash("#general", "remind on", { time: "9", timezone: "UTC" });
    await ben.slash("#general", "remind now");
    const seen = await ben.waitFor("@bot", (all) => all.some(({ texts }) => texts.includes("for today")));
    const reminder = seen.find(({ texts }) => texts.includes("for today"));
    expect(reminder?.texts).toContain("streak **7 days**: review today to keep it");
    expect(reminder?.texts).toContain("1 freeze kept your streak of **7 days** over the day you missed.");
  });
});

describe("who wants it so", () => {
  test("has milestones shown to everybody, and can take that back", async () => {
    const { ben } = house;
    // Ben was the first to reach 7 here, for himself alone.
    const [own] = celebrations(ben).filter(({ ephemeral }) => ephemeral);
    if (!own) throw new Error("nothing was celebrated");
    const told = shown(await ben.press(own, "Show it here"));
    expect(labelsOf(told)).toEqual(["Always show them"]);
    const always = shown(await ben.press(told, "Always show them"));
    expect(always.texts).toContain("Your milestones are shown from now on");
    expect(await learnerHash(house, ben)).toMatchObject({ celebrate: "public" });
    const back = shown(await ben.press(always, "Only to me"));
    expect(await learnerHash(house, ben)).not.toHaveProperty("celebrate");
    await ben.press(back, "Always show them");
  });

  test("of a streak grown anew, what was celebrated before is not, and thirty days are, for all to see", async () => {
    const { ada, ben } = house;
    const summary = await learnDays(ben, 30);
    expect(summary.texts).toContain("streak **30 days**, 2 freezes held");
    await below(ada, summary);
    expect(celebrations(ada).at(-1)?.texts).toContain(`<@${ben.user.id}> has done it: a month of learning`);
    expect(celebrations(ben).filter(({ ephemeral }) => ephemeral).length).toBe(1);
  });

  test("in direct messages is celebrated there, where nobody else is", async () => {
    const { chloe } = house;
    const summary = await learnDays(chloe, 7, "@bot");
    const message = await below(chloe, summary);
    expect(message.ephemeral).toBe(false);
    expect(message.texts).toContain("## 7 days in a row");
    expect(labelsOf(message)).toEqual([]);
  });

  test("is celebrated quietly where the server wants learning to be private", async () => {
    const { ada } = house;
    const settings = shown(await ada.slash("#general", "settings server"));
    await ada.select(settings, "Everywhere", ["quiet-room"]);
    await ada.press(settings, "Make private");
    // What was left of it is lost by now.
    const summary = await learnDays(ada, 30);
    const message = await below(ada, summary);
    expect(message.ephemeral).toBe(true);
    expect(message.texts).toContain("## 30 days in a row");
    expect(labelsOf(message)).toEqual([]);
    expect(whispered(await ada.sendForged(message, { customId: "m1:share:30" }))).toContain("private");
  });
});
