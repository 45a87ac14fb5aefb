import type { Block } from "../decks/blocks.ts";
import type { Seat, Wish } from "../store/quiz-record.ts";
import type { Given } from "../study/answer.ts";
import type { Grading } from "../study/grading.ts";
import type { Rating } from "../study/rating.ts";
import type { StreakNews, StreakNow } from "../study/streak.ts";

/** Which quiz, of whom, at which turn: what every button of a quiz carries. */
export interface QuizRef {
  readonly userId: string;
  readonly quizId: string;
  readonly turn: number;
}

interface Progress {
  /** Distinct cards rated 3 or better. */
  readonly known: number;
  readonly total: number;
}

/** What a rating did for a learner's streak, beyond what is shown of it. */
export interface StreakStep {
  /** A milestone that is still to be celebrated, in days. */
  readonly milestone?: number;
  /** The streak, where today has counted just now: its days, and the learner's home server. */
  readonly grew?: { readonly days: number; readonly home: string | undefined };
}

/** How a card is to be answered, where it is not just recalled. */
export type Ask =
  /** `of` names these choices in this order. */
  | { readonly by: "choice"; readonly choices: readonly (readonly Block[])[]; readonly of: string }
  /** `isLong` says whether the answer is more than a few words. */
  | { readonly by: "type"; readonly isLong: boolean };

/** The answer that was given to a card. */
export type GivenAnswer =
  | (Extract<Given, { by: "choice" }> & {
      /** The places of the one that was picked and of the right one, from 0; -1 where the deck has changed since. */
      readonly place: number;
      readonly rightPlace: number;
      /** What was picked; nothing where it is no longer in the deck. */
      readonly back: readonly Block[];
    })
  | (Extract<Given, { by: "type" }> & { readonly grading: Grading })
  | Extract<Given, { by: "pass" }>;

/** A card on the screen, front only or both sides. */
export interface CardScene extends StreakStep {
  readonly scene: "card";
  readonly ref: QuizRef;
  readonly deckId: string;
  readonly cardNumber: number;
  readonly deckTitle: string;
  readonly progress: Progress;
  readonly isNew: boolean;
  readonly front: readonly Block[];
  readonly tags: readonly string[];
  /** The hint when it is shown, `true` when there is one to ask for, `false` when there is none. */
  readonly hint: readonly Block[] | boolean;
  /** Which page of a card that is too long for one message, from 0. */
  readonly page: number;
  /** Set while an answer is waited for that has to be given before the back is shown. */
  readonly ask?: Ask;
  /** Set once the answer is shown. */
  readonly answer?: {
    /** What was answered; undefined where the card was recalled. */
    readonly given?: GivenAnswer;
    readonly back: readonly Block[];
    /** What the learner may do about a mistake on the card; undefined for decks that nobody can change. */
    readonly fix: "edit" | "suggest" | undefined;
    /** In how many learner days each rating would bring the card back. */
    readonly days: Readonly<Record<Rating, number>>;
  };
  readonly canUndo: boolean;
  /** Whether it is known which message shows the quiz. */
  readonly seated: boolean;
  /** One sentence about what just happened, where that is not plain to see. */
  readonly notice?: string;
  /** What there is to say of the streak. */
  readonly streak?: StreakNews;
}

/** The end of a quiz, or its stop. */
export interface SummaryScene extends StreakStep {
  readonly scene: "summary";
  readonly ref: QuizRef;
  readonly title: string;
  readonly progress: Progress;
  /** How often each rating was given. */
  readonly spread: Readonly<Record<Rating, number>>;
  readonly points: number;
  readonly tooQuick: number;
  readonly streak: StreakNow;
  /** When its cards come back: the start of the learner day in ms, and how many cards; soonest first. */
  readonly comesBack: readonly { readonly at: number; readonly cards: number }[];
  /** Whether it was stopped with cards left. */
  readonly resumable: boolean;
  readonly canUndo: boolean;
  readonly wish: Wish;
}

/** Nothing to review now, and the ways on. */
export interface NothingScene {
  readonly scene: "nothing";
  readonly userId: string;
  /** Title of the deck asked for; undefined for all decks. */
  readonly deckTitle: string | undefined;
  readonly nextDueAt: number | undefined;
  /** Due cards that wait since the day's reviews are done, and how many those are. */
  readonly dueLeft: number;
  readonly reviewsADay: number;
  readonly newLeft: number;
  readonly aheadLeft: number;
  readonly wish: Wish;
}

/** The learner has a quiz open already. */
export interface OpenScene {
  readonly scene: "open";
  readonly ref: QuizRef;
  readonly title: string;
  readonly progress: Progress;
  /** Where it is, when known. */
  readonly seat: Seat | undefined;
  /** What to start if they rather start over. */
  readonly wish: Wish;
}

/** The button belongs to a quiz that is no longer there. */
export interface GoneScene {
  readonly scene: "gone";
  readonly userId: string;
  readonly why: "replaced" | "expired";
  /** The quiz that is open instead. */
  readonly open: { readonly ref: QuizRef; readonly seat: Seat | undefined } | undefined;
}

export type Scene = CardScene | SummaryScene | NothingScene | OpenScene | GoneScene;
