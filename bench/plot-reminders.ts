/** The picture of the reminders in docs/bench.md. */
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { PACE, type RemindersResult } from "./reminders.ts";

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const [WIDTH, HEIGHT] = [1100, 400];

/** The most dots a line is drawn with. */
const DOTS = 500;

/** Reminders sent over time, beside the configured pace. @returns SVG */
export function drawReminders({ arrivals }: Pick<RemindersResult, "arrivals">): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  const end = (arrivals.at(-1) ?? 0) / 1000;
  const step = Math.ceil(arrivals.length / DOTS);
  const sent = arrivals.map((at, index) => [at / 1000, index + 1]).filter((_, index) => index % step === 0);
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: "Reminders sent over time", left: "4%", top: 10, textStyle: { fontSize: 15 } },
    grid: { left: "7%", right: "4%", top: 60, bottom: 80 },
    xAxis: { type: "value", name: "seconds", nameLocation: "middle", nameGap: 25, max: Math.ceil(end) },
    yAxis: { type: "value" },
    legend: { bottom: 10, itemGap: 45, data: ["sent", `the pace of ${PACE} a second`] },
    series: [
      line(`the pace of ${PACE} a second`, "#b5b8bf", [
        [0, 0],
        [end, end * PACE],
      ]),
      line("sent", "#5865f2", sent),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

const line = (name: string, color: string, data: readonly (readonly number[])[]) => ({
  type: "line" as const,
  name,
  showSymbol: false,
  lineStyle: { color, width: 2 },
  itemStyle: { color },
  data: data.map((point) => [...point]),
});
