import { randomBytes, randomInt } from "node:crypto";
import { config as readDotenv } from "dotenv";
import { commands } from "../commands/index.ts";
import { type Config, ConfigError, type HttpAddress, readConfig } from "./config.ts";
import { loadBuiltinDecks } from "./decks/builtin.ts";
import type { Deck } from "./decks/deck.ts";
import { createFetcher } from "./discord/attachments.ts";
import { type Bot, startBot } from "./discord/bot.ts";
import { createClient } from "./discord/client.ts";
import { createMembership } from "./discord/members.ts";
import { createPictures } from "./discord/pictures.ts";
import { createEditing } from "./library/editing.ts";
import { createExports } from "./library/exports.ts";
import { createImports } from "./library/imports.ts";
import { createLibrary } from "./library/library.ts";
import { createRoomCheck, limitsOf } from "./library/room.ts";
import { createOffload } from "./offload/offload.ts";
import { startHttp } from "./ops/http.ts";
import { createLog, type Log } from "./ops/log.ts";
import { createMetrics, type Metrics } from "./ops/metrics.ts";
import { createQuizzes } from "./quiz/quizzes.ts";
import { createMathRenderer } from "./render/math.ts";
import { connectStore, deadlineIn, disconnectStore, isAlive, type Store } from "./store/connection.ts";
import { findRisks } from "./store/safety.ts";

/** The deck for those who have not chosen any. */
const DEFAULT_DECK = "losses";

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
    const offload = createOffload();
    const math = createMathRenderer({
      onTrouble: (error) => log.warn({ err: error }, "could not draw a formula"),
    });
    const isMember = createMembership(client, log);
    const library = createLibrary({ store, builtin: decks, defaultDeck: DEFAULT_DECK, isMember, now });
    const editDeps = {
      store,
      library,
      limits: limitsOf(config.personMib, config.serverMib),
      checkRoom: createRoomCheck(store),
      now,
      newId: newDeckId,
    };
    const editing = createEditing(editDeps);
    const services = {
      library,
      editing,
      imports: createImports({ ...editDeps, editing, offload }),
      exports: createExports({ store, library, offload, now }),
      pictures: createPictures(math, log),
      fetchFile: createFetcher(config.apiUrl),
      quizzes: createQuizzes({
        store,
        library,
        onSave: metrics.saved,
        now,
        newId: () => randomBytes(6).toString("base64url"),
      }),
      log,
      metrics,
    };
    const release = async () => {
      await Promise.all([offload.close(), math.close()]);
    };
    let bot: Bot | undefined;
    const http = config.http && (await serveHealth(config.http, store, () => bot, metrics));
    bot = await startBot(client, config.token, commands, services).catch(async (error: Error) => {
      await http?.close();
      await release();
      throw new StartError(`Discord at ${config.apiUrl} did not let the bot in: ${error.message}`);
    });
    const connected = bot;
    void math.warmUp();
    return {
      async stop() {
        await connected.stop(SHUTDOWN);
        await http?.close();
        await release();
        disconnectStore(store);
      },
    };
  } catch (error) {
    disconnectStore(store);
    throw error;
  }
}

/** A new unguessable id of 12 characters out of a-z and 0-9: 62 bits. */
const newDeckId = () => Array.from({ length: 12 }, () => randomInt(36).toString(36)).join("");

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
