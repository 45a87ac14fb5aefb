/** Months of study by one person, played through the real quizzes on a real store. */
import type { Viewer } from "../../src/decks/access.ts";
import { loadBuiltinDecks } from "../../src/decks/builtin.ts";
import { createLibrary } from "../../src/library/library.ts";
import { createQuizzes, type Quizzes } from "../../src/quiz/quizzes.ts";
import type { Scene } from "../../src/quiz/scene.ts";
import { deadlineIn } from "../../src/store/connection.ts";
import type { Wish } from "../../src/store/quiz-record.ts";
import { RATINGS, type Rating } from "../../src/study/rating.ts";
import type { House } from "./flashback.ts";

const DAY = 86_400_000;

/** A number from 0 to below 1, and the next at each call: a small generator (Park and Miller's), the same for a seed. */
export function randomOf(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A rating as somebody gives it who finds every fifth card hard. */
function ratingFor(card: number, random: () => number): Rating {
  const luck = random();
  if (card % 5 === 0) return RATINGS[Math.floor(luck * 4)] ?? 1;
  return luck < 0.06 ? 1 : luck < 0.12 ? 2 : luck < 0.3 ? 3 : luck < 0.75 ? 4 : 5;
}

export interface Habits {
  readonly quizzes: Quizzes;
  readonly viewer: Viewer;
  /** Decks that are quizzed in turn; undefined for what is due. */
  readonly decks: readonly (string | undefined)[];
  readonly days: number;
  /** Share of days on which there is a quiz. */
  readonly diligence: number;
  /** Share of presses that take back the one before. */
  readonly doubt: number;
  readonly random: () => number;
  /** Moves the clock of the quizzes on. Milliseconds. */
  readonly pass: (milliseconds: number) => void;
}

/** What was rated and not taken back, in order. */
export interface Rated {
  readonly deck: string;
  readonly card: number;
  readonly rating: Rating;
}

/** Lets the learner study for so many days. */
export async function studyFor(habits: Habits): Promise<readonly Rated[]> {
  const { quizzes, viewer, decks, days, diligence, doubt, random, pass } = habits;
  const rated: Rated[] = [];
  const wait = () => deadlineIn(10_000);
  const pressed = { channelId: "323456789012345678", messageId: "423456789012345678", direct: false };

  async function quiz(deck: string | undefined): Promise<void> {
    const wish: Wish = { deck, mode: "study", cards: undefined };
    let scene: Scene = (await quizzes.start(viewer, wish, { pressed: undefined }, wait())).scene;
    const mine: Rated[] = [];
    while (scene.scene === "card") {
      pass(2000 + Math.floor(random() * 20_000));
      const { ref, deckId, cardNumber, canUndo } = scene;
      if (canUndo && random() < doubt) {
        scene = await quizzes.press(viewer, ref, "undo", pressed, wait());
        mine.pop();
        continue;
      }
      const rating = ratingFor(cardNumber, random);
      scene = await quizzes.press(viewer, ref, { rate: rating }, pressed, wait());
      mine.push({ deck: deckId, card: cardNumber, rating });
    }
    rated.push(...mine);
  }

  for (let day = 0; day < days; day += 1) {
    pass(DAY + Math.floor((random() - 0.5) * DAY));
    if (random() < diligence) await quiz(decks[day % decks.length]);
  }
  return rated;
}

/** Quizzes of their own on a house's store, with a clock that stops at the house's now. */
export function quizzesBefore({ store, now }: Pick<House, "store" | "now">, days: number) {
  let at = now() - days * DAY;
  let ids = 0;
  const clock = () => at;
  const library = createLibrary({
    store,
    builtin: loadBuiltinDecks(),
    defaultDeck: "losses",
    isMember: async () => true,
    now: clock,
  });
  const newId = () => {
    ids += 1;
    return String(ids).padStart(8, "0");
  };
  const quizzes = createQuizzes({ store, library, now: clock, newId, onSave: () => {}, onPoint: () => {} });
  const pass = (milliseconds: number) => {
    at = Math.min(at + milliseconds, now());
  };
  return { quizzes, pass };
}
