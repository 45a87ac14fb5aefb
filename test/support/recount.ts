/** Reviews counted another way than the code does: raw bytes, the runtime's calendar, and schedules from the start. */
import { createEmptyCard, type Card as FsrsCard, fsrs, type Grade, generatorParameters } from "ts-fsrs";
import type { Store } from "../../src/store/connection.ts";

/** A review as the bytes of the log have it, read by the table in docs/data.md. */
export interface Raw {
  readonly rating: number;
  readonly at: number;
  readonly deck: number;
  readonly card: number;
}

export async function rawReviews(store: Store, userId: string): Promise<readonly Raw[]> {
  const keys = (await store.keys(`*:log:${userId}:*`)).sort();
  const lists = await Promise.all(keys.map((key) => store.lrangeBuffer(key, 0, -1)));
  return lists
    .flat()
    .filter((bytes) => bytes[0] === 0x11)
    .map((bytes) => ({
      rating: bytes.readUInt8(1),
      at: bytes.readUInt32BE(2) * 1000,
      deck: bytes.readUInt16BE(6),
      card: bytes.readUIntBE(8, 3),
    }));
}

/** The learner day of a moment, by the calendar of the runtime instead of Temporal's. */
export function dayOf(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0 } = part;
  return Date.UTC(year, month - 1, day) / 86_400_000 - (hour < 4 ? 1 : 0);
}

/** One card's whole history, replayed from nothing but its reviews. */
export function replay(reviews: readonly (Raw & { readonly day: number })[], retention: number) {
  const algorithm = fsrs(
    generatorParameters({
      request_retention: retention,
      learning_steps: [],
      relearning_steps: [],
      enable_fuzz: false,
    }),
  );
  const grades = [1, 1, 2, 3, 4] as Grade[];
  let card: FsrsCard | undefined;
  let last = 0;
  let due = 0;
  let lapses = 0;
  const asked = reviews.map((review, index) => {
    const interval = card ? due - last : 0;
    const midnight = new Date(review.day * 86_400_000);
    card = algorithm.next(
      card ?? createEmptyCard(midnight),
      midnight,
      grades[review.rating - 1] as Grade,
    ).card;
    due = card.due.getTime() / 86_400_000;
    last = review.day;
    const isFirst = reviews[index - 1]?.day !== review.day;
    return { ...review, interval, isFirst };
  });
  // A lapse a day on which it was forgotten, if the day before it, whenever that was, ended with it known.
  const days = [...new Set(reviews.map(({ day }) => day))];
  for (const [index, day] of days.entries()) {
    const before = reviews.findLast((one) => one.day === days[index - 1]);
    if (before && before.rating >= 3 && reviews.some((one) => one.day === day && one.rating < 3)) lapses += 1;
  }
  const recallOn = (day: number) =>
    card ? algorithm.get_retrievability(card, new Date(day * 86_400_000), false) : 0;
  return {
    asked,
    due,
    lapses,
    rating: reviews.at(-1)?.rating ?? 0,
    difficulty: card?.difficulty ?? 0,
    recallOn,
  };
}
