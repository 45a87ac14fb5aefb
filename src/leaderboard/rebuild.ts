import {
  allBoards,
  type BoardRef,
  countedLearners,
  enlist,
  membersOf,
  pointsOn,
  sizeOf,
} from "../store/board-audit.ts";
import type { Score } from "../store/boards.ts";
import { deadlineIn } from "../store/connection.ts";
import { boardName } from "../store/keys.ts";
import { keptAround, scoresOf } from "./scores.ts";
import { readLearner, removeFromBoards, type SettleDeps, settleLearner } from "./settle.ts";

/** For each learner. Milliseconds. */
const PATIENCE = 10_000;

/** Learners looked at at once. */
const AT_ONCE = 16;

/** How often a learner who changes meanwhile is looked at anew. */
const TRIES = 5;

/** Where a board was not what the counters say. */
export interface Difference extends BoardRef {
  /** Undefined where the board was missing in the list of boards. */
  readonly userId: string | undefined;
  /** Undefined for somebody who is not to stand there. */
  readonly expected: number | undefined;
  /** Undefined for somebody who did not stand there. */
  readonly found: number | undefined;
}

export interface RebuildDeps extends SettleDeps {
  /** Whether what is wrong is written anew, or only told. */
  readonly mend: boolean;
  readonly onDifference: (difference: Difference) => void;
}

/** How much was looked at. */
export interface Rebuilt {
  readonly learners: number;
  readonly boards: number;
  readonly differences: number;
}

const keyOf = ({ guildId, name }: BoardRef) => `${guildId} ${name}`;

/**
 * Compares every board that is kept with the counters it is made of, and writes anew what differs. People may go on
 * learning meanwhile: who has changed is looked at anew, and who waits to be settled is settled first.
 *
 * @throws StoreError
 */
export async function rebuildBoards(deps: RebuildDeps): Promise<Rebuilt> {
  const { store, now, mend } = deps;
  let learners = 0;
  /** How many stand rightly on each board. */
  const right = new Map<string, number>();
  const told = new Set<string>();
  const tell = (difference: Difference) => {
    const key = `${keyOf(difference)} ${difference.userId}`;
    if (told.has(key)) return;
    told.add(key);
    deps.onDifference(difference);
  };

  const kept = keptAround(now());
  const boards = new Map<string, BoardRef>();
  for await (const ref of allBoards(store)) {
    if (kept.has(ref.name.split(":", 1)[0] ?? "")) boards.set(keyOf(ref), ref);
  }
  for (const ref of boards.values()) {
    if (await enlist(store, ref, mend, deadlineIn(PATIENCE)))
      tell({ ...ref, userId: undefined, expected: undefined, found: undefined });
  }

  const seen = new Set<string>();
  await inParallel(countedLearners(store), async (userId) => {
    if (seen.has(userId)) return;
    seen.add(userId);
    learners += 1;
    const { wrong, fine } = await compare(deps, userId);
    for (const ref of fine) right.set(keyOf(ref), (right.get(keyOf(ref)) ?? 0) + 1);
    for (const difference of wrong) tell(difference);
    if (wrong.length > 0 && mend) {
      await settleLearner(deps, userId, deadlineIn(PATIENCE), "anew");
      for (const { expected, ...ref } of wrong) {
        if (expected !== undefined) right.set(keyOf(ref), (right.get(keyOf(ref)) ?? 0) + 1);
      }
    }
  });

  for (const ref of boards.values()) {
    if ((await sizeOf(store, ref, deadlineIn(PATIENCE))) === (right.get(keyOf(ref)) ?? 0)) continue;
    await inParallel(membersOf(store, ref), async (userId) => {
      const { wrong } = await compare(deps, userId, ref);
      for (const difference of wrong) tell(difference);
      if (wrong.length > 0 && mend) await takeOff(deps, userId, ref);
    });
  }
  return { learners, boards: boards.size, differences: told.size };
}

/**
 * Where somebody stands otherwise than their counters say.
 *
 * @param also a board they were found on
 */
async function compare(deps: SettleDeps, userId: string, also?: BoardRef) {
  for (let attempt = 1; ; attempt += 1) {
    const deadline = deadlineIn(PATIENCE);
    const { standing } = await readLearner(deps, userId, true, deadline);
    if (standing.dirtyAt !== undefined && attempt < TRIES) {
      await settleLearner(deps, userId, deadline);
      continue;
    }
    const scores = scoresOf(standing, -Infinity, deps.now());
    const guilds = new Set([...standing.learner.homes.keys(), ...(also ? [also.guildId] : [])]);
    const wrong: Difference[] = [];
    const fine: BoardRef[] = [];
    for (const guildId of guilds) {
      const own: readonly Score[] = scores.get(guildId) ?? [];
      const [period = "", deck] = also?.guildId === guildId ? also.name.split(":") : [];
      const isExtra = period !== "" && !own.some((one) => one.period === period && one.deck === deck);
      const wanted = [...own, ...(isExtra ? [{ period, deck, points: undefined }] : [])];
      const { off, points } = await pointsOn(deps.store, guildId, wanted, userId, deadline);
      for (const [index, one] of wanted.entries()) {
        const ref = { guildId, name: boardName(one.period, one.deck) };
        const expected = standing.learner.hidden || off ? undefined : one.points;
        const found = points[index];
        if (found !== expected) wrong.push({ ...ref, userId, expected, found });
        else if (found !== undefined) fine.push(ref);
      }
    }
    const after = await readLearner(deps, userId, false, deadline);
    if (after.standing.revision === standing.revision || attempt === TRIES) return { wrong, fine };
  }
}

/** Takes somebody off a board they are not to be on: by their counters, or altogether where they count nothing there. */
async function takeOff(deps: SettleDeps, userId: string, { guildId }: BoardRef): Promise<void> {
  const { standing } = await readLearner(deps, userId, false, deadlineIn(PATIENCE));
  if (standing.learner.homes.has(guildId)) await settleLearner(deps, userId, deadlineIn(PATIENCE), "anew");
  else await removeFromBoards(deps, userId, deadlineIn(PATIENCE), [guildId]);
}

async function inParallel<T>(all: AsyncGenerator<T>, work: (one: T) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (let next = await all.next(); !next.done; next = await all.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
