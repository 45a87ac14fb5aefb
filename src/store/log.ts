import { type Deadline, type Store, within } from "./connection.ts";
import { learnerKeys } from "./keys.ts";
import { type ReviewRecord, unpackLog } from "./records.ts";

/** Records that are read at a time: between two parts others get their turn. */
const PART = 2000;

/** The calendar months (UTC) from one moment to another, each as its first moment. */
function* months(from: number, to: number): Generator<number> {
  const first = new Date(from);
  for (let month = first.getUTCMonth(); ; month += 1) {
    const at = Date.UTC(first.getUTCFullYear(), month);
    if (at > to) return;
    yield at;
  }
}

/**
 * A learner's reviews of the months in which two moments lie and those in between, in the order in which they came in,
 * some at a time.
 *
 * @param from milliseconds since the Unix epoch
 * @param to likewise
 * @throws StoreError "not-sent" when Redis does not answer; RecordError
 */
export async function* readReviews(
  store: Store,
  userId: string,
  from: number,
  to: number,
  deadline: Deadline,
): AsyncGenerator<readonly ReviewRecord[]> {
  for (const month of months(from, to)) {
    const key = learnerKeys(userId).log(month);
    for (let start = 0; ; start += PART) {
      const records = await within(store.lrangeBuffer(key, start, start + PART - 1), deadline, false);
      yield records.map(unpackLog).filter((record) => record.type === "review");
      if (records.length < PART) break;
    }
  }
}
