import { type Deadline, type Outcome, type Store, StoreError } from "../store/connection.ts";
import { type Change, commitLearner, type Snapshot } from "../store/learners.ts";

/** Who is told of what was saved of learners. */
export interface SaveDeps {
  readonly store: Store;
  /** Told how each save ended. */
  readonly onSave: (outcome: "done" | "conflict" | Outcome) => void;
  /** Told who got a point, once it is saved. */
  readonly onPoint: (userId: string) => void;
}

/** Commits a learner's step, in a quiz or in a round, and says how that ended. @throws StoreError */
export async function saveLearner(
  { store, onSave, onPoint }: SaveDeps,
  snapshot: Snapshot,
  change: Change,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  try {
    const outcome = await commitLearner(store, snapshot, change, deadline);
    onSave(outcome);
    if (outcome === "done" && change.grant) onPoint(snapshot.userId);
    return outcome;
  } catch (error) {
    if (error instanceof StoreError) onSave(error.outcome);
    throw error;
  }
}
