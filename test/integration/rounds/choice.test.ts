import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { roundKeys } from "../../../src/store/keys.ts";
import { keepPick, readOwnPicks } from "../../../src/store/picks.ts";
import { loadRound } from "../../../src/store/rounds.ts";
import { backOf, CHANNEL, openTable, person, READING, soon, type Table } from "./support.ts";

const [ada, ben, chloe, dev] = [person(1), person(2), person(3), person(4)];

let table: Table;
beforeEach(async () => {
  table = await openTable(2);
});
afterEach(async () => {
  expect(table.troubles).toEqual([]);
  await table.close();
});

const begin = (wish = {}) => table.begin(ada, { choice: true, ...wish });
const picksOf = async (position: number) =>
  await table.store.hgetall(roundKeys(CHANNEL, (await table.current()).id).picks(position));

describe("a pick in a round", () => {
  test("is told to whoever picks alone; everybody's card counts it, and knows no answer", async () => {
    const round = await begin();
    table.pass(READING);
    const right = await table.rightPlace();
    const back = [{ kind: "text", text: backOf(round.card.number) }];
    const picked = await table.pick(ben, right);
    expect(picked.scene).toMatchObject({
      scene: "picked",
      given: { by: "choice", isRight: true, place: right },
      back,
      ratings: [3, 4, 5],
      again: false,
    });
    expect((await table.pick(chloe, "pass")).scene).toMatchObject({
      given: { by: "pass" },
      back,
      ratings: [1, 2],
    });
    await table.quiet();
    const card = table.cardOf(table.posts[0]);
    expect(card.choice).toEqual({ ask: expect.anything(), answered: 2 });
    expect(card.back).toEqual([]);
    expect(card.people).toEqual([chloe.userId, ben.userId, ada.userId]);
    expect(await table.reviews(ben)).toEqual([]);
    const own = ({ userId }: typeof ben) => readOwnPicks(table.store, userId, soon());
    const asked = { channelId: CHANNEL, card: round.card };
    expect(await own(ben)).toEqual([{ ...asked, picked: round.card.number }]);
    expect(await own(chloe)).toEqual([{ ...asked, picked: 0 }]);
    expect(await own(ada)).toEqual([]);
  });

  test("stands: repeated, with another letter, in another process, after everything was read anew", async () => {
    await begin();
    const right = await table.rightPlace();
    const wrong = (right + 1) % 4;
    const [one, two] = table.desks;
    const both = await Promise.all([table.pick(ben, wrong, one), table.pick(ben, right, two)]);
    const kept = await picksOf(1);
    const restarted = await table.join();
    const again = await table.pick(ben, right, restarted);
    for (const { scene } of [...both, again, await table.pick(ben, "pass")]) {
      expect(scene.scene === "picked" && { ...scene, again: true }).toEqual(again.scene);
    }
    expect(await picksOf(1)).toEqual(kept);
    expect(Object.keys(kept)).toEqual([ben.userId]);
    await restarted.close();
  });

  test("opens the ratings that go with it: others are explained and count nothing", async () => {
    await begin();
    table.pass(READING);
    expect((await table.rate(ben, 4)).scene).toMatchObject({ scene: "unrated", why: "unanswered" });
    const right = await table.rightPlace();
    await table.pick(ben, right);
    await table.pick(chloe, (right + 1) % 4);
    const words = "Your answer was right, so it is rated 3 to 5.";
    expect((await table.rate(ben, 2)).scene).toMatchObject({ why: "disagrees", words });
    expect((await table.rate(chloe, 3)).scene).toMatchObject({
      why: "disagrees",
      words: "Your answer was not right, so it is rated 1 or 2.",
    });
    expect((await table.rate(ben, 5)).scene).toMatchObject({
      rating: 5,
      point: "earned",
      answered: { ratings: [3, 4, 5] },
    });
    expect((await table.rate(ben, 3)).scene).toMatchObject({ rating: 3, instead: 5 });
    await table.rate(chloe, 1);
    expect((await table.reviews(ben)).map(({ rating }) => rating)).toEqual([3]);
    expect((await table.reviews(chloe)).map(({ rating }) => rating)).toEqual([1]);
  });

  test("comes too late once the time is up: the card tells the answer, and may be rated 1 or 2", async () => {
    await begin({ seconds: 15 });
    const right = await table.rightPlace();
    const early = table.current();
    for (const viewer of [ben, chloe]) await table.pick(viewer, right);
    await table.pick(dev, (right + 1) % 4);
    // Nobody has looked yet, but the time is up.
    table.pass((await early).until - table.now());
    const late = await table.pick(ada, right);
    expect(late).toMatchObject({ scene: { scene: "unrated", why: "late" }, overdue: true });
    await table.wakeInTime();
    await table.quiet();
    const card = table.cardOf(table.posts[0]);
    expect(card).toMatchObject({
      state: "over",
      choice: { answered: 3, told: { place: right, right: 2 } },
      back: [{ kind: "text" }],
    });
    expect((await table.pick(ada, right)).scene).toMatchObject({ why: "late" });
    expect((await table.pick(ben, right)).scene).toMatchObject({ scene: "picked", again: true });
    expect((await table.rate(ada, 4)).scene).toMatchObject({
      why: "disagrees",
      words: "You picked none while there was time, so it is rated 1 or 2.",
    });
    expect((await table.rate(ada, 2)).scene).toMatchObject({ rating: 2, answered: undefined });
    expect((await table.rate(ben, 4)).scene).toMatchObject({ rating: 4 });
  });

  test("of a card that had its turn is none; who picked before may still rate it", async () => {
    const first = await begin({ cards: 2 });
    table.pass(READING);
    await table.pick(ben, await table.rightPlace());
    const second = await table.next(ada);
    expect((await table.pick(chloe, 1, table.rounds, first)).scene).toMatchObject({ why: "over" });
    expect((await table.rate(ben, 5, table.rounds, table.at(first))).scene).toMatchObject({ position: 1 });
    expect((await table.rate(chloe, 4, table.rounds, table.at(first))).scene).toMatchObject({
      why: "disagrees",
    });
    await table.quiet();
    // Of one person it is not told whether they were right.
    expect(table.cardOf(table.posts[0]).choice).toMatchObject({ answered: 1, told: { right: undefined } });
    await table.next(ada);
    expect((await table.pick(chloe, 1, table.rounds, second)).scene).toMatchObject({ why: "ended" });
    expect(await picksOf(1)).toEqual({ [ben.userId]: String(first.card.number) });
    expect(await picksOf(2)).toEqual({});
  });

  test("that Next comes before is not kept", async () => {
    await begin();
    const before = await loadRound(table.store, CHANNEL, soon());
    const { id } = await table.next(ada);
    expect(await keepPick(table.store, before, id, 1, ben.userId, 3, soon())).toBe("conflict");
    expect(await picksOf(1)).toEqual({});
  });

  test("among the choices of another card, or a forged one, counts nothing", async () => {
    const round = await begin();
    const at = { channelId: CHANNEL, roundId: round.id, position: 1 };
    const forge = async (answer: { pick: number; of: string } | "pass", where = at) =>
      (await table.rounds.pick(ben, where, answer, "token", soon())).scene;
    expect(await forge({ pick: 1, of: "none" })).toMatchObject({ why: "changed" });
    expect(await forge("pass", { ...at, position: 2 })).toMatchObject({ why: "over" });
    expect(await forge("pass", { ...at, roundId: "notaroun" })).toMatchObject({ why: "ended" });
    expect(await picksOf(1)).toEqual({});
    await table.store.del(roundKeys(CHANNEL).round);
    await table.begin(ada);
    const recalled = { ...at, roundId: (await table.current()).id };
    expect(await forge("pass", recalled)).toMatchObject({ why: "changed" });
  });

  test("of many at once, while Next is pressed: each is kept once or told that it came too late", async () => {
    await begin({ cards: 2 });
    const first = await table.current();
    const people = Array.from({ length: 60 }, (_, index) => person(100 + index));
    const presses = people.flatMap((viewer, index) =>
      [0, 1].map(async (time) => {
        const picked = await table.pick(viewer, (index + time) % 4, table.desks[time], first);
        return { viewer, scene: picked.scene };
      }),
    );
    const next = table.next(ada, table.desks[1]);
    const came = await Promise.all(presses);
    await next;
    await table.quiet();
    const kept = await picksOf(1);
    for (const { viewer, scene } of came) {
      const stands = kept[viewer.userId];
      if (scene.scene === "picked") {
        expect(scene.given.by === "choice" && String(scene.given.picked)).toBe(stands);
      } else expect(scene.why).toBe("over");
    }
    const picked = new Set(came.filter(({ scene }) => scene.scene === "picked").map(({ viewer }) => viewer));
    expect(Object.keys(kept)).toHaveLength(picked.size);
    const right = Object.values(kept).filter((number) => Number(number) === first.card.number).length;
    const closed = table.cardOf(table.posts[0]);
    expect(closed).toMatchObject({ state: "closed", choice: { answered: picked.size } });
    expect(closed.choice?.told?.right).toBe(picked.size < 3 ? undefined : right);
  });
});

describe("the choices", () => {
  test("are the same in every process and message of a card, and others for each card and round", async () => {
    const round = await begin({ cards: 3 });
    const choicesNow = () => table.cardOf(table.posts.at(-1)).choice?.ask;
    const shown = choicesNow();
    expect(new Set(shown?.choices.map((back) => JSON.stringify(back))).size).toBe(4);
    const restarted = await table.join();
    await restarted.bringDown(ada, { channelId: CHANNEL, roundId: round.id }, soon());
    await restarted.settle(CHANNEL);
    expect(table.posts).toHaveLength(2);
    expect(choicesNow()).toEqual(shown);
    await restarted.redraw(CHANNEL);
    await table.quiet();
    expect(choicesNow()).toEqual(shown);
    await table.next(ada);
    expect(choicesNow()?.of).not.toBe(shown?.of);
    await table.quiet();
    await restarted.close();
  });

  test("keep a round on that nobody rates, as long as somebody picks", async () => {
    await begin({ cards: 10 });
    for (let card = 1; card <= 4; card += 1) {
      await table.pick(ben, "pass");
      await table.next(ada);
    }
    expect((await table.current()).phase).toBe("open");
    for (let card = 1; card <= 3; card += 1) await table.next(ada);
    expect(await table.current()).toMatchObject({ phase: "ended", end: "nobody" });
  });

  test("are told to whoever asks for the whole card only once they have picked", async () => {
    const round = await begin();
    const whole = async (viewer = ben) =>
      await table.rounds.cardShown(viewer, { channelId: CHANNEL, roundId: round.id }, 1, soon());
    expect(await whole()).toMatchObject({ waits: true });
    await table.pick(chloe, "pass");
    expect(await whole(chloe)).toMatchObject({ waits: false });
    await table.next(ada);
    expect(await whole()).toMatchObject({ waits: false });
  });

  test("are those of another round like this one, too", async () => {
    const round = await begin({ cards: 1 });
    await table.next(ada);
    const hall = { guildId: round.guildId, channelId: CHANNEL, files: true };
    await table.rounds.again(ben, hall, { channelId: CHANNEL, roundId: round.id }, soon());
    expect(await table.current()).toMatchObject({ choice: true, phase: "open" });
  });
});
