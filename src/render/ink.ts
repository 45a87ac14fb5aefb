/** A colour as red, green and blue, 0 to 255 each. */
type Rgb = readonly [number, number, number];

/**
 * The luminance that text needs on the panel (#1e1f22, luminance 0.0137) for a contrast of 4.5 to 1, which WCAG 2.2,
 * success criterion 1.4.3, asks of text.
 */
const LEAST_LUMINANCE = 4.5 * (0.0137 + 0.05) - 0.05;

/** The names of CSS that are too dark for the panel; `\color` takes all names, dvips' ones come as numbers. */
const DARK_NAMES: Readonly<Record<string, Rgb>> = {
  blue: [0, 0, 255],
  brown: [165, 42, 42],
  crimson: [220, 20, 60],
  darkblue: [0, 0, 139],
  darkgreen: [0, 100, 0],
  darkred: [139, 0, 0],
  firebrick: [178, 34, 34],
  green: [0, 128, 0],
  indigo: [75, 0, 130],
  maroon: [128, 0, 0],
  mediumblue: [0, 0, 205],
  midnightblue: [25, 25, 112],
  navy: [0, 0, 128],
  purple: [128, 0, 128],
  red: [255, 0, 0],
  teal: [0, 128, 128],
};

/**
 * SVG whose colours are chosen for dark ink on a white page, for a dark panel: what is too dark gets lighter in the
 * same hue, and black is the ordinary ink.
 */
export function onDark(svg: string): string {
  return svg.replace(/\b(fill|stroke)="([^"]*)"/g, (_, name: string, color: string) => {
    return `${name}="${readable(color)}"`;
  });
}

function readable(color: string): string {
  const rgb = parse(color.trim().toLowerCase());
  if (rgb === undefined) return color;
  if (rgb.every((part) => part < 16)) return "currentColor";
  // Steps of a tenth of the way to white; white itself is always light enough.
  for (let white = 0; ; white += 0.1) {
    const mixed = rgb.map((part) => Math.round(part + (255 - part) * Math.min(white, 1)));
    if (white >= 1 || luminance(mixed) >= LEAST_LUMINANCE) return `rgb(${mixed.join(",")})`;
  }
}

function parse(color: string): Rgb | undefined {
  if (color === "black") return [0, 0, 0];
  if (Object.hasOwn(DARK_NAMES, color)) return DARK_NAMES[color];
  const hex = /^#(?:([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})|([0-9a-f])([0-9a-f])([0-9a-f]))$/.exec(color);
  const [, r = "", g = "", b = ""] = hex?.filter((part) => part !== undefined) ?? [];
  if (hex === null) {
    const [red, green, blue] = (/^rgb\(([\d\s,]+)\)$/.exec(color)?.[1] ?? "").split(",").map(Number);
    return red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue];
  }
  const [red, green, blue] = [r, g, b].map((part) => Number.parseInt(part.repeat(2 / part.length), 16));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** Relative luminance, 0 to 1, as WCAG 2.2 defines it for sRGB. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
