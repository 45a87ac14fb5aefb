import fc from "fast-check";
import { expect, test } from "vitest";
import { newDeck } from "../../../src/library/editing.ts";
import { addedAt, grown } from "../../../src/store/deck-record.ts";

const HOUR = 3600;
const EMPTY = newDeck("abcdefghijkl", "Bones", { kind: "person", id: "1" }, "1", "");

/** Cards that came so many seconds after the ones before. */
const additions = fc.array(fc.record({ wait: fc.nat(5 * 86_400), cards: fc.nat(300) }), { maxLength: 40 });

test("a deck remembers to the hour when its latest cards came in", () => {
  fc.assert(
    fc.property(additions, (list) => {
      const at = new Map<number, number>();
      let [deck, now] = [EMPTY, 1_800_000_000];
      for (const { wait, cards } of list) {
        now += wait;
        for (let number = deck.next; number < deck.next + cards; number += 1) at.set(number, now);
        deck = grown(deck, deck.next + cards, now * 1000 + 999);
      }
      expect(deck.growth.length).toBeLessThanOrEqual(16);
      for (const [number, added] of at) {
        const known = addedAt(deck.growth, number);
        if (known === undefined) expect(number).toBeLessThan(deck.growth[0]?.from ?? 0);
        else {
          expect(known).toBeLessThanOrEqual(added);
          expect(added - known).toBeLessThan(HOUR);
        }
      }
    }),
  );
});

test("of cards that were there before it began to remember it knows nothing", () => {
  const deck = grown({ ...EMPTY, next: 20 }, 25, 1_800_000_000_000);
  expect(addedAt(deck.growth, 19)).toBeUndefined();
  expect(addedAt(deck.growth, 20)).toBe(1_800_000_000);
  expect(grown(deck, 25, 1_900_000_000_000).growth).toEqual(deck.growth);
});
