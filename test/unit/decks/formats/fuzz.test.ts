import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../../../../src/decks/formats/read.ts";
import {
  FormatError,
  type FormatId,
  type ReadDeck,
  type ReadOptions,
} from "../../../../src/decks/formats/types.ts";
import { cardText } from "./samples.ts";

const FORMATS: readonly FormatId[] = ["site", "csv", "anki-text", "quizlet", "qa", "json"];

const PIECES = [
  "front,back\n",
  "Question;Answer;Tags\n",
  "sep=;\n",
  "#separator:tab\n",
  "#separator:comma\n",
  "#html:true\n",
  "#html:false\n",
  "#columns:Front\tBack\tHint\n",
  "#deck column:1\n",
  "#guid column:9\n",
  "#notetype:Basic (and reversed card)\n",
  "{{c1::",
  "::hint}}",
  "}}",
  "\n1\n\nQ\n\n",
  "\n2\n\nQ\n\n",
  "\nA\n\n",
  "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n",
  "Q: ",
  "Q: x\nA: y\n",
  "![",
  "a\tb\n",
  "1\n",
  "\nA: ",
  '{"flashback": 1, "title": "t", "cards": [{"front": "a", "back": "',
  '"}]}',
  "\t",
  ",",
  ";",
  "|",
  '"',
  "\n",
  "\r\n",
  "<b>",
  "</i>",
  "<img src=x>",
  "\\",
  "$",
  "\0",
  "\ud800",
  "![a](image:0123456789abcdef01234567.png)",
];

const text = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PIECES) }, cardText(30)), { maxLength: 40 })
  .map((pieces) => pieces.join(""));
const encoding = fc.constantFrom<BufferEncoding>("utf8", "utf16le", "latin1");
const file = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(text, encoding).map(([content, as]) => new Uint8Array(Buffer.from(content, as))),
);

function expectDeckOrError(bytes: Uint8Array, options: ReadOptions) {
  let deck: ReadDeck;
  try {
    deck = readText(bytes, options);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toMatch(/\.$|mistakes$|\n/);
    return;
  }
  expect(deck.cards.length).toBeGreaterThan(0);
  for (const { front, back, hint = "", tags, accepts = [], source = "" } of deck.cards) {
    expect([front.trim(), back.trim()]).toEqual([front, back]);
    expect(Math.min(front.length, back.length)).toBeGreaterThan(0);
    expect(Math.max(front.length, back.length, 4 * hint.length, 40 * source.length)).toBeLessThanOrEqual(
      4000,
    );
    expect(Math.max(tags.length, accepts.length)).toBeLessThanOrEqual(10);
    for (const tag of tags) expect(tag).toMatch(/^[\p{Ll}\p{Lo}\p{M}\p{N}-]{1,32}$/u);
    expect((front + back + hint).isWellFormed()).toBe(true);
    expect(front + back + hint).not.toMatch(/[^\P{Cc}\n\t]/u);
  }
}

describe("any bytes are a deck within the limits or a FormatError", () => {
  it("where the format is told by the content", () => {
    fc.assert(
      fc.property(file, (bytes) => expectDeckOrError(bytes, { name: "x" })),
      { numRuns: 600 },
    );
  });

  it.each(FORMATS)("where a person chose %s", (format) => {
    fc.assert(
      fc.property(file, (bytes) => expectDeckOrError(bytes, { name: "x", format })),
      { numRuns: 300 },
    );
  });

  it("where a person chose separators", () => {
    const separator = fc.constantFrom("\t", "\n", ",", " - ", "\n\n", "a");
    fc.assert(
      fc.property(file, separator, separator, (bytes, side, card) =>
        expectDeckOrError(bytes, { name: "x", format: "quizlet", separators: { side, card } }),
      ),
    );
  });

  // Work that grows with the square of a megabyte would outlast the test's time limit.
  it.each(PIECES.filter((piece) => piece !== "\0"))("%j, over and over for a megabyte", (piece) => {
    const bytes = new TextEncoder().encode(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    for (const format of [undefined, ...FORMATS]) {
      expectDeckOrError(bytes, { name: "x", ...(format !== undefined && { format }) });
    }
  });
});
