import fc from "fast-check";
import { expect, test } from "vitest";
import { dayInUtc, keptAround, monthsOf, recentMonths, scoresOf } from "../../../src/leaderboard/scores.ts";
import { learnerFrom } from "../../../src/store/learner-record.ts";
import type { Tally } from "../../../src/store/tallies.ts";
import { learnerDay } from "../../../src/study/learner-day.ts";
import { keptPeriods, monthOf, PERIOD_KINDS, periodAt } from "../../../src/study/period.ts";

const NOW = Date.parse("2027-04-14T12:00Z");
const TODAY = dayInUtc(NOW);
const GUILDS = ["900000000000000001", "900000000000000002"];
const DECKS = ["losses", "d2", "d3"];
const learner = learnerFrom(
  new Map([
    ...GUILDS.map((id, index): [string, string] => [`h:${id}`, String(index + 1)]),
    ...DECKS.map((id, index): [string, string] => [`d:${id}`, String(index + 1)]),
  ]),
);

const tally: fc.Arbitrary<Tally> = fc.record({
  day: fc.integer({ min: TODAY - 125, max: TODAY + 1 }),
  home: fc.integer({ min: 1, max: 2 }),
  deck: fc.integer({ min: 1, max: 3 }),
  points: fc.nat(50),
  reviews: fc.nat(80),
});
const histories = fc
  .uniqueArray(tally, { maxLength: 60, selector: ({ day, home, deck }) => `${day}:${home}:${deck}` })
  .map((days) => {
    const pairs = Map.groupBy(days, ({ home, deck }) => `${home}:${deck}`);
    const sum = (list: readonly Tally[], what: "points" | "reviews") =>
      list.reduce((total, one) => total + one[what], 0);
    return {
      days,
      ever: [...pairs.values()].map((list) => ({
        home: list[0]?.home ?? 0,
        deck: list[0]?.deck ?? 0,
        points: sum(list, "points"),
        reviews: sum(list, "reviews"),
      })),
    };
  });

/** Scores as lines "server board points", sorted. */
const lines = (scores: ReturnType<typeof scoresOf>) =>
  [...scores]
    .flatMap(([guild, list]) =>
      list.map(({ period, deck, points }) => `${guild} ${period} ${deck ?? "*"} ${points}`),
    )
    .sort();

/** The same, told another way: each board asks for the days it has. */
function expected({ days }: { readonly days: readonly Tally[] }, since: number): string[] {
  const all: string[] = [];
  for (const period of keptAround(NOW).values()) {
    for (const [home, guild] of GUILDS.entries()) {
      for (const [deck, id] of [
        [undefined, "*"] as const,
        ...DECKS.map((name, at) => [at + 1, name] as const),
      ]) {
        const of = days.filter(
          (one) =>
            one.home === home + 1 &&
            (deck === undefined || one.deck === deck) &&
            one.day >= period.first &&
            one.day <= period.last,
        );
        const points = of.reduce((sum, one) => sum + one.points, 0);
        if (points > 0 && of.some((one) => one.points > 0 && one.day >= since))
          all.push(`${guild} ${period.name} ${id} ${points}`);
      }
    }
  }
  return all.sort();
}

test("a learner's scores are the sums of the days a board has, for each server and deck", () => {
  fc.assert(
    fc.property(histories, (tallies) => {
      expect(lines(scoresOf({ learner, tallies }, -Infinity, NOW))).toEqual(expected(tallies, -Infinity));
    }),
    { numRuns: 200 },
  );
});

test("what is written after a change is all that the change touches, and as it would be written in full", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: TODAY - 10, max: TODAY + 1 }), (tallies, since) => {
      expect(lines(scoresOf({ learner, tallies }, since, NOW))).toEqual(expected(tallies, since));
    }),
    { numRuns: 200 },
  );
});

test("what nobody can name any more, and what has no points, is on no board", () => {
  const odd = [
    { day: TODAY, home: 9, deck: 1, points: 3, reviews: 3 },
    { day: TODAY, home: 1, deck: 1, points: 0, reviews: 3 },
  ];
  expect(lines(scoresOf({ learner, tallies: { days: odd, ever: odd } }, -Infinity, NOW))).toEqual([]);
});

test("wherever a server is, its present and kept periods are among those kept, and their months are read", () => {
  const moments = fc.integer({ min: NOW - 4e10, max: NOW + 4e10 });
  const zones = fc.constantFrom(
    "UTC",
    "Pacific/Kiritimati",
    "Pacific/Niue",
    "America/St_Johns",
    "Asia/Kathmandu",
  );
  fc.assert(
    fc.property(moments, zones, fc.integer({ min: 0, max: 3_600_000 }), (now, zone, ago) => {
      const kept = keptAround(now);
      const today = learnerDay(now, zone);
      for (const { name } of keptPeriods(today)) expect(kept.has(name)).toBe(true);
      const months = monthsOf(kept.values());
      for (const { first, last, kind } of keptPeriods(today)) {
        if (kind !== "all") expect(months).toEqual(expect.arrayContaining([monthOf(first), monthOf(last)]));
      }
      // A point of up to an hour ago: the months of its day, week and month are the first ones.
      const read = months.slice(0, recentMonths(months, now - ago));
      for (const kind of PERIOD_KINDS.filter((one) => one !== "all")) {
        const period = periodAt(kind, learnerDay(now - ago, zone));
        for (let day = period.first; day <= Math.min(period.last, today); day += 1)
          expect(read).toContain(monthOf(day));
      }
    }),
    { numRuns: 300 },
  );
});
