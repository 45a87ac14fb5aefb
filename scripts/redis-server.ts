import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Leashed, spawnOnLeash } from "./on-leash.ts";

/** A redis-server or valkey-server of our own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Process id of the server itself; another one after `restart`. */
  readonly pid: number;
  /** Ends it properly; its data stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data; stops it first where it still runs. */
  restart(): Promise<void>;
  /** Stops the process where it is, as a machine that hangs would; connections stay open (SIGSTOP). */
  freeze(): void;
  /** Lets a frozen process go on (SIGCONT). */
  thaw(): void;
  /** Called when it ends without having been told to, with its last words. */
  onDeath(listener: (lastWords: string) => void): void;
}

/**
 * Why a server cannot be started: there is no program for it, its port is taken, its folder is used by another server,
 * its data cannot be read, or something else.
 */
export type RedisProblem = "missing" | "port" | "folder" | "data" | "other";

/** The server cannot be started; the message says why and what to do. */
export class RedisServerError extends Error {
  override readonly name = "RedisServerError";
  readonly problem: RedisProblem;
  constructor(problem: RedisProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** How long a server may take until it answers; reading its data does not count. Milliseconds. */
const START_LIMIT = 30_000;

/** How long the folder may still be in use: a killed launcher's server gets 5 s to end. Milliseconds. */
const RELEASE_LIMIT = 7000;

/** How long one question may wait for its answer; a frozen server accepts connections and says nothing. Milliseconds. */
const ANSWER_LIMIT = 1000;

/** What we ship with: every write on disk before it is confirmed, and nothing thrown away. */
const SETTINGS = [
  ["--bind", "127.0.0.1"],
  ["--appendonly", "yes"],
  ["--appendfsync", "always"],
  ["--save", ""],
  ["--maxmemory-policy", "noeviction"],
  ["--loglevel", "notice"],
].flat();

/** The name of the server on this machine's PATH, or undefined. */
export function findRedis(): string | undefined {
  return ["redis-server", "valkey-server"].find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  );
}

/**
 * Starts a server on 127.0.0.1 with its data in a folder, and waits until it answers. It ends with this process,
 * however this process ends.
 *
 * @param dir where its data is kept, an absolute path; made when it is not there
 * @param port a free one when absent
 * @param fresh forgets what the folder holds
 * @throws RedisServerError
 */
export async function startRedis({
  dir,
  port,
  fresh = false,
}: {
  dir: string;
  port?: number;
  fresh?: boolean;
}): Promise<RedisServer> {
  const binary = findRedis();
  if (!binary) {
    throw new RedisServerError(
      "missing",
      "There is no redis-server or valkey-server here. Install one: apt-get install redis-server",
    );
  }
  await whenReleased(dir);
  if (fresh) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true }).catch((error: Error) => {
    throw new RedisServerError("other", `The folder for Redis's data cannot be made: ${error.message}`);
  });
  const chosen = port ?? (await freePort());
  const listeners: ((lastWords: string) => void)[] = [];

  const run = async (): Promise<Running> => {
    const server = await launch(binary, dir, chosen);
    void server.leashed.ended.then(() => {
      server.over = true;
      if (server.ending) return;
      for (const listener of listeners) listener(lastWords(server.leashed.output()));
    });
    return server;
  };
  let current = await run();

  const end = async (how: (leashed: Leashed) => void) => {
    const { leashed } = current;
    current.ending = true;
    how(leashed);
    await leashed.ended;
  };
  // Letting go of the leash ends it in time even where Redis refuses SIGTERM, as while it rewrites its file.
  const stop = () => end((leashed) => leashed.letGo());
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    get pid() {
      return current.pid;
    },
    stop,
    kill: () => end((leashed) => leashed.signal("SIGKILL")),
    async restart() {
      if (!current.over) await stop();
      current = await run();
    },
    freeze: () => current.leashed.signal("SIGSTOP"),
    thaw: () => current.leashed.signal("SIGCONT"),
    onDeath: (listener) => void listeners.push(listener),
  };
}

interface Running {
  readonly leashed: Leashed;
  readonly pid: number;
  /** It was told to end. */
  ending: boolean;
  /** It has ended. */
  over: boolean;
}

async function launch(binary: string, dir: string, port: number): Promise<Running> {
  const leashed = spawnOnLeash(binary, [...SETTINGS, "--port", String(port), "--dir", dir]);
  const failed = leashed.ended.then(() => {
    throw startError(leashed.output(), dir, port);
  });
  // Whoever loses this race must not be an unhandled rejection later, when the server ends as it should.
  failed.catch(() => {});
  try {
    const pid = await Promise.race([leashed.started, failed]);
    const over = new AbortController();
    await Promise.race([whenAnswering(port, pid, over.signal), failed]).finally(() => over.abort());
    await writeFile(noteIn(dir), JSON.stringify({ pid, port }));
    return { leashed, pid, ending: false, over: false };
  } catch (error) {
    leashed.letGo();
    await leashed.ended;
    throw error;
  }
}

/** The reason in words, from what the server said before it ended. */
function startError(output: string, dir: string, port: number): RedisServerError {
  if (/Address already in use/i.test(output)) {
    return new RedisServerError(
      "port",
      `Port ${port} for Redis is in use. End what uses it, or choose another.`,
    );
  }
  const words = lastWords(output);
  if (/bad file format|\baof\b|append-?only|\brdb\b|unexpected end of file|permission denied/i.test(words)) {
    return new RedisServerError(
      "data",
      `Redis cannot use its data in ${dir}. It said:\n${words}\nMend that with redis-check-aof --fix, or move the folder away to start afresh.`,
    );
  }
  return new RedisServerError("other", `Redis ended at once. It said:\n${words}`);
}

/** The last lines of the server's log, without their stamps and the warning that every small machine gets. */
function lastWords(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.replace(/^\d+:[A-Z] .*? [.\-*#] /, "").trim())
    .filter((line) => line && !line.startsWith("WARNING Memory overcommit"));
  return lines.slice(-4).join("\n");
}

/** Waits until that very process answers on the port and has read its data. */
async function whenAnswering(port: number, pid: number, over: AbortSignal): Promise<void> {
  let deadline = Date.now() + START_LIMIT;
  while (!over.aborted) {
    const reply = await ask(port, "INFO server\r\nPING");
    // The process id, since where the port is taken somebody else's server would answer.
    if (new RegExp(`^process_id:${pid}\r$`, "m").test(reply)) {
      if (/^\+PONG/m.test(reply)) return;
      if (/^-LOADING/m.test(reply)) deadline = Date.now() + START_LIMIT;
    }
    if (Date.now() > deadline) {
      throw new RedisServerError(
        "other",
        `Redis on port ${port} did not answer within ${START_LIMIT / 1000} s. Is the machine very busy? Try again.`,
      );
    }
    await wait(25);
  }
}

/** Inline commands over a socket of their own; "" when nobody answers. */
function ask(port: number, commands: string): Promise<string> {
  return new Promise((resolve) => {
    let reply = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${commands}\r\nQUIT\r\n`));
    socket.setTimeout(ANSWER_LIMIT, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (text) => {
      reply += text;
    });
    socket.on("error", () => {}).on("close", () => resolve(reply));
  });
}

/** Where a folder's server is noted: Redis itself lets two servers write into one folder, and ruin it. */
const noteIn = (dir: string) => join(dir, "flashback-redis.json");

/** Waits until no server uses the folder, which takes a moment after its launcher was killed. */
async function whenReleased(dir: string): Promise<void> {
  const deadline = Date.now() + RELEASE_LIMIT;
  for (;;) {
    const user = await serverIn(dir);
    if (user === undefined) return;
    if (Date.now() > deadline) {
      throw new RedisServerError(
        "folder",
        `The folder ${dir} is in use by another Redis (process ${user}). End what started it, or choose another folder.`,
      );
    }
    await wait(100);
  }
}

/** The process id of the server that uses the folder, or undefined. */
async function serverIn(dir: string): Promise<number | undefined> {
  try {
    const { pid, port } = JSON.parse(await readFile(noteIn(dir), "utf8"));
    process.kill(pid, 0);
    // Its number may belong to another process by now; both number and port hardly do.
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect").finally(() => socket.destroy());
    return pid;
  } catch {
    return undefined;
  }
}

/**
 * A port that nobody listens on. Not one of those the system hands out by itself (32768 and up on Linux): between a
 * stop and a restart it could be given to somebody's outgoing connection, even to one that looks for this server.
 */
async function freePort(): Promise<number> {
  for (let tries = 100; tries > 0; tries--) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
  throw new RedisServerError("port", "Redis found no free port. End some servers on this machine.");
}
