import type { Actor, Seen } from "../../playground/index.ts";
import { settleLearner } from "../../src/leaderboard/settle.ts";
import { assess } from "../../src/quiz/assess.ts";
import { deadlineIn, type Store } from "../../src/store/connection.ts";
import { commitLearner, loadLearner } from "../../src/store/learners.ts";
import { shown } from "./flashback.ts";

/** A line of a leaderboard as a person reads it. */
export interface Line {
  readonly place: number;
  readonly name: string;
  readonly points: number;
  readonly reviews: number;
  readonly streak: number;
}

/** The lines of a leaderboard: those of the page, and those around who asked. */
export function linesOf({ texts }: Pick<Seen, "texts">): readonly Line[] {
  const found = texts.matchAll(
    /^(?:### )?\*\*(\d+)\.\*\* (.+?) · \*\*(\d+) points?\*\*\n-# (\d+) reviews?(?: · (\d+) days in a row)?$/gm,
  );
  return [...found].map(([, place, name = "", points, reviews, streak]) => ({
    place: Number(place),
    name: name.replace(/[\u2066-\u2069]/g, ""),
    points: Number(points),
    reviews: Number(reviews),
    streak: Number(streak ?? 0),
  }));
}

/** The lines of a board that somebody looks at by themselves. */
export async function boardOf(
  actor: Actor,
  options: Readonly<Record<string, string>> = {},
  where = "#general",
) {
  return linesOf(shown(await actor.slash(where, "leaderboard", { private: true, ...options })));
}

/** The id of a server where a person has quizzed. */
export async function homeOf(store: Store, actor: Actor): Promise<string> {
  await actor.press(shown(await actor.slash("#general", "quiz")), "Stop");
  const { learner } = await loadLearner(store, actor.user.id, deadlineIn(5000));
  if (!learner.home) throw new Error("they have no home");
  return learner.home;
}

/** One rating of a learner. */
export interface Rated {
  readonly userId: string;
  readonly deck?: string;
  readonly card: number;
  readonly home: string;
  readonly zone?: string;
  readonly at: number;
  /** Too quick for a point. */
  readonly quick?: boolean;
}

/** Rates a card as a quiz does, without a quiz. @returns whether it earned a point */
export async function rateCard(store: Store, rated: Rated): Promise<boolean> {
  const { userId, deck = "losses", card, home, zone = "UTC", at, quick = false } = rated;
  for (;;) {
    const snapshot = await loadLearner(store, userId, deadlineIn(5000), { deck, number: card });
    const met = { deck, number: card, state: snapshot.card, granted: snapshot.granted };
    const { tooQuick: _, ...change } = assess(snapshot.learner, met, 4, {
      now: at,
      shown: quick ? 0 : 8000,
      characters: 10,
      missed: 0,
      home: { id: home, zone },
    });
    if ((await commitLearner(store, snapshot, change, deadlineIn(5000))) === "done")
      return change.grant !== undefined;
  }
}

/** Gives somebody points, a card each, and brings the boards up to date. @param at milliseconds */
export async function earn(
  store: Store,
  userId: string,
  guildId: string,
  points: number,
  at: number,
): Promise<void> {
  for (let card = 1; card <= points; card += 1) await rateCard(store, { userId, card, home: guildId, at });
  await settleLearner({ store, now: () => at }, userId, deadlineIn(5000));
}
