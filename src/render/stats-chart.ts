import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TitleComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { deckRows, forecastBars } from "./stats-cards.ts";
import type { Box, Panel } from "./stats-look.ts";
import { heatMap, learnerBars, retentionLine } from "./stats-reviews.ts";

use([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
  SVGRenderer,
]);

/**
 * What a picture of statistics shows: figures and dates. Names stand in the text beside it. What is missing is not
 * shown, and the rest takes its place.
 */
export interface StatsChart {
  /** The Monday of the first week, as yyyy-mm-dd. */
  readonly first: string;
  /** Reviews on each day from then on; the last one is today. */
  readonly byDay: readonly number[];
  /** How many people reviewed, by week. */
  readonly learners?: readonly number[];
  readonly retention?: Recalled;
  readonly forecast?: Coming;
  readonly decks: readonly DeckBar[];
}

/** First reviews of the day of mature cards, by week. */
export interface Recalled {
  readonly weeks: readonly { readonly reviews: number; readonly recalled: number }[];
  /** Share that is wanted, 0 to 1. */
  readonly wanted: number;
}

/** Cards that come due. */
export interface Coming {
  /** On each day from today on; today's are with the overdue ones. */
  readonly days: readonly number[];
  /** Of today's, those that were due before. */
  readonly overdue: number;
}

/** A deck's cards by the last rating, and how many of them are expected to be recalled today. */
export interface DeckBar {
  /** Cards whose last rating was 1, 2, 3, 4, 5. */
  readonly levels: readonly number[];
  readonly unseen: number;
  /** Share of all its cards, 0 to 1. */
  readonly recall: number;
}

/** Points: about as wide as a phone. */
const WIDTH = 400;
const PAD = 16;
const GAP = 18;
const INNER = WIDTH - 2 * PAD;
/** Room at the bottom for the mark that Discord lays over the left corner of pictures with a description. */
const ALT_MARK = 38;

/** The chart as SVG, its width and height in points. Its type is Inter. */
export function statsSvg(data: StatsChart): { svg: string; width: number; height: number } {
  const { learners, retention, forecast, decks } = data;
  const rows: (readonly ((box: Box) => Panel)[])[] = [
    [
      (box) => heatMap(data, box),
      ...(learners ? [(box: Box) => learnerBars(data.first, learners, box)] : []),
    ],
    [
      ...(retention?.weeks.some(({ reviews }) => reviews > 0)
        ? [(box: Box) => retentionLine(data.first, retention, box)]
        : []),
      ...(forecast ? [(box: Box) => forecastBars(data, forecast, box)] : []),
    ],
    decks.length > 0 ? [(box) => deckRows(decks, box)] : [],
  ];
  const panels: Panel[] = [];
  let top = PAD;
  for (const row of rows.filter(({ length }) => length > 0)) {
    const width = (INNER - GAP * (row.length - 1)) / row.length;
    const made = row.map((part, index) => part({ left: PAD + index * (width + GAP), top, width }));
    panels.push(...made);
    top += Math.max(...made.map(({ height }) => height)) + GAP;
  }
  const height = Math.ceil(top - GAP + (decks.length > 0 ? PAD : ALT_MARK));
  return { svg: drawn(panels, height), width: WIDTH, height };
}

function drawn(panels: readonly Panel[], height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    chart.setOption(optionOf(panels));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The panels side by side: each has its own grid and axes, told by its number. */
function optionOf(panels: readonly Panel[]): EChartsCoreOption {
  const axis = (one: object, gridIndex: number) => ({ ...one, gridIndex });
  const series = panels.flatMap((panel, index) =>
    panel.series.map((one) => ({ ...one, xAxisIndex: index, yAxisIndex: index })),
  );
  return {
    animation: false,
    textStyle: { fontFamily: "Inter" },
    title: panels.flatMap(({ titles }) => titles),
    grid: panels.map(({ grid }) => grid),
    xAxis: panels.map(({ x }, index) => axis(x, index)),
    yAxis: panels.map(({ y }, index) => axis(y, index)),
    visualMap: panels.flatMap(({ scale }, index) => {
      const seriesIndex = series.findIndex(({ xAxisIndex }) => xAxisIndex === index);
      return scale ? [{ ...scale, seriesIndex }] : [];
    }),
    series,
  };
}
