import { describe, expect, it } from "vitest";
import { read, refusal, sides } from "./samples.ts";

describe("Quizlet text", () => {
  it("has a card a line, a tab between its sides and no quotes", () => {
    const deck = read('hund\t"dog\r\n\r\nkatze\tcat, **kitten**');
    expect(deck).toMatchObject({ format: "quizlet", detail: "Quizlet text, UTF-8" });
    expect(sides(deck)).toEqual([
      ["hund", '"dog'],
      ["katze", "cat, **kitten**"],
    ]);
  });

  it("goes on with a definition of several lines, and says what stands before the first card", () => {
    const deck = read("Animals\nhund\ta dog\n\nor hound\nkatze\tcat\nmaus\t", { format: "quizlet" });
    expect(sides(deck)).toEqual([
      ["hund", "a dog\n\nor hound"],
      ["katze", "cat"],
    ]);
    expect(deck.skipped).toEqual([
      { where: "line 1", why: "it has no tab between question and answer" },
      { where: "line 6", why: "the answer is empty" },
    ]);
  });

  it("is not read to its end where it has far more cards than a deck", () => {
    expect(refusal(() => read("a\tb\n".repeat(50_001)))).toContain("has more than 50,000 cards");
    expect(refusal(() => read("a\tb\n".repeat(10_001)))).toContain(
      "holds 10,001 cards; a deck holds at most 10,000",
    );
  });

  it("is cut as the person chose, at the first separator of a card", () => {
    const deck = read("hund - dog - hound\n\nkatze - cat\nor kitten\n\nmaus", {
      separators: { side: " - ", card: "\n\n" },
    });
    expect(sides(deck)).toEqual([
      ["hund", "dog - hound"],
      ["katze", "cat\nor kitten"],
    ]);
    expect(deck.skipped).toEqual([{ where: "line 6", why: "it has no “ - ” between question and answer" }]);
  });
});

describe("Q: and A: text", () => {
  it("has sides of several lines and several A: lines", () => {
    const deck = read(
      "Q: What\nis it?\nA: A dog.\nA: A hound.\n\nIn full.\n\nQ: b?\nA: c\n\nQ:d\nA:Q. is no mark\n",
    );
    expect(deck).toMatchObject({ format: "qa", detail: "Q: and A: text, UTF-8" });
    expect(sides(deck)).toEqual([
      ["What\nis it?", "A dog.\nA hound.\n\nIn full."],
      ["b?", "c"],
      ["d", "Q. is no mark"],
    ]);
  });

  it("says where an answer is missing and what stands before", () => {
    const deck = read("My deck\n\nQ: a\n\nQ: b\nA: c", { format: "qa" });
    expect(sides(deck)).toEqual([["b", "c"]]);
    expect(deck.skipped).toEqual([
      { where: "line 1", why: "it stands before the first Q:" },
      { where: "line 3", why: "the answer is empty" },
    ]);
  });

  it("is no deck with Q. for Q:", () => {
    expect(refusal(() => read("Q. a\nA. b\n"))).toContain("No deck was recognised");
  });
});
