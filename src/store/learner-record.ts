import type { Streak } from "../study/streak.ts";

/** What is kept of a learner apart from cards, log and quiz. */
export interface Learner {
  /** IANA time zone; undefined until they set one. */
  readonly zone: string | undefined;
  readonly streak: Streak;
  /** New cards met on a learner day. */
  readonly fresh: { readonly day: number; readonly count: number };
  /** Points earned on a learner day, and ever. */
  readonly points: { readonly day: number; readonly count: number; readonly total: number };
  /** The server they last quizzed in, where built-in decks reviewed in direct messages count. */
  readonly home: string | undefined;
  /** Started decks: deck id → the learner's own number for it, from 1, in the order of starting. */
  readonly decks: ReadonlyMap<string, number>;
  /** Home servers that earned points: guild id → the learner's own number for it, from 1. */
  readonly homes: ReadonlyMap<string, number>;
}

const DECK = "d:";
const HOME = "h:";

/** A learner out of the fields of their hash; fields that are missing have their first value. */
export function learnerFrom(fields: ReadonlyMap<string, string>): Learner {
  const number = (field: string) => Number(fields.get(field) ?? 0);
  const numbered = (prefix: string) =>
    new Map(
      [...fields]
        .filter(([field]) => field.startsWith(prefix))
        .map(([field, value]) => [field.slice(prefix.length), Number(value)] as const)
        .sort(([, a], [, b]) => a - b),
    );
  return {
    zone: fields.get("zone"),
    streak: { days: number("streak"), lastDay: fields.has("streakDay") ? number("streakDay") : undefined },
    fresh: { day: number("newDay"), count: number("newCount") },
    points: { day: number("pointDay"), count: number("pointCount"), total: number("points") },
    home: fields.get("home"),
    decks: numbered(DECK),
    homes: numbered(HOME),
  };
}

/** The fields of a learner's hash. What has its first value has no field, so that nothing is stored of it. */
export function learnerFields(learner: Learner): ReadonlyMap<string, string> {
  const all: [string, string | number | undefined][] = [
    ["zone", learner.zone],
    ["streak", learner.streak.days || undefined],
    ["streakDay", learner.streak.lastDay],
    ["newDay", learner.fresh.day || undefined],
    ["newCount", learner.fresh.count || undefined],
    ["pointDay", learner.points.day || undefined],
    ["pointCount", learner.points.count || undefined],
    ["points", learner.points.total || undefined],
    ["home", learner.home],
    ...[...learner.decks].map(([id, number]): [string, number] => [DECK + id, number]),
    ...[...learner.homes].map(([id, number]): [string, number] => [HOME + id, number]),
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

/** The same map with the id in it, numbered next if it was not there yet. */
export function withNumber(map: ReadonlyMap<string, number>, id: string): ReadonlyMap<string, number> {
  return map.has(id) ? map : new Map([...map, [id, Math.max(0, ...map.values()) + 1]]);
}
