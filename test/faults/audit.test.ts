import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { loadBuiltinDecks } from "../../src/decks/builtin.ts";
import { connectStore, disconnectStore, type Store } from "../../src/store/connection.ts";
import { learnerKeys } from "../../src/store/keys.ts";
import { auditLearner } from "./audit.ts";
import { createLearner } from "./learner.ts";
import { createRandom } from "./random.ts";
import { openArena } from "./support.ts";

/** What a broken bot would do to a learner's data; each has to be found. */
const TAMPERINGS: Readonly<
  Record<string, (store: Store, keys: ReturnType<typeof learnerKeys>) => Promise<unknown>>
> = {
  "a rating lost": (store, keys) => store.rpop(keys.log(Date.now())),
  "a rating doubled": async (store, keys) => {
    const last = await store.lindexBuffer(keys.log(Date.now()), -1);
    return await store.rpush(keys.log(Date.now()), last ?? "");
  },
  "another rating than was given": async (store, keys) => {
    const last = await store.lindexBuffer(keys.log(Date.now()), -1);
    if (!last) throw new Error("The log is empty.");
    last[1] = last[1] === 5 ? 4 : 5;
    return await store.lset(keys.log(Date.now()), -1, last);
  },
  "the state of a card gone": async (store, keys) => {
    const [card = ""] = await store.hkeys(keys.cards("losses", 0));
    return await store.hdel(keys.cards("losses", 0), card);
  },
  "a due day moved": async (store, keys) => {
    const [card = ""] = await store.hkeys(keys.cards("losses", 0));
    return await store.zincrby(keys.due("losses", 0), 1, card);
  },
  "a point too many": (store, keys) => store.hincrby(keys.learner, "points", 1),
  "a new card too many": (store, keys) => store.hincrby(keys.learner, "newCount", 1),
  "a streak too long": (store, keys) => store.hincrby(keys.learner, "streak", 1),
  "a step too many": (store, keys) => store.hincrby(keys.quiz, "turn", 1),
  "a counted point too many": async (store, keys) => {
    const [field = ""] = (await store.hkeys(keys.tallyEver)).filter((name) => name.startsWith("p"));
    return await store.hincrby(keys.tallyEver, field, 1);
  },
  "a place on a board too high": async (store, keys) => {
    const [board = ""] = await store.keys("{g*}:b:all");
    return await store.zincrby(board, 1, keys.learner.split(":").at(-1) ?? "");
  },
  "an Undo gone": (store, keys) => store.rpop(keys.undo),
};

test("the audit finds nothing after a quiet run, and everything that is tampered with", {
  timeout: 60_000,
}, async () => {
  const since = Date.now();
  const arena = await openArena({ people: 1, rooms: 1 });
  const store = await connectStore(arena.redis.url);
  try {
    const [actor] = arena.people;
    const deck = loadBuiltinDecks().find(({ id }) => id === "losses");
    if (!actor || !deck) throw new Error("There is nobody, or nothing to learn.");
    const tally = { presses: 0, notSaved: 0, unconfirmed: 0, outage: 0, wentWrong: 0, failed: 0 };
    const learner = createLearner(arena.playground, actor, ["#room-1"], createRandom(7), tally);
    const { account, userId } = learner;
    const over = new AbortController();
    const learning = learner.run(over.signal);
    const enough = () => account.quiz?.done.some((item) => item !== "skip") && account.ratings.length >= 5;
    while (!enough()) await wait(20);
    over.abort();
    await learning;
    await learner.settle();
    const audit = async () => (await auditLearner(store, userId, account, deck, since)).wrong;
    expect(await audit()).toEqual([]);
    const names = await store.keys("*");
    const values = await Promise.all(names.map((name) => store.dumpBuffer(name)));
    for (const [what, tamper] of Object.entries(TAMPERINGS)) {
      await tamper(store, learnerKeys(userId));
      expect(await audit(), what).not.toEqual([]);
      await store.flushall();
      await Promise.all(names.map((name, index) => store.restore(name, 0, values[index] ?? "")));
    }
    expect(await audit()).toEqual([]);
  } finally {
    disconnectStore(store);
    await arena.close();
  }
});
