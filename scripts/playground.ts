/** `npm run playground`: Flashback with a Redis and a Discord of its own, and the address of the page to use it from. */
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Playground, startPlayground } from "../playground/index.ts";
import { type Leashed, spawnOnLeash } from "./on-leash.ts";
import { type RedisServer, RedisServerError, startRedis } from "./redis-server.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PORT = 8420;

const HELP = `npm run playground [-- OPTIONS]

Starts Flashback with a Redis and a Discord of its own, and prints the address of the page to use it from.

  --port N    port of the page (${PORT})
  --data DIR  where progress is kept (.data/playground)
  --fresh     forget all progress first
  --help      this text`;

/** What the person can mend; printed as it is. */
class LaunchError extends Error {
  override readonly name = "LaunchError";
}

function readOptions() {
  const options = {
    port: { type: "string", default: String(PORT) },
    data: { type: "string", default: ".data/playground" },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`--port ${values.port} is no port number`);
    return { ...values, port, data: resolve(ROOT, values.data) };
  } catch (error) {
    throw new LaunchError(`${(error as Error).message}\n\n${HELP}`);
  }
}

/** The bot as a process of its own: it can be killed, and ends when this process does, however that happens. */
function startBot(playground: Playground, redis: RedisServer, data: string): Leashed {
  return spawnOnLeash(process.execPath, [join(ROOT, "src/main.ts")], {
    // Away from the .env that is meant for `npm start`.
    cwd: data,
    environment: {
      ...process.env,
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: playground.apiUrl,
      REDIS_URL: redis.url,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    },
    onOutput: (text) => process.stderr.write(text),
  });
}

/** The server for the data folder, with the launcher's own way out in its errors. */
async function startStore(data: string, fresh: boolean): Promise<RedisServer> {
  try {
    return await startRedis({ dir: join(data, "redis"), fresh });
  } catch (error) {
    if (!(error instanceof RedisServerError)) throw error;
    const way = {
      data: "To start afresh, without the progress up to now: npm run playground -- --fresh",
      folder: "Is another playground running? It prints its address when it starts.",
      missing: "",
      port: "",
      other: "",
    }[error.problem];
    throw new LaunchError(`${error.message}\n${way}`.trim());
  }
}

/** Calls back when npm, which started this, is gone: killed, it tells nobody. */
function onNpmGone(listener: () => void): void {
  if (process.env.npm_lifecycle_event !== "playground") return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) listener();
  }, 1000).unref();
}

async function main(): Promise<void> {
  const { port, data, fresh, help } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  const closers: (() => Promise<void>)[] = [];
  let ending = false;
  const end = async (code: number, message?: string): Promise<void> => {
    if (ending) return;
    ending = true;
    if (message) console.error(message);
    for (const close of closers.toReversed()) {
      await close().catch((error: Error) => console.error(error.message));
    }
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
  onNpmGone(() => void end(0));

  try {
    // First, since a taken port most likely means that this playground runs already, on the same data.
    const playground = await startPlayground({ port }).catch((error: Error) => {
      throw new LaunchError(
        `${error.message}\nIf that is a playground, open it; else choose another port: npm run playground -- --port 8500`,
      );
    });
    closers.push(() => playground.close());
    const redis = await startStore(data, fresh);
    closers.push(() => redis.stop());
    redis.onDeath((words) => {
      void end(
        1,
        `Redis ended by itself; its last words:\n${words}\nProgress up to now is in ${relative(ROOT, data)}. Start again: npm run playground`,
      );
    });
    const bot = startBot(playground, redis, data);
    closers.push(async () => {
      bot.letGo();
      await bot.ended;
    });
    const botEnded = bot.ended.then((code) => {
      if (ending) return;
      const words = bot.output().trim() ? "what it said is above" : "it said nothing";
      throw new LaunchError(`The bot ended (exit code ${code}); ${words}.`);
    });
    await Promise.race([playground.whenBotReady(), botEnded]);
    console.log(`Flashback is ready: ${playground.url} (Ctrl-C ends it)`);
    await botEnded;
  } catch (error) {
    await end(1, error instanceof LaunchError ? error.message : ((error as Error).stack ?? String(error)));
  }
}

await main().catch((error: Error) => {
  console.error(error instanceof LaunchError ? error.message : error);
  process.exit(1);
});
