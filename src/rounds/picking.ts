import type { Viewer } from "../decks/access.ts";
import { type Card, cardByNumber, type Deck } from "../decks/deck.ts";
import { type Picking, pickedOf } from "../quiz/answers.ts";
import type { Shelf } from "../quiz/choose.ts";
import { type Deadline, StoreError } from "../store/connection.ts";
import { keepPick, readPick } from "../store/picks.ts";
import type { RoundRecord } from "../store/round-record.ts";
import { enterRound, keepNote, type Turn, takePen } from "../store/rounds.ts";
import { takesRatings } from "../study/round.ts";
import { UserError } from "../user-error.ts";
import { answeredAt, askingAt, choicesAt, isAsked } from "./asking.ts";
import { placeOf } from "./draw.ts";
import type { PickedScene, RoundRef, UnratedScene } from "./scene.ts";

/** What came of a pick. */
export interface Picked {
  readonly scene: PickedScene | UnratedScene;
  /** Token of the private answer before this one, which it takes the place of. */
  readonly former?: string | undefined;
  /** What is to be done about the round's messages, see `begin`. */
  readonly redraw?: Turn;
  /** Whether the round's time has run on without anybody looking. */
  readonly overdue: boolean;
}

/** How often a pick is tried again when the round changed in between. */
const TRIES = 8;

/** People's answers in rounds where one of four choices is picked: each is kept once, and the first one stands. */
export function createPicking({ store, library, now }: Shelf) {
  return {
    /**
     * Picks a choice of the current card for one person.
     *
     * @param token of the interaction that the person will be answered by
     */
    async pick(
      { userId }: Viewer,
      { channelId, roundId, position }: RoundRef & { readonly position: number },
      wanted: Picking,
      token: string,
      deadline: Deadline,
    ): Promise<Picked> {
      const ref = { channelId, id: roundId };
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const moment = now();
        const [snapshot, before] = await Promise.all([
          enterRound(store, ref, userId, moment, deadline),
          readPick(store, ref, position, userId, deadline),
        ]);
        const { round } = snapshot;
        const overdue = round !== undefined && round.phase !== "ended" && moment >= round.until;
        const refused = (why: UnratedScene["why"], redraw?: Turn): Picked => {
          const at = round && round.phase !== "ended" ? placeOf(round) : undefined;
          return { scene: { scene: "unrated", why, at }, redraw, overdue };
        };
        if (round?.id !== roundId || !takesRatings(round, moment)) return refused("ended");
        if (position !== round.position) return refused("over");
        const { card: shown } = round;
        const deck = (await library.contents([shown.deck], deadline)).get(shown.deck);
        const card = deck && cardByNumber(deck, shown.number);
        if (!deck || !card) return refused("gone");
        if (before === undefined && !isAsked(round, position, moment)) {
          return refused(round.phase === "ended" ? "ended" : "late");
        }
        const number = before ?? numberOf(round, deck, card, wanted);
        // Its message shows the choices there were.
        if (number === undefined) return refused("changed", await takePen(store, channelId, true, deadline));
        const stands =
          before ?? (await keepPick(store, snapshot, roundId, position, userId, number, deadline));
        if (stands === "conflict") continue;
        if (stands === "gone") {
          throw new UserError("Your data was deleted just now. Press again in a few seconds.");
        }
        const at = { channelId, roundId, position, card: shown };
        const again = before !== undefined || stands !== number;
        const scene = { scene: "picked", ...answeredAt(round, at, deck, card, stands), again } as const;
        return { scene, ...(await noted(channelId, userId, token, deadline)), overdue };
      }
      throw new StoreError("not-sent", new Error(`the round changed ${TRIES} times while one pick was made`));
    },
  };

  /** What is kept must not be called "not saved" because what comes after it failed. */
  async function noted(channelId: string, userId: string, token: string, deadline: Deadline) {
    try {
      const [former, redraw] = await Promise.all([
        keepNote(store, channelId, userId, token, deadline),
        takePen(store, channelId, false, deadline),
      ]);
      return { former, redraw };
    } catch (error) {
      throw error instanceof StoreError ? new StoreError("unknown", error) : error;
    }
  }
}

/** What is kept of a pick; undefined where it was among other choices than the card has now. */
function numberOf(round: RoundRecord, deck: Deck, card: Card, wanted: Picking): number | undefined {
  if (wanted !== "pass") return pickedOf(askingAt(round, round.position), deck, card, wanted)?.picked;
  return choicesAt(round, round.position, deck, card).ask && 0;
}
