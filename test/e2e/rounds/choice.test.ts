import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { labelsOf, makeDeck } from "../../support/decks.ts";
import { front, type House, openHouse, shown, spawnBot } from "../../support/flashback.ts";
import { goOn, privateIn, publicIn, ratedOf, roundCard, startRound, whisper } from "../../support/rounds.ts";
import { backOf, choicesOn, FRENCH, idOf, letterOf, openRatings } from "../answers/support.ts";

/** All that Discord was sent for everybody's messages so far. */
const sentToAll = ({ playground }: House): readonly string[] =>
  playground.requests
    .filter(
      ({ method, route }) => /^(POST|PATCH)$/.test(method) && route.startsWith("/channels/:id/messages"),
    )
    .map(({ body }) => JSON.stringify(body));

/** How often a text stands in another. */
const times = (text: string, within: string) => within.split(text).length - 1;

const answeredOf = ({ texts }: Seen) => Number(/\*\*(\d+)\*\* answered/.exec(texts)?.[1] ?? 0);

/** What stands on a card beside who did what. */
const still = ({ texts }: Seen) => texts.split("\n").filter((line) => !line.includes("answered"));

describe("a round of choices", () => {
  let house: House;
  let deck: string;
  beforeAll(async () => {
    house = await openHouse();
    ({ id: deck } = await makeDeck(house.ada, "French", FRENCH));
  });
  afterEach(() => expect(house.playground.problems).toEqual([]));
  afterAll(async () => await house.close());

  test("shows question and choices to all, and nothing that tells them apart", async () => {
    const { ada } = house;
    const before = sentToAll(house).length;
    const card = await startRound(ada, { deck, cards: 2, answer: "choice" });
    expect(labelsOf(card)).toEqual(["A", "B", "C", "D", "I don't know", "Next card", "Menu"]);
    expect(new Set(choicesOn(card).values()).size).toBe(4);
    expect([...choicesOn(card).values()]).toContain(backOf(card));
    expect(card.texts).toContain("Nobody has answered yet");
    const ids = ["A", "B", "C", "D"].map((letter) => idOf(card, letter));
    expect(new Set(ids.map((id) => id.replace(/:[0-3]:([\w-]{4})$/, ":$1")))).toHaveLength(1);
    expect(sentToAll(house)).toHaveLength(before + 1);
  });

  test("everybody picks alone, is told alone, and says how sure they were: each schedule moves once", async () => {
    const { ada, ben, chloe } = house;
    house.pass(9000);
    const card = roundCard(ada);
    const [right, wrong] = [letterOf(card, "right"), letterOf(card, "wrong")];
    const outcomes = await Promise.all([
      ada.press(card, right),
      ben.press(card, wrong),
      chloe.press(card, "I don't know"),
    ]);
    const [hers, his, none] = outcomes.map(whisper) as [Seen, Seen, Seen];
    expect(hers.texts).toContain(`**Right**: ${right}.`);
    expect(his.texts).toContain(`You picked **${wrong}**: ${choicesOn(card).get(wrong)}`);
    expect(his.texts).toContain(`The answer is **${right}**:`);
    expect(none.texts).toContain("Not known this time");
    for (const told of [hers, his, none]) expect(told.texts).toContain(backOf(card));
    expect([hers, his, none].map(openRatings)).toEqual([
      ["3", "4", "5"],
      ["1", "2"],
      ["1", "2"],
    ]);
    await ada.waitFor("#general", () => answeredOf(roundCard(ada)) === 3);
    expect(still(roundCard(ada)).join()).toBe(still(card).join());

    // A rating that disagrees is no button one could press; sent all the same it is explained, and counts nothing.
    const told = whisper(await ben.sendForged(his, { customId: idOf(his, "5 Perfectly") }));
    expect(told.texts).toContain("Your answer was not right, so it is rated 1 or 2.");
    expect(await house.reviews(ben)).toEqual([]);

    const [one, two] = await ada.pressTwice(hers, "4");
    expect([one.status, two.status]).toEqual(["answered", "answered"]);
    const rated = whisper(await ben.press(his, "2"));
    expect(rated.texts).toContain("You gave card 1 a 2");
    // The answer is still there to learn, and the rating can be changed.
    expect(rated.texts).toContain(backOf(card));
    expect(openRatings(rated)).toEqual(["1", "2"]);
    await chloe.press(none, "2");
    await chloe.press(privateIn(chloe).at(-1) ?? none, "1");
    await ada.waitFor("#general", () => ratedOf(roundCard(ada)) === 3);
    for (const [actor, rating] of [
      [ada, 4],
      [ben, 2],
      [chloe, 1],
    ] as const) {
      expect((await house.reviews(actor)).map((review) => review.rating)).toEqual([rating]);
    }
  });

  test("a pick stands: pressed twice, repeated by a reconnect, or another letter", async () => {
    const { ada, chloe, playground } = house;
    const card = roundCard(ada);
    const again = await ada.press(card, letterOf(card, "wrong"));
    playground.redeliver(again.interactionId);
    expect(whisper(again).texts).toContain("You have answered this card already");
    expect(whisper(again).texts).toContain("**Right**");
    expect(whisper(await chloe.press(card, letterOf(card, "right"))).texts).toContain("Not known this time");
    expect(answeredOf(roundCard(ada))).toBe(3);
    expect(await house.reviews(ada)).toHaveLength(1);
  });

  test("until it is over nothing that everybody was sent tells the answer; then the card does, and how many were right", async () => {
    const { ada, ben } = house;
    const card = roundCard(ada);
    const bodies = sentToAll(house).filter((body) => body.includes(`## ${front(card)}`));
    expect(bodies.length).toBeGreaterThan(1);
    for (const body of bodies) {
      // Each choice stands there once, as the others do; of the card nothing but its question.
      for (const [, back] of FRENCH) expect(times(back, body)).toBeLessThanOrEqual(1);
      expect(body).not.toContain(deck);
      expect(body).not.toMatch(/✓|spoiler|answer is/);
    }
    const right = letterOf(card, "right");
    const next = await goOn(house, ada);
    expect(front(next)).not.toBe(front(card));
    await ada.waitFor("#general", () => publicIn(ada)[0]?.buttons.length === 0);
    const [closed] = publicIn(ada);
    expect(closed?.texts).toContain(`✓ **${right}**\u2003${backOf(card)}`);
    expect(closed?.texts).toContain("1 of 3 were right · 3 rated this card.");
    // A pick that was on its way.
    expect(whisper(await ben.pressStale(card, right)).texts).toContain("This card has had its turn");
    expect(await house.reviews(ben)).toHaveLength(1);
  });

  test("once the time is up the card tells the answer, and who did not pick is told so", async () => {
    const { ada, ben, chloe } = house;
    await end(ada);
    const card = await startRound(ada, { deck, answer: "choice", seconds: 15 });
    const right = letterOf(card, "right");
    whisper(await ben.press(card, right));
    house.pass(16_000);
    expect(whisper(await chloe.press(card, right)).texts).toContain("The time to pick one is up");
    await ada.waitFor("#general", () => roundCard(ada).texts.includes("Time's up"));
    const over = roundCard(ada);
    expect(over.id).toBe(card.id);
    expect(over.texts).toContain(`It is **${right}**.`);
    // Of one person it is not told whether they were right.
    expect(over.texts).not.toContain("were right");
    expect(whisper(await chloe.press(over, "4")).texts).toContain("so it is rated 1 or 2");
    expect(whisper(await chloe.press(over, "1")).texts).toContain("You gave card 1 a 1");
    expect(whisper(await ben.press(over, "5")).texts).toContain("You gave card 1 a 5");
  });

  test("a deck with too few different answers says so, and its cards are recalled", async () => {
    const { ada, ben } = house;
    await end(ada);
    const { id } = await makeDeck(ada, "Few", FRENCH.slice(0, 3));
    const card = await startRound(ada, { deck: id, answer: "choice" });
    expect(card.texts).toContain("no 4 different answers to choose among");
    expect(labelsOf(card).slice(0, 5)).toEqual(["1 Not at all", "2", "3", "4", "5 Perfectly"]);
    expect(card.texts).not.toContain(backOf(card));
    expect(ben.reveal(card).texts).toContain(backOf(card));
    expect(whisper(await ben.press(card, "5")).texts).toContain("You gave card 1 a 5");
  });

  async function end(actor: Actor) {
    await actor.press(whisper(await actor.press(roundCard(actor), "Menu")), "End");
  }
});

test("a bot that is killed in the middle of a card: picks stand, and the choices are the same in the same order", async () => {
  const house = await openHouse({ bot: "none" });
  const { ada, ben, chloe } = house;
  const first = await spawnBot(house);
  const { id: deck } = await makeDeck(ada, "French", FRENCH);
  const card = await startRound(ada, { deck, answer: "choice" });
  const [right, wrong] = [letterOf(card, "right"), letterOf(card, "wrong")];
  whisper(await ben.press(card, wrong));
  await first.kill();

  const second = await spawnBot(house);
  const his = whisper(await ben.press(card, right));
  expect(his.texts).toContain(`You picked **${wrong}**`);
  const menu = whisper(await ada.press(card, "Menu"));
  shown(await ada.press(menu, "Show the card down here"));
  const down = roundCard(ada);
  expect(down.id).not.toBe(card.id);
  expect([...choicesOn(down)]).toEqual([...choicesOn(card)]);
  expect(answeredOf(down)).toBe(1);
  expect(whisper(await chloe.press(down, right)).texts).toContain(`**Right**: ${right}.`);
  await ben.press(his, "2");
  expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([2]);
  expect(house.playground.problems).toEqual([]);
  await second.kill("SIGTERM");
  await house.close();
}, 60_000);
