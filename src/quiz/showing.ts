import { mayEdit, type Viewer } from "../decks/access.ts";
import { cardByNumber } from "../decks/deck.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Deadline } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { deckStates, type Snapshot } from "../store/learners.ts";
import type { QuizRecord } from "../store/quiz-record.ts";
import type { CardState } from "../study/scheduler.ts";
import { hasGrown, type StreakNews, type StreakNow, streakNews } from "../study/streak.ts";
import type { Look } from "./action.ts";
import { type Shelf, streakToday } from "./choose.ts";
import { cardScene, type Showing, summaryScene } from "./draw.ts";
import { streakStep } from "./milestones.ts";
import type { CardScene, Scene } from "./scene.ts";
import * as steps from "./steps.ts";

export type Decks = ReadonlyMap<string, UsableDeck>;

/** What a press brought beside the card, and the learner before it. */
export type News = Pick<Showing, "notice" | "streak"> & { readonly before?: Learner };

/** What there is to say of a streak before today has counted: that freezes keep it, or that it is lost. */
export const standing = (streak: StreakNow): StreakNews | undefined =>
  !streak.done && (streak.frozen > 0 || streak.lost >= LEAST_LOST) ? { ...streak, earned: false } : undefined;

/** What there is to say of the streak after a press, where that was the first rating of its day. */
export const newsOf = ({ learner: before }: Snapshot, { learner: after }: Snapshot): News => ({
  before,
  streak: hasGrown(before.streak, after.streak) ? streakNews(before.streak, after.streak) : undefined,
});

/** A shorter streak may be lost without a word. Days. */
const LEAST_LOST = 3;

/** What a person sees of their quiz. */
export function createShowing(deps: Shelf) {
  const { store, now } = deps;

  /** Leaves out the current card, and those after it, when they are no longer in their decks. */
  function withoutGone(decks: Decks, quiz: QuizRecord): steps.Step | undefined {
    let step: steps.Step | undefined;
    for (let left = quiz; isGone(decks, left); left = step.quiz) step = steps.skip(left, now());
    return step;
  }

  function isGone(decks: Decks, quiz: QuizRecord): boolean {
    const card = steps.currentCard(quiz);
    const deck = card && decks.get(card.deck);
    return card !== undefined && !(deck && cardByNumber(deck, card.number));
  }

  /** The scene of a quiz as the snapshot has it, with the state of the card that is now current. */
  async function redraw(
    viewer: Viewer,
    decks: Decks,
    snapshot: Snapshot,
    stored: QuizRecord,
    deadline: Deadline,
    { notice, streak, before = snapshot.learner }: News = {},
  ): Promise<Scene> {
    // The card that comes next may be gone as well; the next press, at this very turn, stores that it was left out.
    const quiz = withoutGone(decks, stored)?.quiz ?? stored;
    const card = steps.currentCard(quiz);
    const step = streakStep(before, snapshot.learner, now());
    if (card) {
      const shown = await showCard(viewer, decks, snapshot, quiz, { notice, streak }, deadline);
      return { ...shown, ...step };
    }
    const states = new Map<string, ReadonlyMap<number, CardState>>();
    for (const [deck, cards] of Map.groupBy(quiz.plan, ({ deck }) => deck)) {
      const numbers = cards.map(({ number }) => number);
      states.set(deck, await deckStates(store, snapshot.userId, deck, numbers, deadline));
    }
    const stands = await streakToday(deps, snapshot, deadline);
    return { ...summaryScene(decks, snapshot, quiz, states, stands), ...step };
  }

  /** Shows another part of the current card. */
  function look(
    viewer: Viewer,
    decks: Decks,
    snapshot: Snapshot,
    quiz: QuizRecord,
    action: Look,
    deadline: Deadline,
  ): Promise<Scene> {
    const showing: Showing =
      typeof action === "object"
        ? { side: action.show, page: action.page }
        : action === "hint"
          ? { side: "hint" }
          : {};
    return showCard(viewer, decks, snapshot, quiz, showing, deadline);
  }

  /** The current card, and what the person may do about a mistake on it once its back is shown. */
  async function showCard(
    viewer: Viewer,
    decks: Decks,
    snapshot: Snapshot,
    quiz: QuizRecord,
    showing: Showing,
    deadline: Deadline,
  ): Promise<CardScene> {
    const scene = cardScene(decks, snapshot, quiz, now(), showing);
    const info = scene.answer && (await deps.library.open(viewer, scene.deckId, deadline));
    if (!scene.answer || !info || info.owner.kind === "builtin") return scene;
    return { ...scene, answer: { ...scene.answer, fix: mayEdit(viewer, info) ? "edit" : "suggest" } };
  }

  return { withoutGone, redraw, look };
}
