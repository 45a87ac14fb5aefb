import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { loadBuiltinDecks } from "../../../src/decks/builtin.ts";
import { deadlineIn } from "../../../src/store/connection.ts";
import { roundKeys } from "../../../src/store/keys.ts";
import { deckStates } from "../../../src/store/learners.ts";
import type { Rating } from "../../../src/study/rating.ts";
import { type House, openHouse } from "../../support/flashback.ts";
import { editGaps, goOn, publicIn, ratedOf, roundCard, startRound } from "../../support/rounds.ts";

const PEOPLE = 200;
const CARDS = 20;

let house: House;
beforeAll(async () => {
  house = await openHouse({ world: { crowd: PEOPLE } });
});
afterAll(async () => await house.close());

/** What a person gives a card: something else for everybody. */
const ratingOf = (person: number, card: number): Rating => (((person * 7 + card * 3) % 5) + 1) as Rating;

test("200 people in a round of 20 cards: every rating is in the right schedule once, and Discord is asked for no more than it takes", async () => {
  const { ada, playground, store } = house;
  const crowd: readonly Actor[] = Array.from({ length: PEOPLE }, (_, index) =>
    playground.actor(`p${index + 1}`),
  );
  await startRound(ada, { cards: CARDS, deck: "losses" });
  const { channelId } = roundCard(ada);
  const shown: number[] = [];
  for (let card = 0; card < CARDS; card += 1) {
    house.pass(9000);
    const message = roundCard(ada);
    const [position] = await store.hmget(roundKeys(channelId).round, "card");
    shown.push(Number(position?.split(":")[1]));
    const outcomes = await Promise.all(
      crowd.map((actor, person) =>
        actor.press(message, String(ratingOf(person, card)), { timeoutMs: 60_000 }),
      ),
    );
    expect(outcomes.filter(({ status }) => status !== "answered")).toEqual([]);
    await ada.waitFor("#general", () => ratedOf(roundCard(ada)) === PEOPLE, 30_000);
    await goOn(house, ada);
  }
  await ada.waitFor(
    "#general",
    () => publicIn(ada).every(({ texts }) => !texts.includes("Open the answer")),
    30_000,
  );
  const end = publicIn(ada).at(-1)?.texts;
  expect(end).toContain(`${CARDS} cards · ${PEOPLE} people · ${PEOPLE * CARDS} ratings`);
  const closed = publicIn(ada).filter(({ texts }) => texts.includes("rated this card"));
  expect(closed.map(({ texts }) => ratedOf({ texts } as never))).toEqual(Array(CARDS).fill(PEOPLE));

  expect(new Set(shown).size).toBe(CARDS);
  const [losses] = loadBuiltinDecks();
  const numbers = losses?.cards.map(({ number }) => number) ?? [];
  for (const [person, actor] of crowd.entries()) {
    const reviews = await house.reviews(actor);
    expect(reviews.map(({ card, rating }) => [card, rating])).toEqual(
      shown.map((number, card) => [number, ratingOf(person, card)]),
    );
    const states = await deckStates(store, actor.user.id, "losses", numbers, deadlineIn(10_000));
    expect(
      [...states].map(([number, { rating, reviews }]) => [number, rating, reviews]).sort(byNumber),
    ).toEqual(shown.map((number, card) => [number, ratingOf(person, card), 1]).sort(byNumber));
    expect(actor.messages("#general").filter(({ ephemeral }) => ephemeral)).toHaveLength(1);
  }

  expect(playground.requests.filter(({ status }) => status === 429)).toEqual([]);
  const gaps = editGaps(house);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  expect(playground.problems).toEqual([]);
}, 600_000);

const byNumber = (a: readonly number[], b: readonly number[]) => (a[0] ?? 0) - (b[0] ?? 0);
