import type { Score } from "../store/boards.ts";
import type { Standing } from "../store/tallies.ts";
import { learnerDay } from "../study/learner-day.ts";
import {
  ALL_TIME,
  keptPeriods,
  monthOf,
  monthsBetween,
  PERIODS_KEPT,
  type Period,
  periodAt,
} from "../study/period.ts";

const DAY_MS = 86_400_000;

const TIMED = ["day", "week", "month"] as const;

/** The learner day of UTC: that of any zone, and so of any server, is this one or a neighbour of it. */
export const dayInUtc = (at: number) => learnerDay(at, "UTC");

/** By name, the periods of which boards are kept at a moment, whatever a server's zone. @param now milliseconds */
export function keptAround(now: number): ReadonlyMap<string, Period> {
  const today = dayInUtc(now);
  const all = [today - 1, today, today + 1].flatMap(keptPeriods);
  return new Map(all.map((period) => [period.name, period]));
}

/** For how many seconds the boards of a period are still kept anywhere; 0 for ever. */
function secondsLeft(period: Period, now: number): number {
  if (period.kind === "all") return 0;
  let next = period;
  for (let count = 0; count <= PERIODS_KEPT; count += 1) next = periodAt(period.kind, next.last + 1);
  return Math.max(1, Math.ceil(((next.first + 2) * DAY_MS - now) / 1000));
}

/** The months whose counters boards of the periods are made of, as yyyymm, the latest first. */
export function monthsOf(periods: Iterable<Period>): readonly string[] {
  const days = [...periods].filter(({ kind }) => kind !== "all").flatMap(({ first, last }) => [first, last]);
  return monthsBetween(Math.min(...days), Math.max(...days));
}

/**
 * The months that are enough to bring boards up to date that know all from before a moment.
 *
 * @param months those of all boards that are kept, the latest first
 */
export function recentMonths(months: readonly string[], since: number): number {
  const oldest = monthOf(periodAt("week", dayInUtc(since) - 1).first);
  return Math.min(months.length, months.indexOf(oldest) + 1 || months.length);
}

interface Sum {
  readonly guild: string;
  readonly period: Period;
  readonly deck: string | undefined;
  readonly points: number;
  /** Whether a board may not know of it yet. */
  readonly isNews: boolean;
}

/**
 * A learner's points on the boards of servers.
 *
 * @param since a day: only boards that a point of this day or a later one counts on; -Infinity for all
 * @param now milliseconds since the Unix epoch
 * @returns by server, those that are above zero
 */
export function scoresOf(
  { learner, tallies }: Pick<Standing, "learner" | "tallies">,
  since: number,
  now: number,
): ReadonlyMap<string, readonly Score[]> {
  const kept = keptAround(now);
  const guilds = new Map([...learner.homes].map(([id, number]) => [number, id]));
  const decks = new Map([...learner.decks].map(([id, number]) => [number, id]));
  const sums = new Map<string, Sum>();
  const changed = new Set<string>();

  function add(home: number, deck: number | undefined, period: Period, points: number, isNews: boolean) {
    const guild = guilds.get(home);
    const deckId = deck === undefined ? undefined : decks.get(deck);
    if (guild === undefined || (deck !== undefined && deckId === undefined)) return;
    const key = `${home}:${deck ?? ""}:${period.name}`;
    const before = sums.get(key);
    sums.set(key, {
      guild,
      period,
      deck: deckId,
      points: (before?.points ?? 0) + points,
      isNews: isNews || (before?.isNews ?? false),
    });
  }

  for (const { day, home, deck, points } of tallies.days) {
    if (points === 0) continue;
    const isNews = day >= since;
    if (isNews) changed.add(`${home}:${deck}`).add(`${home}`);
    for (const kind of TIMED) {
      const period = periodAt(kind, day);
      if (!kept.has(period.name)) continue;
      add(home, undefined, period, points, isNews);
      add(home, deck, period, points, isNews);
    }
  }
  for (const { home, deck, points } of tallies.ever) {
    if (points === 0) continue;
    const isAll = since === -Infinity;
    add(home, undefined, ALL_TIME, points, isAll || changed.has(`${home}`));
    add(home, deck, ALL_TIME, points, isAll || changed.has(`${home}:${deck}`));
  }
  const news = [...sums.values()].filter(({ isNews }) => isNews);
  const byGuild = Map.groupBy(news, ({ guild }) => guild);
  return new Map(
    [...byGuild].map(([guild, list]) => [
      guild,
      list.map(({ period, deck, points }) => ({
        period: period.name,
        deck,
        points,
        seconds: secondsLeft(period, now),
      })),
    ]),
  );
}
