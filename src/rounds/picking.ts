import type { Viewer } from "../decks/access.ts";
import { type Card, cardByNumber, type Deck } from "../decks/deck.ts";
import { type Picking, pickedOf } from "../quiz/answers.ts";
import type { Shelf } from "../quiz/choose.ts";
import { afterSaved, type Deadline, StoreError } from "../store/connection.ts";
import { keepPick, readPick } from "../store/picks.ts";
import type { RoundRecord } from "../store/round-record.ts";
import { enterRound, keepNote, type Turn, takePen } from "../store/rounds.ts";
import { isOverdue, takesRatings } from "../study/round.ts";
import { UserError } from "../user-error.ts";
import { answeredAt, askingAt, choicesAt, isAsked } from "./asking.ts";
import { type Pressed, refused } from "./pressed.ts";
import type { PickedScene, RoundRef, UnratedScene } from "./scene.ts";

export type Picked = Pressed<PickedScene>;

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
        const unpicked = (why: UnratedScene["why"], redraw?: Turn) => refused(round, moment, why, { redraw });
        if (round?.id !== roundId || !takesRatings(round, moment)) return unpicked("ended");
        if (position !== round.position) return unpicked("over");
        const { card: shown } = round;
        const deck = (await library.contents([shown.deck], deadline)).get(shown.deck);
        const card = deck && cardByNumber(deck, shown.number);
        if (!deck || !card) return unpicked("gone");
        if (before === undefined && !isAsked(round, position, moment)) {
          return unpicked(round.phase === "ended" ? "ended" : "late");
        }
        const number = before ?? numberOf(round, deck, card, wanted);
        // Its message shows the choices there were.
        if (number === undefined) return unpicked("changed", await takePen(store, channelId, true, deadline));
        const stands =
          before ?? (await keepPick(store, snapshot, roundId, position, userId, number, deadline));
        if (stands === "conflict") continue;
        if (stands === "gone") {
          throw new UserError("Your data was deleted just now. Press again in a few seconds.");
        }
        const at = { channelId, roundId, position, card: shown };
        const again = before !== undefined || stands !== number;
        const scene = { scene: "picked", ...answeredAt(round, at, deck, card, stands), again } as const;
        const [former, redraw] = await afterSaved(() =>
          Promise.all([
            keepNote(store, channelId, userId, token, deadline),
            takePen(store, channelId, false, deadline),
          ]),
        );
        return { scene, former, redraw, overdue: isOverdue(round, moment) };
      }
      throw new StoreError("not-sent", new Error(`the round changed ${TRIES} times while one pick was made`));
    },
  };
}

/** What is kept of a pick; undefined where it was among other choices than the card has now. */
function numberOf(round: RoundRecord, deck: Deck, card: Card, wanted: Picking): number | undefined {
  if (wanted !== "pass") return pickedOf(askingAt(round, round.position), deck, card, wanted)?.picked;
  return choicesAt(round, round.position, deck, card).ask && 0;
}
