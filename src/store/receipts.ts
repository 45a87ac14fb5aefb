import type { CardState } from "../study/scheduler.ts";
import type { Write } from "./commit.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import { type LearnerKeys, learnerKeys } from "./keys.ts";
import { packCard, packReview, type ReviewRecord, unpackCard, unpackLog } from "./records.ts";

/** As long as a round's own figures. Seconds. */
const RECEIPT_SECONDS = 2 * 86_400;

/** A learner's last rating in a round: the same one again is known by it, and another of the same card replaces it. */
export interface Receipt {
  readonly channelId: string;
  readonly roundId: string;
  /** Which card of the round, from 1. */
  readonly position: number;
  /** Which of the learner's ratings of this card it is, from 1. */
  readonly turn: number;
  readonly deck: string;
  readonly number: number;
  /** The card's state before the rating and after it. */
  readonly before: CardState | undefined;
  readonly after: CardState;
  readonly review: ReviewRecord;
  /** Points the learner has earned in the round. */
  readonly points: number;
}

/** What a round is called among a learner's receipts: it leads to what the round keeps of them. */
const receiptField = ({ channelId, roundId }: Pick<Receipt, "channelId" | "roundId">) =>
  `${channelId}:${roundId}`;

/** As JSON with the packed records in base64; format 1. */
function packReceipt({ before, after, review, channelId: _, roundId: __, ...rest }: Receipt): string {
  return JSON.stringify({
    format: 1,
    ...rest,
    before: before && packCard(before).toString("base64"),
    after: packCard(after).toString("base64"),
    review: packReview(review).toString("base64"),
  });
}

function unpackReceipt(field: string, packed: string): Receipt | undefined {
  const { format, before, after, review: reviewed, ...rest } = JSON.parse(packed);
  if (format !== 1) return undefined;
  const review = unpackLog(Buffer.from(reviewed, "base64"));
  if (review.type !== "review") return undefined;
  const stateOf = (text: string) => unpackCard(Buffer.from(text, "base64"));
  const [channelId = "", roundId = ""] = field.split(":");
  return {
    ...rest,
    channelId,
    roundId,
    before: before === undefined ? undefined : stateOf(before),
    after: stateOf(after),
    review,
  };
}

/** A learner's last ratings in the rounds of late. */
export type Receipts = readonly Receipt[];

/**
 * What a learner last gave in the rounds of late. To be asked for after `loadLearner`: it is as new as what that found or
 * newer, and where it is newer, the commit is refused.
 *
 * @throws StoreError "not-sent" when Redis does not answer
 */
export async function readReceipts(store: Store, userId: string, deadline: Deadline): Promise<Receipts> {
  const packed = await within(store.hgetall(learnerKeys(userId).receipts), deadline, false);
  return Object.entries(packed).flatMap(([field, value]) => unpackReceipt(field, value) ?? []);
}

/** The commands that keep a receipt, and let go of those that are too old. */
export function receiptWrites(keys: LearnerKeys, receipt: Receipt, others: Receipts): Write[] {
  const old = others.filter(({ review }) => receipt.review.at - review.at > RECEIPT_SECONDS);
  return [
    ["HSET", keys.receipts, receiptField(receipt), packReceipt(receipt)],
    ...(old.length > 0 ? [["HDEL", keys.receipts, ...old.map(receiptField)] as const] : []),
    ["EXPIRE", keys.receipts, RECEIPT_SECONDS],
  ];
}
