/** The results as Markdown, which a terminal shows well enough too. */
import type { BotName } from "./bots.ts";
import type { BytesResult } from "./bytes.ts";
import type { CoreResult } from "./core.ts";
import type { ImportResult } from "./import.ts";
import type { BoardsResult } from "./leaderboards.ts";
import type { Share } from "./profile.ts";
import type { PathResult } from "./rating-path.ts";
import { PACE, type RemindersResult } from "./reminders.ts";
import type { RoundTrips } from "./round-trips.ts";
import type { RoundsResult } from "./rounds.ts";
import type { PictureResult, StatsResult } from "./stats.ts";

/** Where a bot's time goes: microseconds a press by part and by function. */
export interface ProfileResult {
  readonly parts: readonly Share[];
  readonly functions: readonly Share[];
}

export interface Results {
  readonly machine: readonly string[];
  readonly path: readonly PathResult[];
  readonly roundTrips: RoundTrips;
  readonly rounds: readonly RoundsResult[];
  /** Ratings found on disk, each exactly once, after Redis was killed. */
  readonly onDisk: number;
  readonly bytes: readonly BytesResult[];
  readonly core: CoreResult;
  readonly imports: readonly ImportResult[];
  readonly reminders: RemindersResult;
  readonly boards: BoardsResult;
  readonly stats: { readonly figures: readonly StatsResult[]; readonly picture: PictureResult };
  readonly startup: Readonly<Record<"pong" | "flashback", number>>;
  /** Absent in a short run. */
  readonly profile?: Readonly<Record<"pong" | "flashback", ProfileResult>>;
}

/** What we want of the rating path, of Redis and of reminders. */
export const AIMS = {
  ratio: 0.75,
  roundTrips: 2,
  bytesCard: 60,
  bytesReview: 30,
  bytesReminder: 280,
  /** Of the configured pace. */
  share: 0.95,
  /** A page of a large leaderboard over one of a small one. */
  boards: 1.5,
} as const;

/** What the bots are called. */
export const NAMES: Readonly<Record<BotName, string>> = {
  pong: "empty bot",
  saver: "empty bot that saves",
  flashback: "Flashback",
};

const whole = (value: number) => Math.round(value).toLocaleString("en");
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const one = (value: number) => value.toFixed(1);
const two = (value: number) => value.toFixed(2);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** All of the results. */
export function report(results: Results): string {
  const { machine, core, startup, profile, onDisk } = results;
  const sections = [
    machine.map((fact) => `- ${fact}`).join("\n"),
    "### Ratings end to end",
    pathTable(results.path),
    ratioLines(results.path),
    roundTripLine(results.roundTrips),
    `All ${whole(onDisk)} ratings were found in the log, each once, after Redis was killed (SIGKILL) and started again from its file.`,
    "### Ratings in rounds",
    roundsTable(results.rounds),
    "### Bytes in Redis",
    bytesTable(results.bytes),
    "### The study core alone",
    `${whole(core.perSecond)} ratings a second, ${one(core.cpu)} µs of processor each, of which ${core.shares
      .map(([name, share]) => `${name} ${percent(share)}`)
      .join(", ")}.`,
    "### Reading a file of 10,000 cards",
    importTable(results.imports),
    "### Reminders",
    remindersTable(results.reminders),
    "### Leaderboards",
    boardsTable(results.boards),
    "### Statistics",
    figuresTable(results.stats.figures),
    pictureTable(results.stats.picture),
    "### Start-up",
    `From the start of the process until Discord knows the bot and its commands: Flashback ${whole(startup.flashback)} ms, the empty bot ${whole(startup.pong)} ms, ${two(startup.flashback / startup.pong)} times as long.`,
    ...(profile ? ["### Where the time goes", ...profileTables(profile)] : []),
  ];
  return sections.join("\n\n");
}

function pathTable(path: readonly PathResult[]): string {
  const rows = path.flatMap(({ inFlight, bots }) =>
    (["pong", "saver", "flashback"] as const).map((name) => {
      const { perSecond, cpu, busy, load, p50, p99 } = bots[name];
      return [
        NAMES[name],
        String(inFlight),
        whole(perSecond),
        whole(cpu),
        percent(busy),
        percent(load),
        one(p50),
        one(p99),
      ];
    }),
  );
  return table(
    ["", "in flight", "presses/s", "CPU µs a press", "bot busy", "load busy", "median ms", "99th ms"],
    rows,
  );
}

/** A ratio of throughput says something of the bots only where they were what was busy. */
function ratioLines(path: readonly PathResult[]): string {
  const rows = path.map(({ inFlight, ratios }) => [
    `${inFlight} in flight`,
    ...(["pong", "saver"] as const).flatMap((floor) => {
      const { throughput, cpu, counts } = ratios[floor];
      return [counts ? `**${two(throughput)}**` : `(${two(throughput)})`, two(cpu)];
    }),
  ]);
  const heads = (["pong", "saver"] as const).flatMap((floor) => [
    `throughput / ${NAMES[floor]}`,
    "by CPU a press",
  ]);
  const note = `Aim: ${AIMS.ratio} of the empty bot at 32 in flight. In brackets: does not count, a bot was busy less than 90 % of the time.`;
  return `${table(["Flashback", ...heads], rows)}\n\n${note}`;
}

function roundsTable(rounds: readonly RoundsResult[]): string {
  const rows = rounds.map(({ people, together, alone, edits, gap }) => [
    many(people),
    whole(together.perSecond),
    whole(together.cpu),
    whole(alone.cpu),
    `**${two(together.cpu / alone.cpu)}**`,
    one(together.p50),
    one(alone.p50),
    one(together.p99),
    two(edits),
    whole(gap),
  ]);
  return table(
    [
      "a round of",
      "ratings/s",
      "CPU µs a rating",
      "in quizzes",
      "ratio",
      "median ms",
      "in quizzes",
      "99th ms",
      "edits a card",
      "at least so many ms apart",
    ],
    rows,
  );
}

const many = (people: number) => (people === 1 ? "1 person" : `${people} people`);

const counts = (all: Readonly<Record<string, number>>) =>
  Object.entries(all)
    .map(([name, count]) => `${name} ${two(count)}`)
    .join(", ");

const roundTripLine = ({ perRating, byCommand, settling }: RoundTrips) =>
  `**${two(perRating)}** round trips to Redis a rating (aim ≤ ${AIMS.roundTrips}): ${counts(byCommand)}. Off its way, boards were brought up to date, a learner with all their ratings at once: ${counts(settling)}.`;

function bytesTable(bytes: readonly BytesResult[]): string {
  const plain = bytes.filter(({ grants }) => !grants);
  const rows = plain.map(({ cards, learners, perCard, perReview, perLearner }) => {
    const paid = bytes.find((other) => other.grants && other.cards === cards);
    return [
      `${whole(cards)} cards`,
      String(learners),
      one(perCard),
      one(perReview),
      paid ? one(paid.perReview) : "",
      whole(paid?.perLearner ?? perLearner),
    ];
  });
  return table(
    [
      "deck",
      "learners",
      `a learned card (aim ≤ ${AIMS.bytesCard})`,
      `a review (aim ≤ ${AIMS.bytesReview})`,
      "a review with its point",
      "a learner besides",
    ],
    rows,
  );
}

function importTable(imports: readonly ImportResult[]): string {
  const rows = imports.map(({ name, bytes, took, floor, peak, stall, idleStall }) => [
    name,
    one(bytes / 2 ** 20),
    whole(took),
    whole(floor),
    `**${two(took / floor)}**`,
    whole(peak / 2 ** 20),
    one(stall),
    one(idleStall),
  ]);
  return table(
    [
      "",
      "MiB",
      "ms",
      "library alone, ms",
      "ratio",
      "peak of the process, MiB",
      "longest stall of the bot's loop, ms",
      "of an idle loop, ms",
    ],
    rows,
  );
}

function remindersTable(result: RemindersResult): string {
  const { learners, due, sent, bytes, idle, planner, sender, bare, bareRate, share, mostInSecond } = result;
  const rows = [
    [
      `bytes a learner with settings and what came of the last one, of ${whole(learners)} (aim ≤ ${AIMS.bytesReminder})`,
      `**${whole(bytes)}**`,
    ],
    ["a tick with nobody due, ms", one(idle)],
    [`planner, CPU µs a reminder, of ${whole(due)} due at once`, one(planner.node)],
    ["Redis meanwhile, CPU µs a reminder", one(planner.redis)],
    [`sender, CPU µs a reminder, of ${whole(sent)} at ${PACE} a second`, whole(sender)],
    ["BullMQ with a handler that does nothing, the same", whole(bare)],
    ["by CPU, BullMQ / sender", `**${two(bare / sender)}**`],
    ["BullMQ without a pace, jobs a second", whole(bareRate)],
    [`share of the pace that was reached (aim ≥ ${AIMS.share})`, `**${two(share)}**`],
    ["most messages in any one second (Discord allows 50 requests)", whole(mostInSecond)],
    [`after 24 h in which nothing ran, s until all ${whole(learners)} are moved on`, one(result.catchUp)],
  ];
  return table(["", ""], rows);
}

function boardsTable({ small, large, page, redis, ratio, roundTrips, bytes, settle }: BoardsResult): string {
  const rows = [
    ["top ten, own place and neighbours, ms", two(page.small), two(page.large)],
    [`large / small (aim ≤ ${AIMS.boards})`, "", `**${two(ratio)}**`],
    ["Redis meanwhile, CPU µs a page", one(redis.small), one(redis.large)],
    ["round trips a page", "", String(roundTrips)],
    ["bytes a member", whole(bytes.small), whole(bytes.large)],
  ];
  const settling = `Bringing the boards up to date with one learner: ${whole(settle.node)} µs of processor in the bot, ${whole(settle.redis)} µs in Redis.`;
  return `${table(["a board of", `${whole(small)} members`, `${whole(large)} members`], rows)}\n\n${settling}`;
}

function figuresTable(figures: readonly StatsResult[]): string {
  const rows = figures.map(({ name, decks, cards, reviews, took, floor, stall, idleStall }) => [
    name,
    whole(decks * cards),
    whole(reviews),
    whole(took),
    whole(floor),
    `**${two(took / floor)}**`,
    one(stall),
    one(idleStall),
  ]);
  return table(
    [
      "a learner",
      "cards",
      "reviews in half a year",
      "figures, ms",
      "the replies alone, ms",
      "ratio",
      "longest stall of the bot's loop, ms",
      "of an idle loop, ms",
    ],
    rows,
  );
}

function pictureTable({ took, cold, floor, kept, stall, idleStall, bytes, peak }: PictureResult): string {
  const rows = [
    ["a picture, ms", whole(took)],
    ["the same in the bot's own process, which stands meanwhile, ms", whole(floor)],
    ["ratio", `**${two(took / floor)}**`],
    ["longest stall of the bot's loop, ms", `**${one(stall)}**`],
    ["of an idle loop, ms", one(idleStall)],
    ["the first one, whose process is yet to start, ms", whole(cold)],
    ["one that was drawn before, ms", two(kept)],
    ["bytes of the picture", whole(bytes)],
    ["peak of the process that draws, MiB", whole(peak / 2 ** 20)],
  ];
  return table(["", ""], rows);
}

function profileTables(profile: Readonly<Record<"pong" | "flashback", ProfileResult>>): readonly string[] {
  const floor = new Map(profile.pong.parts);
  const parts = profile.flashback.parts
    .filter(([, time]) => time >= 1)
    .map(([name, time]) => [name, one(time), one(floor.get(name) ?? 0), one(time - (floor.get(name) ?? 0))]);
  const functions = profile.flashback.functions
    .slice(0, 20)
    .map(([name, time]) => [`\`${name}\``, one(time)]);
  return [
    "Self time by part, µs a press at 32 in flight (V8's sampling profiler, which itself takes some):",
    table(["", "Flashback", "empty bot", "more"], parts),
    "The functions of Flashback's process with the most self time:",
    table(["", "µs a press"], functions),
  ];
}
