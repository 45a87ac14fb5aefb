import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { boardKeys } from "../../../src/store/keys.ts";
import { boardOf, earn, homeOf, linesOf } from "../../support/boards.ts";
import { labelsOf, makeDeck, numberedCards, whispered } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

const DAY = 86_400_000;

let house: House;
let guild: string;
/** Twelve people with 20, 19, … 9 points; after them Ada with 5 and Ben with 5. */
let crowd: readonly Actor[];
/** A board that was posted before anything else, while Discord said nothing of names. */
let nameless: Seen;
let asked = 0;

beforeAll(async () => {
  const clock = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => clock() + ahead);
  house = await openHouse({ world: { crowd: 12 } });
  const { ada, ben, playground, store } = house;
  guild = await homeOf(store, ada);
  crowd = playground.crowd;
  for (const [index, { user }] of crowd.entries()) await earn(store, user.id, guild, 20 - index, house.now());
  for (const { user } of [ada, ben]) await earn(store, user.id, guild, 5, house.now());
  const muted = playground.faults.gateway.muteMembers();
  nameless = shown(await ada.slash("#general", "leaderboard"));
  await ada.press(nameless, "▶");
  asked = muted.taken();
  playground.faults.clear();
});
afterEach(() => {
  house.playground.faults.clear();
});
afterAll(async () => {
  vi.restoreAllMocks();
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

let ahead = 0;

/** Moves the clock on that names and memberships are kept by. */
function later(milliseconds: number): void {
  ahead += milliseconds;
}

const post = async (actor: Actor) => shown(await actor.slash("#general", "leaderboard"));
const again = (message: Seen) => house.ada.messages(message.channel).find(({ id }) => id === message.id);
const places = (message: Seen) => linesOf(message).map(({ place, points }) => [place, points]);

describe("names", () => {
  test("that Discord does not tell are mentions, asked for once and not again for a while", () => {
    const [, second] = crowd;
    expect(nameless.texts).toContain(`**2.** <@${second?.user.id}> · **19 points**`);
    expect(nameless.texts).toContain(`**The place of <@${house.ada.user.id}>: 13 of 14**`);
    expect(asked).toBe(1);
  });

  test("are those of the server once Discord tells them, and nothing in them acts", async () => {
    const { ada, playground } = house;
    later(6000);
    playground.setNickname("p1", "Study Hall", "**@everyone** <@1> https://a.b");
    const [line] = linesOf(await post(ada));
    expect(line?.name).toBe("\\*\\*@\u200Beveryone\\*\\* \\<@\u200B1\\> https:\u200B//a.b");
  });
});

describe("a board that was posted", () => {
  test("is turned by who asked for it; to others its buttons open one of their own", async () => {
    const { ada, ben } = house;
    const message = await post(ada);
    expect(message.ephemeral).toBe(false);
    expect(labelsOf(message)).toContain("Page 1 of 2");
    expect(message.texts).toContain("The place of");
    const [eighth] = crowd.slice(7);
    for (const [actor, button, own] of [
      [ben, "▶", "**Ben** (you)"],
      [eighth, "My place", "**Hana A.** (you)"],
    ] as const) {
      const told = shown((await actor?.press(message, button)) ?? { status: "nobody" });
      expect(told.ephemeral).toBe(true);
      expect(linesOf(told).map(({ name }) => name)).toContain(own);
      expect(again(message)?.texts).toBe(message.texts);
    }
    const turned = shown(await ada.press(message, "▶"));
    expect(turned.id).toBe(message.id);
    expect(places(turned)).toEqual([
      [11, 10],
      [12, 9],
      [13, 5],
      [13, 5],
    ]);
    expect(labelsOf(shown(await ada.press(turned, "Today")))).toContain("Page 1 of 2");
  });

  test("comes anew where the old message takes no edit any more", async () => {
    const { ada, playground } = house;
    const message = await post(ada);
    playground.faults.refuseOldEdits(0);
    const anew = shown(await ada.press(message, "▶"));
    expect(anew.id).not.toBe(message.id);
    expect(labelsOf(anew)).toContain("Page 2 of 2");
  });

  test("is for oneself alone where one wishes, and where nothing public may stand", async () => {
    const { ada, ben, store } = house;
    expect(shown(await ben.slash("#general", "leaderboard", { private: true })).ephemeral).toBe(true);
    const key = `{g${guild}}:set`;
    await store.hset(key, "publicChannels", "1");
    expect((await post(ada)).ephemeral).toBe(true);
    await store.del(key);
    expect((await post(ada)).ephemeral).toBe(false);
  });
});

describe("in direct messages", () => {
  test("it is the board of the home server, and who has none hears how to get one", async () => {
    const { ben, chloe } = house;
    await ben.press(shown(await ben.slash("#general", "quiz")), "Stop");
    const own = shown(await ben.slash("@bot", "leaderboard"));
    expect(own.texts).toContain("14 people");
    expect(places(shown(await ben.press(own, "My place")))).toContainEqual([13, 5]);
    expect(whispered(await chloe.slash("@bot", "leaderboard"))).toContain("Leaderboards belong to servers");
  });

  test("nobody sees the board of a server they are not in, by whatever they send", async () => {
    const dana = house.playground.actor("dana");
    const seen = shown(await dana.slash("@bot", "help"));
    const customId = `b1:tab:${dana.user.id}:${guild}:week:-:0`;
    expect(whispered(await dana.sendForged(seen, { customId }))).toBe(
      "That is the leaderboard of a server you are not a member of.",
    );
    for (const forged of [`b1:tab:${dana.user.id}:${guild}:year:-:0`, "b1:tab", "b1:here"]) {
      expect(whispered(await dana.sendForged(seen, { customId: forged }))).toContain("button");
    }
  });
});

describe("of a deck", () => {
  test("only decks that count here are offered and taken", async () => {
    const { ada, ben } = house;
    const { id: club } = await makeDeck(ben, "Club", numberedCards(2));
    await makeDeck(ben, "Mine", numberedCards(2), { owner: "me" });
    const offered = await ben.autocomplete("#general", "leaderboard", "deck", { deck: "" });
    const names = offered.map(({ name }) => name);
    expect(names.some((name) => name.startsWith("Club"))).toBe(true);
    expect(names.some((name) => name.startsWith("Losses"))).toBe(true);
    expect(names.some((name) => name.startsWith("Mine"))).toBe(false);
    expect(whispered(await ben.slash("#general", "leaderboard", { deck: "Mine" }))).toContain(
      "Your own decks count on no leaderboard",
    );
    const empty = shown(await ada.slash("#general", "leaderboard", { deck: "Club" }));
    expect(empty.texts).toContain("**Club**");
    expect(empty.texts).toContain("Nobody has a point this week yet. The first one is a ");
    await rate(house, ada, shown(await ada.slash("#general", "quiz", { deck: club })), 4);
    await ada.press(ada.last("#general"), "Stop");
    expect((await boardOf(ada, { deck: "Club" })).map(({ points }) => points)).toEqual([1]);
    await ben.press(shown(await ben.slash("#general", "deck delete", { deck: "Club" })), "Delete");
    expect(whispered(await ada.press(empty, "Today"))).toContain("This deck is gone");
  });
});

describe("somebody", () => {
  const taken = async () => (await boardOf(house.ada)).map(({ place, points }) => [place, points]);

  test("who left is taken off, the others move up, and back they are whole once they learn here again", async () => {
    const { ada, ben, playground, store } = house;
    const [first, , third] = crowd;
    const before = await taken();
    expect(before.slice(0, 3)).toEqual([
      [1, 20],
      [2, 19],
      [3, 18],
    ]);
    playground.leave("p3", "Study Hall");
    // Their name is known for some minutes.
    later(700_000);
    expect((await taken()).slice(0, 3)).toEqual([
      [1, 20],
      [2, 19],
      [3, 17],
    ]);
    expect((await post(ben)).texts).toContain("13 people");
    const all = boardKeys(guild).board("all");
    expect(await store.zscore(all, third?.user.id ?? "")).toBeNull();
    expect(await store.zscore(all, first?.user.id ?? "")).toBe("20");
    playground.join("p3", "Study Hall");
    const actor = playground.actor("p3");
    await rate(house, actor, shown(await actor.slash("#general", "quiz", { deck: "losses", cards: 1 })), 4);
    const top = async () => (await taken()).slice(0, 3);
    await expect.poll(top, { timeout: 5000 }).toEqual([
      [1, 20],
      [2, 19],
      [2, 19],
    ]);
    expect(await boardOf(ada, { period: "all" })).toHaveLength(13);
  });

  test("who hides is gone at once, hears so, and comes back with the right score", async () => {
    const { ben } = house;
    const own = await boardOf(ben);
    const { points } = own.find(({ name }) => name.includes("(you)")) ?? {};
    const me = shown(await ben.slash("@bot", "settings me"));
    const hidden = shown(await ben.press(me, "Hide me"));
    const board = shown(await ben.slash("#general", "leaderboard", { private: true }));
    expect(board.texts).toContain(`You are hidden from leaderboards, with ${points} points.`);
    expect(board.texts).toContain("13 people");
    expect((await post(ben)).texts).not.toContain("hidden");
    await ben.press(hidden, "Show me");
    expect(await boardOf(ben)).toEqual(own);
  });
});

describe("a board of a period that is over", () => {
  test("says so and shows it for a while; then it leads to the present one", async () => {
    const { ada } = house;
    const message = await post(ada);
    house.pass(7 * DAY);
    const last = shown(await ada.press(message, "▶"));
    expect(last.texts).toMatch(/## Last week\n-# 11 May to 17 May · ended <t:\d+:R> · 14 people/);
    house.pass(60 * DAY);
    const gone = shown(await ada.press(last, "◀"));
    expect(gone.texts).toContain("That leaderboard was of 11 May to 17 May, and is not kept any longer.");
    expect(shown(await ada.press(gone, "This week")).texts).toContain("Nobody has a point this week yet.");
    expect(await boardOf(ada, { period: "all" })).toHaveLength(13);
  });
});
