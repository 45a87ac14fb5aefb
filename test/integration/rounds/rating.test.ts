import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { roundKeys } from "../../../src/store/keys.ts";
import { tallyRating } from "../../../src/store/rounds.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { review } from "../../../src/study/scheduler.ts";
import { CHANNEL, openTable, person, READING, soon, type Table } from "./support.ts";

const [ada, ben, chloe] = [person(1), person(2), person(3)];

describe("one person's rating in a round", () => {
  let table: Table;
  beforeEach(async () => {
    table = await openTable();
  });
  afterEach(async () => {
    expect(table.troubles).toEqual([]);
    await table.close();
  });

  test("goes to their own schedule, with point, streak and log, and into the card's count", async () => {
    const round = await table.begin(ada);
    table.pass(READING);
    const { scene } = await table.rate(ben, 4);
    expect(scene).toEqual({
      scene: "rated",
      rating: 4,
      position: 1,
      days: 2,
      point: "earned",
      points: 1,
      streak: 1,
      news: undefined,
      grew: { days: 1, home: ben.guildId },
      instead: undefined,
    });
    const { learner, card } = await table.learner(ben, round.card);
    expect(card).toMatchObject({ rating: 4, reviews: 1 });
    expect(learner).toMatchObject({ home: ben.guildId, points: { total: 1 }, fresh: { count: 1 } });
    expect(await table.reviews(ben)).toMatchObject([{ rating: 4, card: 1, seconds: 9 }]);
    await table.quiet();
    expect(table.cardOf(table.posts[0])).toMatchObject({
      rated: 1,
      people: [ben.userId, ada.userId],
      state: "open",
    });
    expect((await table.learner(ada)).learner.points.total).toBe(0);
  });

  test("too quick a one earns no point, and changed later it still earns none", async () => {
    await table.begin(ada);
    expect((await table.rate(ben, 5)).scene).toMatchObject({ point: "too-quick", points: 0 });
    table.pass(READING);
    expect((await table.rate(ben, 2)).scene).toMatchObject({ point: "none", instead: 5, points: 0 });
    expect(await table.grants(ben)).toEqual([]);
  });

  test("pressed again is changed as if it had been given at first; the point stays", async () => {
    const round = await table.begin(ada);
    table.pass(READING);
    const at = table.now();
    await table.rate(ben, 5);
    table.pass(3 * 3_600_000);
    expect((await table.rate(ben, 2)).scene).toMatchObject({ rating: 2, instead: 5, days: 1, points: 1 });
    expect((await table.rate(ben, 2)).scene).toMatchObject({ rating: 2, instead: undefined });
    expect((await table.rate(ben, 3)).scene).toMatchObject({ rating: 3, instead: 2 });
    const { learner, card } = await table.learner(ben, round.card);
    expect(card).toEqual(review(undefined, 3, at, "UTC"));
    expect(learner).toMatchObject({ points: { total: 1 }, fresh: { count: 1 }, streak: { days: 1 } });
    expect(await table.reviews(ben)).toMatchObject([{ rating: 3, seconds: 9, at: Math.floor(at / 1000) }]);
    expect(await table.grants(ben)).toHaveLength(1);
    const keys = roundKeys(CHANNEL, round.id);
    expect(await table.store.hgetall(keys.ratings(1))).toEqual({ [ben.userId]: "33" });
    expect(await table.store.hgetall(keys.points)).toEqual({ [ben.userId]: "1" });
  });

  test("of a card reviewed elsewhere since is not changed any more", async () => {
    const round = await table.begin(ada);
    table.pass(READING);
    await table.rate(ben, 5);
    const other = { ...table.at(round), roundId: "elsewher" };
    // The same card in another round, as in a quiz of their own.
    await table.store.rename(roundKeys(CHANNEL).round, "kept");
    await table.begin(chloe);
    table.pass(READING);
    expect((await table.rate(ben, 1)).scene).toMatchObject({ rating: 1 });
    await table.store.del(roundKeys(CHANNEL).round);
    await table.store.rename("kept", roundKeys(CHANNEL).round);
    expect((await table.rate(ben, 2)).scene).toMatchObject({ scene: "unrated", why: "elsewhere" });
    expect((await table.reviews(ben)).map(({ rating }) => rating)).toEqual([5, 1]);
    expect((await table.rate(ben, 2, table.rounds, other)).scene).toMatchObject({ why: "ended" });
  });

  test("counts for the card before as well, while that may be on somebody's screen, and for none earlier", async () => {
    const first = await table.begin(ada);
    table.pass(READING);
    const second = await table.next(ada);
    const late = await table.rate(ben, 4, table.rounds, table.at(first));
    expect(late.scene).toMatchObject({ scene: "rated", position: 1, point: "earned" });
    table.pass(READING);
    expect((await table.rate(ben, 3)).scene).toMatchObject({ position: 2, points: 2 });
    // One that arrives after a later one of the same person changes nothing.
    expect((await table.rate(ben, 1, table.rounds, table.at(first))).scene).toMatchObject({ why: "over" });
    await table.next(ada);
    expect((await table.rate(chloe, 1, table.rounds, table.at(first))).scene).toMatchObject({ why: "over" });
    expect((await table.rate(chloe, 1, table.rounds, table.at(second))).scene).toMatchObject({ position: 2 });
    expect((await table.reviews(ben)).map(({ card, rating }) => [card, rating])).toEqual([
      [first.card.number, 4],
      [second.card.number, 3],
    ]);
  });

  test("a forged one is of no card, of no round, or of a card that was not shown", async () => {
    const round = await table.begin(ada);
    const at = table.at(round);
    for (const forged of [
      { ...at, roundId: "notaroun" },
      { ...at, position: 2 },
      { ...at, card: { deck: "losses", number: 30 } },
      { ...at, card: { deck: "secret", number: 1 } },
    ]) {
      expect((await table.rate(ben, 4, table.rounds, forged)).scene).toMatchObject({ scene: "unrated" });
    }
    expect(await table.reviews(ben)).toEqual([]);
    expect(await table.store.exists(roundKeys(CHANNEL, round.id).ratings(1))).toBe(0);
  });

  test("noted out of order, the later of two stays, and a point is never taken back", async () => {
    const round = await table.begin(ada);
    const given = { position: 1, userId: ben.userId, rating: 2 as Rating, points: 1, turn: 2 };
    await tallyRating(table.store, round, given, soon());
    await tallyRating(table.store, round, { ...given, turn: 1, rating: 5, points: 0 }, soon());
    const keys = roundKeys(CHANNEL, round.id);
    expect(await table.store.hget(keys.ratings(1), ben.userId)).toBe("22");
    expect(await table.store.hget(keys.points, ben.userId)).toBe("1");
  });

  test("is answered once at a time: each answer names the one it takes the place of", async () => {
    const round = await table.begin(ada);
    const rate = (rating: Rating, token: string) =>
      table.rounds.rate(ben, table.at(round), rating, token, soon());
    expect((await rate(4, "first")).former).toBeUndefined();
    expect((await rate(4, "second")).former).toBe("first");
    expect((await rate(1, "third")).former).toBe("second");
  });
});

describe("two processes", () => {
  let table: Table;
  beforeAll(async () => {
    table = await openTable(2);
  });
  afterAll(async () => await table.close());

  test("sixty people press up to three times at once: each is in their schedule once, and the card counts them", async () => {
    const [one, two] = table.desks;
    if (!one || !two) throw new Error("two processes were wanted");
    const round = await table.begin(ada);
    const people = Array.from({ length: 60 }, (_, index) => person(100 + index));
    table.pass(READING);
    const presses = people.flatMap((viewer, index) => {
      const rating = RATINGS[index % 5] ?? 1;
      return Array.from({ length: 1 + (index % 3) }, (_, time) => ({
        viewer,
        rating,
        by: (index + time) % 2 === 0 ? one : two,
      }));
    });
    const shuffled = presses
      .map((press, index) => ({ press, at: (index * 7919) % presses.length }))
      .sort((a, b) => a.at - b.at)
      .map(({ press }) => press);
    const came = await Promise.all(shuffled.map(({ viewer, rating, by }) => table.rate(viewer, rating, by)));
    expect(came.every(({ scene }) => scene.scene === "rated")).toBe(true);
    await table.quiet();
    for (const [index, viewer] of people.entries()) {
      const rating = RATINGS[index % 5] ?? 1;
      expect((await table.reviews(viewer)).map((record) => record.rating)).toEqual([rating]);
      expect(await table.grants(viewer)).toHaveLength(1);
      expect((await table.learner(viewer, round.card)).card).toMatchObject({ rating, reviews: 1 });
    }
    const card = table.cardOf(table.posts[0]);
    expect(card.rated).toBe(60);
    expect(card.people.length + card.more).toBe(61);
    const edits = table.posts[0]?.edits ?? [];
    const gaps = edits.slice(1).map((time, index) => time - (edits[index] ?? 0));
    expect(edits.length).toBeLessThan(10);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1000);
  });

  test("Next pressed in both goes on once", async () => {
    const before = await table.current();
    const ref = { channelId: CHANNEL, roundId: before.id, position: before.position };
    const pressed = await Promise.all(
      [0, 1, 0, 1].map(async (index) => {
        const desk = table.desks[index];
        const refused = await desk?.next(ada, ref, soon());
        await desk?.settle(CHANNEL);
        return refused;
      }),
    );
    expect(pressed).toEqual([undefined, undefined, undefined, undefined]);
    const after = await table.current();
    expect(after.position).toBe(before.position + 1);
    const shown = table.posts.filter(
      ({ scene }) => scene.scene === "round-card" && scene.position === after.position,
    );
    expect(shown.map(({ id }) => id)).toEqual([after.message]);
    await table.quiet();
    expect(table.cardOf(table.posts[0])).toMatchObject({ state: "closed", rated: 60 });
  });

  test("what is rated by somebody twice with different numbers at once ends as one of them, in all places", async () => {
    table.pass(READING);
    const [one, two] = table.desks;
    const round = await table.current();
    for (let number = 200; number < 220; number += 1) {
      const viewer = person(number);
      await Promise.all([table.rate(viewer, 1, one), table.rate(viewer, 5, two), table.rate(viewer, 3, one)]);
      const [record, ...more] = await table.reviews(viewer);
      expect(more).toEqual([]);
      const { card } = await table.learner(viewer, round.card);
      const noted = await table.store.hget(
        roundKeys(CHANNEL, round.id).ratings(round.position),
        viewer.userId,
      );
      expect([card?.rating, noted?.at(-1)]).toEqual([record?.rating, String(record?.rating)]);
      expect(card?.reviews).toBe(1);
    }
  });
});
