import type { Actor, Outcome, Playground, Seen } from "../../playground/index.ts";
import type { Random } from "./random.ts";

/**
 * Sends a press with any `custom_id`, as a client that somebody tampered with does. No honest person can: an actor
 * presses what a screen showed, and this is the only place that makes up a screen.
 *
 * @param on a message that the person sees
 */
export function pressForged(actor: Actor, on: Seen, customId: string): Promise<Outcome> {
  const button = { label: "", customId, disabled: false, style: 2 };
  return actor.pressStale({ ...on, buttons: [button] }, customId);
}

/** Lets people type what the commands' definitions do not allow, as a client that keeps none of the rules does. */
export function liftLimits({ world }: Playground): void {
  const commands = world.commands.get("") ?? [];
  const limits = new Set(["min_value", "max_value", "min_length", "max_length"]);
  const lifted = commands.map((command) => ({
    ...command,
    ...(command.options && {
      options: command.options.map(
        (option) =>
          Object.fromEntries(
            Object.entries(option).filter(([name]) => !limits.has(name)),
          ) as unknown as typeof option,
      ),
    }),
  }));
  world.commands.set("", lifted);
}

/** Whom and what the forger knows. */
export interface Known {
  readonly own: { readonly userId: string; readonly quizId: string; readonly turn: number };
  /** Their own button that starts a quiz in the place of the open one. */
  readonly ownStart: string;
  /** Everything on somebody else's screen. */
  readonly others: readonly string[];
  readonly otherIds: readonly string[];
}

/** Discord lets no longer ones through. */
const LONGEST = 100;

/** Where the parts of a start button stand, which is `q1:start:owner:mode:deck:cards:…`. */
const [OWNER, MODE, DECK, CARDS] = [2, 3, 4, 5] as const;

const SIGNS = [..."abcXYZ019:_- .,;%$\\\"'{}[]<>/*\u0000\u007f\u00e9\u2028\u202e漢😀"];

/**
 * A `custom_id` that must not write anything: of somebody else, cut short, of a quiz or turn that never was, of
 * another version, or noise. Anybody can read the bot's source, so most are nearly right.
 */
export function forgeId(random: Random, { own, ownStart, others, otherIds }: Known): string {
  const { userId, quizId, turn } = own;
  const step = random.pick(["rate1", "rate4", "rate5", "skip", "stop", "undo", "resume", "show", "hint"]);
  const other = random.pick(otherIds);
  const noise = (most: number) =>
    Array.from({ length: random.int(1, most) }, () => random.pick(SIGNS)).join("");
  const never = Array.from({ length: 8 }, () => random.pick([..."ABCDEFxyz019_-"])).join("");
  const start = (part: number, value: string) => ownStart.split(":").with(part, value).join(":");
  const cut = (id: string) => id.slice(0, random.int(1, id.length - 1));
  const forged = random.pick([
    () => random.pick(others),
    () => cut(random.pick(others)),
    // Of the own quiz only what cannot be pressed: another turn, or an action there is not.
    () => `q1:${step}:${userId}:${quizId}:${turn + random.int(1, 9)}`,
    () =>
      `q1:${step}:${userId}:${quizId}:${random.pick(["", "-1", "0x0", "1e0", " ", "00", "999999", "9999999", "NaN"])}`,
    () => cut(`q1:${step}:${userId}:${quizId}:`),
    () =>
      `q1:${random.pick(["rate0", "rate6", "rate04", "rate4.0", "rate", "RATE4", "rate-1", "drop"])}:${userId}:${quizId}:${turn}`,
    () => `q1:${step}:${userId}:${never}:${turn}`,
    () => `q1:${step}:${other}:${quizId}:${turn}`,
    () => `q1:${step}:${other}:${never}:0`,
    () => start(OWNER, other),
    () => `q1:continue:${other}:${quizId}`,
    () => `q1:continue:${userId}:${never}`,
    () => start(MODE, random.pick(["all", "STUDY", "", "__proto__"])),
    () => start(DECK, random.pick(["../losses", "Losses", "a".repeat(33), "{s1}"])),
    () => start(CARDS, random.pick(["0", "101", "-5", "1e9", "5.5"])),
    () => cut(start(OWNER, other)),
    () => `q${random.pick(["0", "2", "", "11"])}:${step}:${userId}:${quizId}:${turn}`,
    () => `q1:own:${noise(20)}`,
    () => `q1:${noise(60)}`,
    () => noise(LONGEST),
  ])();
  return forged.slice(0, LONGEST) || "q1";
}
