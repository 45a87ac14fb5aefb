import { INK } from "./panel.ts";

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
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * Blue and orange are told apart with any kind of colour vision, and lightness alone tells the steps of one hue. All
 * have 3 to 1 or more on the panel, which WCAG 2.2, success criterion 1.4.11, asks of graphics; but for what stands for
 * nothing: a day without a review, a card never seen, a line to go by.
 */
const MUTED = "#b5bac1";
export const FAINT = "#34363c";
export const BLUE = "#5aaae0";
export const ORANGE = "#e8924a";
export const HEAT = ["#2e70a3", "#4a97d0", "#86c4f1", "#d6edff"] as const;
/** From rating 1 to 5. */
export const LEVELS = ["#dd7230", "#f2b277", "#e3e5e8", "#9ccbef", "#3f8fcc"] as const;

export const HEADING = 26;
export const TEXT = { color: MUTED, fontSize: 13, fontWeight: 500 } as const;

export const heading = (text: string, { left, top }: Box) => ({
  text,
  left,
  top: top - 2,
  padding: 0,
  textStyle: { color: INK, fontSize: 15, fontWeight: 600 },
});

/** A swatch, and the points that its text takes: without a browser ECharts can only guess. */
export const SWATCH = 11;
const TEXT_GAP = 4;
const ENTRY_GAP = 10;
const CHARACTER = 8;

/** Colours and what they stand for, on the line of a heading, up to a place at its right. */
export function key(
  entries: readonly (readonly [color: string, text: string])[],
  right: number,
  { top }: Box,
) {
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
export function dateAfter(first: string, days: number) {
  const date = new Date(Date.parse(first) + days * DAY);
  return { month: MONTHS[date.getUTCMonth()] ?? "", day: date.getUTCDate() };
}

/** The months, each at the week with its first day. */
export const monthsAt = (first: string, weeks: number) =>
  Array.from({ length: weeks }, (_, week) => {
    const { month, day } = dateAfter(first, 7 * week + 6);
    return day <= 7 ? month : "";
  });

export const noAxis = {
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { show: false },
} as const;

/** Height of lines and bars, and of the dates below them. */
export const PLOT = 84;
export const DATES = 20;

interface Bars {
  readonly title: string;
  readonly titles?: readonly object[];
  /** Below the bars; empty where there is none. */
  readonly names: readonly string[];
  /** What stands on top of one another. */
  readonly bars: readonly {
    readonly color: string;
    readonly values: readonly { readonly value: number; readonly named: boolean; readonly label?: string }[];
  }[];
}

/** Bars with the names of some below, and the figures of some above. */
export function barsOver(box: Box, height: number, { title, titles = [], names, bars }: Bars): Panel {
  const totals = names.map((_, index) =>
    bars.reduce((sum, { values }) => sum + (values[index]?.value ?? 0), 0),
  );
  return {
    height: HEADING + height + DATES,
    grid: { left: box.left, top: box.top + HEADING + 12, width: box.width, height: height - 12 },
    titles: [heading(title, box), ...titles],
    x: {
      type: "category",
      data: names,
      ...noAxis,
      axisLine: { show: true, lineStyle: { color: FAINT } },
      axisLabel: { ...TEXT, interval: 0, margin: 6, align: "left", padding: [0, 0, 0, -3] },
    },
    y: { type: "value", max: Math.max(1, ...totals), ...noAxis, axisLabel: { show: false } },
    series: bars.map(({ color, values }) => ({
      type: "bar",
      stack: "bars",
      barCategoryGap: "25%",
      data: values.map(({ value, named, label }, index) => ({
        value,
        label: {
          show: named,
          formatter: label ?? String(value),
          ...(index === 0 && { align: "left", offset: [-3, 0] }),
          ...(index === names.length - 1 && { align: "right", offset: [3, 0] }),
        },
      })),
      label: { ...TEXT, color: INK, position: "top", distance: 3 },
      itemStyle: { color },
    })),
  };
}
