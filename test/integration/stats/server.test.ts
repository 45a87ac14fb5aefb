import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deck } from "../../../src/decks/deck.ts";
import { settleLearner } from "../../../src/leaderboard/settle.ts";
import { createLibrary } from "../../../src/library/library.ts";
import { assess } from "../../../src/quiz/assess.ts";
import { createServerStats } from "../../../src/stats/server.ts";
import { deadlineIn } from "../../../src/store/connection.ts";
import { commitLearner, loadLearner } from "../../../src/store/learners.ts";
import { writeSettings } from "../../../src/store/settings.ts";
import { RATINGS, type Rating } from "../../../src/study/rating.ts";
import { randomOf } from "../../support/history.ts";
import { dayOf, replay } from "../../support/recount.ts";
import { type Bench, DAY, openBench, START } from "../leaderboard/support.ts";

const deckOf = (id: string, cards: number): Deck => ({
  id,
  title: `The ${id}`,
  description: "On board.",
  cards: Array.from({ length: cards }, (_, index) => ({
    number: index + 1,
    front: `${id} ${index + 1}`,
    back: "Back",
    tags: [],
  })),
});
const DECKS = [deckOf("bones", 5), deckOf("losses", 9), deckOf("rivers", 130)];

const soon = () => deadlineIn(10_000);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** A review, as this test remembers it. */
interface Event {
  readonly user: string;
  readonly deck: string;
  readonly card: number;
  readonly rating: Rating;
  readonly home: string;
  readonly at: number;
}

let servers = 0;
/** What the groups came to in all, so that none of it goes unlooked at. */
const held = { reviews: 0, decks: 0, tooFew: 0, hardest: 0, hidden: 0, elsewhere: 0 };

/** Lets some people study for three months at most; everybody's zone is their own. */
async function play(seed: number, people: number, days: number, home: string, zone: string) {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const group = Array.from({ length: people }, (_, index) => ({
    id: `${home}${index}`,
    zone: pick(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"]),
    hidden: random() < 0.2,
    decks: DECKS.filter(() => random() < 0.7).map(({ id }) => id),
  }));
  for (const { id, zone: own, hidden } of group) {
    const snapshot = await loadLearner(bench.store, id, soon());
    await commitLearner(
      bench.store,
      snapshot,
      { learner: { ...snapshot.learner, zone: own, hidden } },
      soon(),
    );
  }
  const events: Event[] = [];
  for (let at = START - days * DAY; at < START; at += Math.floor(random() * DAY * 0.9)) {
    const { id: user, decks } = pick(group);
    if (decks.length === 0) continue;
    const deck = pick(decks);
    // A few cards come again and again.
    const card = 1 + Math.floor(random() ** 3 * (DECKS.find(({ id }) => id === deck)?.cards.length ?? 1));
    const rating = pick<Rating>(card === 1 ? [1, 2, 4] : RATINGS);
    const where = random() < 0.15 ? `${home}9` : home;
    const snapshot = await loadLearner(bench.store, user, soon(), { deck, number: card });
    const met = { deck, number: card, state: snapshot.card, granted: snapshot.granted };
    const { tooQuick: _, ...change } = assess(snapshot.learner, met, rating, {
      now: at,
      shown: 8000,
      characters: 10,
      missed: 0,
      home: { id: where, zone },
    });
    expect(await commitLearner(bench.store, snapshot, change, soon())).toBe("done");
    events.push({ user, deck, card, rating, home: where, at });
  }
  for (const { id } of group) {
    await settleLearner({ store: bench.store, now: () => START }, id, soon());
  }
  return { group, events };
}

test("every figure of a server is what its people's reviews come to, counted another way", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        people: fc.integer({ min: 1, max: 7 }),
        days: fc.integer({ min: 1, max: 85 }),
        zone: fc.constantFrom("UTC", "Asia/Tokyo", "America/Los_Angeles"),
      }),
      async ({ seed, people, days, zone }) => {
        servers += 1;
        const home = `9${String(servers).padStart(15, "0")}`;
        await writeSettings(bench.store, home, { zone }, soon());
        const { group, events } = await play(seed, people, days, home, zone);
        const now = () => START;
        const library = createLibrary({
          store: bench.store,
          builtin: DECKS,
          defaultDeck: "losses",
          isMember: async () => false,
          now,
        });
        const read = await createServerStats({ store: bench.store, library, now })(home);

        const today = dayOf(START, zone);
        // 1970-01-05 was a Monday.
        const first = 4 + 7 * (Math.floor((today - 4) / 7) - 12);
        const seen = new Map(group.filter(({ hidden }) => !hidden).map((one) => [one.id, one]));
        const counted = events.filter(({ user, home: where }) => seen.has(user) && where === home);
        const on = (from: number, to: number) =>
          counted.filter(({ at }) => dayOf(at, zone) >= from && dayOf(at, zone) <= to);
        expect(read).toMatchObject({ zone, today, at: START });
        expect(read.activity.byDay).toEqual(
          Array.from({ length: today - first + 1 }, (_, day) => on(first + day, first + day).length),
        );
        expect(read.activity.byWeek).toEqual(
          Array.from({ length: 13 }, (_, week) => {
            const those = on(first + 7 * week, first + 7 * week + 6);
            return new Set(those.map(({ user }) => user)).size;
          }),
        );

        const learnersOf = (deck: string) => [
          ...new Set(counted.filter((one) => one.deck === deck).map(({ user }) => user)),
        ];
        const shown = DECKS.filter(({ id }) => learnersOf(id).length >= 3);
        expect(read.decks.map(({ id }) => id).sort()).toEqual(shown.map(({ id }) => id));
        const hard: { readonly lapses: number; readonly learners: number }[] = [];
        for (const { id, cards } of shown) {
          const users = learnersOf(id);
          // What somebody knows they know, wherever they rated it.
          const histories = users.flatMap((user) => {
            const own = seen.get(user)?.zone ?? "";
            const mine = events.filter((one) => one.user === user && one.deck === id);
            return [...Map.groupBy(mine, ({ card }) => card)].map(([card, list]) => {
              const raw = list.map(({ rating, at }) => ({ rating, at, deck: 0, card, day: dayOf(at, own) }));
              const { rating, lapses, recallOn } = replay(raw, 0.9);
              return { card, rating, lapses, recall: recallOn(dayOf(START, own)) };
            });
          });
          const deck = read.decks.find((one) => one.id === id);
          const all = cards.length * users.length;
          expect(deck).toMatchObject({
            learners: users.length,
            cards: all,
            levels: [1, 2, 3, 4, 5].map((level) => histories.filter(({ rating }) => rating === level).length),
            unseen: all - histories.length,
          });
          expect(deck?.recall).toBeCloseTo(
            histories.reduce((sum, { recall }) => sum + recall, 0),
            6,
          );
          for (const [, list] of Map.groupBy(histories, ({ card }) => card)) {
            const lapses = list.reduce((sum, one) => sum + one.lapses, 0);
            if (list.length >= 3 && lapses > 0) hard.push({ lapses, learners: list.length });
          }
        }
        hard.sort((a, b) => b.lapses / b.learners - a.lapses / a.learners);
        const each = (list: typeof hard) => list.map(({ lapses, learners }) => lapses / learners);
        expect(each(read.hardest.map(({ lapses, learners }) => ({ lapses, learners })))).toEqual(
          each(hard.slice(0, 5)),
        );
        expect(read.fronts).toEqual(read.hardest.map(({ deck, number }) => `${deck} ${number}`));

        held.reviews += counted.length;
        held.decks += read.decks.length;
        held.tooFew += DECKS.filter(({ id }) => [1, 2].includes(learnersOf(id).length)).length;
        held.hardest += read.hardest.length;
        held.hidden += group.length - seen.size;
        held.elsewhere += events.filter(({ home: where }) => where !== home).length;
      },
    ),
    { numRuns: 4, examples: [[{ seed: 5, people: 7, days: 85, zone: "Asia/Tokyo" }]] },
  );
  expect(Object.entries(held).filter(([, count]) => count === 0)).toEqual([]);
}, 180_000);

test("what was counted stands for a minute, however many ask at once", async () => {
  const home = "9876543210987654";
  let zones = 0;
  const library = {
    usable: async () => new Map(),
    zone: async () => {
      zones += 1;
      return "UTC";
    },
  };
  const read = createServerStats({ store: bench.store, library, now: () => START });
  const [one, other] = await Promise.all([read(home), read(home)]);
  expect(other).toBe(one);
  expect(await read(home)).toBe(one);
  expect(zones).toBe(1);
  expect(one.activity.byDay.every((reviews) => reviews === 0)).toBe(true);
});

test("a failure is nothing that stands", async () => {
  let tries = 0;
  const library = {
    usable: async () => new Map(),
    zone: async () => {
      tries += 1;
      if (tries === 1) throw new Error("no answer");
      return "UTC";
    },
  };
  const read = createServerStats({ store: bench.store, library, now: () => START });
  await expect(read("1")).rejects.toThrow("no answer");
  expect((await read("1")).zone).toBe("UTC");
});
