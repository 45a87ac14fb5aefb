import type { Deadline, Store } from "../store/connection.ts";
import { homeOf, type Learner } from "../store/learner-record.ts";
import { changeLearner } from "../store/learners.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import { hasGrown, isMilestone } from "../study/streak.ts";
import { UserError } from "../user-error.ts";
import type { StreakStep } from "./scene.ts";

/** The milestone, in days, that a learner's streak has reached today and that was not celebrated yet. */
function milestoneDue({ streak, milestones, zone }: Learner, now: number): number | undefined {
  const { days, lastDay } = streak;
  if (!isMilestone(days) || days <= milestones.celebrated) return undefined;
  return lastDay !== undefined && learnerDay(now, knownZone(zone)) <= lastDay ? days : undefined;
}

/** What follows for a learner's streak from what a step made of them. */
export function streakStep(before: Learner, after: Learner, now: number): StreakStep {
  const milestone = milestoneDue(after, now);
  return {
    ...(milestone !== undefined && { milestone }),
    ...(hasGrown(before.streak, after.streak) && {
      grew: { days: after.streak.days, home: homeOf(after) },
    }),
  };
}

export type Milestones = ReturnType<typeof createMilestones>;

/**
 * The milestones of streaks: each is celebrated once in a learner's life, whatever is undone, lost and grown again.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError.
 */
export const createMilestones = (store: Store) => ({
  /**
   * Takes a milestone to celebrate it, for whoever asks first.
   *
   * @param canShare whether there is anybody to share it with
   * @returns whether it is the learner's alone or shared with others; undefined when it is no longer to be celebrated
   */
  async take(
    userId: string,
    days: number,
    canShare: boolean,
    deadline: Deadline,
  ): Promise<"own" | "shared" | undefined> {
    let taken: "own" | "shared" | undefined;
    const decide = (learner: Learner): Learner => {
      const { celebrated, shared } = learner.milestones;
      taken = undefined;
      if (learner.streak.days !== days || days <= celebrated) return learner;
      taken = canShare && learner.celebrate === "public" ? "shared" : "own";
      return { ...learner, milestones: { celebrated: days, shared: taken === "shared" ? days : shared } };
    };
    await changeLearner(store, userId, decide, deadline);
    return taken;
  },

  /**
   * Notes that a milestone is shared with others.
   *
   * @throws UserError where it was before, or was never reached
   */
  async share(userId: string, days: number, deadline: Deadline): Promise<void> {
    const decide = (learner: Learner): Learner => {
      const { celebrated, shared } = learner.milestones;
      if (!isMilestone(days) || days > celebrated) {
        throw new UserError("You have not reached that milestone yet.");
      }
      if (days <= shared) throw new UserError("This milestone was shown already.");
      return { ...learner, milestones: { celebrated, shared: days } };
    };
    await changeLearner(store, userId, decide, deadline);
  },
});
