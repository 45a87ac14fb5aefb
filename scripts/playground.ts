/** `npm run playground`: Flashback with a Redis and a Discord of its own, and the address of the page to use it from. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Playground, startPlayground } from "../playground/index.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

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
    return { ...values, port, data: join(ROOT, values.data) };
  } catch (error) {
    throw new LaunchError(`${(error as Error).message}\n\n${HELP}`);
  }
}

/** The bot as a process of its own, on a leash: it ends when this process does, however that happens. */
function startBot(playground: Playground, redis: RedisServer): { child: ChildProcess; output: () => string } {
  const child = spawn(
    process.execPath,
    [join(ROOT, "scripts/leash.mjs"), process.execPath, join(ROOT, "src/main.ts")],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DISCORD_TOKEN: playground.token,
        DISCORD_API_URL: playground.apiUrl,
        REDIS_URL: redis.url,
        LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
      },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const [stream, own] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-5000);
      own.write(text);
    });
  }
  return { child, output: () => output };
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
    for (const close of closers.toReversed()) await close();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));

  try {
    // First, since a taken port most likely means that this playground runs already, on the same data.
    const playground = await startPlayground({ port }).catch((error: Error) => {
      throw new LaunchError(`${error.message}\nAnother port: npm run playground -- --port ${port + 1}`);
    });
    closers.push(() => playground.close());
    if (fresh) await rm(data, { recursive: true, force: true });
    const redis = await startRedis({ dir: join(data, "redis") });
    closers.push(() => redis.stop());
    redis.onDeath((words) => {
      void end(
        1,
        `Redis ended by itself; its last words:\n${words}\nProgress up to now is in ${relative(ROOT, data)}. Start again: npm run playground`,
      );
    });
    const { child } = startBot(playground, redis);
    const gone = once(child, "exit").then(([code]) => code);
    closers.push(async () => {
      child.kill("SIGTERM");
      await gone;
    });
    const botEnded = gone.then((code) => {
      if (!ending) throw new LaunchError(`The bot ended (exit code ${code}); what it said is above.`);
    });
    await Promise.race([playground.whenBotReady(), botEnded]);
    console.log(`Flashback is ready: ${playground.url} (Ctrl-C ends it)`);
    await botEnded;
  } catch (error) {
    const known = ["LaunchError", "RedisServerError"].includes((error as Error).name);
    await end(1, known ? (error as Error).message : ((error as Error).stack ?? String(error)));
  }
}

await main().catch((error: Error) => {
  console.error(error instanceof LaunchError ? error.message : error);
  process.exit(1);
});
