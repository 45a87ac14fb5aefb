import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { homesOf, limitsFrom, type WrittenLimits, writtenLimits } from "../../../src/account/choices.ts";
import { learnerFrom } from "../../../src/store/learner-record.ts";
import { UserError } from "../../../src/user-error.ts";

const nobody = learnerFrom(new Map());
const written = (more: Partial<WrittenLimits> = {}): WrittenLimits => ({ ...writtenLimits(nobody), ...more });

describe("limits as they are written", () => {
  test("what the form shows means what is set", () => {
    const limits = fc.record({
      newADay: fc.nat(999),
      reviewsADay: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 9999 })),
      retention: fc.integer({ min: 70, max: 97 }).map((percent) => percent / 100),
    });
    fc.assert(
      fc.property(limits, (set) => {
        expect(limitsFrom(writtenLimits({ ...nobody, ...set }))).toEqual(set);
      }),
    );
  });

  test.each([
    ["90", 0.9],
    ["90%", 0.9],
    [" 85 % ", 0.85],
    ["0.85", 0.85],
    ["0,97", 0.97],
    [".7", 0.7],
    ["92.4", 0.92],
    ["92.4%", 0.92],
  ])("a retention of %j is %d", (text, retention) => {
    expect(limitsFrom(written({ retention: text })).retention).toBe(retention);
  });

  test.each(["", "69", "98", "0.98", "0.9 %", "1", "100 %", "high", "-90", "90 %%", ".", "9e1"])(
    "a retention of %j is refused, with how to write it",
    (text) => {
      expect(() => limitsFrom(written({ retention: text }))).toThrow("from 70 % to 97 %");
    },
  );

  test.each([
    [{ fresh: "-1" }, "New cards a day"],
    [{ fresh: "1000" }, "New cards a day"],
    [{ fresh: "ten" }, "New cards a day"],
    [{ fresh: "1.5" }, "New cards a day"],
    [{ reviews: "0" }, "Reviews a day"],
    [{ reviews: "10000" }, "Reviews a day"],
    [{ reviews: "none" }, "Reviews a day"],
    [{ reviews: "" }, "Reviews a day"],
  ])("%j is refused by its name", (more, name) => {
    expect(() => limitsFrom(written(more))).toThrow(UserError);
    expect(() => limitsFrom(written(more))).toThrow(name);
  });

  test("all that is wrong is said at once", () => {
    const wrong = { fresh: "many", reviews: "few", retention: "most" };
    expect(() => limitsFrom(wrong)).toThrow(/New cards a day[\s\S]*Reviews a day[\s\S]*Wanted retention/);
  });

  test("All, in whatever case, is no limit", () => {
    expect(limitsFrom(written({ reviews: " ALL " })).reviewsADay).toBe(Number.POSITIVE_INFINITY);
  });
});

test("a home is one of the servers they quizzed in, the last one first", () => {
  const homes = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  expect(homesOf(nobody)).toEqual([]);
  expect(homesOf({ ...nobody, home: "c" })).toEqual(["c"]);
  expect(homesOf({ ...nobody, home: "a", chosenHome: "b", homes })).toEqual(["a", "b"]);
});
