import type { Library } from "../library/library.ts";
import type { SaveDeps } from "../quiz/save.ts";
import { type Deadline, deadlineIn, StoreError, within } from "../store/connection.ts";
import { countPicks } from "../store/picks.ts";
import type { RoundRecord } from "../store/round-record.ts";
import {
  addClosing,
  type Closing,
  commitRound,
  countRatings,
  lastSeen,
  loadRound,
  type RoundChange,
  type RoundSnapshot,
  readShown,
} from "../store/rounds.ts";
import { cardShown, dueOf, endRound, goOn, hasCheckpoint, pauseRound } from "../study/round.ts";
import { createDrawing, presentIn, refOf } from "./draw.ts";
import { pickNext } from "./pick.ts";
import type { RoundTroubleScene } from "./scene.ts";
import { createStage, type Screen, type Shown } from "./stage.ts";

/** When a round is to be looked at again. */
export interface WakeCall {
  readonly channelId: string;
  readonly roundId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What rounds need from outside. */
export interface CourseDeps extends Pick<SaveDeps, "store" | "onSave"> {
  readonly library: Pick<Library, "contents">;
  readonly screen: Screen;
  /** Has `wake` called at a moment, in whichever process. */
  readonly callLater: (call: WakeCall) => Promise<void>;
  /** Tells a person something in private, where that can be done. */
  readonly tell: (channelId: string, userId: string, scene: RoundTroubleScene) => Promise<void>;
  readonly onTrouble: (what: string, error: unknown) => void;
  /** Notes ratings of the current card that were saved and never noted in the round. */
  readonly heal: (round: RoundRecord, deadline: Deadline) => Promise<void>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** How often a step is tried again when another of the same round came in between. */
const TRIES = 8;

/** For each request to the store where nobody waits for the answer. Milliseconds. */
const PATIENCE = 5000;

/** A timer may be a little ahead of ours: that much is waited for. Milliseconds. */
const EARLY = 2000;

/** What stands in the place of a message that cannot be. */
const NONE = "none";

const soon = () => deadlineIn(PATIENCE);

/** Whether a round has something to show that is not on the screen. */
const owes = (round: RoundRecord) => round.message === undefined && round.pause?.why !== "permission";

const closingOf = (
  { id, host, position, cards, card, choice }: RoundRecord,
  message: string,
  pictures: readonly string[],
): Closing => ({ id, host, position, cards, card, choice, message, pictures });

/** Discord did not take a message of a round; the round goes on, and it is tried again. */
export class NotShownError extends Error {
  override readonly name = "NotShownError";
}

/**
 * The course of rounds: reads where one stands, decides, commits, and puts on the screen what belongs there.
 *
 * What is committed does not depend on the message it leads to: whoever looks next, in whichever process, posts what is
 * owed. They throw StoreError, and NotShownError where Discord did not take a message.
 */
export function createCourse(deps: CourseDeps) {
  const { store, library, screen, now } = deps;
  const drawing = createDrawing(deps);
  const stage = createStage({
    store,
    screen,
    owes,
    drawCard: drawing.card,
    drawClosed: drawing.closed,
    onLost: async (round, outcome) => {
      await lose(round, outcome);
      await settle(round.channelId);
    },
    onTrouble: deps.onTrouble,
  });

  async function save(
    snapshot: RoundSnapshot,
    change: RoundChange,
    deadline: Deadline,
  ): Promise<"done" | "conflict"> {
    const { round } = change;
    const { channelId, id: roundId, until } = round;
    try {
      // Before the step: one that is called for nothing finds nothing to do.
      if (until !== snapshot.round?.until) {
        await within(deps.callLater({ channelId, roundId, at: until }), deadline, false);
      }
      const outcome = await commitRound(store, snapshot, change, deadline);
      deps.onSave(outcome);
      return outcome;
    } catch (error) {
      if (error instanceof StoreError) deps.onSave(error.outcome);
      throw error;
    }
  }

  /**
   * Loads a channel's round, decides and commits; once more from the start when another step came in between.
   *
   * @param decide undefined where nothing is to change
   * @returns the round as it then is
   */
  async function step(
    load: () => Promise<RoundSnapshot>,
    deadline: Deadline,
    decide: (round: RoundRecord | undefined) => Promise<RoundChange | undefined> | RoundChange | undefined,
  ): Promise<{ readonly round: RoundRecord | undefined; readonly changed: boolean }> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const snapshot = await load();
      const change = await decide(snapshot.round);
      if (!change) return { round: snapshot.round, changed: false };
      if ((await save(snapshot, change, deadline)) === "done") return { round: change.round, changed: true };
    }
    throw new StoreError("not-sent", new Error(`the round changed ${TRIES} times while one step was made`));
  }

  /** The step of a round of its own accord, while it is still that round. */
  const ownStep = (
    { channelId, id }: Pick<RoundRecord, "channelId" | "id">,
    decide: (round: RoundRecord) => Promise<RoundChange | undefined> | RoundChange | undefined,
  ) =>
    step(
      () => loadRound(store, channelId, soon()),
      soon(),
      (round) => (round?.id === id ? decide(round) : undefined),
    );

  /** The round at its next card, or at its end; the message it leaves is to be closed. */
  async function advanced(round: RoundRecord, deadline: Deadline): Promise<RoundChange> {
    await deps.heal(round, deadline);
    const { position, card } = round;
    const [decks, shown, people, rated, picks] = await Promise.all([
      library.contents(round.decks, deadline),
      readShown(store, round, deadline),
      presentIn(store, round, deadline),
      countRatings(store, round, position, deadline),
      round.choice ? countPicks(store, round, position, card.number, deadline) : undefined,
    ]);
    const next = await pickNext(store, decks, shown, people, now(), deadline);
    const moved = goOn(round, next, Math.max(rated, picks?.answered ?? 0), now());
    return { ...left(round, moved), ...(next && moved.phase !== "ended" && { shows: next }) };
  }

  /** The round somewhere else than its message shows. */
  function left(round: RoundRecord, moved: RoundRecord): RoundChange {
    const { message, pictures } = round;
    const isShown = message !== undefined && message !== NONE;
    return {
      round: { ...moved, message: undefined, pictures: [], posts: 0 },
      closing: isShown ? closingOf(round, message, pictures) : undefined,
    };
  }

  const ended = (round: RoundRecord, why: Parameters<typeof endRound>[1]): RoundChange =>
    left(round, endRound(round, why, now()));

  /** The message of a round is gone, or out of reach. */
  async function lose(round: RoundRecord, outcome: "no-message" | "no-channel" | "forbidden"): Promise<void> {
    const { changed } = await ownStep(round, (known) => {
      if (known.message !== round.message) return undefined;
      if (outcome === "no-message") {
        return { round: { ...known, message: undefined, pictures: [], posts: known.posts + 1 } };
      }
      if (outcome === "forbidden" && known.phase !== "ended") {
        const isKnown = known.pause?.why === "permission";
        return isKnown ? undefined : { round: pauseRound(known, "permission", now()) };
      }
      return { round: { ...endRound(known, "no-channel", now()), message: NONE } };
    });
    if (!changed || outcome === "no-message" || round.phase === "ended") return;
    const why = outcome === "forbidden" ? "permission" : "no-channel";
    await deps
      .tell(round.channelId, round.host, { scene: "round-trouble", ref: refOf(round), why })
      .catch((error) => deps.onTrouble("could not tell a host what stopped their round", error));
  }

  async function post(round: RoundRecord): Promise<Shown> {
    const { id, channelId, position, posts, files, phase } = round;
    if (phase === "ended") {
      return await screen.post(channelId, await drawing.end(round), `${id}-end-${posts}`, files);
    }
    if (hasCheckpoint(round) && posts === 0) {
      const scene = await drawing.checkpoint(round);
      const shown = await screen.post(channelId, scene, `${id}-c${position}`, files);
      if (shown.outcome !== "shown") return shown;
    }
    // As it will stand once it is there.
    const scene = await drawing.card(cardShown(round, now()));
    return await screen.post(channelId, scene, `${id}-${position}-${posts}`, files);
  }

  /**
   * Posts what the channel's round owes, if anything, and begins to take away what is past.
   *
   * @throws NotShownError where Discord did not take it: it is tried again
   */
  async function settle(channelId: string): Promise<RoundRecord | undefined> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const { round } = await loadRound(store, channelId, soon());
      if (!round || !owes(round)) return round;
      const shown = await post(round);
      if (shown.outcome === "failed")
        throw new NotShownError("Discord took no message", { cause: shown.error });
      if (shown.outcome === "no-message") throw new NotShownError("a message that was just sent is gone");
      if (shown.outcome !== "shown") {
        await lose(round, shown.outcome);
        continue;
      }
      const { messageId: message, pictures } = shown;
      const noted = await ownStep(round, (known) => {
        const isSame = known.position === round.position && known.phase === round.phase;
        if (known.message !== undefined || !isSame || known.posts !== round.posts) return undefined;
        return { round: { ...cardShown(known, now()), message, pictures } };
      });
      // The round was ended, or shown elsewhere, while the message was on its way.
      const isOrphan = noted.round?.id !== round.id || noted.round.message !== message;
      if (isOrphan && round.phase !== "ended") {
        await addClosing(store, channelId, closingOf(round, message, pictures), soon());
      }
      await stage
        .redraw(channelId, false)
        .catch((error) => deps.onTrouble("could not redraw a round", error));
    }
    return undefined;
  }

  /**
   * Looks what time has brought about in a round, and does it. Called too early, twice or for a round that is over, it
   * does nothing.
   *
   * @throws NotShownError where Discord took no message, and StoreError: to be called again
   */
  async function wake({ channelId, roundId }: Omit<WakeCall, "at">): Promise<void> {
    const settled = await settle(channelId);
    if (settled?.id !== roundId || settled.phase === "ended") return;
    const early = settled.until - now();
    if (early > 0 && early < EARLY) await new Promise((resolve) => setTimeout(resolve, early));
    const { changed } = await ownStep(settled, async (round) => {
      const due = dueOf(round, now(), await lastSeen(store, round, undefined, soon()));
      if (due === "nothing") return undefined;
      if (due === "go-on") return await advanced(round, soon());
      return due.phase === "ended" ? left(round, due) : { round: due };
    });
    if (!changed) return;
    await settle(channelId);
    await stage.redraw(channelId);
  }

  return {
    step,
    advanced,
    ended,
    settle,
    wake,
    redraw: stage.redraw,
    begin: stage.begin,
    close: stage.close,
  };
}
