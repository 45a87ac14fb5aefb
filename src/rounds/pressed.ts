import type { RoundRecord } from "../store/round-record.ts";
import type { Turn } from "../store/rounds.ts";
import { isOverdue } from "../study/round.ts";
import { goesOnAt } from "./draw.ts";
import type { UnratedScene } from "./scene.ts";

/** What came of a person's press on a card. */
export interface Pressed<Scene> {
  readonly scene: Scene | UnratedScene;
  /** Token of the private answer before this one, which it takes the place of. */
  readonly former?: string | undefined;
  /** What is to be done about the round's messages, see `begin`. */
  readonly redraw?: Turn;
  /** Whether the round's time has run on without anybody looking. */
  readonly overdue: boolean;
}

/** A press that changed nothing, and why, given the round as it was at a moment. */
export const refused = (
  round: RoundRecord | undefined,
  moment: number,
  why: UnratedScene["why"],
  { words, redraw }: { readonly words?: string | undefined; readonly redraw?: Turn } = {},
): Pressed<never> => ({
  scene: { scene: "unrated", why, words, at: goesOnAt(round) },
  redraw,
  overdue: round !== undefined && isOverdue(round, moment),
});
