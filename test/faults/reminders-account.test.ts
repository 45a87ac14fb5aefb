import { expect, test } from "vitest";
import { openAccount } from "./reminders-account.ts";

const EXPECTED = [
  { userId: "1", day: "2026-03-28" },
  { userId: "1", day: "2026-03-29" },
  { userId: "2", day: "2026-03-28" },
];

test("one message a learner and day, and nothing is wrong", () => {
  const account = openAccount();
  for (const [index, { userId, day }] of EXPECTED.entries()) account.arrived(userId, day, `m${index}`);
  // The playground tells of a message again when it is edited.
  account.arrived("1", "2026-03-28", "m0");
  const verdict = account.judge(EXPECTED, () => true);
  expect(verdict).toEqual({ sent: 3, doubled: [], forgotten: [], unaccounted: [], unasked: [] });
});

test("a second message, a missing one and one of another day are found", () => {
  const account = openAccount();
  account.arrived("1", "2026-03-28", "m1");
  account.arrived("1", "2026-03-28", "m2");
  account.arrived("2", "2026-03-30", "m3");
  const verdict = account.judge(EXPECTED, ({ userId }) => userId === "2");
  expect(verdict.doubled).toEqual(["1 2026-03-28: 2"]);
  expect(verdict.forgotten).toEqual(["1 2026-03-29"]);
  expect(verdict.unaccounted).toEqual(["2 2026-03-28"]);
  expect(verdict.unasked).toEqual(["2 2026-03-30"]);
});
