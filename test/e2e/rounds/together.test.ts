import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cardsOf, deckIdOf, labelsOf, makeDeck, numberedCards } from "../../support/decks.ts";
import { front, type House, learnerHash, openHouse, shown } from "../../support/flashback.ts";
import {
  editGaps,
  goOn,
  positionOf,
  privateIn,
  publicIn,
  rateCard,
  ratedOf,
  roundCard,
  startRound,
  whisper,
} from "../../support/rounds.ts";

describe("a round of three", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(async () => await house.close());

  test("one public card, its answer covered, five numbers; who begins is told alone that they lead", async () => {
    const { ada, ben } = house;
    const card = await startRound(ada, { cards: 6 });
    expect(positionOf(card)).toBe(1);
    expect(labelsOf(card)).toEqual(["1 Not at all", "2", "3", "4", "5 Perfectly", "Next card", "Menu"]);
    expect(card.texts).toContain(`led by <@${ada.user.id}>`);
    expect(card.texts).toContain("Nobody has rated yet");
    const [told] = privateIn(ada);
    expect(told?.texts).toContain("**Next** shows the next card");
    expect(told?.texts).toContain(card.id);
    expect(ben.messages("#general")).toHaveLength(1);
    expect(card.message.mentions).toEqual([]);
    const answer = "The average of the squared differences";
    expect(card.texts).not.toContain(answer);
    expect(ben.reveal(card).texts).toContain(answer);
    // Each opens it for themselves.
    expect(roundCard(ada).texts).not.toContain(answer);
  });

  test("reading and rating at once: each is answered alone, and the card counts without telling", async () => {
    const { ada, ben, chloe } = house;
    house.pass(9000);
    const card = roundCard(ada);
    const answers = await Promise.all([ada.press(card, "4"), ben.press(card, "1"), chloe.press(card, "3")]);
    const texts = answers.map((outcome) => whisper(outcome).texts);
    expect(texts[0]).toContain("You gave card 1 a 4");
    expect(texts[0]).toContain("in 2 days");
    expect(texts[1]).toContain("tomorrow");
    for (const text of texts) expect(text).toContain("+1 point");
    await ada.waitFor("#general", () => ratedOf(roundCard(ada)) === 3);
    const now = roundCard(ada);
    expect(now.id).toBe(card.id);
    for (const actor of [ada, ben, chloe]) expect(now.texts).toContain(`<@${actor.user.id}>`);
    // The same but for the line that counts: nothing of what was given.
    const rest = (text: string) => text.split("\n").filter((line) => !line.includes("rated"));
    expect(rest(now.texts)).toEqual(rest(card.texts));
    for (const actor of [ada, ben, chloe]) {
      expect(await house.reviews(actor)).toHaveLength(1);
      // One private message each: the host's first one gave way as well.
      expect(privateIn(actor)).toHaveLength(1);
      expect((await learnerHash(house, actor)).points).toBe("1");
    }
  });

  test("another number changes the rating; the same again, or twice at once, changes nothing", async () => {
    const { ben } = house;
    const card = roundCard(ben);
    expect(whisper(await ben.press(card, "5")).texts).toContain("Now a 5** instead of 1");
    const [one, two] = await ben.pressTwice(card, "5");
    expect([one.status, two.status]).toEqual(["answered", "answered"]);
    expect((await house.reviews(ben)).map(({ rating }) => rating)).toEqual([5]);
    await ben.waitFor("#general", () => privateIn(ben).length === 1);
    expect((await learnerHash(house, ben)).points).toBe("1");
  });

  test("Next is the host's; who else presses it is told so, and the round stays where it is", async () => {
    const { ben, chloe } = house;
    const told = whisper(await chloe.press(roundCard(chloe), "Next"));
    expect(told.texts).toContain("leads this round and shows the next card");
    const menu = whisper(await ben.press(roundCard(ben), "Menu"));
    expect(labelsOf(menu)).toEqual(["Show the card down here"]);
    expect(positionOf(roundCard(ben))).toBe(1);
  });

  test("a new card comes in a new message, and the one before keeps its answer and loses its buttons", async () => {
    const { ada, ben } = house;
    const first = roundCard(ada);
    const second = await goOn(house, ada);
    expect(positionOf(second)).toBe(2);
    expect(second.id).not.toBe(first.id);
    await ada.waitFor("#general", () => publicIn(ada)[0]?.buttons.length === 0);
    const [closed] = publicIn(ada);
    expect(closed?.texts).toContain("3 rated this card");
    expect(closed?.texts).toContain("The average of the squared differences");
    // A press that was on its way still counts for its own card.
    expect(whisper(await ben.pressStale(first, "2")).texts).toContain("Now a 2** instead of 5");
    expect((await house.reviews(ben)).map(({ card, rating }) => [card, rating])).toEqual([[1, 2]]);
  });

  test("every five cards the group learns how sure it was; at the end there is a summary for all", async () => {
    const { ada, ben, chloe, playground } = house;
    const fronts = [front(roundCard(ada))];
    for (let card = 2; card <= 6; card += 1) {
      await rateCard(house, ada, 4);
      await rateCard(house, ben, card % 2 === 0 ? 1 : 2);
      if (card !== 4) await rateCard(house, chloe, 3);
      const next = await goOn(house, ada);
      if (card < 6) fronts.push(front(next));
    }
    expect(new Set(fronts).size).toBe(5);
    const [checkpoint, ...more] = publicIn(ada).filter(({ texts }) => texts.includes("**After 5 cards**"));
    expect(more).toEqual([]);
    expect(checkpoint?.texts).toMatch(/^4 +█+ 5$/m);
    expect(checkpoint?.texts).toMatch(/^1 Not at all +█+ 2$/m);
    expect(checkpoint?.texts).toContain("**Hardest:**");
    expect(checkpoint?.texts).toContain(`<@${ada.user.id}> 5`);
    const end = publicIn(ada).at(-1);
    expect(end?.texts).toContain("## Round over: Losses");
    expect(end?.texts).toContain("6 cards · 3 people · 17 ratings");
    expect(end && labelsOf(end)).toEqual(["My summary", "Turn the hard ones into a deck", "Another round"]);
    await ada.waitFor(
      "#general",
      (seen) => !seen.some(({ buttons }) => buttons.some(({ label }) => label === "2")),
    );
    for (const [actor, ratings] of [
      [ada, [4, 4, 4, 4, 4, 4]],
      [ben, [2, 1, 2, 1, 2, 1]],
      [chloe, [3, 3, 3, 3, 3]],
    ] as const) {
      expect((await house.reviews(actor)).map(({ rating }) => rating)).toEqual(ratings);
    }
    expect((await learnerHash(house, ben)).newCount).toBe("6");
    for (const gap of editGaps(house)) expect(gap).toBeGreaterThanOrEqual(1000);
    expect(playground.requests.filter(({ status }) => status === 429)).toEqual([]);
    expect(playground.problems).toEqual([]);
  });

  test("each person's own summary is theirs alone, and the hard ones become a deck", async () => {
    const { ada, ben, chloe } = house;
    const end = publicIn(ada).at(-1);
    if (!end) throw new Error("no summary");
    expect(whisper(await chloe.press(end, "My summary")).texts).toContain(
      "**5** of 5 cards known · **5 points**",
    );
    const own = whisper(await ben.press(end, "My summary"));
    expect(own.texts).toContain("**0** of 6 cards known · **6 points**");
    const asked = shown(await ben.press(own, "Turn the hard ones"));
    expect(asked.texts).toContain("A deck of 6 hard cards");
    expect(labelsOf(asked)).toEqual(["My own", "The server's"]);
    const made = shown(await ben.press(asked, "My own"));
    expect(made.texts).toContain("**Hard ones: Losses** is a deck now, with 6 cards");
    const deck = deckIdOf(made);
    const cards = await cardsOf(ben, "#general", deck);
    expect(cards.map((card) => card.front)).toContain("What is log-cosh loss, and why use it?");
    expect(cards).toHaveLength(6);
    // Pressed again it is the same one; somebody else's is another.
    expect(deckIdOf(shown(await ben.pressStale(asked, "My own")))).toBe(deck);
    const theirs = whisper(await ada.press(end, "Turn the hard ones"));
    const shared = shown(await ada.press(theirs, "The server's"));
    expect(deckIdOf(shared)).not.toBe(deck);
    expect(shared.texts).toContain("Everybody here can learn it");
    const quiz = shown(await ben.press(made, "Quiz me"));
    expect(quiz.texts).toContain("Hard ones: Losses");
  });

  test("another round goes on with other cards, led by whoever presses", async () => {
    const { ada, chloe } = house;
    const end = publicIn(ada).at(-1);
    if (!end) throw new Error("no summary");
    const before = publicIn(ada).length;
    expect(whisper(await chloe.press(end, "Another round")).texts).toContain("Your round is on");
    expect(publicIn(ada)).toHaveLength(before + 1);
    const card = roundCard(ada);
    expect(card.texts).toContain(`led by <@${chloe.user.id}>`);
    expect(positionOf(card)).toBe(1);
    // The one that she alone did not rate: a card that somebody present never saw comes first.
    expect(front(card)).toBe("What does binary cross-entropy measure, and for which problems?");
    const menu = whisper(await chloe.press(card, "Menu"));
    expect(whisper(await chloe.press(menu, "End the round")).texts).toContain("This round is over");
    expect(publicIn(ada).at(-1)?.texts).toContain("1 card · 0 people · 0 ratings");
  });
});

describe("a round of a server's deck", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(async () => await house.close());

  test("a card that is deleted meanwhile can't be rated, and Next goes on", async () => {
    const { ada, ben } = house;
    const { id } = await makeDeck(ada, "Verbs", numberedCards(3));
    const card = await startRound(ada, { deck: id });
    expect(card.texts).toContain("card 1 of 3");
    const asked = shown(await ada.slash("#general", "card delete", { deck: id, card: "1" }));
    shown(await ada.press(asked, "Delete"));
    expect(whisper(await ben.press(card, "4")).texts).toContain("taken out of its deck");
    const next = await goOn(house, ada);
    expect(front(next)).toBe("Front 2");
    expect(await house.reviews(ben)).toEqual([]);
  });

  test("a long card is cut for all, and whole for whoever asks, question first", async () => {
    const { ada, ben, playground } = house;
    await ada.press(whisper(await ada.press(roundCard(ada), "Menu")), "End");
    const long = (word: string) => `${word} `.repeat(500);
    const { id } = await makeDeck(ada, "Long", [[long("ask"), long("tell")]]);
    const card = await startRound(ada, { deck: id });
    expect(labelsOf(card)).toContain("Whole card");
    let page = whisper(await ben.press(card, "Whole card"));
    expect(page.texts).toContain("Question of card 1 · page 1 of 2");
    expect(page.texts).not.toContain("tell");
    page = shown(await ben.press(page, "Next"));
    expect(page.texts).toContain("Answer of card 1 · page 2 of 2");
    expect(playground.problems).toEqual([]);
  });
});
