import { INK, PANEL } from "./panel.ts";
import type { StatsChart } from "./stats-chart.ts";

/** One part of the picture, as options of ECharts. */
export interface Panel {
  /** Points, with its heading and the names of its axes. */
  readonly height: number;
  readonly grid: object;
  readonly x: object;
  readonly y: object;
  readonly series: readonly object[];
  readonly titles: readonly object[];
  /** Colours by value, for a heat map. */
  readonly scale?: object;
}

/** Where a part stands, in points. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * Blue and orange are told apart with any kind of colour vision, and lightness alone tells the steps of one hue. All
 * have 3 to 1 or more on the panel, which WCAG 2.2, success criterion 1.4.11, asks of graphics.
 */
const MUTED = "#b5bac1";
const FAINT = "#34363c";
const BLUE = "#5aaae0";
const ORANGE = "#e8924a";
const HEAT = ["#2c6d9f", "#4a97d0", "#86c4f1", "#d6edff"] as const;
/** From rating 1 to 5. */
const LEVELS = ["#dd7230", "#f2b277", "#e3e5e8", "#9ccbef", "#3f8fcc"] as const;

const HEADING = 26;
const TEXT = { color: MUTED, fontSize: 13, fontWeight: 500 } as const;

const heading = (text: string, { left, top }: Box) => ({
  text,
  left,
  top: top - 2,
  padding: 0,
  textStyle: { color: INK, fontSize: 15, fontWeight: 600 },
});

/** A swatch, and the points that its text takes: without a browser ECharts can only guess. */
const SWATCH = 11;
const TEXT_GAP = 4;
const ENTRY_GAP = 10;
const CHARACTER = 8;

/** Colours and what they stand for, on the line of a heading, up to a place at its right. */
function key(entries: readonly (readonly [color: string, text: string])[], right: number, { top }: Box) {
  const widths = entries.map(([, text]) => SWATCH + TEXT_GAP + CHARACTER * text.length + ENTRY_GAP);
  let left = right + ENTRY_GAP - widths.reduce((sum, width) => sum + width, 0);
  return entries.map(([color, text], index) => {
    const entry = {
      text: `{swatch|}{text|${text}}`,
      left,
      top: top - 1,
      padding: 0,
      textStyle: {
        rich: {
          swatch: { backgroundColor: color, width: SWATCH, height: SWATCH, borderRadius: 2 },
          text: { ...TEXT, padding: [0, 0, 0, TEXT_GAP] },
        },
      },
    };
    left += widths[index] ?? 0;
    return entry;
  });
}

const DAY = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Month and day of the month, so many days after a date as yyyy-mm-dd. */
function dateAfter(first: string, days: number) {
  const date = new Date(Date.parse(first) + days * DAY);
  return { month: MONTHS[date.getUTCMonth()] ?? "", day: date.getUTCDate() };
}

/** The months, each at the week with its first day. */
const monthsAt = (first: string, weeks: number) =>
  Array.from({ length: weeks }, (_, week) => {
    const { month, day } = dateAfter(first, 7 * week + 6);
    return day <= 7 ? month : "";
  });

const noAxis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } } as const;

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

/** A column a week from Monday, a square a day. */
export function heatMap({ first, byDay }: StatsChart, box: Box): Panel {
  const weeks = Math.ceil(byDay.length / 7);
  const cell = box.width / weeks;
  const steps = stepsOf(byDay);
  return {
    height: HEADING + 19 + 7 * cell,
    grid: { left: box.left, top: box.top + HEADING + 19, width: box.width, height: 7 * cell },
    titles: [
      heading("Reviews a day", box),
      ...key(
        steps.map((from, index) => [HEAT[index] ?? BLUE, `${short(from)}+`]),
        box.left + box.width,
        box,
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

const PLOT = 84;

/** A dot a week, the larger the more reviews it stands for, and the share that is wanted. */
export function retentionLine({ first, retention, wanted }: StatsChart, box: Box): Panel {
  const shares = retention.map(({ reviews, recalled }) =>
    reviews > 0 ? Math.round((100 * recalled) / reviews) : undefined,
  );
  const known = shares.filter((share) => share !== undefined);
  const least = Math.max(0, Math.min(80, Math.floor((Math.min(...known) - 1) / 10) * 10));
  const most = Math.max(...retention.map(({ reviews }) => reviews));
  const last = shares.findLastIndex((share) => share !== undefined);
  const percent = Math.round(100 * wanted);
  const isFar = (value: number) => (Math.abs(value - percent) * PLOT) / (100 - least) > 14;
  return {
    height: HEADING + PLOT + 20,
    grid: { left: box.left + 45, top: box.top + HEADING, width: box.width - 57, height: PLOT },
    titles: [heading("True retention", box)],
    x: {
      type: "category",
      data: monthsAt(first, retention.length).map((month, week, all) =>
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
          symbolSize: 3 + 5 * Math.sqrt((retention[week]?.reviews ?? 0) / most),
          ...(week === last && { label: { show: true, formatter: "{c} %" } }),
        })),
        symbol: "circle",
        showAllSymbol: true,
        lineStyle: { color: BLUE, width: 1.5, opacity: 0.6 },
        itemStyle: { color: BLUE },
        label: { ...TEXT, color: INK, position: "top" },
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

/** A bar a day: what is due then, with what is overdue in today's. */
export function forecastBars({ first, byDay, forecast, overdue }: StatsChart, box: Box): Panel {
  const most = Math.max(...forecast);
  const at = forecast.indexOf(most);
  const today = byDay.length - 1;
  const named = (index: number) =>
    index === 0 ? most === 0 || (forecast[0] ?? 0) > 0 : index === at && (at > 2 || forecast[0] === 0);
  return {
    height: HEADING + PLOT + 20,
    grid: { left: box.left, top: box.top + HEADING + 12, width: box.width, height: PLOT - 12 },
    titles: [
      heading("Due", box),
      ...(overdue > 0 ? key([[ORANGE, "overdue"]], box.left + box.width, box) : []),
    ],
    x: {
      type: "category",
      data: forecast.map((_, index) => {
        const { month, day } = dateAfter(first, today + index);
        return index % 10 === 0 ? `${day} ${month}` : "";
      }),
      ...noAxis,
      axisLine: { show: true, lineStyle: { color: FAINT } },
      axisLabel: { ...TEXT, interval: 0, margin: 6, align: "left", padding: [0, 0, 0, -3] },
    },
    y: { type: "value", max: Math.max(1, most), ...noAxis, axisLabel: { show: false } },
    series: [
      {
        type: "bar",
        stack: "due",
        data: [overdue],
        barCategoryGap: "25%",
        itemStyle: { color: ORANGE },
      },
      {
        type: "bar",
        stack: "due",
        data: forecast.map((cards, index) => ({
          value: index === 0 ? cards - overdue : cards,
          label: {
            show: named(index),
            formatter: String(cards),
            ...(index === 0 && { align: "left", offset: [-3, 0] }),
          },
        })),
        label: { ...TEXT, color: INK, position: "top", distance: 3 },
        itemStyle: { color: BLUE },
      },
    ],
  };
}

const ROW = 24;
const NUMBER = 18;
/** Room for the share at the right of a bar. */
const RECALL = 52;

/** A bar a deck, told by its number: its cards by their last rating, then those never seen. */
export function deckRows({ decks }: StatsChart, box: Box): Panel {
  const share = (cards: number, index: number) => {
    const { levels = [], unseen = 0 } = decks[index] ?? {};
    const all = levels.reduce((sum, count) => sum + count, unseen);
    return all > 0 ? cards / all : 0;
  };
  const bars = [
    ...[5, 4, 3, 2, 1].map((rating) => ({
      color: LEVELS[rating - 1] ?? BLUE,
      values: decks.map(({ levels }, index) => share(levels[rating - 1] ?? 0, index)),
    })),
    { color: FAINT, values: decks.map(({ unseen }, index) => share(unseen, index)) },
  ];
  return {
    height: HEADING + decks.length * ROW + 8 + SWATCH,
    grid: {
      left: box.left + NUMBER,
      top: box.top + HEADING,
      width: box.width - NUMBER - RECALL,
      height: decks.length * ROW,
    },
    titles: [
      heading("Decks", box),
      {
        ...heading("recall", { ...box, top: box.top + 1 }),
        left: box.left + box.width,
        textAlign: "right",
        textStyle: TEXT,
      },
      // Below, so that at the left there is room for the mark that Discord lays over pictures with a description.
      ...key(
        [
          ...[5, 4, 3, 2, 1].map((rating) => [LEVELS[rating - 1] ?? BLUE, String(rating)] as const),
          [FAINT, "new"],
        ],
        box.left + box.width,
        { ...box, top: box.top + HEADING + decks.length * ROW + 8 },
      ),
    ],
    x: { type: "value", min: 0, max: 1, ...noAxis, axisLabel: { show: false } },
    y: {
      type: "category",
      inverse: true,
      data: decks.map((_, index) => index + 1),
      ...noAxis,
      axisLabel: { ...TEXT, color: INK, fontWeight: 600, margin: 8 },
    },
    series: bars.map(({ color, values }, at) => ({
      type: "bar",
      stack: "deck",
      barWidth: 13,
      data: values.map((value, index) => ({
        value,
        ...(at === bars.length - 1 && {
          label: {
            ...TEXT,
            color: INK,
            show: true,
            position: "right",
            distance: RECALL,
            align: "right",
            formatter: `${Math.round(100 * (decks[index]?.recall ?? 0))} %`,
          },
        }),
      })),
      itemStyle: { color, borderColor: PANEL, borderWidth: 0.5, borderRadius: 2 },
    })),
  };
}
