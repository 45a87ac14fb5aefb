import type { Verdict } from "./grading.ts";
import { KNOWN, RATINGS, type Rating } from "./rating.ts";

/** How cards are answered before they are rated: one of four is picked, or the answer is typed. Else it is recalled. */
export type AnswerBy = "choice" | "type";

/** An answer that was given to a card and is still to be rated. */
export type Given =
  /** The card whose back was picked. */
  | { readonly by: "choice"; readonly picked: number; readonly isRight: boolean }
  | {
      readonly by: "type";
      readonly text: string;
      readonly verdict: Verdict;
      /** Whether the person said that it was right all the same. */
      readonly overruled: boolean;
    }
  /** Not known, as the person said. */
  | { readonly by: "pass" };

/** Whether an answer counts as right. */
export function isRight(given: Given): boolean {
  if (given.by === "choice") return given.isRight;
  return given.by === "type" && (given.verdict === "right" || given.overruled);
}

/** Whether the person may say that a typed answer was right all the same. */
export const mayOverrule = (given: Given): boolean => given.by === "type" && !isRight(given);

/** The ratings that agree with an answer: 3 to 5 with a right one, 1 and 2 with any other. */
export const ratingsFor = (given: Given): readonly Rating[] =>
  RATINGS.filter((rating) => rating >= KNOWN === isRight(given));
