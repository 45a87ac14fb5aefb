import { setTimeout as wait } from "node:timers/promises";
import { DefaultRestOptions, type RESTOptions } from "discord.js";

/** Requests a second that a process allows itself, by its role. */
export interface Pace {
  /** Messages in channels, their edits, members, apart from answers to interactions; of a worker those of rounds. */
  readonly client: number;
  /** Direct messages, the channels that are opened for them, and what a worker asks about members. */
  readonly direct: number;
  /** Reminders, over all workers together. */
  readonly reminders: number;
}

/**
 * Discord lets a bot make 50 requests a second, over all its processes; answers to interactions and what follows on them
 * do not count (https://docs.discord.com/developers/topics/rate-limits#global-rate-limit). Flashback makes 40 of it: a
 * worker 25 of those, and 5 for rounds whose time is up; a bot the rest.
 */
export const PACES = {
  all: { client: 15, direct: 25, reminders: 25 },
  // Its direct messages are those that confirm reminders, or try one.
  bot: { client: 7, direct: 3, reminders: 0 },
  worker: { client: 5, direct: 25, reminders: 25 },
} as const satisfies Readonly<Record<string, Pace>>;

/** Requests that may go at once after a pause. */
const BURST = 5;

const OF_INTERACTION = /^\/(interactions|webhooks)\//;

type MakeRequest = RESTOptions["makeRequest"];

/**
 * Makes the requests of a REST client wait their turn, but for answers to interactions and what follows on them.
 * discord.js's own `globalRequestsPerSecond` would count those too.
 *
 * @param base of the API, ends in `/api`
 */
export function paced(
  base: string,
  perSecond: number,
  {
    makeRequest = DefaultRestOptions.makeRequest,
    pause = wait as (milliseconds: number) => Promise<unknown>,
  } = {},
): MakeRequest {
  const step = 1000 / perSecond;
  const route = new RegExp(`^${RegExp.escape(base)}/v\\d+`);
  let turn = Number.NEGATIVE_INFINITY;
  return async (url, init) => {
    if (!OF_INTERACTION.test(url.replace(route, ""))) {
      const now = performance.now();
      turn = Math.max(turn, now - BURST * step) + step;
      if (turn > now) await pause(turn - now);
    }
    return await makeRequest(url, init);
  };
}
