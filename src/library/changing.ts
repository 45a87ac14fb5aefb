import { editorsOf, mayEdit, type Viewer } from "../decks/access.ts";
import type { Card } from "../decks/deck.ts";
import { plain } from "../decks/plain.ts";
import type { Deadline, Store } from "../store/connection.ts";
import { cardBytes, type DeckHead } from "../store/deck-record.ts";
import { commitDeck, type DeckChange, type DeckSnapshot, loadDeck, readCard } from "../store/decks.ts";
import { UserError } from "../user-error.ts";
import type { DeckInfo, Library } from "./library.ts";
import { createTurns, type Limits, retry, withRoom } from "./room.ts";

export interface ChangingDeps {
  readonly store: Store;
  readonly library: Library;
  readonly limits: Limits;
  /** Throws when there is no room for new cards. */
  readonly checkRoom: (deadline: Deadline) => Promise<void>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A new unguessable id of 12 characters out of a-z and 0-9. */
  readonly newId: () => string;
}

export type Changing = ReturnType<typeof createChanging>;

export const gone = () => new UserError("There is no such deck any more, or you can't use it here.");

/** How a deck is changed by somebody who may, while others change it too. What it gives throws as `createEditing` says. */
export function createChanging(deps: ChangingDeps) {
  const { store, library } = deps;
  const inTurn = createTurns();

  /** The deck as it is now, for somebody who may see it. */
  async function load(
    viewer: Viewer,
    id: string,
    deadline: Deadline,
  ): Promise<DeckSnapshot & { head: DeckHead }> {
    const snapshot = await loadDeck(store, id, deadline);
    const { head } = snapshot;
    if (!head || !(await library.sees(viewer, head, deadline))) {
      const shipped = await library.open(viewer, id, deadline);
      throw shipped?.owner.kind === "builtin" ? refusal(viewer, shipped) : gone();
    }
    return { ...snapshot, head };
  }

  /** Changes a deck; once more from the start when somebody else came in between. */
  function change(
    viewer: Viewer,
    id: string,
    deadline: Deadline,
    decide: (head: DeckHead, snapshot: DeckSnapshot) => Promise<DeckChange> | DeckChange,
    { anybody = false, deleted = false } = {},
  ): Promise<DeckHead> {
    const step = async () => {
      const snapshot = await load(viewer, id, deadline);
      if ((snapshot.head.deletedAt !== undefined) !== deleted) throw gone();
      if (!anybody && !mayEdit(viewer, snapshot.head)) throw refusal(viewer, snapshot.head);
      const changed = await decide(snapshot.head, snapshot);
      const outcome = await withRoom(deps, snapshot, changed.head, deadline, () =>
        commitDeck(store, snapshot, changed, deadline),
      );
      library.forget(id);
      return outcome === "conflict" ? outcome : changed.head;
    };
    return inTurn(id, () => retry(deadline, step));
  }

  async function cardOf(id: string, number: number, deadline: Deadline): Promise<Card> {
    const card = await readCard(store, id, number, deadline);
    if (!card) throw new UserError("There is no such card in the deck any more.");
    return card;
  }

  return { load, change, cardOf };
}

/** A deck's head once a card has another text. */
export const resized = (head: DeckHead, before: Card, after: Card): DeckHead => ({
  ...head,
  bytes: Math.max(0, head.bytes - cardBytes(before) + cardBytes(after)),
});

/** Why a person may not change a deck, and who could. */
export function refusal(viewer: Viewer, deck: DeckInfo | DeckHead): UserError {
  const elsewhere = deck.owner.kind === "server" && deck.owner.id !== viewer.guildId;
  const hint = elsewhere ? " If you are one of them, do it in that server." : "";
  return new UserError(
    `You can't change **${plain(deck.title)}**. It can be changed by ${editorsOf(deck)}.${hint}`,
  );
}
