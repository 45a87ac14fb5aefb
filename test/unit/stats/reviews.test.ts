import { describe, expect, test } from "vitest";
import { countReviews, firstDay, mondayOf, type Reviewed, WEEKS } from "../../../src/stats/reviews.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";

const seconds = (text: string) => Date.parse(text) / 1000;
const ZONE = "Europe/Berlin";
/** Friday. */
const TODAY = learnerDay(Date.parse("2026-05-15T12:00Z"), ZONE);

const mature: Reviewed = { rating: 4, at: seconds("2026-05-15T10:00Z"), deck: 1, card: 7, interval: 21 };

function counted(...reviews: readonly Reviewed[]) {
  const count = countReviews(TODAY, ZONE);
  // In parts, as the log is read.
  for (const review of reviews) count.add([review]);
  return count.figures();
}

describe("the days that are looked back to", () => {
  test("begin on the Monday of the week 25 before this one", () => {
    const date = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
    expect(date(mondayOf(TODAY))).toBe("2026-05-11");
    expect(date(firstDay(TODAY))).toBe("2025-11-17");
    for (let day = 0; day < 7; day += 1) expect(mondayOf(mondayOf(TODAY) + day)).toBe(mondayOf(TODAY));
    expect(counted().byDay).toHaveLength(25 * 7 + 5);
    expect(counted().retention).toHaveLength(WEEKS);
  });

  test("are the learner's own: from 04:00 to 04:00", () => {
    const at = (text: string) => counted({ ...mature, at: seconds(text) }).byDay.slice(-2);
    expect(at("2026-05-15T01:59:59Z")).toEqual([1, 0]);
    expect(at("2026-05-15T02:00:00Z")).toEqual([0, 1]);
  });

  test("leave out what was reviewed before, and what a clock put after today", () => {
    const first = firstDay(TODAY) * 86_400;
    const { byDay } = counted(
      { ...mature, at: first },
      { ...mature, at: first + 43_200 },
      { ...mature, at: seconds("2026-05-16T12:00Z") },
    );
    expect(byDay.filter((reviews) => reviews > 0)).toEqual([1]);
    expect(byDay[0]).toBe(1);
  });
});

describe("true retention", () => {
  const week = (...reviews: readonly Reviewed[]) => counted(...reviews).retention.at(-1);

  test("counts cards that were away for 21 days or more", () => {
    expect(week(mature)).toEqual({ reviews: 1, recalled: 1 });
    expect(week({ ...mature, interval: 20 })).toEqual({ reviews: 0, recalled: 0 });
  });

  test("takes 3 and better as recalled", () => {
    const all = ([1, 2, 3, 4, 5] as const).map((rating) => ({ ...mature, rating, card: rating }));
    expect(week(...all)).toEqual({ reviews: 5, recalled: 3 });
  });

  test("counts the first review of a card on a day, whatever comes after", () => {
    expect(week({ ...mature, rating: 1 }, mature, mature)).toEqual({ reviews: 1, recalled: 0 });
    // Not mature yet when it was first asked for that day.
    expect(week({ ...mature, interval: 3 }, mature)).toEqual({ reviews: 0, recalled: 0 });
  });

  test("counts each day, each deck and each card for itself", () => {
    const day = { ...mature, at: mature.at - 86_400 };
    expect(week(day, mature, { ...mature, deck: 2 }, { ...mature, card: 8 })).toEqual({
      reviews: 4,
      recalled: 4,
    });
  });

  test("counts by week from Monday", () => {
    const monday = { ...mature, at: seconds("2026-05-11T10:00Z") };
    const { retention } = counted({ ...monday, at: monday.at - 86_400, rating: 2 }, monday);
    expect(retention.slice(-2)).toEqual([
      { reviews: 1, recalled: 0 },
      { reviews: 1, recalled: 1 },
    ]);
  });
});
