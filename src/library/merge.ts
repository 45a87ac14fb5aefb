import type { Card } from "../decks/deck.ts";
import { cleanTag, MOST_TAG, MOST_TAGS } from "../decks/formats/clean.ts";
import type { ImportedCard } from "../decks/formats/types.ts";

/** What happens to the cards of a file. */
export interface Tally {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A card that an import writes, with whether the deck had it before. */
export interface Placed {
  readonly card: Card;
  readonly outcome: keyof Tally;
}

/** The tags of a card with the titles of its subdecks before its own. */
export function tagsWithPath({ path, tags }: ImportedCard): readonly string[] {
  const own = path.map((title) =>
    cleanTag(title)
      .slice(0, MOST_TAG)
      .replace(/-?[\ud800-\udbff]?$/, ""),
  );
  return [...new Set([...own, ...tags])].filter((tag) => tag !== "").slice(0, MOST_TAGS);
}

/**
 * Finds for each card of a file the card of the deck that it is a later version of: by what the file calls it, else
 * by its front. Each card of the deck is taken once; what is left over stays as it is.
 *
 * @param next the number that the first new card gets
 */
export function createMerge(cards: Iterable<Card>, next: number) {
  const bySource = new Map<string, Card[]>();
  const byFront = new Map<string, Card[]>();
  const taken = new Set<number>();
  for (const card of cards) {
    if (card.source !== undefined) put(bySource, card.source, card);
    put(byFront, card.front, card);
  }
  let number = next;

  /** The first card of a list that is not taken; those before it are dropped, so that nobody looks at them again. */
  function firstFree(list: Card[] | undefined): Card | undefined {
    while (list?.[0] && taken.has(list[0].number)) list.shift();
    return list?.[0];
  }

  function find(card: ImportedCard): Card | undefined {
    const isFree = ({ number: one }: Card) => !taken.has(one);
    const named = card.source === undefined ? undefined : firstFree(bySource.get(card.source));
    if (named) return named;
    const same = byFront.get(card.front);
    firstFree(same);
    return same?.find((one) => isFree(one) && (one.source === undefined || card.source === undefined));
  }

  return {
    /** @param subdecks whether the titles of its subdecks become tags of a card */
    place(imported: ImportedCard, subdecks: "tags" | "decks"): Placed {
      const before = find(imported);
      const { path: _, ...rest } = imported;
      const tags = subdecks === "tags" ? tagsWithPath(imported) : imported.tags;
      const source = imported.source ?? before?.source;
      const card: Card = {
        ...rest,
        tags,
        number: before ? before.number : number,
        ...(source !== undefined && { source }),
      };
      if (!before) {
        number += 1;
        return { card, outcome: "added" };
      }
      taken.add(before.number);
      return { card, outcome: isSame(before, card) ? "unchanged" : "updated" };
    },
    /** The number after the last one given. */
    next: () => number,
  };
}

function put(map: Map<string, Card[]>, key: string, card: Card): void {
  const same = map.get(key);
  if (same) same.push(card);
  else map.set(key, [card]);
}

const list = (values: readonly string[] | undefined) => (values ?? []).join("\n");

const isSame = (a: Card, b: Card) =>
  a.front === b.front &&
  a.back === b.back &&
  a.hint === b.hint &&
  a.source === b.source &&
  list(a.tags) === list(b.tags) &&
  list(a.accepts) === list(b.accepts);
