import { setTimeout as wait } from "node:timers/promises";
import type { Actor, Outcome, Seen } from "../../playground/index.ts";
import { readScreen } from "./screen.ts";
import type { Arena } from "./support.ts";

/** How long a person waits for what was deferred. Milliseconds. */
export const LONG = { timeoutMs: 120_000 };

/** The message that was shown; throws where Discord said that the interaction failed. */
export function answered({ status, error, message }: Outcome): Seen {
  if (status !== "answered" || !message) throw new Error(`no answer: ${error ?? "nothing to see"}`);
  return message;
}

/** Does something for each item, at most so many at a time. */
export async function inTurns<T, R>(
  items: readonly T[],
  atATime: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

/** Begins something for each item, evenly over a time in ms, however long each takes; resolves when all are done. */
export async function spread<T, R>(
  items: readonly T[],
  milliseconds: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const began = performance.now();
  const running: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    const due = began + (index * milliseconds) / items.length;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    running.push(work(item));
  }
  return await Promise.all(running);
}

/** Somebody who learns in peace, in direct messages, and whose answers are timed. */
interface Bystander {
  /** Resolves with how long each press took, in ms. */
  stop(): Promise<readonly number[]>;
}

/** @throws from stop() where a press got no answer */
function startBystander(actor: Actor): Bystander {
  const times: number[] = [];
  let over = false;
  const timed = (outcome: Outcome) => {
    times.push(outcome.tookMs);
    return answered(outcome);
  };
  const learning = (async () => {
    let seen = timed(await actor.slash("@bot", "quiz", { cards: 6 }, LONG));
    while (!over) {
      await wait(50);
      seen = timed(await actor.press(seen, nextButton(seen), LONG));
    }
  })();
  learning.catch(() => {});
  return {
    async stop() {
      over = true;
      await learning;
      return times;
    },
  };
}

function nextButton(seen: Seen): string {
  const screen = readScreen(seen);
  if (screen.kind === "card") return screen.answered ? "4" : "Show answer";
  if (screen.kind === "summary") return "Next quiz";
  if (screen.kind === "open") return "Start over";
  const [way] = screen.kind === "nothing" ? screen.ways : [];
  if (!way) throw new Error(`There is no way on:\n${seen.texts}`);
  return way;
}

/** Lets the same flood come twice, prints what it did to a bystander and to the bot, and answers its memory in bytes. */
export async function twice(
  arena: Arena,
  name: string,
  flood: (round: 0 | 1) => Promise<string>,
): Promise<{ readonly first: number; readonly second: number }> {
  const { bot, people } = arena;
  const last = people.length - 1;
  const before = await bot.memory();
  const memory: number[] = [];
  for (const round of [0, 1] as const) {
    const bystander = startBystander(people[last] as Actor);
    const began = performance.now();
    const facts = await flood(round).catch(async (error: unknown) => {
      await bystander.stop().catch(() => {});
      throw error;
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const times = (await bystander.stop()).toSorted((a, b) => a - b);
    memory.push(await bot.memory());
    const at = (share: number) => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0)} ms`;
    console.log(
      `${name}, ${round + 1}: ${facts}, ${seconds} s\n  bystander: ${times.length} presses, p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`,
    );
  }
  const [first = 0, second = 0] = memory;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  console.log(`${name}: resident memory of the bot ${[before, first, second].map(mib).join(" → ")} MiB`);
  return { first, second };
}
