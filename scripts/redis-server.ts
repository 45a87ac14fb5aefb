import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** A redis-server or valkey-server of our own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it properly; its data stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same port with the same data. */
  restart(): Promise<void>;
  /** Stops the process where it is, as a machine that hangs would; connections stay open (SIGSTOP). */
  freeze(): void;
  /** Lets a frozen process go on (SIGCONT). */
  thaw(): void;
  /** Called when it ends without having been told to, with its last words. */
  onDeath(listener: (lastWords: string) => void): void;
}

/** The server cannot be started; the message says why and what to do. */
export class RedisServerError extends Error {
  override readonly name = "RedisServerError";
}

const LEASH = fileURLToPath(new URL("./leash.mjs", import.meta.url));

/** How long a server may take to read its data and answer. Milliseconds. */
const START_LIMIT = 30_000;

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
 * @param dir where its data is kept; made when it is not there
 * @param port a free one when absent
 * @throws RedisServerError
 */
export async function startRedis({ dir, port }: { dir: string; port?: number }): Promise<RedisServer> {
  const binary = findRedis();
  if (!binary) {
    throw new RedisServerError(
      "There is no redis-server or valkey-server here. Install one: apt-get install redis-server",
    );
  }
  await mkdir(dir, { recursive: true });
  const chosen = port ?? (await freePort());
  const listeners: ((lastWords: string) => void)[] = [];
  let current = await run(binary, dir, chosen);
  const watch = (process: Process) => {
    process.leash.once("exit", () => {
      if (!process.ending) for (const listener of listeners) listener(lastLines(process.output));
    });
  };
  watch(current);
  const end = async (how: (server: Process) => void) => {
    current.ending = true;
    if (current.leash.exitCode !== null) return;
    const gone = once(current.leash, "exit");
    how(current);
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    stop: () =>
      end(({ leash, pid }) => {
        // Letting go of the leash ends it in time even where Redis refuses SIGTERM, as while it rewrites its file.
        leash.stdin?.end();
        // A frozen process takes no SIGTERM before it is thawed.
        process.kill(pid, "SIGCONT");
      }),
    kill: () => end(({ pid }) => process.kill(pid, "SIGKILL")),
    async restart() {
      current = await run(binary, dir, chosen);
      watch(current);
    },
    freeze: () => void process.kill(current.pid, "SIGSTOP"),
    thaw: () => void process.kill(current.pid, "SIGCONT"),
    onDeath: (listener) => void listeners.push(listener),
  };
}

interface Process {
  readonly leash: ChildProcess;
  /** Of the server itself, behind the leash. */
  readonly pid: number;
  output: string;
  ending: boolean;
}

async function run(binary: string, dir: string, port: number): Promise<Process> {
  const leash = spawn(process.execPath, [LEASH, binary, ...SETTINGS, "--port", String(port), "--dir", dir], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const server: Process = { leash, pid: 0, output: "", ending: false };
  for (const stream of [leash.stdout, leash.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      server.output = (server.output + text).slice(-20_000);
    });
  }
  const failed = once(leash, "exit").then(() => {
    throw startError(server.output, dir, port);
  });
  // Whoever loses this race must not be an unhandled rejection later, when the server ends as it should.
  failed.catch(() => {});
  const pid = await Promise.race([whenAnswering(port), failed]);
  return Object.assign(server, { pid });
}

/** The reason in words, from what the server said before it ended. */
function startError(output: string, dir: string, port: number): RedisServerError {
  const words = lastLines(output);
  if (/Address already in use/i.test(output)) {
    return new RedisServerError(`Port ${port} for Redis is in use. End what uses it, or choose another.`);
  }
  if (
    /Bad file format|Unexpected end of file|Error loading|Wrong signature|Fatal error|Can't open|Permission denied/i.test(
      output,
    )
  ) {
    return new RedisServerError(
      `Redis cannot read its data in ${dir}:\n${words}\nMend it with redis-check-aof --fix, or move that folder away and start afresh.`,
    );
  }
  return new RedisServerError(`Redis ended at once:\n${words}`);
}

const lastLines = (output: string) => output.trimEnd().split("\n").slice(-5).join("\n");

/** Waits until the server answers and has read its data; returns its process id. */
async function whenAnswering(port: number): Promise<number> {
  const deadline = Date.now() + START_LIMIT;
  while (Date.now() < deadline) {
    const pid = /process_id:(\d+)[\s\S]*/.exec(await ask(port, "INFO server"))?.[1];
    if (pid && (await ask(port, "PING")).startsWith("+PONG")) return Number(pid);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new RedisServerError(`Redis on port ${port} did not answer within ${START_LIMIT / 1000} s.`);
}

/** One inline command over a socket of its own; "" when nobody answers. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve) => {
    let reply = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\nQUIT\r\n`));
    socket.setEncoding("utf8").on("data", (text) => {
      reply += text;
    });
    socket.on("error", () => {}).on("close", () => resolve(reply));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new RedisServerError("no free port was given");
  return address.port;
}
