import { setTimeout as wait } from "node:timers/promises";
import { config as readDotenv } from "dotenv";
import { commands } from "../commands/index.ts";
import { type Config, ConfigError, type HttpAddress, readConfig } from "./config.ts";
import { loadBuiltinDecks } from "./decks/builtin.ts";
import type { Deck } from "./decks/deck.ts";
import { type Bot, startBot } from "./discord/bot.ts";
import { createClient } from "./discord/client.ts";
import { PACES, type Pace } from "./discord/pace.ts";
import { startHttp } from "./ops/http.ts";
import { createLog, type Log } from "./ops/log.ts";
import { createMetrics, type Metrics } from "./ops/metrics.ts";
import { createServices } from "./services.ts";
import { connectStore, deadlineIn, disconnectStore, isAlive, type Store } from "./store/connection.ts";
import { findRisks } from "./store/safety.ts";
import type { ReminderWorker } from "./worker.ts";

/** How long a stopping process waits for what is in hand: less than whoever stops it waits for it. Milliseconds. */
const SHUTDOWN = 4000;

/** What a test may put in place of the real thing. */
interface Doubles {
  readonly now?: () => number;
  readonly log?: Log;
  readonly decks?: readonly Deck[];
  readonly pace?: Pace;
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
  {
    now = Date.now,
    log = createLog(config.logLevel),
    decks = loadBuiltinDecks(),
    pace = PACES[config.role],
  }: Doubles = {},
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
    const { role } = config;
    // A worker only sends: it needs no connection to the gateway.
    const client = role === "worker" ? undefined : createClient(config.apiUrl, pace.client);
    const { services, warmUp, startWorker, close } = createServices(config, {
      store,
      client,
      decks,
      log,
      metrics,
      now,
      pace,
    });
    let bot: Bot | undefined;
    let worker: ReminderWorker | undefined;
    const running = { bot: () => bot, worker: () => worker, silence: services.direct.silence };
    const http = config.http && (await serveHealth(config, config.http, store, running, metrics));
    try {
      if (client) {
        bot = await startBot(client, config.token, commands, services).catch((error: Error) => {
          throw new StartError(`Discord at ${config.apiUrl} did not let the bot in: ${error.message}`);
        });
        warmUp();
      }
      if (role !== "bot") worker = await startWorker();
    } catch (error) {
      await bot?.stop(0);
      await http?.close();
      await close();
      throw error;
    }
    return {
      async stop() {
        // A send that waits for Discord longer than that is taken up by the next process.
        const patience = wait(SHUTDOWN, undefined, { ref: false });
        await Promise.all([bot?.stop(SHUTDOWN), Promise.race([worker?.close(), patience])]);
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

/** A planner that has not come to its end for so long is not well. Milliseconds. */
const TICK_LIMIT = 180_000;

/** Liveness from the first moment, readiness once the process does what it is for. */
function serveHealth(
  { role }: Config,
  address: HttpAddress,
  store: Store,
  running: {
    readonly bot: () => Bot | undefined;
    readonly worker: () => ReminderWorker | undefined;
    readonly silence: () => number;
  },
  metrics: Metrics,
) {
  const checks = {
    redis: async () => ((await isAlive(store, deadlineIn(1000))) ? undefined : "does not answer"),
    discord: () => {
      if (role === "worker") {
        const silence = running.silence();
        return silence > 0
          ? `refuses the token, or too much: asked again in ${inSeconds(silence)}`
          : undefined;
      }
      const bot = running.bot();
      return bot ? bot.problem() : "not connected yet";
    },
    ...(role !== "bot" && {
      reminders: () => {
        const worker = running.worker();
        if (!worker) return "not started yet";
        const age = worker.age();
        return age > TICK_LIMIT ? `the last tick was ${inSeconds(age)} ago` : undefined;
      },
    }),
  };
  return startHttp(address, checks, metrics.text).catch((error: Error) => {
    throw new StartError(error.message);
  });
}

const inSeconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;

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
    const starting = start(config, { log });
    // From the beginning: people are answered before all else has started.
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, async () => {
        log.info({ signal }, "finishing what is in hand");
        await starting.then((running) => running.stop()).catch(() => {});
        process.exit(0);
      });
    }
    await starting;
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.main) await main();
