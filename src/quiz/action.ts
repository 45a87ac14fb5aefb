import type { Rating } from "../study/rating.ts";
import type { Answering } from "./answers.ts";

/** What a person can press on a quiz. */
export type Action =
  | "hint"
  | "skip"
  | "stop"
  | "resume"
  | "undo"
  /** Shows the question, into whose form the answer is then typed. */
  | "type"
  /** A typed answer was right all the same. */
  | "overrule"
  | Answering
  | { readonly rate: Rating }
  /** Shows a side of the card; a long one has pages, from 0. */
  | { readonly show: "front" | "answer"; readonly page: number };

/** What shows something of the card, and changes nothing. */
export type Look = "hint" | "type" | Extract<Action, { show: unknown }>;

export const isLook = (action: Action): action is Look =>
  action === "hint" || action === "type" || (typeof action === "object" && "show" in action);
