/** What a learned card and a review take in Redis, for decks of several sizes. */

import type { Viewer } from "../src/decks/access.ts";
import type { Deck } from "../src/decks/deck.ts";
import { createLibrary } from "../src/library/library.ts";
import { createQuizzes } from "../src/quiz/quizzes.ts";
import type { Scene } from "../src/quiz/scene.ts";
import { deadlineIn, type Store } from "../src/store/connection.ts";
import { learnerKeys } from "../src/store/keys.ts";
import type { Rating } from "../src/study/rating.ts";
import { HOME, learnerId, SEAT } from "./learners.ts";
import { BenchError } from "./usage.ts";

const DAY_MS = 86_400_000;

/** Longer than a card's reading time: every rating is worth a point. */
const UNHURRIED = 10_000;

/** A quiz a day of so many new cards; points are earned for at most 200. */
const A_DAY = 100;

/** How first ratings are spread: mostly good ones, none below 3, so that a quiz is over after one rating a card. */
const FIRST_RATINGS: readonly Rating[] = [4, 3, 4, 5, 4, 4, 3, 4];

const PATIENT = () => deadlineIn(60_000);

export interface BytesResult {
  readonly cards: number;
  readonly learners: number;
  /** Whether every review earned its point. */
  readonly grants: boolean;
  /** States and due days, by card learned. */
  readonly perCard: number;
  /** The log, by review; a point's entry counts to its review. */
  readonly perReview: number;
  /** Everything else that stays of a learner: counters, decks, homes. */
  readonly perLearner: number;
}

/** A deck of so many cards with nothing much on them: texts are not stored with learners. */
const syntheticDeck = (cards: number): Deck => ({
  id: `deck-${cards}`,
  title: `${cards} cards`,
  description: "Made up.",
  cards: Array.from({ length: cards }, (_, index) => ({
    number: index + 1,
    front: `Question ${index + 1}`,
    back: `Answer ${index + 1}`,
    tags: [],
  })),
});

const viewer = (userId: string): Viewer => ({ userId, guildId: HOME, manages: false, roles: [] });

/** Learners who learn a whole deck, a quiz of 100 new cards a day, through the same code as the bot's. */
export async function measureBytes(
  store: Store,
  cards: number,
  learners: number,
  grants: boolean,
): Promise<BytesResult> {
  const deck = syntheticDeck(cards);
  let now = Date.now();
  const quizzes = createQuizzes({
    store,
    library: createLibrary({
      store,
      builtin: [deck],
      defaultDeck: deck.id,
      isMember: async () => false,
      now: () => now,
    }),
    now: () => now,
    newId: () => "benchq02",
    onSave: () => {},
    onPoint: () => {},
  });
  // Numbers of their own: 1,000,000 and up are nobody else's.
  const first = 1_000_000 + (cards * 2 + (grants ? 1 : 0)) * 100;
  const ids = Array.from({ length: learners }, (_, index) => learnerId(first + index));
  for (let learned = 0; learned < cards; learned += A_DAY) {
    const wish = { deck: deck.id, mode: "new", cards: A_DAY } as const;
    let scenes = await Promise.all(
      ids.map(async (id) => (await quizzes.start(viewer(id), wish, { pressed: SEAT }, PATIENT())).scene),
    );
    for (let rated = 0; rated < Math.min(A_DAY, cards - learned); rated += 1) {
      if (grants) now += UNHURRIED;
      const rate = FIRST_RATINGS[rated % FIRST_RATINGS.length] ?? 4;
      scenes = await Promise.all(
        scenes.map((scene) => {
          const ref = refOf(scene);
          return quizzes.press(viewer(ref.userId), ref, { rate }, SEAT, PATIENT());
        }),
      );
    }
    now += DAY_MS;
  }
  const sums = { card: 0, log: 0, learner: 0, reviews: 0, states: 0, points: 0 };
  for (const id of ids) await addUp(store, id, sums);
  const all = cards * learners;
  if (sums.states !== all || sums.reviews !== all || sums.points !== (grants ? all : 0)) {
    throw new BenchError(
      `${learners} learners learned ${cards} cards each; stored are ${sums.states} states, ${sums.reviews} reviews, ${sums.points} points`,
    );
  }
  return {
    cards,
    learners,
    grants,
    perCard: sums.card / all,
    perReview: sums.log / all,
    perLearner: sums.learner / learners,
  };
}

function refOf(scene: Scene) {
  if (scene.scene !== "card") throw new BenchError(`a quiz shows "${scene.scene}" where a card should be`);
  return scene.ref;
}

async function addUp(
  store: Store,
  userId: string,
  sums: Record<"card" | "log" | "learner" | "reviews" | "states" | "points", number>,
): Promise<void> {
  const keys = learnerKeys(userId);
  const shard = keys.learner.slice(0, keys.learner.indexOf("}") + 1);
  const size = async (key: string) => Number(await store.memory("USAGE", key, "SAMPLES", 0));
  for (const key of await store.keys(`${shard.replace("{", "\\{")}:*:${userId}*`)) {
    const kind = key.slice(shard.length + 1).split(":", 1)[0];
    if (kind === "c" || kind === "due") sums.card += await size(key);
    if (kind === "c") sums.states += await store.hlen(key);
    if (kind === "u") {
      sums.learner += await size(key);
      sums.points += Number((await store.hget(key, "points")) ?? 0);
    }
    if (kind === "log") {
      sums.log += await size(key);
      // A review's first byte is 0x11, a grant's 0x12: docs/data.md.
      sums.reviews += (await store.lrangeBuffer(key, 0, -1)).filter((record) => record[0] === 0x11).length;
    }
  }
}
