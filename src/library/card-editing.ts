import type { Viewer } from "../decks/access.ts";
import type { Card } from "../decks/deck.ts";
import { MOST_CARDS } from "../decks/formats/clean.ts";
import { plain } from "../decks/plain.ts";
import type { Deadline } from "../store/connection.ts";
import { cardBytes, type DeckHead, grown } from "../store/deck-record.ts";
import { readCard, readGone } from "../store/decks.ts";
import { suspendCard } from "../store/learners.ts";
import { UserError } from "../user-error.ts";
import { basisOf, type CardFields, cardFrom } from "./card-form.ts";
import { type Changing, type ChangingDeps, gone, resized } from "./changing.ts";

/** Changes to the cards of decks. See `createEditing`. */
export function createCardEditing(
  { store, library, checkRoom, now }: ChangingDeps,
  { change, cardOf }: Changing,
) {
  return {
    /** Adds a card at the end. */
    async addCard(viewer: Viewer, id: string, fields: CardFields, deadline: Deadline) {
      await checkRoom(deadline);
      let card: Card | undefined;
      const head = await change(viewer, id, deadline, (before) => {
        if (before.cards >= MOST_CARDS) throw tooMany(before);
        card = cardFrom(fields, before.next, undefined);
        return {
          head: {
            ...grown(before, before.next + 1, now()),
            cards: before.cards + 1,
            bytes: before.bytes + cardBytes(card),
          },
          cards: [{ number: card.number, card }],
        };
      });
      return { head, card: card as Card };
    },

    /**
     * Changes a card; everybody's schedules stay.
     *
     * @param basis the text that the form was opened on; a card that has another by now is not written over
     */
    async editCard(
      viewer: Viewer,
      id: string,
      number: number,
      fields: CardFields,
      deadline: Deadline,
      basis?: string,
    ) {
      await checkRoom(deadline);
      let card: Card | undefined;
      const head = await change(viewer, id, deadline, async (head) => {
        const before = await cardOf(id, number, deadline);
        if (basis && basis !== basisOf(before)) {
          throw new UserError(
            "Somebody changed this card while you wrote. Look at it as it is now, then send your text again, or leave it.",
          );
        }
        card = cardFrom(fields, number, before.source);
        return { head: resized(head, before, card), cards: [{ number, card }] };
      });
      return { head, card: card as Card };
    },

    /** Takes a card out of the deck; for a day it can be put back. */
    deleteCard: (viewer: Viewer, id: string, number: number, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const before = await cardOf(id, number, deadline);
        return {
          head: { ...head, cards: head.cards - 1, bytes: Math.max(0, head.bytes - cardBytes(before)) },
          cards: [{ number, card: undefined }],
          gone: { card: before, at: now() },
        };
      }),

    /** Puts a deleted card back where it was; everybody's schedules are as they were. */
    restoreCard: (viewer: Viewer, id: string, number: number, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const back = { number, at: now() };
        if (await readCard(store, id, number, deadline)) return { head, back };
        const cards = await readGone(store, id, now(), deadline);
        const card = cards.find((one) => one.number === number);
        if (!card) throw new UserError("This card can't be brought back any more.");
        if (head.cards >= MOST_CARDS) throw tooMany(head);
        return {
          head: { ...head, cards: head.cards + 1, bytes: head.bytes + cardBytes(card) },
          back,
          cards: [{ number, card }],
        };
      }),

    /** Suspends a card for the person alone, or takes it up again. @returns whether that changed anything */
    async suspend(viewer: Viewer, id: string, number: number, suspended: boolean, deadline: Deadline) {
      if (!(await library.open(viewer, id, deadline))) throw gone();
      if (!(await library.card(id, number, deadline)))
        throw new UserError("There is no such card in the deck any more.");
      return await suspendCard(store, viewer.userId, { deck: id, number }, suspended, deadline);
    },
  };
}

const tooMany = ({ title }: DeckHead) =>
  new UserError(
    `**${plain(title)}** has ${MOST_CARDS.toLocaleString("en")} cards, which is the most a deck can have. Make another deck.`,
  );
