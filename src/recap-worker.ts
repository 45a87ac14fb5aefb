import type { DirectMessages } from "./discord/direct-messages.ts";
import { memberName } from "./discord/names.ts";
import { changeRole } from "./discord/roles.ts";
import { recapBarredView, recapView } from "./discord/views/recap.ts";
import type { Library } from "./library/library.ts";
import type { Log } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { openRecapQueue, startRecapSender } from "./queues/recaps.ts";
import type { RecapJob } from "./recap/job.ts";
import { tickRecaps } from "./recap/planner.ts";
import { type RecapSenderDeps, sendRecap } from "./recap/sender.ts";
import type { Store } from "./store/connection.ts";

interface RecapWorkerDeps {
  readonly store: Store;
  readonly library: Library;
  readonly direct: DirectMessages;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** For the audit log of a server. */
const REASON = "First place of the week";

/** Starts what plans and posts recaps in this process; `plan` is called on every tick. */
export function startRecaps(
  redis: { readonly url: string },
  { store, library, direct, log, metrics, now, onTrouble }: RecapWorkerDeps,
) {
  const deps: RecapSenderDeps = {
    store,
    library,
    now,
    nameOf: (guildId, userId) => memberName(direct, guildId, userId),
    post: (channel, scene, nonce, until) => direct.post(channel, recapView(scene), nonce, until),
    tell: (userId, channel, nonce) => direct.send({ userId, silent: false }, recapBarredView(channel), nonce),
    changeRole: (change) => changeRole(direct, change, REASON),
  };

  async function sendOne(job: RecapJob) {
    const silence = direct.silence();
    if (silence > 0) return { waitFor: silence, whom: "process" } as const;
    const ending = await sendRecap(deps, job);
    if (typeof ending === "string") {
      metrics.recapped(ending);
      if (ending !== "sent")
        log.info({ ending, guildId: job.guildId, week: job.week }, "a recap was not posted");
      return undefined;
    }
    if ("retry" in ending) throw ending.retry;
    return { waitFor: ending.retryAfter, whom: ending.whom };
  }

  const queue = openRecapQueue(redis, onTrouble);
  const sender = startRecapSender(redis, sendOne, onTrouble);
  return {
    plan: () => tickRecaps({ store, now, add: queue.add }),
    async close() {
      await sender.close();
      await queue.close();
    },
  };
}
