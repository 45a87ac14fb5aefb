import type { Viewer } from "../decks/access.ts";
import { type Card, cardByNumber } from "../decks/deck.ts";
import type { Copy } from "../library/copies.ts";
import { type Shelf, streakToday } from "../quiz/choose.ts";
import type { Deadline } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { cardStates, loadLearner } from "../store/learners.ts";
import { readPick } from "../store/picks.ts";
import { loadRound, readPoints, readShown } from "../store/rounds.ts";
import { hardOnes, keyOf, ownFigures, type RatedCard } from "../study/group.ts";
import { dayStart, knownZone } from "../study/learner-day.ts";
import type { CardRef } from "../study/plan.ts";
import { UserError } from "../user-error.ts";
import { choicesAt, isAsked } from "./asking.ts";
import { ratedCards, titleOf } from "./draw.ts";
import type { HardDeckScene, HardOnesScene, OwnEndScene, RoundRef } from "./scene.ts";

export interface AfterDeps extends Shelf {
  /** Makes a deck out of cards of others. */
  readonly copy: (viewer: Viewer, copy: Copy, deadline: Deadline) => Promise<DeckHead>;
}

/** Fronts that are shown of the cards a deck would have. */
const MOST_FRONTS = 5;

/** What can be asked of a round that is over, for as long as its figures are kept. */
export function createAfter(deps: AfterDeps) {
  const { store, library, copy } = deps;

  async function figuresOf(
    { channelId, roundId }: RoundRef,
    deadline: Deadline,
  ): Promise<readonly RatedCard[]> {
    const cards = await ratedCards(store, { channelId, id: roundId }, 1, undefined, deadline);
    if (cards.length > 0) return cards;
    throw new UserError(
      "The figures of this round are not kept any more. What you rated is in your schedule.",
    );
  }

  /** The cards that the group found hard, then those that the person rated 1 or 2. */
  function hardFor(cards: readonly RatedCard[], userId: string): readonly CardRef[] {
    const all = [...hardOnes(cards), ...ownFigures(cards, userId).hard];
    return [...new Map(all.map((card) => [keyOf(card), card])).values()];
  }

  const decksOf = (cards: readonly CardRef[], deadline: Deadline) =>
    library.contents([...new Set(cards.map(({ deck }) => deck))], deadline);

  return {
    /**
     * The card of a position and its deck, and whether the answer is not told to the person, who has one of the choices to
     * pick first; undefined where it is gone.
     */
    async cardShown(
      { userId }: Viewer,
      { channelId, roundId }: RoundRef,
      position: number,
      deadline: Deadline,
    ): Promise<{ readonly card: Card; readonly deck: string; readonly waits: boolean } | undefined> {
      const ref = { channelId, id: roundId };
      const [shown, { round }, picked] = await Promise.all([
        readShown(store, ref, deadline),
        loadRound(store, channelId, deadline),
        readPick(store, ref, position, userId, deadline),
      ]);
      const at = shown[position - 1];
      const deck = at && (await decksOf([at], deadline)).get(at.deck);
      const card = at && deck && cardByNumber(deck, at.number);
      if (!card) return undefined;
      const isOpen = picked === undefined && round?.id === roundId && isAsked(round, position, deps.now());
      return {
        card,
        deck: at.deck,
        waits: isOpen && choicesAt(round, position, deck, card).ask !== undefined,
      };
    },

    /** A person's own summary. */
    async own({ userId }: Viewer, ref: RoundRef, deadline: Deadline): Promise<OwnEndScene> {
      const cards = await figuresOf(ref, deadline);
      const mine = cards.filter(({ ratings }) => ratings.has(userId)).map(({ card }) => card);
      const snapshot = await loadLearner(store, userId, deadline);
      const [streak, states, points] = await Promise.all([
        streakToday(deps, snapshot, deadline),
        cardStates(store, userId, mine, deadline),
        readPoints(store, { channelId: ref.channelId, id: ref.roundId }, deadline),
      ]);
      const { spread, hard } = ownFigures(cards, userId);
      const byDay = Map.groupBy(states.values(), ({ due }) => due);
      return {
        scene: "own-end",
        ref,
        cards: mine.length,
        spread,
        points: points.get(userId) ?? 0,
        streak: streak.days,
        comesBack: [...byDay]
          .sort(([a], [b]) => a - b)
          .map(([day, due]) => ({ at: dayStart(day, knownZone(snapshot.learner.zone)), cards: due.length })),
        hard: hard.length,
      };
    },

    /** Whether a deck is to be made of the hard cards. */
    async hardOnes({ userId, guildId }: Viewer, ref: RoundRef, deadline: Deadline): Promise<HardOnesScene> {
      const hard = hardFor(await figuresOf(ref, deadline), userId);
      if (hard.length === 0) {
        throw new UserError(
          "No card was hard: the group gave none less than 3 on average, and you rated none 1 or 2.",
        );
      }
      const decks = await decksOf(hard, deadline);
      const fronts = hard.slice(0, MOST_FRONTS).flatMap(({ deck, number }) => {
        const from = decks.get(deck);
        return (from && cardByNumber(from, number)?.front) ?? [];
      });
      return { scene: "hard-ones", ref, cards: hard.length, fronts, inServer: guildId !== undefined };
    },

    /** Makes that deck; pressed again, the same one is shown. */
    async makeDeck(
      viewer: Viewer,
      ref: RoundRef,
      owner: "server" | "me",
      deadline: Deadline,
    ): Promise<HardDeckScene> {
      const hard = hardFor(await figuresOf(ref, deadline), viewer.userId);
      const title = titleOf(await decksOf(hard, deadline));
      const head = await copy(
        viewer,
        {
          title: `Hard ones: ${title}`.slice(0, 100).trim(),
          description: "Cards that were hard in a round.",
          owner,
          cards: hard,
          key: ref.roundId,
        },
        deadline,
      );
      const { userId } = viewer;
      return { scene: "hard-deck", userId, deckId: head.id, title: head.title, cards: head.cards, owner };
    },
  };
}
