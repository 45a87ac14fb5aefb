import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NotShownError } from "../../../src/rounds/course.ts";
import type { StoreError } from "../../../src/store/connection.ts";
import { roundKeys } from "../../../src/store/keys.ts";
import { keepPen, penDone, takePen } from "../../../src/store/rounds.ts";
import { UserError } from "../../../src/user-error.ts";
import { CHANNEL, openTable, person, READING, soon, type Table } from "./support.ts";

const [ada, ben, chloe] = [person(1), person(2), person(3)];
const MINUTE = 60_000;

let table: Table;
beforeEach(async () => {
  table = await openTable();
});
afterEach(async () => await table.close());

const ref = async () => ({ channelId: CHANNEL, roundId: (await table.current()).id });
const scenes = () => table.posts.map(({ scene }) => scene.scene);

describe("the timer", () => {
  test("is called for each moment at which something is due, and for nothing else", async () => {
    await table.begin(ada, { seconds: 45 });
    const round = await table.current();
    expect(table.calls.at(-1)).toEqual({ channelId: CHANNEL, roundId: round.id, at: round.until });
    expect(round.until - (round.shownAt ?? 0)).toBe(45_000);
    const before = table.calls.length;
    table.pass(READING);
    await table.rate(ben, 4);
    expect(table.calls).toHaveLength(before);
  });

  test("opens the answer when the time is up, goes on a little later, and ends after three cards nobody rated", async () => {
    await table.begin(ada, { seconds: 45 });
    await table.rate(ben, 4);
    expect(await table.wakeInTime()).toMatchObject({ phase: "over", position: 1 });
    await table.quiet();
    expect(table.cardOf(table.posts[0])).toMatchObject({ state: "over", rated: 1 });
    expect(await table.wakeInTime()).toMatchObject({ phase: "open", position: 2, unrated: 0 });
    for (let looks = 0; (await table.current()).phase !== "ended"; looks += 1) {
      expect(looks).toBeLessThan(10);
      await table.wakeInTime();
    }
    expect(await table.current()).toMatchObject({ end: "nobody", position: 4 });
    expect(table.posts.at(-1)?.scene).toMatchObject({
      scene: "round-end",
      why: "nobody",
      cards: 4,
      ratings: 1,
    });
    await table.quiet();
    for (const post of table.posts.slice(0, 4)) expect(table.cardOf(post).state).toBe("closed");
  });

  test("that comes twice, too early, or for a round that is over changes nothing", async () => {
    const old = await table.begin(ada, { seconds: 15 });
    await table.rounds.end(ada, await ref(), soon());
    await table.rounds.settle(CHANNEL);
    await table.begin(ben, { seconds: 30 });
    const before = await table.current();
    await table.rounds.wake({ channelId: CHANNEL, roundId: old.id });
    await table.rounds.wake({ channelId: CHANNEL, roundId: before.id });
    expect(await table.current()).toEqual(before);
    table.pass(30_000);
    const [one, two] = [table.rounds, await table.join()];
    await Promise.all([one, two, one].map((desk) => desk.wake({ channelId: CHANNEL, roundId: before.id })));
    expect(await table.current()).toMatchObject({ phase: "over", position: 1 });
    expect(scenes()).toEqual(["round-card", "round-end", "round-card"]);
  });

  test("ends a round without seconds once nobody did anything for an hour", async () => {
    await table.begin(ada);
    table.pass(50 * MINUTE);
    await table.rate(ben, 4);
    table.pass(11 * MINUTE);
    const { id: roundId, until } = await table.current();
    expect(table.now()).toBeGreaterThan(until);
    await table.rounds.wake({ channelId: CHANNEL, roundId });
    const later = await table.current();
    expect(later.phase).toBe("open");
    expect(later.until - table.now()).toBeGreaterThan(48 * MINUTE);
    expect(await table.wakeInTime()).toMatchObject({ phase: "ended", end: "idle" });
  });
});

describe("a process that ends in the middle", () => {
  test("between the step and its message: whoever looks next posts the card, once", async () => {
    const { id: roundId, position } = await table.begin(ada, { seconds: 45 });
    table.answers.push({ outcome: "failed", error: new Error("503") });
    await table.rounds.next(ada, { channelId: CHANNEL, roundId, position }, soon());
    await expect(table.rounds.settle(CHANNEL)).rejects.toThrow(NotShownError);
    expect(await table.current()).toMatchObject({ position: 2, message: undefined, shownAt: undefined });
    // Two look at once.
    const other = await table.join();
    await Promise.all([table.rounds, other].map((desk) => desk.wake({ channelId: CHANNEL, roundId })));
    const round = await table.current();
    expect(round.message).toBe(table.posts.at(-1)?.id);
    expect(scenes()).toEqual(["round-card", "round-card"]);
    expect(round.until - (round.shownAt ?? 0)).toBe(45_000);
  });

  test("after Discord took the message: it is known by its nonce and not sent again", async () => {
    const { id: roundId, position } = await table.begin(ada);
    await table.rounds.next(ada, { channelId: CHANNEL, roundId, position }, soon());
    // As if it had ended between the answer of Discord and the note of it.
    const round = await table.current();
    table.posts.push({
      id: "sent-before",
      nonce: `${round.id}-2-0`,
      scene: { scene: "gone-card", ref: await ref(), closed: false, position: 2, total: 10 },
      gone: false,
      edits: [],
    });
    await table.rounds.settle(CHANNEL);
    expect((await table.current()).message).toBe("sent-before");
  });

  test("between a rating and its note in the round: the card is right once it is closed", async () => {
    const broken = await table.join((store) => {
      const fails = async () => {
        throw new Error("the connection broke");
      };
      return new Proxy(store, {
        get: (target, name) => (name === "tallyRating" ? fails : Reflect.get(target, name)),
      });
    });
    const round = await table.begin(ada);
    table.pass(READING);
    const press = broken.rate(ben, table.at(round), 2, "token", soon());
    await expect(press).rejects.toMatchObject({ outcome: "unknown" } satisfies Partial<StoreError>);
    expect((await table.reviews(ben)).map(({ rating }) => rating)).toEqual([2]);
    await table.rate(chloe, 4);
    await table.next(ada);
    await table.quiet();
    expect(table.cardOf(table.posts[0])).toMatchObject({ state: "closed", rated: 2 });
    const keys = roundKeys(CHANNEL, round.id);
    expect(await table.store.hgetall(keys.points)).toEqual({ [ben.userId]: "1", [chloe.userId]: "1" });
  });

  test("with the pen in its hand: another takes it once its time is over", async () => {
    await table.begin(ada);
    const { pen } = roundKeys(CHANNEL);
    await table.store.hset(pen, "held", Date.now() + 1500, "want", 1);
    await table.rate(ben, 4);
    expect(table.posts[0]?.edits).toEqual([]);
    // Whoever was told that another has it looks again once their time is over: nobody has to press for that.
    await table.quiet();
    expect(table.cardOf(table.posts[0]).rated).toBe(1);
  });
});

describe("what happens to the channel", () => {
  test("a card that was deleted is posted again, and keeps its time and its ratings", async () => {
    const before = await table.begin(ada, { seconds: 45 });
    await table.rate(ben, 4);
    await table.quiet();
    const [post] = table.posts;
    if (post) post.gone = true;
    table.pass(READING);
    await table.rate(chloe, 3);
    await table.quiet();
    const after = await table.current();
    expect(after).toMatchObject({ shownAt: before.shownAt, until: before.until, position: 1 });
    expect(after.message).not.toBe(before.message);
    expect(table.posts).toHaveLength(2);
    expect(table.cardOf(table.posts[1])).toMatchObject({ rated: 2, state: "open" });
  });

  test("a card out of sight is brought down to the end of the channel, for whoever asks", async () => {
    const before = await table.begin(ada, { seconds: 45 });
    expect(await table.rounds.bringDown(ben, await ref(), soon())).toBeUndefined();
    await table.rounds.settle(CHANNEL);
    expect(table.posts.map(({ gone }) => gone)).toEqual([true, false]);
    expect((await table.current()).until).toBe(before.until);
  });

  test("a channel that is gone ends the round, and its host is told alone; what was rated stays", async () => {
    await table.begin(ada, { seconds: 45 });
    table.pass(READING);
    table.answers.push({ outcome: "no-channel" });
    await table.rate(ben, 4);
    await table.quiet();
    expect(await table.current()).toMatchObject({ phase: "ended", end: "no-channel" });
    expect(table.told).toMatchObject([{ userId: ada.userId, scene: { why: "no-channel" } }]);
    expect(await table.reviews(ben)).toHaveLength(1);
    expect(table.posts).toHaveLength(1);
  });

  test("a permission that is taken makes the round stand still, and it goes on once it is back", async () => {
    await table.begin(ada, { seconds: 45 });
    const { id: roundId, position } = await table.current();
    table.answers.push({ outcome: "forbidden" });
    await table.rounds.next(ada, { channelId: CHANNEL, roundId, position }, soon());
    await table.rounds.settle(CHANNEL);
    expect(await table.current()).toMatchObject({ pause: { why: "permission" }, position: 2 });
    expect(table.told).toMatchObject([{ userId: ada.userId, scene: { why: "permission" } }]);
    // Nobody tries again by themselves, and nobody is told twice.
    table.pass(5 * MINUTE);
    await table.rounds.wake({ channelId: CHANNEL, roundId });
    expect(table.posts).toHaveLength(1);
    expect(table.told).toHaveLength(1);
    await table.rounds.resume(ada, await ref(), soon());
    await table.rounds.settle(CHANNEL);
    const round = await table.current();
    expect(round).toMatchObject({ pause: undefined, position: 2, message: table.posts[1]?.id });
    expect(round.until - (round.shownAt ?? 0)).toBe(45_000);
  });

  test("a round whose summary cannot be posted is over all the same, and another can begin", async () => {
    await table.begin(ada);
    table.answers.push({ outcome: "forbidden" });
    await table.rounds.end(ada, await ref(), soon());
    await table.rounds.settle(CHANNEL);
    expect((await table.current()).phase).toBe("ended");
    await table.begin(ben);
    expect(await table.current()).toMatchObject({ phase: "open", host: ben.userId });
  });

  test("an edit that Discord does not take is made again", async () => {
    await table.begin(ada);
    table.answers.push({ outcome: "failed", error: new Error("503") });
    await table.rate(ben, 4);
    await table.quiet();
    expect(table.cardOf(table.posts[0]).rated).toBe(1);
  });
});

test("a word that somebody still edits, which comes after they are done, keeps nobody from the next edit", async () => {
  const { store } = table;
  expect(await takePen(store, CHANNEL, true, soon())).toEqual({ editIn: 0 });
  expect(await keepPen(store, CHANNEL, soon())).toEqual({ editIn: 0 });
  await store.hdel(roundKeys(CHANNEL).pen, "want");
  expect(await penDone(store, CHANNEL, soon())).toBeUndefined();
  expect(await keepPen(store, CHANNEL, soon())).toBeUndefined();
  expect(await takePen(store, CHANNEL, true, soon())).toMatchObject({ editIn: expect.any(Number) });
});

describe("who leads", () => {
  test("one round a channel: who starts another is told where it is", async () => {
    const round = await table.begin(ada);
    const hall = { guildId: round.guildId, channelId: CHANNEL, files: true };
    const wish = { decks: ["losses"], cards: undefined, seconds: undefined, choice: false };
    expect(await table.rounds.start(ben, hall, wish, soon())).toEqual({
      begun: false,
      scene: {
        scene: "running",
        ref: await ref(),
        host: ada.userId,
        at: { guildId: round.guildId, channelId: CHANNEL, messageId: round.message },
      },
    });
    const both = await Promise.all(
      [ben, chloe].map((viewer) =>
        table.rounds.start(viewer, { ...hall, channelId: "876543210987654322" }, wish, soon()),
      ),
    );
    expect(both.map(({ begun }) => begun).sort()).toEqual([false, true]);
  });

  test("Next is the host's, and anybody's once the time is up", async () => {
    const { id: roundId, position } = await table.begin(ada, { seconds: 45 });
    const next = { channelId: CHANNEL, roundId, position };
    expect(await table.rounds.next(ben, next, soon())).toMatchObject({
      scene: "not-next",
      why: "host",
      host: ada.userId,
      mayTakeOver: false,
    });
    table.pass(45_000);
    expect(await table.rounds.next(ben, next, soon())).toBeUndefined();
    await table.rounds.settle(CHANNEL);
    // A press on the card before, a moment later, is no second step.
    expect(await table.rounds.next(ada, next, soon())).toBeUndefined();
    expect((await table.current()).position).toBe(2);
  });

  test("the host passes it on; others may not pause, end or pass it on", async () => {
    await table.begin(ada);
    const round = await ref();
    for (const step of [table.rounds.pause, table.rounds.resume, table.rounds.end]) {
      await expect(step(ben, round, soon())).rejects.toThrow(UserError);
    }
    await expect(table.rounds.passOn(ben, round, ben.userId, soon())).rejects.toThrow(UserError);
    expect(await table.rounds.passOn(ada, round, ben.userId, soon())).toMatchObject({ host: ben.userId });
    await expect(table.rounds.pause(ada, round, soon())).rejects.toThrow(UserError);
    expect(await table.rounds.pause(ben, round, soon())).toMatchObject({ paused: true, may: "lead" });
    const moderator = { ...chloe, manages: true };
    expect(await table.rounds.resume(moderator, round, soon())).toMatchObject({ paused: false });
    expect(await table.rounds.end(moderator, round, soon())).toBeUndefined();
  });

  test("a host who does nothing for two minutes may be taken over from, and not before", async () => {
    await table.begin(ada);
    const round = await ref();
    expect(await table.rounds.takeOver(ben, round, soon())).toMatchObject({ host: ada.userId, may: "rate" });
    table.pass(READING);
    await table.rate(ada, 4);
    table.pass(2 * MINUTE - 1000);
    expect(await table.rounds.menu(ben, round, soon())).toMatchObject({ may: "rate" });
    table.pass(2000);
    expect(await table.rounds.menu(ben, round, soon())).toMatchObject({ may: "take-over", silent: true });
    expect(await table.rounds.takeOver(ben, round, soon())).toMatchObject({ host: ben.userId, may: "lead" });
    // The former host is back too late, and can take over in turn once this one is silent.
    expect(await table.rounds.takeOver(ada, round, soon())).toMatchObject({ host: ben.userId, may: "rate" });
  });

  test("a round shows as many cards as it was to have, none twice, and ends with the last", async () => {
    await table.begin(ada, { cards: 3 });
    const seen = [1];
    for (let step = 0; step < 2; step += 1) seen.push((await table.next(ada)).card.number);
    expect(new Set(seen).size).toBe(3);
    expect(await table.next(ada)).toMatchObject({ phase: "ended", end: "finished" });
  });
});

test("the next card is what those present know least, and new for somebody counts as not known", async () => {
  await table.begin(ada, { cards: 30 });
  // Ada and Ben learn the first cards, well and badly.
  const first = await table.current();
  expect(first.card.number).toBe(1);
  for (let step = 0; step < 6; step += 1) {
    table.pass(READING);
    await table.rate(ada, 5);
    await table.rate(ben, step % 2 === 0 ? 5 : 1);
    await table.next(ada);
  }
  await table.rounds.end(ada, await ref(), soon());
  await table.rounds.settle(CHANNEL);
  // Nine days later: what nobody has seen still comes first, in the deck's order.
  table.pass(9 * 86_400_000);
  await table.begin(ada, { cards: 30 });
  const fresh: number[] = [(await table.current()).card.number];
  for (let step = 0; step < 23; step += 1) {
    await table.rate(ben, 3);
    fresh.push((await table.next(ada)).card.number);
  }
  expect(fresh).toEqual(Array.from({ length: 24 }, (_, index) => index + 7));
  // Then the cards Ben knew worst, then the others.
  const known: number[] = [];
  for (let step = 0; step < 6; step += 1) {
    await table.rate(ben, 3);
    known.push((await table.next(ada)).card.number);
  }
  expect(known.slice(0, 3).sort()).toEqual([2, 4, 6]);
  expect(known.slice(3).sort()).toEqual([1, 3, 5]);
});
