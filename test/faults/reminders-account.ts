/** What everybody was sent, against what they should have been. */

/** A reminder that somebody was to have: whose, and the local day it is of (yyyy-mm-dd). */
export interface Expected {
  readonly userId: string;
  readonly day: string;
}

/** What the loop found, by learner and local day. */
export interface Verdict {
  readonly sent: number;
  /** Two messages or more of one learner and day, in words. */
  readonly doubled: readonly string[];
  /** No message, and the sender never came to its end. */
  readonly forgotten: readonly string[];
  /** No message, though the sender took it for dealt with: right only where it called it uncertain. */
  readonly unaccounted: readonly string[];
  /** Of a day that nobody was to be reminded of. */
  readonly unasked: readonly string[];
}

export interface Account {
  /** A message that arrived. @param messageId the same one is counted once */
  arrived(userId: string, day: string, messageId: string): void;
  /** Whether somebody has a message of a day. */
  has(expected: Expected): boolean;
  /** @param dealtWith whether the bot's own record says that a reminder was dealt with */
  judge(expected: readonly Expected[], dealtWith: (one: Expected) => boolean): Verdict;
}

/** Opens an account without an entry. */
export function openAccount(): Account {
  const messages = new Map<string, Set<string>>();
  const key = ({ userId, day }: Expected) => `${userId} ${day}`;
  return {
    arrived(userId, day, messageId) {
      const name = key({ userId, day });
      messages.set(name, (messages.get(name) ?? new Set()).add(messageId));
    },
    has: (expected) => messages.has(key(expected)),
    judge(expected, dealtWith) {
      const wanted = new Set(expected.map(key));
      const missing = expected.filter((one) => !messages.has(key(one)));
      return {
        sent: [...messages.values()].reduce((sum, { size }) => sum + size, 0),
        doubled: [...messages]
          .filter(([, { size }]) => size > 1)
          .map(([name, { size }]) => `${name}: ${size}`),
        forgotten: missing.filter((one) => !dealtWith(one)).map(key),
        unaccounted: missing.filter(dealtWith).map(key),
        unasked: [...messages.keys()].filter((name) => !wanted.has(name)),
      };
    },
  };
}
