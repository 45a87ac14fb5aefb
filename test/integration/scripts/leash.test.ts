import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { spawnOnLeash } from "../../../scripts/on-leash.ts";
import { eventually, runs } from "./processes.ts";

const MODULE = new URL("../../../scripts/on-leash.ts", import.meta.url).href;

/** Starts a script on a leash and waits for its first line, by when it has set itself up. */
async function leashed(script: string) {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const process_ = spawnOnLeash(process.execPath, ["-e", `${script}; console.log("ready")`], {
    onOutput: () => resolve(),
  });
  await ready;
  return { ...process_, pid: await process_.started };
}

describe.concurrent("a process on the leash", () => {
  it("hands on its exit code and what it printed", async () => {
    const { ended, output } = spawnOnLeash(process.execPath, [
      "-e",
      `console.log("out"); console.error("err"); process.exitCode = 7`,
    ]);
    expect(await ended).toBe(7);
    expect(output()).toContain("out\n");
    expect(output()).toContain("err\n");
  });

  it("hands on the signal that ended it, as a shell does", async () => {
    const { ended, signal } = await leashed("setInterval(() => {}, 1000)");
    signal("SIGKILL");
    expect(await ended).toBe(128 + 9);
  });

  it("says which command could not be started", async () => {
    const { started, ended } = spawnOnLeash("no-such-command-here", []);
    await expect(started).rejects.toThrow(/no-such-command-here could not be started.*ENOENT/);
    expect(await ended).toBe(127);
  });

  it("is asked to end when it is let go", async () => {
    const { ended, letGo } = await leashed(
      `process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 1000)`,
    );
    letGo();
    expect(await ended).toBe(3);
  });

  it("is ended when it does not listen", async () => {
    const { ended, letGo } = await leashed(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`);
    letGo();
    expect(await ended).toBe(128 + 9);
  });

  it("is asked to end even when it was frozen", async () => {
    const { ended, letGo, signal } = await leashed(
      `process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 1000)`,
    );
    signal("SIGSTOP");
    letGo();
    expect(await ended).toBe(3);
  });

  it("ends when its starter is killed", async () => {
    const sleeper = `["-e", "setInterval(() => {}, 1000)"]`;
    const starter = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { spawnOnLeash } from "${MODULE}";
         console.log(await spawnOnLeash(process.execPath, ${sleeper}).started);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = await once(starter.stdout, "data");
    const pid = Number(line);
    expect(runs(pid)).toBe(true);
    starter.kill("SIGKILL");
    await eventually(() => expect(runs(pid)).toBe(false));
  });

  it("takes signals only while it runs", async () => {
    const { ended, signal, pid } = await leashed("");
    await ended;
    expect(() => signal("SIGKILL")).not.toThrow();
    expect(runs(pid)).toBe(false);
  });
});
