import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RedisServer, type RedisServerError, startRedis } from "../../../scripts/redis-server.ts";
import { connectStore, type Store } from "../../../src/store/connection.ts";
import { eventually, runs, temporaryFolder } from "./processes.ts";

const MODULE = new URL("../../../scripts/redis-server.ts", import.meta.url).href;

/** A server with data in a folder of its own, ended after the test. */
async function server(dir?: string): Promise<RedisServer & { dir: string }> {
  const folder = dir ?? (await temporaryFolder());
  const redis = await startRedis({ dir: folder });
  onTestFinished(() => redis.stop());
  // Its process id changes, which a copy of its fields would hide.
  return Object.assign(redis, { dir: folder });
}

/** Runs commands over a connection of their own. */
async function ask<T>({ url }: { url: string }, commands: (client: Store) => Promise<T>): Promise<T> {
  const client = await connectStore(url);
  try {
    return await commands(client);
  } finally {
    client.disconnect();
  }
}

const failure = (start: Promise<unknown>): Promise<RedisServerError> =>
  start.then(
    () => Promise.reject(new Error("it started")),
    (error: RedisServerError) => error,
  );

describe("a Redis of our own", () => {
  it("answers, and keeps what it confirmed through a kill, a stop and a restart", async () => {
    const redis = await server();
    const first = redis.pid;
    await ask(redis, (client) => client.set("a", "1"));
    await redis.kill();
    expect(runs(first)).toBe(false);
    await redis.restart();
    expect(redis.pid).not.toBe(first);
    await ask(redis, (client) => client.set("b", "2"));
    await redis.stop();
    await redis.restart();
    await redis.restart();
    expect(await ask(redis, (client) => client.mget("a", "b"))).toEqual(["1", "2"]);
  });

  it("has every write on disk before it confirms it, and throws nothing away", async () => {
    const settings = await ask(await server(), (client) =>
      client.config("GET", "appendonly", "appendfsync", "maxmemory-policy", "bind"),
    );
    const pairs = settings as string[];
    expect(
      Object.fromEntries(pairs.flatMap((name, index) => (index % 2 ? [] : [[name, pairs[index + 1]]]))),
    ).toEqual({
      appendonly: "yes",
      appendfsync: "always",
      "maxmemory-policy": "noeviction",
      bind: "127.0.0.1",
    });
  });

  it("says nothing while it is frozen, and goes on when it is thawed", async () => {
    const redis = await server();
    const socket = connect(redis.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    redis.freeze();
    let thawed = false;
    const answer = once(socket, "data").then(([reply]) => ({ reply: String(reply), thawed }));
    socket.write("PING\r\n");
    // Some way to and fro on the same machine, in which an answer would have come.
    const other = await server();
    await ask(other, (client) => client.ping());
    thawed = true;
    redis.thaw();
    expect(await answer).toEqual({ reply: "+PONG\r\n", thawed: true });
  });

  it("stops even when it is frozen", async () => {
    const redis = await server();
    redis.freeze();
    await redis.stop();
    expect(runs(redis.pid)).toBe(false);
  });

  it("reports its death only when it was not told to end", async () => {
    const redis = await server();
    const heard: string[] = [];
    redis.onDeath((words) => heard.push(words));
    await redis.stop();
    await redis.restart();
    await redis.kill();
    await redis.restart();
    expect(heard).toEqual([]);
    process.kill(redis.pid, "SIGKILL");
    await eventually(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toContain("Ready to accept connections");
  });

  it("does not take another's server on its port for its own", async () => {
    const other = await server();
    const error = await failure(startRedis({ dir: await temporaryFolder(), port: other.port }));
    expect(error).toMatchObject({ problem: "port", message: expect.stringContaining(`Port ${other.port}`) });
    expect(await ask(other, (client) => client.ping())).toBe("PONG");
  });

  it("says that its port is in use where something silent listens on it", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const error = await failure(startRedis({ dir: await temporaryFolder(), port }));
    expect(error).toMatchObject({ problem: "port", message: expect.stringContaining(`Port ${port}`) });
  });

  it("refuses a folder that another server uses, which goes on", async () => {
    const other = await server();
    const error = await failure(startRedis({ dir: other.dir, fresh: true }));
    expect(error).toMatchObject({
      problem: "folder",
      message: expect.stringContaining(`process ${other.pid}`),
    });
    expect(await ask(other, (client) => client.set("a", "1"))).toBe("OK");
  });

  it("quotes Redis where its data is broken, and starts afresh when told to", async () => {
    const redis = await server();
    await ask(redis, (client) => client.set("a", "1"));
    await redis.stop();
    await writeFile(join(redis.dir, "appendonlydir", "appendonly.aof.manifest"), "nonsense\n");
    const error = await failure(startRedis({ dir: redis.dir }));
    expect(error.problem).toBe("data");
    expect(error.message).toContain("Invalid AOF manifest");
    expect(error.message).toContain(redis.dir);
    const afresh = await startRedis({ dir: redis.dir, fresh: true });
    onTestFinished(() => afresh.stop());
    expect(await ask(afresh, (client) => client.get("a"))).toBeNull();
  });

  it("names the folder that cannot be made", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const error = await failure(startRedis({ dir: join(folder, "file", "redis") }));
    expect(error).toMatchObject({ problem: "other", message: expect.stringContaining(folder) });
  });

  it("ends when its starter is killed, and leaves the folder to the next", async () => {
    const dir = await temporaryFolder();
    const starter = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { startRedis } from "${MODULE}";
         console.log((await startRedis({ dir: ${JSON.stringify(dir)} })).pid);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = await once(starter.stdout, "data");
    expect(runs(Number(line))).toBe(true);
    starter.kill("SIGKILL");
    const next = await server(dir);
    expect(runs(Number(line))).toBe(false);
    expect(await ask(next, (client) => client.ping())).toBe("PONG");
  });
});

describe("without a Redis on the PATH", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("says what to install", async () => {
    const empty = join(await temporaryFolder(), "bin");
    await mkdir(empty);
    vi.stubEnv("PATH", empty);
    const error = await failure(startRedis({ dir: empty }));
    expect(error).toMatchObject({
      problem: "missing",
      message: expect.stringContaining("apt-get install redis-server"),
    });
  });
});
