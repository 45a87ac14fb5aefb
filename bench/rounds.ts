/** Ratings in rounds of a few people and of many, against those in quizzes: the same bot, the same learners. */
import { setTimeout as wait } from "node:timers/promises";
import { roundButton } from "../src/discord/round-id.ts";
import { deadlineIn } from "../src/store/connection.ts";
import { readLog } from "../src/store/learners.ts";
import type { RoundRecord } from "../src/store/round-record.ts";
import { commitRound, countRatings, loadRound } from "../src/store/rounds.ts";
import type { Rating } from "../src/study/rating.ts";
import { beginRound, cardShown, goOn } from "../src/study/round.ts";
import { learnerId, putLearners } from "./learners.ts";
import { type Presser, pressAll } from "./presses.ts";
import { type Arena, playRound } from "./rating-path.ts";
import { BenchError, usageOf } from "./usage.ts";

/** A round of so many people over so many cards, held so often in channels of their own. */
export interface RoundsSize {
  readonly people: number;
  readonly cards: number;
  readonly times: number;
  /** Learners in quizzes, with as many presses in flight as there are people. */
  readonly alone: number;
}

export interface RoundsResult {
  readonly people: number;
  /** In a round, and in quizzes: ratings a second, processor time each in µs, and milliseconds from press to answer. */
  readonly together: Cost;
  readonly alone: Cost;
  /** Edits of the public card, a card. */
  readonly edits: number;
  /** Between two of them, at least so many milliseconds. */
  readonly gap: number;
}

interface Cost {
  readonly perSecond: number;
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

/** Learners of rounds have numbers of their own, so that those of quizzes can be checked by theirs. */
const FIRST = 20_000_000;

/** A card that is on the screen for so long is read. Milliseconds. */
const READ = 10_000;

const HOST = learnerId(19_999_999);

/** Milliseconds: as long as the last edit may take, and what lies between two at least. */
const LAST_EDIT = 2500;
const PACE = 1000;

let used = FIRST;
let channels = 900_000_000_000_000_000n;

/** Somebody who rates one card of a round. */
function raterOf(number: number, round: RoundRecord, rating: Rating): Presser {
  const { channelId, id: roundId, position, card } = round;
  return {
    userId: learnerId(number),
    next: () => roundButton({ do: "rate", at: { channelId, roundId, position, card }, rating }),
    answered(body) {
      if (body.startsWith('{"type":4,') && body.includes(`You gave card ${position} a ${rating}`))
        return false;
      throw new BenchError(`a rating in a round was answered by: ${body.slice(0, 600)}`);
    },
  };
}

const soon = () => deadlineIn(10_000);

/** What a person gives a card. */
const ratingOf = (person: number, card: number): Rating => (((person * 3 + card) % 5) + 1) as Rating;

/** A round at a card that everybody has read, as the bot itself would have left it. */
async function show({ store }: Arena, made: RoundRecord): Promise<void> {
  const snapshot = await loadRound(store, made.channelId, soon());
  await commitRound(store, snapshot, { round: made, shows: made.card }, soon());
}

/** Holds rounds and quizzes in turn. @throws BenchError where a rating is not in its log exactly once */
export async function measureRounds(
  arena: Arena,
  sizes: readonly RoundsSize[],
): Promise<readonly RoundsResult[]> {
  const held: { size: RoundsSize; alone: Cost; together: Cost; channels: ReadonlySet<string> }[] = [];
  for (const size of sizes) {
    const alone = await playRound(arena, "flashback", size.people, size.alone);
    held.push({ size, alone, ...(await hold(arena, size)) });
  }
  // The last presses are on the public card within two seconds.
  await wait(LAST_EDIT);
  const { edits } = arena.contestants.flashback.discord;
  return held.map(({ size: { people, cards, times }, alone, together, channels: own }) => {
    const made = edits.filter(({ channelId }) => own.has(channelId));
    const gap = gapOf(made);
    if (made.length === 0 || gap < PACE) {
      throw new BenchError(`${made.length} edits of public cards, ${gap.toFixed(0)} ms apart at least`);
    }
    return { people, alone, together, edits: made.length / (cards * times), gap };
  });
}

async function hold(
  arena: Arena,
  { people, cards, times }: RoundsSize,
): Promise<{ readonly together: Cost; readonly channels: ReadonlySet<string> }> {
  const { bot, discord, write } = arena.contestants.flashback;
  const numbers = arena.deck.cards.slice(0, cards);
  const latencies: number[] = [];
  const own = new Set<string>();
  let [ms, cpu] = [0, 0];
  for (let time = 0; time < times; time += 1) {
    const from = used;
    used += people;
    channels += 1000n;
    own.add(String(channels));
    await putLearners(arena.store, arena.deck, from, used);
    let round: RoundRecord | undefined;
    for (const [index, { number }] of numbers.entries()) {
      const card = { deck: "losses", number };
      const now = Date.now() - READ;
      const next: RoundRecord = round
        ? goOn(round, card, people, now)
        : {
            ...beginRound({ host: HOST, cards, seconds: undefined }, card, now),
            id: "benchrnd",
            channelId: String(channels),
            guildId: HOST,
            decks: ["losses"],
            choice: false,
            files: true,
            message: undefined,
            pictures: [],
            posts: 0,
          };
      round = cardShown({ ...next, message: String(channels + BigInt(index)) }, now);
      await show(arena, round);
      const shown = round;
      const pressers = Array.from({ length: people }, (_, person) =>
        raterOf(from + person, shown, ratingOf(person, index)),
      );
      const before = usageOf(bot.pid);
      const pressed = await bot.during(pressAll(discord, write, pressers, people));
      cpu += usageOf(bot.pid).cpu - before.cpu;
      ms += pressed.ms;
      latencies.push(...pressed.latencies);
      const noted = await countRatings(arena.store, round, round.position, soon());
      if (noted !== people) throw new BenchError(`${noted} of ${people} ratings are noted in a round`);
    }
    await check(arena, from, people, numbers);
  }
  const ratings = latencies.length;
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    together: {
      perSecond: (ratings * 1000) / ms,
      cpu: cpu / 1000 / ratings,
      p50: sorted[Math.floor(ratings * 0.5)] ?? 0,
      p99: sorted[Math.floor(ratings * 0.99)] ?? 0,
    },
    channels: own,
  };
}

/** The shortest time between two edits of one channel's messages. */
function gapOf(edits: readonly { readonly channelId: string; readonly at: number }[]): number {
  const gaps = [...Map.groupBy(edits, ({ channelId }) => channelId).values()].flatMap((ofChannel) =>
    ofChannel.slice(1).map(({ at }, index) => at - (ofChannel[index]?.at ?? 0)),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...gaps);
}

/** Every rating is in its learner's log, exactly once. */
async function check(
  { store }: Arena,
  from: number,
  people: number,
  cards: readonly { readonly number: number }[],
): Promise<void> {
  for (let person = 0; person < people; person += 1) {
    const log = await readLog(store, learnerId(from + person), Date.now());
    const given = log.flatMap((record) =>
      record.type === "review" ? [`${record.card} ${record.rating}`] : [],
    );
    const wanted = cards.map(({ number }, index) => `${number} ${ratingOf(person, index)}`);
    if (given.join() !== wanted.join()) {
      throw new BenchError(`somebody in a round has the log ${given.join()} instead of ${wanted.join()}`);
    }
  }
}
