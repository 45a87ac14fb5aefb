import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Seen } from "../../../playground/index.ts";
import { labelsOf, makeDeck, numberedCards, whispered } from "../../support/decks.ts";
import { front, type House, openHouse, shown } from "../../support/flashback.ts";
import {
  goOn,
  positionOf,
  privateIn,
  publicIn,
  rateCard,
  roundCard,
  startRound,
  whisper,
} from "../../support/rounds.ts";

const ROUND = { with: "everyone" };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

describe("where a round can be held", () => {
  test("in a channel of a server that the bot is in; elsewhere one is told so, and how to learn alone", async () => {
    const { ada, chloe } = house;
    for (const outcome of [
      await ada.slash("@bot", "quiz", ROUND),
      await chloe.slash("#lounge@Guest House", "quiz", ROUND),
    ]) {
      expect(whispered(outcome)).toContain("A round needs a channel of a server that I am a member of");
    }
  });

  test("where the bot may see and write; what is missing is named", async () => {
    const { ben, playground } = house;
    playground.setBotPermissions("#general", { deny: ["SendMessages"] });
    expect(whispered(await ben.slash("#general", "quiz", ROUND))).toContain(
      "I lack the permission **Send Messages** in this channel",
    );
    playground.setBotPermissions("#general", { deny: ["ViewChannel"] });
    expect(whispered(await ben.slash("#general", "quiz", ROUND))).toContain(
      "**View Channel** and **Send Messages**",
    );
    expect(publicIn(ben)).toEqual([]);
    await startRound(ben, {}, "#quiet-room");
  });

  test("without the right to attach files, formulas stand as text, and the host is told", async () => {
    const { ada, ben, playground } = house;
    playground.setBotPermissions("#general", { deny: ["AttachFiles"] });
    const card = await startRound(ada, { cards: 1 });
    const opened = ada.reveal(card);
    expect(opened.images).toEqual([]);
    expect(opened.texts).toContain("\\frac{1}{n}");
    expect(privateIn(ada).at(-1)?.texts).toContain("I may not attach files here");
    await rateCard(house, ben, 4);
    await ada.waitFor("#general", () => roundCard(ada).texts.includes("**1** rated"));
  });

  test("with it, the picture is sent once, and stays while the card is edited and closed", async () => {
    const { ada, ben, playground } = house;
    const card = await startRound(ada, { cards: 2 });
    const urls = (message: Seen | undefined) => message?.images.map(({ url }) => url);
    const sent = urls(ada.reveal(card));
    expect(sent).toHaveLength(1);
    await rateCard(house, ben, 4);
    await ada.waitFor("#general", () => roundCard(ada).texts.includes("**1** rated"));
    expect(urls(ada.reveal(roundCard(ada)))).toEqual(sent);
    await goOn(house, ada);
    await ada.waitFor("#general", () => publicIn(ada)[0]?.buttons.length === 0);
    expect(urls(publicIn(ada)[0])).toEqual(sent);
    const edits = playground.requests.filter(
      ({ method, route }) => method === "PATCH" && route.includes("/channels/"),
    );
    expect(edits.every(({ body }) => !JSON.stringify(body).includes("attachments"))).toBe(true);
  });

  test("not where the server wants quizzes to be private", async () => {
    const { ada } = house;
    const settings = shown(await ada.slash("#general", "settings server"));
    const [select] = settings.selects.filter(({ type }) => type === 8);
    await ada.select(settings, select?.placeholder ?? "", ["quiet-room"]);
    const told = whispered(await ada.slash("#general", "quiz", ROUND));
    expect(told).toContain("quizzes for everybody have their places: <#");
    await startRound(ada, {}, "#quiet-room");
  });

  test("once a channel: who wants another is told where it is, and can have its card shown again", async () => {
    const { ada, ben, playground } = house;
    const card = await startRound(ada);
    const told = whisper(await ben.slash("#general", "quiz", ROUND));
    expect(told.texts).toContain(`<@${ada.user.id}> leads it`);
    expect(told.texts).toContain(card.id);
    await ada.deleteMessage(card);
    expect(publicIn(ben)).toEqual([]);
    await ben.press(told, "Show the card down here");
    const again = roundCard(ben);
    expect([front(again), positionOf(again)]).toEqual([front(card), 1]);
    await rateCard(house, ben, 3);
    expect(await house.reviews(ben)).toHaveLength(1);
    await startRound(ben, {}, "#quiet-room");
    expect(playground.requests.some(({ status }) => status === 429)).toBe(false);
  });
});

describe("which decks", () => {
  test("one of another server's is not for everybody here", async () => {
    await house.close();
    house = await openHouse({
      world: {
        people: [{ username: "ada" }, { username: "ben" }, { username: "chloe" }],
        guilds: [
          { name: "Here", channels: [{ name: "general" }] },
          { name: "There", channels: [{ name: "hall" }] },
        ],
      },
    });
    const { ada } = house;
    const { id } = await makeDeck(ada, "Secrets", numberedCards(2), { where: "#hall@There" });
    const told = whispered(await ada.slash("#general@Here", "quiz", { ...ROUND, deck: id }));
    expect(told).toContain("belongs to another server");
    expect(told).not.toContain("Front");
  });

  test("one of one's own is for its owner alone to use, who is told what that means", async () => {
    const { ada, ben } = house;
    const { id } = await makeDeck(ada, "Mine", numberedCards(2), { owner: "me" });
    expect(whispered(await ben.slash("#general", "quiz", { ...ROUND, deck: id }))).toContain(
      "There is no deck called",
    );
    const card = await startRound(ada, { deck: id });
    expect(privateIn(ada).at(-1)?.texts).toContain(
      "everybody here sees its cards, and only you can learn it alone",
    );
    await rateCard(house, ben, 2);
    expect(await house.reviews(ben)).toHaveLength(1);
    // It is no deck of Ben's for that.
    const alone = shown(await ben.slash("#general", "quiz", { deck: id }));
    expect(alone.texts).toContain("There is no deck called");
    const menu = whisper(await ada.press(card, "Menu"));
    await ada.press(menu, "End");
    const end = publicIn(ada).at(-1);
    expect(end && whispered(await ben.press(end, "Another round"))).toContain("you can't use it here");
  });

  test("without one, those that the host has started and everybody here may see", async () => {
    const { ada, ben } = house;
    const mine = await makeDeck(ada, "Mine", numberedCards(3), { owner: "me" });
    const ours = await makeDeck(ada, "Ours", numberedCards(3));
    for (const { id } of [mine, ours]) {
      const quiz = shown(await ada.slash("#general", "quiz", { deck: id, private: true }));
      const message = labelsOf(quiz).includes("Start over")
        ? shown(await ada.press(quiz, "Start over"))
        : quiz;
      await ada.press(shown(await ada.press(message, "Show answer")), "4");
    }
    await startRound(ada, { cards: 100 });
    const titles = new Set<string>();
    for (let card = 0; card < 4; card += 1) {
      titles.add(/\*\*(\w+)\*\*/.exec(roundCard(ada).texts)?.[1] ?? "");
      await rateCard(house, ben, 3);
      await goOn(house, ada);
    }
    expect(titles).toEqual(new Set(["Ours", "Losses"]));
    expect(roundCard(ada).texts).toContain("of 25");
  });
});

test("what contradicts itself is said to, and nothing begins", async () => {
  const { ada } = house;
  expect(whispered(await ada.slash("#general", "quiz", { ...ROUND, private: true }))).toContain(
    "A round is for everybody",
  );
  expect(whispered(await ada.slash("#general", "quiz", { seconds: 30 }))).toContain(
    "Only a round has a timer",
  );
  expect(publicIn(ada)).toEqual([]);
});

describe("the lead", () => {
  test("a host who leaves the server is taken over from after two minutes; their round goes on", async () => {
    const { ada, ben, chloe, playground } = house;
    await startRound(ada, { cards: 3 });
    await rateCard(house, ben, 4);
    playground.leave("ada", "Study Hall");
    expect(labelsOf(whisper(await ben.press(roundCard(ben), "Menu")))).not.toContain("Take over");
    house.pass(2 * 60_000);
    const refused = whisper(await chloe.press(roundCard(chloe), "Next"));
    expect(refused.texts).toContain("They have been silent for a while");
    const menu = shown(await chloe.press(refused, "Take over"));
    expect(menu.texts).toContain("You lead the round now");
    await chloe.waitFor("#general", () => roundCard(chloe).texts.includes(`led by <@${chloe.user.id}>`));
    expect(positionOf(await goOn(house, chloe))).toBe(2);
  });

  test("passes on by a select, not to a bot; pause and go on show on the card", async () => {
    const { ada, ben } = house;
    const card = await startRound(ada, { seconds: 30 });
    const menu = whisper(await ada.press(card, "Menu"));
    expect(labelsOf(menu)).toEqual(["Pause", "Show the card down here", "End the round"]);
    expect(whisper(await ada.select(menu, "Pass the round on", ["bot"])).texts).toContain("A bot can't lead");
    const paused = shown(await ada.press(menu, "Pause"));
    expect(labelsOf(paused)).toContain("Go on");
    await ada.waitFor("#general", () => roundCard(ada).texts.includes("**Paused.**"));
    await rateCard(house, ben, 4);
    expect(await house.reviews(ben)).toHaveLength(1);
    await ada.press(paused, "Go on");
    await ada.waitFor("#general", () => !roundCard(ada).texts.includes("**Paused.**"));
    const passed = shown(await ada.select(paused, "Pass the round on", ["ben"]));
    expect(passed.texts).toContain(`<@${ben.user.id}> leads the round now`);
    await ben.waitFor("#general", () => roundCard(ben).texts.includes(`led by <@${ben.user.id}>`));
    expect(positionOf(await goOn(house, ben))).toBe(2);
  });

  test("once the time is up anybody may go on", async () => {
    const { ada, chloe } = house;
    await startRound(ada, { seconds: 15 });
    expect(whisper(await chloe.press(roundCard(chloe), "Next")).texts).toContain("when the time is up");
    house.pass(15_000);
    expect(positionOf(await goOn(house, chloe))).toBe(2);
  });
});
