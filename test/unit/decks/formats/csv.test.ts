import { describe, expect, it } from "vitest";
import { joinAccepts, splitAccepts } from "../../../../src/decks/formats/columns.ts";
import { read, refusal, sides } from "./samples.ts";

describe("separators and headers", () => {
  it.each([
    [
      "the site's CSV",
      'Question,Answer\n"What, then?","**a**\nb"\nQ2,A2',
      [
        ["What, then?", "**a**\nb"],
        ["Q2", "A2"],
      ],
      "CSV, UTF-8",
    ],
    [
      "the site's CSV without a header",
      '"What, then?","a\nb"\n"Q2","A2"\n',
      [
        ["What, then?", "a\nb"],
        ["Q2", "A2"],
      ],
      "CSV, UTF-8",
    ],
    [
      "plain CSV",
      "hund,dog\nkatze,cat\n",
      [
        ["hund", "dog"],
        ["katze", "cat"],
      ],
      "CSV, UTF-8",
    ],
    [
      "CSV with space after its commas",
      "hund, dog\nkatze, cat\nmaus, mouse",
      [
        ["hund", "dog"],
        ["katze", "cat"],
        ["maus", "mouse"],
      ],
      "CSV, UTF-8",
    ],
    [
      "semicolons",
      "hund;dog, hound\r\nkatze;cat\r\n",
      [
        ["hund", "dog, hound"],
        ["katze", "cat"],
      ],
      "CSV, separated by semicolons, UTF-8",
    ],
    ["Excel's own line", "sep=;\r\nhund;dog\r\n", [["hund", "dog"]], "CSV, separated by semicolons, UTF-8"],
    [
      "bars",
      "hund|dog\nkatze|cat",
      [
        ["hund", "dog"],
        ["katze", "cat"],
      ],
      "CSV, separated by bars, UTF-8",
    ],
    ["TSV with a header", "Term\tDefinition\nhund\tdog", [["hund", "dog"]], "TSV, UTF-8"],
    [
      "TSV with quotes",
      'hund\t"a\ndog"\nkatze\tcat',
      [
        ["hund", "a\ndog"],
        ["katze", "cat"],
      ],
      "TSV, UTF-8",
    ],
    [
      "columns in another order",
      "Tags;Back Side;FRONT_SIDE\nx;dog;hund",
      [["hund", "dog"]],
      "CSV, separated by semicolons, UTF-8",
    ],
    ["one line under a header", "front,back\nhund,dog", [["hund", "dog"]], "CSV, UTF-8"],
    ["old line ends", "front,back\rhund,dog\r", [["hund", "dog"]], "CSV, UTF-8"],
    [
      "a quote inside a cell",
      'front,back\n5" pipe,a "word" here',
      [['5" pipe', 'a "word" here']],
      "CSV, UTF-8",
    ],
    [
      "markdown and mentions",
      "front,back\n@everyone <@1>,**b**",
      [["@everyone <@1>", "**b**"]],
      "CSV, UTF-8",
    ],
  ])("reads %s", (_, text, cards, detail) => {
    const deck = read(text);
    expect(deck.format).toBe("csv");
    expect(sides(deck)).toEqual(cards);
    expect(deck.detail).toBe(detail);
    expect(deck.skipped).toEqual([]);
  });
});

describe("columns", () => {
  it("takes each by its name", () => {
    const text =
      'tags,hint,question,answer,accepted answers,guid\n"Animal, Pet",barks,hund,dog,hound | doggy;pup\\;py,g1';
    expect(read(text).cards).toEqual([
      {
        front: "hund",
        back: "dog",
        hint: "barks",
        tags: ["animal", "pet"],
        accepts: ["hound", "doggy", "pup;py"],
        source: "g1",
        path: [],
      },
    ]);
  });

  it("counts what it does not use by filled cells, and the learner's own ratings not at all", () => {
    const deck = read("front,back,Level,,image,my_rating,my_due\na,b,1,,x.png,5,2026-01-01\nc,d,2,x,,4,\n");
    expect(Object.fromEntries(deck.leftOut)).toEqual({ "column “Level”": 2, "column 4": 1, image: 1 });
    expect(deck.cards[0]).toEqual({ front: "a", back: "b", tags: [], path: [] });
  });

  it("guesses nothing of further columns where there is no header", () => {
    const deck = read("a,b,c\nd,e,f\n");
    expect(sides(deck)).toEqual([
      ["a", "b"],
      ["d", "e"],
    ]);
    expect(Object.fromEntries(deck.leftOut)).toEqual({ "column 3": 2 });
  });

  it("takes a source that many cards share for what it is, no card's name", () => {
    const deck = read("front,back,source\na,b,book\nc,d,book");
    expect(deck.cards.map(({ source }) => source)).toEqual([undefined, undefined]);
    expect(Object.fromEntries(deck.leftOut)).toEqual({ "column “source”": 2 });
  });

  it("takes apostrophes off in our own files alone", () => {
    expect(sides(read("front,back\n'-ed,past"))).toEqual([["'-ed", "past"]]);
    expect(sides(read("front,back,hint,tags,accepts,source\n'-ed,''=x,,,,"))).toEqual([["-ed", "'=x"]]);
  });

  it("leaves the alt text of images that no file brings along", () => {
    const deck = read("front,back\nsee ![cat](image:0123456789abcdef01234567.png),b");
    expect(sides(deck)).toEqual([["see [cat]", "b"]]);
    expect(Object.fromEntries(deck.leftOut)).toEqual({ image: 1 });
  });
});

describe("rows that are no cards", () => {
  it("are skipped with their lines, and never cut", () => {
    const deck = read('front,back\n"a\na",b\n\n,x\ny,\nWhy?,Because, you see\nc,d,\n');
    expect(sides(deck)).toEqual([
      ["a\na", "b"],
      ["c", "d"],
    ]);
    expect(deck.skipped).toEqual([
      {
        where: "line 7",
        why: "it has 3 cells where there are 2 columns; put quotes around text that holds the separator",
      },
      { where: "line 5", why: "the question is empty" },
      { where: "line 6", why: "the answer is empty" },
    ]);
  });

  it("are told by the lines they stand on, blank lines apart", () => {
    const deck = read('front,back\n\n\n"a\n\na",\n\nb,\nc,d');
    expect(deck.skipped.map(({ where }) => where)).toEqual(["lines 4 to 6", "line 8"]);
  });

  it("do not end the reading, however many blank lines there are", () => {
    expect(read(`front,back\na,b${"\n".repeat(60_000)}c,d`).cards).toHaveLength(2);
  });

  it("count their lines from the file's first", () => {
    expect(read('sep=;\nfront;back\na;"b\nc"\n"\n";d').skipped[0]?.where).toBe("lines 5 to 6");
  });
});

describe("a broken table", () => {
  it.each([
    [
      "a quote left open",
      'front,back\na,b\nc,"d\ne,f\n',
      'The quote (") that opens in the card at line 3 is never closed',
    ],
    [
      "a quote left open at the start",
      '"a,b\nc,d\ne,f\n',
      'The quote (") that opens in the card at line 1 is never closed',
    ],
    [
      "a line of a million columns",
      "a,".repeat(1_000_000),
      "The card at line 1 is longer than 100,000 bytes",
    ],
    ["40,000 columns", `front,back\n${"a,".repeat(40_000)}`, "Line 2 has 40,001 columns"],
    [
      "one endless line",
      `front,back\na,b\nc,${"x".repeat(1_000_000)}`,
      "The card at line 3 is longer than 100,000 bytes",
    ],
    [
      "too many lines",
      `front,back\n${"a,b\n".repeat(50_001)}`,
      "This file has more than 50,000 lines of cards",
    ],
    [
      "more cards than a deck holds",
      `front,back\n${"a,b\n".repeat(10_001)}`,
      "holds 10,001 cards; a deck holds at most 10,000",
    ],
    ["a header alone", "front,back\n", "it has only a header"],
    ["no answers", "front,back\na,\nb,\n", "line 2: the answer is empty, and 1 more such places"],
  ])("is refused: %s", (_, text, message) => {
    expect(refusal(() => read(text))).toContain(message);
  });

  it("is told of where a person chose the format, too", () => {
    expect(refusal(() => read("prose without any", { format: "csv" }))).toContain(
      "No comma, tab, semicolon or bar",
    );
    expect(sides(read("a; b\nc; d", { format: "csv" }))).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(sides(read("a~b\nc~d", { format: "csv", separators: { side: "~", card: "\n" } }))).toHaveLength(2);
  });
});

describe("accepted answers in one cell", () => {
  it.each([[["a|b", "c;d", "e\\f", "\\", "g\\|"]], [["1,000", "two\nlines"]], [[]]])(
    "come back as they were (%#)",
    (accepts) => {
      expect(splitAccepts(joinAccepts(accepts))).toEqual(accepts);
    },
  );

  it("leave a backslash of TeX alone", () => {
    expect(splitAccepts("\\alpha; \\beta")).toEqual(["\\alpha", "\\beta"]);
  });
});
