import { describe, expect, it } from "vitest";
import { read, refusal, sides } from "./samples.ts";

const HEAD = "#separator:tab\n#html:false\n";

describe("Anki text", () => {
  it("has header lines in any order, and comments", () => {
    const deck = read(
      "#columns:Back;Tags;Front\n#HTML:false\n#tags column:2\n#separator:Semicolon\nb;x y::z;a\n# no card\n",
    );
    expect(deck).toMatchObject({ format: "anki-text", detail: "Anki text, UTF-8", title: undefined });
    expect(deck.cards).toEqual([{ front: "a", back: "b", tags: ["x", "y-z"], path: [] }]);
  });

  it.each([
    ["comma", ","],
    ["Pipe", "|"],
    ["colon", ":"],
    ["space", " "],
    [";", ";"],
    ["\t", "\t"],
    ["tab", "\t"],
  ])("knows the separator %j", (name, separator) => {
    expect(sides(read(`#separator:${name}\n#html:false\na${separator}b\n`))).toEqual([["a", "b"]]);
  });

  it("takes the first two columns that are none of Anki's own", () => {
    const head =
      "#separator:tab\n#html:false\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n#tags:all\n";
    const deck = read(`${head}g1\tBasic\tA::B\ta\tb\tx\tmore\ng2\tBasic\tA::B::C\tc\t"d\nd"\t\t\n`);
    expect(deck.title).toBe("A");
    expect(deck.cards).toEqual([
      { front: "a", back: "b", tags: ["all", "x"], source: "g1:0", path: ["B"] },
      { front: "c", back: "d\nd", tags: ["all"], source: "g2:0", path: ["B", "C"] },
    ]);
    expect(Object.fromEntries(deck.leftOut)).toEqual({ "column 7": 1 });
  });

  it("has no title where decks have none in common, nor for an id", () => {
    const deck = read(`${HEAD}#deck column:3\na\tb\tA::B\nc\td\tC\n`);
    expect(deck.title).toBeUndefined();
    expect(deck.cards.map(({ path }) => path)).toEqual([["A", "B"], ["C"]]);
    expect(read(`${HEAD}#deck:1650000000000\na\tb\n`).title).toBeUndefined();
    expect(read(`${HEAD}#deck:Bones::Hand\na\tb\n`)).toMatchObject({
      title: "Bones",
      cards: [{ path: ["Hand"] }],
    });
  });

  it("makes two cards of a reversed note, and of an optionally reversed one where it says so", () => {
    expect(read(`${HEAD}#guid column:3\n#notetype:Basic (and reversed card)\na\tb\tg\n`).cards).toEqual([
      { front: "a", back: "b", tags: [], source: "g:0", path: [] },
      { front: "b", back: "a", tags: [], source: "g:1", path: [] },
    ]);
    const optional = read(`${HEAD}#notetype:Basic (optional reversed card)\na\tb\ty\nc\td\t\n`);
    expect(sides(optional)).toEqual([
      ["a", "b"],
      ["b", "a"],
      ["c", "d"],
    ]);
    expect(optional.leftOut.size).toBe(0);
  });

  it("makes a card of each deletion", () => {
    expect(read(`${HEAD}#guid column:1\n#notetype:Cloze\ng\t{{c1::a}} {{c2::b::h}}\textra\n`).cards).toEqual([
      { front: "**[...]** b", back: "**a** b\n\nextra", tags: [], source: "g:0", path: [] },
      { front: "a **[h]**", back: "a **b**\n\nextra", tags: [], source: "g:1", path: [] },
    ]);
    expect(sides(read(`${HEAD}#notetype:Basic\n{{c1::a}}\tb\n`))).toEqual([["{{c1::a}}", "b"]]);
    expect(sides(read(`${HEAD}{{c1::a}} b\n`))).toEqual([["**[...]** b", "**a** b"]]);
  });

  it("turns HTML into Markdown, and counts the media that a text leaves behind", () => {
    const deck = read(
      '#separator:tab\n#html:true\n<b>a</b>&lt;\tb<br>c [sound:x.mp3]<img src="""y.png""">\n'.replaceAll(
        '"""',
        "'",
      ),
    );
    expect(deck.detail).toBe("Anki text with HTML, UTF-8");
    expect(deck.cards[0]?.front).toMatch(/^\*\*a\*\*\\?<$/);
    expect(deck.cards[0]?.back).toMatch(/^b\nc/);
    expect(deck.cards[0]?.back).not.toContain("sound");
    expect(Object.fromEntries(deck.leftOut)).toEqual({ sound: 1, image: 1 });
  });

  it("sees by itself whether cells hold HTML where the file does not say", () => {
    expect(sides(read("#separator:tab\n<i>a</i>\tb\n"))[0]?.[0]).toMatch(/^([*_])a\1$/);
    expect(sides(read("#separator:tab\n1 < 2\t3 > 2\n"))).toEqual([["1 < 2", "3 > 2"]]);
  });

  it("takes a field called Source for no card's name, unless the file is our own", () => {
    const field = read(`${HEAD}#columns:Front\tBack\tSource\na\tb\tpage 3\n`);
    expect(field.cards[0]?.source).toBeUndefined();
    expect(Object.fromEntries(field.leftOut)).toEqual({ "column “Source”": 1 });
    const own = `${HEAD}#columns:GUID\tFront\tBack\tTags\tSource\n#guid column:1\n#tags column:4\n`;
    expect(read(`${own}g\ta\tb\t\ts\nh\tc\td\t\t\n`).cards.map(({ source }) => source)).toEqual(["s", "h:0"]);
  });

  it("names the line of what it skips or cannot read", () => {
    expect(read(`${HEAD}a\tb\n\nc\t\n`).skipped).toEqual([{ where: "line 5", why: "the answer is empty" }]);
    expect(refusal(() => read(`${HEAD}a\t"b\n`))).toContain("at line 3 is never closed");
    expect(refusal(() => read("#html:false\nno separator"))).toContain(
      "Put the line #separator:tab at its top",
    );
  });
});
