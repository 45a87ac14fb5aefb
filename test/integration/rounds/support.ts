import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { startRedis } from "../../../scripts/redis-server.ts";
import type { Viewer } from "../../../src/decks/access.ts";
import { cardBlocks } from "../../../src/decks/blocks.ts";
import type { Deck } from "../../../src/decks/deck.ts";
import { createLibrary } from "../../../src/library/library.ts";
import type { WakeCall } from "../../../src/rounds/course.ts";
import { createRounds, type RoundWish } from "../../../src/rounds/rounds.ts";
import type {
  CardInRound,
  PublicScene,
  RoundCardScene,
  RoundTroubleScene,
} from "../../../src/rounds/scene.ts";
import type { Screen, Shown } from "../../../src/rounds/stage.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../../src/store/connection.ts";
import { roundKeys } from "../../../src/store/keys.ts";
import { loadLearner, readLog } from "../../../src/store/learners.ts";
import type { RoundRecord } from "../../../src/store/round-record.ts";
import { loadRound } from "../../../src/store/rounds.ts";
import type { Rating } from "../../../src/study/rating.ts";

export const CHANNEL = "876543210987654321";
const GUILD = "776543210987654321";

/** In the middle of a day and of a month. */
const NOON = Date.parse("2026-05-15T12:00Z");

/** A card of 50 characters takes 2 s to read. */
export const READING = 9000;

/** Thirty words that nobody takes for each other. */
const WORDS =
  "apple bridge candle desert engine forest garden hammer island jacket kitchen ladder mirror needle orange pencil quarry ribbon saddle tunnel umbrella valley window yellow zebra anchor basket cotton dragon feather".split(
    " ",
  );

/** The back of a card. */
export const backOf = (number: number) => WORDS[number - 1] ?? "";

const DECK: Deck = {
  id: "losses",
  title: "Losses",
  description: "On board.",
  cards: Array.from({ length: 30 }, (_, index) => ({
    number: index + 1,
    front: `Front ${index + 1}`,
    back: backOf(index + 1),
    tags: [],
  })),
};

export const soon = () => deadlineIn(10_000);

/** The person of a number, in the server. */
export const person = (number: number): Viewer => ({
  userId: String(123_456_789_012_345_000n + BigInt(number)),
  guildId: GUILD,
  manages: false,
  roles: [],
});

/** A message of the channel, as it stands, and when it was edited by performance.now(). */
interface Post {
  readonly id: string;
  readonly nonce: string;
  scene: PublicScene;
  gone: boolean;
  readonly edits: number[];
}

export type Table = Awaited<ReturnType<typeof openTable>>;

/**
 * A channel's rounds, in several processes at once as far as their connections go, on a Redis of their own. The channel
 * is plain data, and so are the timer and the clock.
 */
export async function openTable(processes = 1) {
  const dir = await mkdtemp(join(tmpdir(), "flashback-rounds-"));
  const redis = await startRedis({ dir });
  const stores: Store[] = [];
  let ahead = NOON - Date.now();
  const now = () => Date.now() + ahead;
  const posts: Post[] = [];
  const calls: WakeCall[] = [];
  const told: { readonly userId: string; readonly scene: RoundTroubleScene }[] = [];
  const troubles: string[] = [];
  /** What Discord answers next instead of taking a message or an edit. */
  const answers: Shown[] = [];
  let ids = 0;

  const screen: Screen = {
    async post(_channelId, scene, nonce) {
      const answer = answers.shift();
      if (answer) return answer;
      const known = posts.find((one) => one.nonce === nonce);
      const made = known ?? { id: `message-${posts.length + 1}`, nonce, scene, gone: false, edits: [] };
      if (!known) posts.push(made);
      return { outcome: "shown", messageId: made.id, pictures: [] };
    },
    async edit(_channelId, messageId, scene) {
      const answer = answers.shift();
      if (answer) return answer;
      const post = posts.find(({ id }) => id === messageId);
      if (!post || post.gone) return { outcome: "no-message" };
      post.edits.push(performance.now());
      post.scene = scene;
      return { outcome: "shown", messageId, pictures: [] };
    },
    async remove(_channelId, messageId) {
      const post = posts.find(({ id }) => id === messageId);
      if (post) post.gone = true;
    },
  };

  /** One process's rounds. @param wrap puts something between them and the store */
  async function joinIn(wrap: (store: Store) => Store = (store) => store) {
    const own = await connectStore(redis.url);
    stores.push(own);
    const store = wrap(own);
    const library = createLibrary({
      store,
      builtin: [DECK],
      defaultDeck: "losses",
      isMember: async () => false,
      now,
    });
    return createRounds({
      store,
      library,
      screen,
      callLater: async (call) => void calls.push(call),
      tell: async (_channelId, userId, scene) => void told.push({ userId, scene }),
      copy: async () => {
        throw new Error("no decks are made here");
      },
      onSave: () => {},
      onPoint: () => {},
      onTrouble: (what, error) => void troubles.push(`${what}: ${error}`),
      now,
      newId: () => {
        ids += 1;
        return `round-${String(ids).padStart(2, "0")}`;
      },
    });
  }

  const store = await connectStore(redis.url);
  stores.push(store);
  const desks = await Promise.all(Array.from({ length: processes }, () => joinIn()));
  const [first] = desks;
  if (!first) throw new Error("no process");

  async function current(): Promise<RoundRecord> {
    const { round } = await loadRound(store, CHANNEL, soon());
    if (!round) throw new Error("there is no round");
    return round;
  }

  /** The card of a message that is one. */
  function cardOf(post: Post | undefined): RoundCardScene {
    if (post?.scene.scene !== "round-card") throw new Error(`no card: ${JSON.stringify(post?.scene)}`);
    return post.scene;
  }
  const isCard =
    (position: number) =>
    ({ scene }: Post) =>
      scene.scene === "round-card" && scene.position === position;

  /** What a rating button of the current card, or of that of another moment, carries. */
  const at = ({ id, position, card }: RoundRecord): CardInRound => ({
    channelId: CHANNEL,
    roundId: id,
    position,
    card,
  });

  return {
    store,
    redis,
    rounds: first,
    desks,
    join: joinIn,
    posts,
    calls,
    told,
    troubles,
    answers,
    current,
    at,
    now,
    /** The clock of rounds moves on; Redis's stays. */
    pass(milliseconds: number) {
      ahead += milliseconds;
    },
    /** Begins a round of the host, with its first card on the screen. */
    async begin(host: Viewer, wish: Partial<RoundWish> = {}): Promise<RoundRecord> {
      const full = { decks: ["losses"], cards: undefined, seconds: undefined, choice: false, ...wish };
      const hall = { guildId: GUILD, channelId: CHANNEL, files: true };
      await first.start(host, hall, full, soon());
      await first.settle(CHANNEL);
      return await current();
    },
    /** A rating of the current card, by one process. */
    async rate(viewer: Viewer, rating: Rating, by = first, which?: CardInRound) {
      const rated = await by.rate(
        viewer,
        which ?? at(await current()),
        rating,
        `token-${viewer.userId}`,
        soon(),
      );
      by.begin(CHANNEL, rated.redraw);
      return rated;
    },
    /** Picks a choice of a card, of the current one if no other is said: by its place, or none. */
    async pick(viewer: Viewer, wanted: number | "pass", by = first, which?: RoundRecord) {
      const { id: roundId, position } = which ?? (await current());
      const of = cardOf(posts.findLast(isCard(position))).choice?.ask.of ?? "none";
      const answer = wanted === "pass" ? wanted : { pick: wanted, of };
      const at = { channelId: CHANNEL, roundId, position };
      const picked = await by.pick(viewer, at, answer, `token-${viewer.userId}`, soon());
      by.begin(CHANNEL, picked.redraw);
      return picked;
    },
    /** The place of the right choice of the current card, which the channel does not tell. */
    async rightPlace(): Promise<number> {
      const { card, position } = await current();
      const { choices = [] } = cardOf(posts.findLast(isCard(position))).choice?.ask ?? {};
      return choices.findIndex((back) => isDeepStrictEqual(back, cardBlocks(backOf(card.number))));
    },
    /** Goes on to the next card, as the host. */
    async next(host: Viewer, by = first): Promise<RoundRecord> {
      const { id: roundId, position } = await current();
      const refused = await by.next(host, { channelId: CHANNEL, roundId, position }, soon());
      if (refused) throw new Error(`could not go on: ${JSON.stringify(refused)}`);
      await by.settle(CHANNEL);
      return await current();
    },
    /** Has the round looked at, when its time has come. */
    async wakeInTime(by = first): Promise<RoundRecord> {
      const round = await current();
      ahead += Math.max(0, round.until - now());
      await by.wake({ channelId: CHANNEL, roundId: round.id });
      return await current();
    },
    cardOf,
    /** Waits until the edits that are due are made. */
    async quiet(): Promise<void> {
      const { pen, closing } = roundKeys(CHANNEL);
      for (;;) {
        const [held, want] = await store.hmget(pen, "held", "want");
        if (!held && !want && (await store.llen(closing)) === 0) return;
        await wait(20);
      }
    },
    reviews: async ({ userId }: Viewer) =>
      (await readLog(store, userId, now())).filter((record) => record.type === "review"),
    grants: async ({ userId }: Viewer) =>
      (await readLog(store, userId, now())).filter((record) => record.type === "grant"),
    learner: ({ userId }: Viewer, card?: { deck: string; number: number }) =>
      loadLearner(store, userId, soon(), card),
    async close() {
      await Promise.all(desks.map((desk) => desk.close()));
      for (const one of stores) disconnectStore(one);
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
