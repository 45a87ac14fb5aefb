import { distance } from "fastest-levenshtein";

/** What a deck is found by. */
interface Named {
  readonly id: string;
  readonly title: string;
}

/** Discord accepts at most this many autocomplete choices. */
const MOST_CHOICES = 25;

const MOST_CLOSEST = 3;

/** Titles end at 100 characters; more of what was typed cannot make a difference, only cost time. */
const MOST_TYPED = 200;

/**
 * The deck that a person means by free text: its id or its exact title, whatever the case and the space around it.
 * An id wins over a title. Otherwise the up to three nearest decks, nearest first, in the order of `suggestDecks`: a
 * beginning such as "japanese" means "Japanese vocabulary", however far the two are apart in edits.
 */
export function findDeck<T extends Named>(
  decks: readonly T[],
  text: string,
): { readonly deck: T } | { readonly closest: readonly T[] } {
  const wanted = normalize(text);
  const deck = decks.find((d) => d.id === wanted) ?? decks.find((d) => normalize(d.title) === wanted);
  return deck === undefined ? { closest: suggestDecks(decks, wanted).slice(0, MOST_CLOSEST) } : { deck };
}

/**
 * The decks to offer while a person types, at most 25 (Discord's limit for choices): first those whose id or title
 * starts with the text, then those that contain it, both in the order given, then the others by edit distance.
 * Empty text offers the decks in the order given.
 */
export function suggestDecks<T extends Named>(decks: readonly T[], typed: string): readonly T[] {
  const wanted = normalize(typed);
  if (wanted === "") return decks.slice(0, MOST_CHOICES);
  const groups = Map.groupBy(decks, (deck) => {
    const names = namesOf(deck);
    if (names.some((name) => name.startsWith(wanted))) return "starts";
    return names.some((name) => name.includes(wanted)) ? "contains" : "other";
  });
  return [
    ...(groups.get("starts") ?? []),
    ...(groups.get("contains") ?? []),
    ...byCloseness(groups.get("other") ?? [], wanted),
  ].slice(0, MOST_CHOICES);
}

function byCloseness<T extends Named>(decks: readonly T[], wanted: string): T[] {
  return decks
    .map((deck) => ({ deck, far: Math.min(...namesOf(deck).map((name) => distance(wanted, name))) }))
    .sort((a, b) => a.far - b.far)
    .map(({ deck }) => deck);
}

function namesOf(deck: Named): readonly string[] {
  return [deck.id, normalize(deck.title)];
}

function normalize(text: string): string {
  return text.trim().toLowerCase().slice(0, MOST_TYPED);
}
