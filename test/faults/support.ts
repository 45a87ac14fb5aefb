import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type Actor, type Playground, startPlayground } from "../../playground/index.ts";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";

/** A Discord with many people, a Redis, and the bot in a process of its own that is started again when it ends. */
export interface Arena {
  readonly playground: Playground;
  readonly redis: RedisServer;
  readonly bot: KeptBot;
  readonly people: readonly Actor[];
  /** Where the person with this index learns, such as "#room-3". */
  room(index: number): string;
  close(): Promise<void>;
}

/** @param rooms how many channels the people are spread over */
export async function openArena({ people, rooms }: { people: number; rooms: number }): Promise<Arena> {
  const dir = await mkdtemp(join(tmpdir(), "flashback-faults-"));
  const redis = await startRedis({ dir });
  const names = Array.from({ length: people }, (_, index) => `learner-${index + 1}`);
  const channels = Array.from({ length: rooms }, (_, index) => ({ name: `room-${index + 1}` }));
  const playground = await startPlayground({
    world: {
      people: names.map((username) => ({ username })),
      guilds: [{ name: "Study Hall", channels }],
    },
  });
  const bot = await keepBot(playground, redis);
  return {
    playground,
    redis,
    bot,
    people: names.map((name) => playground.actor(name)),
    room: (index) => `#room-${(index % rooms) + 1}`,
    async close() {
      await bot.stop();
      await playground.close();
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A bot that somebody watches over, as systemd or a container's restart policy does. */
interface KeptBot {
  /** Ends it as a crash would (SIGKILL), starts it again, and waits until Discord knows it. */
  kill(): Promise<void>;
  /** Ends it properly and for good. */
  stop(): Promise<void>;
  /** Resident memory of its process, in bytes. */
  memory(): Promise<number>;
  /** What it last printed before it ended without having been told to, once for each time. */
  readonly crashes: readonly string[];
  /** How often it gave up at start, as it should where Redis is down. */
  readonly refusals: () => number;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly output: () => string;
  expected: boolean;
}

/** How much of its output is kept for a report. */
const KEPT = 5000;

/** Starts the bot as `npm start` does. */
async function keepBot(playground: Playground, redis: RedisServer): Promise<KeptBot> {
  const crashes: string[] = [];
  let refusals = 0;
  let current = await startUntilReady();

  function launch(): Run {
    const child = spawn(process.execPath, ["src/main.ts"], {
      env: {
        ...process.env,
        DISCORD_TOKEN: playground.token,
        DISCORD_API_URL: playground.apiUrl,
        REDIS_URL: redis.url,
        LOG_LEVEL: "error",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-KEPT);
      });
    }
    return { child, ended: once(child, "close"), output: () => output, expected: false };
  }

  async function startUntilReady(): Promise<Run> {
    for (;;) {
      const run = launch();
      const over = run.ended.then(() => "over" as const);
      if ((await Promise.race([playground.whenBotReady(), over])) !== "over") {
        void over.then(() => whenOver(run));
        return run;
      }
      // While Redis is down it says so and ends: whoever watches over it tries again.
      if (!/cannot be reached|did not let the bot in/.test(run.output())) crashes.push(run.output());
      refusals += 1;
      await wait(200);
    }
  }

  function whenOver(run: Run): void {
    if (run.expected) return;
    crashes.push(run.output());
    void playground.whenBotGone().then(async () => {
      current = await startUntilReady();
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const run = current;
    run.expected = true;
    run.child.kill(signal);
    await run.ended;
    await playground.whenBotGone();
  }

  return {
    crashes,
    refusals: () => refusals,
    async kill() {
      await end("SIGKILL");
      current = await startUntilReady();
    },
    stop: () => end("SIGTERM"),
    async memory() {
      const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(current.child.pid)]);
      return Number(stdout) * 1024;
    },
  };
}
