import { setTimeout as wait } from "node:timers/promises";
import type { Deck } from "../../src/decks/deck.ts";
import { deadlineIn, type Store } from "../../src/store/connection.ts";
import { boardKeys, learnerKeys } from "../../src/store/keys.ts";
import type { Snapshot } from "../../src/store/learners.ts";
import type { GrantRecord, ReviewRecord } from "../../src/store/records.ts";
import { readStanding } from "../../src/store/tallies.ts";
import { learnerDay } from "../../src/study/learner-day.ts";
import { monthOf } from "../../src/study/period.ts";

/** How long the bot may take to bring boards up to date before it counts as a bot that does not. Milliseconds. */
const PATIENCE = 30_000;

const dayOf = ({ at }: GrantRecord) => learnerDay(at * 1000, "UTC");

/**
 * The counters that boards are made of, and the places on them, against the points in the log. The bot has to be up, to
 * bring the boards up to date. All points must be of one deck, and for servers without a time zone of their own.
 *
 * @returns a sentence for everything that does not agree
 */
export async function auditBoards(
  store: Store,
  { userId, learner }: Snapshot,
  deck: Deck,
  reviews: readonly ReviewRecord[],
  grants: readonly GrantRecord[],
): Promise<string[]> {
  const wrong: string[] = [];
  const same = (what: string, is: unknown, should: unknown) => {
    if (is !== should) wrong.push(`${what} is ${is}, not ${should}`);
  };
  const { dirty } = learnerKeys(userId);
  const end = performance.now() + PATIENCE;
  while ((await store.zscore(dirty, userId)) !== null) {
    if (performance.now() > end) return ["the boards were not brought up to date"];
    await wait(50);
  }

  const counted = grants.filter(({ home }) => home > 0);
  const days = Map.groupBy(counted, (grant) => `${dayOf(grant)}:${grant.home}:${grant.deck}`);
  const months = [...new Set(counted.map((grant) => monthOf(dayOf(grant))))];
  const all = { since: 0, recent: months.length };
  const { tallies } = await readStanding(store, userId, months, all, deadlineIn(5000));
  const points = tallies.days.filter((tally) => tally.points > 0);
  same("counted days", points.length, days.size);
  for (const { day, home, deck: of, points: count } of points) {
    same(`points of day ${day}`, count, days.get(`${day}:${home}:${of}`)?.length);
  }
  const sum = (what: "points" | "reviews", list: readonly { points: number; reviews: number }[]) =>
    list.reduce((total, one) => total + one[what], 0);
  same("points ever", sum("points", tallies.ever), counted.length);
  // In direct messages, before there is a home, nothing is counted.
  const reviewed = sum("reviews", tallies.ever);
  if (reviewed < 0 || reviewed > reviews.length)
    wrong.push(`${reviewed} reviews counted of ${reviews.length}`);

  for (const [guildId, home] of learner.homes) {
    const own = counted.filter((grant) => grant.home === home);
    const byDay = Map.groupBy(own, (grant) => `d${dayOf(grant)}`);
    for (const [name, of] of [["all", own] as const, ...byDay]) {
      for (const board of [name, `${name}:${deck.id}`]) {
        const score = await store.zscore(boardKeys(guildId).board(board), userId);
        same(`the place on ${board}`, score ?? "0", String(of.length));
      }
    }
  }
  return wrong;
}
