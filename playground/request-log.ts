/** What the bot asked for, kept for whoever wants to know how it behaves. */

/** One request of the bot's. */
export interface RequestRecord {
  readonly method: string;
  /** Below /api/v10, with the query. */
  readonly path: string;
  /** The path with its ids replaced, such as "/channels/:id/messages"; the path itself when unknown. */
  readonly route: string;
  /** Parsed JSON; of a multipart body its `payload_json`. */
  readonly body: unknown;
  /** What was answered; 0 where the connection was cut. */
  status: number;
  /** Discord's error code in the answer, such as 10062; absent when there was none. */
  code?: number;
  /** Milliseconds since 1970, by the playground's clock. */
  readonly at: number;
  /** Real milliseconds since some moment, for the time between two requests where a test moves the clock. */
  readonly realMs: number;
}

const keptRequests = 20_000;
const keptLimited = 1_000;

export interface RequestLog {
  /** Oldest first: the last 20,000. */
  readonly requests: readonly RequestRecord[];
  /** Those that were answered with 429, oldest first: the last 1,000. */
  readonly limited: readonly RequestRecord[];
  readonly asked: (record: RequestRecord) => void;
  /** Notes the answer of a request. */
  readonly answered: (record: RequestRecord, status: number, code: number | undefined) => void;
}

export function createRequestLog(): RequestLog {
  const requests: RequestRecord[] = [];
  const limited: RequestRecord[] = [];
  return {
    requests,
    limited,
    asked: (record) => {
      requests.push(record);
      if (requests.length > keptRequests) requests.shift();
    },
    answered: (record, status, code) => {
      record.status = status;
      if (code !== undefined) record.code = code;
      if (status !== 429) return;
      limited.push(record);
      if (limited.length > keptLimited) limited.shift();
    },
  };
}

/**
 * The most requests that came within any span of real time: at most one edit a second is `mostWithin(edits, 1_000) <= 1`.
 * Requests under way for unequal times come a little closer together, or further apart, than they were sent.
 */
export function mostWithin(records: readonly RequestRecord[], spanMs: number): number {
  const times = records.map(({ realMs }) => realMs).toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [at, time] of times.entries()) {
    while (time - (times[from] ?? time) >= spanMs) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}
