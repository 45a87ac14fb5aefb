import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually, processesIn, temporaryFolder } from "./processes.ts";

const LAUNCHER = fileURLToPath(new URL("../../../scripts/playground.ts", import.meta.url));

/** Runs the launcher; `ready` gives the page's address, `ended` the exit code and what was printed. */
function launch(...args: string[]) {
  const launcher = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void launcher.kill("SIGKILL"));
  let output = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [launcher.stdout, launcher.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const address = /^Flashback is ready: (\S+)/m.exec(output)?.[1];
      if (address) resolve(address);
    });
  }
  const ended = once(launcher, "close").then(([code]) => {
    reject(new Error(`the launcher ended:\n${output}`));
    return { code, output };
  });
  ready.catch(() => {});
  return { launcher, ready, ended };
}

const redisIn = async (data: string): Promise<number> =>
  JSON.parse(await readFile(join(data, "redis", "flashback-redis.json"), "utf8")).pid;

describe("npm run playground", () => {
  it("serves the page, keeps its port for itself, and ends all on Ctrl-C", async () => {
    const data = await temporaryFolder();
    const { launcher, ready, ended } = launch("--port", "0", "--data", data);
    const page = await ready;
    expect((await fetch(page)).status).toBe(200);
    expect(await processesIn(data)).toContain(await redisIn(data));

    const { port } = new URL(page);
    const second = await launch("--port", port, "--data", await temporaryFolder()).ended;
    expect(second.code).toBe(1);
    expect(second.output).toContain(port);
    expect(second.output).toContain("npm run playground -- --port");
    launcher.kill("SIGINT");
    expect((await ended).code).toBe(0);
    expect(await processesIn(data)).toEqual([]);
  });

  it("leaves no process behind when it is killed", async () => {
    const data = await temporaryFolder();
    const { launcher, ready } = launch("--port", "0", "--data", data);
    await ready;
    expect((await processesIn(data)).length).toBeGreaterThanOrEqual(2);
    launcher.kill("SIGKILL");
    await eventually(async () => expect(await processesIn(data)).toEqual([]));
  });

  it("ends and says so when Redis or the bot dies", async () => {
    const data = await temporaryFolder();
    const first = launch("--port", "0", "--data", data);
    await first.ready;
    const redis = await redisIn(data);
    process.kill(redis, "SIGKILL");
    expect(await first.ended).toMatchObject({
      code: 1,
      output: expect.stringContaining("Redis ended by itself"),
    });
    await eventually(async () => expect(await processesIn(data)).toEqual([]));

    const second = launch("--port", "0", "--data", data);
    await second.ready;
    const bot = await botIn(data);
    process.kill(bot, "SIGKILL");
    expect(await second.ended).toMatchObject({ code: 1, output: expect.stringContaining("The bot ended") });
    // What draws formulas for the bot finds out by itself that the bot is gone.
    await expect.poll(() => processesIn(data), { timeout: 10_000 }).toEqual([]);
  });

  it("says how to start afresh where its data is broken, and does", async () => {
    const data = await temporaryFolder();
    const first = launch("--port", "0", "--data", data);
    await first.ready;
    first.launcher.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
    await writeFile(join(data, "redis", "appendonlydir", "appendonly.aof.manifest"), "nonsense\n");
    const broken = await launch("--port", "0", "--data", data).ended;
    expect(broken.code).toBe(1);
    expect(broken.output).toContain("npm run playground -- --fresh");
    const afresh = launch("--port", "0", "--data", data, "--fresh");
    await afresh.ready;
    afresh.launcher.kill("SIGINT");
    expect((await afresh.ended).code).toBe(0);
  });

  it("explains its options, and refuses others", async () => {
    expect(await launch("--help").ended).toMatchObject({
      code: 0,
      output: expect.stringContaining("--fresh"),
    });
    expect(await launch("--port", "x").ended).toMatchObject({
      code: 1,
      output: expect.stringContaining("--port x"),
    });
    expect(await launch("--frsh").ended).toMatchObject({
      code: 1,
      output: expect.stringContaining("--fresh"),
    });
  });
});

/** The bot's process: the one in the folder whose first argument is its main module. */
async function botIn(data: string): Promise<number> {
  for (const pid of await processesIn(data)) {
    const args = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    if (args[1]?.endsWith("src/main.ts")) return pid;
  }
  throw new Error("there is no bot");
}
