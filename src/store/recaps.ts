import { type Clock, commit, fieldsOf, hashWrites } from "./commit.ts";
import { type Deadline, type Store, StoreError, within } from "./connection.ts";
import { recapIndex, recapKey } from "./keys.ts";
import { readSettings, writeSettings } from "./settings.ts";

/** What came of a server's recaps. Weeks are numbers, see `Period`. */
export interface Recap {
  /** The week that was dealt with last; 0 for none. */
  readonly done: number;
  /** The week whose message is out, or needs none. */
  readonly posted: number;
  /** A message that was begun: of which week, and when in ms since 1970. */
  readonly attempt: { readonly week: number; readonly at: number } | undefined;
  /** Who was given the role of the week's first place. */
  readonly crown: { readonly role: string; readonly users: readonly string[] } | undefined;
}

/** A server's recap at one moment. */
export interface RecapSnapshot {
  readonly guildId: string;
  readonly recap: Recap;
  readonly revision: string;
  readonly clock: Clock;
}

function recapFrom(fields: ReadonlyMap<string, string>): Recap {
  const number = (field: string) => Number(fields.get(field) ?? 0);
  const words = (field: string) => fields.get(field)?.split(" ") ?? [];
  const [week, at] = words("attempt");
  const [role, ...users] = words("crown");
  return {
    done: number("done"),
    posted: number("posted"),
    attempt: week && at ? { week: Number(week), at: Number(at) } : undefined,
    crown: role ? { role, users } : undefined,
  };
}

function recapFields({ done, posted, attempt, crown }: Recap): ReadonlyMap<string, string> {
  const all: [string, string | number | undefined][] = [
    ["done", done || undefined],
    ["posted", posted || undefined],
    ["attempt", attempt && `${attempt.week} ${attempt.at}`],
    ["crown", crown && [crown.role, ...crown.users].join(" ")],
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

/** @throws StoreError "not-sent" when Redis does not answer */
export async function readRecap(store: Store, guildId: string, deadline: Deadline): Promise<RecapSnapshot> {
  const reply = await within(store.loadHashBuffer(recapKey(guildId)), deadline, false);
  const [redis, json] = reply as [number, Buffer];
  const fields = fieldsOf(json);
  return {
    guildId,
    recap: recapFrom(fields),
    revision: fields.get("rev") ?? "0",
    clock: { redis: Number(redis), local: performance.now() },
  };
}

/**
 * Writes what came of a server's recap.
 *
 * @returns "conflict" when it changed since the snapshot: nothing was written
 * @throws StoreError
 */
export function writeRecap(
  store: Store,
  { guildId, recap, revision, clock }: RecapSnapshot,
  after: Recap,
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const key = recapKey(guildId);
  const writes = hashWrites(key, recapFields(recap), recapFields(after));
  return commit(store, { key, revision, clock }, writes, deadline);
}

/** When a server's next recap is, in ms; undefined when none is. @throws StoreError "not-sent" */
export async function nextRecapOf(store: Store, guildId: string, deadline: Deadline) {
  const score = await within(store.zscore(recapIndex, guildId), deadline, false);
  return score === null ? undefined : Number(score);
}

/** Sets when a server's next recap is, in ms; undefined for none. @throws StoreError */
export async function scheduleRecap(
  store: Store,
  guildId: string,
  next: number | undefined,
  deadline: Deadline,
): Promise<void> {
  const reply = next === undefined ? store.zrem(recapIndex, guildId) : store.zadd(recapIndex, next, guildId);
  await within(reply as Promise<unknown>, deadline, true);
}

/** A recap whose time has come, in ms. */
export interface DueRecap {
  readonly guildId: string;
  readonly at: number;
}

/** The recaps whose time has come, the longest overdue first. @throws StoreError "not-sent" */
export async function dueRecaps(
  store: Store,
  now: number,
  most: number,
  deadline: Deadline,
): Promise<readonly DueRecap[]> {
  const flat = await within(
    store.zrangebyscore(recapIndex, "-inf", now, "WITHSCORES", "LIMIT", 0, most),
    deadline,
    false,
  );
  return flat.flatMap((guildId, index) =>
    index % 2 === 0 ? [{ guildId, at: Number(flat[index + 1]) }] : [],
  );
}

/** Moves recaps on, those that nobody moved meanwhile. @throws StoreError */
export async function advanceRecaps(
  store: Store,
  moves: readonly { readonly guildId: string; readonly from: number; readonly to: number | undefined }[],
  deadline: Deadline,
): Promise<void> {
  if (moves.length === 0) return;
  const flat = moves.flatMap(({ guildId, from, to }) => [guildId, from, to ?? ""]);
  await within(store.advanceReminders(recapIndex, ...flat), deadline, true);
}

/** How often a person is taken out of a recap that changes meanwhile. */
const TRIES = 5;

/**
 * Takes somebody out of what is kept of a server's recaps: what they chose stays, without their name.
 *
 * @throws StoreError
 */
export async function forgetInRecap(
  store: Store,
  guildId: string,
  userId: string,
  deadline: Deadline,
): Promise<void> {
  const { recap } = await readSettings(store, guildId, deadline);
  if (recap?.by === userId) {
    await writeSettings(store, guildId, { recap: { ...recap, by: undefined } }, deadline);
  }
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const snapshot = await readRecap(store, guildId, deadline);
    const { crown } = snapshot.recap;
    const users = crown?.users.filter((id) => id !== userId) ?? [];
    const after = { ...snapshot.recap, crown: crown && users.length > 0 ? { ...crown, users } : undefined };
    // Also where they have no role: one that is about to be noted was decided on an older revision.
    if ((await writeRecap(store, snapshot, after, deadline)) === "done") return;
  }
  throw new StoreError("not-sent", new Error(`the recap changed ${TRIES} times meanwhile`));
}
