import { drawPanel, LINE_WIDTH } from "./panel.ts";
import { typeset } from "./typeset.ts";

/** What the worker is asked to draw. */
export interface MathTask {
  readonly tex: string;
  readonly display: boolean;
}

/** Runs in a worker of its own: a formula as PNG, or undefined where it cannot be drawn. */
export default async function drawMath({ tex, display }: MathTask): Promise<Uint8Array | undefined> {
  let formula = await typeset(tex, display, LINE_WIDTH);
  // Only display math is broken into lines.
  if (!display && formula !== undefined && formula.width > LINE_WIDTH) {
    formula = await typeset(tex, true, LINE_WIDTH);
  }
  return formula && drawPanel(formula);
}
