import { createDrawing, type Drawing, type DrawingOptions } from "./drawing.ts";
import type { MathTask } from "./math-worker.ts";

/** Draws formulas off the main thread. */
export interface MathRenderer extends Pick<Drawing<MathTask>, "warmUp" | "close"> {
  /**
   * A formula as PNG, on a panel of its own, at most 2,000 × 1,200 pixels. The same formula gives the same Buffer as
   * long as it is in the cache; nobody may write into it.
   *
   * @param tex without delimiters
   * @param display whether sums and fractions are as large as on a line of their own
   * @returns undefined where the formula cannot be drawn, so that its source is shown: it is wrong, has a command or a
   *   character that is not known, is too long or too large, takes too long, or too many wait to be drawn. Never
   *   rejects.
   */
  render(tex: string, display: boolean): Promise<Buffer | undefined>;
}

/** What is longer is no formula that a card needs; MathJax's time grows with it. */
const MOST_CHARACTERS = 2_000;

/** A renderer with one worker, which starts at the first formula, and a cache of pictures. */
export function createMathRenderer(options: DrawingOptions = {}): MathRenderer {
  const drawing = createDrawing<MathTask>(
    {
      worker: new URL("./math-worker.ts", import.meta.url),
      trial: { tex: "x", display: false },
      keyOf: ({ tex, display }) => `${display ? "display" : "inline"} ${tex}`,
    },
    options,
  );
  return {
    async render(tex, display) {
      const source = tex.trim();
      if (source === "" || source.length > MOST_CHARACTERS) return undefined;
      return await drawing.draw({ tex: source, display });
    },
    warmUp: drawing.warmUp,
    close: drawing.close,
  };
}
