/** What a test can make go wrong between the bot and Discord. */
import type { Gateway } from "./gateway.ts";

/** How a matching request is treated instead of being answered. */
export type FaultAnswer =
  | {
      readonly status: number;
      /** Discord's JSON error code; 0 if absent. */
      readonly code?: number;
      /** Of a 429, in seconds. */
      readonly retryAfter?: number;
      /** Of a 429: the limit of all routes together. */
      readonly global?: boolean;
    }
  /** The connection is reset before Discord took the request. */
  | "cut-before"
  /** Discord took the request, and the connection is reset before the answer. */
  | "cut-after"
  /** Discord takes the request this many milliseconds of real time later. */
  | { readonly delayMs: number };

export interface RestFault {
  /** `route` is matched against the path below /api/v10, such as "/channels/123/messages". */
  readonly match: { readonly method?: string; readonly route?: RegExp };
  /** How many requests it takes before it is used up. */
  readonly times: number;
  readonly answer: FaultAnswer;
}

/**
 * How a file is served instead of as it is: sent on to the same file under another host name; with half of the bytes
 * that `Content-Length` promises, and then the connection cut; a few bytes at a time; as 404; or without an end.
 */
export type AttachmentFault = "redirect" | "truncate" | "slow" | "gone" | "endless";

export interface Faults {
  /**
   * Makes a file go wrong at every download, by its attachment id or its name. Answers how many downloads it has
   * taken so far; of a redirect, how many were sent on.
   */
  attachment(file: string, how: AttachmentFault): { readonly taken: () => number };
  /** Adds a fault; the first that matches a request is used. Answers how many requests it has taken so far. */
  rest(fault: RestFault): { readonly taken: () => number };
  readonly gateway: {
    /** Destroys every gateway connection, as a broken network does; sessions can be resumed. */
    drop(): void;
    /** Asks every client to reconnect and resume (op 7). */
    reconnect(): void;
    /** Tells every client that its session is invalid (op 9). */
    invalidate(resumable: boolean): void;
    /** Leaves requests for members (op 8) without an answer. Answers how many there were so far. */
    muteMembers(): { readonly taken: () => number };
  };
  /** Switches 30046 on: messages older than `olderThanMs` (an hour if absent) take no edit any more. */
  refuseOldEdits(olderThanMs?: number): void;
  /** Ends all faults. */
  clear(): void;
}

export interface FaultState {
  readonly faults: Faults;
  /** Takes the fault for a request, if there is one. */
  readonly take: (method: string, path: string) => FaultAnswer | undefined;
  /** Takes the fault of a file that is being downloaded, if there is one. */
  readonly takeAttachment: TakeAttachment;
  /** The age in milliseconds past which messages take no edits; undefined while that is off. */
  readonly oldEditAge: () => number | undefined;
  /** Takes the fault of a request for members, if there is one; answers whether there was. */
  readonly takeMembers: () => boolean;
}

/** Takes the fault of a file that is being downloaded; undefined when it is served as it is. */
export type TakeAttachment = (file: {
  readonly id: string;
  readonly name: string;
}) => AttachmentFault | undefined;

export function createFaults(gateway: () => Gateway["faults"]): FaultState {
  let active: { readonly fault: RestFault; taken: number }[] = [];
  let attachments: { readonly file: string; readonly how: AttachmentFault; taken: number }[] = [];
  let oldEditAge: number | undefined;
  let muted: { taken: number } | undefined;
  return {
    oldEditAge: () => oldEditAge,
    takeMembers: () => {
      if (muted !== undefined) muted.taken += 1;
      return muted !== undefined;
    },
    take: (method, path) => {
      const found = active.find(
        ({ fault, taken }) =>
          taken < fault.times &&
          (fault.match.method === undefined || fault.match.method.toUpperCase() === method) &&
          (fault.match.route === undefined || fault.match.route.test(path)),
      );
      if (found === undefined) return undefined;
      found.taken += 1;
      return found.fault.answer;
    },
    takeAttachment: ({ id, name }) => {
      const found = attachments.find(({ file }) => file === id || file === name);
      if (found !== undefined) found.taken += 1;
      return found?.how;
    },
    faults: {
      attachment: (file, how) => {
        const entry = { file, how, taken: 0 };
        attachments = [entry, ...attachments.filter((other) => other.file !== file)];
        return { taken: () => entry.taken };
      },
      rest: (fault) => {
        const entry = { fault, taken: 0 };
        active.push(entry);
        return { taken: () => entry.taken };
      },
      gateway: {
        drop: () => gateway().drop(),
        reconnect: () => gateway().reconnect(),
        invalidate: (resumable) => gateway().invalidate(resumable),
        muteMembers: () => {
          const entry = { taken: 0 };
          muted = entry;
          return { taken: () => entry.taken };
        },
      },
      refuseOldEdits: (olderThanMs = 3_600_000) => {
        oldEditAge = olderThanMs;
      },
      clear: () => {
        active = [];
        attachments = [];
        oldEditAge = undefined;
        muted = undefined;
      },
    },
  };
}
