import { type Deadline, type Store, StoreError } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { commitLearner, loadLearner } from "../store/learners.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { isMilestone } from "../study/streak.ts";
import { UserError } from "../user-error.ts";

/** How often a step is tried again when another of the same learner came in between. */
const TRIES = 5;

/** The milestone, in days, that a learner's streak has reached today and that was not celebrated yet. */
export function milestoneDue({ streak, milestones, zone }: Learner, now: number): number | undefined {
  const { days, lastDay } = streak;
  if (!isMilestone(days) || days <= milestones.celebrated) return undefined;
  return lastDay !== undefined && learnerDay(now, knownZone(zone)) <= lastDay ? days : undefined;
}

export type Milestones = ReturnType<typeof createMilestones>;

/**
 * The milestones of streaks: each is celebrated once in a learner's life, whatever is undone, lost and grown again.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError.
 */
export function createMilestones(store: Store) {
  /** Changes a learner; undefined from `decide` leaves them as they are. */
  async function change<T>(
    userId: string,
    decide: (learner: Learner) => { readonly learner?: Learner; readonly result: T },
    deadline: Deadline,
  ): Promise<T> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const snapshot = await loadLearner(store, userId, deadline);
      const { learner, result } = decide(snapshot.learner);
      if (!learner || (await commitLearner(store, snapshot, { learner }, deadline)) === "done") return result;
    }
    throw new StoreError("not-sent", new Error(`the learner changed ${TRIES} times while one step was made`));
  }

  return {
    /**
     * Takes a milestone to celebrate it, for whoever asks first.
     *
     * @param canShare whether there is anybody to share it with
     * @returns whether it is the learner's alone or shared with others; undefined when it is no longer to be celebrated
     */
    take: (userId: string, days: number, canShare: boolean, deadline: Deadline) =>
      change<"own" | "shared" | undefined>(
        userId,
        (learner) => {
          const { celebrated, shared } = learner.milestones;
          if (learner.streak.days !== days || days <= celebrated) return { result: undefined };
          const isShared = canShare && learner.celebrate === "public";
          const milestones = { celebrated: days, shared: isShared ? days : shared };
          return { learner: { ...learner, milestones }, result: isShared ? "shared" : "own" };
        },
        deadline,
      ),

    /**
     * Notes that a milestone is shared with others.
     *
     * @throws UserError where it was before, or was never reached
     */
    share: (userId: string, days: number, deadline: Deadline) =>
      change(
        userId,
        (learner) => {
          const { celebrated, shared } = learner.milestones;
          if (!isMilestone(days) || days > celebrated) {
            throw new UserError("You have not reached that milestone yet.");
          }
          if (days <= shared) throw new UserError("This milestone was shown already.");
          return { learner: { ...learner, milestones: { celebrated, shared: days } }, result: undefined };
        },
        deadline,
      ),

    /** Sets where milestones are celebrated from now on. */
    celebrate: (userId: string, where: Learner["celebrate"], deadline: Deadline) =>
      change(
        userId,
        (learner) => ({ learner: { ...learner, celebrate: where }, result: undefined }),
        deadline,
      ),
  };
}
