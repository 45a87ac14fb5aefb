import { describe, expect, it } from "vitest";
import { read, refusal, sides } from "./samples.ts";

const RATING = "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n";
const card = (number: number, question: string, answer: string, rating = RATING) =>
  `${number}\n\nQ\n\n${question}\n\nA\n\n${answer}\n\n${rating}`;

describe("a page of the confidence-based site", () => {
  it("gives its cards and its title", () => {
    const text = `Losses Flashcards\n\n${card(1, "What is MSE?", "The mean\n\nof squares")}${card(2, "Why?\nHow?", "So.", "")}`;
    const deck = read(text.trimEnd());
    expect(deck).toMatchObject({
      format: "site",
      title: "Losses",
      detail: "a page of flashcards, UTF-8",
      skipped: [],
    });
    expect(sides(deck)).toEqual([
      ["What is MSE?", "The mean\n\nof squares"],
      ["Why?\nHow?", "So."],
    ]);
  });

  it("keeps the numbers of an answer where the rating is missing", () => {
    const numbers = "1\n2\n3\n4\n5\nPerfectly";
    const deck = read(
      card(1, "Count", numbers, "") +
        card(2, "Count on", "How well?\n1\nNot at all", "") +
        card(3, "c", numbers, ""),
    );
    expect(sides(deck).map(([, back]) => back)).toEqual([numbers, "How well?\n1\nNot at all", numbers]);
  });

  it("keeps them before a rating, too, and a question about the rating", () => {
    const deck = read(card(7, "How well did you know this?", "1\n2\n3") + card(8, "b", "Q\n5\n6"));
    expect(sides(deck)).toEqual([
      ["How well did you know this?", "1\n2\n3"],
      ["b", "Q\n5\n6"],
    ]);
  });

  it("takes a number before a Q for a card's only where it counts on", () => {
    const deck = read(card(1, "Which letters?", "20\nQ\n21\nA") + card(2, "b", "c"));
    expect(sides(deck)).toEqual([
      ["Which letters?", "20\nQ\n21\nA"],
      ["b", "c"],
    ]);
    expect(sides(read(card(1, "a", "b") + card(4, "c", "d") + card(5, "e", "f")))).toHaveLength(3);
  });

  it("tells an A in the question from the one below it", () => {
    expect(sides(read(card(1, "A or\nA\nor B?", "B")))).toEqual([["A or\nA\nor B?", "B"]]);
    expect(sides(read("1\nQ\nA\nA\nthe first letter\n"))).toEqual([["A", "the first letter"]]);
  });

  it("drops a rating that is cut off at the end of the page", () => {
    expect(sides(read(card(1, "a", "b", "How well did you know this?\n1\nNot at all\n2")))).toEqual([
      ["a", "b"],
    ]);
  });

  it("says what belongs to no card", () => {
    const deck = read(
      `Home\nLog in\nBones Flashcards\n${card(1, "a", "b")}${card(2, "c", "")}${card(3, "e", "f")}\nAbout\nContact`,
    );
    expect(deck.title).toBe("Bones");
    expect(sides(deck)).toEqual([
      ["a", "b"],
      ["e", "f"],
    ]);
    expect(deck.skipped).toEqual([
      { where: "lines 1 to 3", why: "it stands before the first card" },
      { where: "card 2 of the page (line 22)", why: "the answer is empty" },
      { where: "lines 59 to 60", why: "it stands after the rating of card 3 and belongs to none" },
    ]);
  });

  it("is refused without a card", () => {
    expect(refusal(() => read("1\n\nQ\n\nno answer", { format: "site" }))).toContain(
      "No card was found on this page",
    );
  });
});
