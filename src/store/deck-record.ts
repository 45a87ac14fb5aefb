import type { Owner } from "../decks/access.ts";
import type { Card } from "../decks/deck.ts";

/** What is kept of a deck apart from its cards. */
export interface DeckHead {
  readonly id: string;
  readonly title: string;
  /** At most 300 characters; empty when there is none. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly owner: Owner;
  /** User id of who made it; undefined where they deleted their data since. */
  readonly creator: string | undefined;
  readonly editorRole: string | undefined;
  /** The number the next new card gets; numbers are never given again. */
  readonly next: number;
  /** When cards were added, as far as that is remembered, oldest first. */
  readonly growth: readonly Growth[];
  /** Cards it holds. */
  readonly cards: number;
  /** Bytes of its cards as they are stored, and of its images. */
  readonly bytes: number;
  readonly imageBytes: number;
  /** Suggestions that wait for an editor. */
  readonly ideas: number;
  /** What it was imported from, so that a later version of the same source finds it; undefined when written here. */
  readonly origin: string | undefined;
  /** When it was deleted, in ms since 1970: it can be brought back for a day. */
  readonly deletedAt: number | undefined;
}

/** Cards that were added together. */
export interface Growth {
  /** Seconds since 1970. */
  readonly at: number;
  /** The first of their numbers. */
  readonly from: number;
}

/** Growth within so many seconds is one, and so many are remembered: enough for those who come every few days. */
const GROWTH_SECONDS = 3600;
const MOST_GROWTH = 16;

/** A deck whose next new card gets a higher number than before. @param now milliseconds since the Unix epoch */
export function grown(head: DeckHead, next: number, now: number): DeckHead {
  const at = Math.floor(now / 1000);
  const last = head.growth.at(-1);
  const isOne = next === head.next || (last && at - last.at < GROWTH_SECONDS);
  const growth = isOne ? head.growth : [...head.growth, { at, from: head.next }].slice(-MOST_GROWTH);
  return { ...head, next, growth };
}

/** When a card was added, in seconds since 1970; undefined where that was too long ago to be remembered. */
export const addedAt = (growth: readonly Growth[], number: number) =>
  growth.findLast(({ from }) => from <= number)?.at;

/** Format 1 of the hash. */
const FORMAT = "1";

const LETTERS = { builtin: "b", person: "u", server: "g" } as const;

/** The fields of a deck's hash. */
export function headFields(head: DeckHead): ReadonlyMap<string, string> {
  const { owner } = head;
  const all: [string, string | number | undefined][] = [
    ["format", FORMAT],
    ["title", head.title],
    ["description", head.description || undefined],
    ["tags", head.tags.join(" ") || undefined],
    ["owner", `${LETTERS[owner.kind]}${owner.kind === "builtin" ? "" : owner.id}`],
    ["creator", head.creator],
    ["editorRole", head.editorRole],
    ["next", head.next],
    ["growth", head.growth.map(({ at, from }) => `${at}:${from}`).join(" ") || undefined],
    ["cards", head.cards],
    ["bytes", head.bytes],
    ["imageBytes", head.imageBytes || undefined],
    ["ideas", head.ideas || undefined],
    ["origin", head.origin],
    ["deletedAt", head.deletedAt],
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

/** A deck out of the fields of its hash; undefined when there is none, or one of a format this version cannot read. */
export function headFrom(id: string, fields: ReadonlyMap<string, string>): DeckHead | undefined {
  if (fields.get("format") !== FORMAT) return undefined;
  const number = (field: string) => Number(fields.get(field) ?? 0);
  const owner = fields.get("owner") ?? "";
  const deletedAt = fields.get("deletedAt");
  return {
    id,
    title: fields.get("title") ?? "",
    description: fields.get("description") ?? "",
    tags: fields.get("tags")?.split(" ") ?? [],
    owner: { kind: owner.startsWith("g") ? "server" : "person", id: owner.slice(1) },
    creator: fields.get("creator"),
    editorRole: fields.get("editorRole"),
    next: number("next"),
    growth: growthFrom(fields.get("growth")),
    cards: number("cards"),
    bytes: number("bytes"),
    imageBytes: number("imageBytes"),
    ideas: number("ideas"),
    origin: fields.get("origin"),
    deletedAt: deletedAt === undefined ? undefined : Number(deletedAt),
  };
}

const growthFrom = (packed = "") =>
  packed.split(" ").flatMap((one): Growth[] => {
    const [at, from] = one.split(":");
    return from === undefined ? [] : [{ at: Number(at), from: Number(from) }];
  });

/** A card as its bucket stores it, without its number, as JSON with short names. */
export function packDeckCard({ front, back, hint, tags, accepts, source }: Card): string {
  return JSON.stringify({
    f: front,
    b: back,
    h: hint,
    t: tags.length > 0 ? tags : undefined,
    a: accepts && accepts.length > 0 ? accepts : undefined,
    s: source,
  });
}

/** A card out of what its bucket stores. */
export function unpackDeckCard(number: number, packed: string): Card {
  const { f, b, h, t, a, s } = JSON.parse(packed) as Record<"f" | "b" | "h" | "s", string> &
    Partial<Record<"t" | "a", string[]>>;
  return {
    number,
    front: f,
    back: b,
    tags: t ?? [],
    ...(h !== undefined && { hint: h }),
    ...(a !== undefined && { accepts: a }),
    ...(s !== undefined && { source: s }),
  };
}

/** Bytes a card takes on disk and in memory, near enough to be counted against what a person may fill. */
export const cardBytes = (card: Card) => Buffer.byteLength(packDeckCard(card)) + 8;
