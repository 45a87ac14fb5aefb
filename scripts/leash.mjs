/**
 * Runs a command and ends it when whoever started it is gone, however they went.
 *
 *     node scripts/leash.mjs COMMAND [ARGUMENT…]
 *
 * Its own standard input is the leash: a pipe that only the starter holds. When it closes, the command gets SIGTERM
 * and, 5 s later, SIGKILL. A signal to stop is passed on in the same way. Ends with the command's exit code, or with
 * 128 + the number of the signal that ended it, as shells do; 127 when it could not be started. Where there is an IPC
 * channel to the starter, the command's process id is sent over it: `{ pid }`.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

const GRACE = 5000;

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error("usage: node scripts/leash.mjs COMMAND [ARGUMENT…]");
  process.exit(2);
}

// A group of its own, so that Ctrl-C in a terminal reaches it through the starter alone, in the starter's order.
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });

function end() {
  child.kill("SIGTERM");
  // A process that was stopped (SIGSTOP) takes no SIGTERM before it goes on.
  child.kill("SIGCONT");
  setTimeout(() => child.kill("SIGKILL"), GRACE).unref();
}

child.on("spawn", () => process.send?.({ pid: child.pid }, () => {}));
child.on("error", (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, end);
// What the starter's terminal or pipe breaks must not end the leash before the command.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.stdin.on("end", end).on("error", end).resume();
