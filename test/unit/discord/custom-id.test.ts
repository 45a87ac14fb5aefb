import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Pressable,
  QUIZ_PREFIX,
  type QuizButton,
  quizButton,
  readQuizButton,
} from "../../../src/discord/custom-id.ts";
import { RATINGS } from "../../../src/study/rating.ts";

const PLAIN: readonly Pressable[] = ["hint", "skip", "stop", "resume", "undo", "type", "pass", "overrule"];

const userIds = fc.bigInt({ min: 10n ** 16n, max: 2n ** 64n - 1n }).map(String);
const actions = fc.oneof(
  fc.constantFrom(...PLAIN),
  fc.constantFrom(...RATINGS).map((rating): Pressable => ({ rate: rating })),
  fc.record({ pick: fc.nat(3), of: fc.stringMatching(/^[\w-]{4}$/) }),
  fc.record({ show: fc.constantFrom("front" as const, "answer" as const), page: fc.nat(999) }),
);
const refs = fc.record({
  userId: userIds,
  quizId: fc.stringMatching(/^[\w-]{8}$/),
  turn: fc.nat(999_999),
});
const presses: fc.Arbitrary<QuizButton> = fc.record({
  do: fc.constant("press" as const),
  action: actions,
  ref: refs,
});
const starts: fc.Arbitrary<QuizButton> = fc.record({
  do: fc.constant("start" as const),
  userId: userIds,
  wish: fc.record({
    deck: fc.option(fc.stringMatching(/^[a-z0-9-]{1,32}$/), { nil: undefined }),
    mode: fc.constantFrom("study", "new", "ahead"),
    cards: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    answer: fc.constantFrom(undefined, "choice" as const, "type" as const),
  }),
  replaces: fc.option(fc.stringMatching(/^[\w-]{8}$/), { nil: undefined }),
});
const buttons: fc.Arbitrary<QuizButton> = fc.oneof(
  presses,
  starts,
  fc.record({
    do: fc.constant("continue" as const),
    userId: userIds,
    quizId: fc.stringMatching(/^[\w-]{8}$/),
  }),
  fc.record({ do: fc.constant("typed" as const), ref: refs }),
  fc.constant({ do: "own" as const }),
);

describe("a button's custom_id", () => {
  test("reads back as the button that was written, within Discord's 100 characters", () => {
    fc.assert(
      fc.property(buttons, (button) => {
        const id = quizButton(button);
        expect(id.length).toBeGreaterThanOrEqual(1);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(id.split(":")[0]).toBe(QUIZ_PREFIX);
        expect(readQuizButton(id)).toEqual(button);
      }),
      { numRuns: 2000 },
    );
  });

  test("of the longest wish has 88 characters", () => {
    const wish = { deck: "d".repeat(32), mode: "study", cards: 100, answer: "choice" } as const;
    const id = quizButton({ do: "start", userId: "9".repeat(20), wish, replaces: "AbC-_123" });
    expect(id).toHaveLength(88);
  });

  test("different buttons have different ids", () => {
    fc.assert(
      fc.property(buttons, buttons, (one, other) => {
        expect(quizButton(one) === quizButton(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 500 },
    );
  });

  // Messages with such buttons stand in channels: what they say must be understood for as long as the format is q1.
  const ref = { userId: "123456789012345678", quizId: "Ab3_-xyz", turn: 41 };
  const wish = { deck: undefined, mode: "study", cards: undefined } as const;
  test("the first version's button that shows the answer", () => {
    const old = readQuizButton("q1:show:123456789012345678:Ab3_-xyz:41");
    expect(old).toEqual({ do: "press", action: { show: "answer", page: 0 }, ref });
  });

  test.each<[string, QuizButton]>([
    ["q1:front2:123456789012345678:Ab3_-xyz:41", { do: "press", action: { show: "front", page: 2 }, ref }],
    ["q1:answer0:123456789012345678:Ab3_-xyz:41", { do: "press", action: { show: "answer", page: 0 }, ref }],
    ["q1:front12:123456789012345678:Ab3_-xyz:41", { do: "press", action: { show: "front", page: 12 }, ref }],
    [
      "q1:answer120:123456789012345678:Ab3_-xyz:41",
      { do: "press", action: { show: "answer", page: 120 }, ref },
    ],
    ["q1:rate5:123456789012345678:Ab3_-xyz:41", { do: "press", action: { rate: 5 }, ref }],
    ["q1:undo:123456789012345678:Ab3_-xyz:0", { do: "press", action: "undo", ref: { ...ref, turn: 0 } }],
    ["q1:continue:123456789012345678:Ab3_-xyz", { do: "continue", userId: ref.userId, quizId: ref.quizId }],
    ["q1:type:123456789012345678:Ab3_-xyz:41", { do: "press", action: "type", ref }],
    ["q1:pass:123456789012345678:Ab3_-xyz:41", { do: "press", action: "pass", ref }],
    ["q1:overrule:123456789012345678:Ab3_-xyz:41", { do: "press", action: "overrule", ref }],
    ["q1:pick3-a_-9:123456789012345678:Ab3_-xyz:41", { do: "press", action: { pick: 3, of: "a_-9" }, ref }],
    ["q1:typed:123456789012345678:Ab3_-xyz:41", { do: "typed", ref }],
    [
      "q1:start:123456789012345678:study:::Ab3_-xyz:type",
      { do: "start", userId: ref.userId, wish: { ...wish, answer: "type" }, replaces: "Ab3_-xyz" },
    ],
    ["q1:own", { do: "own" }],
    ["q1:start:123456789012345678:study:::", { do: "start", userId: ref.userId, wish, replaces: undefined }],
    [
      "q1:start:123456789012345678:new:losses:20:Ab3_-xyz",
      {
        do: "start",
        userId: ref.userId,
        wish: { deck: "losses", mode: "new", cards: 20 },
        replaces: "Ab3_-xyz",
      },
    ],
  ])("%s", (id, button) => {
    expect(quizButton(button)).toBe(id);
    expect(readQuizButton(id)).toEqual(button);
  });
});

/** What is read of a string must be just what would write it: no two ids for one button. */
function expectFaithful(id: string): void {
  const button = readQuizButton(id);
  // The first version called the answer "show", and that is still read.
  if (button !== undefined) expect(quizButton(button)).toBe(id.replace(/^q1:show:/, "q1:answer0:"));
}

describe("any other string", () => {
  test.each([
    "",
    ":",
    "q1",
    "q1:",
    "q1::::",
    "q0:own",
    "q2:own",
    "Q1:own",
    " q1:own",
    "q1:own:",
    "q1:own\n",
    "q1:show:123456789012345678:Ab3_-xyz",
    "q1:show:123456789012345678:Ab3_-xyz:41:",
    "q1:show:123456789012345678:Ab3_-xyz:",
    "q1:show:123456789012345678:Ab3_-xyz:-1",
    "q1:show:123456789012345678:Ab3_-xyz:1.5",
    "q1:show:123456789012345678:Ab3_-xyz:1e3",
    "q1:show:123456789012345678:Ab3_-xyz:41\n",
    "q1:show:123456789012345678:Ab3_-xy:41",
    "q1:show:1234567890123456:Ab3_-xyz:41",
    "q1:show:12345678901234567x:Ab3_-xyz:41",
    "q1:rate:123456789012345678:Ab3_-xyz:41",
    "q1:rate0:123456789012345678:Ab3_-xyz:41",
    "q1:rate6:123456789012345678:Ab3_-xyz:41",
    "q1:toString:123456789012345678:Ab3_-xyz:41",
    "q1:__proto__:123456789012345678:Ab3_-xyz:41",
    "q1:pick4-abcd:123456789012345678:Ab3_-xyz:41",
    "q1:pick0:123456789012345678:Ab3_-xyz:41",
    "q1:pick0-abc:123456789012345678:Ab3_-xyz:41",
    "q1:pick0-abcde:123456789012345678:Ab3_-xyz:41",
    "q1:pick00-abcd:123456789012345678:Ab3_-xyz:41",
    "q1:typed:123456789012345678:Ab3_-xyz",
    "q1:start:123456789012345678:study::::rate",
    "q1:start:123456789012345678:study::::",
    "q1:start:123456789012345678:study::::type:",
    "q1:start:123456789012345678:study:::rp",
    "q1:start:123456789012345678:study:Losses::",
    "q1:start:123456789012345678:study::101:",
    "q1:start:123456789012345678:constructor:::",
    "q1:start:123456789012345678:study::",
    "q1:continue:123456789012345678:",
  ])("%j is no button", (id) => {
    expect(readQuizButton(id)).toBeUndefined();
  });

  test.each([
    "q1:rate04:123456789012345678:Ab3_-xyz:41",
    "q1:rate4.0:123456789012345678:Ab3_-xyz:41",
    "q1:answer00:123456789012345678:Ab3_-xyz:41",
    "q1:answer012:123456789012345678:Ab3_-xyz:41",
    "q1:answer1000:123456789012345678:Ab3_-xyz:41",
    "q1:rate05:123456789012345678:Ab3_-xyz:41",
    "q1:rate10:123456789012345678:Ab3_-xyz:41",
    "q1:rate0x4:123456789012345678:Ab3_-xyz:41",
    "q1:rate 4:123456789012345678:Ab3_-xyz:41",
    "q1:show:123456789012345678:Ab3_-xyz:041",
    "q1:start:123456789012345678:study::05:",
    "q1:start:123456789012345678:study::0:",
    "q1:start:123456789012345678:study::00:",
  ])("%j, which no button of ours carries, is none either", (id) => {
    expect(readQuizButton(id)).toBeUndefined();
  });

  test("is undefined or just what would write it, and never throws: noise", () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.string({ unit: "binary", maxLength: 120 }),
      fc.string({ maxLength: 90 }).map((rest) => `q1:${rest}`),
    );
    fc.assert(fc.property(noise, expectFaithful), { numRuns: 3000 });
  });

  test("is undefined or just what would write it, and never throws: parts of buttons put together", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "q1",
        "q2",
        "own",
        "continue",
        "start",
        "show",
        "typed",
        "choice",
        "type",
        "rate1",
        "rate9",
        "undo",
        "",
      ),
      fc.constantFrom("study", "new", "ahead", "p", "r", "pr", "losses", "1", "07", "100", "999999"),
      userIds,
      fc.stringMatching(/^[\w-]{8}$/),
    );
    const forged = fc.array(part, { maxLength: 7 }).map((parts) => ["q1", ...parts].join(":"));
    fc.assert(fc.property(forged, expectFaithful), { numRuns: 3000 });
  });

  test("is undefined or just what would write it, and never throws: buttons cut, grown or with a letter changed", () => {
    const damaged = fc
      .tuple(buttons.map(quizButton), fc.nat(100), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([id, at, cut, put]) => id.slice(0, at) + put + id.slice(at + cut));
    fc.assert(fc.property(damaged, expectFaithful), { numRuns: 4000 });
  });
});
