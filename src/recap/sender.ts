import type { Delivery, Held } from "../reminders/sender.ts";
import { deadlineIn } from "../store/connection.ts";
import { hasLeft } from "../store/guilds.ts";
import { isOwn, noteKnown } from "../store/own.ts";
import { type Recap, type RecapSnapshot, readRecap, writeRecap } from "../store/recaps.ts";
import { type GuildSettings, type RoleBar, readSettings, writeSettings } from "../store/settings.ts";
import { type ComposeDeps, composeRecap, type RecapScene, winnersOf } from "./compose.ts";
import { nonceOf, type RecapJob } from "./job.ts";
import { TOO_LATE, wantsRecap } from "./planner.ts";
import { weekOf } from "./week.ts";

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

/** Discord knows a nonce "within the past few minutes": as long as this, to be safe. Milliseconds of real time. */
const NONCE_LIVES = 120_000;

/** What became of a role: it is given or taken, its bearer is not there, or Discord refused. */
export type RoleOutcome = "done" | "no-member" | RoleBar;

/** A role that somebody gets, or loses. */
export interface RoleChange {
  readonly guildId: string;
  readonly userId: string;
  readonly roleId: string;
  readonly give: boolean;
}

export interface RecapSenderDeps extends ComposeDeps {
  /**
   * Posts a recap; "closed" where the bot may not write in the channel, or it is gone.
   *
   * @param until real time, in ms since 1970, from which on it must not go out any more
   */
  readonly post: (channel: string, scene: RecapScene, nonce: string, until: number) => Promise<Delivery>;
  /** Tells who chose a channel that nothing can be posted there. */
  readonly tell: (userId: string, channel: string, nonce: string) => Promise<Delivery>;
  /** Throws where Discord could not be asked. */
  readonly changeRole: (change: RoleChange) => Promise<RoleOutcome>;
}

/** How a job ended, for the figures. */
export type RecapEnding =
  | "sent"
  | "nothing"
  | "off"
  | "done-before"
  | "late"
  | "barred"
  | "uncertain"
  | { readonly retryAfter: number; readonly whom: Held }
  | { readonly retry: unknown };

const soon = () => deadlineIn(PATIENCE);

/**
 * Posts one server's recap, and passes on the role of the week's first place. Run again after it was ended anywhere it
 * posts no second one: an attempt is noted before it is made, goes out again with the same nonce as long as Discord knows
 * that, and counts as uncertain after that. To give a role twice does no harm.
 *
 * @throws StoreError when the store does not answer, or what Discord's client throws; the job is then run again
 */
export async function sendRecap(deps: RecapSenderDeps, job: RecapJob): Promise<RecapEnding> {
  const { store, now } = deps;
  const settings = await readSettings(store, job.guildId, soon());
  if (!wantsRecap(settings) || (await hasLeft(store, job.guildId, soon()))) return "off";
  let snapshot = await readRecap(store, job.guildId, soon());
  if (snapshot.recap.done >= job.week) return "done-before";
  if (now() - job.at > TOO_LATE) return "late";
  let ending: RecapEnding = "off";
  if (settings.recap && snapshot.recap.posted < job.week) {
    ending = await post(deps, job, settings, snapshot);
    if (typeof ending === "object") return ending;
    snapshot = await readRecap(store, job.guildId, soon());
  }
  const crown = await stillNoted(deps, job, await passCrown(deps, job, settings, snapshot.recap));
  const outcome = await writeRecap(store, snapshot, { ...snapshot.recap, done: job.week, crown }, soon());
  return outcome === "done" ? ending : CHANGED;
}

/** Without those whose data was deleted meanwhile. */
async function stillNoted(
  { store }: RecapSenderDeps,
  { guildId }: RecapJob,
  crown: Recap["crown"],
): Promise<Recap["crown"]> {
  const noted = await Promise.all(
    (crown?.users ?? []).map((userId) => isOwn(store, userId, `crown:${guildId}`, soon())),
  );
  const users = crown?.users.filter((_, index) => noted[index]) ?? [];
  return crown && users.length > 0 ? { ...crown, users } : undefined;
}

/** Another worker came in between. */
const CHANGED = { retry: new Error("the recap changed while it was posted") };

async function post(
  deps: RecapSenderDeps,
  job: RecapJob,
  { recap: place, zone }: GuildSettings,
  snapshot: RecapSnapshot,
): Promise<RecapEnding> {
  const { store } = deps;
  const { guildId, week } = job;
  if (!place) return "off";
  const isRepeat = snapshot.recap.attempt?.week === week;
  const began = (isRepeat && snapshot.recap.attempt?.at) || Date.now();
  const end = async (from: RecapSnapshot, ending: RecapEnding) => {
    const after = { ...from.recap, posted: week, attempt: undefined };
    return (await writeRecap(store, from, after, soon())) === "done" ? ending : CHANGED;
  };
  // Real time: what counts is how long Discord's memory of the nonce is.
  if (isRepeat && Date.now() - began > NONCE_LIVES) return await end(snapshot, "uncertain");
  const scene = await composeRecap(deps, guildId, weekOf(week), zone);
  if (!scene) return await end(snapshot, isRepeat ? "uncertain" : "nothing");
  if (!isRepeat) {
    const attempt = { week, at: began };
    if ((await writeRecap(store, snapshot, { ...snapshot.recap, attempt }, soon())) !== "done")
      return CHANGED;
  }
  const delivery = await deps.post(place.channel, scene, nonceOf(job, "recap"), began + NONCE_LIVES);
  const noted = await readRecap(store, guildId, soon());
  switch (delivery.outcome) {
    case "sent":
      return await end(noted, "sent");
    case "closed": {
      // It is known that none arrived: a retry is no repeat.
      await writeRecap(store, noted, { ...noted.recap, attempt: undefined }, soon());
      const told = place.by && (await deps.tell(place.by, place.channel, nonceOf(job, "barred")));
      if (told && told.outcome === "wait") return { retryAfter: told.milliseconds, whom: told.whom };
      if (told && told.outcome === "failed") return { retry: told.error };
      await switchOff(deps, guildId, place.channel);
      return await end(await readRecap(store, guildId, soon()), "barred");
    }
    case "wait":
    case "failed":
      // One before this may have arrived: its nonce is as old as it is.
      if (!isRepeat) await writeRecap(store, noted, { ...noted.recap, attempt: undefined }, soon());
      return delivery.outcome === "wait"
        ? { retryAfter: delivery.milliseconds, whom: delivery.whom }
        : { retry: delivery.error };
    case "unknown":
      return { retry: delivery.error };
  }
}

/** Switches recaps off until they are set again, unless that was done meanwhile. */
async function switchOff({ store }: RecapSenderDeps, guildId: string, channel: string): Promise<void> {
  const { recap } = await readSettings(store, guildId, soon());
  if (recap?.channel !== channel) return;
  await writeSettings(store, guildId, { recap: undefined, recapBarred: channel }, soon());
}

/**
 * Gives the role of the week's first place to whoever has it, and takes it from who had it before. What Discord refuses
 * is noted for those who manage the server.
 *
 * @returns who has it now
 */
async function passCrown(
  deps: RecapSenderDeps,
  { guildId, week }: RecapJob,
  { firstRole, refusedRole }: GuildSettings,
  { crown }: Recap,
): Promise<Recap["crown"]> {
  if (!firstRole && !crown) return undefined;
  const { winners } = firstRole ? await winnersOf(deps, guildId, weekOf(week)) : { winners: [] };
  const first = winners.filter(({ place }) => place === 1).map(({ userId }) => userId);
  for (const userId of crown?.users ?? []) {
    if (crown?.role === firstRole && first.includes(userId)) continue;
    await deps.changeRole({ guildId, userId, roleId: crown?.role ?? "", give: false });
  }
  if (!firstRole) return undefined;
  let refused: RoleBar | undefined;
  const bearers: string[] = [];
  for (const userId of first) {
    if (!(await noteKnown(deps.store, userId, `crown:${guildId}`, soon()))) continue;
    const outcome = await deps.changeRole({ guildId, userId, roleId: firstRole, give: true });
    if (outcome === "done") bearers.push(userId);
    else if (outcome !== "no-member") refused = outcome;
  }
  const note = refused && { role: firstRole, why: refused };
  if (note || refusedRole?.role === firstRole) {
    await writeSettings(deps.store, guildId, { refusedRole: note }, soon());
  }
  // Where it could not be given, it could not be taken either.
  const kept = refused && crown?.role === firstRole ? crown.users : [];
  const users = [...new Set([...kept, ...bearers])];
  return users.length > 0 ? { role: firstRole, users } : undefined;
}
