import { type Rating, toRating } from "../study/rating.ts";
import type { CardState } from "../study/scheduler.ts";

/**
 * Packed records. Every one begins with a byte whose high nibble is the format's version, so that a later format
 * can stand beside an older one. Numbers are big-endian.
 */
const VERSION = 1;

const CARD_BYTES = 22;
const REVIEW_BYTES = 14;
const GRANT_BYTES = 12;

/** ts-fsrs rounds stability and difficulty to 8 decimals, so as integers of 1e-8 they are stored exactly. */
const SCALE = 1e8;

/** The version nibble, then what kind of record it is. */
const TYPE = { card: 0, review: 1, grant: 2 } as const;

/** What is left of a record that cannot be read: its bytes, for the log and for support. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly bytes: string;
  constructor(what: string, record: Buffer) {
    super(
      `A stored ${what} record cannot be read (${record.length} bytes, first byte ${record[0] ?? "none"}).`,
    );
    this.bytes = record.toString("hex");
  }
}

function checkHead(what: keyof typeof TYPE, length: number, record: Buffer): void {
  if (record.length !== length || record[0] !== ((VERSION << 4) | TYPE[what]))
    throw new RecordError(what, record);
}

function ratingIn(value: number, what: keyof typeof TYPE, record: Buffer): Rating {
  const rating = toRating(value);
  if (rating === undefined) throw new RecordError(what, record);
  return rating;
}

/**
 * The state of a card in 22 bytes: head 1, rating (3 bits), rating before (3), lapsed (1), unused (1),
 * stability 6, difficulty 4, time 4, due day 3, reviews 2, lapses 1.
 *
 * Reviews stop counting at 65,535 and lapses at 255.
 */
export function packCard(state: CardState): Buffer {
  const record = Buffer.alloc(CARD_BYTES);
  record[0] = (VERSION << 4) | TYPE.card;
  record[1] = state.rating | ((state.ratingBefore ?? 0) << 3) | (Number(state.lapsedThatDay) << 6);
  record.writeUIntBE(Math.round(state.stability * SCALE), 2, 6);
  record.writeUInt32BE(Math.round(state.difficulty * SCALE), 8);
  record.writeUInt32BE(state.reviewedAt, 12);
  record.writeUIntBE(state.due, 16, 3);
  record.writeUInt16BE(Math.min(state.reviews, 0xffff), 19);
  record[21] = Math.min(state.lapses, 0xff);
  return record;
}

/** @throws RecordError when the bytes are of no known format */
export function unpackCard(record: Buffer): CardState {
  checkHead("card", CARD_BYTES, record);
  const flags = record.readUInt8(1);
  const before = (flags >> 3) & 7;
  return {
    stability: record.readUIntBE(2, 6) / SCALE,
    difficulty: record.readUInt32BE(8) / SCALE,
    reviewedAt: record.readUInt32BE(12),
    due: record.readUIntBE(16, 3),
    rating: ratingIn(flags & 7, "card", record),
    ratingBefore: before === 0 ? undefined : ratingIn(before, "card", record),
    lapsedThatDay: (flags & 64) !== 0,
    reviews: record.readUInt16BE(19),
    lapses: record.readUInt8(21),
  };
}

/** One rating as the review log keeps it. */
export interface ReviewRecord {
  readonly type: "review";
  readonly rating: Rating;
  /** Whole seconds since the Unix epoch. */
  readonly at: number;
  /** The learner's own number of the deck. */
  readonly deck: number;
  readonly card: number;
  /** Days from the review before to the day it was due at; 0 for a new card. Stops at 65,535. */
  readonly interval: number;
  /** Seconds the card was on the screen; stops at 255. */
  readonly seconds: number;
}

/** One point earned. It stays when its review is undone. */
export interface GrantRecord {
  readonly type: "grant";
  readonly at: number;
  readonly deck: number;
  readonly card: number;
  /** The learner's own number of the home server; 0 when there is none. */
  readonly home: number;
}

/** A review in 14 bytes: head 1, rating 1, time 4, deck 2, card 3, interval 2, seconds 1. */
export function packReview(review: ReviewRecord): Buffer {
  const record = Buffer.alloc(REVIEW_BYTES);
  record[0] = (VERSION << 4) | TYPE.review;
  record[1] = review.rating;
  record.writeUInt32BE(review.at, 2);
  record.writeUInt16BE(review.deck, 6);
  record.writeUIntBE(review.card, 8, 3);
  record.writeUInt16BE(Math.min(review.interval, 0xffff), 11);
  record[13] = Math.min(review.seconds, 0xff);
  return record;
}

/** A grant in 12 bytes: head 1, time 4, deck 2, card 3, home 2. */
export function packGrant(grant: GrantRecord): Buffer {
  const record = Buffer.alloc(GRANT_BYTES);
  record[0] = (VERSION << 4) | TYPE.grant;
  record.writeUInt32BE(grant.at, 1);
  record.writeUInt16BE(grant.deck, 5);
  record.writeUIntBE(grant.card, 7, 3);
  record.writeUInt16BE(grant.home, 10);
  return record;
}

/** @throws RecordError when the bytes are of no known format */
export function unpackLog(record: Buffer): ReviewRecord | GrantRecord {
  if (record[0] === ((VERSION << 4) | TYPE.grant)) {
    checkHead("grant", GRANT_BYTES, record);
    return {
      type: "grant",
      at: record.readUInt32BE(1),
      deck: record.readUInt16BE(5),
      card: record.readUIntBE(7, 3),
      home: record.readUInt16BE(10),
    };
  }
  checkHead("review", REVIEW_BYTES, record);
  return {
    type: "review",
    rating: ratingIn(record.readUInt8(1), "review", record),
    at: record.readUInt32BE(2),
    deck: record.readUInt16BE(6),
    card: record.readUIntBE(8, 3),
    interval: record.readUInt16BE(11),
    seconds: record.readUInt8(13),
  };
}
