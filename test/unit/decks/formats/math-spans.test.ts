import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromAnkiMath, toAnkiMath } from "../../../../src/decks/formats/anki-math.ts";
import { mathSpans } from "../../../../src/decks/formats/math-spans.ts";
import { mathToText } from "../../../../src/decks/math.ts";

const tex = String.raw;
const marks = fc
  .array(
    fc.constantFrom("$", "$$", "\\", "\\(", "\\)", "\\[", "\\]", "`", "``", "x", "5", " ", "\n", "\n\n", "{"),
    {
      maxLength: 20,
    },
  )
  .map((pieces) => pieces.join(""));

describe("mathSpans", () => {
  it("finds the formulas that mathToText finds", () => {
    expect(
      mathSpans(tex`$a$ and $$b$$, \(c\) \[d\] but \$e$ and $5 and $6`).map(({ tex: source }) => source),
    ).toEqual(["a", "b", "c", "d"]);
    expect(mathSpans("`$a$` $b\n\nc$ ``x` $d$ ``")).toEqual([]);
  });

  it("finds one exactly where mathToText changes a text", () => {
    fc.assert(
      fc.property(marks, (text) => {
        expect(mathSpans(text).length > 0).toBe(mathToText(text) !== text);
      }),
      { numRuns: 2000 },
    );
  });

  // Quadratic work on these would outlast the test's time limit.
  it.each([
    ["$x ", 0],
    ["$$x ", 100_000],
    ["\\(x ", 0],
    ["\\[x ", 0],
    ["`x ", 0],
    ["$ \\(", 0],
    ["` $", 0],
  ])("takes time in proportion to a text of nothing but %j", (opening, spans) => {
    expect(mathSpans(opening.repeat(200_000))).toHaveLength(spans);
  });
});

describe("formulas for Anki", () => {
  it.each([
    [tex`$x$ and $$y$$`, tex`\(x\) and \[y\]`],
    ["$5 and $6", "$5 and $6"],
    ["`$x$` $y$", tex`${"`$x$`"} \(y\)`],
    [tex`$a\)b$`, tex`$a\)b$`],
  ])("%j becomes %j, and comes back", (text, anki) => {
    expect(toAnkiMath(text)).toBe(anki);
    expect(fromAnkiMath(anki)).toBe(text);
  });

  it("come back as they were, unless they were Anki's before", () => {
    fc.assert(
      fc.property(marks, (text) => {
        fc.pre(fromAnkiMath(text) === text);
        expect(fromAnkiMath(toAnkiMath(text))).toBe(text);
      }),
    );
  });

  it("stay between Anki's delimiters where dollars would not do", () => {
    expect(fromAnkiMath(tex`\( x \) and \(y\)5`)).toBe(tex`\( x \) and \(y\)5`);
  });
});
