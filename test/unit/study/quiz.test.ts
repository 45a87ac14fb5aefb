import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlannedCard, playQuiz, type QuizEvent } from "../../../src/study/quiz.ts";

/** A plan as `planQuiz` makes them: due cards before new ones, or only cards ahead of time. */
const planOf = (due: number, fresh: number, kind: "due" | "ahead" = "due"): PlannedCard[] =>
  Array.from({ length: due + fresh }, (_, index) => ({
    deck: "losses",
    number: index + 1,
    kind: index < due ? kind : "new",
  }));

const plans = (most: number) =>
  fc
    .tuple(fc.nat(most), fc.nat(most), fc.constantFrom("due" as const, "ahead" as const))
    .filter(([due, fresh]) => due + fresh >= 1 && due + fresh <= most)
    .map(([due, fresh, kind]) => planOf(due, kind === "ahead" ? 0 : fresh, kind))
    .filter((plan) => plan.length > 0);

const anyEvent = fc.constantFrom<QuizEvent>(1, 2, 3, 4, 5, "skip");
/** A learner who knows little: long quizzes with many cards open. */
const hardEvent = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<QuizEvent>(1, 2) },
  { weight: 1, arbitrary: anyEvent },
);
const eventLists = (most: number) =>
  fc.oneof(fc.array(anyEvent, { maxLength: most }), fc.array(hardEvent, { minLength: 10, maxLength: most }));

type CardNow =
  | { at: "unseen" | "known" | "skipped" }
  | { at: "open"; since: number; rating: 1 | 2; rank: number };

/**
 * The rules told another way: a timetable of the positions to come. Cards rated 1 have booked the position after
 * three others for good; those rated 2, oldest first, the first unbooked position after eight others.
 */
function shownByTimetable(
  plan: readonly PlannedCard[],
  cards: readonly CardNow[],
  now: number,
): number | undefined {
  const open = cards
    .flatMap((card, index) => (card.at === "open" ? [{ ...card, index }] : []))
    .sort((a, b) => a.rank - b.rank);
  const timetable = new Map<number, number>();
  for (const card of open) if (card.rating === 1) timetable.set(card.since + 4, card.index);
  for (const card of open) {
    if (card.rating === 1) continue;
    let at = Math.max(card.since + 9, now);
    while (timetable.has(at)) at += 1;
    timetable.set(at, card.index);
  }
  const booked = timetable.get(now);
  if (booked !== undefined) return booked;
  const mayMeetNew = open.length < 7;
  const unseen = plan.findIndex(
    ({ kind }, index) => cards[index]?.at === "unseen" && (mayMeetNew || kind !== "new"),
  );
  return unseen >= 0 ? unseen : open[0]?.index;
}

interface Showing {
  readonly index: number;
  readonly event: QuizEvent;
  /** All cards when it was shown, before its event. */
  readonly cards: readonly CardNow[];
}

/** What `playQuiz` shows, position by position, with what every card was at that time. */
function history(plan: readonly PlannedCard[], events: readonly QuizEvent[]): Showing[] {
  let cards: CardNow[] = plan.map(() => ({ at: "unseen" }));
  const showings: Showing[] = [];
  for (const [position, event] of events.entries()) {
    const index = playQuiz(plan, events.slice(0, position)).current;
    if (index === undefined) break;
    showings.push({ index, event, cards });
    cards = cards.with(
      index,
      event === "skip"
        ? { at: "skipped" }
        : event >= 3
          ? { at: "known" }
          : { at: "open", since: position, rating: event === 1 ? 1 : 2, rank: position },
    );
  }
  return showings;
}

const count = (cards: readonly CardNow[], at: CardNow["at"]) => cards.filter((card) => card.at === at).length;
const nextShowing = (showings: readonly Showing[], from: number) =>
  showings.findIndex(({ index }, position) => position > from && index === showings[from]?.index);
const wasNewest = (card: CardNow | undefined, than: CardNow | undefined) =>
  card?.at === "open" && than?.at === "open" && card.since < than.since;

const quizzes = fc.tuple(plans(24), eventLists(70));

describe("a quiz of any plan and any events", () => {
  test("shows what the timetable says, and counts as it does, at every prefix", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        let cards: CardNow[] = plan.map(() => ({ at: "unseen" }));
        const rated = new Set<number>();
        for (let position = 0; position <= events.length; position += 1) {
          const played = playQuiz(plan, events.slice(0, position));
          const current = shownByTimetable(plan, cards, position);
          expect(played).toEqual({
            current,
            known: count(cards, "known"),
            total: plan.length - count(cards, "skipped"),
            open: count(cards, "open"),
            rated,
          });
          const event = events[position];
          if (current === undefined || event === undefined) break;
          if (event !== "skip") rated.add(current);
          cards = cards.with(
            current,
            event === "skip"
              ? { at: "skipped" }
              : event === 1 || event === 2
                ? { at: "open", since: position, rating: event, rank: position }
                : { at: "known" },
          );
        }
      }),
      { numRuns: 250 },
    );
  });

  test("brings a card rated 1 back after exactly 3 others, or as many as are left", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        const showings = history(plan, events);
        for (const [position, { index, event, cards }] of showings.entries()) {
          if (event !== 1) continue;
          const othersLeft = cards.filter(
            (card, other) => other !== index && (card.at === "unseen" || card.at === "open"),
          ).length;
          const again = position + Math.min(3, othersLeft) + 1;
          if (again < showings.length) expect(nextShowing(showings, position)).toBe(again);
        }
      }),
      { numRuns: 250 },
    );
  });

  test("brings a card rated 2 back after 8 others: later only where it must wait, sooner only where nothing else is left", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        const showings = history(plan, events);
        for (const [position, { index, event }] of showings.entries()) {
          if (event !== 2) continue;
          const again = nextShowing(showings, position);
          const until = again < 0 ? showings.length : again;
          // Whatever is shown in its place is a card rated 1 whose turn it is, or one that has waited even longer.
          for (let late = position + 9; late < until; late += 1) {
            const other = showings[late];
            const was = other?.cards[other.index];
            const exactlyThree = was?.at === "open" && was.rating === 1 && was.since === late - 4;
            expect(exactlyThree || wasNewest(was, other?.cards[index])).toBe(true);
          }
          if (again < 0 || again - position - 1 >= 8) continue;
          const before = showings[again]?.cards ?? [];
          const open = count(before, "open");
          const showable = before.filter(
            (card, other) => card.at === "unseen" && (open < 7 || plan[other]?.kind !== "new"),
          );
          expect(showable).toEqual([]);
          expect(before.every((card, other) => other === index || !wasNewest(card, before[index]))).toBe(
            true,
          );
        }
      }),
      { numRuns: 250 },
    );
  });

  test("meets cards in the order of the plan, and no new one while 7 are open", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        const firsts = history(plan, events).filter(({ index, cards }) => cards[index]?.at === "unseen");
        expect(firsts.map(({ index }) => index)).toEqual(firsts.map((_, order) => order));
        for (const { index, cards } of firsts) {
          if (plan[index]?.kind === "new") expect(count(cards, "open")).toBeLessThan(7);
        }
      }),
      { numRuns: 250 },
    );
  });

  test("never shows a card again that was rated 3 or more, or skipped", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        const showings = history(plan, events);
        for (const [position, { event }] of showings.entries()) {
          if (event === "skip" || event >= 3) expect(nextShowing(showings, position)).toBe(-1);
        }
      }),
      { numRuns: 250 },
    );
  });

  test("ends exactly when every card is known or skipped, and events after the end change nothing", () => {
    fc.assert(
      fc.property(quizzes, anyEvent, ([plan, events], more) => {
        const end = playQuiz(plan, events);
        expect(end.current === undefined).toBe(end.known === end.total);
        if (end.current === undefined) {
          expect(end.open).toBe(0);
          expect(playQuiz(plan, [...events, more])).toEqual(end);
        }
      }),
      { numRuns: 250 },
    );
  });

  test("is over after as many ratings of 3 or more as cards are left", () => {
    fc.assert(
      fc.property(plans(100), eventLists(150), (plan, events) => {
        const { known, total } = playQuiz(plan, events);
        const rest: QuizEvent[] = Array.from({ length: total - known }, () => 4);
        const done = playQuiz(plan, [...events.slice(0, history(plan, events).length), ...rest]);
        expect(done).toMatchObject({ current: undefined, known: total, total, open: 0 });
      }),
      { numRuns: 15 },
    );
  });

  test("says the same every time and leaves plan and events alone", () => {
    fc.assert(
      fc.property(quizzes, ([plan, events]) => {
        const frozen = [
          Object.freeze(plan.map((card) => Object.freeze(card))),
          Object.freeze(events),
        ] as const;
        expect(playQuiz(...frozen)).toEqual(playQuiz([...plan], [...events]));
      }),
      { numRuns: 100 },
    );
  });
});

describe("by example", () => {
  /** The card numbers shown, one for each event and the one after. */
  const shown = (plan: readonly PlannedCard[], events: readonly QuizEvent[]) =>
    Array.from({ length: events.length + 1 }, (_, position) => {
      const { current } = playQuiz(plan, events.slice(0, position));
      return current === undefined ? "end" : plan[current]?.number;
    });

  test.each<[string, PlannedCard[], QuizEvent[], (number | "end")[]]>([
    ["an empty plan is over", [], [], ["end"]],
    ["one card, missed twice", planOf(0, 1), [1, 2, 3], [1, 1, 1, "end"]],
    ["two cards, both missed, take turns", planOf(2, 0), [1, 1, 1, 3, 3], [1, 2, 1, 2, 1, "end"]],
    ["rated 1: after three others", planOf(0, 6), [1, 4, 4, 4, 4, 4, 4], [1, 2, 3, 4, 1, 5, 6, "end"]],
    [
      "rated 2: after eight others",
      planOf(10, 0),
      [2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 10, "end"],
    ],
    ["rated 2: after as many as are left", planOf(4, 0), [2, 4, 4, 4, 4], [1, 2, 3, 4, 1, "end"]],
    [
      "where both want one position, the card rated 1 has it",
      planOf(12, 0),
      [2, 4, 4, 4, 4, 1, 4, 4, 4, 4, 4],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 6, 1, 10],
    ],
    [
      "seven open: the eighth new card waits for the first of them to be known",
      planOf(0, 10),
      [2, 2, 2, 2, 2, 2, 2, 3, 2],
      [1, 2, 3, 4, 5, 6, 7, 1, 8, 2],
    ],
    ["seven open: due cards go on", planOf(8, 1), [2, 2, 2, 2, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]],
    ["a skipped card is gone, an open one too", planOf(0, 2), [1, "skip", "skip"], [1, 2, 1, "end"]],
  ])("%s", (_, plan, events, expected) => {
    expect(shown(plan, events)).toEqual(expected);
  });
});
