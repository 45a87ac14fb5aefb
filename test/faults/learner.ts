import { setTimeout as wait } from "node:timers/promises";
import type { Actor, Outcome, Playground, Seen } from "../../playground/index.ts";
import type { Rating } from "../../src/study/rating.ts";
import { type Account, type Attempt, createAccount, type Step } from "./account.ts";
import type { Random } from "./random.ts";
import { isQuiz, readScreen, type Screen } from "./screen.ts";

/** How the presses of all learners ended. */
export interface Tally {
  presses: number;
  notSaved: number;
  unconfirmed: number;
  outage: number;
  wentWrong: number;
  failed: number;
}

/** A person who learns, through thick and thin. */
export interface Learner {
  readonly name: string;
  readonly userId: string;
  readonly account: Account;
  /** Goes on learning until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Presses again until the screen has told what became of everything. */
  settle(): Promise<void>;
  /** Discord delivers a press once more: the last one, or an older one. */
  redeliver(which: "last" | "older"): void;
  /** At the next rating two fingers meet the screen. */
  fumble(): void;
}

/** A button and what pressing it means; `label` is all of it or its beginning. */
interface Intent {
  readonly label: string;
  readonly means: Step | "look" | "start" | "continue";
}

const RATING_WEIGHTS: ReadonlyMap<Rating, number> = new Map([
  [1, 15],
  [2, 10],
  [3, 20],
  [4, 35],
  [5, 20],
]);

/** Longer than any card has to be read for a point. Milliseconds. */
const READING = 8300;

/** A person gives up on an answer after so long. Milliseconds. */
const PATIENCE = 10_000;

/** Presses that settle() may need while everything works; more of them never come to an end. */
const MOST_TO_SETTLE = 200;

const intent = (label: string, means: Intent["means"]): Intent => ({ label, means });

export function createLearner(
  playground: Playground,
  actor: Actor,
  rooms: readonly string[],
  random: Random,
  tally: Tally,
): Learner {
  const account = createAccount();
  const history: { readonly id: string; readonly what: Attempt | "look" | "start" | "continue" }[] = [];
  let seen: Seen | undefined;
  let screen: Screen | undefined;
  /** What is pressed again, since nothing told that it counted. */
  let again: Intent | undefined;
  /** A screen with "Show answer", which can be pressed at any time and changes nothing. */
  let front: Seen | undefined;
  let fumbles = false;

  async function press(wanted: Intent): Promise<void> {
    if (!seen) throw new Error("There is no screen to press on.");
    tally.presses += 1;
    const { means } = wanted;
    const attempt =
      means === "look" || means === "start" || means === "continue" ? undefined : account.pressed(means);
    const on = means === "look" && wanted.label === "Show answer" ? (front ?? seen) : seen;
    const outcome = await actor.pressStale(on, wanted.label, { timeoutMs: PATIENCE });
    take(outcome, wanted, attempt);
  }

  async function command(): Promise<void> {
    tally.presses += 1;
    const options = {
      ...(random.chance(0.5) && { deck: "losses" }),
      ...(random.chance(0.9) && { cards: random.int(3, 6) }),
      ...(random.chance(0.1) && { private: true }),
    };
    const outcome = await actor.slash(random.pick(rooms), "quiz", options, { timeoutMs: PATIENCE });
    take(outcome, intent("/quiz", "start"), undefined);
  }

  function take(outcome: Outcome, wanted: Intent, attempt: Attempt | undefined): void {
    const { means } = wanted;
    const isRating = typeof means === "number";
    history.push({ id: outcome.interactionId, what: attempt ?? (means as "look" | "start" | "continue") });
    const shown = outcome.message && readScreen(outcome.message);
    if (outcome.status === "failed" || !outcome.message || !shown) {
      tally.failed += 1;
      if (means === "start" || means === "continue") account.unanswered(means);
      again = wanted;
      return;
    }
    if (shown.kind === "told") {
      again = wanted;
      if (shown.what === "not saved" && attempt) attempt.refused = true;
      else if (means === "start" || means === "continue") account.unanswered(means);
      if (isRating && shown.what === "not saved") tally.notSaved += 1;
      if (isRating && shown.what === "could not confirm") tally.unconfirmed += 1;
      if (shown.what === "outage") tally.outage += 1;
      if (shown.what === "went wrong") tally.wentWrong += 1;
      return;
    }
    const quiz = isQuiz(shown);
    const before = account.quiz;
    if (quiz && attempt && before?.id === quiz.quizId && before.turn === quiz.turn && account.waiting()) {
      account.complain(`${means} at turn ${quiz.turn} of quiz ${quiz.quizId} changed nothing`);
    }
    // Whatever ended the quiz came before this press.
    if (shown.kind === "gone" && attempt) attempt.refused = true;
    account.saw(shown);
    again = undefined;
    seen = outcome.message;
    screen = shown;
    if (shown.kind === "card" && !shown.answered) front = seen;
  }

  /** Two fingers, or two devices: which of the two ratings comes first is up to chance. */
  async function pressBoth(first: Rating, second: Rating): Promise<void> {
    if (!seen) return;
    const on = seen;
    const both = [first, second].map((rating) => {
      tally.presses += 1;
      const wanted = intent(String(rating), rating);
      const outcome = actor.pressStale(on, wanted.label, { timeoutMs: PATIENCE });
      return { wanted, attempt: account.pressed(rating), outcome };
    });
    const turn = account.quiz?.turn;
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome));
    const isShown = ({ message }: Outcome) => message !== undefined && readScreen(message).kind !== "told";
    // What failed first: a screen that came back then has the last word.
    const order = [0, 1].toSorted(
      (a, b) => Number(isShown(outcomes[a] as Outcome)) - Number(isShown(outcomes[b] as Outcome)),
    );
    for (const index of order) {
      const { wanted, attempt } = both[index] as (typeof both)[number];
      take(outcomes[index] as Outcome, wanted, attempt);
    }
    if (account.quiz?.turn !== turn) again = undefined;
  }

  /** What a person does on a card. */
  function onCard(shown: Screen & { kind: "card" }): Intent {
    const undo = shown.canUndo && random.chance(0.06);
    if (undo) return intent("Undo", "undo");
    if (random.chance(0.04)) return intent("Skip", "skip");
    if (random.chance(0.02)) return intent("Stop", "stop");
    if (!shown.answered) {
      return shown.hasHint && random.chance(0.05) ? intent("Hint", "look") : intent("Show answer", "look");
    }
    const rating = random.weighted(RATING_WEIGHTS);
    return intent(String(rating), rating);
  }

  function onSummary(shown: Screen & { kind: "summary" }): Intent {
    if (shown.resumable && random.chance(0.7)) return intent("Keep going", "resume");
    if (shown.canUndo && random.chance(0.15)) return intent("Undo", "undo");
    return intent("Next quiz", "start");
  }

  /** One thing a person does. */
  async function act(signal?: AbortSignal): Promise<void> {
    if (!screen || again?.label === "/quiz") return await command();
    if (again) return await press(reconsidered(again));
    switch (screen.kind) {
      case "card": {
        if (signal && random.chance(0.01)) return await command();
        if (signal && screen.answered && random.chance(0.04))
          await wait(READING, undefined, { signal }).catch(() => {});
        const wanted = onCard(screen);
        if (fumbles && typeof wanted.means === "number") {
          fumbles = false;
          return await pressBoth(wanted.means, random.weighted(RATING_WEIGHTS));
        }
        return await press(wanted);
      }
      case "summary":
        return random.chance(0.2) ? await command() : await press(onSummary(screen));
      case "nothing":
        return screen.ways.length > 0
          ? await press(intent(random.pick(screen.ways), "start"))
          : await command();
      case "open":
        return await press(
          account.follow("open") ? intent("Continue here", "continue") : intent("Start over", "start"),
        );
      case "gone": {
        const follows = screen.canContinue && account.follow("gone");
        return await press(
          follows ? intent("Continue here", "continue") : intent("Start a new quiz", "start"),
        );
      }
      case "told":
        throw new Error("What is told alone is no screen to press on.");
    }
  }

  /** The same once more, or, as people do, a rating that was thought over. */
  function reconsidered(wanted: Intent): Intent {
    if (typeof wanted.means !== "number" || !random.chance(0.25)) return wanted;
    const rating = random.weighted(RATING_WEIGHTS);
    return intent(String(rating), rating);
  }

  async function settle(): Promise<void> {
    fumbles = false;
    for (let presses = 0; presses < MOST_TO_SETTLE; presses += 1) {
      const quiz = isQuiz(screen);
      if (!quiz || again) {
        await act();
        continue;
      }
      // Everything is told. One look more, since something late may have come after it.
      const { quizId, turn } = quiz;
      if (!front || readFront(front) !== quizId) return;
      await press(intent("Show answer", "look"));
      const after = isQuiz(screen);
      if (!again && after?.quizId === quizId && after.turn === turn) return;
    }
    throw new Error(`${actor.user.username} came to no end; the last screen:\n${seen?.texts}`);
  }

  const readFront = (message: Seen) => isQuiz(readScreen(message))?.quizId;

  return {
    name: actor.user.username,
    userId: actor.user.id,
    account,
    settle,
    async run(signal) {
      while (!signal.aborted) {
        await wait(random.int(20, 300));
        if (!signal.aborted) await act(signal);
      }
    },
    redeliver(which) {
      const press = which === "last" ? history.at(-1) : random.pick([...history.slice(-30), undefined]);
      if (!press) return;
      if (press.what !== "look") account.repeated(press.what);
      playground.redeliver(press.id);
    },
    fumble: () => {
      fumbles = true;
    },
  };
}
