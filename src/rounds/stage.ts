import { setTimeout as wait } from "node:timers/promises";
import { deadlineIn, type Store } from "../store/connection.ts";
import type { RoundRecord } from "../store/round-record.ts";
import {
  type Closing,
  closingDone,
  keepPen,
  loadRound,
  nextClosing,
  PEN_KEPT_EVERY,
  penDone,
  penFailed,
  penReads,
  type Turn,
  takePen,
} from "../store/rounds.ts";
import type { PublicScene } from "./scene.ts";

/** What became of a message that was sent or edited. */
export type Shown =
  | { readonly outcome: "shown"; readonly messageId: string; readonly pictures: readonly string[] }
  /** The message is gone, or takes no further edit: what it showed comes in a new one. */
  | { readonly outcome: "no-message" }
  | { readonly outcome: "no-channel" }
  /** The bot may not, for now. */
  | { readonly outcome: "forbidden" }
  /** Discord did not take it; it may be tried again. */
  | { readonly outcome: "failed"; readonly error: unknown };

/** The channel, as far as rounds go. */
export interface Screen {
  /**
   * @param nonce at most 25 characters: two messages with the same are one
   * @param files whether the message may have files
   */
  post(channelId: string, scene: PublicScene, nonce: string, files: boolean): Promise<Shown>;
  /** @param pictures names of the message's files: it keeps them */
  edit(channelId: string, messageId: string, scene: PublicScene, pictures: readonly string[]): Promise<Shown>;
  /** Takes a message away; that it cannot be does no harm. */
  remove(channelId: string, messageId: string): Promise<void>;
}

/** For each request to the store. Milliseconds. */
const PATIENCE = 5000;

/** An edit that Discord did not take is made again after so long, the next time after twice as much. Milliseconds. */
const FIRST_PAUSE = 2000;
const MOST_FAILURES = 5;

/** Where the store failed in the middle, somebody looks again after so long. Milliseconds. */
const AFTER_TROUBLE = 5000;

/** So long a stopping process waits for its edits. Milliseconds. */
const LAST = 2000;

export interface StageDeps {
  readonly store: Store;
  readonly screen: Screen;
  /** Whether a round has something to show that is not on the screen yet. */
  readonly owes: (round: RoundRecord) => boolean;
  readonly drawCard: (round: RoundRecord) => Promise<PublicScene>;
  readonly drawClosed: (closing: Closing, channelId: string) => Promise<PublicScene>;
  /** The message of the current card could not be edited: the round is to cope with that. */
  readonly onLost: (round: RoundRecord, outcome: "no-message" | "no-channel" | "forbidden") => Promise<void>;
  readonly onTrouble: (what: string, error: unknown) => void;
}

const soon = () => deadlineIn(PATIENCE);

/**
 * Edits the messages of rounds: in a channel one process at a time, at most once a second, however many presses there
 * were. Who presses while somebody edits is in the next edit.
 */
export function createStage(deps: StageDeps) {
  const { store, screen, onTrouble } = deps;
  /** Channels whose pen is in this process's hand, until what is due there is done. */
  const mine = new Map<string, Promise<void>>();
  /** Channels to look at again. */
  const looks = new Map<string, NodeJS.Timeout>();

  /** Makes one edit. @returns whether that is done with */
  async function edit(channelId: string): Promise<boolean> {
    const past = await nextClosing(store, channelId, soon());
    if (past) {
      const { outcome } = await screen.edit(
        channelId,
        past.message,
        await deps.drawClosed(past, channelId),
        past.pictures,
      );
      if (outcome === "failed") return false;
      await closingDone(store, channelId, past, soon());
      return true;
    }
    const known = (await loadRound(store, channelId, soon())).round;
    // Its message is on its way: what is to be drawn then still is.
    if (known && deps.owes(known)) return true;
    await penReads(store, channelId, soon());
    const { round } = await loadRound(store, channelId, soon());
    if (!round?.message || round.phase === "ended") return true;
    const shown = await screen.edit(channelId, round.message, await deps.drawCard(round), round.pictures);
    if (shown.outcome === "failed") {
      onTrouble("could not edit the card of a round", shown.error);
      return false;
    }
    if (shown.outcome !== "shown") await deps.onLost(round, shown.outcome);
    return true;
  }

  async function work(channelId: string, first: number): Promise<void> {
    let failures = 0;
    for (let turn: Turn = { editIn: first }; turn && "editIn" in turn; ) {
      await wait(turn.editIn);
      if (await edit(channelId)) {
        failures = 0;
        turn = await penDone(store, channelId, soon());
      } else {
        failures += 1;
        if (failures > MOST_FAILURES) return;
        turn = await penFailed(store, channelId, FIRST_PAUSE * 2 ** failures, soon());
      }
    }
  }

  /** Goes on with the pen in hand, in the background; where another has it, looks again in case they let it fall. */
  function begin(channelId: string, turn: Turn): void {
    if (!turn) return;
    const before = mine.get(channelId);
    if ("heldFor" in turn) {
      if (!before) lookLater(channelId, turn.heldFor);
      return;
    }
    // The pen was let go of a moment ago.
    if (before) return void before.then(() => begin(channelId, turn));
    const keeping = setInterval(() => keepPen(store, channelId, soon()).catch(() => {}), PEN_KEPT_EVERY);
    const ends = work(channelId, turn.editIn)
      .catch((error) => {
        onTrouble("could not edit a round", error);
        lookLater(channelId, AFTER_TROUBLE);
      })
      .finally(() => {
        clearInterval(keeping);
        mine.delete(channelId);
      });
    mine.set(channelId, ends);
  }

  function lookLater(channelId: string, milliseconds: number): void {
    if (looks.has(channelId)) return;
    const look = setTimeout(() => {
      looks.delete(channelId);
      redraw(channelId, false).catch((error) => onTrouble("could not look after a round", error));
    }, milliseconds);
    looks.set(channelId, look);
  }

  /** Brings the messages of a channel's round up to date, in the background. @param card the current card too */
  async function redraw(channelId: string, card = true): Promise<void> {
    begin(channelId, await takePen(store, channelId, card, soon()));
  }

  return {
    begin,
    redraw,
    /** Waits for the edits that are due. What takes longer is done by whoever edits next. */
    async close(): Promise<void> {
      for (const look of looks.values()) clearTimeout(look);
      await Promise.race([Promise.allSettled(mine.values()), wait(LAST, undefined, { ref: false })]);
    },
  };
}
