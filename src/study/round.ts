import type { CardRef } from "./plan.ts";

/** Why a round is over. */
export type RoundEnd =
  /** As many cards as were asked for. */
  | "finished"
  /** No card is left that was not shown. */
  | "no-cards"
  /** Nobody rated several cards in a row. */
  | "nobody"
  /** Somebody who may ended it. */
  | "stopped"
  /** Nobody did anything for long. */
  | "idle"
  /** The channel is not there any more. */
  | "no-channel";

/** A channel's run through cards: everybody rates the same one. All that is decided about it follows from this. */
export interface Round {
  /** User id of who leads it. */
  readonly host: string;
  /** How many cards at most. */
  readonly cards: number;
  /** Seconds a card has; undefined where the host alone goes on. */
  readonly seconds: number | undefined;
  /** "open": the card can be rated. "over": its time is up; it can still be rated, and anybody may go on. */
  readonly phase: "open" | "over" | "ended";
  /** Set while it stands still: how much of the phase's time was left, in milliseconds, and why. */
  readonly pause: { readonly left: number; readonly why: "host" | "permission" } | undefined;
  /** Which card it is, from 1. */
  readonly position: number;
  readonly card: CardRef;
  readonly previous: CardRef | undefined;
  /** When the card went out, in ms since 1970; undefined until it has. */
  readonly shownAt: number | undefined;
  /** When the two cards before it went out, the older first. */
  readonly before: readonly number[];
  /** When somebody is to look what is due, in ms since 1970. */
  readonly until: number;
  /** Cards in a row before this one that nobody rated or answered. */
  readonly unrated: number;
  readonly end: RoundEnd | undefined;
}

/** What is not on the screen after so long is put there by whoever looks next. Milliseconds. */
const SHOWN_WITHIN = 10_000;

/** Once a card's time is up, so much is left to rate it before the round goes on by itself. Milliseconds. */
const OVERTIME = 15_000;

/** A round without a timer, or one that stands still, ends when nobody does anything for so long. Milliseconds. */
const IDLE = 3_600_000;

/** A host who did nothing for so long may be taken over from. Milliseconds. */
const SILENT = 120_000;

/** After so many cards in a row that nobody rated a round ends by itself. */
const MOST_UNRATED = 3;

/** After so many cards there is a checkpoint. */
export const CHECKPOINT_EVERY = 5;

/** A new round at its first card, which is not on the screen yet. @param now milliseconds since 1970 */
export function beginRound(
  { host, cards, seconds }: Pick<Round, "host" | "cards" | "seconds">,
  first: CardRef,
  now: number,
): Round {
  return {
    host,
    cards,
    seconds,
    phase: "open",
    pause: undefined,
    position: 1,
    card: first,
    previous: undefined,
    shownAt: undefined,
    before: [],
    until: now + SHOWN_WITHIN,
    unrated: 0,
    end: undefined,
  };
}

/** The card is on the screen: from now on its time runs. Shown once more it keeps the time it had. */
export function cardShown<R extends Round>(round: R, now: number): R {
  if (round.phase !== "open" || round.shownAt !== undefined) return round;
  return { ...round, shownAt: now, until: now + (round.seconds === undefined ? IDLE : round.seconds * 1000) };
}

/** What is to be done about a round at a moment: nothing, go on to the next card, or this change. */
export type Due<R extends Round> = "nothing" | "go-on" | R;

/**
 * What time has brought about. Whoever looks too early, too late or twice finds what is true.
 *
 * @param lastAct when somebody last did anything in it, in ms since 1970
 */
export function dueOf<R extends Round>(round: R, now: number, lastAct: number): Due<R> {
  if (round.phase === "ended" || now < round.until) return "nothing";
  const timed = round.seconds !== undefined && round.pause === undefined;
  if (!timed) {
    const idle = Math.max(lastAct, round.shownAt ?? 0) + IDLE;
    return idle <= now ? endRound(round, "idle", now) : { ...round, until: idle };
  }
  // Until it is on the screen, no time runs.
  if (round.shownAt === undefined) return { ...round, until: now + SHOWN_WITHIN };
  return round.phase === "open" ? { ...round, phase: "over", until: now + OVERTIME } : "go-on";
}

/**
 * Goes on from the current card.
 *
 * @param next undefined when no card is left
 * @param rated how many people rated or answered the current one
 */
export function goOn<R extends Round>(round: R, next: CardRef | undefined, rated: number, now: number): R {
  const unrated = rated === 0 ? round.unrated + 1 : 0;
  if (round.position >= round.cards) return endRound({ ...round, unrated }, "finished", now);
  if (!next) return endRound({ ...round, unrated }, "no-cards", now);
  if (unrated >= MOST_UNRATED) return endRound({ ...round, unrated }, "nobody", now);
  return {
    ...round,
    phase: "open",
    pause: undefined,
    position: round.position + 1,
    card: next,
    previous: round.card,
    shownAt: undefined,
    before: [...round.before, round.shownAt ?? now].slice(-2),
    until: now + SHOWN_WITHIN,
    unrated,
  };
}

export function pauseRound<R extends Round>(round: R, why: "host" | "permission", now: number): R {
  if (round.phase === "ended") return round;
  const left = round.pause?.left ?? Math.max(0, round.until - now);
  return { ...round, pause: { left, why }, until: now + IDLE };
}

export function resumeRound<R extends Round>(round: R, now: number): R {
  if (round.phase === "ended" || !round.pause) return round;
  return { ...round, pause: undefined, until: now + round.pause.left };
}

/** Ends a round. What was pressed before people saw it still counts, see `takesRatings`. */
export function endRound<R extends Round>(round: R, why: RoundEnd, now: number): R {
  if (round.phase === "ended") return round;
  return { ...round, phase: "ended", pause: undefined, end: why, until: now + SHOWN_WITHIN };
}

/** Whether a rating counts for the round: until it is over, and for a moment after that. */
export const takesRatings = (round: Round, now: number): boolean =>
  round.phase !== "ended" || now < round.until;

/** Whether a card's time is up, even where nobody has looked yet. */
const isOver = (round: Round, now: number) =>
  round.phase === "over" ||
  (round.phase === "open" &&
    round.seconds !== undefined &&
    round.shownAt !== undefined &&
    now >= round.until);

/** Whether a round's time has run on without anybody looking. */
export const isOverdue = (round: Round, now: number): boolean =>
  round.phase !== "ended" && now >= round.until;

/** Whether a choice can be picked for the card: until its time is up, when everybody sees which one is right. */
export const takesPicks = (round: Round, now: number): boolean =>
  round.phase === "open" && (round.pause !== undefined || !isOver(round, now));

/** Whether a person may go on to the next card: the host, and anybody once the time is up. */
export function mayGoOn(round: Round, userId: string, now: number): boolean {
  if (round.phase === "ended" || round.shownAt === undefined) return false;
  return userId === round.host || (!round.pause && isOver(round, now));
}

/** Whether the host may be taken over from. @param hostActed when they last did anything, in ms since 1970 */
export function isSilent(hostActed: number, now: number): boolean {
  return now - hostActed >= SILENT;
}

/** Since when a person must have done something to count as present: since the card before the previous one went out. */
export const presentSince = (round: Round): number => round.before[0] ?? 0;

/** Whether the cards before this one end with a checkpoint. */
export const hasCheckpoint = ({ position }: Round): boolean =>
  position > 1 && (position - 1) % CHECKPOINT_EVERY === 0;

/**
 * The card of a position, with when it went out, where that can still be rated. One that people see before it is noted
 * that they do went out just now.
 */
export function cardAt(
  round: Round,
  position: number,
  now: number,
): { readonly card: CardRef; readonly shownAt: number } | undefined {
  const { card, previous, shownAt = now, before } = round;
  if (position === round.position) return { card, shownAt };
  const shownBefore = before.at(-1);
  if (position !== round.position - 1 || !previous || shownBefore === undefined) return undefined;
  return { card: previous, shownAt: shownBefore };
}
