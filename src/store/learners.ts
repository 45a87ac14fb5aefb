import { playQuiz } from "../study/quiz.ts";
import type { CardState } from "../study/scheduler.ts";
import { NO_STREAK, type Streak } from "../study/streak.ts";
import { type Clock, commit, fieldsOf, hashWrites, type Write } from "./commit.ts";
import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { bucketOf, type LearnerKeys, learnerKeys } from "./keys.ts";
import { type Learner, learnerFields, learnerFrom } from "./learner-record.ts";
import type { Own } from "./own.ts";
import { type QuizRecord, quizFields, quizFrom } from "./quiz-record.ts";
import { type Receipt, type Receipts, receiptWrites } from "./receipts.ts";
import {
  type GrantRecord,
  packCard,
  packGrant,
  packReview,
  type ReviewRecord,
  unpackCard,
  unpackLog,
} from "./records.ts";
import { type Tally, tallyWrites } from "./tallies.ts";

/** A quiz that nobody pressed for so long is gone. */
const QUIZ_SECONDS = 7 * 86_400;

/** The cards that earned a point are kept while their learner day may last, in any zone. */
const GRANT_SECONDS = 3 * 86_400;

/** What one rating changed, so that Undo can put it back. */
export interface Undo {
  readonly deck: string;
  readonly number: number;
  readonly before: CardState | undefined;
  readonly review: ReviewRecord;
  /** Where the review was counted; undefined for none, or one of before there were boards. */
  readonly tally: Pick<Tally, "day" | "home" | "deck"> | undefined;
  /** The learner day it was given on; undefined for those of before there were rounds. */
  readonly day: number | undefined;
  /** The streak and the cards of the day as they were. */
  readonly streak: Streak;
  readonly fresh: Learner["fresh"];
  readonly reviewed: Learner["reviewed"];
  readonly tooQuick: number;
}

/** One learner at one moment: all that a press needs. */
export interface Snapshot {
  readonly userId: string;
  readonly revision: string;
  readonly learner: Learner;
  readonly quiz: QuizRecord | undefined;
  /** State of the quiz's current card, or of the one asked for; undefined when it is new. */
  readonly card: CardState | undefined;
  /** Whether that card has earned its point on the learner's point day. */
  readonly granted: boolean;
  /** What the last rating of the quiz changed. */
  readonly undo: Undo | undefined;
  readonly clock: Clock;
}

/** What a step changes. What is absent stays as it is. */
export interface Change {
  readonly learner?: Learner;
  readonly quiz?: QuizRecord;
  readonly card?: { readonly deck: string; readonly number: number; readonly state: CardState | undefined };
  readonly review?: ReviewRecord;
  readonly removeReview?: ReviewRecord;
  /** A point; `firstOfDay` when it is the first on its learner day. */
  readonly grant?: GrantRecord & { readonly deckId: string; readonly firstOfDay: boolean };
  /** What it adds to the counters that boards are made of. */
  readonly tally?: Tally | undefined;
  /** The boards no longer know the learner, since this moment in ms; 0 makes them be looked through altogether. */
  readonly dirtyAt?: number | undefined;
  readonly undo?: { readonly push: Undo } | "pop" | "clear";
  /** What was rated in a round, beside the receipts there are. */
  readonly receipt?: { readonly keep: Receipt; readonly beside: Receipts };
}

/**
 * Everything one press of a learner needs, in one round trip.
 *
 * @param card the card whose state is wanted, where it is not the current one of the learner's quiz
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function loadLearner(
  store: Store,
  userId: string,
  deadline: Deadline,
  card?: { readonly deck: string; readonly number: number },
): Promise<Snapshot> {
  const keys = learnerKeys(userId);
  const wanted = card ? `${card.deck}:${card.number}` : "";
  const reply = await within(
    store.loadLearnerBuffer(keys.learner, keys.quiz, keys.grants, keys.undo, keys.cardPrefix, wanted),
    deadline,
    false,
  );
  const [redisTime, learner, quiz, state, granted, undo] = reply as [
    number,
    Buffer,
    Buffer,
    Buffer | null,
    number,
    Buffer | null,
  ];
  const fields = fieldsOf(learner);
  return {
    userId,
    revision: fields.get("rev") ?? "0",
    learner: learnerFrom(fields),
    quiz: quizFrom(fieldsOf(quiz)),
    card: state ? unpackCard(state) : undefined,
    granted: granted === 1,
    undo: undo ? unpackUndo(undo) : undefined,
    clock: { redis: Number(redisTime), local: performance.now() },
  };
}

/**
 * Writes a step of a learner, all of it or nothing.
 *
 * @returns "conflict" when the learner changed since the snapshot: nothing was written, load again
 * @throws StoreError "not-sent" or "unknown"
 */
export function commitLearner(
  store: Store,
  snapshot: Snapshot,
  change: Change,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const keys = learnerKeys(snapshot.userId);
  const { revision, clock } = snapshot;
  return commit(store, { key: keys.learner, revision, clock }, writesOf(keys, snapshot, change), deadline);
}

/** How often a change is tried again when another step of the same learner came in between. */
const TRIES = 5;

/**
 * Changes a learner apart from cards, log and quiz, on top of whatever else changes meanwhile.
 *
 * @param decide what they become, or the same learner where nothing changes; it may be asked again
 * @throws StoreError, and what `decide` throws
 */
export async function changeLearner(
  store: Store,
  userId: string,
  decide: (learner: Learner) => Learner,
  deadline: Deadline,
): Promise<Learner> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const snapshot = await loadLearner(store, userId, deadline);
    const learner = decide(snapshot.learner);
    if (learner === snapshot.learner) return learner;
    if ((await commitLearner(store, snapshot, { learner }, deadline)) === "done") return learner;
  }
  throw new StoreError("not-sent", new Error(`the learner changed ${TRIES} times while one step was made`));
}

function writesOf(keys: LearnerKeys, snapshot: Snapshot, change: Change): Write[] {
  const { learner, quiz, card, review, removeReview, grant, tally, dirtyAt, undo, receipt } = change;
  const writes: Write[] = [];
  if (learner)
    writes.push(...hashWrites(keys.learner, learnerFields(snapshot.learner), learnerFields(learner)));
  if (quiz) {
    const position = quiz.stopped ? undefined : playQuiz(quiz.plan, quiz.events).current;
    if (snapshot.quiz?.id !== quiz.id) writes.push(["DEL", keys.quiz]);
    const before =
      snapshot.quiz?.id === quiz.id ? quizFields(snapshot.quiz, undefined) : new Map<string, string>();
    writes.push(...hashWrites(keys.quiz, before, quizFields(quiz, position)));
    if (position === undefined) writes.push(["HDEL", keys.quiz, "current"]);
  }
  if (card) {
    const bucket = bucketOf(card.number);
    if (card.state) {
      writes.push(["HSET", keys.cards(card.deck, bucket), card.number, packCard(card.state)]);
      writes.push(["ZADD", keys.due(card.deck, bucket), card.state.due, card.number]);
    } else {
      writes.push(["HDEL", keys.cards(card.deck, bucket), card.number]);
      writes.push(["ZREM", keys.due(card.deck, bucket), card.number]);
    }
  }
  if (grant) {
    if (grant.firstOfDay) writes.push(["DEL", keys.grants]);
    writes.push(["SADD", keys.grants, `${grant.deckId}:${grant.card}`]);
    writes.push(["EXPIRE", keys.grants, GRANT_SECONDS]);
    writes.push(["RPUSH", keys.log(grant.at * 1000), packGrant(grant)]);
  }
  if (review) writes.push(["RPUSH", keys.log(review.at * 1000), packReview(review)]);
  // From the tail: of equal records the newest goes.
  if (removeReview) writes.push(["LREM", keys.log(removeReview.at * 1000), -1, packReview(removeReview)]);
  if (tally) writes.push(...tallyWrites(keys, tally));
  if (dirtyAt !== undefined) writes.push(["ZADD", keys.dirty, "LT", dirtyAt, snapshot.userId]);
  if (undo === "clear") writes.push(["DEL", keys.undo]);
  else if (undo === "pop") writes.push(["RPOP", keys.undo]);
  else if (undo) writes.push(["RPUSH", keys.undo, packUndo(undo.push)]);
  if (receipt) writes.push(...receiptWrites(keys, receipt.keep, receipt.beside));
  if (quiz) {
    // The undo list lives as long as the quiz, also while nothing is pushed to it.
    for (const key of [keys.quiz, keys.undo]) writes.push(["EXPIRE", key, QUIZ_SECONDS]);
  }
  return writes;
}

/** What the rating changed, as JSON with the packed records in base64; format 1. */
function packUndo(undo: Undo): string {
  const { before, review, ...rest } = undo;
  return JSON.stringify({
    format: 1,
    ...rest,
    before: before ? packCard(before).toString("base64") : undefined,
    review: packReview(review).toString("base64"),
  });
}

function unpackUndo(record: Buffer): Undo | undefined {
  const packed = JSON.parse(record.toString());
  if (packed.format !== 1) return undefined;
  const review = unpackLog(Buffer.from(packed.review, "base64"));
  if (review.type !== "review") return undefined;
  // Those of before there was a limit have no `reviewed`.
  const {
    deck,
    number,
    streak,
    fresh,
    reviewed = { day: 0, count: 0 },
    tooQuick,
    before,
    tally,
    day,
  } = packed;
  return {
    deck,
    number,
    fresh,
    reviewed,
    tooQuick,
    tally,
    day,
    // JSON leaves out what is undefined: the last day of none.
    streak: { ...NO_STREAK, ...streak },
    before: before === undefined ? undefined : unpackCard(Buffer.from(before, "base64")),
    review,
  };
}

/**
 * The states of all cards a learner has reviewed in a deck, by card number.
 *
 * @param cardNumbers the numbers of the deck's cards, to know which buckets to read
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function deckStates(
  store: Store,
  userId: string,
  deck: string,
  cardNumbers: readonly number[],
  deadline: Deadline,
): Promise<ReadonlyMap<number, CardState>> {
  const keys = learnerKeys(userId);
  const pipeline = store.pipeline();
  for (const bucket of new Set(cardNumbers.map(bucketOf))) pipeline.hgetallBuffer(keys.cards(deck, bucket));
  const replies = (await within(pipeline.exec(), deadline, false)) ?? [];
  const states = new Map<number, CardState>();
  for (const [error, bucket] of replies) {
    if (error) throw new StoreError("not-sent", error);
    for (const [number, record] of Object.entries(bucket as Record<string, Buffer>)) {
      states.set(Number(number), unpackCard(record));
    }
  }
  return states;
}

/**
 * The states of some cards of a learner, by "deck:number"; new ones are missing.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function cardStates(
  store: Store,
  userId: string,
  cards: readonly { readonly deck: string; readonly number: number }[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, CardState>> {
  const keys = learnerKeys(userId);
  const buckets = Map.groupBy(cards, ({ deck, number }) => keys.cards(deck, bucketOf(number)));
  const states = new Map<string, CardState>();
  const reading = [...buckets].map(async ([key, inside]) => {
    const records = await store.hmgetBuffer(key, ...inside.map(({ number }) => String(number)));
    for (const [index, { deck, number }] of inside.entries()) {
      const record = records[index];
      if (record) states.set(`${deck}:${number}`, unpackCard(record));
    }
  });
  await within(Promise.all(reading), deadline, false);
  return states;
}

/**
 * The numbers of the cards a learner suspended, by deck.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function suspendedCards(
  store: Store,
  userId: string,
  decks: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const keys = learnerKeys(userId);
  const sets = await within(
    Promise.all(decks.map((deck) => store.smembers(keys.suspended(deck)))),
    deadline,
    false,
  );
  return new Map(decks.map((deck, index) => [deck, new Set(sets[index]?.map(Number))]));
}

/**
 * Suspends a card for one learner, or takes it up again: it is in no quiz meanwhile, and keeps its schedule.
 *
 * @returns whether that changed anything
 * @throws StoreError
 */
export async function suspendCard(
  store: Store,
  userId: string,
  { deck, number }: { readonly deck: string; readonly number: number },
  suspended: boolean,
  deadline: Deadline,
): Promise<boolean> {
  const keys = learnerKeys(userId);
  const key = keys.suspended(deck);
  if (!suspended) return (await within(store.srem(key, number), deadline, true)) === 1;
  const note: Own = `suspended:${deck}`;
  const replies = await within(store.multi().sadd(keys.own, note).sadd(key, number).exec(), deadline, true);
  return replies?.[1]?.[1] === 1;
}

/** All log records of a learner in the calendar month (UTC) of a moment, oldest first. */
export async function readLog(
  store: Store,
  userId: string,
  at: number,
): Promise<readonly (ReviewRecord | GrantRecord)[]> {
  const records = await store.lrangeBuffer(learnerKeys(userId).log(at), 0, -1);
  return records.map(unpackLog);
}

/** Records that are read at a time: between two parts others get their turn. */
const LOG_PART = 500;

/**
 * A learner's log records from one moment (in ms) to another, oldest first. Only the end of the log is read.
 *
 * @throws StoreError "not-sent" when Redis does not answer; RecordError
 */
export async function readLogBetween(
  store: Store,
  userId: string,
  from: number,
  to: number,
  deadline: Deadline,
): Promise<readonly (ReviewRecord | GrantRecord)[]> {
  const keys = learnerKeys(userId);
  const parts: (ReviewRecord | GrantRecord)[][] = [];
  const isLate = ({ at }: { readonly at: number }) => at * 1000 >= from;
  for (const key of new Set([keys.log(to), keys.log(from)])) {
    for (let end = -1; ; end -= LOG_PART) {
      const packed = await within(store.lrangeBuffer(key, end - LOG_PART + 1, end), deadline, false);
      const records = packed.map(unpackLog);
      parts.unshift(records);
      if (records.length < LOG_PART || !records.every(isLate)) break;
    }
  }
  return parts.flat().filter((record) => isLate(record) && record.at * 1000 < to);
}
