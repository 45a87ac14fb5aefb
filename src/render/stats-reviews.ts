import { INK, PANEL } from "./panel.ts";
import type { Recalled, StatsChart } from "./stats-chart.ts";
import {
  BLUE,
  type Box,
  barsOver,
  DATES,
  FAINT,
  HEADING,
  HEAT,
  heading,
  key,
  monthsAt,
  noAxis,
  ORANGE,
  type Panel,
  PLOT,
  SWATCH,
  TEXT,
} from "./stats-look.ts";

/** The least of 1, 2, 5, 10, 20 … that is as large. */
function rounded(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Where the four steps of the heat map begin: most days are below the last. */
function stepsOf(byDay: readonly number[]): readonly number[] {
  const days = byDay.filter((reviews) => reviews > 0).toSorted((a, b) => a - b);
  const usual = days[Math.floor(days.length * 0.9)] ?? 0;
  const step = rounded(usual / 4);
  return [1, step + 1, 2 * step + 1, 3 * step + 1];
}

/** 501 as it is, 1,001 as 1k: a step begins above a round number. */
const short = (from: number) => (from > 1000 ? `${(from - 1) / 1000}k` : String(from));

/** A heat map as wide as this or less has its colours explained below it. */
const NARROW = 250;

/** A column a week from Monday, a square a day. */
export function heatMap({ first, byDay }: StatsChart, box: Box): Panel {
  const weeks = Math.ceil(byDay.length / 7);
  const cell = box.width / weeks;
  const top = HEADING + 19;
  const bottom = top + 7 * cell;
  const steps = stepsOf(byDay);
  const isNarrow = box.width <= NARROW;
  const keyBox = { ...box, top: isNarrow ? box.top + bottom + 8 : box.top };
  return {
    height: isNarrow ? bottom + 8 + SWATCH : bottom,
    grid: { left: box.left, top: box.top + top, width: box.width, height: 7 * cell },
    titles: [
      heading("Reviews a day", box),
      ...key(
        steps.map((from, index) => [HEAT[index] ?? BLUE, `${short(from)}+`]),
        box.left + box.width,
        keyBox,
      ),
    ],
    x: {
      type: "category",
      position: "top",
      data: monthsAt(first, weeks),
      ...noAxis,
      axisLabel: { ...TEXT, interval: 0, margin: 6, align: "left", padding: [0, 0, 0, -cell / 2] },
    },
    y: {
      type: "category",
      inverse: true,
      data: [0, 1, 2, 3, 4, 5, 6],
      ...noAxis,
      axisLabel: { show: false },
    },
    scale: {
      type: "piecewise",
      show: false,
      dimension: 2,
      pieces: [
        { value: 0, color: FAINT },
        ...steps.map((from, index) => ({
          gte: from,
          ...(index < 3 && { lt: steps[index + 1] }),
          color: HEAT[index],
        })),
      ],
    },
    series: [
      {
        type: "heatmap",
        data: byDay.map((reviews, day) => [Math.floor(day / 7), day % 7, reviews]),
        itemStyle: { borderColor: PANEL, borderWidth: 2, borderRadius: 4 },
      },
    ],
  };
}

/** A bar a week: how many people reviewed. As high as a narrow heat map. */
export function learnerBars(first: string, learners: readonly number[], box: Box): Panel {
  const height = (7 * box.width) / learners.length + 19;
  const last = learners.length - 1;
  const most = Math.max(...learners);
  const at = learners.indexOf(most);
  return barsOver(box, height, {
    title: "Learners a week",
    names: monthsAt(first, learners.length),
    bars: [
      {
        color: BLUE,
        values: learners.map((value, week) => ({
          value,
          named: week === last || (week === at && at < last - 2),
        })),
      },
    ],
  });
}

/** A dot a week, the larger the more reviews it stands for, and the share that is wanted. */
export function retentionLine(first: string, { weeks, wanted }: Recalled, box: Box): Panel {
  const shares = weeks.map(({ reviews, recalled }) =>
    reviews > 0 ? Math.round((100 * recalled) / reviews) : undefined,
  );
  const known = shares.filter((share) => share !== undefined);
  const least = Math.max(0, Math.min(80, Math.floor((Math.min(...known) - 1) / 10) * 10));
  const most = Math.max(...weeks.map(({ reviews }) => reviews));
  const last = shares.findLastIndex((share) => share !== undefined);
  const percent = Math.round(100 * wanted);
  const isFar = (value: number) => (Math.abs(value - percent) * PLOT) / (100 - least) > 14;
  return {
    height: HEADING + PLOT + DATES,
    grid: { left: box.left + 45, top: box.top + HEADING, width: box.width - 57, height: PLOT },
    titles: [heading("True retention", box)],
    x: {
      type: "category",
      data: monthsAt(first, weeks.length).map((month, week, all) =>
        all.slice(0, week).filter((before) => before !== "").length % 2 === 0 ? month : "",
      ),
      ...noAxis,
      axisLabel: { ...TEXT, interval: 0, margin: 6, align: "left", padding: [0, 0, 0, -3] },
    },
    y: {
      type: "value",
      min: least,
      max: 100,
      interval: 100 - least,
      ...noAxis,
      splitLine: { show: true, lineStyle: { color: FAINT } },
      axisLabel: { ...TEXT, formatter: (value: number) => (isFar(value) ? `${value} %` : ""), margin: 6 },
    },
    series: [
      {
        type: "line",
        data: shares.map((share, week) => ({
          value: share ?? null,
          symbolSize: 3 + 5 * Math.sqrt((weeks[week]?.reviews ?? 0) / most),
          ...(week === last && { label: { show: true, formatter: "{c} %" } }),
        })),
        symbol: "circle",
        showAllSymbol: true,
        lineStyle: { color: BLUE, width: 1.5, opacity: 0.6 },
        itemStyle: { color: BLUE },
        label: { ...TEXT, color: INK, position: "top", textBorderColor: PANEL, textBorderWidth: 4 },
        markLine: {
          silent: true,
          symbol: "none",
          data: [{ yAxis: percent }],
          lineStyle: { color: ORANGE, width: 1.5, type: [4, 3] },
          label: { ...TEXT, color: ORANGE, formatter: `${percent} %`, position: "start", distance: 6 },
        },
      },
    ],
  };
}
