import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText, typedText } from "../../../src/decks/plain-text.ts";
import { type Grading, grade } from "../../../src/study/grading.ts";
import { TYPED } from "./typed-answers.ts";

const gradeCard = (answer: string | readonly string[], typed: string) =>
  grade(typedText(typed), [answer].flat().map(plainText));

describe.each(Object.entries(TYPED))("%s", (_, rows) => {
  test.each(rows)("%j, typed %j: %s", (answer, typed, verdict) => {
    expect(gradeCard(answer, typed)).toMatchObject({ verdict });
  });
});

const words = fc.array(fc.stringMatching(/^[b-z]{5,12}$/), { minLength: 1, maxLength: 5 });
const texts = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(..."aZé1.,'-/()²½√% \n=|א中かπ"), maxLength: 60 }),
);

describe("whatever is typed", () => {
  test("an answer typed as it stands is right, unless nothing in it can be compared", () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(/[\p{L}\p{N}]/u.test(text));
        expect(grade(text, [text])).toMatchObject({ verdict: "right" });
      }),
      { numRuns: 1500 },
    );
  });

  test("there is a verdict, and only near has a reason", () => {
    fc.assert(
      fc.property(texts, fc.array(texts, { maxLength: 4 }), (typed, accepted) => {
        const { verdict, reason } = grade(typed, accepted);
        expect(["right", "near", "wrong"]).toContain(verdict);
        expect(reason !== undefined).toBe(verdict === "near");
      }),
      { numRuns: 1500 },
    );
  });

  test("one more accepted answer never makes it worse", () => {
    const rank = ({ verdict }: Grading) => ["wrong", "near", "right"].indexOf(verdict);
    fc.assert(
      fc.property(texts, texts, texts, (typed, one, other) => {
        expect(rank(grade(typed, [one, other]))).toBeGreaterThanOrEqual(rank(grade(typed, [one])));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a slip", () => {
  test("in a word of five letters or more is near, wherever it is", () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (all, which, where) => {
        const word = all[which % all.length] ?? "";
        const at = where % word.length;
        const mistyped = all.map((one) => (one === word ? `${one.slice(0, at)}a${one.slice(at + 1)}` : one));
        expect(grade(mistyped.join(" "), [all.join(" ")])).toMatchObject({ verdict: "near" });
      }),
      { numRuns: 500 },
    );
  });

  test("is shown letter by letter: the two texts can be read off it", () => {
    fc.assert(
      fc.property(words, fc.nat(), (all, where) => {
        const answer = all.join(" ").slice(0, 80).trim();
        const at = where % answer.length;
        const typed = `${answer.slice(0, at)}a${answer.slice(at)}`.slice(0, 80);
        const { difference = [] } = grade(typed, [answer]);
        const read = (leftOut: string) =>
          difference.flatMap(({ text, of }) => (of === leftOut ? [] : text)).join("");
        if (difference.length === 0) return;
        expect(read("answer")).toBe(typed);
        expect(read("typed")).toBe(answer);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["recieve", "receive", "spelling"],
    ["la mesa", "el mesa", "article"],
    ["éléve", "élève", "accent"],
    ["9.81", "9.81 m/s²", "unit"],
    ["3.1", "3.14159", "number"],
    ["Einstein", "Albert Einstein", "part"],
    ["Lima, Peru", "Lima", "more"],
    ["dog bites man", "man bites dog", "order"],
    ["サクラ", "さくら", "script"],
    ["E=mc2", "E = mc²", "notation"],
    [
      "they are averaged squared differences",
      "It is the average of the squared differences, or errors, of all.",
      "words",
    ],
  ])("%j for %j is told as: %s", (typed, answer, reason) => {
    expect(grade(typed, [answer])).toMatchObject({ verdict: "near", reason });
  });

  test("is told of the accepted answer that is nearest", () => {
    const grading = grade("automobil", ["car", "motor car", "automobile"]);
    expect(grading).toMatchObject({ answer: "automobile", reason: "spelling" });
    expect(grading.difference).toEqual([
      { text: "automobil", of: "both" },
      { text: "e", of: "answer" },
    ]);
  });

  test("that does not count is shown all the same: how the word is written", () => {
    expect(grade("eleve", ["élève"])).toMatchObject({ verdict: "right", answer: "élève" });
    expect(grade("eleve", ["élève"]).difference).toBeDefined();
    expect(grade("Maedchen", ["das Mädchen"]).difference).toBeDefined();
    for (const typed of ["ÉLÈVE", "l'élève", "élève."])
      expect(grade(typed, ["élève"]).difference).toBeUndefined();
  });
});

describe("a number", () => {
  const LOCALES = ["en", "de", "fr", "de-CH", "en-IN", "ar-EG", "hi-u-nu-deva"];
  test("is right in the notation of any country", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom(...LOCALES), (value, locale) => {
        expect(grade(value.toLocaleString(locale), [String(value)])).toMatchObject({ verdict: "right" });
      }),
      { numRuns: 500 },
    );
  });

  test("that is another number is never right", () => {
    const values = fc.integer({ min: -9999, max: 9999 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        fc.pre(one !== other);
        expect(grade(String(other), [String(one)])).toMatchObject({ verdict: "wrong" });
      }),
      { numRuns: 1000 },
    );
  });
});

test("a text as long as a side may be is compared with as much as a form takes", () => {
  for (const accepted of [
    "(".repeat(4000),
    "1,".repeat(2000),
    "aa, bb ".repeat(570),
    "abc / ".repeat(660),
    " ".repeat(4000),
  ]) {
    expect(grade("cc, dd ".repeat(150), [accepted])).toEqual({ verdict: "wrong" });
  }
});
