import type { Deck } from "../../src/decks/deck.ts";
import { characters } from "../../src/quiz/draw.ts";
import { deadlineIn, type Store } from "../../src/store/connection.ts";
import { bucketOf, learnerKeys } from "../../src/store/keys.ts";
import { deckStates, loadLearner, readLog, type Snapshot } from "../../src/store/learners.ts";
import { type GrantRecord, packCard, type ReviewRecord } from "../../src/store/records.ts";
import { learnerDay } from "../../src/study/learner-day.ts";
import { readingTime } from "../../src/study/points.ts";
import { playQuiz, type QuizEvent } from "../../src/study/quiz.ts";
import { type CardState, review } from "../../src/study/scheduler.ts";
import { extendStreak, NO_STREAK } from "../../src/study/streak.ts";
import type { Account, Entry } from "./account.ts";
import { auditBoards } from "./audit-boards.ts";

const ZONE = "UTC";

/** What the store has of one person, held against what they remember. */
export interface Audit {
  /** Everything that does not agree, a sentence each. */
  readonly wrong: readonly string[];
  readonly reviews: number;
  readonly points: number;
  /** Ratings that were shown to be counted and are not there. */
  readonly lost: number;
  /** Ratings that are there once too often. */
  readonly doubled: number;
}

interface Stored {
  readonly snapshot: Snapshot;
  readonly reviews: readonly ReviewRecord[];
  readonly grants: readonly GrantRecord[];
}

/**
 * Holds a learner's account against all that is stored of them: log, card states, due days, points, streak, new cards,
 * where the quiz stands, and the places on boards. All reviews must be of one deck.
 *
 * @param since a moment before the learner's first rating, in ms since 1970
 */
export async function auditLearner(
  store: Store,
  userId: string,
  account: Account,
  deck: Deck,
  since: number,
): Promise<Audit> {
  const stored = await readStored(store, userId, since);
  const { snapshot, reviews, grants } = stored;
  const balance = compare(account.ratings, reviews);
  const wrong = [
    ...account.wrong,
    ...balance.wrong,
    ...(await auditStored(store, stored, deck, account.undone)),
    ...auditQuiz(snapshot, account),
  ];
  return { ...balance, wrong, reviews: reviews.length, points: grants.length };
}

/**
 * Whether what is stored of a learner agrees with itself, whatever they may have pressed.
 *
 * @returns a sentence for everything that does not
 */
export async function auditAlone(
  store: Store,
  userId: string,
  deck: Deck,
  since: number,
): Promise<readonly string[]> {
  const everyCard = new Set(deck.cards.map(({ number }) => number));
  return await auditStored(store, await readStored(store, userId, since), deck, everyCard);
}

async function readStored(store: Store, userId: string, since: number): Promise<Stored> {
  const months = new Map([since, Date.now()].map((at) => [new Date(at).getUTCMonth(), at]));
  const log = (await Promise.all([...months.values()].map((at) => readLog(store, userId, at)))).flat();
  return {
    snapshot: await loadLearner(store, userId, deadlineIn(5000)),
    reviews: log.filter((record) => record.type === "review"),
    grants: log.filter((record) => record.type === "grant"),
  };
}

/** @param undone cards of which a rating may have been taken back */
async function auditStored(
  store: Store,
  { snapshot, reviews, grants }: Stored,
  deck: Deck,
  undone: ReadonlySet<number>,
): Promise<string[]> {
  return [
    ...(await auditCards(store, snapshot.userId, deck, reviews)),
    ...auditCounters(snapshot, deck, reviews, grants, undone),
    ...(await auditGrants(store, snapshot, deck, grants)),
    ...(await auditUndo(store, snapshot, reviews)),
    ...(await auditBoards(store, snapshot, deck, reviews, grants)),
  ];
}

/** Every rating that stands is in the log exactly once, and nothing else is, in the same order. */
function compare(entries: readonly Entry[], reviews: readonly ReviewRecord[]) {
  const wrong: string[] = [];
  const fits = (entry: Entry, record: ReviewRecord | undefined) =>
    record !== undefined && record.card === entry.card && entry.ratings.includes(record.rating);
  // How many log entries the remembered ones may have used so far: several, where some are not sure.
  let used = new Set([0]);
  for (const [index, entry] of entries.entries()) {
    const next = new Set<number>();
    for (const position of used) {
      if (fits(entry, reviews[position])) next.add(position + 1);
      if (!entry.sure) next.add(position);
    }
    if (next.size === 0) {
      const there = [...used].map((at) => `${reviews[at]?.card} rated ${reviews[at]?.rating}`).join(", ");
      wrong.push(`rating ${index + 1}: card ${entry.card} rated ${entry.ratings}; the log has ${there}`);
      break;
    }
    used = next;
  }
  if (wrong.length === 0 && !used.has(reviews.length)) {
    wrong.push(`${reviews.length} reviews in the log, and only ${[...used].join(" or ")} were given`);
  }
  let lost = 0;
  let doubled = 0;
  for (const card of new Set([...entries, ...reviews].map(({ card }) => card))) {
    const remembered = entries.filter((entry) => entry.card === card);
    const there = reviews.filter((record) => record.card === card).length;
    lost += Math.max(0, remembered.filter(({ sure }) => sure).length - there);
    doubled += Math.max(0, there - remembered.length);
  }
  return { wrong, lost, doubled };
}

/** The states the log leads to, by card, and what counted for streak and limits on the way. */
function replay(reviews: readonly ReviewRecord[]) {
  const states = new Map<number, CardState>();
  let streak = NO_STREAK;
  let fresh = { day: 0, count: 0 };
  let reviewed = { day: 0, count: 0 };
  const counting: ReviewRecord[] = [];
  for (const record of reviews) {
    const at = record.at * 1000;
    const before = states.get(record.card);
    const today = learnerDay(at, ZONE);
    if (!before) fresh = { day: today, count: (fresh.day === today ? fresh.count : 0) + 1 };
    else if (before.due <= today) {
      reviewed = { day: today, count: (reviewed.day === today ? reviewed.count : 0) + 1 };
    }
    if (!before || before.due <= today) {
      streak = extendStreak(streak, at, ZONE, 0);
      counting.push(record);
    }
    states.set(record.card, review(before, record.rating, at, ZONE));
  }
  return { states, streak, fresh, reviewed, counting };
}

async function auditCards(
  store: Store,
  userId: string,
  deck: Deck,
  reviews: readonly ReviewRecord[],
): Promise<string[]> {
  const wrong: string[] = [];
  const numbers = deck.cards.map(({ number }) => number);
  const stored = await deckStates(store, userId, deck.id, numbers, deadlineIn(5000));
  const { states } = replay(reviews);
  for (const number of numbers) {
    const [is, should] = [stored.get(number), states.get(number)].map(
      (state) => state && packCard(state).toString("hex"),
    );
    if (is !== should) wrong.push(`card ${number} is ${is}, and its reviews lead to ${should}`);
  }
  for (const bucket of new Set(numbers.map(bucketOf))) {
    const flat = await store.zrange(learnerKeys(userId).due(deck.id, bucket), "0", "-1", "WITHSCORES");
    const due = flat.flatMap((number, index) => (index % 2 === 0 ? [`${number}:${flat[index + 1]}`] : []));
    const here = [...stored].filter(([number]) => bucketOf(number) === bucket);
    const should = here.map(([number, state]) => `${number}:${state.due}`);
    if (due.toSorted().join() !== should.toSorted().join()) wrong.push(`due is ${due}, not ${should}`);
  }
  return wrong;
}

/** Streak, new cards and points of the learner against the log. */
function auditCounters(
  { learner }: Snapshot,
  deck: Deck,
  reviews: readonly ReviewRecord[],
  grants: readonly GrantRecord[],
  undone: ReadonlySet<number>,
): string[] {
  const wrong: string[] = [];
  const same = (what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      wrong.push(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
  };
  const { streak, fresh, reviewed, counting } = replay(reviews);
  same("streak", learner.streak, streak);
  same("new cards", learner.fresh.count, fresh.count);
  same("due cards", learner.reviewed.count, reviewed.count);
  same("points", learner.points.total, grants.length);
  if (reviews.length > 0) same("started decks", [...learner.decks], [[deck.id, 1]]);
  const decks = new Map([[deck.id, deck]]);
  const dayOf = ({ at }: { at: number }) => learnerDay(at * 1000, ZONE);
  const earned = new Set(grants.map((grant) => `${dayOf(grant)}:${grant.card}`));
  if (earned.size !== grants.length) wrong.push(`${grants.length} points for ${earned.size} cards and days`);
  for (const record of counting) {
    const needed = readingTime(characters(decks, { deck: deck.id, number: record.card }));
    // The log has whole seconds, and stops at 255.
    const slow = record.seconds * 1000 - 500 >= needed;
    // A slow rating that was taken back leaves its point, and a quick one may follow in the same second.
    const quick = record.seconds * 1000 + 500 < needed && !undone.has(record.card);
    const own = grants.some(({ at, card }) => card === record.card && at === record.at);
    if (slow && !earned.has(`${dayOf(record)}:${record.card}`)) {
      wrong.push(`card ${record.card} was read for ${record.seconds} s and earned no point`);
    }
    if (quick && own) wrong.push(`card ${record.card} earned a point in ${record.seconds} s`);
  }
  return wrong;
}

/** The set that keeps a card from earning twice a day, against the points in the log. */
async function auditGrants(
  store: Store,
  { userId, learner }: Snapshot,
  deck: Deck,
  grants: readonly GrantRecord[],
): Promise<string[]> {
  const today = grants.filter(({ at }) => learnerDay(at * 1000, ZONE) === learner.points.day);
  const should = today.map(({ card }) => `${deck.id}:${card}`).toSorted();
  const is = (await store.smembers(learnerKeys(userId).grants)).toSorted();
  const wrong = is.join() === should.join() ? [] : [`cards that earned a point are ${is}, not ${should}`];
  if (learner.points.count !== today.length)
    wrong.push(`${learner.points.count} points today, not ${today.length}`);
  return wrong;
}

/** The end of the log is what the open quiz has, and each rating of it can be undone. */
async function auditUndo(
  store: Store,
  { userId, quiz }: Snapshot,
  reviews: readonly ReviewRecord[],
): Promise<string[]> {
  const wrong: string[] = [];
  const rated = quiz?.events.filter((event) => event !== "skip") ?? [];
  const last = rated.length > 0 ? reviews.slice(-rated.length).map(({ rating }) => rating) : [];
  if (rated.join() !== last.join()) wrong.push(`the quiz has ratings ${rated}, and the log ends in ${last}`);
  const undoable = await store.llen(learnerKeys(userId).undo);
  if (undoable !== rated.length) wrong.push(`${undoable} ratings can be undone, not ${rated.length}`);
  return wrong;
}

/** Where the quiz stands: the person's last screen and what is stored say the same. */
function auditQuiz({ quiz }: Snapshot, { quiz: remembered }: Account): string[] {
  if (!quiz || !remembered) return [`the quiz is ${quiz?.id}, and remembered is ${remembered?.id}`];
  const wrong: string[] = [];
  const where = `${quiz.id} at ${quiz.turn}`;
  const seen = `${remembered.id} at ${remembered.turn}`;
  if (where !== seen) wrong.push(`the quiz is ${where}, and the screen showed ${seen}`);
  const isSame = (item: Entry | "skip", event: QuizEvent | undefined, index: number) => {
    if (item === "skip" || event === "skip" || event === undefined) return item === event;
    const { current } = playQuiz(quiz.plan, quiz.events.slice(0, index));
    const card = current === undefined ? undefined : quiz.plan[current]?.number;
    return item.ratings.includes(event) && item.card === card;
  };
  const { done } = remembered;
  const { events } = quiz;
  if (done.length !== events.length || !done.every((item, index) => isSame(item, events[index], index))) {
    wrong.push(`the quiz went ${events}, and not ${JSON.stringify(done)}`);
  }
  return wrong;
}
