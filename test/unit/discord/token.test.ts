import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CARD_PREFIX,
  DECK_PREFIX,
  fixButton,
  IN_QUIZ,
  readToken,
  token,
} from "../../../src/discord/custom-id.ts";

/** What the bot puts into a `custom_id` before the last argument: ids, numbers, words of its own. */
const fixed = fc.array(
  fc.oneof(
    fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    fc.nat({ max: 99_999 }),
    fc.constantFrom("p", "n", "quiz"),
  ),
  { maxLength: 3 },
);
const verb = fc.stringMatching(/^[a-z]{2,10}$/);
/** Free text that takes fewer than 20 characters as it is sent: "%00" is the longest a character of ASCII becomes. */
const short = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("", ":", "%", "%41", "a:b", "ä", "漢", "🎓", "100 %"),
);

describe("a custom_id", () => {
  test("what was put in is read again, whatever the last argument holds", () => {
    fc.assert(
      fc.property(verb, fixed, short, (name, args, last) => {
        const id = token(DECK_PREFIX, name, ...args, last);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(readToken(id)).toEqual({ verb: name, args: [...args.map(String), last] });
      }),
    );
  });

  test("without arguments there are none", () => {
    expect(token(DECK_PREFIX, "new")).toBe("d1:new");
    expect(readToken("d1:new")).toEqual({ verb: "new", args: [] });
    expect(readToken(token("i1", "into", "abcdefghijkl", ""))).toEqual({
      verb: "into",
      args: ["abcdefghijkl", ""],
    });
  });

  test("of a last argument that is too long a beginning is kept", () => {
    fc.assert(
      fc.property(verb, fixed, fc.string({ unit: "grapheme-ascii", maxLength: 200 }), (name, args, last) => {
        const id = token(DECK_PREFIX, name, ...args, last);
        expect(id.length).toBeLessThanOrEqual(100);
        const read = readToken(id).args.at(-1) ?? "";
        expect(last.startsWith(read)).toBe(true);
        // Nothing is given up that would have had room: a character takes three at most.
        if (read !== last) expect(id.length).toBeGreaterThanOrEqual(98);
      }),
    );
  });

  test("whatever text is cut, in any script: what is read is a beginning of it, and no half character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (raw) => {
        const last = raw.toWellFormed();
        const id = token(DECK_PREFIX, "show", "abcdefghijkl", 3, last);
        expect(id.length).toBeLessThanOrEqual(100);
        const read = readToken(id).args.at(-1) ?? "";
        expect(last.startsWith(read)).toBe(true);
        expect(read.isWellFormed()).toBe(true);
        // The next character had no room: one of two units takes twelve.
        if (read !== last) expect(id.length).toBeGreaterThan(100 - 12);
      }),
    );
  });

  test("what is searched for is kept in any script, and half a character does no harm", () => {
    const read = (last: string) => readToken(token(DECK_PREFIX, "show", "abcdefghijkl", 0, last)).args[2];
    expect(read("漢字".repeat(10))).toBe("漢字".repeat(4));
    expect(read("привет ".repeat(4))).toBe("привет привет");
    expect(read(`${"a".repeat(39)}\ud83d`)).toBe(`${"a".repeat(39)}\ufffd`);
  });

  test("a forged one never throws", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("%", "%zz", "%E4", "%E4%B8", ":", "%F0%9F%98"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { verb: name, args } = readToken(pieces.join(""));
        expect(typeof name).toBe("string");
        expect(args.every((arg) => typeof arg === "string")).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(readToken("")).toEqual({ verb: "", args: [] });
    expect(readToken("d1:show:%zz%E4").args).toHaveLength(1);
  });

  test("the button that mends a card in a quiz says that it is in a quiz", () => {
    const id = fixButton({ deckId: "abcdefghijkl", cardNumber: 16_777_215 }, "suggest");
    expect(id.startsWith(`${CARD_PREFIX}:`)).toBe(true);
    expect(readToken(id)).toEqual({ verb: "suggest", args: ["abcdefghijkl", "16777215", IN_QUIZ] });
  });
});
