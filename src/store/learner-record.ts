import { type Count, type Limits, NEW_CARDS_A_DAY, REVIEWS_A_DAY } from "../study/limits.ts";
import { RETENTION } from "../study/scheduler.ts";
import { NO_STREAK, type Streak } from "../study/streak.ts";

/** What is kept of a learner apart from cards, log and quiz. */
export interface Learner extends Limits {
  /** IANA time zone; undefined until they set one. */
  readonly zone: string | undefined;
  readonly streak: Streak;
  /** The highest milestone of a streak that was celebrated, and that was shared with others, in days; 0 for none. */
  readonly milestones: { readonly celebrated: number; readonly shared: number };
  /** Whether a milestone is celebrated for the learner alone, or for everybody in the channel. */
  readonly celebrate: "private" | "public";
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

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A learner day in UTC is over so many minutes after its midnight. */
const UTC_ENDS = 240;

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
    streak: fields.has("streakDay") ? streakFrom(number, fields.get("streakEnds")) : NO_STREAK,
    milestones: { celebrated: number("milestone"), shared: number("milestoneShared") },
    celebrate: fields.get("celebrate") === "public" ? "public" : "private",
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

function streakFrom(number: (field: string) => number, ends: string | undefined): Streak {
  const lastDay = number("streakDay");
  return {
    days: number("streak"),
    lastDay,
    until: (lastDay + 1) * DAY_MS + Number(ends ?? UTC_ENDS) * MINUTE_MS,
    freezes: number("freezes"),
    frozen: number("frozen"),
  };
}

/** The end of a streak's last day, in minutes after the midnight (UTC) of the next: the same for all days of a zone. */
function streakEnds({ lastDay, until }: Streak): number | undefined {
  if (lastDay === undefined) return undefined;
  const ends = Math.round((until - (lastDay + 1) * DAY_MS) / MINUTE_MS);
  return ends === UTC_ENDS ? undefined : ends;
}

/** The fields of a learner's hash. What has its first value has no field, so that nothing is stored of it. */
export function learnerFields(learner: Learner): ReadonlyMap<string, string> {
  const all: [string, string | number | undefined][] = [
    ["zone", learner.zone],
    ["streak", learner.streak.days || undefined],
    ["streakDay", learner.streak.lastDay],
    ["streakEnds", streakEnds(learner.streak)],
    ["freezes", learner.streak.freezes || undefined],
    ["frozen", learner.streak.frozen || undefined],
    ["milestone", learner.milestones.celebrated || undefined],
    ["milestoneShared", learner.milestones.shared || undefined],
    ["celebrate", learner.celebrate === "public" ? "public" : undefined],
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
