/** How often the bot asks Redis for something while learners rate. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT } from "./bots.ts";
import { RATINGS_GIVEN } from "./learners.ts";
import { pressAll, rater } from "./presses.ts";
import type { Arena } from "./rating-path.ts";

const SCRIPTS = join(ROOT, "src", "store", "scripts");

/** What Redis was asked for while learners rated. */
export interface RoundTrips {
  /** Commands that the bot sent, a rating; what its scripts call inside Redis is none. */
  readonly perRating: number;
  /** By command or script, a rating. */
  readonly byCommand: Readonly<Record<string, number>>;
  /** What brought the boards up to date, off the ratings' way: by script, how often a learner in all their ratings. */
  readonly settling: Readonly<Record<string, number>>;
}

/** Scripts that bring boards up to date. */
const SETTLING = new Set(["standing", "place", "settled"]);

/** The boards are up to date some time after the last rating. Milliseconds. */
const SETTLED_AFTER = 1500;

/** Our scripts by what Redis calls them. */
const scripts = new Map(
  readdirSync(SCRIPTS).map((file) => {
    const text = readFileSync(join(SCRIPTS, file));
    return [createHash("sha1").update(text).digest("hex"), basename(file, ".lua")] as const;
  }),
);

const ESCAPED = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" } as const;

/** The bytes of an argument that MONITOR tells of: those it cannot print are escaped, such as `\n` and `\xe2`. */
const bytesOf = (told: string) =>
  Buffer.from(
    told.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_all, hex: string | undefined, sign = "") =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPED[sign as keyof typeof ESCAPED] ?? sign),
    ),
    "latin1",
  );

/** What a command is called in the report: a script by its own name, also where its text is sent along. */
function nameOf([command = "", script = ""]: readonly string[]): string {
  const name = command.toLowerCase();
  if (name === "evalsha") return scripts.get(script) ?? name;
  if (name === "eval") return scripts.get(createHash("sha1").update(bytesOf(script)).digest("hex")) ?? name;
  return name;
}

/**
 * How many round trips to Redis a rating takes. Redis tells every command it takes (MONITOR), with where it came from:
 * its command statistics would count what scripts call inside Redis too.
 */
export async function countRoundTrips(arena: Arena, learners: number): Promise<RoundTrips> {
  // One more comes first: a process that is in use has read the server's time zone within the minute.
  const first = await arena.recruit(learners + 1);
  const { bot, discord, write } = arena.contestants.flashback;
  await bot.during(pressAll(discord, write, [rater(first)], 1));
  await wait(SETTLED_AFTER);
  const people = Array.from({ length: learners }, (_, index) => rater(first + 1 + index));
  const counts = new Map<string, number>();
  const monitor = await arena.store.monitor();
  monitor.on("monitor", (_time: string, command: string[], source: string) => {
    const name = nameOf(command);
    // A ping is of a health check.
    if (source !== "lua" && name !== "ping") counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  await bot.during(pressAll(discord, write, people, 8));
  await wait(SETTLED_AFTER);
  // What Redis tells comes after what it answers: a last command of ours is told after all of theirs.
  const told = new Promise<void>((resolve) => {
    monitor.on("monitor", (_time: string, [command, text]: string[]) => {
      if (command === "echo" && text === LAST_WORD) resolve();
    });
  });
  await arena.store.echo(LAST_WORD);
  await told;
  monitor.disconnect();
  counts.delete("echo");
  const ratings = learners * RATINGS_GIVEN.length;
  const shares = (isSettling: boolean, of: number) =>
    Object.fromEntries(
      [...counts]
        .filter(([name]) => SETTLING.has(name) === isSettling)
        .map(([name, count]) => [name, count / of]),
    );
  const byCommand = shares(false, ratings);
  const perRating = Object.values(byCommand).reduce((sum, count) => sum + count, 0);
  return { byCommand, perRating, settling: shares(true, learners) };
}

const LAST_WORD = "the bench has pressed all it will";
