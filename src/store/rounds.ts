import type { CardRef } from "../study/plan.ts";
import { RATINGS, type Rating } from "../study/rating.ts";
import { type Clock, commit, fieldsOf, hashWrites, type Write } from "./commit.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import { learnerKeys, roundKeys } from "./keys.ts";
import { type RoundRecord, readCardRef, roundFields, roundFrom } from "./round-record.ts";

/** What belongs to a round is kept so long after it was last touched: its summary's buttons work until then. */
export const ROUND_SECONDS = 2 * 86_400;

/** A channel's round at one moment. */
export interface RoundSnapshot {
  readonly channelId: string;
  readonly revision: string;
  readonly clock: Clock;
  /** Undefined when none was held there of late. */
  readonly round: RoundRecord | undefined;
}

/** A card that had its turn, in a message whose buttons are still to be taken away. */
export interface Closing extends Pick<RoundRecord, "id" | "host" | "position" | "cards" | "card" | "choice"> {
  readonly message: string;
  readonly pictures: readonly string[];
}

/** What a step of a round changes. */
export interface RoundChange {
  readonly round: RoundRecord;
  /** The card that comes next: it is noted among those shown. */
  readonly shows?: CardRef;
  readonly closing?: Closing | undefined;
}

function snapshotOf(channelId: string, reply: unknown): RoundSnapshot {
  const [redis, json] = reply as [number, Buffer];
  const fields = fieldsOf(json);
  return {
    channelId,
    revision: fields.get("rev") ?? "0",
    clock: { redis: Number(redis), local: performance.now() },
    round: roundFrom(channelId, fields),
  };
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function loadRound(store: Store, channelId: string, deadline: Deadline): Promise<RoundSnapshot> {
  const reply = store.loadHashBuffer(roundKeys(channelId).round);
  return snapshotOf(channelId, await within(reply, deadline, false));
}

/**
 * Notes with a person that they are about to be in a round, so that what it keeps of them can be found.
 *
 * @param now milliseconds since 1970
 * @throws StoreError
 */
export async function noteRound(
  store: Store,
  userId: string,
  { channelId, id }: Pick<RoundRecord, "channelId" | "id">,
  now: number,
  deadline: Deadline,
): Promise<void> {
  const { entered } = learnerKeys(userId);
  await within(store.noteRound(entered, `${channelId}:${id}`, now, ROUND_SECONDS), deadline, true);
}

/** Whether a round is still noted with a person. @throws StoreError "not-sent" when Redis does not answer */
export async function isInRound(
  store: Store,
  userId: string,
  { channelId, id }: Pick<RoundRecord, "channelId" | "id">,
  deadline: Deadline,
): Promise<boolean> {
  const { entered } = learnerKeys(userId);
  return (await within(store.zscore(entered, `${channelId}:${id}`), deadline, false)) !== null;
}

/** What is about to be written of a person who deleted their data is refused so long. Seconds. */
const FENCE_SECONDS = 10;

/** A round that was about to begin does not, if it comes within so long. Seconds. */
const VOID_SECONDS = 60;

/**
 * Takes a person whose data is deleted out of a round. Where they led it, nobody does then.
 *
 * @throws StoreError
 */
export async function forgetInRound(
  store: Store,
  userId: string,
  { channelId, id }: Pick<RoundRecord, "channelId" | "id">,
  deadline: Deadline,
): Promise<void> {
  const keys = roundKeys(channelId, id);
  const { round, seen, points, closing, cards, pen, ratingsPrefix, picksPrefix } = keys;
  const names = [round, keys.fence(userId), seen, points, keys.note(userId), closing, cards, pen];
  const of = [id, userId, ratingsPrefix, picksPrefix];
  const reply = store.leaveRound(...names, ...of, FENCE_SECONDS, VOID_SECONDS);
  await within(reply, deadline, true);
}

/**
 * The same for somebody who does something in a round, which is noted.
 *
 * @param now milliseconds since 1970
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function enterRound(
  store: Store,
  { channelId, id }: Pick<RoundRecord, "channelId" | "id">,
  userId: string,
  now: number,
  deadline: Deadline,
): Promise<RoundSnapshot> {
  const keys = roundKeys(channelId, id);
  const noted = noteRound(store, userId, { channelId, id }, now, deadline);
  const fence = keys.fence(userId);
  const entering = store.enterRoundBuffer(keys.round, keys.seen, fence, id, userId, now, ROUND_SECONDS);
  const [reply] = await Promise.all([within(entering, deadline, false), noted]);
  return snapshotOf(channelId, reply);
}

/**
 * Writes a step of a round, all of it or nothing.
 *
 * @returns "conflict" when the round changed since the snapshot: nothing was written, load again
 * @throws StoreError "not-sent" or "unknown"
 */
export function commitRound(
  store: Store,
  { channelId, revision, clock, round: before }: RoundSnapshot,
  { round, shows, closing }: RoundChange,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const keys = roundKeys(channelId, round.id);
  const known = before ? roundFields(before) : new Map<string, string>();
  const writes: Write[] = [
    ...hashWrites(keys.round, known, roundFields(round)),
    ["EXPIRE", keys.round, ROUND_SECONDS],
  ];
  if (shows) writes.push(["RPUSH", keys.cards, `${shows.deck}:${shows.number}`]);
  if (closing) {
    writes.push(["RPUSH", keys.closing, JSON.stringify(closing)]);
    writes.push(["EXPIRE", keys.closing, ROUND_SECONDS]);
  }
  writes.push(["EXPIRE", keys.cards, ROUND_SECONDS]);
  return commit(store, { key: keys.round, revision, clock }, writes, deadline);
}

type Ref = Pick<RoundRecord, "channelId" | "id">;

/** A rating as the round keeps it. */
export interface Given {
  readonly position: number;
  readonly userId: string;
  /** Which of the person's ratings of this card it is, from 1. */
  readonly turn: number;
  readonly rating: Rating;
  /** The person's points in the round so far. */
  readonly points: number;
}

/**
 * Notes a rating, once however often it is noted.
 *
 * @throws StoreError "unknown" where it may have been noted
 */
export async function tallyRating(
  store: Store,
  { channelId, id }: Ref,
  { position, userId, turn, rating, points }: Given,
  deadline: Deadline,
): Promise<void> {
  const keys = roundKeys(channelId, id);
  const reply = store.tallyRating(
    keys.ratings(position),
    keys.points,
    keys.pen,
    keys.fence(userId),
    userId,
    turn,
    rating,
    points,
    ROUND_SECONDS,
  );
  await within(reply, deadline, true);
}

/** What each person gave the cards of some positions. @throws StoreError "not-sent" */
export async function readRatings(
  store: Store,
  { channelId, id }: Ref,
  positions: readonly number[],
  deadline: Deadline,
): Promise<readonly ReadonlyMap<string, Rating>[]> {
  const keys = roundKeys(channelId, id);
  const hashes = await within(
    Promise.all(positions.map((position) => store.hgetall(keys.ratings(position)))),
    deadline,
    false,
  );
  return hashes.map(
    (hash) =>
      new Map(
        Object.entries(hash).flatMap(([userId, given]) => {
          const rating = RATINGS.find((known) => String(known) === given.at(-1));
          return rating ? [[userId, rating] as const] : [];
        }),
      ),
  );
}

/** How many people rated the card of a position. @throws StoreError "not-sent" */
export const countRatings = (
  store: Store,
  { channelId, id }: Ref,
  position: number,
  deadline: Deadline,
): Promise<number> => within(store.hlen(roundKeys(channelId, id).ratings(position)), deadline, false);

/** Points earned in a round by user id, the most first. @throws StoreError "not-sent" */
export async function readPoints(
  store: Store,
  { channelId, id }: Ref,
  deadline: Deadline,
): Promise<ReadonlyMap<string, number>> {
  const hash = await within(store.hgetall(roundKeys(channelId, id).points), deadline, false);
  const points = Object.entries(hash).map(([userId, count]) => [userId, Number(count)] as const);
  return new Map(points.toSorted(([, a], [, b]) => b - a));
}

/** The cards of a round in the order shown, the current one last. @throws StoreError "not-sent" */
export async function readShown(
  store: Store,
  { channelId, id }: Ref,
  deadline: Deadline,
): Promise<readonly CardRef[]> {
  const cards = await within(store.lrange(roundKeys(channelId, id).cards, 0, -1), deadline, false);
  return cards.map(readCardRef);
}

/** Who did something in a round since a moment, those who did last first. @throws StoreError "not-sent" */
export const seenSince = (
  store: Store,
  { channelId, id }: Ref,
  since: number,
  deadline: Deadline,
): Promise<readonly string[]> =>
  within(store.zrevrangebyscore(roundKeys(channelId, id).seen, "+inf", since), deadline, false);

/** When a person last did something in a round, or anybody did, in ms since 1970; 0 for never. @throws StoreError */
export async function lastSeen(
  store: Store,
  { channelId, id }: Ref,
  userId: string | undefined,
  deadline: Deadline,
): Promise<number> {
  const { seen } = roundKeys(channelId, id);
  if (userId !== undefined) return Number((await within(store.zscore(seen, userId), deadline, false)) ?? 0);
  const [, at] = await within(store.zrange(seen, "-1", "-1", "WITHSCORES"), deadline, false);
  return Number(at ?? 0);
}

/** The message that is to be closed next. @throws StoreError "not-sent" */
export async function nextClosing(
  store: Store,
  channelId: string,
  deadline: Deadline,
): Promise<Closing | undefined> {
  const packed = await within(store.lindex(roundKeys(channelId).closing, 0), deadline, false);
  return packed === null ? undefined : (JSON.parse(packed) as Closing);
}

/** Has a message closed that no round knows of. @throws StoreError */
export async function addClosing(
  store: Store,
  channelId: string,
  closing: Closing,
  deadline: Deadline,
): Promise<void> {
  const key = roundKeys(channelId).closing;
  const pipeline = store.multi().rpush(key, JSON.stringify(closing)).expire(key, ROUND_SECONDS);
  await within(pipeline.exec(), deadline, true);
}

/** A message is closed, or there is no closing it. @throws StoreError */
export async function closingDone(
  store: Store,
  channelId: string,
  closing: Closing,
  deadline: Deadline,
): Promise<void> {
  await within(store.lrem(roundKeys(channelId).closing, 1, JSON.stringify(closing)), deadline, true);
}

/** Whoever holds the pen is given up after so long without a word of theirs. Milliseconds. */
const LEASE = 5000;

/** So often whoever holds the pen says that they still do. Milliseconds. */
export const PEN_KEPT_EVERY = 1000;

/** Between two edits of a round's messages lies at least so much. Milliseconds. */
const PACE = 1000;

/**
 * What is to be done about a round's messages: edit after so many milliseconds, or look again once somebody else's hold
 * would be over; undefined for nothing.
 */
export type Turn = { readonly editIn: number } | { readonly heldFor: number } | undefined;

async function pen(
  store: Store,
  channelId: string,
  what: "want" | "take" | "keep" | "read" | "done" | "again",
  pace: number,
  deadline: Deadline,
): Promise<Turn> {
  const { pen, closing } = roundKeys(channelId);
  const reply = store.roundPen(pen, closing, what, LEASE, pace, ROUND_SECONDS);
  const turn = await within(reply, deadline, true);
  if (turn === null) return undefined;
  return Number(turn) < 0 ? { heldFor: -Number(turn) } : { editIn: Number(turn) };
}

/** The pen is still held. */
export const keepPen = (store: Store, channelId: string, deadline: Deadline): Promise<Turn> =>
  pen(store, channelId, "keep", PACE, deadline);

/** Asks for the pen. @param redraw whether the current message is to be edited, beside what else there is */
export const takePen = (
  store: Store,
  channelId: string,
  redraw: boolean,
  deadline: Deadline,
): Promise<Turn> => pen(store, channelId, redraw ? "want" : "take", PACE, deadline);

/** What is read after this is what is drawn. */
export const penReads = (store: Store, channelId: string, deadline: Deadline): Promise<Turn> =>
  pen(store, channelId, "read", PACE, deadline);

/** An edit is done; where there is more to edit, the pen stays. */
export const penDone = (store: Store, channelId: string, deadline: Deadline): Promise<Turn> =>
  pen(store, channelId, "done", PACE, deadline);

/** An edit failed; it is to be tried again after so many milliseconds. */
export const penFailed = (
  store: Store,
  channelId: string,
  pause: number,
  deadline: Deadline,
): Promise<Turn> => pen(store, channelId, "again", pause, deadline);

/** A note lives as long as Discord takes the token of an interaction, a little less. Seconds. */
const NOTE_SECONDS = 880;

/**
 * Keeps the token by which a person's private answer can be taken away again.
 *
 * @returns that of the answer before it
 * @throws StoreError
 */
export async function keepNote(
  store: Store,
  channelId: string,
  userId: string,
  token: string,
  deadline: Deadline,
): Promise<string | undefined> {
  const { note, fence } = roundKeys(channelId);
  const reply = store.keepAnswer(note(userId), fence(userId), token, NOTE_SECONDS);
  return ((await within(reply, deadline, true)) as string | null) ?? undefined;
}

/** The token of a person's private answer, while it is good. @throws StoreError "not-sent" */
export async function readNote(
  store: Store,
  channelId: string,
  userId: string,
  deadline: Deadline,
): Promise<string | undefined> {
  return (await within(store.get(roundKeys(channelId).note(userId)), deadline, false)) ?? undefined;
}
