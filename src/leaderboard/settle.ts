import { placeLearner, type Score } from "../store/boards.ts";
import type { Deadline, Store } from "../store/connection.ts";
import { markSettled, readStanding, type Standing } from "../store/tallies.ts";
import { dayInUtc, keptAround, monthsOf, recentMonths, scoresOf } from "./scores.ts";

/** What bringing boards up to date needs from outside. */
export interface SettleDeps {
  readonly store: Store;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Told how long after a point the boards knew it, in ms. */
  readonly onSettled?: (lag: number) => void;
}

/** A change as old as this at most is brought to the boards from the latest counters alone. Milliseconds. */
const RECENT = 3_600_000;

/** How often it is begun again when the learner changed meanwhile; after that it is left to the next tick. */
const TRIES = 5;

/** How a learner's places are written. */
type Way =
  /** What has changed. */
  | "changes"
  /** All of it. */
  | "all"
  /** All of it, and nothing else stays: for boards that may be wrong. */
  | "anew";

/** A learner with what boards are made of. */
interface Reading {
  readonly standing: Standing;
  /** Whether that is all, and not only what recent changes need. */
  readonly whole: boolean;
}

export async function readLearner(
  { store, now }: SettleDeps,
  userId: string,
  all: boolean,
  deadline: Deadline,
): Promise<Reading> {
  const moment = now();
  const months = monthsOf(keptAround(moment).values());
  const since = moment - RECENT;
  const recent = all ? months.length : recentMonths(months, since);
  const standing = await readStanding(store, userId, months, { since, recent }, deadline);
  return { standing, whole: all || (standing.dirtyAt ?? since) < since };
}

/**
 * Brings the boards up to date with one learner: reads their counters and writes absolute scores, so that doing it
 * twice, late or in another order makes nothing wrong. A hidden learner is taken off.
 *
 * @returns whether boards now know the learner; otherwise the mark stays, for whoever comes next
 * @throws StoreError
 */
export async function settleLearner(
  deps: SettleDeps,
  userId: string,
  deadline: Deadline,
  way: Way = "changes",
): Promise<boolean> {
  let all = way !== "changes";
  let leaver: "stay" | "return" = "stay";
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const reading = await readLearner(deps, userId, all, deadline);
    if (reading.standing.dirtyAt === undefined && !all) return true;
    const outcomes = await place(deps, reading, way === "anew", leaver, deadline);
    if (outcomes.has("back")) {
      // Who earns a point for a server they had left is back, with all they have.
      all = true;
      leaver = "return";
    } else if (outcomes.has("stale") || outcomes.has("late")) continue;
    else if (await markSettled(deps.store, reading.standing, deadline)) {
      const { dirtyAt = 0 } = reading.standing;
      // A change of visibility bears no time.
      if (dirtyAt > 0) deps.onSettled?.(deps.now() - dirtyAt);
      return true;
    }
  }
  return false;
}

async function place(
  { store, now }: SettleDeps,
  { standing, whole }: Reading,
  anew: boolean,
  leaver: "stay" | "return",
  deadline: Deadline,
) {
  const { userId, revision, clock, learner, dirtyAt } = standing;
  const moment = now();
  const since = whole ? -Infinity : dayInUtc(dirtyAt ?? 0) - 1;
  const scores: ReadonlyMap<string, readonly Score[]> = learner.hidden
    ? new Map()
    : scoresOf(standing, since, moment);
  const clear = learner.hidden || anew;
  const guilds = clear ? [...learner.homes.keys()] : [...scores.keys()];
  const written = guilds.map((guild) => {
    const own = scores.get(guild) ?? [];
    const placing = { userId, revision, clock, scores: own, whole: whole || learner.hidden, clear, leaver };
    return placeLearner(store, guild, placing, deadline);
  });
  return new Set(await Promise.all(written));
}

/**
 * Takes somebody off the boards of servers, for good: for one whose data is deleted. Called before the learner's keys are
 * deleted it knows the servers; what counts is that it is called with these after that.
 *
 * @param guildIds those they may stand on the boards of; where undefined, those the learner has
 * @returns the servers
 * @throws StoreError
 */
export async function removeFromBoards(
  deps: SettleDeps,
  userId: string,
  deadline: Deadline,
  guildIds?: readonly string[],
): Promise<readonly string[]> {
  const { standing } = await readLearner(deps, userId, false, deadline);
  const guilds = guildIds ?? [...standing.learner.homes.keys()];
  const gone = { revision: Infinity, scores: [], whole: true, clear: true, leaver: "forget" } as const;
  const placing = { userId, clock: standing.clock, ...gone };
  await Promise.all(guilds.map((guild) => placeLearner(deps.store, guild, placing, deadline)));
  return guilds;
}
