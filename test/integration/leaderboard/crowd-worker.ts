/**
 * A process of `crowd.test.ts`: learners of a crowd rate, hide and show themselves, several at once, until it is
 * killed. Its messages count the ratings.
 */
import { createSettling } from "../../../src/leaderboard/settling.ts";
import { connectStore } from "../../../src/store/connection.ts";
import { createRandom } from "../../faults/random.ts";
import { rateCard } from "../../support/boards.ts";
import { type CrowdOptions, crowdClock, GUILD, OTHER, soon, userId } from "./support.ts";

/** Learners at work at once: some of them twice. */
const AT_ONCE = 12;

const { url, seed, people, began }: CrowdOptions = JSON.parse(process.argv[2] ?? "");
const random = createRandom(seed);
const store = await connectStore(url);
const now = () => crowdClock(began);
const settling = createSettling({ store, now, onTrouble: () => {} });
// Nothing outlives the test.
process.on("disconnect", () => process.exit(1));

async function act(): Promise<void> {
  const who = userId(random.int(1, people));
  if (random.chance(0.05)) return await settling.setHidden(who, random.chance(0.5), soon());
  const rated = {
    userId: who,
    deck: random.pick(["losses", "another", "third"]),
    card: random.int(1, 20),
    home: random.pick([GUILD, GUILD, OTHER]),
    at: now(),
    quick: random.chance(0.1),
  };
  // Sent twice at once now and then, as by a reconnect: the second is a review of a card that has its point.
  const times = random.chance(0.1) ? 2 : 1;
  const earned = await Promise.all(Array.from({ length: times }, () => rateCard(store, rated)));
  process.send?.(times);
  if (!earned.some(Boolean)) return;
  // Some are settled at once, some in their turn, some by nobody but the tick.
  if (random.chance(0.3)) settling.touch(who);
  else if (random.chance(0.5)) await settling.settle(who);
}

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (;;) await act().catch(() => {});
  }),
);
