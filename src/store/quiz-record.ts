import type { AnswerBy, Given } from "../study/answer.ts";
import type { Mode } from "../study/plan.ts";
import type { Kind, PlannedCard, QuizEvent } from "../study/quiz.ts";
import { toRating } from "../study/rating.ts";

/** Where a quiz is on the screen. */
export interface Seat {
  readonly channelId: string;
  readonly messageId: string;
  /** Whether the channel is the direct messages with the bot. */
  readonly direct: boolean;
}

/** What a learner asked for when they started a quiz; a new one like it can be made of it. */
export interface Wish {
  /** One deck, or all of the learner's. */
  readonly deck: string | undefined;
  readonly mode: Mode;
  /** Cards at most; undefined when they did not say. */
  readonly cards: number | undefined;
  /** How cards are answered; undefined where they are recalled and rated. */
  readonly answer?: AnswerBy | undefined;
}

/** An open quiz as it is stored. Where it stands follows from `plan` and `events`. */
export interface QuizRecord {
  readonly id: string;
  readonly wish: Wish;
  readonly plan: readonly PlannedCard[];
  readonly events: readonly QuizEvent[];
  /** Rises with every change, Undo too: a button carries it, so that a press counts once. */
  readonly turn: number;
  readonly stopped: boolean;
  /** Since when the current card is on the screen, in milliseconds since the Unix epoch. */
  readonly shownAt: number;
  readonly points: number;
  /** Ratings that came too soon to earn a point. */
  readonly tooQuick: number;
  /** New cards in it beyond the day's limit. */
  readonly beyondLimit: number;
  readonly seat: Seat | undefined;
  /** What the choices of a quiz are drawn by. Unlike the id it stays when the quiz goes on elsewhere. */
  readonly seed?: string | undefined;
  /** The answer to the current card, which is still to be rated. */
  readonly given?: Given | undefined;
}

const KIND_LETTERS: Readonly<Record<Kind, string>> = { due: "d", new: "n", ahead: "a" };
const KINDS = new Map(Object.entries(KIND_LETTERS).map(([kind, letter]) => [letter, kind as Kind]));

/** Format 1 of the quiz hash. */
const FORMAT = "1";

/** Plans that were read or written, with what they are written as: a quiz's plan never changes. */
const packedPlans = new WeakMap<readonly PlannedCard[], string>();

/** A plan as runs of one deck and kind: [deck, kind, numbers][]. */
function packPlan(plan: readonly PlannedCard[]): string {
  const known = packedPlans.get(plan);
  if (known !== undefined) return known;
  const runs: [string, string, number[]][] = [];
  for (const { deck, number, kind } of plan) {
    const last = runs.at(-1);
    if (last?.[0] === deck && last[1] === KIND_LETTERS[kind]) last[2].push(number);
    else runs.push([deck, KIND_LETTERS[kind], [number]]);
  }
  const packed = JSON.stringify(runs);
  packedPlans.set(plan, packed);
  return packed;
}

function unpackPlan(text: string): PlannedCard[] {
  const runs = JSON.parse(text) as [string, string, number[]][];
  const plan = runs.flatMap(([deck, letter, numbers]) =>
    numbers.map((number) => ({ deck, number, kind: KINDS.get(letter) ?? "due" })),
  );
  packedPlans.set(plan, text);
  return plan;
}

const packEvents = (events: readonly QuizEvent[]) =>
  events.map((event) => (event === "skip" ? "s" : event)).join("");
const unpackEvents = (text: string) => [...text].map((letter): QuizEvent => toRating(letter) ?? "skip");

/**
 * The fields of a quiz's hash.
 *
 * @param current index into the plan of the card that is shown: stored by name, for the script that loads it
 */
export function quizFields(quiz: QuizRecord, current: number | undefined): ReadonlyMap<string, string> {
  const card = current === undefined ? undefined : quiz.plan[current];
  const all: [string, string | number | undefined][] = [
    ["format", FORMAT],
    ["id", quiz.id],
    ["wish", JSON.stringify(quiz.wish)],
    ["plan", packPlan(quiz.plan)],
    ["events", packEvents(quiz.events)],
    ["turn", quiz.turn],
    ["stopped", quiz.stopped ? 1 : undefined],
    ["shownAt", quiz.shownAt],
    ["points", quiz.points],
    ["tooQuick", quiz.tooQuick],
    ["beyondLimit", quiz.beyondLimit],
    ["channel", quiz.seat?.channelId],
    ["message", quiz.seat?.messageId],
    ["direct", quiz.seat?.direct ? 1 : undefined],
    ["seed", quiz.seed],
    ["given", quiz.given && JSON.stringify(quiz.given)],
    ["current", card && `${card.deck}:${card.number}`],
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

/** A quiz out of the fields of its hash; undefined when there is none, or one of a format this version cannot read. */
export function quizFrom(fields: ReadonlyMap<string, string>): QuizRecord | undefined {
  if (fields.get("format") !== FORMAT) return undefined;
  const text = (field: string) => fields.get(field) ?? "";
  const channelId = fields.get("channel");
  const messageId = fields.get("message");
  const wish = JSON.parse(text("wish")) as Partial<Wish>;
  const given = fields.get("given");
  return {
    id: text("id"),
    wish: { deck: wish.deck, mode: wish.mode ?? "study", cards: wish.cards, answer: wish.answer },
    plan: unpackPlan(text("plan")),
    events: unpackEvents(text("events")),
    turn: Number(text("turn")),
    stopped: fields.has("stopped"),
    shownAt: Number(text("shownAt")),
    points: Number(text("points")),
    tooQuick: Number(text("tooQuick")),
    beyondLimit: Number(text("beyondLimit")),
    seat: channelId && messageId ? { channelId, messageId, direct: fields.has("direct") } : undefined,
    seed: fields.get("seed"),
    given: given === undefined ? undefined : (JSON.parse(given) as Given),
  };
}
