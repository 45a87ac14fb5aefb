import { describe, expect, test } from "vitest";
import { plainText, typedText } from "../../../src/decks/plain-text.ts";

const ID = "0123456789abcdef01234567.png";

describe("a side as plain text", () => {
  test.each([
    [
      "**bold**, *italic*, __under__, _low_, ~~gone~~ and ||hidden||",
      "bold, italic, under, low, gone and hidden",
    ],
    ["# Title\n## Second\n-# small", "Title\nSecond\nsmall"],
    ["> quoted\n> - a\n> - b", "quoted\na\nb"],
    ["- one\n* two\n+ three", "one\ntwo\nthree"],
    ["1. one\n2. two", "one\ntwo"],
    ["3. Oktober", "3. Oktober"],
    ["[text](https://example.org/a_b_c) after", "text after"],
    ["`a_b_c` and ``x ` y``", "a_b_c and x ` y"],
    ["```js\nlet a = 2 * 3 * 4;\n```", "let a = 2 * 3 * 4;"],
    ["2 \\* 3 \\* 4 and snake\\_case\\_name", "2 * 3 * 4 and snake_case_name"],
    ["snake_case_name", "snake_case_name"],
    ["so $x_1^2$ it is", "so x₁² it is"],
    ["$$\\frac{a}{b}$$", "a/b"],
    ["$$\\begin{cases}x\\end{cases}$$", "\\begin{cases}x\\end{cases}"],
    [`before ![a map](image:${ID}) after`, "before\na map\nafter"],
    [`![](image:${ID})`, ""],
    ["$5 and $6", "$5 and $6"],
    ["", ""],
  ])("%j", (side, expected) => {
    expect(plainText(side)).toBe(expected);
  });
});

describe("what was typed", () => {
  test.each([
    ["2*3*4", "2*3*4"],
    ["- 5", "- 5"],
    ["  spaces ", "spaces"],
    ["$\\frac12$", "½"],
    ["$5", "$5"],
  ])("%j is no Markdown, but may be math", (typed, expected) => {
    expect(typedText(typed)).toBe(expected);
  });
});
