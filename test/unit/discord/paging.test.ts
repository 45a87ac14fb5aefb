import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, blockText, cardBlocks } from "../../../src/decks/blocks.ts";
import { cutText, paginate } from "../../../src/discord/views/paging.ts";

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
const fences = (text: string) => text.match(/```/g)?.length ?? 0;
const all = (pages: readonly string[]) => pages.flatMap(words);

const word = fc.stringMatching(/^[a-zé漢.,()*_#-]{1,12}$/);
const space = fc.constantFrom(" ", " ", " ", "\n", "\n\n", "\n    ", "  ");
const prose = fc
  .array(fc.tuple(word, space), { minLength: 1, maxLength: 120 })
  .map((pairs) => pairs.flat().join("").trim());

describe("a text that is too long for a page", () => {
  test("is cut into pieces that fit, with each of its words once and in order", () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 60, max: 400 }), (text, most) => {
        const pieces = cutText(text, most);
        expect(pieces.every((piece) => piece.length <= most && piece.trim() !== "")).toBe(true);
        expect(all(pieces)).toEqual(words(text));
      }),
    );
  });

  test("is cut at a blank line, else at a line's end, else at a space, not in the first half", () => {
    const a = "a".repeat(30);
    expect(cutText(`${a} ${a}\n${a}\n\n${a}${a}`, 130)).toEqual([`${a} ${a}\n${a}`, `${a}${a}`]);
    expect(cutText(`${a} ${a}\n${a} ${a}`, 115)).toEqual([`${a} ${a}`, `${a} ${a}`]);
    expect(cutText(`${a} ${a} ${a} ${a}`, 100)).toEqual([`${a} ${a}`, `${a} ${a}`]);
    expect(cutText(`x\n\n${a} ${a} ${a}`, 90)).toEqual([`x\n\n${a}`, `${a} ${a}`]);
  });

  test("has no piece of nothing but space", () => {
    expect(cutText(`${" ".repeat(200)}a`, 80)).toEqual(["a"]);
    const blanks = fc.array(fc.constantFrom(" ".repeat(50), "\n\n", "a", "```"), { maxLength: 30 });
    fc.assert(
      fc.property(blanks, (parts) => {
        expect(cutText(parts.join(""), 80).every((piece) => piece.trim() !== "")).toBe(true);
      }),
    );
  });

  test("one word of any length is cut without halving a character", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "🎓", "漢"), minLength: 1, maxLength: 300 }),
        (text) => {
          const pieces = cutText(text, 40);
          expect(pieces.every((piece) => piece.length <= 40 && piece.isWellFormed())).toBe(true);
          expect(pieces.join("")).toBe(text);
        },
      ),
    );
  });

  test("a code block that is cut goes on as one, in its language", () => {
    const line = fc.stringMatching(/^ {0,4}[a-z(){}=;]{1,20}$/);
    const code = fc
      .tuple(fc.constantFrom("", "js", "python"), fc.array(line, { minLength: 1, maxLength: 60 }))
      .map(([language, lines]) => `\`\`\`${language}\n${lines.join("\n")}\n\`\`\``);
    const mixed = fc
      .array(fc.oneof(prose, code), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("\n\n"));
    fc.assert(
      fc.property(mixed, fc.integer({ min: 120, max: 500 }), (text, most) => {
        const pieces = cutText(text, most);
        expect(pieces.every((piece) => piece.length <= most && fences(piece) % 2 === 0)).toBe(true);
        const said = (one: string) => words(one.replace(/```[a-z]*/g, " "));
        expect(pieces.flatMap(said)).toEqual(said(text));
      }),
    );
    const [first = "", second = ""] = cutText(`\`\`\`js\n${"let a = 1;\n".repeat(20)}\`\`\``, 150);
    expect(first.endsWith("\n```")).toBe(true);
    expect(second.startsWith("```js\nlet")).toBe(true);
  });

  test.each([
    "a".repeat(3000),
    `${"a".repeat(2580)}\n${"b".repeat(3000)}`,
    "\n".repeat(3000),
    "`".repeat(3000),
  ])("the mark of a code block before anything at all comes to an end", (rest) => {
    const pieces = cutText(`\`\`\`${rest}`, 2600);
    expect(pieces.length).toBeLessThanOrEqual(4);
    expect(pieces.every((piece) => piece.length <= 2600)).toBe(true);
    const letters = (text: string) => text.replace(/[^ab]/g, "");
    expect(letters(pieces.join(""))).toBe(letters(rest));
  });
});

describe("a card's pages", () => {
  const image = (n: number): Block => ({
    kind: "image",
    id: `${String(n).padStart(24, "0")}.png`,
    alt: `image ${n}`,
  });
  const math: Block = { kind: "math", tex: "\\frac{1}{2}", display: true };
  const block = fc.oneof(
    prose.map((text): Block => ({ kind: "text", text })),
    fc.nat(99).map(image),
    fc.constant(math),
    fc
      .integer({ min: 1, max: 4000 })
      .map((n): Block => ({ kind: "math", tex: "x".repeat(n), display: false })),
  );

  test("hold everything in its order, each within what a message takes", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 60 }), (blocks) => {
        const pages = paginate(blocks);
        expect(pages.length).toBeGreaterThanOrEqual(1);
        for (const page of pages) {
          expect(page.map(blockText).join("").length).toBeLessThanOrEqual(2600);
          expect(page.length).toBeLessThanOrEqual(16);
          expect(page.filter(({ kind }) => kind !== "text").length).toBeLessThanOrEqual(8);
        }
        if (blocks.length > 0) expect(pages.every((page) => page.length > 0)).toBe(true);
        const text = (some: readonly Block[]) => some.map(blockText).join(" ");
        // A formula of several pages' length is cut as text, in the middle of a word.
        const joined = (some: readonly Block[]) => text(some).replace(/\s+/g, "");
        expect(joined(pages.flat())).toBe(joined(blocks));
      }),
    );
  });

  test("nothing is one empty page", () => {
    expect(paginate([])).toEqual([[]]);
  });

  test("many pictures take several pages", () => {
    const pages = paginate(Array.from({ length: 20 }, (_, n) => image(n)));
    expect(pages.map(({ length }) => length)).toEqual([8, 8, 4]);
  });

  test("whatever a person writes is shown in full", () => {
    const side = fc.string({
      unit: fc.constantFrom("a", " ", "\n", "`", "$", "*", "é", "_"),
      maxLength: 4000,
    });
    fc.assert(
      fc.property(side, (text) => {
        const blocks = cardBlocks(text);
        const pages = paginate(blocks);
        const letters = (some: readonly Block[]) => some.map(blockText).join("").replace(/[^aé]/g, "");
        expect(letters(pages.flat())).toBe(letters(blocks));
        expect(pages.every((page) => page.map(blockText).join("").length <= 2600)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
