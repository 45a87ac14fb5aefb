import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, learnerKeys, shardOf } from "../../../src/store/keys.ts";

/** FNV-1a with 32 bits in integers of any size, as draft-eastlake-fnv words it. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n;
  return Number(hash);
}

const ids = fc.bigInt({ min: 10n ** 16n, max: 2n ** 63n - 1n }).map(String);

describe("the shard of a learner", () => {
  test.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("FNV-1a of %j, a vector of the draft", (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
    expect(shardOf(text)).toBe(hash % 256);
  });

  // Part of every key: were one of these to change, the data of its learners would be lost.
  test.each([
    ["80351110224678912", 109],
    ["123456789012345678", 92],
    ["876543210987654321", 226],
    ["1100000000000000001", 82],
    ["1409876543210987654", 112],
  ])("of %s is %i, for ever", (id, shard) => {
    expect(shardOf(id)).toBe(shard);
  });

  test("is FNV-1a modulo 256 for any id", () => {
    fc.assert(
      fc.property(ids, (id) => {
        expect(shardOf(id)).toBe(fnv1a(id) % 256);
      }),
    );
  });
});

describe("buckets", () => {
  test.each([
    [1, 0],
    [127, 0],
    [128, 1],
    [255, 1],
    [256, 2],
    [16_777_215, 131_071],
  ])("card %i lies in bucket %i", (card, bucket) => {
    expect(bucketOf(card)).toBe(bucket);
  });

  test("are what the script that loads a card computes, up to the largest number a record holds", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 24 - 1), (card) => {
        expect(bucketOf(card)).toBe(Math.floor(card / 128));
      }),
    );
  });
});

describe("the keys of a learner", () => {
  const at = Date.parse("2026-03-31T23:59:59Z");
  const all = (id: string) => {
    const keys = learnerKeys(id);
    return [
      keys.learner,
      keys.quiz,
      keys.undo,
      keys.grants,
      keys.cards("losses", 0),
      keys.due("losses", 0),
      keys.log(at),
    ];
  };

  test("are as the data model has them", () => {
    expect(all("123456789012345678")).toEqual(
      [
        "u:123456789012345678",
        "quiz:123456789012345678",
        "undo:123456789012345678",
        "pts:123456789012345678",
        "c:123456789012345678:losses:0",
        "due:123456789012345678:losses:0",
        "log:123456789012345678:202603",
      ].map((key) => `{s${shardOf("123456789012345678")}}:${key}`),
    );
  });

  test("share one hash tag, so that one script may touch all of them", () => {
    fc.assert(
      fc.property(ids, (id) => {
        const tags = all(id).map((key) => /^\{([^{}]+)\}/.exec(key)?.[1]);
        expect(new Set(tags)).toEqual(new Set([`s${shardOf(id)}`]));
      }),
    );
  });

  test("differ from one another, and from another learner's", () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        fc.pre(one !== other);
        expect(new Set([...all(one), ...all(other)]).size).toBe(14);
      }),
    );
  });

  test("the script builds a card's key from the prefix", () => {
    const keys = learnerKeys("123456789012345678");
    expect(keys.cards("losses", 3)).toBe(`${keys.cardPrefix}losses:3`);
  });

  test("a log holds one calendar month in UTC", () => {
    const { log } = learnerKeys("123456789012345678");
    expect(log(at + 1000)).toMatch(/:202604$/);
    expect(log(Date.parse("2026-12-31T23:59:59.999Z"))).toMatch(/:202612$/);
    expect(log(Date.parse("2027-01-01T00:00Z"))).toMatch(/:202701$/);
  });
});
