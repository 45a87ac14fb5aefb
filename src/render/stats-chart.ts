import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TitleComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { deckRows, forecastBars, heatMap, type Panel, retentionLine } from "./stats-panels.ts";

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

/** What the picture of somebody's statistics shows. Figures and dates alone: names stand in the text beside it. */
export interface StatsChart {
  /** The Monday of the first week, as yyyy-mm-dd. */
  readonly first: string;
  /** Reviews on each day from then on; the last one is today. */
  readonly byDay: readonly number[];
  /** First reviews of the day of mature cards, and how many of them were recalled, by week. */
  readonly retention: readonly { readonly reviews: number; readonly recalled: number }[];
  /** Share of due cards that is wanted, 0 to 1. */
  readonly wanted: number;
  /** Cards that come due on each day from today on; today's are with the overdue ones. */
  readonly forecast: readonly number[];
  /** Of today's, those that were due before. */
  readonly overdue: number;
  readonly decks: readonly DeckBar[];
}

/** A deck's cards by the last rating, and how many of them are expected to be recalled today. */
interface DeckBar {
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

/** The chart as SVG, its width and height in points. Its type is Inter. */
export function statsSvg(data: StatsChart): { svg: string; width: number; height: number } {
  const panels: Panel[] = [];
  let top = PAD;
  const place = (made: readonly Panel[] | undefined) => {
    if (!made || made.length === 0) return;
    panels.push(...made);
    top += Math.max(...made.map(({ height }) => height)) + GAP;
  };
  const box = (left: number, width: number) => ({ left, top, width });
  place([heatMap(data, box(PAD, INNER))]);
  const isMature = data.retention.some(({ reviews }) => reviews > 0);
  const half = (INNER - GAP) / 2;
  place(
    isMature
      ? [retentionLine(data, box(PAD, half)), forecastBars(data, box(PAD + half + GAP, half))]
      : [forecastBars(data, box(PAD, INNER))],
  );
  if (data.decks.length > 0) place([deckRows(data, box(PAD, INNER))]);
  const height = Math.ceil(top - GAP + PAD);
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
