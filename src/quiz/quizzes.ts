import type { Viewer } from "../decks/access.ts";
import { afterSaved, type Deadline, StoreError } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { type Change, loadLearner, type Snapshot } from "../store/learners.ts";
import type { QuizRecord, Seat, Wish } from "../store/quiz-record.ts";
import { UserError } from "../user-error.ts";
import { type Action, isLook, type Look } from "./action.ts";
import { answerOf, disagreement, isAsked } from "./answers.ts";
import { chooseCards, decksFor, type Shelf, streakToday } from "./choose.ts";
import { goneScene, openScene } from "./draw.ts";
import { occasionOf } from "./occasion.ts";
import { type SaveDeps, saveLearner } from "./save.ts";
import type { QuizRef, Scene } from "./scene.ts";
import { createShowing, type Decks, newsOf, standing } from "./showing.ts";
import * as steps from "./steps.ts";
import { isBuiltOn } from "./take-back.ts";

/** What a quiz needs from outside. */
export interface QuizDeps extends Shelf, SaveDeps {
  /** A new unguessable id of 8 characters out of A-Z a-z 0-9 - _. */
  readonly newId: () => string;
}

/** A result, and which message showed the quiz before, where that message is to be ended. */
export interface Started {
  readonly scene: Scene;
  readonly left?: Seat;
}

/** Where a quiz begins or goes on. */
interface Beginning {
  readonly replaces?: string | undefined;
  /** The message whose button was pressed. */
  readonly pressed: Seat | undefined;
}

/** Whether a quiz is shown in the message that was pressed already: the press is a repeat of the one that put it there. */
const isAt = (quiz: QuizRecord, pressed: Seat | undefined) =>
  pressed !== undefined && quiz.seat?.messageId === pressed.messageId;

/** What Undo says where it went back in the quiz alone. */
const STANDS = "You have rated this card in a round since, so what you gave it here stays in your schedule.";

/** How often a step is tried again when another of the same learner came in between. */
const TRIES = 5;

export type Quizzes = ReturnType<typeof createQuizzes>;

/**
 * The quizzes of all learners: reads where one stands, decides, and commits.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError:
 * "not-sent" means that nothing was written, "unknown" that nobody can tell.
 */
export function createQuizzes(deps: QuizDeps) {
  const { store, now } = deps;
  const { withoutGone, redraw, look } = createShowing(deps);

  const save = (snapshot: Snapshot, change: Change, deadline: Deadline) =>
    saveLearner(deps, snapshot, change, deadline);

  const decksOf = ({ quiz, userId }: Snapshot, deadline: Deadline) =>
    deps.library.contents([...new Set(quiz?.plan.map(({ deck }) => deck))], deadline, userId);

  /** Loads, decides and commits; once more from the start when another step of the same learner came in between. */
  async function step(
    userId: string,
    deadline: Deadline,
    decide: (snapshot: Snapshot, decks: Decks) => Promise<Decision> | Decision,
  ): Promise<Scene> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const snapshot = await loadLearner(store, userId, deadline);
      const decks = await decksOf(snapshot, deadline);
      const cleared = snapshot.quiz && withoutGone(decks, snapshot.quiz);
      if (cleared) {
        await save(snapshot, cleared.change, deadline);
        continue;
      }
      const decision = await decide(snapshot, decks);
      if (!decision.change) return decision.scene(snapshot);
      const { change } = decision;
      const outcome = await save(snapshot, change, deadline);
      if (outcome === "done") return await afterSaved(async () => decision.scene(after(snapshot, change)));
    }
    throw new StoreError("not-sent", new Error(`the learner changed ${TRIES} times while one step was made`));
  }

  /** Whoever has set no time zone goes by the clock of the server they quiz in, where that has one. */
  async function atHome({ guildId }: Viewer, learner: Learner, deadline: Deadline): Promise<Learner> {
    if (!guildId) return learner;
    const zone = learner.zone ?? (await deps.library.settings(guildId, deadline)).zone;
    return { ...learner, zone, home: guildId };
  }

  /** A new quiz as wished, or the news that there is nothing to put in it. */
  async function begin(
    viewer: Viewer,
    snapshot: Snapshot,
    wish: Wish,
    seat: Seat | undefined,
    deadline: Deadline,
  ): Promise<Decision> {
    const learner = await atHome(viewer, snapshot.learner, deadline);
    const decks = await decksFor(deps, viewer, snapshot, wish, deadline);
    if (wish.deck && !decks.has(wish.deck)) {
      throw new UserError("This deck is gone, or you can't use it here. Start a quiz with another one.");
    }
    const choice = await chooseCards(deps, { ...snapshot, learner }, decks, wish, deadline);
    const { plan, beyondLimit } = choice;
    if (plan.length === 0) {
      return {
        scene: () => ({
          scene: "nothing",
          userId: snapshot.userId,
          deckTitle: wish.deck && decks.get(wish.deck)?.title,
          reviewsADay: learner.reviewsADay,
          nextDueAt: choice.nextDueAt,
          dueLeft: choice.dueLeft,
          newLeft: choice.newLeft,
          aheadLeft: choice.aheadLeft,
          wish,
        }),
      };
    }
    const quiz: QuizRecord = {
      id: deps.newId(),
      wish,
      plan,
      events: [],
      turn: 0,
      stopped: false,
      shownAt: now(),
      points: 0,
      tooQuick: 0,
      beyondLimit,
      seat,
      ...(wish.answer === "choice" && { seed: deps.newId() }),
    };
    const notice =
      beyondLimit > 0
        ? `With ${beyondLimit} new ${beyondLimit === 1 ? "card" : "cards"} beyond your ${learner.newADay} a day, as you asked.`
        : undefined;
    const streak = await streakToday(deps, { ...snapshot, learner }, deadline);
    return {
      change: { learner, quiz, undo: "clear" },
      scene: (after) => redraw(viewer, decks, after, quiz, deadline, { notice, streak: standing(streak) }),
    };
  }

  return {
    /**
     * Starts a quiz. When another is open, asks first, unless it is the one to be replaced.
     *
     * @param replaces id of the open quiz that gives way
     */
    async start(
      viewer: Viewer,
      wish: Wish,
      { replaces, pressed }: Beginning,
      deadline: Deadline,
    ): Promise<Started> {
      let left: Seat | undefined;
      const scene = await step(viewer.userId, deadline, (snapshot, decks) => {
        left = undefined;
        const { quiz } = snapshot;
        if (steps.isOpen(quiz)) {
          if (isAt(quiz, pressed)) return { scene: () => redraw(viewer, decks, snapshot, quiz, deadline) };
          if (quiz.id !== replaces) return { scene: () => openScene(decks, snapshot, quiz, wish) };
          left = quiz.seat;
        }
        return begin(viewer, snapshot, wish, pressed, deadline);
      });
      return left ? { scene, left } : { scene };
    },

    /** Goes on with a quiz in the message whose button was pressed; the old one's buttons end. */
    async continueHere(
      viewer: Viewer,
      quizId: string,
      { pressed }: Pick<Beginning, "pressed">,
      deadline: Deadline,
    ): Promise<Started> {
      let left: Seat | undefined;
      const id = deps.newId();
      const scene = await step(viewer.userId, deadline, (snapshot, decks) => {
        left = undefined;
        const { quiz, learner } = snapshot;
        if (quiz && isAt(quiz, pressed)) {
          return { scene: () => redraw(viewer, decks, snapshot, quiz, deadline) };
        }
        if (quiz?.id !== quizId) return { scene: () => goneScene(snapshot) };
        left = quiz.seat;
        const moved = steps.move(quiz, id, pressed, now());
        return {
          change: { ...moved.change, learner: { ...learner, home: viewer.guildId ?? learner.home } },
          scene: (after) => redraw(viewer, decks, after, moved.quiz, deadline),
        };
      });
      return left ? { scene, left } : { scene };
    },

    /**
     * One press of a quiz's button. A press whose turn is over changes nothing and shows what is true now, so that
     * a press delivered twice counts once.
     *
     * @param pressed the message whose button it was
     */
    press(viewer: Viewer, ref: QuizRef, action: Action, pressed: Seat, deadline: Deadline): Promise<Scene> {
      return step(ref.userId, deadline, async (snapshot, decks) => {
        const { quiz } = snapshot;
        if (quiz?.id !== ref.quizId) {
          // A button of a screen that is behind: the next quiz runs in this very message.
          if (quiz && isAt(quiz, pressed)) {
            return { scene: () => redraw(viewer, decks, snapshot, quiz, deadline) };
          }
          return { scene: () => goneScene(snapshot) };
        }
        const asItIs: Decision = { scene: () => redraw(viewer, decks, snapshot, quiz, deadline) };
        if (quiz.turn !== ref.turn) return asItIs;
        if (isLook(action)) {
          if (!steps.currentCard(quiz)) return asItIs;
          return { scene: () => look(viewer, decks, snapshot, quiz, action, deadline) };
        }
        const why = typeof action === "object" && "rate" in action && disagreement(quiz.given, action.rate);
        if (why) return { scene: () => redraw(viewer, decks, snapshot, quiz, deadline, { notice: why }) };
        const made = await makeStep(viewer, decks, snapshot, quiz, action, deadline);
        if (!made) {
          if (typeof action === "string" || !("pick" in action)) return asItIs;
          return { scene: () => redraw(viewer, decks, snapshot, quiz, deadline, { notice: OTHER_CHOICES }) };
        }
        return {
          change: made.change,
          scene: async (saved) => {
            // While a quiz was stopped it had no current card whose state could be loaded.
            const isBack = action === "resume" && made.quiz.given !== undefined;
            const shown = isBack ? await loadLearner(store, ref.userId, deadline) : saved;
            const news = { ...newsOf(snapshot, saved), notice: made.notice };
            return await redraw(viewer, decks, shown, made.quiz, deadline, news);
          },
        };
      });
    },

    /** Notes which message shows the quiz, so that it can be ended when the quiz goes on elsewhere. */
    async seat(ref: QuizRef, where: Seat, deadline: Deadline): Promise<void> {
      await step(ref.userId, deadline, (snapshot) => {
        const { quiz } = snapshot;
        if (quiz?.id !== ref.quizId || quiz.seat?.messageId === where.messageId) {
          return { scene: () => goneScene(snapshot) };
        }
        return { change: steps.seat(quiz, where).change, scene: () => goneScene(snapshot) };
      });
    },
  };

  async function undo(
    snapshot: Snapshot,
    quiz: QuizRecord,
    deadline: Deadline,
  ): Promise<(steps.Step & { readonly notice?: string }) | undefined> {
    const last = quiz.events.at(-1) === "skip" ? undefined : snapshot.undo;
    const known = last && (await loadLearner(store, snapshot.userId, deadline, last));
    const stands = last !== undefined && isBuiltOn(last, known?.card);
    const step = steps.undo(snapshot, quiz, now(), stands);
    return step && stands ? { ...step, notice: STANDS } : step;
  }

  /** The writes of an action, or undefined when there is nothing to act on. */
  async function makeStep(
    viewer: Viewer,
    decks: Decks,
    snapshot: Snapshot,
    quiz: QuizRecord,
    action: Exclude<Action, Look>,
    deadline: Deadline,
  ): Promise<(steps.Step & { readonly notice?: string }) | undefined> {
    const at = now();
    const card = steps.currentCard(quiz);
    if (action === "resume") return steps.resume(quiz, at);
    if (action === "undo") return await undo(snapshot, quiz, deadline);
    if (!card) return undefined;
    if (action === "skip") return steps.skip(quiz, at);
    if (action === "stop") return steps.stop(quiz, at);
    if (action === "overrule") return steps.overrule(quiz);
    if (action === "pass" || !("rate" in action)) {
      const given = answerOf(decks, quiz, card, action);
      return given && steps.answer(quiz, given);
    }
    if (isAsked(decks, quiz, card)) return undefined;
    const occasion = await occasionOf(deps, viewer, snapshot, decks, card, at, deadline);
    return steps.rate(snapshot, quiz, action.rate, occasion);
  }
}

/** To a pick among choices that the deck no longer gives. */
const OTHER_CHOICES = "The deck has changed meanwhile: these are the choices now.";

interface Decision {
  /** What to write; absent when nothing changes. */
  readonly change?: Change;
  /** What to show once it is written, given the learner as they then are. */
  readonly scene: (after: Snapshot) => Scene | Promise<Scene>;
}

/** The learner as they are once a change is written. The state of a card that becomes current is not known. */
const after = (snapshot: Snapshot, change: Change): Snapshot => ({
  ...snapshot,
  learner: change.learner ?? snapshot.learner,
  quiz: change.quiz ?? snapshot.quiz,
});
