import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clozeCards } from "../../../../src/decks/formats/cloze.ts";

const tex = String.raw;

describe("clozeCards", () => {
  it.each([
    ["none", "{{c0::a}} {{front}} {{c::b}} {{cloze}}", []],
    ["one", "The {{c1::femur}} is long", [[0, "The **[...]** is long", "The **femur** is long"]]],
    ["a hint", "{{c1::femur::of the leg}}!", [[0, "**[of the leg]**!", "**femur**!"]]],
    [
      "two numbers, in their order",
      "{{c2::b}} and {{c1::a}}",
      [
        [0, "b and **[...]**", "b and **a**"],
        [1, "**[...]** and a", "**b** and a"],
      ],
    ],
    ["one number twice", "{{c3::a}}, {{c3::b::x}}", [[2, "**[...]**, **[x]**", "**a**, **b**"]]],
    [
      "nested ones",
      "{{c1::the {{c2::left::side}} hand::what}} x",
      [
        [0, "**[what]** x", "**the left hand** x"],
        [1, "the **[side]** hand x", "the **left** hand x"],
      ],
    ],
    [
      "several numbers on one",
      "{{c1,2::a}}",
      [
        [0, "**[...]**", "**a**"],
        [1, "**[...]**", "**a**"],
      ],
    ],
    ["one that nothing closes", "{{c1::a}} {{c2::b", [[0, "**[...]** {{c2::b", "**a** {{c2::b"]]],
    ["a closing too many", "{{c1::a}} }}", [[0, "**[...]** }}", "**a** }}"]]],
    ["space at the ends", "x{{c1:: a }}y", [[0, "x**[...]**y", "x **a** y"]]],
    ["bold within", "{{c1::a **b**}}", [[0, "**[...]**", "a **b**"]]],
    ["a formula", tex`so {{c1::$x^2$}}`, [[0, "so **[...]**", "so **$x^2$**"]]],
    [
      "within a formula",
      tex`\(a + {{c1::b::letter}} = {{c1::c}}\)`,
      [[0, tex`\(a + [\text{letter}] = [\dots]\)`, tex`\(a + b = c\)`]],
    ],
    ["links and stars in a hint", "{{c1::a::[b](c)}}", [[0, "**[[b](c)]**", "**a**"]]],
  ])("reads %s", (_, text, cards) => {
    expect(clozeCards(text).map(({ ord, front, back }) => [ord, front, back])).toEqual(cards);
  });

  it("makes nothing of text that fits on no card, nor of a number above Anki's", () => {
    expect(clozeCards(`{{c1::a}}${"x".repeat(4000)}`)).toEqual([]);
    expect(clozeCards("{{c1::a}}".repeat(100_000))).toEqual([]);
    expect(clozeCards("{{c500::a}}")).toEqual([]);
    expect(clozeCards("{{c499::a}}")).toHaveLength(1);
  });

  it("leaves what is nested more than 8 deep as text", () => {
    const [card] = clozeCards(`${"{{c1::".repeat(9)}a${"}}".repeat(9)}`);
    expect(card).toEqual({ ord: 0, front: "**[...]**}}", back: "**{{c1::a**}}" });
  });

  it("has a card for each number and shows all the rest of the text, whatever it is", () => {
    const piece = fc.constantFrom(
      "{{c1::",
      "{{c2::",
      "{{c3,1::",
      "}}",
      "::",
      "$",
      "\\(",
      "\\)",
      "a",
      " ",
      "**",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const cards = clozeCards(text);
        expect(cards.map(({ ord }) => ord)).toEqual([...new Set(cards.map(({ ord }) => ord))].sort());
        for (const { front, back } of cards) {
          expect(front).toMatch(/\[(?:\.\.\.|\\dots|[^\]]*)\]/);
          expect(back.split("a").length).toBeGreaterThanOrEqual(
            front.replaceAll(/\[[^\]]*\]/g, "").split("a").length,
          );
        }
      }),
    );
  });
});
