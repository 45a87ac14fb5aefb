/**
 * `node scripts/rehearse-image.ts`: carries out the Dockerfile's steps without Docker, in a clean folder that holds only
 * what .dockerignore lets in, then starts what the image starts, against a playground and a Redis, and asks its health
 * check. Proves the steps, not the base image.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startPlayground } from "../playground/index.ts";
import { spawnOnLeash } from "./on-leash.ts";
import { startRedis } from "./redis-server.ts";

/** How long the container may take to become healthy. Milliseconds. */
const PATIENCE = 30_000;

interface Image {
  readonly environment: Record<string, string>;
  command: readonly string[];
  health: string;
}

/** The lines of a Dockerfile as [instruction, rest], continued lines joined. */
function instructions(dockerfile: string): [string, string][] {
  return dockerfile
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return [name, rest];
    });
}

/** What .dockerignore lets in: everything is left out first, then single names are let in again. */
function letIn(ignore: string): readonly string[] {
  const rules = ignore.split("\n").filter((line) => line && !line.startsWith("#"));
  if (rules[0] !== "*" || !rules.slice(1).every((rule) => /^![\w.-]+$/.test(rule))) {
    throw new Error('.dockerignore has to be "*" and then "!name" lines.');
  }
  return rules.slice(1).map((rule) => rule.slice(1));
}

/** Carries out the build steps in `folder`; what a container of the image would run is what comes back. */
function build(context: string, folder: string): Image {
  const allowed = letIn(readFileSync(".dockerignore", "utf8"));
  for (const name of allowed) cpSync(name, join(context, name), { recursive: true });
  const image: Image = { environment: {}, command: [], health: "" };
  for (const [name, rest] of instructions(readFileSync("Dockerfile", "utf8"))) {
    if (name === "COPY") {
      const parts = rest.split(/\s+/);
      const target = join(folder, parts.at(-1) ?? "");
      for (const source of parts.slice(0, -1)) {
        const many = parts.length > 2 || (parts.at(-1) ?? "").endsWith("/");
        cpSync(join(context, source), many ? join(target, source) : target, { recursive: true });
      }
    } else if (name === "RUN") {
      execFileSync("sh", ["-ec", rest], {
        cwd: folder,
        env: { ...process.env, ...image.environment },
        stdio: ["ignore", "ignore", "inherit"],
      });
    } else if (name === "ENV") {
      const [key = "", value = ""] = rest.split("=", 2);
      image.environment[key] = value;
    } else if (name === "HEALTHCHECK") {
      image.health = rest.replace(/^.*?\bCMD\s+/, "");
    } else if (name === "CMD") {
      image.command = JSON.parse(rest);
    } else if (!["FROM", "WORKDIR", "USER"].includes(name)) {
      throw new Error(`The rehearsal does not know ${name}; teach it, or leave it out of the Dockerfile.`);
    }
  }
  return image;
}

/** Takes the right to write from everything below a folder, as a read-only root file system does. */
function freeze(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) freeze(path);
    else chmodSync(path, statSync(path).mode & ~0o222);
  }
  chmodSync(folder, 0o555);
}

const bytesIn = (folder: string) =>
  Number(execFileSync("du", ["-sb", folder], { encoding: "utf8" }).split("\t")[0]);

const base = mkdtempSync(join(tmpdir(), "flashback-image-"));
const [context, folder, data] = ["context", "app", "data"].map((name) => join(base, name)) as [
  string,
  string,
  string,
];
for (const path of [base, context, folder, data]) mkdirSync(path, { recursive: true });
chmodSync(base, 0o755);
const closers: (() => Promise<void>)[] = [];
try {
  const image = build(context, folder);
  freeze(folder);
  console.log(`Built: ${(bytesIn(folder) / 2 ** 20).toFixed(0)} MiB beside the base image.`);
  const redis = await startRedis({ dir: data });
  closers.push(() => redis.stop());
  const playground = await startPlayground();
  closers.push(() => playground.close());
  const [program = "", ...args] = image.command;
  // The base image's Node is this very version; the user is nobody in particular where we may choose.
  const root = process.getuid?.() === 0;
  const command = program === "node" ? process.execPath : program;
  const container = root
    ? spawnOnLeash(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", command, ...args],
        options(),
      )
    : spawnOnLeash(command, args, options());
  closers.push(async () => {
    container.letGo();
    await container.ended;
  });

  function options() {
    const { token, apiUrl } = playground;
    return {
      cwd: folder,
      environment: {
        PATH: process.env.PATH ?? "",
        ...image.environment,
        DISCORD_TOKEN: token,
        DISCORD_API_URL: apiUrl,
        REDIS_URL: redis.url,
      },
    };
  }

  const healthy = () => spawnSync("sh", ["-c", image.health], { stdio: "ignore" }).status === 0;
  for (const end = Date.now() + PATIENCE; !healthy(); await wait(500)) {
    if (Date.now() > end)
      throw new Error(`The health check never passed. The bot said:\n${container.output()}`);
  }
  const { message } = await playground.actor("ada").slash("#general", "quiz");
  if (!message?.texts.includes("0 of 10")) throw new Error("The bot in the image did not answer /quiz.");
  const ada = playground.actor("ada");
  const answer = await ada.press(message, "Show answer");
  if (answer.message?.images.length !== 1) throw new Error("The bot in the image did not draw a formula.");
  if (answer.message) await ada.press(answer.message, "4");
  const stats = await ada.slash("#general", "stats me");
  if (stats.message?.images.length !== 1) throw new Error("The bot in the image did not draw statistics.");
  const file = await ada.slash("#general", "deck export", { deck: "losses", format: "anki-package" });
  if (file.message?.files.length !== 1) throw new Error("The bot in the image did not write a package.");
  redis.freeze();
  if (healthy()) throw new Error("The health check passes although Redis is frozen.");
  redis.thaw();
  console.log(
    "Started, healthy, answers /quiz, draws a formula and statistics, writes a package, and unhealthy while Redis is frozen.",
  );
} finally {
  for (const close of closers.toReversed()) await close();
  execFileSync("chmod", ["-R", "u+w", base]);
  rmSync(base, { recursive: true, force: true });
}
