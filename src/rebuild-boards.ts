/**
 * `npm run rebuild-boards`: compares every leaderboard with the counters it is made of, and writes anew what differs.
 *
 *     npm run rebuild-boards [-- --dry-run]
 *
 * The bot may run meanwhile. Ends with 1 where it was only to look and found differences.
 */
import { parseArgs } from "node:util";
import { config as readDotenv } from "dotenv";
import { readConfig } from "./config.ts";
import { type Difference, rebuildBoards } from "./leaderboard/rebuild.ts";
import { connectStore, disconnectStore } from "./store/connection.ts";

/** So many differences are printed. */
const MOST_PRINTED = 100;

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
readDotenv({ quiet: true });
const { redisUrl } = readConfig({ ...process.env, DISCORD_TOKEN: "not needed here" });
const store = await connectStore(redisUrl);

let printed = 0;
function print({ guildId, name, userId, expected, found }: Difference): void {
  printed += 1;
  if (printed > MOST_PRINTED) return;
  const what = userId
    ? `${userId}: ${found ?? "not there"} instead of ${expected ?? "not there"}`
    : "not listed";
  console.log(`server ${guildId}, board ${name}: ${what}`);
}

try {
  const mend = !values["dry-run"];
  const { learners, boards, differences } = await rebuildBoards({
    store,
    now: Date.now,
    mend,
    onDifference: print,
  });
  if (printed > MOST_PRINTED) console.log(`… and ${printed - MOST_PRINTED} more`);
  const end = differences === 0 ? "." : mend ? ", written anew." : ", left as they are.";
  console.log(`${boards} boards, ${learners} learners: ${differences} differences${end}`);
  if (differences > 0 && !mend) process.exitCode = 1;
} finally {
  disconnectStore(store);
}
