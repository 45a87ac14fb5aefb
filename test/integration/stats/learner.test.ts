import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../../../scripts/redis-server.ts";
import type { Deck } from "../../../src/decks/deck.ts";
import { createLibrary } from "../../../src/library/library.ts";
import { createQuizzes } from "../../../src/quiz/quizzes.ts";
import { createStats } from "../../../src/stats/stats.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../../src/store/connection.ts";
import { commitLearner, loadLearner, suspendCard } from "../../../src/store/learners.ts";
import { randomOf, studyFor } from "../../support/history.ts";
import { dayOf, rawReviews, replay } from "../../support/recount.ts";

const deckOf = (id: string, cards: number): Deck => ({
  id,
  title: id,
  description: "On board.",
  cards: Array.from({ length: cards }, (_, index) => ({
    number: index + 1,
    front: `Front ${index + 1}`,
    back: "Back",
    tags: [],
  })),
});
const DECKS = [deckOf("first", 14), deckOf("second", 140)];

let dir: string;
let redis: RedisServer;
let store: Store;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "flashback-stats-"));
  redis = await startRedis({ dir });
  store = await connectStore(redis.url);
});
afterAll(async () => {
  disconnectStore(store);
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

let people = 0;
/** What the histories held in all, so that none of it goes unlooked at. */
const held = { mature: 0, forgotten: 0, overdue: 0, leeches: 0, suspended: 0 };

test("every figure is what the raw reviews come to when they are counted another way", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        zone: fc.constantFrom("UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati"),
        retention: fc.constantFrom(0.7, 0.9, 0.97),
        // Of up to a quarter there is nothing in half a year's picture.
        days: fc.integer({ min: 1, max: 190 }),
      }),
      async ({ seed, zone, retention, days }) => {
        people += 1;
        const userId = `1${String(people).padStart(17, "0")}`;
        const viewer = { userId, guildId: undefined, manages: false, roles: [] };
        const random = randomOf(seed);
        let at = Date.parse("2025-11-03T18:00Z");
        const now = () => at;
        const library = createLibrary({
          store,
          builtin: DECKS,
          defaultDeck: "first",
          isMember: async () => false,
          now,
        });
        let ids = 0;
        const newId = () => {
          ids += 1;
          return String(ids).padStart(8, "0");
        };
        const quizzes = createQuizzes({ store, library, now, newId, onSave: () => {}, onPoint: () => {} });
        const snapshot = await loadLearner(store, userId, deadlineIn(5000));
        await commitLearner(
          store,
          snapshot,
          { learner: { ...snapshot.learner, zone, retention } },
          deadlineIn(5000),
        );
        const rated = await studyFor({
          quizzes,
          viewer,
          decks: ["first", "second", undefined],
          days,
          diligence: 0.7,
          doubt: 0.05,
          random,
          pass: (milliseconds) => {
            at += milliseconds;
          },
        });
        at += Math.floor(random() * 20 * 86_400_000);
        const suspended = new Set([3, 5, 10].filter(() => random() < 0.5));
        for (const number of suspended) {
          await suspendCard(store, userId, { deck: "first", number }, true, deadlineIn(5000));
        }

        const raw = (await rawReviews(store, userId)).map((review) => ({
          ...review,
          day: dayOf(review.at, zone),
        }));
        const { learner } = await loadLearner(store, userId, deadlineIn(5000));
        expect(raw.map(({ deck, card, rating }) => [deck, card, rating])).toEqual(
          rated.map(({ deck, card, rating }) => [learner.decks.get(deck), card, rating]),
        );

        const stats = createStats({ store, library, now });
        const today = dayOf(at, zone);
        // 1970-01-05 was a Monday.
        const monday = 5 - 1 + 7 * (Math.floor((today - 4) / 7) - 25);
        for (const only of [undefined, "first", "second"]) {
          const wish = { shared: false, ...(only && { deck: only }) };
          const read = await stats.of(viewer, wish, deadlineIn(10_000));
          const counted = raw.filter(({ deck }) => !only || deck === learner.decks.get(only));
          const inDays = (from: number, to: number) => counted.filter(({ day }) => day >= from && day <= to);
          expect(read).toMatchObject({ today, zone, wanted: retention });
          expect(read.reviews.byDay).toEqual(
            Array.from(
              { length: today - monday + 1 },
              (_, index) => inDays(monday + index, monday + index).length,
            ),
          );

          const cards = Map.groupBy(counted, ({ deck, card }) => `${deck}:${card}`);
          const histories = new Map([...cards].map(([key, reviews]) => [key, replay(reviews, retention)]));
          const mature = [...histories.values()]
            .flatMap(({ asked }) => asked)
            .filter(({ isFirst, interval }) => isFirst && interval >= 21);
          expect(read.reviews.retention).toEqual(
            Array.from({ length: 26 }, (_, week) => {
              const from = monday + 7 * week;
              const those = mature.filter(({ day }) => day >= from && day < from + 7 && day <= today);
              return { reviews: those.length, recalled: those.filter(({ rating }) => rating > 2).length };
            }),
          );

          const decks = DECKS.filter(({ id }) => (only ? id === only : learner.decks.has(id)));
          const known = (deck: Deck) =>
            deck.cards.flatMap(({ number }) => {
              const history = histories.get(`${learner.decks.get(deck.id)}:${number}`);
              const off = deck.id === "first" && suspended.has(number);
              return history ? [{ deck: deck.id, number, off, ...history }] : [];
            });
          const shown = new Map(read.cards.decks.map((deck) => [deck.id, deck]));
          expect([...shown.keys()].sort()).toEqual(decks.map(({ id }) => id).sort());
          for (const deck of decks) {
            const all = known(deck);
            const levels = [1, 2, 3, 4, 5].map(
              (level) => all.filter(({ rating }) => rating === level).length,
            );
            const recall = all.reduce((sum, { recallOn }) => sum + recallOn(today), 0);
            const unseen = deck.cards.length - all.length;
            expect(shown.get(deck.id)).toMatchObject({ cards: deck.cards.length, levels, unseen });
            expect(shown.get(deck.id)?.recall).toBeCloseTo(recall, 6);
          }

          const awake = decks.flatMap(known).filter(({ off }) => !off);
          const due = (from: number, to: number) =>
            awake.filter((card) => card.due >= from && card.due <= to).length;
          expect(read.cards.forecast).toEqual(
            Array.from({ length: 30 }, (_, day) => due(day === 0 ? 0 : today + day, today + day)),
          );
          expect(read.cards.overdue).toBe(due(0, today - 1));
          held.mature += mature.length;
          held.forgotten += mature.filter(({ rating }) => rating < 3).length;
          held.overdue += read.cards.overdue;
          held.leeches += read.cards.leeches;
          held.suspended += decks.flatMap(known).length - awake.length;
          expect(read.cards.leeches).toBe(awake.filter(({ lapses }) => lapses >= 8).length);
          const hardest = awake
            .filter(({ lapses, rating }) => lapses > 0 || rating < 3)
            .sort((a, b) => b.lapses - a.lapses || b.difficulty - a.difficulty)
            .slice(0, 10);
          expect(read.cards.hardest.map(({ lapses, rating }) => [lapses, rating])).toEqual(
            hardest.map(({ lapses, rating }) => [lapses, rating]),
          );
          expect(read.fronts).toEqual(read.cards.hardest.map(({ number }) => `Front ${number}`));
        }
      },
    ),
    { numRuns: 3, examples: [[{ seed: 7, zone: "America/Los_Angeles", retention: 0.9, days: 190 }]] },
  );
  expect(Object.entries(held).filter(([, count]) => count === 0)).toEqual([]);
}, 180_000);
