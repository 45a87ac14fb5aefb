/** People who press: a given number of presses is in flight at any time. */
import { interactionPayload } from "../playground/interaction-payload.ts";
import { isBotIn, type World } from "../playground/world.ts";
import { quizView } from "../src/discord/views/quiz.ts";
import type { LoadDiscord } from "./discord.ts";
import { learnerId, QUIZ_ID, RATINGS_GIVEN, SEAT } from "./learners.ts";
import { BenchError } from "./usage.ts";

/** A press that nobody answers ends the bench. Milliseconds; Discord itself waits for 3,000. */
const HUNG = 20_000;

const ID = "111111111111111111";
const TOKEN = "bench-token";
const USER = "222222222222222222";
const CUSTOM_ID = "bench-custom-id";

/** What goes between the pieces of a press, in this order, is found by splitting a real one. */
const HOLES = new RegExp(`(${ID}|${TOKEN}|${USER}|${CUSTOM_ID})`);

/**
 * Makes presses as Discord writes them: in a server, on a message that shows a card with its answer.
 *
 * @returns a function from what is different about a press to its JSON
 */
export function pressWriter(world: World): (id: string, userId: string, customId: string) => string {
  const channel = [...world.channels.values()].find((one) => one.kind === "text" && isBotIn(world, one));
  if (!channel) throw new BenchError("there is no channel in the playground's world");
  const view = quizView({
    scene: "card",
    ref: { userId: "333333333333333333", quizId: QUIZ_ID, turn: 1 },
    deckId: "losses",
    cardNumber: 1,
    deckTitle: "Losses",
    progress: { known: 3, total: 10 },
    isNew: false,
    page: 0,
    front: [
      {
        kind: "text",
        text: "What does mean absolute error (MAE) measure, and what is its advantage over MSE?",
      },
    ],
    tags: ["regression"],
    hint: true,
    answer: {
      back: [{ kind: "text", text: "The average size of the errors. ".repeat(8) }],
      fix: undefined,
      days: { 1: 1, 2: 1, 3: 1, 4: 2, 5: 8 },
    },
    canUndo: true,
    seated: true,
  });
  const message = {
    id: SEAT.messageId,
    channel_id: channel.id,
    author: { id: world.bot.id, username: "Flashback", discriminator: "0000", avatar: null, bot: true },
    content: "",
    timestamp: "2026-01-15T12:00:00.000000+00:00",
    edited_timestamp: "2026-01-15T12:00:05.000000+00:00",
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: 20,
    flags: 32_768,
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    components: view.components,
  };
  const person = { id: USER, username: "ada", globalName: "Ada", color: "#000000", bot: false };
  const payload = interactionPayload(world, {
    id: ID,
    token: TOKEN,
    kind: "component",
    person,
    channel,
    data: { component_type: 2, custom_id: CUSTOM_ID, id: 12 },
  });
  const pieces = JSON.stringify({ ...payload, message }).split(HOLES);
  return (id, userId, customId) => {
    // Discord's tokens are long, and go into the path of the answer.
    const token = `bench${id}`.padEnd(64, "x");
    const fill: Record<string, string> = { [ID]: id, [TOKEN]: token, [USER]: userId, [CUSTOM_ID]: customId };
    return pieces.map((piece) => fill[piece] ?? piece).join("");
  };
}

/** One person's presses, one after another. */
export interface Presser {
  readonly userId: string;
  /** The `custom_id` of the next press. */
  next(): string;
  /**
   * Takes the answer to the last press.
   *
   * @returns whether the person goes on
   * @throws BenchError when the answer is not what it must be
   */
  answered(body: string): boolean;
}

/** A learner who rates the cards of their open quiz, each at the turn that the message before carried. */
export function rater(number: number): Presser {
  const userId = learnerId(number);
  const turnIn = new RegExp(`"q1:skip:${userId}:${QUIZ_ID}:(\\d+)"`);
  let turn = 0;
  return {
    userId,
    next: () => `q1:rate${RATINGS_GIVEN[turn]}:${userId}:${QUIZ_ID}:${turn}`,
    answered(body) {
      const found = turnIn.exec(body)?.[1];
      if (!body.startsWith('{"type":7,') || Number(found) !== turn + 1) {
        throw new BenchError(
          `rating ${turn + 1} of learner ${userId} was answered by: ${body.slice(0, 600)}`,
        );
      }
      turn += 1;
      return turn < RATINGS_GIVEN.length;
    },
  };
}

/** A person who presses a button of the empty bot as often as a learner rates. */
export function ponger(number: number): Presser {
  const userId = learnerId(number);
  let presses = 0;
  return {
    userId,
    next: () => `p1:rate4:${userId}:${QUIZ_ID}:${presses}`,
    answered(body) {
      if (!body.startsWith('{"type":7,')) {
        throw new BenchError(`the empty bot answered: ${body.slice(0, 600)}`);
      }
      presses += 1;
      return presses < RATINGS_GIVEN.length;
    },
  };
}

let lastId = 1_300_000_000_000_000_000n;

/**
 * Keeps `inFlight` presses in flight until the people have pressed all they will.
 *
 * @returns the milliseconds from the first press to the last answer, and each press's own, in order of answer
 */
export async function pressAll(
  discord: LoadDiscord,
  write: ReturnType<typeof pressWriter>,
  people: readonly Presser[],
  inFlight: number,
): Promise<{ readonly ms: number; readonly latencies: readonly number[] }> {
  const waiting = new Map<string, { readonly person: Presser; readonly at: number }>();
  const latencies: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let nextPerson = 0;
  const press = (person: Presser) => {
    lastId += 4_194_304n;
    const id = lastId.toString();
    waiting.set(id, { person, at: performance.now() });
    discord.interact(write(id, person.userId, person.next()));
  };
  const pressNext = () => {
    const person = people[nextPerson];
    nextPerson += 1;
    if (person) press(person);
    else if (waiting.size === 0) resolve();
  };
  discord.onCallback = ({ id, body }) => {
    const one = waiting.get(id);
    if (!one)
      return reject(new BenchError(`an answer to interaction ${id}, which is answered or was never sent`));
    waiting.delete(id);
    latencies.push(performance.now() - one.at);
    try {
      if (one.person.answered(body)) press(one.person);
      else pressNext();
    } catch (error) {
      reject(error as Error);
    }
  };
  let seen = -1;
  const watch = setInterval(() => {
    if (latencies.length === seen) reject(new BenchError(`${waiting.size} presses were never answered`));
    seen = latencies.length;
  }, HUNG);
  const began = performance.now();
  try {
    for (let slot = 0; slot < inFlight; slot += 1) pressNext();
    await promise;
    return { ms: performance.now() - began, latencies };
  } finally {
    clearInterval(watch);
  }
}
