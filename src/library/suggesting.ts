import { editorsOf, mayEdit, type Viewer } from "../decks/access.ts";
import { type Card, cardByNumber } from "../decks/deck.ts";
import { plain } from "../decks/plain.ts";
import type { Deadline } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { type DeckChange, type Idea, readIdeas } from "../store/decks.ts";
import { isOwn, noteOwn, type Own } from "../store/own.ts";
import { UserError } from "../user-error.ts";
import { type CardFields, cardFrom, fieldsOfCard, withIdea } from "./card-form.ts";
import { type Changing, type ChangingDeps, refusal, resized } from "./changing.ts";
import { MOST_IDEAS } from "./room.ts";

/** Suggestions of one person that may wait for a deck's editors, so that nobody takes the room of all. */
const MOST_OWN_IDEAS = 10;

/** A suggestion beside the card it is about. */
export interface Proposal extends Idea {
  /** Undefined where the card has been deleted since. */
  readonly before: Card | undefined;
  readonly after: Card | undefined;
}

/** Suggestions of changes to cards, which a deck's editors take up or turn down. See `createEditing`. */
export function createSuggesting(
  { store, library, checkRoom, now, newId }: ChangingDeps,
  { load, change, cardOf }: Changing,
) {
  return {
    /** Proposes a change of a card to the deck's editors. */
    async suggest(viewer: Viewer, id: string, number: number, fields: CardFields, deadline: Deadline) {
      await checkRoom(deadline);
      const idea = newId().slice(0, 8);
      const note: Own = `ideas:${id}`;
      await load(viewer, id, deadline);
      await noteOwn(store, viewer.userId, note, deadline);
      return await change(
        viewer,
        id,
        deadline,
        async (head) => {
          if (!(await isOwn(store, viewer.userId, note, deadline))) {
            throw new UserError("Your data was deleted while you sent this, and the suggestion with it.");
          }
          const before = await cardOf(id, number, deadline);
          const card = cardFrom(fields, number, before.source);
          const [was, is] = [fieldsOfCard(before), fieldsOfCard(card)];
          const changed = Object.entries(is).filter(
            ([field, text]) => was[field as keyof CardFields] !== text,
          );
          if (changed.length === 0) {
            throw new UserError("That is the card as it is: nothing was changed, so nothing was suggested.");
          }
          const waiting = await readIdeas(store, id, deadline);
          if (waiting.filter(({ by }) => by === viewer.userId).length >= MOST_OWN_IDEAS) {
            throw new UserError(
              `${MOST_OWN_IDEAS} suggestions of yours wait for the editors of **${plain(head.title)}** already. Give them time to look through those first.`,
            );
          }
          if (head.ideas >= MOST_IDEAS) {
            throw new UserError(
              `${MOST_IDEAS} suggestions wait for the editors of **${plain(head.title)}** already. Ask them to look through those first: ${editorsOf(head)}.`,
            );
          }
          return {
            head: { ...head, ideas: head.ideas + 1 },
            ideas: [
              {
                id: idea,
                idea: { id: idea, by: viewer.userId, at: now(), number, fields: Object.fromEntries(changed) },
              },
            ],
          };
        },
        { anybody: true },
      );
    },

    /** The suggestions that wait, each with the card as it is now, where it still is, and as it would be. */
    async ideas(viewer: Viewer, id: string, deadline: Deadline): Promise<readonly Proposal[]> {
      const { head } = await load(viewer, id, deadline);
      if (!mayEdit(viewer, head)) throw refusal(viewer, head);
      const ideas = await readIdeas(store, id, deadline);
      const deck = (await library.contents([id], deadline)).get(id);
      return ideas.map((idea) => {
        const before = deck && cardByNumber(deck, idea.number);
        return { ...idea, before, after: before && possible(() => withIdea(before, idea)) };
      });
    },

    /** Takes up a suggestion, or turns it down. */
    decide: (
      viewer: Viewer,
      id: string,
      ideaId: string,
      accept: boolean,
      deadline: Deadline,
    ): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const ideas = await readIdeas(store, id, deadline);
        const idea = ideas.find((one) => one.id === ideaId);
        if (!idea) throw new UserError("Somebody has decided about this suggestion already.");
        const settled: DeckChange = {
          head: { ...head, ideas: ideas.length - 1 },
          ideas: [{ id: ideaId, idea: undefined }],
        };
        if (!accept) return settled;
        await checkRoom(deadline);
        const before = await cardOf(id, idea.number, deadline);
        const card = withIdea(before, idea);
        return {
          ...settled,
          head: resized(settled.head, before, card),
          cards: [{ number: card.number, card }],
        };
      }),
  };
}

/** What a step gives; undefined where the person's wish cannot be. */
function possible<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
