import { config as readDotenv } from "dotenv";
import { commands } from "../commands/index.ts";
import { type Config, ConfigError, type HttpAddress, readConfig } from "./config.ts";
import { loadBuiltinDecks } from "./decks/builtin.ts";
import type { Deck } from "./decks/deck.ts";
import { type Bot, startBot } from "./discord/bot.ts";
import { createClient } from "./discord/client.ts";
import { startHttp } from "./ops/http.ts";
import { createLog, type Log } from "./ops/log.ts";
import { createMetrics, type Metrics } from "./ops/metrics.ts";
import { createServices } from "./services.ts";
import { connectStore, deadlineIn, disconnectStore, isAlive, type Store } from "./store/connection.ts";
import { findRisks } from "./store/safety.ts";

/** How long a stopping process waits for what is in hand: less than whoever stops it waits for it. Milliseconds. */
const SHUTDOWN = 4000;

/** What a test may put in place of the real thing. */
interface Doubles {
  readonly now?: () => number;
  readonly log?: Log;
  readonly decks?: readonly Deck[];
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
  { now = Date.now, log = createLog(config.logLevel), decks = loadBuiltinDecks() }: Doubles = {},
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
    const metrics = createMetrics();
    const client = createClient(config.apiUrl);
    const { services, warmUp, close } = createServices(config, { store, client, decks, log, metrics, now });
    let bot: Bot | undefined;
    const http = config.http && (await serveHealth(config.http, store, () => bot, metrics));
    bot = await startBot(client, config.token, commands, services).catch(async (error: Error) => {
      await http?.close();
      await close();
      throw new StartError(`Discord at ${config.apiUrl} did not let the bot in: ${error.message}`);
    });
    const connected = bot;
    warmUp();
    return {
      async stop() {
        await connected.stop(SHUTDOWN);
        await http?.close();
        await close();
        disconnectStore(store);
      },
    };
  } catch (error) {
    disconnectStore(store);
    throw error;
  }
}

/** Liveness from the first moment, readiness once the bot is connected. */
function serveHealth(address: HttpAddress, store: Store, bot: () => Bot | undefined, metrics: Metrics) {
  const checks = {
    redis: async () => ((await isAlive(store, deadlineIn(1000))) ? undefined : "does not answer"),
    discord: () => {
      const running = bot();
      return running ? running.problem() : "not connected yet";
    },
  };
  return startHttp(address, checks, metrics.text).catch((error: Error) => {
    throw new StartError(error.message);
  });
}

const hidePassword = (url: string) => url.replace(/\/\/[^@/]*@/, "//…@");

async function main(): Promise<void> {
  readDotenv({ quiet: true });
  try {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    // Node itself would print what an error of a request holds: the text of a card, an interaction's token.
    process.on("uncaughtException", (error) => {
      log.fatal({ err: error }, "an error that nobody caught");
      process.exit(1);
    });
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
