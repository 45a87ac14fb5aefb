import type { Owner, Viewer } from "../decks/access.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Deadline } from "../store/connection.ts";
import { homeOf } from "../store/learner-record.ts";
import type { Snapshot } from "../store/learners.ts";
import { countsToday, type Occasion } from "./assess.ts";
import { missedDays, type Shelf } from "./choose.ts";
import { characters } from "./draw.ts";

/**
 * When and where a learner rates a card: all that `assess` needs beside how long the card was on the screen.
 *
 * @param snapshot with the state of that card
 * @param now milliseconds since the Unix epoch
 * @throws StoreError "not-sent" when the store does not answer
 */
export async function occasionOf(
  shelf: Shelf,
  viewer: Viewer,
  snapshot: Snapshot,
  decks: ReadonlyMap<string, UsableDeck>,
  card: { readonly deck: string; readonly number: number },
  now: number,
  deadline: Deadline,
): Promise<Omit<Occasion, "shown">> {
  const { learner } = snapshot;
  const missed = countsToday(learner, snapshot.card, now) ? await missedDays(shelf, snapshot, deadline) : 0;
  const board = boardOf(decks.get(card.deck)?.owner, viewer, homeOf(learner));
  const home = board ? { id: board, zone: await shelf.library.zone(board, deadline) } : undefined;
  return { now, characters: characters(decks, card), missed, home };
}

/**
 * The server on whose boards a point counts: a server's deck on its own, wherever it is reviewed; one that ships with
 * the bot where it is reviewed, in direct messages at the learner's home; a personal one nowhere.
 */
function boardOf(
  owner: Owner | undefined,
  { guildId }: Viewer,
  home: string | undefined,
): string | undefined {
  if (owner?.kind === "server") return owner.id;
  return owner?.kind === "builtin" ? (guildId ?? home) : undefined;
}
