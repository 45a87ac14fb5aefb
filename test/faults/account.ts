import { KNOWN, type Rating } from "../../src/study/rating.ts";
import { isQuiz, type Screen } from "./screen.ts";

/** A press that changes the quiz. */
export type Step = Rating | "skip" | "undo" | "stop" | "resume";

/** A press that was sent. It may have counted unless the person was told that it did not. */
export interface Attempt {
  readonly step: Step;
  /** The person was told that it is not saved. */
  refused: boolean;
}

/** A rating that stands in the person's memory. */
export interface Entry {
  readonly card: number;
  /** One rating; several where presses crossed and no screen told which of them was first. */
  readonly ratings: readonly Rating[];
  /** False where the person never learned whether it counted: its quiz was replaced before. */
  sure: boolean;
}

interface RememberedQuiz {
  /** Unknown while the quiz moves to another message. */
  readonly id: string;
  readonly turn: number;
  /** What Undo takes back, oldest first. */
  readonly done: readonly (Entry | "skip")[];
  /** Presses at this turn. */
  readonly attempts: readonly Attempt[];
  /** The card on the screen; undefined at the summary. */
  readonly card: number | undefined;
  readonly known: number;
  /** Cards of the quiz, skipped ones too. */
  readonly cards: number;
}

/**
 * How long a start that got no answer may still take effect, since it waits for a resume or for Redis; after so long
 * a screen that shows the old quiz proves that it did not. Milliseconds.
 */
const GHOST = 30_000;

/**
 * What one person knows of their learning, from their screen alone: an account that is kept beside the bot and
 * has to agree with what the bot has stored.
 */
export interface Account {
  /** Ratings that stand, oldest first. */
  readonly ratings: readonly Entry[];
  readonly quiz: RememberedQuiz | undefined;
  /** Ratings that a later screen showed to be counted. */
  readonly confirmed: number;
  /** Cards of which a rating was taken back. */
  readonly undone: ReadonlySet<number>;
  /** Things no screen should have shown. */
  readonly wrong: readonly string[];
  /** Something that should not have happened was seen elsewhere. */
  complain(what: string): void;
  /** A step is about to be pressed on the current screen. */
  pressed(step: Step): Attempt;
  /** A press was delivered once more. */
  repeated(what: Attempt | "start" | "continue"): void;
  /** A start or a move of a quiz got no answer, so that it may still take effect. */
  unanswered(what: "start" | "continue"): void;
  /** Whether something pressed may have counted and no screen has told yet. */
  waiting(): boolean;
  /** Whether "Continue here" would lead to a quiz that the person can tell; then it is noted as pressed. */
  follow(from: "gone" | "open"): boolean;
  saw(screen: Screen): void;
}

export function createAccount(now: () => number = () => performance.now()): Account {
  let quiz: RememberedQuiz | undefined;
  let ratings: Entry[] = [];
  let confirmed = 0;
  let following: "moved" | "fresh" | undefined;
  const undone = new Set<number>();
  const wrong: string[] = [];
  const ghosts = { start: Number.NEGATIVE_INFINITY, continue: Number.NEGATIVE_INFINITY };

  let seenAt = now();

  const alive = (what: "start" | "continue") => ghosts[what] + GHOST > seenAt;
  const possible = () => quiz?.attempts.filter(({ refused }) => !refused) ?? [];

  /** The quiz is gone for good: what was under way in it stays open for ever. */
  function giveUp(): void {
    const steps = possible().map(({ step }) => step);
    const rated = steps.filter((step) => typeof step === "number");
    const last = quiz?.done.at(-1);
    if (rated.length > 0 && quiz?.card !== undefined) {
      ratings.push({ card: quiz.card, ratings: [...new Set(rated)], sure: false });
    } else if (steps.includes("undo") && last !== undefined && last !== "skip") {
      last.sure = false;
    }
    quiz = undefined;
  }

  /** What stands after the turn that was pressed, as far as the next screen tells. */
  function advance(open: RememberedQuiz, screen: { known: number; total: number }): RememberedQuiz["done"] {
    const steps = [...new Set(possible().map(({ step }) => step))];
    const rated = steps.filter((step) => typeof step === "number");
    const [step] = steps;
    if (step === undefined) {
      wrong.push(`turn ${open.turn} of quiz ${open.id} went by, and nobody pressed`);
      return open.done;
    }
    if (rated.length > 0) {
      const knew = screen.known > open.known;
      const told = rated.filter((rating) => rating >= KNOWN === knew);
      if (told.length === 0) wrong.push(`rated ${rated.join(" or ")}, and ${screen.known} are known`);
      const entry = { card: open.card ?? 0, ratings: told, sure: true };
      ratings.push(entry);
      confirmed += 1;
      return [...open.done, entry];
    }
    if (step === "skip") return [...open.done, "skip"];
    if (step !== "undo") return open.done;
    const taken = open.done.at(-1);
    if (taken === undefined) wrong.push("Undo took back a rating that nobody gave");
    if (taken !== undefined && taken !== "skip") undone.add(taken.card);
    ratings = ratings.filter((entry) => entry !== taken);
    return open.done.slice(0, -1);
  }

  function sawQuiz(screen: Exclude<ReturnType<typeof isQuiz>, undefined>): void {
    const { quizId, turn, known, total } = screen;
    const card = screen.kind === "card" ? screen.card : undefined;
    const skips = (done: RememberedQuiz["done"]) => done.filter((item) => item === "skip").length;
    const remember = (done: RememberedQuiz["done"]) => {
      if (count(done) !== undefined && count(done) !== known)
        wrong.push(`${known} are known, and not ${count(done)}, at turn ${turn} of quiz ${quizId}`);
      quiz = { id: quizId, turn, done, attempts: [], card, known, cards: total + skips(done) };
    };
    if (quiz?.id === quizId) {
      seenAt = now();
      // A screen that was drawn before another press came through tells nothing new.
      if (turn <= quiz.turn) return;
      if (turn > quiz.turn + 1) wrong.push(`quiz ${quizId} went from turn ${quiz.turn} to ${turn}`);
      const { cards } = quiz;
      const done = advance(quiz, screen);
      if (total + skips(done) !== cards) wrong.push(`a quiz of ${cards} cards has ${total + skips(done)}`);
      remember(done);
      return;
    }
    const moved = turn > 0 && following === "moved" ? quiz : undefined;
    if (!moved) giveUp();
    if (turn > 0 && !following) wrong.push(`quiz ${quizId} at turn ${turn} is nobody's`);
    following = undefined;
    seenAt = now();
    remember(moved?.done ?? []);
  }

  return {
    get ratings() {
      return ratings;
    },
    get quiz() {
      return quiz;
    },
    get confirmed() {
      return confirmed;
    },
    undone,
    wrong,
    complain: (what) => void wrong.push(what),
    pressed(step) {
      if (!quiz) throw new Error("There is no quiz to press on.");
      const attempt: Attempt = { step, refused: false };
      quiz = { ...quiz, attempts: [...quiz.attempts, attempt] };
      return attempt;
    },
    repeated(what) {
      if (typeof what === "string") ghosts[what] = now();
      else what.refused = false;
    },
    unanswered(what) {
      ghosts[what] = now();
    },
    waiting: () => possible().length > 0,
    follow(from) {
      if (possible().length > 0) return false;
      const isOpen = quiz?.card !== undefined;
      if (from === "open") {
        if (isOpen && alive("start")) return false;
        following = isOpen ? "moved" : "fresh";
        return true;
      }
      if (alive("start") && alive("continue")) return false;
      if (!alive("start") && !alive("continue")) wrong.push(`quiz ${quiz?.id} ended, and nobody ended it`);
      following = alive("start") ? "fresh" : "moved";
      return true;
    },
    saw(screen) {
      const shown = isQuiz(screen);
      if (shown) sawQuiz(shown);
    },
  };
}

/** How many cards are known after these; undefined where ratings on both sides of knowing are possible. */
function count(done: readonly (Entry | "skip")[]): number | undefined {
  let known = 0;
  for (const item of done) {
    if (item === "skip") continue;
    const knew = item.ratings.filter((rating) => rating >= KNOWN).length;
    if (knew > 0 && knew < item.ratings.length) return undefined;
    if (knew > 0) known += 1;
  }
  return known;
}
