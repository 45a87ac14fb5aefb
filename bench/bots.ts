/** The bots, each in a process of its own. */
import { join } from "node:path";
import { type Leashed, spawnOnLeash } from "../scripts/on-leash.ts";
import { BenchError } from "./usage.ts";

export const ROOT = join(import.meta.dirname, "..");

const ENTRY = { flashback: "src/main.ts", pong: "bench/pong.ts", saver: "bench/pong.ts" } as const;

/** Flashback, and its floors: the empty bot, and the empty bot that also asks Redis and saves something. */
export type BotName = keyof typeof ENTRY;

export interface BotProcess {
  readonly name: BotName;
  readonly pid: number;
  /** Passes on a result; rejects as soon as the bot ends before it is there. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Where its inspector listens, once it does. */
  inspector(): string | undefined;
  /** The first error it logged, if any. */
  error(): string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a bot as `npm start` does.
 *
 * @param cwd away from the .env that is meant for `npm start`
 * @param nodeOptions for Node itself, such as --inspect
 */
export async function spawnBot(
  name: BotName,
  discord: { readonly apiUrl: string; readonly token: string },
  redisUrl: string,
  cwd: string,
  nodeOptions: readonly string[] = [],
): Promise<BotProcess> {
  let inspector: string | undefined;
  let error: string | undefined;
  const bot: Leashed = spawnOnLeash(process.execPath, [...nodeOptions, join(ROOT, ENTRY[name])], {
    cwd,
    environment: {
      ...process.env,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      REDIS_URL: redisUrl,
      // What reminders take is measured by itself.
      ROLE: "bot",
      LOG_LEVEL: "warn",
      ...(name === "saver" && { BENCH_SAVES: "1" }),
    },
    onOutput(text) {
      inspector ??= /ws:\/\/\S+/.exec(text)?.[0];
      error ??= /^\{"level":[56]0.*/m.exec(text)?.[0];
    },
  });
  const died = bot.ended.then(() => {
    throw new BenchError(`${ENTRY[name]} ended:\n${bot.output()}`);
  });
  died.catch(() => {});
  return {
    name,
    pid: await bot.started,
    inspector: () => inspector,
    error: () => error,
    during: (work) => Promise.race([work, died]),
    async stop() {
      bot.letGo();
      await bot.ended;
    },
  };
}
