import { deadlineIn, type Store } from "../store/connection.ts";
import { advanceRecaps, dueRecaps } from "../store/recaps.ts";
import { type GuildSettings, readSettings } from "../store/settings.ts";
import type { RecapJob } from "./job.ts";
import { endedWeek, nextRecap, weekNumber } from "./week.ts";

/** Recaps taken from the index at a time. */
const AT_ONCE = 50;

/** A recap later than this tells of a week that is nearly over again: there is none. Milliseconds. */
export const TOO_LATE = 3 * 86_400_000;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

export interface RecapPlannerDeps {
  readonly store: Store;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Puts jobs into the queue; one that is there already stays as it is. */
  readonly add: (jobs: readonly RecapJob[]) => Promise<void>;
}

/** Whether there is anything to do on Mondays in a server that wants it so. */
export const wantsRecap = ({ recap, firstRole }: Pick<GuildSettings, "recap" | "firstRole">): boolean =>
  recap !== undefined || firstRole !== undefined;

/**
 * One tick: puts a job into the queue for each recap whose time has come, then moves it on by a week. Ended anywhere and
 * begun again it does the same once more: a job has the week in its id, and the move goes through only once.
 *
 * @returns how many recaps were dealt with
 * @throws StoreError; what the queue throws
 */
export async function tickRecaps({ store, now, add }: RecapPlannerDeps): Promise<number> {
  let dealt = 0;
  for (;;) {
    const due = await dueRecaps(store, now(), AT_ONCE, deadlineIn(PATIENCE));
    if (due.length === 0) return dealt;
    const plans = await Promise.all(
      due.map(async ({ guildId, at }) => {
        const settings = await readSettings(store, guildId, deadlineIn(PATIENCE));
        if (!wantsRecap(settings)) return { move: { guildId, from: at, to: undefined } };
        const move = { guildId, from: at, to: nextRecap(settings.zone, at) };
        if (now() - at > TOO_LATE) return { move };
        return { move, job: { guildId, week: weekNumber(endedWeek(settings.zone, at)), at } };
      }),
    );
    const jobs = plans.flatMap(({ job }) => job ?? []);
    if (jobs.length > 0) await add(jobs);
    await advanceRecaps(
      store,
      plans.map(({ move }) => move),
      deadlineIn(PATIENCE),
    );
    dealt += due.length;
  }
}
