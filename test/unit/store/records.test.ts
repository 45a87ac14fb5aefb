import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type GrantRecord,
  packCard,
  packGrant,
  packReview,
  RecordError,
  type ReviewRecord,
  unpackCard,
  unpackLog,
} from "../../../src/store/records.ts";
import { RATINGS } from "../../../src/study/rating.ts";
import type { CardState } from "../../../src/study/scheduler.ts";

const anyRating = fc.constantFrom(...RATINGS);
/** An integer of so many bytes, often one of the ends. */
const bytes = (count: number) => {
  const max = 2 ** (8 * count) - 1;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(0, max) },
    { weight: 6, arbitrary: fc.maxSafeNat().map((n) => n % (max + 1)) },
  );
};
/** A number with 8 decimals, as ts-fsrs rounds. */
const rounded = (min: number, max: number) =>
  fc.oneof(
    fc.constantFrom(min, max),
    fc.double({ min, max, noNaN: true }).map((n) => +n.toFixed(8)),
  );

const cards: fc.Arbitrary<CardState> = fc.record({
  // ts-fsrs keeps stability within 0.001 and 36,500 days and difficulty within 1 and 10.
  stability: rounded(0.001, 36_500),
  difficulty: rounded(1, 10),
  reviewedAt: bytes(4),
  due: bytes(3),
  rating: anyRating,
  ratingBefore: fc.option(anyRating, { nil: undefined }),
  lapsedThatDay: fc.boolean(),
  reviews: bytes(2),
  lapses: bytes(1),
});
const reviews: fc.Arbitrary<ReviewRecord> = fc.record({
  type: fc.constant("review" as const),
  rating: anyRating,
  at: bytes(4),
  deck: bytes(2),
  card: bytes(3),
  interval: bytes(2),
  seconds: bytes(1),
});
const grants: fc.Arbitrary<GrantRecord> = fc.record({
  type: fc.constant("grant" as const),
  at: bytes(4),
  deck: bytes(2),
  card: bytes(3),
  home: bytes(2),
});

const CARD: CardState = {
  stability: 2.3065,
  difficulty: 2.11810397,
  reviewedAt: 1_772_323_200,
  due: 20_515,
  rating: 4,
  ratingBefore: 3,
  lapsedThatDay: true,
  reviews: 258,
  lapses: 7,
};
const REVIEW: ReviewRecord = {
  type: "review",
  rating: 5,
  at: 1_772_323_200,
  deck: 1,
  card: 22,
  interval: 46,
  seconds: 12,
};
const GRANT: GrantRecord = { type: "grant", at: 1_772_323_200, deck: 1, card: 22, home: 3 };

describe("packing and unpacking is the identity", () => {
  test("of a card, in 22 bytes", () => {
    fc.assert(
      fc.property(cards, (card) => {
        const record = packCard(card);
        expect(record).toHaveLength(22);
        expect(unpackCard(record)).toEqual(card);
        expect(packCard(unpackCard(record))).toEqual(record);
      }),
      { numRuns: 2000 },
    );
  });

  test("of a review, in 14 bytes", () => {
    fc.assert(
      fc.property(reviews, (review) => {
        const record = packReview(review);
        expect(record).toHaveLength(14);
        expect(unpackLog(record)).toEqual(review);
      }),
      { numRuns: 1000 },
    );
  });

  test("of a grant, in 12 bytes", () => {
    fc.assert(
      fc.property(grants, (grant) => {
        const record = packGrant(grant);
        expect(record).toHaveLength(12);
        expect(unpackLog(record)).toEqual(grant);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the bytes themselves, which stored data depends on", () => {
  test.each([
    ["a card", packCard(CARD), "105c" + "00000dbf7090" + "0c9ff85d" + "69a38180" + "005023" + "0102" + "07"],
    ["a review", packReview(REVIEW), "110569a38180" + "0001" + "000016" + "002e" + "0c"],
    ["a grant", packGrant(GRANT), "1269a38180" + "0001" + "000016" + "0003"],
  ])("of %s", (_, record, hex) => {
    expect(record.toString("hex")).toBe(hex);
  });
});

describe("what is too large", () => {
  test("counters stop", () => {
    expect(unpackCard(packCard({ ...CARD, reviews: 65_536, lapses: 256 }))).toMatchObject({
      reviews: 65_535,
      lapses: 255,
    });
    expect(unpackLog(packReview({ ...REVIEW, interval: 70_000, seconds: 604_800 }))).toMatchObject({
      interval: 65_535,
      seconds: 255,
    });
  });

  test.each([
    ["a card number of more than 24 bits", () => packReview({ ...REVIEW, card: 2 ** 24 })],
    ["a moment after 2106", () => packCard({ ...CARD, reviewedAt: 2 ** 32 })],
    ["a moment before 1970", () => packGrant({ ...GRANT, at: -1 })],
  ])("%s is refused, not cut", (_, pack) => {
    expect(pack).toThrow(RangeError);
  });
});

describe("bytes that are no record", () => {
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["another version", Buffer.from(packCard(CARD)).fill(0x20, 0, 1)],
    ["a card cut short", packCard(CARD).subarray(0, 21)],
    ["a card with a byte too many", Buffer.concat([packCard(CARD), Buffer.alloc(1)])],
    ["a review", packReview(REVIEW)],
    ["zeroes", Buffer.alloc(22)],
  ])("%s for a card", (_, record) => {
    expect(() => unpackCard(record)).toThrow(RecordError);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a review of another version", Buffer.from(packReview(REVIEW)).fill(0x21, 0, 1)],
    ["a grant of another version", Buffer.from(packGrant(GRANT)).fill(0x02, 0, 1)],
    ["a review as long as a grant", packReview(REVIEW).subarray(0, 12)],
    ["a grant as long as a review", Buffer.concat([packGrant(GRANT), Buffer.alloc(2)])],
    ["a card", packCard(CARD)],
  ])("%s for the log", (_, record) => {
    expect(() => unpackLog(record)).toThrow(RecordError);
  });

  test("keep what was found, for support", () => {
    const found = (() => {
      try {
        return unpackCard(Buffer.from("beef", "hex"));
      } catch (error) {
        return error;
      }
    })();
    expect(found).toBeInstanceOf(RecordError);
    expect(found).toMatchObject({ bytes: "beef", name: "RecordError" });
    expect(String(found)).toContain("2 bytes");
  });

  test("any bytes give a record or a RecordError, nothing else", () => {
    const heads = fc.constantFrom(0x10, 0x11, 0x12, 0x00, 0x20, 0xff);
    const lengths = fc.constantFrom(0, 1, 12, 14, 22, 40);
    const anyBytes = fc
      .tuple(
        heads,
        lengths.chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
      )
      .map(([head, rest]) => Buffer.from(rest).fill(head, 0, Math.min(1, rest.length)));
    fc.assert(
      fc.property(anyBytes, (record) => {
        for (const unpack of [unpackCard, unpackLog]) {
          try {
            unpack(record);
          } catch (error) {
            expect(error).toBeInstanceOf(RecordError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([0, 6, 7])("a rating of %i is not taken for one", (rating) => {
    const card = packCard(CARD);
    card[1] = rating;
    expect(() => unpackCard(card)).toThrow(RecordError);
    const review = packReview(REVIEW);
    review[1] = rating;
    expect(() => unpackLog(review)).toThrow(RecordError);
  });
});
