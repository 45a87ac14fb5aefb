import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { CORNER, PANEL } from "./panel.ts";
import { type StatsChart, statsSvg } from "./stats-chart.ts";

/** Pixels: two and a half for a point, so that the picture is sharp on a phone too. */
const WIDTH = 1000;

const require = createRequire(import.meta.url);
// Looked for here, since resvg leaves out text without a word where it has no font.
const FONTS = [
  require.resolve("@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf"),
  require.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
];

/** Runs in a worker of its own: statistics as PNG, on a panel as formulas have it. */
export default function drawStats(chart: StatsChart): Uint8Array {
  const { svg, width, height } = statsSvg(chart);
  const panel = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="${(CORNER * width) / WIDTH}" fill="${PANEL}"/>`,
    svg,
    "</svg>",
  ].join("");
  return new Resvg(panel, {
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: "Inter" },
    fitTo: { mode: "width", value: WIDTH },
    logLevel: "off",
  })
    .render()
    .asPng();
}
