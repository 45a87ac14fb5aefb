import { type Deadline, type Store, within } from "./connection.ts";
import { learnerKeys } from "./keys.ts";

/**
 * What of a person stands where their own keys do not lead: a deck they made, suggestions of theirs in a deck, cards of
 * a deck that they suspended, the recap of a server whose channel they chose, the role of its first place that they were
 * given.
 *
 * It is noted before it is written. Whoever writes it later looks whether it is still noted: all notes go at once when
 * the person's data is deleted, so that what was under way then comes to nothing.
 */
export type Own = `${"deck" | "ideas" | "suspended" | "recap" | "crown"}:${string}`;

/** @throws StoreError */
export async function noteOwn(store: Store, userId: string, own: Own, deadline: Deadline): Promise<void> {
  await within(store.sadd(learnerKeys(userId).own, own), deadline, true);
}

/**
 * Notes something of a person without them: not where nothing is known of them any more.
 *
 * @returns whether it is noted
 * @throws StoreError
 */
export async function noteKnown(
  store: Store,
  userId: string,
  own: Own,
  deadline: Deadline,
): Promise<boolean> {
  const keys = learnerKeys(userId);
  return (await within(store.noteKnown(keys.learner, keys.own, own), deadline, true)) === 1;
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function isOwn(store: Store, userId: string, own: Own, deadline: Deadline): Promise<boolean> {
  return (await within(store.sismember(learnerKeys(userId).own, own), deadline, false)) === 1;
}

/** All that is noted of a person. @throws StoreError "not-sent" when Redis does not answer */
export async function readOwn(store: Store, userId: string, deadline: Deadline): Promise<readonly Own[]> {
  return (await within(store.smembers(learnerKeys(userId).own), deadline, false)) as Own[];
}
