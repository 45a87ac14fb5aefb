import { type Deadline, deadlineIn, StoreError } from "../store/connection.ts";
import { SHARDS } from "../store/keys.ts";
import { commitLearner, loadLearner } from "../store/learners.ts";
import { dirtyLearners } from "../store/tallies.ts";
import { removeFromBoards, type SettleDeps, settleLearner } from "./settle.ts";

/** After a point so long is waited for more of them. Milliseconds. */
const BATCH = 500;

/** A mark older than this was left by a process that did not come to it. Milliseconds. */
const ABANDONED = 2000;

/** Learners taken from one shard at a time, and settled at once. */
const A_SHARD = 100;
const AT_ONCE = 16;

/** For each learner. Milliseconds. */
const PATIENCE = 5000;

/** How often a change of visibility is tried again when the learner changed meanwhile. */
const TRIES = 5;

export interface SettlingDeps extends SettleDeps {
  /** Told of what was left to the next tick. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

export type Settling = ReturnType<typeof createSettling>;

/** Keeps the boards of servers up to date: soon after each point, and what was left over by a tick. */
export function createSettling(deps: SettlingDeps) {
  const { store, now, onTrouble } = deps;
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  const settle = (userId: string) => settleLearner(deps, userId, deadlineIn(PATIENCE));

  async function settleAll(userIds: readonly string[]): Promise<void> {
    const left = [...userIds];
    const work = async () => {
      for (let userId = left.pop(); userId !== undefined; userId = left.pop()) {
        try {
          await settle(userId);
        } catch (error) {
          onTrouble("could not bring boards up to date", error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, work));
  }

  async function flush(): Promise<void> {
    const all = [...waiting];
    waiting.clear();
    await settleAll(all);
  }

  function later(): void {
    timer ??= setTimeout(() => {
      working = flush().finally(() => {
        timer = undefined;
        working = undefined;
        if (waiting.size > 0) later();
      });
    }, BATCH);
  }

  return {
    /** Somebody got a point: the boards know it within a second. */
    touch(userId: string): void {
      waiting.add(userId);
      later();
    },

    /** Brings the boards up to date with a learner now. @throws StoreError */
    async settle(userId: string): Promise<void> {
      waiting.delete(userId);
      await settle(userId);
    },

    /** Brings the boards up to date with a learner now, if their turn is still to come. */
    async catchUp(userId: string): Promise<void> {
      if (waiting.delete(userId)) await settleAll([userId]);
    },

    /** Brings the boards up to date with those who were left over in any process. @throws StoreError "not-sent" */
    async tick(): Promise<void> {
      const before = now() - ABANDONED;
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        dirtyLearners(store, shard, before, A_SHARD, deadlineIn(PATIENCE)),
      );
      await settleAll((await Promise.all(shards)).flat());
    },

    /**
     * Hides somebody from all boards, or shows them again.
     *
     * @throws StoreError
     */
    async setHidden(userId: string, hidden: boolean, deadline: Deadline): Promise<void> {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const snapshot = await loadLearner(store, userId, deadline);
        const learner = { ...snapshot.learner, hidden };
        const isDone = snapshot.learner.hidden === hidden;
        if (isDone || (await commitLearner(store, snapshot, { learner, dirtyAt: 0 }, deadline)) === "done") {
          // Where nothing had to be written, an earlier try may have come no further than that.
          await settleLearner(deps, userId, deadline);
          return;
        }
      }
      throw new StoreError("not-sent", new Error(`the learner changed ${TRIES} times meanwhile`));
    },

    /** See {@link removeFromBoards}. */
    remove: (userId: string, deadline: Deadline, guildIds?: readonly string[]) =>
      removeFromBoards(deps, userId, deadline, guildIds),

    /** Lets what is in hand finish; what is not, the next tick finds. */
    async close(): Promise<void> {
      clearTimeout(timer);
      await working;
      await flush();
    },
  };
}
