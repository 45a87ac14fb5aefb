import {
  DiscordAPIError,
  MessageFlags,
  RateLimitError,
  REST,
  RESTEvents,
  RESTJSONErrorCodes,
  Routes,
} from "discord.js";
import { LRUCache } from "lru-cache";
import type { Delivery } from "../reminders/sender.ts";
import { isDiscordError } from "./responder.ts";
import type { View } from "./views/parts.ts";

/** A request that takes longer is given up. Milliseconds. */
const TIMEOUT = 15_000;

/**
 * Discord bans an address for a while after 10,000 answers of 401, 403 or 429 in 10 minutes. Of those, direct messages
 * take a tenth. Source: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
const MOST_INVALID = 1000;
const WINDOW = 600_000;
const INVALID: readonly number[] = [401, 403, 429];

/** So long no channel is opened once Discord said that it goes too fast, where it does not say for how long. */
const OPENING_PAUSE = 10_000;

/** Channels that are remembered: one that was opened for a message that had to wait is not opened again. */
const MOST_CHANNELS = 10_000;

/** What Discord says where a person takes no messages of this bot. */
const CLOSED = [
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
] as const;

/** And where there is nobody to open a channel to. */
const NOBODY = [RESTJSONErrorCodes.UnknownUser, RESTJSONErrorCodes.InvalidRecipients] as const;

/** What Discord says where the bot may not write in a channel, or there is none. */
const BARRED = [
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownChannel,
] as const;

export interface DirectDeps {
  /** Base of Discord's REST API, ends in `/api`. */
  readonly apiUrl: string;
  readonly token: string;
  /** Requests a second at most; beyond them the answer to a message is to wait. */
  readonly perSecond: number;
  /** Real time, in milliseconds: what Discord counts by. */
  readonly clock?: () => number;
}

/** Whom a message is for. */
export interface Recipient {
  readonly userId: string;
  /** Undefined where it is not known yet: it is opened then. */
  readonly channelId?: string | undefined;
  /** Whether it makes no sound. */
  readonly silent: boolean;
}

/** What is sent; a nonce comes with its end, in real milliseconds since 1970: from then on Discord may forget it. */
interface Letter {
  readonly view: View;
  readonly silent?: boolean;
  readonly nonce?: string | undefined;
  readonly until?: number | undefined;
}

export type DirectMessages = ReturnType<typeof createDirectMessages>;

/**
 * Sends direct messages, through a client of its own: it never waits for a rate limit and never sends a request twice,
 * so that whoever asks knows what became of each, and no limit that it meets holds up the answers to people.
 */
export function createDirectMessages({ apiUrl, token, perSecond, clock = Date.now }: DirectDeps) {
  const rest = new REST({
    version: "10",
    api: apiUrl,
    timeout: TIMEOUT,
    retries: 0,
    // What is only looked up waits its turn.
    rejectOnRateLimit: ({ method }) => method.toUpperCase() !== "GET",
    globalRequestsPerSecond: perSecond,
  });
  const channels = new LRUCache<string, string>({ max: MOST_CHANNELS });
  let invalid = { since: Number.NEGATIVE_INFINITY, count: 0 };
  let silentUntil = 0;
  let openingAgainAt = 0;

  rest.on(RESTEvents.Response, (_, { status }) => {
    if (!INVALID.includes(status)) return;
    const now = clock();
    invalid =
      now - invalid.since < WINDOW ? { ...invalid, count: invalid.count + 1 } : { since: now, count: 1 };
    if (invalid.count >= MOST_INVALID) silentUntil = Math.max(silentUntil, invalid.since + WINDOW);
    // A token that was revoked stays so: every further request would count.
    if (status === 401) silentUntil = Math.max(silentUntil, now + WINDOW);
  });

  /** What an error means wherever it happens; undefined where that depends on the request. */
  function refused(error: unknown): Delivery | undefined {
    if (error instanceof RateLimitError) {
      const milliseconds = Math.max(1, error.retryAfter, error.timeToReset);
      return { outcome: "wait", milliseconds, whom: error.global ? "all" : "one" };
    }
    if (isDiscordError(error, ...CLOSED)) return { outcome: "closed" };
    if (isDiscordError(error, RESTJSONErrorCodes.OpeningDirectMessagesTooFast)) {
      const milliseconds = retryAfter(error) ?? OPENING_PAUSE;
      openingAgainAt = clock() + milliseconds;
      return { outcome: "wait", milliseconds, whom: "one" };
    }
    return error instanceof DiscordAPIError ? { outcome: "failed", error } : undefined;
  }

  /** For how many more milliseconds nothing is sent, since Discord refuses the token, or too much; 0 as a rule. */
  const silence = (): number => Math.max(0, silentUntil - clock());

  /** discord.js lets go of a token that was refused once. */
  const asUs = () => rest.setToken(token);

  async function post(path: `/${string}`, body: unknown): Promise<{ readonly id: string }> {
    return (await asUs().post(path, { body })) as { id: string };
  }

  async function open(userId: string): Promise<{ readonly channelId: string } | Delivery> {
    const pause = openingAgainAt - clock();
    if (pause > 0) return { outcome: "wait", milliseconds: pause, whom: "one" };
    try {
      const { id } = await post(Routes.userChannels(), { recipient_id: userId });
      channels.set(userId, id);
      return { channelId: id };
    } catch (error) {
      if (isDiscordError(error, ...NOBODY)) return { outcome: "closed" };
      return refused(error) ?? { outcome: "failed", error };
    }
  }

  async function write(channelId: string, { view, silent, nonce, until }: Letter): Promise<Delivery> {
    if (until !== undefined && clock() >= until) {
      return { outcome: "failed", error: new Error("the nonce of the message is too old by now") };
    }
    const body = {
      components: view.components,
      flags: MessageFlags.IsComponentsV2 | (silent ? MessageFlags.SuppressNotifications : 0),
      allowed_mentions: { parse: [] },
      ...(nonce !== undefined && { nonce, enforce_nonce: true }),
    };
    try {
      await post(Routes.channelMessages(channelId), body);
      return { outcome: "sent", channelId };
    } catch (error) {
      return refused(error) ?? { outcome: neverLeft(error) ? "failed" : "unknown", error };
    }
  }

  const isGone = (delivery: Delivery) =>
    delivery.outcome === "failed" && isDiscordError(delivery.error, RESTJSONErrorCodes.UnknownChannel);

  return {
    /** Asks Discord for something, within the same pace and the same budget of refusals. Throws what discord.js does. */
    async get(path: `/${string}`): Promise<unknown> {
      if (silence() > 0) throw new Error("Discord refuses too much, and is not asked for a while");
      return await asUs().get(path);
    },

    /** Gives a member a role or takes it, see `changeRole`. Throws what discord.js does: at a rate limit too. */
    put: (path: `/${string}`, options: { readonly reason: string }) => asUs().put(path, options),
    delete: (path: `/${string}`, options: { readonly reason: string }) => asUs().delete(path, options),

    silence,

    /**
     * Sends a view to a person, without files.
     *
     * @param until moment, in real milliseconds since 1970, from which on Discord may have forgotten the nonce
     * @param nonce at most 25 characters: Discord makes one message of all that bear the same within a few minutes
     */
    async send(
      { userId, channelId, silent }: Recipient,
      view: View,
      nonce?: string,
      until?: number,
    ): Promise<Delivery> {
      let known = channelId ?? channels.get(userId);
      for (;;) {
        const pause = silence();
        if (pause > 0) return { outcome: "wait", milliseconds: pause, whom: "process" };
        const opened = known === undefined ? await open(userId) : { channelId: known };
        if ("outcome" in opened) return opened;
        const delivery = await write(opened.channelId, { view, silent, nonce, until });
        if (!isGone(delivery) || known === undefined) return delivery;
        channels.delete(userId);
        known = undefined;
      }
    },

    /**
     * Posts a view in a channel of a server, without files. The outcome is "closed" where the bot may not write there, or
     * the channel is gone. Parameters as for `send`.
     */
    async post(channelId: string, view: View, nonce: string, until: number): Promise<Delivery> {
      const pause = silence();
      if (pause > 0) return { outcome: "wait", milliseconds: pause, whom: "process" };
      const delivery = await write(channelId, { view, nonce, until });
      const isBarred = delivery.outcome === "failed" && isDiscordError(delivery.error, ...BARRED);
      return isBarred ? { outcome: "closed" } : delivery;
    },
  };
}

/** Errors of a connection that was never made: nothing was sent. */
const UNCONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function neverLeft(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return UNCONNECTED.has(String(code)) || UNCONNECTED.has(String(cause?.code));
}

/** What Discord says of how long to wait beside an error, in milliseconds. */
function retryAfter({ rawError }: DiscordAPIError): number | undefined {
  const seconds = "retry_after" in rawError ? Number(rawError.retry_after) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
