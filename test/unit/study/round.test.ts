import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginRound,
  cardAt,
  cardShown,
  dueOf,
  endRound,
  goOn,
  hasCheckpoint,
  isSilent,
  mayGoOn,
  pauseRound,
  presentSince,
  type Round,
  resumeRound,
  takesRatings,
} from "../../../src/study/round.ts";

const HOST = "123456789012345678";
const OTHER = "223456789012345678";
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const START = Date.parse("2026-05-15T12:00Z");

const card = (number: number) => ({ deck: "losses", number });
const begin = (more: Partial<Pick<Round, "cards" | "seconds">> = {}) =>
  beginRound({ host: HOST, cards: 10, seconds: 45, ...more }, card(1), START);
const shown = (round: Round, at = START) => cardShown(round, at);

describe("a card's time", () => {
  test("runs from when the card is on the screen, and is up at its second", () => {
    const begun = begin();
    expect(dueOf(begun, START + 9 * SECOND, START)).toBe("nothing");
    expect(mayGoOn(begun, HOST, START)).toBe(false);
    const open = shown(begun, START + 5 * SECOND);
    expect(open).toMatchObject({ shownAt: START + 5 * SECOND, until: START + 50 * SECOND });
    expect(dueOf(open, START + 50 * SECOND - 1, START)).toBe("nothing");
    const over = dueOf(open, START + 50 * SECOND, START);
    expect(over).toMatchObject({ phase: "over", position: 1 });
  });

  test("once it is up, the round goes on by itself a little later", () => {
    const open = shown(begin());
    const over = dueOf(open, open.until, START) as Round;
    expect(dueOf(over, over.until - 1, START)).toBe("nothing");
    expect(dueOf(over, over.until, START)).toBe("go-on");
  });

  test("shown once more, a card keeps the time it had", () => {
    const open = shown(begin());
    expect(cardShown(open, START + 30 * SECOND)).toBe(open);
    const over = dueOf(open, open.until, START) as Round;
    expect(cardShown(over, over.until)).toBe(over);
  });

  test("without a timer nothing is due until nobody did anything for an hour", () => {
    const open = shown(begin({ seconds: undefined }));
    const later = dueOf(open, START + HOUR, START + 40 * SECOND);
    expect(later).toMatchObject({ phase: "open", until: START + HOUR + 40 * SECOND });
    expect(dueOf(later as Round, START + HOUR + 40 * SECOND, START + 40 * SECOND)).toMatchObject({
      phase: "ended",
      end: "idle",
    });
  });

  test("stands still while the round does, and goes on with what was left", () => {
    const open = shown(begin());
    const paused = pauseRound(open, "host", START + 15 * SECOND);
    expect(dueOf(paused, START + 60 * SECOND, START + 15 * SECOND)).toBe("nothing");
    expect(pauseRound(paused, "permission", START + 20 * SECOND).pause).toEqual({
      left: 30 * SECOND,
      why: "permission",
    });
    const resumed = resumeRound(paused, START + 100 * SECOND);
    expect(resumed).toMatchObject({ pause: undefined, until: START + 130 * SECOND });
    expect(dueOf(paused, START + 15 * SECOND + HOUR, START + 15 * SECOND)).toMatchObject({ end: "idle" });
  });

  test("what is not on the screen is looked at again, and no time runs", () => {
    const begun = begin();
    expect(dueOf(begun, begun.until, START)).toMatchObject({ phase: "open", until: begun.until + 10_000 });
  });
});

describe("going on", () => {
  test("is for the host, and for anybody once the time is up, whoever has looked", () => {
    const open = shown(begin());
    expect(mayGoOn(open, HOST, START)).toBe(true);
    expect(mayGoOn(open, OTHER, open.until - 1)).toBe(false);
    expect(mayGoOn(open, OTHER, open.until)).toBe(true);
    const paused = pauseRound(open, "host", START);
    expect(mayGoOn(paused, OTHER, START + HOUR)).toBe(false);
    expect(mayGoOn(paused, HOST, START)).toBe(true);
    const untimed = shown(begin({ seconds: undefined }));
    expect(mayGoOn(untimed, OTHER, START + HOUR)).toBe(false);
  });

  test("ends after as many cards as were asked for, or when none is left", () => {
    const last = shown(begin({ cards: 1 }));
    expect(goOn(last, card(2), 3, START)).toMatchObject({ phase: "ended", end: "finished", position: 1 });
    expect(goOn(shown(begin()), undefined, 3, START)).toMatchObject({ phase: "ended", end: "no-cards" });
  });

  test("ends after three cards in a row that nobody rated", () => {
    let round = shown(begin());
    const ratings = [0, 0, 1, 0, 0, 0];
    for (const [index, rated] of ratings.entries()) {
      expect(round.phase).toBe("open");
      round = shown(goOn(round, card(index + 2), rated, START), START);
    }
    expect(round).toMatchObject({ phase: "ended", end: "nobody", position: 6 });
  });

  test("there is a checkpoint after every five cards", () => {
    let round = shown(begin({ cards: 20 }));
    const at: number[] = [];
    for (let number = 2; number <= 20; number += 1) {
      round = shown(goOn(round, card(number), 1, START), START);
      if (hasCheckpoint(round)) at.push(round.position);
    }
    expect(at).toEqual([6, 11, 16]);
  });
});

test("the card before the current one can still be rated, with its own reading time", () => {
  const first = shown(begin(), START);
  const second = shown(goOn(first, card(7), 1, START + 20 * SECOND), START + 21 * SECOND);
  const late = START + HOUR;
  expect(cardAt(first, 1, late)).toEqual({ card: card(1), shownAt: START });
  expect(cardAt(second, 2, late)).toEqual({ card: card(7), shownAt: START + 21 * SECOND });
  expect(cardAt(second, 1, late)).toEqual({ card: card(1), shownAt: START });
  const third = shown(goOn(second, card(3), 1, START + 50 * SECOND), START + 51 * SECOND);
  expect(cardAt(third, 1, late)).toBeUndefined();
  expect(cardAt(third, 4, late)).toBeUndefined();
  // Somebody presses before it is noted that the card is there.
  expect(cardAt(begin(), 1, START + SECOND)).toEqual({ card: card(1), shownAt: START + SECOND });
  expect(presentSince(third)).toBe(START);
});

test("a rating on its way when the round ends still counts, one that comes later does not", () => {
  const ended = endRound(shown(begin()), "stopped", START + SECOND);
  expect(takesRatings(ended, START + 2 * SECOND)).toBe(true);
  expect(takesRatings(ended, START + HOUR)).toBe(false);
});

test("a host is silent after two minutes", () => {
  expect(isSilent(START, START + 120 * SECOND - 1)).toBe(false);
  expect(isSilent(START, START + 120 * SECOND)).toBe(true);
});

describe("any course of a round", () => {
  type Move =
    | { readonly do: "look" | "next" | "pause" | "resume" | "show" }
    | { readonly do: "end" }
    | { readonly do: "rate" };
  const moves = fc.array(
    fc.tuple(
      fc.constantFrom<Move["do"]>("look", "look", "next", "show", "show", "pause", "resume", "rate", "end"),
      fc.integer({ min: 0, max: 70 }),
    ),
    { maxLength: 120 },
  );
  const wishes = fc.record({
    cards: fc.integer({ min: 1, max: 8 }),
    seconds: fc.constantFrom(undefined, 15, 45, 120),
    deck: fc.integer({ min: 1, max: 8 }),
  });

  test("never shows a card twice, never goes back, and says when it is to be looked at again", () => {
    fc.assert(
      fc.property(wishes, moves, ({ cards, seconds, deck }, list) => {
        let round = beginRound({ host: HOST, cards, seconds }, card(1), START);
        let now = START;
        let rated = 0;
        let acted = START;
        const seen = [1];
        const next = () => (seen.length < deck ? card(seen.length + 1) : undefined);
        const advance = () => {
          const from = round;
          round = goOn(round, next(), rated, now);
          if (round.position !== from.position) {
            seen.push(round.card.number);
            expect(round.previous).toEqual(from.card);
            expect(round.position).toBe(from.position + 1);
          }
          rated = 0;
        };
        for (const [move, wait] of list) {
          now += wait * SECOND;
          const before = round;
          if (move === "show") round = cardShown(round, now);
          if (move === "pause") round = pauseRound(round, "host", now);
          if (move === "resume") round = resumeRound(round, now);
          if (move === "end" && wait === 0) round = endRound(round, "stopped", now);
          if (move === "rate" && round.phase !== "ended") {
            rated += 1;
            acted = now;
          }
          if (move === "next" && mayGoOn(round, HOST, now)) advance();
          if (move === "look") {
            const due = dueOf(round, now, acted);
            if (due === "go-on") advance();
            else if (due !== "nothing") {
              round = due;
              // Looked at twice, it is the same.
              expect(dueOf(round, now, acted)).toBe("nothing");
            }
          }
          if (before.phase === "ended") expect(round).toEqual(before);
          if (round.phase === "ended") expect(round.end).toBeDefined();
          else expect(round.until).toBeGreaterThanOrEqual(Math.min(before.until, now));
        }
        expect(seen).toEqual([...new Set(seen)]);
        expect(seen.length).toBeLessThanOrEqual(Math.min(cards, deck));
      }),
    );
  });

  test("left alone, every round comes to its end", () => {
    fc.assert(
      fc.property(wishes, moves, ({ cards, seconds, deck }, list) => {
        let round = beginRound({ host: HOST, cards, seconds }, card(1), START);
        let now = START;
        for (const [move, wait] of list.slice(0, 20)) {
          now += wait * SECOND;
          if (move === "show") round = cardShown(round, now);
          if (move === "pause") round = pauseRound(round, "host", now);
          if (move === "resume") round = resumeRound(round, now);
        }
        const acted = now;
        for (let looks = 0; round.phase !== "ended"; looks += 1) {
          expect(looks).toBeLessThan(100);
          // Whoever looks first puts the card on the screen.
          round = cardShown(round, now);
          now = Math.max(now, round.until);
          const due = dueOf(round, now, acted);
          if (due === "go-on")
            round = goOn(round, round.position < deck ? card(round.position + 1) : undefined, 0, now);
          else if (due !== "nothing") round = due;
        }
        expect(["nobody", "idle", "finished", "no-cards"]).toContain(round.end);
      }),
    );
  });
});
