import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { openRecapQueue, type RecapQueue } from "../../../src/queues/recaps.ts";
import { tickRecaps } from "../../../src/recap/planner.ts";
import { makeDeck, numberedCards } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HALL = "Study Hall";
const MONDAY = Date.parse("2026-05-18T09:00Z");

let house: House;
let queue: RecapQueue;
let deck: string;
beforeAll(async () => {
  house = await openHouse();
  queue = openRecapQueue({ url: house.redis.url }, (_, error) => {
    throw error;
  });
  ({ id: deck } = await makeDeck(house.ada, "Bones", numberedCards(5)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await queue.close();
  await house.close();
});

/** A planner beside the bot's own, which looks only twice a minute of real time. @returns how many it found due */
const plan = () => tickRecaps({ store: house.store, now: house.now, add: queue.add });

const settings = async (): Promise<Seen> =>
  shown(await house.ada.press(shown(await house.ada.slash("#general", "settings server")), "Recap"));

/** Moves the clock, once the boards know what was learned up to now. */
async function setClock(at: number): Promise<void> {
  await vi.waitFor(async () => expect(await house.store.keys("{s*}:dirty")).toEqual([]), 20_000);
  house.pass(at + 1000 - house.now());
}

const recaps = (actor: Actor, where = "#quiet-room") =>
  actor.messages(where).filter(({ texts }) => texts.includes("## Our week"));

/** The recap that the planner finds due. */
async function recap(where = "#quiet-room"): Promise<Seen> {
  const before = recaps(house.ada, where).length;
  await plan();
  await house.ada.waitFor(where, () => recaps(house.ada, where).length > before, 20_000);
  const [last] = recaps(house.ada, where).slice(-1);
  if (!last) throw new Error("no recap");
  return last;
}

/** Rates the next cards of the deck, one after the other. */
async function learn(actor: Actor, ...ratings: readonly number[]): Promise<void> {
  let message = shown(await actor.slash("#general", "quiz", { deck, cards: ratings.length }));
  for (const rating of ratings) message = await rate(house, actor, message, rating);
  if (message.buttons.some(({ label }) => label === "Stop")) await actor.press(message, "Stop");
}

const inbox = (actor: Actor) => actor.messages("@bot").filter(({ texts }) => texts.includes("recap"));

describe("a week of three people", () => {
  test("is told nowhere until a channel is picked", async () => {
    expect((await settings()).texts).toContain("It is off.");
    const saved = shown(await house.ada.select(await settings(), "Off; or pick", ["quiet-room"]));
    expect(saved.texts).toContain(`next <t:${MONDAY / 1000}:R>`);
    const none = shown(await house.ada.press(saved, "Show last week's"));
    expect(none.texts).toContain("Nobody earned a point here last week");
  });

  test("is told on Monday as one reckons it by hand, and goes by who was there", async () => {
    const { ada, ben, chloe, playground } = house;
    playground.setNickname("ben", HALL, "Ben *the* @everyone");
    // Friday: Ada 5 points, Ben 5, Chloe 2. Card 5 is missed by two, card 2 by one.
    await learn(ada, 4, 4, 4, 4, 1);
    await learn(ben, 4, 4, 4, 4, 2);
    await learn(chloe, 4, 1);
    // Saturday: card 5 is due again for Ada, who misses it again: 1 point more.
    house.pass(DAY);
    await learn(ada, 1);
    await setClock(MONDAY);
    const told = await recap();
    expect(told.texts).toContain("## Our week\n-# 11 May to 17 May");
    expect(told.texts).toMatch(
      /### \*\*1\.\*\* \S*Ada\S* · \*\*6 points\*\*\n\*\*2\.\*\* .*Ben \\\*the\\\* @\u200Beveryone.* · \*\*5 points\*\*\n\*\*3\.\*\* \S*Chloe\S* · \*\*2 points\*\*/,
    );
    expect(told.texts).toContain("3 people earned 13 points together");
    expect(told.texts).toContain("> Front 5\n-# Bones · not known 3 of 3 times");
    // Of 15 cards of three people 12 were seen.
    expect(told.texts).toMatch(/\*\*[67]\d %\*\* of Bones\n-# on average over the 3 people who learned it/);
    expect(told.ephemeral).toBe(false);
    const own = shown(await chloe.press(told, "Start my own quiz"));
    expect(own.ephemeral).toBe(true);
    await chloe.press(own, "Stop");
  });

  test("is told once, however often it is planned", async () => {
    const { id } = [...house.playground.world.guilds.values()].find(({ name }) => name === HALL) ?? {
      id: "",
    };
    expect(await plan()).toBe(0);
    const week = 2940 + 1;
    await queue.add([2939, 2940, week].map((number) => ({ guildId: id, week: number, at: MONDAY })));
    await vi.waitFor(
      async () => expect(await house.store.keys(`{bull}:recap-send:${id}-*`)).toEqual([]),
      20_000,
    );
    expect(recaps(house.ada).length).toBe(1);
  });

  test("of which somebody hides, tells nothing of them", async () => {
    const { ada, ben, chloe } = house;
    await learn(ben, 1);
    await learn(chloe, 1);
    const me = shown(await ben.slash("@bot", "settings me"));
    await ben.press(me, "Hide me");
    const shownNow = shown(await ada.press(await settings(), "Show last week's"));
    expect(shownNow.texts).toContain("8 points together");
    expect(shownNow.texts).not.toContain("Ben");
    // Ada missed card 5 twice; Ben's miss of it is nobody's business.
    expect(shownNow.texts).toContain("> Front 5\n-# Bones · not known 2 of 2 times");
    await setClock(MONDAY + 7 * DAY);
    const told = await recap();
    expect(told.texts).toMatch(/\*\*1\.\*\* \S*Chloe/);
    expect(told.texts).toContain("One person earned 1 point");
    await ben.press(shown(await ben.slash("@bot", "settings me")), "Show me");
  });

  test("without a point is passed over", async () => {
    await setClock(MONDAY + 14 * DAY);
    const before = recaps(house.ada).length;
    expect(await plan()).toBe(1);
    await setClock(MONDAY + 15 * DAY);
    await learn(house.ben, 4);
    await setClock(MONDAY + 21 * DAY);
    expect((await recap()).texts).toContain("One person earned 1 point");
    expect(recaps(house.ada).length).toBe(before + 1);
  });

  test("comes at nine by the server's clock", async () => {
    const { ada } = house;
    const clock = shown(await ada.press(await settings(), "Time zone"));
    const form = await ada.press(clock, "Zone…");
    if (!form.modal) throw new Error("no form");
    await ada.submit(form.modal, { "City, country or time zone": "Pacific/Auckland" });
    // 09:00 on Monday in Auckland is 21:00 on Sunday in UTC.
    expect((await settings()).texts).toContain(`next <t:${(MONDAY + 28 * DAY - 12 * HOUR) / 1000}:R>`);
  });
});

describe("a channel that can't be written in any more", () => {
  test("can't be chosen", async () => {
    const { ada, playground } = house;
    playground.setBotPermissions("#machine-learning", { deny: ["SendMessages"] });
    await vi.waitFor(async () => {
      const told = shown(await ada.select(await settings(), "Off; or pick", ["machine-learning"]));
      expect(told.texts).toContain("I may not write in");
    });
    expect((await settings()).texts).toContain("It comes in");
  });

  test("is told to who chose it, once, and then there is none until it is set again", async () => {
    const { ada, ben, playground } = house;
    await learn(ben, 4);
    playground.setBotPermissions("#quiet-room", { deny: ["SendMessages"] });
    const before = recaps(ada).length;
    await setClock(MONDAY + 28 * DAY);
    await plan();
    await ada.waitFor("@bot", () => inbox(ada).length > 0, 20_000);
    expect(inbox(ada).map(({ texts }) => texts)).toEqual([expect.stringContaining("could not be posted")]);
    await vi.waitFor(async () => expect((await settings()).texts).toContain("⚠ It is off: I could not post"));
    await setClock(MONDAY + 35 * DAY);
    expect(await plan()).toBe(0);
    expect(inbox(ada).length).toBe(1);
    expect(recaps(ada).length).toBe(before);
  });

  test("or is deleted: the same", async () => {
    const { ada, ben, playground } = house;
    await ada.select(await settings(), "Off; or pick", ["general"]);
    playground.setBotPermissions("#quiet-room", { allow: ["SendMessages"] });
    await vi.waitFor(async () => {
      const saved = shown(await ada.select(await settings(), "Off; or pick", ["quiet-room"]));
      expect(saved.texts).toContain("It comes in");
    });
    await learn(ben, 4);
    ada.deleteChannel("#quiet-room");
    await setClock(MONDAY + 42 * DAY);
    await plan();
    await ada.waitFor("@bot", () => inbox(ada).length > 1, 20_000);
    expect(inbox(ada).length).toBe(2);
    await vi.waitFor(async () => expect((await settings()).texts).toContain("It is off"));
  });
});

describe("the role of the week's first place", () => {
  const holders = () => {
    const guild = [...house.playground.world.guilds.values()].find(({ name }) => name === HALL);
    const ids = guild?.roles.find(({ name }) => name === "Deck editors")?.members ?? new Set<string>();
    return [house.ada, house.ben, house.chloe]
      .filter(({ user }) => ids.has(user.id))
      .map(({ user }) => user.username);
  };

  test("is given on Monday, without a recap, and passed on", async () => {
    const { ada, ben, chloe, playground } = house;
    playground.setRoles("ben", HALL, []);
    playground.setBotPermissions(HALL, { allow: ["ManageRoles"] });
    playground.moveBotRole(HALL, "Deck editors");
    const rewards = shown(await ada.press(await settings(), "Rewards"));
    const saved = shown(await ada.select(rewards, "s1:first", ["Deck editors"]));
    expect(saved.texts).toContain("next <t:");
    await learn(chloe, 4, 4);
    await learn(ben, 4);
    await setClock(MONDAY + 49 * DAY);
    await plan();
    await vi.waitFor(() => expect(holders()).toEqual(["chloe"]), 20_000);
    // Ben and Ada with the same points, the week after.
    await learn(ada, 4);
    await learn(ben, 4);
    await setClock(MONDAY + 56 * DAY);
    await plan();
    await vi.waitFor(() => expect(holders()).toEqual(["ada", "ben"]), 20_000);
  });
});
