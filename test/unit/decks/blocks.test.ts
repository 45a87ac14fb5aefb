import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, blockText, cardBlocks } from "../../../src/decks/blocks.ts";
import { imageReference } from "../../../src/decks/image.ts";
import { mathToText } from "../../../src/decks/math.ts";

const tex = String.raw;
const ID = "0123456789abcdef01234567.png";
const text = (value: string): Block => ({ kind: "text", text: value });
const math = (source: string, display = true): Block => ({ kind: "math", tex: source, display });
const image = (alt: string): Block => ({ kind: "image", id: ID, alt });

describe("math stays in the text", () => {
  it.each([
    ["so $x_1$ and \\(x_2\\), then", "so x₁ and x₂, then"],
    [
      "inline, even where it would be taller: $\\frac{a+b}{c}$",
      "inline, even where it would be taller: (a + b) / c",
    ],
    ["It is $$p = 0.5$$", "It is\np = 0.5"],
    ["$$E = mc^2$$", "E = mc²"],
    ["$$L = \\max(0, d - m)$$", "L = max(0, d − m)"],
    ["[latex]x^2[/latex] is [$]x^2[/$] is [$$]x^2[/$$]", "x²\nis x² is\nx²"],
    ["$5 and $6", "$5 and $6"],
    ["$$ $$ and", "$$ $$ and"],
  ])("%j", (markdown, expected) => {
    expect(cardBlocks(markdown)).toEqual([text(expected)]);
  });
});

describe("math is a block of its own", () => {
  it.each([
    tex`\frac{a}{b}`,
    tex`\tfrac12`,
    tex`\sqrt{x}`,
    tex`\sum_i x_i`,
    tex`\iint f`,
    tex`\bigcup_i A_i`,
    tex`\lim_{x \to 0} f(x)`,
    tex`\min_x f(x)`,
    tex`\operatorname*{arg\,max} f`,
    tex`\binom{n}{k}`,
    tex`\overline{AB}`,
    tex`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`,
    tex`\begin{cases} a & b \\ c & d \end{cases}`,
    tex`\underbrace{a}_{b}`,
    tex`A \xrightarrow{f} B`,
    tex`\ce{H2O}`,
    tex`x_1^2`,
    tex`x^{2}_{ij}`,
    tex`\hat{y}_\theta`,
    tex`e^{-x^2}`,
  ])("when it stands in display math and is tall: %s", (source) => {
    const open = { $$: "$$", "\\[": "\\]", "[latex]": "[/latex]", "[$$]": "[/$$]" };
    for (const [opening, closing] of Object.entries(open)) {
      expect(cardBlocks(`a ${opening}${source}${closing} b`)).toEqual([text("a"), math(source), text("b")]);
    }
  });

  it.each([tex`\begin{pmatrix} a \\ b \end{pmatrix}`, tex`\foo`, tex`\ce{H2O}`, tex`\underbrace{a}_{b}`])(
    "when Unicode cannot show it, inline too: %s",
    (source) => {
      expect(cardBlocks(`a $${source}$, b`)).toEqual([text("a"), math(source, false), text(", b")]);
      expect(cardBlocks(`[$]${source}[/$]`)).toEqual([math(source, false)]);
    },
  );

  it.each([
    ["[latex]$\\ce{x}$[/latex]", math(tex`\ce{x}`, false)],
    ["[latex]\n$$\\frac{a}{b}$$\n[/latex]", math(tex`\frac{a}{b}`)],
    ["[latex]\\[\\frac{a}{b}\\][/latex]", math(tex`\frac{a}{b}`)],
    ["[latex]\\begin{displaymath}\\frac{a}{b}\\end{displaymath}[/latex]", math(tex`\frac{a}{b}`)],
    ["[latex]so $\\frac{a}{b}$ and $c$[/latex]", math(tex`\text{so $\frac{a}{b}$ and $c$}`)],
  ])("as Anki has it: %j", (markdown, block) => {
    expect(cardBlocks(markdown)).toEqual([block]);
  });

  it.each<[string, Block[]]>([
    ["It is $$\\frac{a}{b}$$. Good", [text("It is"), math(tex`\frac{a}{b}.`), text("Good")]],
    ["$$\\frac{a}{b}$$! Good", [math(tex`\frac{a}{b}`), text("! Good")]],
    ["$$\\frac{a}{b} % c$$.", [math(tex`\frac{a}{b} % c`), text(".")]],
    ["**$$\\frac{a}{b}$$**", [math(tex`\frac{a}{b}`)]],
    ["a ||$$\\frac{a}{b}$$|| b", [text("a"), math(tex`\frac{a}{b}`), text("b")]],
    ["\\*$$\\frac{a}{b}$$*", [text("\\*"), math(tex`\frac{a}{b}`), text("*")]],
    ["> $$\\frac{a}{b}$$", [math(tex`\frac{a}{b}`)]],
    ["- a\n- $$\\frac{a}{b}$$\n- c", [text("- a"), math(tex`\frac{a}{b}`), text("- c")]],
    ["1. $$\\frac{a}{b}$$", [text("1."), math(tex`\frac{a}{b}`)]],
    ["a\n\n$$\n\\frac{a}{b}\n$$\n\n  b", [text("a"), math(tex`\frac{a}{b}`), text("  b")]],
  ])("with what stands around it: %j", (markdown, blocks) => {
    expect(cardBlocks(markdown)).toEqual(blocks);
  });
});

describe("an image", () => {
  it("is a block of its own, with its alt text as it was", () => {
    const alt = "a [b] \\ $c$ `d`";
    expect(cardBlocks(`See ${imageReference(ID, alt)} here`)).toEqual([
      text("See"),
      image(alt),
      text("here"),
    ]);
    expect(cardBlocks(`- ${imageReference(ID, "")}${imageReference(ID, "x")}`)).toEqual([
      image(""),
      image("x"),
    ]);
  });

  it("is none when it is escaped, or its id is no image's", () => {
    for (const markdown of [
      `\\![a](image:${ID})`,
      "![a](image:0123.png)",
      "![a](https://example.org/a.png)",
    ]) {
      expect(cardBlocks(markdown)).toEqual([text(markdown)]);
    }
  });

  it("ends what would be a formula across it", () => {
    const reference = imageReference(ID, "a$b");
    expect(cardBlocks(`$5 and $6 ${reference}`)).toEqual([text("$5 and $6"), image("a$b")]);
    expect(cardBlocks(`costs $5 ${reference} or x$`)).toEqual([
      text("costs $5"),
      image("a$b"),
      text("or x$"),
    ]);
    expect(cardBlocks(`[latex]a ${reference}[/latex]`)).toEqual([
      text("[latex]a"),
      image("a$b"),
      text("[/latex]"),
    ]);
  });
});

describe("code", () => {
  it.each([
    "`$$\\frac{a}{b}$$`",
    "```tex\n$$\\frac{a}{b}$$\n[latex]\\frac{a}{b}[/latex]\n```",
    `\`${imageReference(ID, "a")}\``,
    `a\n\`\`\`\n${imageReference(ID, "a")}\n\`\`\``,
  ])("holds neither math nor images: %j", (markdown) => {
    expect(cardBlocks(markdown)).toEqual([text(markdown)]);
  });
});

describe("a block as text", () => {
  it.each<[Block, string]>([
    [text("a **b**"), "a **b**"],
    [math("\\frac{a}\n{b}"), "`\\frac{a} {b}`"],
    [math("`"), "`` ` ``"],
    [image("a cat"), "[a cat]"],
    [image(""), "[image]"],
    [image("*a*\n](b)"), "[\\*a\\* \\]\\(b\\)]"],
  ])("%j reads %j", (block, expected) => {
    expect(blockText(block)).toBe(expected);
  });
});

const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."{}[]()|^_$'&*~`#<>-=! \n\\x7",
        ...["\\frac{a}{b}", "\\sum_i", "$$", "$", "\\(", "\\)", "\\[", "\\]", "\n\n", "> ", "- ", "**", "||"],
        ...[
          "[latex]",
          "[/latex]",
          "[$]",
          "[/$]",
          "[$$]",
          "[/$$]",
          "```",
          `![a](image:${ID})`,
          "![",
          "](image:",
        ],
      ),
      fc.string({ unit: "grapheme", maxLength: 3 }),
    ),
  )
  .map((parts) => parts.join(""));

/** A part of a card that stands on lines of its own, and the block that it makes. */
const part = fc.oneof(
  fc
    .constantFrom(tex`\frac{a}{b}`, tex`\foo`, tex`\sum_i x_i`)
    .chain((source) =>
      fc.constantFrom<[string, Block]>(
        [`$$${source}$$`, math(source)],
        [`\\[\n${source}\n\\]`, math(source)],
        [`[latex]${source}[/latex]`, math(source)],
      ),
    ),
  fc.string({ maxLength: 20 }).map((alt): [string, Block] => {
    const reference = imageReference(ID, alt);
    return [reference, image(alt.replace(/\s+/g, " "))];
  }),
);
const words = fc.constantFrom(
  "some words",
  "`$$x$$`",
  "a **bold** one",
  "$5 and $6",
  "snow ☃",
  "```\n$$\n```",
);

describe("any card", () => {
  it("is cut without an error into blocks that are not empty", () => {
    fc.assert(
      fc.property(soup, (markdown) => {
        for (const block of cardBlocks(markdown)) {
          expect(blockText(block).trim()).not.toBe("");
          if (block.kind === "text") expect(block.text).not.toMatch(/^[ \t]*\n|\s$/);
          if (block.kind === "math") expect(block.tex.trim()).toBe(block.tex);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("without a formula or an image to be drawn is one text", () => {
    fc.assert(
      fc.property(soup, (markdown) => {
        const blocks = cardBlocks(markdown);
        fc.pre(blocks.every((block) => block.kind === "text"));
        const whole = mathToText(markdown)
          .replace(/^(?:[ \t]*\r?\n)+/, "")
          .trimEnd();
        expect(blocks).toEqual(whole === "" ? [] : [text(whole)]);
      }),
      { numRuns: 2000 },
    );
  });

  it("comes back whole, in the order in which it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, part), { minLength: 1, maxLength: 6 }), (parts) => {
        const markdown = parts.map(([before, [source]]) => `${before}\n${source}\n`).join("\n");
        const expected = parts.flatMap(([before, [, block]]) => [text(before), block]);
        expect(cardBlocks(markdown)).toEqual(expected);
      }),
    );
  });

  it("loses no word", () => {
    // A character that Unicode has no raised or lowered form of, so that it stays as it is in math too.
    const parts = fc.array(fc.oneof(fc.constant("雪"), soup), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (written) => {
        const markdown = written.join("");
        const shown = cardBlocks(markdown).map(blockText).join("\n");
        expect(shown.split("雪").length).toBe(markdown.split("雪").length);
      }),
      { numRuns: 1000 },
    );
  });
});
