import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const BOOTSTRAP = fileURLToPath(new URL("../../../scripts/bootstrap.mjs", import.meta.url));

const PACKAGES = {
  "": { name: "some-project" },
  "node_modules/used": { version: "1.0.0", integrity: "sha512-used" },
  "node_modules/tool": { version: "2.0.0", integrity: "sha512-tool", dev: true },
  "node_modules/elsewhere": { version: "3.0.0", integrity: "sha512-elsewhere", optional: true },
};
const { "node_modules/elsewhere": _elsewhere, ...INSTALLED } = PACKAGES;
const { "node_modules/tool": _tool, ...INSTALLED_FOR_USE } = INSTALLED;

/** A project of its own with nothing but the bootstrap, and a PATH with nothing but what a test puts there. */
function project({ redis = true } = {}) {
  const root = mkdtempSync(join(tmpdir(), "flashback-bootstrap-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = (...names: string[]) => join(root, ...names);
  for (const folder of ["scripts", "bin"]) mkdirSync(path(folder));
  copyFileSync(BOOTSTRAP, path("scripts", "bootstrap.mjs"));
  for (const tool of ["sh", "mkdir", "cp", "rm", "chmod", "cat"]) {
    symlinkSync(existsSync(`/bin/${tool}`) ? `/bin/${tool}` : `/usr/bin/${tool}`, path("bin", tool));
  }
  /** A program on the PATH that notes how it was called, and does what `script` says. */
  const program = (name: string, script = "") => {
    writeFileSync(path("bin", name), `#!/bin/sh\necho "${name} $*" >>"${path("calls")}"\n${script}\n`);
    chmodSync(path("bin", name), 0o755);
  };
  const json = (name: string, value: unknown) => writeFileSync(path(name), JSON.stringify(value));
  const installed = (packages: unknown) => {
    mkdirSync(path("node_modules"), { recursive: true });
    json("node_modules/.package-lock.json", { packages });
  };
  json("package-lock.json", { packages: PACKAGES });
  json("result.json", { packages: INSTALLED });
  program("npm", "mkdir -p node_modules && cp result.json node_modules/.package-lock.json");
  program("stub");
  if (redis) program("redis-server");
  return {
    path,
    program,
    json,
    installed,
    /** Runs the bootstrap; `calls` are those of npm and of what installs, without questions for a version. */
    run(args: readonly string[] = [], environment: Record<string, string> = {}) {
      rmSync(path("calls"), { force: true });
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path("scripts", "bootstrap.mjs"), ...args],
        { cwd: root, env: { PATH: path("bin"), ...environment }, encoding: "utf8" },
      );
      const calls = existsSync(path("calls")) ? readFileSync(path("calls"), "utf8").trim().split("\n") : [];
      return {
        status,
        stdout,
        stderr,
        calls: calls.filter((call) => call && !/--version$| true$/.test(call)),
      };
    },
  };
}

const NPM_CI = "npm ci --include=dev --loglevel=error --no-audit --no-fund";

const QUIET = { status: 0, stdout: "", stderr: "", calls: [] };

it("installs the packages in a fresh clone, once", () => {
  const { run } = project();
  expect(run()).toMatchObject({
    status: 0,
    calls: [NPM_CI],
    stdout: expect.stringContaining("Installing the packages"),
  });
  expect(run()).toEqual(QUIET);
});

it("installs them again when the lock file says something else", () => {
  const { run, json } = project();
  run();
  const other = { ...PACKAGES, "node_modules/used": { version: "1.0.1", integrity: "sha512-other" } };
  json("package-lock.json", { packages: other });
  json("result.json", { packages: other });
  expect(run()).toMatchObject({ status: 0, calls: [NPM_CI] });
  expect(run()).toEqual(QUIET);
});

it("compares what the lock file says, not when it was written", () => {
  const { run, json } = project();
  run();
  json("package-lock.json", { packages: PACKAGES });
  expect(run()).toEqual(QUIET);
});

it("takes an installation by hand for its own where it is the lock file's", () => {
  const { run, installed } = project();
  installed(INSTALLED);
  expect(run()).toEqual(QUIET);
});

it.each([
  ["lacks a package", { "node_modules/tool": INSTALLED["node_modules/tool"] }],
  [
    "has another version",
    { ...INSTALLED, "node_modules/used": { version: "0.9.0", integrity: "sha512-used" } },
  ],
  [
    "has other contents",
    { ...INSTALLED, "node_modules/used": { version: "1.0.0", integrity: "sha512-forged" } },
  ],
  ["has a package too many", { ...INSTALLED, "node_modules/more": { version: "1.0.0" } }],
])("replaces an installation by hand that %s", (_what, packages) => {
  const { run, installed } = project();
  installed(packages);
  expect(run()).toMatchObject({ status: 0, calls: [NPM_CI] });
});

it("replaces an installation by hand that somebody changed after ours", () => {
  const { run, installed } = project();
  run();
  installed(INSTALLED_FOR_USE);
  expect(run()).toMatchObject({ status: 0, calls: [NPM_CI] });
});

it("installs them again after an installation that was interrupted or failed", () => {
  const { run, program, json, path } = project();
  run();
  json("package-lock.json", { packages: { ...PACKAGES, "node_modules/more": { version: "1.0.0" } } });
  program("npm", "exit 1");
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining("npm ci") });
  // Back to the lock file of before: what the failed installation left behind may be anything.
  json("package-lock.json", { packages: PACKAGES });
  expect(existsSync(path("node_modules"))).toBe(true);
  expect(run()).toMatchObject({ status: 1, calls: [NPM_CI] });
});

it.each([
  ["our mark", "node_modules/.flashback-bootstrap.json", []],
  ["npm's account", "node_modules/.package-lock.json", [NPM_CI]],
])("gets over %s half written", (_what, file, calls) => {
  const { run, path } = project();
  run();
  writeFileSync(path(...file.split("/")), '{"packages": {');
  expect(run()).toMatchObject({ status: 0, calls });
});

it("leaves it to npm to say what is wrong with a lock file in the middle of a merge", () => {
  const { run, program, path } = project();
  run();
  writeFileSync(path("package-lock.json"), "<<<<<<< ours\n{}\n");
  program("npm", 'echo "npm error Invalid package-lock" >&2; exit 1');
  expect(run()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/Invalid package-lock[\s\S]*npm ci/),
  });
});

it("installs them again on another platform", () => {
  const { run, path } = project();
  run();
  const mark = path("node_modules", ".flashback-bootstrap.json");
  writeFileSync(mark, JSON.stringify({ ...JSON.parse(readFileSync(mark, "utf8")), platform: "plan9-mips" }));
  expect(run()).toMatchObject({ status: 0, calls: [NPM_CI] });
});

it("says so when npm did not set up the Node that the project needs", () => {
  const { run, json, path } = project();
  json("package.json", { engines: { node: ">=1000" } });
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/Node 1000.*npm rebuild node/) });
  mkdirSync(path("node_modules", ".bin"));
  symlinkSync(process.execPath, path("node_modules", ".bin", "node"));
  expect(run()).toEqual(QUIET);
});

it("says so when there is no lock file", () => {
  const { run, path } = project();
  rmSync(path("package-lock.json"));
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining("package-lock.json is missing") });
});

it("keeps the outer npm's own matters from the inner one, and the person's settings in it", () => {
  const { run, program, path } = project();
  program(
    "npm",
    `mkdir -p node_modules && cp result.json node_modules/.package-lock.json
     echo "$npm_config_global|$npm_config_omit|$npm_config_dry_run|$npm_config_registry|$PATH" >>"${path("environment")}"`,
  );
  run([], {
    npm_config_global: "true",
    npm_config_omit: "dev",
    npm_config_dry_run: "true",
    npm_config_registry: "https://registry.example/",
    PATH: `${path("node_modules", ".bin")}:${path("bin")}`,
  });
  expect(readFileSync(path("environment"), "utf8")).toBe(`|||https://registry.example/|${path("bin")}\n`);
});

it("needs neither Redis nor the packages for development with --no-redis", () => {
  const { run, installed } = project({ redis: false });
  installed(INSTALLED_FOR_USE);
  expect(run(["--no-redis"])).toEqual(QUIET);
});

it("is content with Valkey", () => {
  const { run, installed, program } = project({ redis: false });
  installed(INSTALLED);
  program("valkey-server");
  expect(run()).toEqual(QUIET);
});

/** A project with its packages, without Redis, for the person who may install (root, or with sudo). */
function withoutRedis() {
  const made = project({ redis: false });
  made.installed(INSTALLED);
  made.program("sudo", '[ "$1" = -n ] && shift\nexec "$@"');
  return made;
}

/** What a package manager does that installs a server. */
const puts = (path: (...names: string[]) => string) =>
  `case "$*" in *install*|*add*) cp "${path("bin", "stub")}" "${path("bin", "redis-server")}";; esac`;

it("installs Redis with apt-get, saying so in one line, and only once", () => {
  const { run, program, path } = withoutRedis();
  program("apt-get", puts(path));
  const first = run();
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.stdout).toMatch(/^Installing a Redis server with apt-get.*\n$/);
  expect(first.calls).toContain("apt-get -q -y --no-install-recommends install redis-server");
  expect(first.calls).not.toContain("apt-get -q update");
  expect(run()).toMatchObject({ status: 0, stdout: "" });
});

it("fetches the package lists where apt-get knows no such package yet", () => {
  const { run, program, path } = withoutRedis();
  program(
    "apt-get",
    `case "$*" in *update*) : >"${path("lists")}";; *install*) [ -e "${path("lists")}" ] || exit 100; ${puts(path)};; esac`,
  );
  const { status, calls } = run();
  expect(status).toBe(0);
  expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual([
    "apt-get -q -y --no-install-recommends install redis-server",
    "apt-get -q update",
    "apt-get -q -y --no-install-recommends install redis-server",
  ]);
});

it("lets Debian's package start no service, then or at boot, and leaves no trace of that", () => {
  const { run, program, path } = withoutRedis();
  program("invoke-rc.d");
  program("update-rc.d");
  program(
    "apt-get",
    `case "$*" in *install*) "${path("bin", "policy-rc.d")}"; echo $? >"${path("policy")}"; ${puts(path)};; esac`,
  );
  const { status, calls } = run();
  expect(status).toBe(0);
  expect(readFileSync(path("policy"), "utf8")).toBe("101\n");
  expect(existsSync(path("bin", "policy-rc.d"))).toBe(false);
  expect(calls).toContain("update-rc.d redis-server disable");
});

it("leaves the machine's own policy on services as it is", () => {
  const { run, program, path } = withoutRedis();
  program("invoke-rc.d");
  program("policy-rc.d", "exit 101");
  const before = readFileSync(path("bin", "policy-rc.d"), "utf8");
  program("apt-get", puts(path));
  expect(run().status).toBe(0);
  expect(readFileSync(path("bin", "policy-rc.d"), "utf8")).toBe(before);
});

it.each([
  ["dnf", "dnf -q -y install valkey"],
  ["apk", "apk -q add --no-cache valkey"],
])("installs one with %s", (manager, call) => {
  const { run, program, path } = withoutRedis();
  program(manager, puts(path));
  expect(run()).toMatchObject({ status: 0, calls: expect.arrayContaining([call]) });
});

it("installs nothing of the system's when that is forbidden, and gives the line to type", () => {
  const { run, program, path } = withoutRedis();
  program("apt-get", puts(path));
  const { status, stdout, stderr, calls } = run([], { FLASHBACK_NO_INSTALL: "1" });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/Type: .*apt-get install -y redis-server/);
  expect(calls).toEqual([]);
});

it("quotes the package manager where it fails", () => {
  const { run, program } = withoutRedis();
  program("apt-get", `case "$*" in *install*|*update*) echo "E: no space left" >&2; exit 100;; esac`);
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/E: no space left[\s\S]*Type: /) });
});

it("says what to do on a machine without a package manager it knows", () => {
  expect(withoutRedis().run()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/redis-server or valkey-server[\s\S]*(https:\/\/|brew install)/),
  });
});
