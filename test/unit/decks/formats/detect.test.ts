import { describe, expect, it } from "vitest";
import { detectFormat } from "../../../../src/decks/formats/detect.ts";
import { read, refusal } from "./samples.ts";

describe("the format is told by the content", () => {
  it.each([
    ["json", '{"flashback": 1}'],
    ["json", '\n { "flashback": 1, broken'],
    ["anki-text", "#separator:tab\n#html:true\na\tb"],
    ["anki-text", "#columns:a,b\n#separator:comma\na,b"],
    ["anki-text", "tags:x\n#deck:A\na\tb"],
    ["site", "Losses Flashcards\n\n1\n\nQ\n\nWhy?\n\nA\n\nBecause.\n"],
    ["qa", "Q: why, and how?\nA: because, so\n\nQ: b\nA: c"],
    ["quizlet", "hund\tdog\nkatze\tcat, or kitten"],
    ["quizlet", 'hund\t"dog\nkatze\tcat'],
    ["quizlet", "hund\tdog"],
    ["csv", "hund\tdog\tanimal\nkatze\tcat\tanimal"],
    ["csv", "front\tback\nhund\tdog"],
    ["csv", "hund,dog\nkatze,cat"],
    ["csv", "term;definition\nhund;dog"],
    ["csv", "sep=|\na|b"],
  ])("%s: %j", (format, text) => {
    expect(detectFormat(text)).toBe(format);
  });

  it.each([
    ["a letter", "Dear Ann, dear Bob,\n\nI am well, thanks; and you?\n\nYours, Carl\n"],
    ["prose with semicolons", "He came; he saw.\nShe left; he stayed.\nThey met; they parted.\n"],
    ["prose with commas", "Well, yes, it was late.\nThe rain, which had stopped, began anew.\nHome, then.\n"],
    ["one sentence", "Hello, world"],
    ["speech", '"Hello," she said.\n"Yes," he said, "hello."\n'],
    ["a Markdown table", "| a | b |\n|---|---|\n| c | d |\n"],
    ["a list", "- one\n- two\n- three\n"],
    ["headings", "# Question\n\nWhy?\n\n# Answer\n\nBecause.\n"],
    ["a mix of separators", "a,b\nc;d\ne\tf\ng|h"],
    ["a megabyte on one line", "x ".repeat(500_000)],
    ["other JSON", '{"cards": [1, 2]}'],
    ["a program", "function f(a, b) {\n  return a + b;\n}\n"],
  ])("%s is no deck", (_, text) => {
    expect(detectFormat(text)).toBeUndefined();
    expect(refusal(() => read(text))).toMatch(
      /^No deck was recognised in this file\. It holds .+ beginning “/,
    );
  });
});

describe("readText", () => {
  it("says what it saw and what one can bring", () => {
    expect(refusal(() => read(`\n  ${"Dear Ann ".repeat(20)}\nBye`))).toBe(
      "No deck was recognised in this file. It holds 2 lines of text, beginning " +
        "“Dear Ann Dear Ann Dear Ann Dear Ann Dear Ann Dear Ann Dear …”. You can bring: CSV or TSV (question,answer on " +
        "each line); an Anki package (.apkg) or Anki's text export; Quizlet's text export; the text of a flashcards " +
        "page of the confidence-based site; lines that begin with Q: and A:; a deck exported from Flashback (JSON). " +
        "If it is one of these, say which.",
    );
    expect(refusal(() => read("<!DOCTYPE html><p>Hi"))).toContain("copy the page's text instead");
  });

  it("takes the title from the name where the content has none, and nothing else", () => {
    expect(read("a,b\nc,d", { name: "My_bones.json" })).toMatchObject({ title: "My bones", format: "csv" });
    expect(read("a,b\nc,d", { name: ".csv" }).title).toBeUndefined();
    expect(read("#deck:Hand\n#separator:comma\na,b", { name: "x.txt" }).title).toBe("Hand");
  });

  it("refuses what is larger than any deck, but for our own format, which holds images", () => {
    const space = " ".repeat(4 * 1024 * 1024);
    expect(refusal(() => read(`a,b\nc,d${space}`))).toBe(
      "This file is larger than 4 MiB. Split it into smaller decks.",
    );
    expect(refusal(() => read(`a,b\n${"\n".repeat(499_999)}`))).toContain("has more than 500,000 lines");
    const json = '{"flashback": 1, "title": "t", "cards": [{"front": "a", "back": "b"}]}';
    expect(read(json + space).cards).toHaveLength(1);
    expect(refusal(() => read(json + space.repeat(4)))).toContain("larger than 16 MiB");
  });

  it("reads as the person chose", () => {
    expect(
      read("a,b\tc\nd,e\tf", { format: "csv", separators: { side: ",", card: "\n" } }).cards[0]?.back,
    ).toBe("b\tc");
    expect(read("a - b;c - d", { separators: { side: " - ", card: ";" } })).toMatchObject({
      format: "quizlet",
      cards: [
        { front: "a", back: "b" },
        { front: "c", back: "d" },
      ],
    });
    expect(refusal(() => read("a,b", { format: "anki-package" }))).toContain("not an Anki package");
    expect(refusal(() => read("a,b", { format: "json" }))).toContain("not valid JSON");
    expect(refusal(() => read("a,b", { format: "site" }))).toContain("No card was found on this page");
    expect(refusal(() => read("a,b", { format: "qa" }))).toContain("it stands before the first Q:");
  });
});
