import { randomBytes } from "node:crypto";
import { config as readDotenv } from "dotenv";
import { commands } from "../commands/index.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { loadBuiltinDecks } from "./decks/builtin.ts";
import { startBot } from "./discord/bot.ts";
import { createLog, type Log } from "./ops/log.ts";
import { createQuizzes } from "./quiz/quizzes.ts";
import { connectStore, disconnectStore } from "./store/connection.ts";
import { findRisks } from "./store/safety.ts";

/** The deck for those who have not chosen any. */
const DEFAULT_DECK = "losses";

/** How long a stopping process waits for what is in hand. Milliseconds. */
const SHUTDOWN = 5000;

/** What a test may put in place of the real thing. */
interface Doubles {
  readonly now?: () => number;
  readonly log?: Log;
}

export interface Running {
  /** Finishes what is in hand, then lets go of Discord and of the store. */
  stop(): Promise<void>;
}

/** Something from outside is missing or refuses us; the message is ready to be printed. */
class StartError extends Error {
  override readonly name = "StartError";
}

/**
 * Starts Flashback: the store, then the bot.
 *
 * @throws StartError when Redis or Discord cannot be reached or refuse
 */
export async function start(
  config: Config,
  { now = Date.now, log = createLog(config.logLevel) }: Doubles = {},
): Promise<Running> {
  const store = await connectStore(config.redisUrl, (state, error) => {
    if (state === "lost") log.error({ err: error }, "lost the connection to Redis; trying again");
    else log.info("connected to Redis");
  }).catch((error: Error) => {
    throw new StartError(
      `Redis cannot be reached at ${hidePassword(config.redisUrl)}: ${error.message}\nStart it, or set REDIS_URL to where it is.`,
    );
  });
  try {
    for (const risk of await findRisks(store)) log.warn(risk);
    const decks = loadBuiltinDecks();
    const quizzes = createQuizzes({
      store,
      decks: new Map(decks.map((deck) => [deck.id, deck])),
      defaultDeck: DEFAULT_DECK,
      now,
      newId: () => randomBytes(6).toString("base64url"),
    });
    const bot = await startBot(config, commands, { quizzes, decks, log }).catch((error: Error) => {
      throw new StartError(`Discord at ${config.apiUrl} did not let the bot in: ${error.message}`);
    });
    return {
      async stop() {
        await bot.stop(SHUTDOWN);
        disconnectStore(store);
      },
    };
  } catch (error) {
    disconnectStore(store);
    throw error;
  }
}

const hidePassword = (url: string) => url.replace(/\/\/[^@/]*@/, "//…@");

async function main(): Promise<void> {
  readDotenv({ quiet: true });
  try {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const running = await start(config, { log });
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, async () => {
        log.info({ signal }, "finishing what is in hand");
        await running.stop();
        process.exit(0);
      });
    }
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.main) await main();
