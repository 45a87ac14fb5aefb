import { createHash } from "node:crypto";
import { createDrawing, type Drawing, type DrawingOptions } from "./drawing.ts";
import type { StatsChart } from "./stats-chart.ts";

/** Draws statistics off the main thread: a PNG 1,000 pixels wide. What shows the same is drawn once. */
export type StatsRenderer = Drawing<StatsChart>;

const NOTHING: StatsChart = { first: "1970-01-05", byDay: new Array(182).fill(0), decks: [] };

/** ECharts takes longer than MathJax, and nobody waits to press a button below. Milliseconds. */
const PATIENCE = 10_000;

/** Pictures have some 100 KB each. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** A renderer with one worker, which starts at the first picture, and a cache. */
export const createStatsRenderer = (options: DrawingOptions = {}): StatsRenderer =>
  createDrawing<StatsChart>(
    {
      worker: new URL("./stats-worker.ts", import.meta.url),
      trial: NOTHING,
      keyOf: (chart) => createHash("sha256").update(JSON.stringify(chart)).digest("base64url"),
    },
    { cacheBytes: CACHE_BYTES, mostWaiting: 20, patience: PATIENCE, ...options },
  );
