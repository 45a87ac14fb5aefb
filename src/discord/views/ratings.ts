import { RATINGS, type Rating } from "../../study/rating.ts";
import type { ButtonLook } from "./parts.ts";

/** What the buttons of a rating say. */
export const RATING_LABELS: Readonly<Record<Rating, string>> = {
  1: "1 Not at all",
  2: "2",
  3: "3",
  4: "4",
  5: "5 Perfectly",
};

export const RATING_STYLES: Readonly<Record<Rating, NonNullable<ButtonLook["style"]>>> = {
  1: "danger",
  2: "secondary",
  3: "secondary",
  4: "secondary",
  5: "success",
};

/** The ratings given, as bars in a code block, where they line up. */
export function spreadLines(spread: Readonly<Record<Rating, number>>): string {
  const most = Math.max(1, ...RATINGS.map((rating) => spread[rating]));
  const lines = RATINGS.toReversed().map((rating) => {
    const blocks = Math.ceil((spread[rating] / most) * 12);
    return `${RATING_LABELS[rating].padEnd(12)} ${"█".repeat(blocks)}${blocks > 0 ? " " : ""}${spread[rating]}`;
  });
  return ["```", ...lines, "```"].join("\n");
}
