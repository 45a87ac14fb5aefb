import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process that ends when this one does, however this one ends. */
export interface Leashed {
  /** Its process id once it runs; rejects when it could not be started. */
  readonly started: Promise<number>;
  /** Its exit code, or 128 + the number of the signal that ended it, once it has ended. */
  readonly ended: Promise<number>;
  /** Ends it: SIGTERM, and SIGKILL 5 s later. */
  letGo(): void;
  /** Sends it a signal; nothing happens where it has not started yet or has ended. */
  signal(name: NodeJS.Signals): void;
  /** The end of what it printed, at most 20,000 characters. */
  output(): string;
}

const LEASH = fileURLToPath(new URL("./leash.mjs", import.meta.url));

const KEPT = 20_000;

/**
 * Starts a command on a leash (`leash.mjs`). Ctrl-C in the terminal does not reach it: ending it is up to the caller.
 *
 * @param environment instead of this process's own
 * @param onOutput called with what it prints on either stream
 */
export function spawnOnLeash(
  command: string,
  args: readonly string[],
  {
    cwd = process.cwd(),
    environment = process.env,
    onOutput = () => {},
  }: { cwd?: string; environment?: NodeJS.ProcessEnv; onOutput?: (text: string) => void } = {},
): Leashed {
  const leash = spawn(process.execPath, [LEASH, command, ...args], {
    cwd,
    env: environment,
    // The leash must not take the terminal's signals either, or it would end the command before the caller does.
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [leash.stdout, leash.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-KEPT);
      onOutput(text);
    });
  }
  let pid: number | undefined;
  const { promise: started, resolve, reject } = Promise.withResolvers<number>();
  leash.once("message", (message: { pid: number }) => {
    pid = message.pid;
    resolve(pid);
  });
  // "close" rather than "exit": its last words have arrived by then.
  const ended = once(leash, "close").then(([code]: (number | null)[]) => {
    pid = undefined;
    reject(new Error(output.trim() || `${command} could not be started.`));
    return code ?? 137;
  });
  // Whoever waits for `ended` alone must not meet this as an unhandled rejection.
  started.catch(() => {});
  return {
    started,
    ended,
    letGo: () => void leash.stdin?.end(),
    signal(name) {
      if (pid === undefined) return;
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    },
    output: () => output,
  };
}
