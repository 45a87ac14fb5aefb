import { afterEach, expect, test } from "vitest";
import type { Actor, Seen } from "../../playground/index.ts";
import { loadBuiltinDecks } from "../../src/decks/builtin.ts";
import type { Deck } from "../../src/decks/deck.ts";
import { connectStore, disconnectStore, type Store } from "../../src/store/connection.ts";
import { learnerKeys } from "../../src/store/keys.ts";
import { auditAlone } from "./audit.ts";
import { answered, inTurns, LONG, spread, twice } from "./crowd.ts";
import { forgeId, liftLimits, pressForged } from "./forge.ts";
import { createRandom } from "./random.ts";
import { isQuiz, readScreen } from "./screen.ts";
import { type Arena, openArena } from "./support.ts";

/** Whoever asks for the long form of the fault loop gets that of the flood too. The pace is the same in both. */
const FULL = Number(process.env.FLASHBACK_FAULTS ?? 0) >= 500;
const PEOPLE = FULL ? 2000 : 200;
const AT_ONCE = FULL ? 500 : 50;
const FORGED = FULL ? 100_000 : 2000;
/** Presses a second. */
const PACE = 400;
const MAD_SECONDS = FULL ? 20 : 3;

/** The time after which a test hangs, in ms. */
const timeout = FULL ? 1_200_000 : 120_000;

const random = createRandom(Number(process.env.FLASHBACK_SEED ?? 20_261_123));
const since = Date.now();
const losses = theDeck("losses");

let arena: Arena;
let store: Store;

/** The people, and after them the bystander. */
async function open(people: number): Promise<readonly Actor[]> {
  arena = await openArena({ people: people + 1, rooms: Math.ceil(people / 25) });
  store = await connectStore(arena.redis.url);
  return arena.people.slice(0, people);
}

afterEach(async () => {
  const { playground, bot } = arena;
  const { problems } = playground;
  const { crashes } = bot;
  disconnectStore(store);
  await arena.close();
  expect(problems).toEqual([]);
  expect(crashes).toEqual([]);
});

function theDeck(id: string): Deck {
  const found = loadBuiltinDecks().find((deck) => deck.id === id);
  if (!found) throw new Error(`There is no deck ${id}.`);
  return found;
}

/** Everything stored of these people, by key. */
async function stored(people: readonly Actor[]): Promise<Readonly<Record<string, string | undefined>>> {
  const keys = (await Promise.all(people.map(({ user }) => store.keys(`*:${user.id}*`)))).flat().toSorted();
  const values = await Promise.all(keys.map((key) => store.dumpBuffer(key)));
  return Object.fromEntries(keys.map((key, index) => [key, values[index]?.toString("hex")]));
}

async function startQuiz(actor: Actor, index: number): Promise<Seen> {
  return answered(await actor.slash(arena.room(index), "quiz", { cards: 5 }, LONG));
}

const press = async (actor: Actor, seen: Seen, button: string) =>
  answered(await actor.pressStale(seen, button, LONG));

test(`${PEOPLE} people press within ${PEOPLE / PACE} s: each gets the next card, and each rating counts once`, {
  timeout,
}, async () => {
  const people = await open(PEOPLE);
  let screens = await inTurns(people, 32, startQuiz);
  const all = people.map((_, index) => index);
  const wave = async (button: string) => {
    const began = performance.now();
    const who = (index: number) => people[index] as Actor;
    screens = await spread(all, (PEOPLE / PACE) * 1000, (index) =>
      press(who(index), screens[index] as Seen, button),
    );
    return `${button} by all in ${((performance.now() - began) / 1000).toFixed(1)} s`;
  };
  const memory = await twice(arena, `${PEOPLE} people`, async () =>
    [await wave("Show answer"), await wave("4")].join(", "),
  );
  for (const screen of screens) expect(isQuiz(readScreen(screen))).toMatchObject({ known: 2, turn: 2 });
  for (const { user } of people) {
    expect(await store.hget(learnerKeys(user.id).quiz, "events")).toBe("44");
    expect(await auditAlone(store, user.id, losses, since)).toEqual([]);
  }
  expect(memory.second).toBeLessThanOrEqual(memory.first * 1.5);
});

test(`${AT_ONCE} people type /quiz at once: each has one quiz`, { timeout }, async () => {
  const people = await open(2 * AT_ONCE);
  const memory = await twice(arena, `${AT_ONCE} × /quiz`, async (round) => {
    const some = people.slice(round * AT_ONCE, (round + 1) * AT_ONCE);
    const seen = await Promise.all(some.map((actor, index) => startQuiz(actor, round * AT_ONCE + index)));
    expect(seen.filter((one) => readScreen(one).kind === "card")).toHaveLength(AT_ONCE);
    return "all answered";
  });
  for (const { user } of people) {
    expect(await store.hmget(learnerKeys(user.id).quiz, "events", "turn")).toEqual(["", "0"]);
  }
  expect(memory.second).toBeLessThanOrEqual(memory.first * 1.5);
});

test("one person presses 50 times a second, anything they have seen: all is answered, each turn counts once", {
  timeout,
}, async () => {
  const [mad] = (await open(1)) as [Actor];
  const memory = await twice(arena, "50 presses a second", async () => {
    const screens = [answered(await mad.slash("#room-1", "quiz", { cards: 6 }))];
    const presses = Array.from({ length: 50 * MAD_SECONDS }, (_, index) => index);
    await spread(presses, MAD_SECONDS * 1000, async () => {
      const seen = random.pick(screens.slice(-6));
      const enabled = seen.buttons.filter(({ disabled }) => !disabled).map(({ label }) => label);
      screens.push(await press(mad, seen, random.pick(enabled)));
    });
    return `${presses.length} presses, ${await store.hget(learnerKeys(mad.user.id).learner, "rev")} changes so far`;
  });
  expect(await auditAlone(store, mad.user.id, losses, since)).toEqual([]);
  expect(memory.second).toBeLessThanOrEqual(memory.first * 1.5);
});

test(`${FORGED} forged and truncated custom ids write nothing`, { timeout }, async () => {
  const [forger, ...others] = (await open(4)) as [Actor, ...Actor[]];
  const theirs = await Promise.all(
    others.map(async (actor, index) => {
      const revealed = await press(actor, await startQuiz(actor, index + 1), "Show answer");
      const next = await press(actor, revealed, "2");
      return [revealed, next, await startQuiz(actor, index + 1)];
    }),
  );
  const quiz = await startQuiz(forger, 0);
  const screen = isQuiz(readScreen(quiz));
  if (!screen) throw new Error("There is no quiz.");
  const asked = (await startQuiz(forger, 0)).buttons.find(({ label }) => label === "Start over");
  const known = {
    ownStart: asked?.customId ?? "",
    own: { userId: forger.user.id, quizId: screen.quizId, turn: screen.turn },
    others: theirs.flat().flatMap(({ buttons }) => buttons.flatMap(({ customId }) => customId ?? [])),
    otherIds: others.map(({ user }) => user.id),
  };
  // Where a quiz is shown is noted a moment after it is.
  const noted = () => store.hexists(learnerKeys(forger.user.id).quiz, "message");
  await expect.poll(noted).toBe(1);
  const before = await stored([forger, ...others]);
  // Not on what only the forger sees: a room forgets the older of those, even one that an answer is on its way to.
  const on = [quiz, ...theirs.flatMap((screens) => screens.slice(-1))];
  const memory = await twice(arena, `${FORGED} forged ids`, async () => {
    let told = 0;
    await inTurns(Array.from({ length: FORGED }), 32, async () => {
      answered(await pressForged(forger, random.pick(on), forgeId(random, known)));
      told += 1;
    });
    return `${told} answered`;
  });
  expect(await stored([forger, ...others])).toEqual(before);
  expect(memory.second).toBeLessThanOrEqual(memory.first * 1.5);
});

test("options at and past their limits: an answer each time, and nothing stored that should not be", {
  timeout,
}, async () => {
  const [actor] = (await open(1)) as [Actor];
  const quiz = (options: Record<string, string | number>) => actor.slash("#room-1", "quiz", options);
  for (const cards of [1, 100]) {
    const screen = isQuiz(readScreen(answered(await quiz({ cards }))));
    expect(screen?.total).toBe(Math.min(cards, losses.cards.length));
    await actor.press(actor.last("#room-1"), "Stop");
  }
  expect(answered(await quiz({ deck: "x".repeat(100) })).texts).toContain("There is no deck called");
  liftLimits(arena.playground);
  const texts = [
    "",
    " ",
    "\u0000",
    "`**@everyone**`",
    "{s1}:u:1",
    "😀".repeat(60),
    "x".repeat(101),
    "x".repeat(6000),
  ];
  for (const text of texts) {
    expect(answered(await quiz({ deck: text })).ephemeral).toBe(true);
    expect(await actor.autocomplete("#room-1", "quiz", "deck", { deck: text })).toBeInstanceOf(Array);
  }
  for (const cards of [0, -1, 101, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    const screen = readScreen(answered(await quiz({ cards })));
    if (screen.kind === "card") await actor.press(actor.last("#room-1"), "Stop");
  }
  expect(await auditAlone(store, actor.user.id, losses, since)).toEqual([]);
});
