/** The picture of docs/bench.md. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { PathResult } from "./rating-path.ts";
import { NAMES, type Results } from "./report.ts";

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const COLOURS = {
  pong: "#80848e",
  saver: "#b5b8bf",
  flashback: "#5865f2",
  card: "#1f9e8f",
  review: "#e0a526",
} as const;

const [WIDTH, HEIGHT] = [1100, 400];

/** Three panels: presses a second, processor time a press, bytes. @returns SVG */
export function drawPlot({ path, bytes }: Pick<Results, "path" | "bytes">): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  const plain = bytes.filter(({ grants }) => !grants);
  const inFlight = path.map((one) => `${one.inFlight} in flight`);
  const bots = (panel: number, value: (bot: PathResult["bots"]["pong"]) => number) =>
    (["pong", "saver", "flashback"] as const).map((name) =>
      bar(
        NAMES[name],
        panel,
        COLOURS[name],
        path.map(({ bots: all }) => value(all[name])),
      ),
    );
  const panels = [
    { title: "Presses a second", names: inFlight },
    { title: "CPU µs a press", names: inFlight },
    {
      title: "Bytes in Redis, by cards in the deck",
      names: plain.map(({ cards }) => cards.toLocaleString("en")),
    },
  ];
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: panels.map(({ title }, index) => ({
      text: title,
      left: `${4 + index * 33}%`,
      top: 10,
      textStyle: { fontSize: 15 },
    })),
    grid: panels.map((_, index) => ({ left: `${5 + index * 33}%`, width: "27%", top: 60, bottom: 70 })),
    xAxis: panels.map(({ names }, gridIndex) => ({
      type: "category" as const,
      gridIndex,
      data: names,
      axisTick: { show: false },
      axisLabel: { interval: 0 },
    })),
    yAxis: panels.map((_, gridIndex) => ({ type: "value" as const, gridIndex })),
    // Without a browser text is measured by guess: a wide gap keeps the names apart.
    legend: { bottom: 10, itemGap: 45, data: [...Object.values(NAMES), "a learned card", "a review"] },
    series: [
      ...bots(0, ({ perSecond }) => perSecond),
      ...bots(1, ({ cpu }) => cpu),
      bar(
        "a learned card",
        2,
        COLOURS.card,
        plain.map(({ perCard }) => perCard),
      ),
      bar(
        "a review",
        2,
        COLOURS.review,
        plain.map(({ perReview }) => perReview),
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

function bar(name: string, panel: number, color: string, values: readonly number[]) {
  return {
    type: "bar" as const,
    name,
    xAxisIndex: panel,
    yAxisIndex: panel,
    itemStyle: { color },
    label: { show: true, position: "top" as const, fontSize: 10 },
    data: values.map(Math.round),
  };
}
