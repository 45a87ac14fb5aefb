import { setTimeout as wait } from "node:timers/promises";
import type { StatsRenderer } from "../render/stats.ts";
import type { DeckBar, StatsChart } from "../render/stats-chart.ts";
import type { DeckFigures } from "../stats/cards.ts";
import type { ServerStats } from "../stats/server.ts";
import type { LearnerStats } from "../stats/stats.ts";
import { dayDate } from "../study/learner-day.ts";
import type { ViewFile } from "./views/parts.ts";
import { serverStatsAlt } from "./views/server-stats.ts";
import { decksShown, statsAlt } from "./views/stats.ts";

/** Who waits longer gets the figures alone; the picture is kept for the next time. Milliseconds. */
const PATIENCE = 8000;

export type StatsPictures = ReturnType<typeof createStatsPictures>;

/** Draws statistics. Its functions give undefined where that could not be done in time. */
export function createStatsPictures(renderer: StatsRenderer) {
  async function draw(chart: StatsChart, description: string): Promise<ViewFile | undefined> {
    const data = await Promise.race([renderer.draw(chart), wait(PATIENCE, undefined, { ref: false })]);
    return data && { name: "statistics.png", data, description };
  }

  return {
    learner: (stats: LearnerStats) => draw(learnerChart(stats), statsAlt(stats)),

    server(stats: ServerStats): Promise<ViewFile | undefined> {
      const { activity, decks, today } = stats;
      const { byDay, byWeek } = activity;
      const chart = { first: firstOf(byDay, today), byDay, learners: byWeek, decks: decks.map(barOf) };
      return draw(chart, serverStatsAlt(stats));
    },
  };
}

/** What the picture of a learner's statistics shows. */
export function learnerChart(stats: LearnerStats): StatsChart {
  const { reviews, wanted, cards, today } = stats;
  return {
    first: firstOf(reviews.byDay, today),
    byDay: reviews.byDay,
    retention: { weeks: reviews.retention, wanted },
    forecast: { days: cards.forecast, overdue: cards.overdue },
    decks: decksShown(stats).map(barOf),
  };
}

const firstOf = (byDay: readonly number[], today: number) => dayDate(today - byDay.length + 1);

const barOf = ({ levels, unseen, recall, cards }: DeckFigures): DeckBar => ({
  levels,
  unseen,
  recall: cards > 0 ? recall / cards : 0,
});
