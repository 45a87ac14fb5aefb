import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cleanCard,
  cleanTag,
  cleanText,
  cleanTitle,
  withoutImages,
} from "../../../../src/decks/formats/clean.ts";
import { IMAGE_REFERENCE } from "../../../../src/decks/image.ts";

const clean = (more: object) => cleanCard({ front: "f", back: "b", ...more }, "line 7");

describe("cleanText", () => {
  it.each([
    [" a \r\n b\r\n", "a \n b"],
    ["a\rb\u2028c\u0085d\ve\ff", "a\nb\nc\nd\ne\nf"],
    ["a\0\u0007b\u009f\ufeffc\td", "abc\td"],
    ["\ud800a\udc00👍", "\ufffda\ufffd👍"],
  ])("makes %j %j", (raw, text) => {
    expect(cleanText(raw)).toBe(text);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        expect(cleanText(cleanText(raw))).toBe(cleanText(raw));
      }),
    );
  });
});

describe("cleanTag", () => {
  it.each([
    ["Bones::Hand", "bones-hand"],
    ["loss_function", "loss-function"],
    ["ÄRZTE", "ärzte"],
    ["--", ""],
    ["漢字", "漢字"],
  ])("makes %j %j", (raw, tag) => {
    expect(cleanTag(raw)).toBe(tag);
  });

  it("gives nothing but words that a deck takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        expect(cleanTag(raw)).toMatch(/^(?:[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*)?$/u);
      }),
    );
  });
});

describe("cleanCard", () => {
  it("keeps a card at the limits as it is", () => {
    const card = {
      front: "f".repeat(4000),
      back: "b".repeat(4000),
      hint: "h".repeat(1000),
      tags: Array.from({ length: 10 }, (_, i) => `${i}`.repeat(32)),
      accepts: Array.from({ length: 10 }, (_, i) => `${i}`.repeat(100)),
      source: "s".repeat(100),
      path: ["A", "B"],
    };
    expect(cleanCard(card, "line 7")).toEqual(card);
  });

  it.each([
    [{ front: " \u200b\0" }, "the question is empty"],
    [{ back: "\n" }, "the answer is empty"],
    [{ front: "f".repeat(4001) }, "the question is 4,001 characters long; at most 4,000 fit on a card"],
    [{ back: "b".repeat(5000) }, "the answer is 5,000 characters long; at most 4,000 fit on a card"],
    [{ hint: "h".repeat(1001) }, "the hint is 1,001 characters long; at most 1,000 fit on a card"],
  ])("skips a card with a reason (%#)", (more, why) => {
    expect(clean(more)).toEqual({ where: "line 7", why });
  });

  it("counts tags, accepted answers and a source that do not fit", () => {
    const leftOut = new Map<string, number>();
    const eleven = Array.from({ length: 11 }, (_, i) => `t${i}`);
    const raw = {
      front: "f",
      back: "b",
      hint: " ",
      tags: [...eleven, "T0", "x".repeat(33), "!"],
      accepts: ["", "a", "a ", "x".repeat(101)],
      source: "x".repeat(101),
    };
    expect(cleanCard(raw, "line 1", leftOut)).toEqual({
      front: "f",
      back: "b",
      tags: eleven.slice(0, 10),
      accepts: ["a"],
      path: [],
    });
    expect(Object.fromEntries(leftOut)).toEqual({ tag: 2, "accepted answer": 1, "card id": 1 });
  });
});

describe("cleanTitle", () => {
  it("is one line of at most 100 characters, without half a character at its end", () => {
    expect(cleanTitle(" Bones\n of ")).toBe("Bones of");
    expect(cleanTitle(`${"x".repeat(98)}👍👍`)).toBe(`${"x".repeat(98)}…`);
    expect(cleanTitle("\n")).toBeUndefined();
  });
});

describe("withoutImages", () => {
  it("leaves the alt text and counts", () => {
    const leftOut = new Map<string, number>();
    const image = (alt: string) => `![${alt}](image:0123456789abcdef01234567.png)`;
    expect(withoutImages(`a ${image("b \\[c\\]")} ${image("")}(d)`, leftOut)).toBe("a [b [c]] [image] (d)");
    expect(leftOut).toEqual(new Map([["image", 2]]));
  });

  it("knows the references that every other part knows", () => {
    const piece = fc.constantFrom("![", "](image:0123456789abcdef01234567.png)", "]", "\\", "\n", "a", "(");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const leftOut = new Map<string, number>();
        withoutImages(text, leftOut);
        expect(leftOut.get("image") ?? 0).toBe([...text.matchAll(IMAGE_REFERENCE)].length);
      }),
      { numRuns: 1000 },
    );
  });
});
