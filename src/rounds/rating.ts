import type { Viewer } from "../decks/access.ts";
import { cardByNumber } from "../decks/deck.ts";
import { assess } from "../quiz/assess.ts";
import { type Shelf, streakToday } from "../quiz/choose.ts";
import { streakStep } from "../quiz/milestones.ts";
import { occasionOf } from "../quiz/occasion.ts";
import { type SaveDeps, saveLearner } from "../quiz/save.ts";
import { afterSaved, type Deadline, StoreError } from "../store/connection.ts";
import { type Change, loadLearner, type Snapshot } from "../store/learners.ts";
import { readPick } from "../store/picks.ts";
import { type Receipt, type Receipts, readReceipts } from "../store/receipts.ts";
import type { RoundRecord } from "../store/round-record.ts";
import { enterRound, keepNote, readRatings, seenSince, takePen, tallyRating } from "../store/rounds.ts";
import { knownZone, learnerDay } from "../study/learner-day.ts";
import type { Rating } from "../study/rating.ts";
import { cardAt, isOverdue, takesRatings } from "../study/round.ts";
import { type CardState, review } from "../study/scheduler.ts";
import { hasGrown, streakNews } from "../study/streak.ts";
import { answeredAt, choicesAt, refusalOf } from "./asking.ts";
import { type Pressed, refused } from "./pressed.ts";
import type { CardInRound, RatedScene, UnratedScene } from "./scene.ts";

interface RatingDeps extends Shelf, SaveDeps {}

export type Rated = Pressed<RatedScene>;

/** How often a rating is tried again when something else of the same learner came in between. */
const TRIES = 5;

/** What one person's rating changes, and the receipt for it. */
interface Step {
  readonly change: Change;
  readonly receipt: Receipt;
  readonly point: RatedScene["point"];
  readonly instead: Rating | undefined;
}

/** What noting a rating needs beside it. */
interface Noting {
  readonly snapshot: Snapshot;
  readonly token: string;
  readonly overdue: boolean;
  readonly answered: RatedScene["answered"];
}

/** One person's ratings in rounds: each goes to their own schedule, exactly once, and is then noted in the round. */
export function createRating(deps: RatingDeps) {
  const { store, library, now } = deps;

  /** Notes in the round what a learner's receipt says. */
  const note = (round: RoundRecord, userId: string, receipt: Receipt, deadline: Deadline) =>
    tallyRating(
      store,
      round,
      {
        position: receipt.position,
        userId,
        turn: receipt.turn,
        rating: receipt.review.rating,
        points: receipt.points,
      },
      deadline,
    );

  return {
    /**
     * Rates a card of a round for one person. Rated again it is changed: the review takes the place of the first one,
     * and the point stays.
     *
     * @param token of the interaction that the person will be answered by
     */
    async rate(
      viewer: Viewer,
      at: CardInRound,
      rating: Rating,
      token: string,
      deadline: Deadline,
    ): Promise<Rated> {
      const { channelId, roundId, position, card } = at;
      const { userId } = viewer;
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const moment = now();
        const [{ round }, snapshot, receipts, decks] = await Promise.all([
          enterRound(store, { channelId, id: roundId }, userId, moment, deadline),
          loadLearner(store, userId, deadline, card),
          // After the learner: see `readReceipts`.
          readReceipts(store, userId, deadline),
          library.contents([card.deck], deadline),
        ]);
        const known = receiptOf(receipts, at);
        const unrated = (why: UnratedScene["why"], more?: Parameters<typeof refused>[3]) =>
          refused(round, moment, why, more);
        if (round?.id !== roundId || !takesRatings(round, moment)) return unrated("ended");
        const shown = cardAt(round, position, moment);
        const isThis = shown?.card.deck === card.deck && shown.card.number === card.number;
        if (!shown || !isThis || (known && known.position > position)) return unrated("over");
        const deck = decks.get(card.deck);
        const found = deck && cardByNumber(deck, card.number);
        if (!found) return unrated("gone");
        const { ask } = choicesAt(round, position, deck, found);
        const picked = ask && (await readPick(store, round, position, userId, deadline));
        const refusal = ask && refusalOf(round, position, card, picked, rating, moment);
        if (refusal) {
          const { why, words } = refusal;
          // The card may have got choices only since it was drawn.
          const redraw = await takePen(store, channelId, why === "unanswered", deadline);
          return unrated(why, { words, redraw });
        }
        const answered = ask && picked !== undefined ? answeredAt(round, at, deck, found, picked) : undefined;

        const before = known?.position === position ? known : undefined;
        let step: Step;
        if (!before) {
          const occasion = await occasionOf(deps, viewer, snapshot, decks, card, moment, deadline);
          step = firstStep(
            snapshot,
            at,
            rating,
            { ...occasion, shown: moment - shown.shownAt },
            known,
            viewer,
          );
        } else if (before.review.rating === rating) {
          step = { change: {}, receipt: before, point: "none", instead: undefined };
        } else {
          if (!isSame(snapshot.card, before.after)) return unrated("elsewhere");
          step = changedStep(snapshot, before, rating);
        }
        const change = { ...step.change, receipt: { keep: step.receipt, beside: receipts } };
        if (step.change.card && (await saveLearner(deps, snapshot, change, deadline)) === "conflict")
          continue;
        const overdue = isOverdue(round, moment);
        const noting = { snapshot, token, overdue, answered };
        return await afterSaved(() => noted(round, step, noting, deadline));
      }
      throw new StoreError(
        "not-sent",
        new Error(`the learner changed ${TRIES} times while one step was made`),
      );
    },

    /** Notes what was saved and, since a process ended in between, never noted in the round. */
    async heal(round: RoundRecord, deadline: Deadline): Promise<void> {
      const [ratings] = await readRatings(store, round, [round.position], deadline);
      const seen = await seenSince(store, round, round.shownAt ?? 0, deadline);
      const silent = seen.filter((userId) => !ratings?.has(userId));
      await Promise.all(
        silent.map(async (userId) => {
          const ref = { channelId: round.channelId, roundId: round.id };
          const receipt = receiptOf(await readReceipts(store, userId, deadline), ref);
          if (receipt?.position === round.position) await note(round, userId, receipt, deadline);
        }),
      );
    },
  };

  /** Notes a rating that is saved in the round, and says what came of it. */
  async function noted(
    round: RoundRecord,
    { change, receipt, point, instead }: Step,
    { snapshot, token, overdue, answered }: Noting,
    deadline: Deadline,
  ): Promise<Rated> {
    const { userId } = snapshot;
    const learner = change.learner ?? snapshot.learner;
    const { channelId } = round;
    const [, former, redraw] = await Promise.all([
      note(round, userId, receipt, deadline),
      keepNote(store, channelId, userId, token, deadline),
      // After the note, which says whether there is anything to redraw.
      takePen(store, channelId, false, deadline),
    ]);
    const { after } = receipt;
    const [{ streak: before }, { streak }] = [snapshot.learner, learner];
    const stands = await streakToday(deps, { ...snapshot, learner }, deadline);
    return {
      scene: {
        scene: "rated",
        rating: receipt.review.rating,
        position: receipt.position,
        days: after.due - learnerDay(after.reviewedAt * 1000, knownZone(learner.zone)),
        point,
        points: receipt.points,
        streak: stands.days,
        news: hasGrown(before, streak) ? streakNews(before, streak) : undefined,
        ...streakStep(snapshot.learner, learner, now()),
        instead,
        answered,
      },
      former,
      redraw,
      overdue,
    };
  }
}

/** A card rated for the first time in its round. */
function firstStep(
  snapshot: Snapshot,
  { channelId, roundId, position, card }: CardInRound,
  rating: Rating,
  occasion: Parameters<typeof assess>[3],
  known: Receipt | undefined,
  { guildId }: Viewer,
): Step {
  const learner = { ...snapshot.learner, home: guildId ?? snapshot.learner.home };
  const met = { ...card, state: snapshot.card, granted: snapshot.granted };
  const { tooQuick, ...change } = assess(learner, met, rating, occasion);
  const receipt: Receipt = {
    channelId,
    roundId,
    position,
    turn: 1,
    ...card,
    before: snapshot.card,
    after: change.card.state as CardState,
    review: change.review,
    points: (known?.points ?? 0) + (change.grant ? 1 : 0),
  };
  return {
    change,
    receipt,
    point: change.grant ? "earned" : tooQuick ? "too-quick" : "none",
    instead: undefined,
  };
}

/** Another rating of the same card: as if it had been given in the first one's place. Points, streak and limits stay. */
function changedStep({ learner }: Snapshot, known: Receipt, rating: Rating): Step {
  const { before, review: former } = known;
  const after = review(before, rating, former.at * 1000, knownZone(learner.zone), learner.retention);
  const record = { ...former, rating };
  const receipt = { ...known, turn: known.turn + 1, after, review: record };
  return {
    change: {
      card: { deck: known.deck, number: known.number, state: after },
      removeReview: former,
      review: record,
    },
    receipt,
    point: "none",
    instead: former.rating,
  };
}

const receiptOf = (receipts: Receipts, { channelId, roundId }: Pick<Receipt, "channelId" | "roundId">) =>
  receipts.find((one) => one.channelId === channelId && one.roundId === roundId);

/** Whether a card's state is what a rating left it as: nothing else has reviewed it since. */
const isSame = (state: CardState | undefined, after: CardState) =>
  state !== undefined && state.reviewedAt === after.reviewedAt && state.reviews === after.reviews;
