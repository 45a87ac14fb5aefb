import { expect, test } from "vitest";
import { snowflakes, snowflakeTime, stableId } from "../../playground/snowflake.ts";

test("new ids rise strictly, also when the clock stands still or goes back, and carry the time", () => {
  let now = Date.UTC(2026, 5, 1);
  const next = snowflakes(() => now);
  const ids = [next(), next(), next()];
  now -= 60_000;
  ids.push(next());
  now += 120_000;
  ids.push(next());
  const numbers = ids.map(BigInt);
  expect(numbers.every((id, index) => index === 0 || id > (numbers[index - 1] ?? id))).toBe(true);
  expect(snowflakeTime(ids.at(-1) ?? "0")).toBe(now);
  expect(ids.every((id) => /^\d{17,19}$/.test(id))).toBe(true);
});

test("a run that starts later makes no id of an earlier run", () => {
  const now = Date.UTC(2026, 5, 1);
  const earlier = snowflakes(() => now);
  const made = new Set(Array.from({ length: 1_000 }, earlier));
  const later = snowflakes(() => now + 1);
  expect(made.has(later())).toBe(false);
});

test("clocks before Discord still make ids that clients can read", () => {
  expect(snowflakes(() => 0)()).toMatch(/^\d{17,19}$/);
});

test("stable ids depend on their parts and their borders alone, and lie before new ones", () => {
  expect(stableId("a", "b")).toBe(stableId("a", "b"));
  expect(stableId("a", "b")).not.toBe(stableId("ab"));
  expect(stableId("x")).toMatch(/^\d{18,19}$/);
  expect(BigInt(stableId("x"))).toBeLessThan(BigInt(snowflakes(() => Date.UTC(2024, 1, 1))()));
});
