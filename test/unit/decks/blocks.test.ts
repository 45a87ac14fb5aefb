import { readFileSync } from "node:fs";
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

describe("what is plainly no TeX", () => {
  it.each([
    tex`\foo{a`,
    tex`\foo a}`,
    tex`}\foo{`,
    tex`\left( \foo`,
    tex`\foo \right)`,
    tex`\begin{cases} a`,
    tex`a \end{cases}`,
    `\\foo ${"x".repeat(2000)}`,
  ])("stays in its sentence, as its source: %s", (source) => {
    expect(cardBlocks(`so $${source}$, then`)).toEqual([text(`so \`${source}\`, then`)]);
    expect(cardBlocks(`so $$${source}$$`)).toEqual([text(`so\n\`${source}\``)]);
  });

  it.each([
    tex`\foo\{`,
    tex`\foo \\left`,
    "\\foo % {\nx",
    tex`\foo \def\a{\left(}`,
    tex`\left( \foo \right)`,
    `\\foo ${"x".repeat(1990)}`,
  ])("is not what only looks so: %s", (source) => {
    expect(cardBlocks(`so $${source}$, then`)).toEqual([
      text("so"),
      math(source.trim(), false),
      text(", then"),
    ]);
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

  it("is found behind what only begins like one", () => {
    const reference = `![b](image:${ID})`;
    for (const before of ["`![a`", "![a] ", "!\\[ ", "![a\\\n", "![a\n", "![a\\]", "!"]) {
      const outside = before === "![a\\]" ? [] : [text(before.trimEnd())];
      const alt = before === "![a\\]" ? "a]![b" : "b";
      expect(cardBlocks(before + reference)).toEqual([...outside, image(alt)]);
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

describe("ordinary cards", () => {
  const fixtures: readonly { markdown: string; blocks: Block[] }[] = JSON.parse(
    readFileSync(new URL("./blocks.fixtures.json", import.meta.url), "utf8"),
  );

  it.each(fixtures)("are cut as they always were: $markdown", ({ markdown, blocks }) => {
    expect(cardBlocks(markdown)).toEqual(blocks);
  });

  it("give the very same blocks when they are asked for again, and forget those of long ago", () => {
    const [first, other] = ["again $$\\frac{1}{2}$$", "other"];
    const blocks = cardBlocks(first);
    expect(cardBlocks(other)).not.toBe(blocks);
    expect(cardBlocks(first)).toBe(blocks);
    for (let n = 0; n < 100; n += 1) cardBlocks(`${n} ${"long ".repeat(800)}`);
    expect(cardBlocks(first)).not.toBe(blocks);
    expect(cardBlocks(first)).toEqual(blocks);
  });
});

describe("a hostile card", () => {
  const reference = `![](image:${ID})`;
  const pieces = [
    ...[
      "$![",
      "$a ![",
      "$a$![",
      "$$![",
      "\\(a\\)![",
      "![",
      "![](image:",
      reference,
      `$${reference}`,
      `$$a${reference}$$`,
    ],
    ...[
      "\\(",
      "\\[",
      "$",
      "$ ",
      "$a ",
      "$$",
      "$$ ",
      "$$a",
      "$a$1",
      "[latex]",
      "[latex]$",
      "[latex]![",
      "[$]",
      "[$$]",
    ],
    ...[
      "`",
      "``",
      "` ",
      "`a``",
      "\\",
      "\\$",
      " ",
      "\n",
      "\n ",
      "> ",
      "*",
      "- $$x_1^2$$ ",
      "**$$\\frac12$$**",
      "$$x$$\r",
    ],
    ...[
      "$|$",
      "$|$|",
      "|$|$",
      "\\frac ab ",
      "x^2 ",
      "1,111,",
      "\\lim ",
      "\u0301\u0323",
      "$\u0301\u0323$",
      "$x_{$",
    ],
  ];
  const around: readonly (readonly [string, (hostile: string) => string])[] = [
    ["alone", (hostile) => hostile],
    ["in a formula", (hostile) => `$a${hostile}b$`],
    ["in display math", (hostile) => `$$a${hostile}b$$`],
    ["in Anki's math, before an image", (hostile) => `[latex]${hostile}a[/latex] ${reference}`],
    ["before a formula to be drawn", (hostile) => `${hostile}x $$\\frac12$$`],
    ["before the end of code", (hostile) => `${hostile}\``],
    [
      "in formulas as long as they may be",
      (hostile) => `$a${hostile.slice(0, 1990)}b$`.repeat(Math.ceil(hostile.length / 2000)),
    ],
  ];

  let times = 0;

  /** The least of three times, in milliseconds, and at least a fifth: what takes less tells nothing. */
  function timeOf(hostile: string): number {
    const measured = [1, 2, 3].map(() => {
      times += 1;
      // The blocks of a text that was cut before would be known.
      const markdown = `${hostile} ${times}`;
      const start = performance.now();
      cardBlocks(markdown);
      return performance.now() - start;
    });
    return Math.max(0.2, Math.min(...measured));
  }

  /** With the square of the length it would be 1,024 times, which leaves room for what else a busy machine does. */
  const MOST = 150;

  it.each(around)("takes time in proportion to its length: %s", (_, wrap) => {
    const of = (piece: string, length: number) => wrap(piece.repeat(length / piece.length));
    // The first runs are those of code that is not compiled yet.
    for (const piece of pieces) timeOf(of(piece, 4000));
    for (const piece of pieces) {
      const ratioNow = () => timeOf(of(piece, 16_000)) / timeOf(of(piece, 500));
      // What another process disturbed is measured again; what grows with the square does so each time.
      let ratio = ratioNow();
      for (let again = 0; again < 5 && ratio >= MOST; again += 1) ratio = ratioNow();
      expect.soft(ratio, `32 times as much of ${JSON.stringify(piece)}`).toBeLessThan(MOST);
    }
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
