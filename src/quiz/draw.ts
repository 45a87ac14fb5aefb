import { type Block, cardBlocks } from "../decks/blocks.ts";
import type { Card, Deck } from "../decks/deck.ts";
import { cardByNumber } from "../decks/deck.ts";
import type { Snapshot } from "../store/learners.ts";
import type { QuizRecord, Wish } from "../store/quiz-record.ts";
import { dayStart, knownZone } from "../study/learner-day.ts";
import type { PlannedCard } from "../study/quiz.ts";
import { RATINGS, type Rating } from "../study/rating.ts";
import { type CardState, intervals } from "../study/scheduler.ts";
import type { StreakNews, StreakNow } from "../study/streak.ts";
import { askingOf, askOf, givenAnswer } from "./answers.ts";
import type { CardScene, GoneScene, OpenScene, QuizRef, SummaryScene } from "./scene.ts";
import { isOpen, positionOf } from "./steps.ts";

type Decks = ReadonlyMap<string, Deck>;

interface Sides {
  readonly front: readonly Block[];
  readonly back: readonly Block[];
  readonly hint: readonly Block[] | undefined;
}

const sides = new WeakMap<Card, Sides>();

/** A card's sides as they stand in a message; made once, since conversion of math costs more than all the rest. */
function readable(card: Card): Sides {
  const known = sides.get(card);
  if (known) return known;
  const made = {
    front: cardBlocks(card.front),
    back: cardBlocks(card.back),
    hint: card.hint === undefined ? undefined : cardBlocks(card.hint),
  };
  sides.set(card, made);
  return made;
}

function lookUp(decks: Decks, planned: Pick<PlannedCard, "deck" | "number"> | undefined) {
  const deck = planned && decks.get(planned.deck);
  const card = deck && cardByNumber(deck, planned.number);
  if (!card) throw new Error(`No card ${planned?.deck}:${planned?.number}; it should have been left out.`);
  return { deck, card };
}

/** To look at a picture takes about as long as to read so many characters. */
const PICTURE = 60;

/** How many characters a learner reads on a card, both sides. */
export function characters(decks: Decks, planned: Pick<PlannedCard, "deck" | "number">): number {
  const { front, back } = readable(lookUp(decks, planned).card);
  const lengths = [...front, ...back].map((block) => (block.kind === "text" ? block.text.length : PICTURE));
  return lengths.reduce((sum, length) => sum + length, 0);
}

const refOf = (userId: string, quiz: QuizRecord): QuizRef => ({
  userId,
  quizId: quiz.id,
  turn: quiz.turn,
});

const progressOf = (quiz: QuizRecord) => {
  const { known, total } = positionOf(quiz);
  return { known, total };
};

/** What of a card is on the screen; the front alone when nothing is said. */
export interface Showing {
  readonly side?: "front" | "hint" | "answer";
  readonly page?: number;
  readonly fix?: "edit" | "suggest" | undefined;
  readonly notice?: string | undefined;
  readonly streak?: StreakNews | undefined;
}

/** The card that a quiz shows. `snapshot.card` must be its state when the answer is shown. */
export function cardScene(
  decks: Decks,
  snapshot: Snapshot,
  quiz: QuizRecord,
  now: number,
  { side, page = 0, fix, notice, streak }: Showing,
): CardScene {
  const { given } = quiz;
  const { current, rated } = positionOf(quiz);
  const planned = current === undefined ? undefined : quiz.plan[current];
  const { deck, card } = lookUp(decks, planned);
  const { front, back, hint } = readable(card);
  const { retention } = snapshot.learner;
  const zone = knownZone(snapshot.learner.zone);
  const { ask, why } = given ? {} : askOf(askingOf(quiz), deck, card);
  // Where an answer is asked for, the back is shown once there is one, and not before.
  const isAnswered = given !== undefined || (side === "answer" && !ask);
  const note = notice ?? (isAnswered ? undefined : why);
  return {
    scene: "card",
    ref: refOf(snapshot.userId, quiz),
    deckId: deck.id,
    cardNumber: card.number,
    deckTitle: deck.title,
    page,
    progress: progressOf(quiz),
    isNew: planned?.kind === "new" && current !== undefined && !rated.has(current),
    front,
    tags: card.tags,
    hint: side === "hint" && hint !== undefined ? hint : hint !== undefined,
    ...(ask && { ask }),
    ...(isAnswered && {
      answer: {
        back,
        fix,
        days: intervals(snapshot.card, now, zone, retention),
        ...(given && { given: givenAnswer(askingOf(quiz), deck, card, given) }),
      },
    }),
    canUndo: quiz.events.length > 0,
    seated: quiz.seat !== undefined,
    ...(note !== undefined && { notice: note }),
    ...(streak && { streak }),
  };
}

/** The title of what a quiz runs through: its deck, or all of them. */
const titleOf = (decks: Decks, quiz: QuizRecord) => {
  const ids = new Set(quiz.plan.map(({ deck }) => deck));
  const [only] = ids;
  return (ids.size === 1 && only && decks.get(only)?.title) || "All your decks";
};

/**
 * The end of a quiz.
 *
 * @param states by deck, the states of the quiz's cards
 * @param streak the learner's streak as it stands today
 */
export function summaryScene(
  decks: Decks,
  snapshot: Snapshot,
  quiz: QuizRecord,
  states: ReadonlyMap<string, ReadonlyMap<number, CardState>>,
  streak: StreakNow,
): SummaryScene {
  const zone = knownZone(snapshot.learner.zone);
  const { rated: indices } = positionOf(quiz);
  const rated = quiz.plan
    .filter((_, index) => indices.has(index))
    .flatMap(({ deck, number }) => states.get(deck)?.get(number) ?? []);
  const byDay = Map.groupBy(rated, ({ due }) => due);
  const count = (rating: Rating) => quiz.events.filter((event) => event === rating).length;
  return {
    scene: "summary",
    ref: refOf(snapshot.userId, quiz),
    title: titleOf(decks, quiz),
    progress: progressOf(quiz),
    spread: Object.fromEntries(RATINGS.map((rating) => [rating, count(rating)])) as Record<Rating, number>,
    points: quiz.points,
    tooQuick: quiz.tooQuick,
    streak,
    comesBack: [...byDay]
      .sort(([a], [b]) => a - b)
      .map(([day, cards]) => ({ at: dayStart(day, zone), cards: cards.length })),
    resumable: isOpen({ ...quiz, stopped: false }),
    canUndo: quiz.events.length > 0,
    wish: quiz.wish,
  };
}

export function openScene(decks: Decks, snapshot: Snapshot, quiz: QuizRecord, wish: Wish): OpenScene {
  return {
    scene: "open",
    ref: refOf(snapshot.userId, quiz),
    title: titleOf(decks, quiz),
    progress: progressOf(quiz),
    seat: quiz.seat,
    wish,
  };
}

/** What to say to a button whose quiz is not there any more. */
export function goneScene(snapshot: Snapshot): GoneScene {
  const { quiz, userId } = snapshot;
  return {
    scene: "gone",
    userId,
    why: quiz ? "replaced" : "expired",
    open: isOpen(quiz) ? { ref: refOf(userId, quiz), seat: quiz.seat } : undefined,
  };
}
