import { Resvg } from "@resvg/resvg-js";
import { onDark } from "./ink.ts";
import type { Typeset } from "./typeset.ts";

/**
 * Panel and ink. Near black with near white: as a panel it is plain to see on Discord's light theme (#ffffff) and on
 * its dark one (#313338, in a container #2b2d31), and the ink has a contrast of 15 to 1 on it.
 */
export const PANEL = "#1e1f22";
export const INK = "#f2f3f5";

/** Pixels. Discord shows a picture about half as wide as this on a computer, so that these are twice its own. */
const WIDTH = 1000;
const EM = 44;
const PAD_X = 32;
const PAD_Y = 24;
export const CORNER = 16;
const MOST_HEIGHT = 1200;

/** Thousandths of an em above and below the baseline that a line takes at least, so that all single lines sit alike. */
const ASCENT = 750;
const DESCENT = 250;

/** A stroke around the letters, in thousandths of an em: thin strokes fade where the picture is made smaller. */
const WEIGHT = 12;

/** How much smaller than others a formula may be drawn, before it is too small to be read. */
const SMALLEST = 0.5;

/** Thousandths of an em that a line can be long at the ordinary size. */
export const LINE_WIDTH = ((WIDTH - 2 * PAD_X) / EM) * 1000;

/**
 * A formula as PNG: light on a dark panel with round corners, which both of Discord's themes show well. All panels
 * are 1,000 pixels wide with letters of one size, so that Discord, which fits pictures to its width, shows one size
 * too. What is wider gets a panel up to 2,000 pixels wide; what is larger still gets letters down to half the size.
 *
 * @returns undefined for a formula that would have to be smaller than that
 */
export function drawPanel(formula: Typeset): Buffer | undefined {
  const top = Math.min(formula.top, -ASCENT);
  const bottom = Math.max(formula.top + formula.height, DESCENT);
  const width = (formula.width * EM) / 1000;
  const height = ((bottom - top) * EM) / 1000;
  const panelWidth = Math.min(Math.max(WIDTH, Math.ceil(width) + 2 * PAD_X), 2 * WIDTH);
  const scale = Math.min(1, (panelWidth - 2 * PAD_X) / width, (MOST_HEIGHT - 2 * PAD_Y) / height);
  if (scale < SMALLEST) return undefined;
  const panelHeight = Math.ceil(height * scale) + 2 * PAD_Y;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${panelWidth}" height="${panelHeight}" color="${INK}">`,
    `<rect width="${panelWidth}" height="${panelHeight}" rx="${CORNER}" fill="${PANEL}"/>`,
    `<g transform="translate(${PAD_X},${PAD_Y}) scale(${(scale * EM) / 1000})`,
    ` translate(${-formula.left},${-top})">`,
    onDark(formula.content).replace('stroke-width="0"', `stroke-width="${WEIGHT}"`),
    "</g></svg>",
  ].join("");
  return new Resvg(svg, { font: { loadSystemFonts: false }, logLevel: "off" }).render().asPng();
}
