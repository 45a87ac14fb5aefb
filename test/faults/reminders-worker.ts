/**
 * A worker as `ROLE=worker npm start` runs it, but for its clock, which the loop moves, its pace, and a planner more, which
 * looks several times a second instead of every 30 s.
 */
import { setTimeout as wait } from "node:timers/promises";
import { readConfig } from "../../src/config.ts";
import { start } from "../../src/main.ts";
import { createLog } from "../../src/ops/log.ts";
import { openRecapQueue } from "../../src/queues/recaps.ts";
import { openReminderQueue } from "../../src/queues/reminders.ts";
import { tickRecaps } from "../../src/recap/planner.ts";
import { tick } from "../../src/reminders/planner.ts";
import { connectStore } from "../../src/store/connection.ts";

/** Milliseconds of real time between two looks. */
const LOOK = 300;

/** As fast as Discord lets two of them go, so that the loop comes to its end. */
const PACE = { client: 0, direct: 24, reminders: 45 };

/** How far the clock is ahead of real time, in milliseconds; the loop sends another when it jumps. */
let ahead = Number(process.env.FAULTS_AHEAD);
process.on("message", (value) => {
  ahead = Number(value);
});
// Nothing outlives the loop.
process.on("disconnect", () => process.exit(1));

const now = () => Date.now() + ahead;

try {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const running = await start(config, { now, log, pace: PACE });
  const store = await connectStore(config.redisUrl);
  const queue = openReminderQueue({ url: config.redisUrl }, () => {});
  const recaps = openRecapQueue({ url: config.redisUrl }, () => {});
  process.once("SIGTERM", async () => {
    await running.stop();
    process.exit(0);
  });
  process.send?.("ready");
  for (;;) {
    // Redis is away now and then: the next look finds what this one did not.
    await tick({ store, now, waiting: queue.waiting, add: queue.add, onPlanned: () => {} }).catch(() => {});
    await tickRecaps({ store, now, add: recaps.add }).catch(() => {});
    await wait(LOOK);
  }
} catch (error) {
  console.error(error);
  process.exit(1);
}
