/**
 * The floor of the sender: BullMQ as Flashback sets it up, with a handler that does nothing. BENCH_PACE is how many jobs
 * it may take in 200 ms.
 */
import { startReminderWorkers } from "../src/queues/reminders.ts";

await startReminderWorkers({
  redis: { url: process.env.REDIS_URL ?? "" },
  pace: { max: Number(process.env.BENCH_PACE), duration: 200 },
  plan: async () => {},
  send: async () => undefined,
  onTrouble: (what, error) => console.error(what, error),
});
