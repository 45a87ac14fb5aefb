import { type Count, type Limits, NEW_CARDS_A_DAY, REVIEWS_A_DAY } from "../study/limits.ts";
import { RETENTION } from "../study/scheduler.ts";
import type { Streak } from "../study/streak.ts";

/** What is kept of a learner apart from cards, log and quiz. */
export interface Learner extends Limits {
  /** IANA time zone; undefined until they set one. */
  readonly zone: string | undefined;
  readonly streak: Streak;
  /** New cards met on a learner day. */
  readonly fresh: Count;
  /** Due cards reviewed on a learner day. */
  readonly reviewed: Count;
  /** The share of due cards that they want to recall, 0.70 to 0.97. */
  readonly retention: number;
  /** Points earned on a learner day, and ever. */
  readonly points: { readonly day: number; readonly count: number; readonly total: number };
  /** The server they last quizzed in. */
  readonly home: string | undefined;
  /** The server they chose as their home, see `homeOf`. */
  readonly chosenHome: string | undefined;
  /** Whether they stand on no board, as they wish. */
  readonly hidden: boolean;
  /** Started decks: deck id → the learner's own number for it, from 1, in the order of starting. */
  readonly decks: ReadonlyMap<string, number>;
  /** Servers for whose boards they reviewed: guild id → the learner's own number for it, from 1. */
  readonly homes: ReadonlyMap<string, number>;
}

/** Where built-in decks reviewed in direct messages count: the server they chose, else the one they last quizzed in. */
export const homeOf = ({ chosenHome, home }: Learner): string | undefined => chosenHome ?? home;

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
    reviewed: { day: number("dueDay"), count: number("dueCount") },
    newADay: Number(fields.get("newADay") ?? NEW_CARDS_A_DAY),
    reviewsADay: Number(fields.get("reviewsADay") ?? REVIEWS_A_DAY),
    retention: Number(fields.get("retention") ?? RETENTION.standard),
    home: fields.get("home"),
    chosenHome: fields.get("chosenHome"),
    hidden: fields.has("hidden"),
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
    ["dueDay", learner.reviewed.day || undefined],
    ["dueCount", learner.reviewed.count || undefined],
    ["newADay", unless(NEW_CARDS_A_DAY, learner.newADay)],
    ["reviewsADay", unless(REVIEWS_A_DAY, learner.reviewsADay)],
    ["retention", unless(RETENTION.standard, learner.retention)],
    ["home", learner.home],
    ["chosenHome", learner.chosenHome],
    ["hidden", learner.hidden ? 1 : undefined],
    ...[...learner.decks].map(([id, number]): [string, number] => [DECK + id, number]),
    ...[...learner.homes].map(([id, number]): [string, number] => [HOME + id, number]),
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

const unless = (first: number, value: number) => (value === first ? undefined : value);

/** The same map with the id in it, numbered next if it was not there yet. */
export function withNumber(map: ReadonlyMap<string, number>, id: string): ReadonlyMap<string, number> {
  return map.has(id) ? map : new Map([...map, [id, Math.max(0, ...map.values()) + 1]]);
}
