/**
 * Makes sure of what a fresh clone lacks; npm runs it before `test`, `playground` and `start`.
 *
 *     node scripts/bootstrap.mjs [--no-redis]
 *
 * The packages of package-lock.json, installed with `npm ci` when they are missing or were installed from another
 * lock file; and a Redis server to start, installed with the system's package manager where that is allowed
 * (FLASHBACK_NO_INSTALL=1 forbids it). With --no-redis only the packages, and those for development may be missing.
 * Prints nothing when there is nothing to do. Exits with 1 and says what to do when something cannot be had.
 *
 * It runs before any package is there, on the machine's own Node (20 or later): plain JavaScript, no dependencies.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LOCK = join(ROOT, "package-lock.json");
const MODULES = join(ROOT, "node_modules");
/** The Node that the package `node` brings; npm puts it first on the PATH of every script. */
const OWN_NODE = join(MODULES, ".bin", "node");
/** npm's own account of what it installed, written when it is done. */
const INSTALLED = join(MODULES, ".package-lock.json");
/** Ours: which lock file, platform and account of npm's belong together. */
const MARK = join(MODULES, ".flashback-bootstrap.json");
const PLATFORM = `${process.platform}-${process.arch}`;

/** What the person can mend; printed as it is. */
class BootstrapError extends Error {}

/** @param {string} path */
const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/**
 * What a JSON file holds; nothing when it is missing or broken (half written, or in the middle of a merge).
 * @param {string} path
 */
function readJson(path) {
  try {
    return JSON.parse(read(path) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} text */
const hash = (text) => createHash("sha256").update(text).digest("hex");

/**
 * @param {string} command
 * @param {string[]} args
 */
const runs = (command, ...args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

// ── Packages

/** @param {{ development: boolean }} options whether packages for development must be there too */
function ensurePackages({ development }) {
  const lock = read(LOCK);
  if (lock === undefined)
    throw new BootstrapError("package-lock.json is missing. Bring it back: git checkout package-lock.json");
  if (packagesAreThere(lock, { development })) return;
  console.log("Installing the packages (npm ci)…");
  // An installation that is interrupted must not pass for the one before it.
  rmSync(MARK, { force: true });
  rmSync(INSTALLED, { force: true });
  const { status, error } = spawnSync(
    "npm",
    ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"],
    { cwd: ROOT, env: npmEnvironment(), stdio: ["ignore", "ignore", "inherit"] },
  );
  if (error || status !== 0) {
    throw new BootstrapError(
      `The packages could not be installed${error ? `: ${error.message}` : "; npm's reason is above"}. Mend that, or try yourself: npm ci`,
    );
  }
  writeFileSync(MARK, JSON.stringify(markOf(lock, read(INSTALLED) ?? "")));
}

/**
 * @param {string} lock
 * @param {string} installed
 */
const markOf = (lock, installed) => ({ platform: PLATFORM, lock: hash(lock), installed: hash(installed) });

/**
 * Whether node_modules holds what the lock file says.
 * @param {string} lock
 * @param {{ development: boolean }} options
 */
function packagesAreThere(lock, { development }) {
  const installed = read(INSTALLED);
  if (installed === undefined) return false;
  const mark = readJson(MARK);
  const now = markOf(lock, installed);
  if (mark.platform && mark.platform !== PLATFORM) return false;
  if (mark.lock === now.lock && mark.installed === now.installed) return true;
  return agree(readJson(LOCK).packages, readJson(INSTALLED).packages, { development });
}

/**
 * Whether npm's account of an installation (one by hand, say) tells of the very packages of the lock file. Those for
 * other platforms are optional and left out of it.
 * @param {Record<string, { version?: string, integrity?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }> | undefined} wanted
 * @param {Record<string, { version?: string, integrity?: string }> | undefined} installed
 * @param {{ development: boolean }} options
 */
function agree(wanted, installed, { development }) {
  if (!wanted || !installed) return false;
  const extra = Object.keys(installed).some((path) => !(path in wanted));
  return (
    !extra &&
    Object.entries(wanted).every(([path, want]) => {
      const have = installed[path];
      if (path === "") return true;
      if (!have) return want.optional || ((want.dev || want.devOptional) && !development);
      return have.version === want.version && have.integrity === want.integrity;
    })
  );
}

/** Settings of one npm run that would make the `npm ci` inside it do something else. */
const OF_ONE_RUN = [
  "npm_config_dry_run",
  "npm_config_global",
  "npm_config_location",
  "npm_config_omit",
  "npm_config_only",
  "npm_config_package_lock",
  "npm_config_package_lock_only",
  "npm_config_prefix",
  "npm_config_production",
  "npm_config_workspace",
  "npm_config_workspaces",
];

/**
 * The environment for an npm inside npm: without what concerns the outer one's run alone, and on the machine's own
 * Node rather than on the one in node_modules, which is about to be removed.
 */
function npmEnvironment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OF_ONE_RUN.includes(name.toLowerCase())),
  );
  env.PATH = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join("node_modules", ".bin")))
    .join(delimiter);
  return env;
}

/** The package `node` gets its Node from a script that runs when it is installed, which npm can be told not to run. */
function ensureNode() {
  const wanted = Number.parseInt(
    /\d+/.exec(readJson(join(ROOT, "package.json")).engines?.node ?? "")?.[0] ?? "0",
    10,
  );
  if (runs(OWN_NODE, "--version") || Number.parseInt(process.versions.node, 10) >= wanted) return;
  throw new BootstrapError(
    `Flashback needs Node ${wanted}; this is ${process.version}, and the package that brings a newer one was not set up (does npm have ignore-scripts?). Type: npm rebuild node --ignore-scripts=false`,
  );
}

// ── Redis

const SERVERS = ["redis-server", "valkey-server"];

const redisIsThere = () => SERVERS.some((name) => runs(name, "--version"));

/**
 * How each package manager gets a server. `line` is what a person would type; `script` is for sh.
 *
 * Debian's package starts its service at once and at every boot, which would sit on Redis's port: a policy-rc.d that
 * says no (Debian Policy, 9.3.3.1) keeps it from the first, update-rc.d from the second.
 */
const MANAGERS = [
  {
    command: "apt-get",
    line: "apt-get update && apt-get install -y redis-server",
    script: `
      export DEBIAN_FRONTEND=noninteractive
      helper=$(command -v invoke-rc.d) && policy=\${helper%/*}/policy-rc.d && if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        trap 'exit 1' HUP INT TERM
        printf '#!/bin/sh\\nexit 101\\n' >"$policy" && chmod +x "$policy" || exit 1
      fi
      get() { apt-get -q -y --no-install-recommends install redis-server; }
      get || { apt-get -q update && get; } || exit 1
      update-rc.d redis-server disable || true`,
  },
  {
    command: "dnf",
    line: "dnf install -y valkey",
    script: "dnf -q -y install valkey || dnf -q -y install redis",
  },
  {
    command: "apk",
    line: "apk add valkey",
    script: "apk -q add --no-cache valkey || apk -q add --no-cache redis",
  },
];

function ensureRedis() {
  if (redisIsThere()) return;
  const manager = MANAGERS.find(({ command }) => runs(command, "--version"));
  const root = process.getuid?.() === 0;
  const line = manager ? `${root ? "" : "sudo "}sh -c '${manager.line}'` : undefined;
  const need =
    "Flashback keeps its data in Redis, and there is no redis-server or valkey-server on the PATH.";
  if (!manager) {
    const how =
      process.platform === "darwin"
        ? "Type: brew install redis"
        : "Install Redis or Valkey: https://valkey.io/download/";
    throw new BootstrapError(`${need}\n${how}`);
  }
  if (process.env.FLASHBACK_NO_INSTALL === "1" || !(root || runs("sudo", "-n", "true"))) {
    throw new BootstrapError(`${need}\nType: ${line}`);
  }
  console.log(`Installing a Redis server with ${manager.command} (FLASHBACK_NO_INSTALL=1 forbids it)…`);
  const command = ["sh", "-c", manager.script];
  const [first, ...rest] = root ? command : ["sudo", "-n", ...command];
  const { stdout, stderr } = spawnSync(first, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (!redisIsThere()) {
    throw new BootstrapError(
      `${stdout}${stderr}\n${need} ${manager.command} could not install one; its reason is above.\nType: ${line}`,
    );
  }
}

try {
  const redis = !process.argv.includes("--no-redis");
  ensurePackages({ development: redis });
  ensureNode();
  if (redis) ensureRedis();
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(error.message);
  process.exit(1);
}
