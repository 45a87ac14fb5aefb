import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ImportedCard, ReadDeck } from "../../../src/decks/formats/types.ts";
import {
  checkFile,
  checkImages,
  checkResult,
  MOST_OF_PART,
  MOST_RESULT,
  slicesOf,
  summaryOf,
} from "../../../src/offload/parts.ts";

const card = (front: string, path: readonly string[] = []): ImportedCard => ({
  front,
  back: "b",
  tags: [],
  path,
});

describe("slices", () => {
  it("hold all cards once and in order, at most 250 each", () => {
    const lengths = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4000 })), {
      maxLength: 1200,
    });
    fc.assert(
      fc.property(lengths, (all) => {
        const cards = all.map((length) => card("x".repeat(length)));
        const slices = [...slicesOf(cards)];
        expect(slices.flat()).toEqual(cards);
        for (const slice of slices) {
          expect(slice.length).toBeGreaterThan(0);
          expect(slice.length).toBeLessThanOrEqual(MOST_OF_PART);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("are shorter where cards are long", () => {
    const sizes = [...slicesOf(Array.from({ length: 100 }, () => card("x".repeat(4000))))].map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([33, 33, 33, 1]);
  });
});

describe("a summary", () => {
  const deck: ReadDeck = {
    format: "csv",
    detail: "CSV",
    title: "T",
    description: undefined,
    cards: Array.from({ length: 1202 }, (_, index) => card(String(index), ["a", String(index % 601)])),
    skipped: Array.from({ length: 300 }, (_, index) => ({ where: `line ${index}`, why: "it is empty" })),
    images: new Map([
      ["1.png", new Uint8Array(3)],
      ["2.png", new Uint8Array(4)],
    ]),
    leftOut: new Map([["sound", 2]]),
  };

  it("counts all and shows the first", () => {
    const summary = summaryOf(deck, 99);
    expect(summary).toMatchObject({
      cards: 1202,
      skippedInAll: 300,
      textBytes: 99,
      imageBytes: 7,
      images: 2,
    });
    expect(summary.skipped).toEqual(deck.skipped.slice(0, 200));
    expect(summary.samples.map(({ front }) => front)).toEqual(["0", "1", "2"]);
    expect(summary.leftOut).toEqual([["sound", 2]]);
  });

  it("names the first 500 subdecks with all of their cards", () => {
    const { paths } = summaryOf(deck, 0);
    expect(paths.length).toBe(500);
    expect(paths[0]).toEqual({ path: ["a", "0"], cards: 2 });
    expect(new Set(paths.map(({ cards }) => cards))).toEqual(new Set([2]));
  });
});

test("what is just within a limit passes, one byte more does not", () => {
  const images = (bytes: number) => new Map([["1.png", new Uint8Array(bytes)]]);
  expect(checkImages(images(8 * 2 ** 20))).toBe(8 * 2 ** 20);
  expect(() => checkImages(images(8 * 2 ** 20 + 1))).toThrow("take 8.1 MiB together; a deck may have 8 MiB");
  checkResult(MOST_RESULT);
  expect(() => checkResult(MOST_RESULT + 1)).toThrow(/more than 24 MiB/);
  checkFile(MOST_RESULT);
  expect(() => checkFile(MOST_RESULT + 1)).toThrow("would be 24.1 MiB, and at most 24 MiB");
});
