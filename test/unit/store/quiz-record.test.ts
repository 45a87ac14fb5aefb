import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type QuizRecord, quizFields, quizFrom } from "../../../src/store/quiz-record.ts";
import type { Given } from "../../../src/study/answer.ts";
import type { QuizEvent } from "../../../src/study/quiz.ts";

const ids = fc.bigInt({ min: 10n ** 16n, max: 2n ** 63n - 1n }).map(String);
const deckIds = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
const orNone = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const quizzes: fc.Arbitrary<QuizRecord> = fc.record({
  id: fc.stringMatching(/^[\w-]{8}$/),
  wish: fc.record({
    deck: orNone(deckIds),
    mode: fc.constantFrom("study", "new", "ahead"),
    cards: orNone(fc.integer({ min: 1, max: 100 })),
    answer: fc.constantFrom(undefined, "choice" as const, "type" as const),
  }),
  plan: fc.array(
    fc.record({
      deck: fc.oneof(fc.constantFrom("losses", "optimizers"), deckIds),
      number: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
      kind: fc.constantFrom("due", "new", "ahead"),
    }),
    { maxLength: 100 },
  ),
  events: fc.array(fc.constantFrom<QuizEvent>(1, 2, 3, 4, 5, "skip"), { maxLength: 300 }),
  turn: fc.nat(999_999),
  stopped: fc.boolean(),
  shownAt: fc.integer({ min: 0, max: Date.UTC(2106, 0, 1) }),
  points: fc.nat(200),
  tooQuick: fc.nat(500),
  beyondLimit: fc.nat(100),
  seat: orNone(fc.record({ channelId: ids, messageId: ids, direct: fc.boolean() })),
  seed: orNone(fc.stringMatching(/^[\w-]{8}$/)),
  given: orNone(
    fc.oneof(
      fc.constant<Given>({ by: "pass" }),
      fc.record({ by: fc.constant("choice" as const), picked: fc.nat(2 ** 24), isRight: fc.boolean() }),
      fc.record({
        by: fc.constant("type" as const),
        text: fc.string({ unit: "grapheme", maxLength: 1000 }),
        verdict: fc.constantFrom("right" as const, "near" as const, "wrong" as const),
        overruled: fc.boolean(),
      }),
    ),
  ),
});

const example: QuizRecord = {
  id: "AAAA-_99",
  wish: { deck: undefined, mode: "study", cards: undefined },
  plan: [
    { deck: "losses", number: 3, kind: "due" },
    { deck: "losses", number: 1, kind: "due" },
    { deck: "losses", number: 7, kind: "new" },
    { deck: "other", number: 7, kind: "new" },
  ],
  events: [1, "skip", 5],
  turn: 4,
  stopped: false,
  shownAt: 1_772_323_200_123,
  points: 2,
  tooQuick: 0,
  beyondLimit: 0,
  seat: undefined,
};

describe("a quiz's hash", () => {
  test("reads back as the quiz that was written", () => {
    fc.assert(
      fc.property(quizzes, orNone(fc.nat(99)), (quiz, current) => {
        expect(quizFrom(quizFields(quiz, current))).toEqual(quiz);
      }),
      { numRuns: 400 },
    );
  });

  test("has these fields, which stored data depends on", () => {
    expect(Object.fromEntries(quizFields(example, 2))).toEqual({
      format: "1",
      id: "AAAA-_99",
      wish: '{"mode":"study"}',
      plan: '[["losses","d",[3,1]],["losses","n",[7]],["other","n",[7]]]',
      events: "1s5",
      turn: "4",
      shownAt: "1772323200123",
      points: "2",
      tooQuick: "0",
      beyondLimit: "0",
      current: "losses:7",
    });
  });

  test("of a quiz whose cards are answered has two more", () => {
    const given = { by: "choice", picked: 3, isRight: false } as const;
    const fields = quizFields({ ...example, seed: "AAAA-_98", given }, 2);
    expect(fields.get("seed")).toBe("AAAA-_98");
    expect(fields.get("given")).toBe('{"by":"choice","picked":3,"isRight":false}');
  });

  test("of the version before answers reads as one whose cards are recalled", () => {
    const old = quizFrom(quizFields(example, 2));
    expect(old?.wish.answer).toBeUndefined();
    expect(old?.given).toBeUndefined();
  });

  test("names no current card where none is shown", () => {
    expect(quizFields(example, undefined).has("current")).toBe(false);
  });

  test.each([
    ["none at all", new Map()],
    ["one of a later format", new Map([...quizFields(example, 0), ["format", "2"]])],
    ["one without a format", new Map([...quizFields(example, 0)].filter(([field]) => field !== "format"))],
  ])("is no quiz: %s", (_, fields) => {
    expect(quizFrom(fields)).toBeUndefined();
  });

  test("a field that a later version added does not matter", () => {
    expect(quizFrom(new Map([...quizFields(example, 0), ["mood", "good"]]))).toEqual(example);
  });

  test("of a hundred cards takes well under a kilobyte", () => {
    const plan = Array.from({ length: 100 }, (_, index) => ({
      deck: "losses",
      number: index + 1,
      kind: index < 50 ? ("due" as const) : ("new" as const),
    }));
    const fields = quizFields({ ...example, plan, events: Array.from({ length: 200 }, () => 4) }, 0);
    expect([...fields].flat().join("").length).toBeLessThan(1000);
  });
});
