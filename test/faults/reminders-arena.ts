import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type GuildSpec, type Playground, startPlayground } from "../../playground/index.ts";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";
import { connectStore, disconnectStore, type Store } from "../../src/store/connection.ts";
import { type Account, openAccount } from "./reminders-account.ts";

/** A Discord, a Redis, and workers in processes of their own which are started again when they end. */
export interface ReminderArena {
  readonly playground: Playground;
  readonly redis: RedisServer;
  readonly account: Account;
  /** User ids. */
  readonly users: readonly string[];
  readonly workers: readonly KeptWorker[];
  /** What workers printed that ended by themselves after they had started. */
  readonly crashes: readonly string[];
  /** Reminders that the sender called uncertain so far. */
  readonly uncertain: () => number;
  /** Moves the schedule's clock of all workers. @param time ms since 1970 */
  setClock(time: number): void;
  close(): Promise<void>;
}

interface KeptWorker {
  /** Ends it (SIGKILL for a crash), and starts it again unless it is to rest. */
  end(signal: NodeJS.Signals, rest?: "rest"): Promise<void>;
  /** Starts it where it rests, and waits until it works. */
  wake(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL("./reminders-worker.ts", import.meta.url));

/** How much of what a worker printed is kept for a report. */
const KEPT = 5000;

/**
 * @param workers how many processes plan and send at once
 * @param guilds where recaps are posted
 */
export async function openReminderArena(
  learners: number,
  workers: number,
  guilds: readonly GuildSpec[] = [],
): Promise<ReminderArena> {
  const dir = await mkdtemp(join(tmpdir(), "flashback-reminder-faults-"));
  const redis = await startRedis({ dir });
  const users = Array.from({ length: learners }, (_, index) =>
    String(300_000_000_000_000_000n + BigInt(index)),
  );
  const playground = await startPlayground({
    world: { people: users.map((id) => ({ id, username: `learner-${id.slice(-6)}` })), guilds },
  });
  const account = openAccount();
  playground.world.onChange((event) => {
    if (event.kind !== "message") return;
    const { message, channelId } = event.stored;
    const userId = playground.world.channels.get(channelId)?.recipientId;
    const day = /"[^"]*skip[^"]*(\d{4}-\d\d-\d\d)/.exec(JSON.stringify(message.components))?.[1];
    if (userId !== undefined) account.arrived(userId, day ?? "no day", message.id);
  });
  const shared: Shared = { playground, redis, ahead: 0, uncertain: 0, crashes: [] };
  const kept = Array.from({ length: workers }, () => keepWorker(shared));
  return {
    playground,
    redis,
    account,
    users,
    workers: kept,
    crashes: shared.crashes,
    uncertain: () => shared.uncertain,
    setClock(time) {
      shared.ahead = time - Date.now();
      for (const worker of kept) worker.tell(shared.ahead);
    },
    async close() {
      await Promise.all(kept.map((worker) => worker.end("SIGKILL", "rest")));
      await playground.close();
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Shared {
  readonly playground: Playground;
  readonly redis: RedisServer;
  readonly crashes: string[];
  ahead: number;
  uncertain: number;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** Resolves once it works; never when it ends before. */
  readonly ready: Promise<unknown>;
}

/** A worker that somebody watches over, as systemd or a container's restart policy does. It rests at first. */
function keepWorker(shared: Shared): KeptWorker & { tell(ahead: number): void } {
  let run: Run | undefined;
  let awake = false;

  function launch(): Run {
    const { playground, redis, ahead } = shared;
    const child = spawn(process.execPath, [ENTRY], {
      env: {
        ...process.env,
        DISCORD_TOKEN: playground.token,
        DISCORD_API_URL: playground.apiUrl,
        REDIS_URL: redis.url,
        ROLE: "worker",
        LOG_LEVEL: "debug",
        FAULTS_AHEAD: String(ahead),
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let output = "";
    let isReady = false;
    for (const stream of [child.stdout, child.stderr]) {
      let line = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-KEPT);
        const lines = (line + text).split("\n");
        line = lines.pop() ?? "";
        shared.uncertain += lines.filter((one) => one.includes('"ending":"uncertain"')).length;
      });
    }
    const ready = new Promise<void>((resolve) => {
      child.once("message", () => {
        isReady = true;
        resolve();
      });
    });
    const ended = once(child, "close");
    const me = { child, ready, ended };
    void ended.then(async () => {
      if (run !== me || !awake) return;
      // Without Redis it cannot start: whoever watches over it tries again.
      if (isReady) shared.crashes.push(output);
      await wait(200);
      if (run === me && awake) run = launch();
    });
    return me;
  }

  return {
    tell: (ahead) => {
      if (run?.child.connected) run.child.send(ahead, () => {});
    },
    async end(signal, rest) {
      const old = run;
      awake = false;
      run = undefined;
      old?.child.kill(signal);
      await old?.ended;
      if (rest) return;
      awake = true;
      run = launch();
    },
    async wake() {
      if (!awake) {
        awake = true;
        run = launch();
      }
      // It may be started several times until Redis lets it.
      for (;;) {
        const now = run;
        const is = await Promise.race([now?.ready.then(() => "ready"), now?.ended, wait(500)]);
        if (is === "ready") return;
        await wait(50);
      }
    },
  };
}

/**
 * Ends all workers, lets a queue take what they had in hand for abandoned, which otherwise is so half a minute after
 * they died and is seen half a minute later, and wakes them again.
 */
export async function passHalfMinute(arena: ReminderArena, queue = "{bull}:reminder-send"): Promise<void> {
  const { workers } = arena;
  await Promise.all(workers.map((worker) => worker.end("SIGKILL", "rest")));
  await asked(arena, async (store) => {
    const active = await store.lrange(`${queue}:active`, 0, -1);
    await store.del(`${queue}:stalled-check`, ...active.map((id) => `${queue}:${id}:lock`));
    if (active.length > 0) await store.sadd(`${queue}:stalled`, ...active);
  });
  await Promise.all(workers.map((worker) => worker.wake()));
}

/** Asks Redis over a connection of its own, since others have been lost. */
export async function asked<T>({ redis }: ReminderArena, ask: (store: Store) => Promise<T>): Promise<T> {
  const store = await connectStore(redis.url);
  return await ask(store).finally(() => disconnectStore(store));
}
