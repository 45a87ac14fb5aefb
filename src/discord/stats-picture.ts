import { setTimeout as wait } from "node:timers/promises";
import type { StatsRenderer } from "../render/stats.ts";
import type { LearnerStats } from "../stats/stats.ts";
import { dayDate } from "../study/learner-day.ts";
import type { ViewFile } from "./views/parts.ts";
import { decksShown, statsAlt } from "./views/stats.ts";

/** Who waits longer gets the figures alone; the picture is kept for the next time. Milliseconds. */
const PATIENCE = 8000;

export type StatsPicture = ReturnType<typeof createStatsPicture>;

/** Draws statistics. @returns a function that gives the picture; undefined where it could not be drawn in time */
export function createStatsPicture(renderer: StatsRenderer) {
  return async (stats: LearnerStats): Promise<ViewFile | undefined> => {
    const { reviews, wanted, cards, today } = stats;
    const drawn = renderer.draw({
      first: dayDate(today - reviews.byDay.length + 1),
      byDay: reviews.byDay,
      retention: reviews.retention,
      wanted,
      forecast: cards.forecast,
      overdue: cards.overdue,
      decks: decksShown(stats).map(({ levels, unseen, recall, cards: all }) => ({
        levels,
        unseen,
        recall: all > 0 ? recall / all : 0,
      })),
    });
    const data = await Promise.race([drawn, wait(PATIENCE, undefined, { ref: false })]);
    return data && { name: "statistics.png", data, description: statsAlt(stats) };
  };
}
