import type { Deadline, Store } from "../store/connection.ts";
import type { Learner } from "../store/learner-record.ts";
import { changeLearner, loadLearner } from "../store/learners.ts";
import { MOST_NEW_CARDS, MOST_REVIEWS } from "../study/limits.ts";
import { RETENTION } from "../study/scheduler.ts";
import { UserError } from "../user-error.ts";

/**
 * What a person chose about their study. Not the time zone, which is the reminders' too, nor whether boards show them:
 * see `moveTo` and `setHidden` there.
 */
export type Choices = Pick<Learner, "newADay" | "reviewsADay" | "retention" | "chosenHome" | "celebrate">;

/** What a person reads and changes about themselves. Functions throw StoreError, and UserError. */
export const createChoices = (store: Store) => ({
  /** The learner with what they chose. */
  async get(userId: string, deadline: Deadline): Promise<Learner> {
    return (await loadLearner(store, userId, deadline)).learner;
  },

  /**
   * Changes what is named.
   *
   * @throws UserError when the home is none of the servers they quizzed in
   */
  change: (userId: string, choices: Partial<Choices>, deadline: Deadline): Promise<Learner> =>
    changeLearner(
      store,
      userId,
      (learner) => {
        const { chosenHome } = choices;
        if (chosenHome !== undefined && !homesOf(learner).includes(chosenHome)) {
          throw new UserError("Your home is one of the servers that you have quizzed in.");
        }
        return { ...learner, ...choices };
      },
      deadline,
    ),
});

/** The servers a person may choose as their home: those they quizzed in, the last one first. */
export function homesOf({ home, chosenHome, homes }: Learner): readonly string[] {
  const all = [home, chosenHome, ...[...homes.keys()].reverse()];
  return [...new Set(all.flatMap((id) => id ?? []))];
}

/** What a person writes for "no limit". */
const ALL = "all";

/** What is written into the form of a day's limits. */
export interface WrittenLimits {
  readonly fresh: string;
  readonly reviews: string;
  readonly retention: string;
}

/** Limits as they stand in the form. */
export const writtenLimits = ({ newADay, reviewsADay, retention }: Choices): WrittenLimits => ({
  fresh: String(newADay),
  reviews: reviewsADay === Number.POSITIVE_INFINITY ? ALL : String(reviewsADay),
  retention: `${percent(retention)} %`,
});

/** A share as whole percent. */
export const percent = (share: number) => Math.round(share * 100);

/**
 * Limits out of what was written.
 *
 * @throws UserError that says of each field what is wrong with it
 */
export function limitsFrom(written: WrittenLimits): Pick<Choices, "newADay" | "reviewsADay" | "retention"> {
  const wrong: string[] = [];
  const whole = (text: string, least: number, most: number, refusal: string) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) wrong.push(refusal);
    return number;
  };
  const newADay = whole(
    written.fresh.trim(),
    0,
    MOST_NEW_CARDS,
    `**New cards a day** is a whole number from 0 to ${MOST_NEW_CARDS}.`,
  );
  const wanted = written.reviews.trim().toLowerCase();
  const reviewsADay =
    wanted === ALL
      ? Number.POSITIVE_INFINITY
      : whole(
          wanted,
          1,
          MOST_REVIEWS,
          `**Reviews a day** is a whole number from 1 to ${MOST_REVIEWS}, or \`${ALL}\`.`,
        );
  const retention = shareFrom(written.retention);
  if (retention === undefined) {
    const { least, most } = RETENTION;
    wrong.push(
      `**Wanted retention** is from ${percent(least)} % to ${percent(most)} %, written like \`90 %\` or \`0.9\`.`,
    );
  }
  if (wrong.length > 0 || retention === undefined) throw new UserError(wrong.join("\n"));
  return { newADay, reviewsADay, retention };
}

/** "90", "90 %", "0.9" or "0,9" as a share in whole hundredths; undefined for anything else, or out of bounds. */
function shareFrom(text: string): number | undefined {
  const [, digits = "", sign] = /^(\d{0,3}(?:[.,]\d{0,4})?)\s*(%?)$/.exec(text.trim()) ?? [];
  const number = digits === "" ? Number.NaN : Number(digits.replace(",", "."));
  const share = Math.round(sign === "%" || number > 1 ? number : number * 100) / 100;
  return share >= RETENTION.least && share <= RETENTION.most ? share : undefined;
}

export type ChoicesService = ReturnType<typeof createChoices>;
