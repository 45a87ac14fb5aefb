import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Actor,
  type Playground,
  type Seen,
  startPlayground,
  type WorldSpec,
} from "../../playground/index.ts";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";
import type { Deck } from "../../src/decks/deck.ts";
import { type Running, start } from "../../src/main.ts";
import { connectStore, type Store } from "../../src/store/connection.ts";
import { learnerKeys } from "../../src/store/keys.ts";
import { readLog } from "../../src/store/learners.ts";
import type { ReviewRecord } from "../../src/store/records.ts";

/** Flashback with everything around it: a Redis, a Discord, the bot in this process, and people. */
export interface House {
  readonly playground: Playground;
  readonly redis: RedisServer;
  readonly ada: Actor;
  readonly ben: Actor;
  readonly chloe: Actor;
  /** Moves the bot's clock on; Discord's and Redis's stay real. */
  pass(milliseconds: number): void;
  /** The bot's now. */
  now(): number;
  /** A person's reviews as the log has them, oldest first. */
  reviews(actor: Actor): Promise<readonly ReviewRecord[]>;
  /** Everything stored of a person, by key. */
  stored(actor: Actor): Promise<Readonly<Record<string, string>>>;
  /** A connection of the test's own. */
  readonly store: Store;
  close(): Promise<void>;
}

/** When the bot's clock begins, where a test can move it. */
const NOON = Date.parse("2026-05-15T12:00Z");

/** The bot's configuration for a playground and a Redis. */
export const configOf = ({ playground, redis }: Pick<House, "playground" | "redis">) => ({
  token: playground.token,
  apiUrl: playground.apiUrl,
  redisUrl: redis.url,
  logLevel: "silent",
  role: "all" as const,
  personMib: 20,
  serverMib: 100,
  http: undefined,
});

/**
 * Opens the house.
 *
 * @param decks in place of those that ship with the bot
 * @param world in place of the standard one; Ada, Ben and Chloe are in it
 * @param bot "here" starts the bot in this process with a clock that can be moved; "none" leaves it to the test
 */
export async function openHouse({
  bot = "here",
  decks,
  world = {},
}: {
  bot?: "here" | "none";
  decks?: readonly Deck[];
  world?: WorldSpec;
} = {}): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), "flashback-test-"));
  const redis = await startRedis({ dir });
  const playground = await startPlayground({ world });
  // In this process it is always noon in the middle of a month at first, so that no test meets the end of a day.
  let ahead = bot === "here" ? NOON - Date.now() : 0;
  const now = () => Date.now() + ahead;
  let running: Running | undefined;
  if (bot === "here") {
    running = await start(configOf({ playground, redis }), {
      now,
      ...(decks && { decks }),
    });
    await playground.whenBotReady();
  }
  const store = await connectStore(redis.url);
  return {
    playground,
    redis,
    ada: playground.actor("ada"),
    ben: playground.actor("ben"),
    chloe: playground.actor("chloe"),
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
    now,
    reviews: async (actor) => {
      const log = await readLog(store, actor.user.id, now());
      return log.filter((record) => record.type === "review");
    },
    stored: (actor) => dump(store, actor.user.id),
    store,
    async close() {
      store.disconnect();
      await running?.stop();
      await playground.close();
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function dump(store: Store, userId: string): Promise<Record<string, string>> {
  const keys = (await store.keys(`*:${userId}*`)).sort();
  const values = await Promise.all(keys.map((key) => store.dumpBuffer(key)));
  return Object.fromEntries(keys.map((key, index) => [key, values[index]?.toString("hex") ?? ""]));
}

/** The fields of a person's learner hash. */
export async function learnerHash(house: House, actor: Actor): Promise<Record<string, string>> {
  return await house.store.hgetall(learnerKeys(actor.user.id).learner);
}

/** A bot in a process of its own, to be killed. */
export interface BotProcess {
  readonly child: ChildProcess;
  /** Ends it as a crash would, and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** What it printed so far. */
  output(): string;
}

/** Starts the bot as `npm start` does, and waits until Discord knows it. */
export async function spawnBot(house: House): Promise<BotProcess> {
  const { token, apiUrl, redisUrl } = configOf(house);
  const child = spawn(process.execPath, ["src/main.ts"], {
    env: {
      ...process.env,
      DISCORD_TOKEN: token,
      DISCORD_API_URL: apiUrl,
      REDIS_URL: redisUrl,
      LOG_LEVEL: "info",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const gone = once(child, "exit");
  await Promise.race([
    house.playground.whenBotReady(),
    gone.then(() => Promise.reject(new Error(`the bot ended:\n${output}`))),
  ]);
  return {
    child,
    output: () => output,
    async kill(signal = "SIGKILL") {
      child.kill(signal);
      await gone;
      await house.playground.whenBotGone();
    },
  };
}

/** The message an actor's press or command led to; fails where Discord showed "interaction failed". */
export function shown(outcome: {
  readonly status: string;
  readonly error?: string;
  readonly message?: Seen;
}): Seen {
  if (outcome.status !== "answered" || !outcome.message) {
    throw new Error(`no answer: ${outcome.error ?? "nothing to see"}`);
  }
  return outcome.message;
}

/** Reveals the card on the message, if it is not yet, and rates it, as a person who reads for a while does. */
export async function rate(house: House, actor: Actor, message: Seen, rating: number): Promise<Seen> {
  const hidden = message.buttons.some(({ label }) => label === "Show answer");
  const revealed = hidden ? shown(await actor.press(message, "Show answer")) : message;
  house.pass(9000);
  return shown(await actor.press(revealed, String(rating)));
}

/** The card's front on a message: its large line. */
export const front = (message: Seen) => /^## (.+)$/m.exec(message.texts)?.[1];

/** "3 of 10" on a card. */
export const progress = (message: Seen) => /(\d+ of \d+)/.exec(message.texts)?.[1];
