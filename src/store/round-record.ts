import type { CardRef } from "../study/plan.ts";
import type { Round, RoundEnd } from "../study/round.ts";
import type { Fields } from "./commit.ts";

/** A channel's round as it is stored. */
export interface RoundRecord extends Round {
  /** 8 characters. */
  readonly id: string;
  readonly channelId: string;
  readonly guildId: string;
  /** The decks its cards are drawn from. */
  readonly decks: readonly string[];
  /** Whether one of four choices is picked before a card is rated. */
  readonly choice: boolean;
  /** Whether messages may have files; without, formulas and images stand as text. */
  readonly files: boolean;
  /** The message that shows where it stands: of the card, or, once it has ended, its summary. */
  readonly message: string | undefined;
  /** Names of that message's files. */
  readonly pictures: readonly string[];
  /** How many messages were made of the position: part of what Discord knows a message by, so that none is sent twice. */
  readonly posts: number;
}

/** Format 1 of the round's hash. */
const FORMAT = "1";

const packCard = ({ deck, number }: CardRef) => `${deck}:${number}`;

/** A card out of `deck:number`. */
export function readCardRef(packed: string): CardRef {
  const at = packed.lastIndexOf(":");
  return { deck: packed.slice(0, at), number: Number(packed.slice(at + 1)) };
}

/** The fields of a round's hash. */
export function roundFields(round: RoundRecord): Fields {
  const { pause, previous } = round;
  const all: [string, string | number | undefined][] = [
    ["format", FORMAT],
    ["id", round.id],
    ["guild", round.guildId],
    ["decks", round.decks.join(" ")],
    ["host", round.host],
    ["size", round.cards],
    ["seconds", round.seconds],
    ["choice", round.choice ? 1 : undefined],
    ["files", round.files ? 1 : undefined],
    ["phase", round.phase],
    ["pause", pause && `${pause.why} ${pause.left}`],
    ["position", round.position],
    ["card", packCard(round.card)],
    ["previous", previous && packCard(previous)],
    ["shownAt", round.shownAt],
    ["before", round.before.join(" ") || undefined],
    ["until", round.until],
    ["unrated", round.unrated || undefined],
    ["end", round.end],
    ["message", round.message],
    ["pictures", round.pictures.join(" ") || undefined],
    ["posts", round.posts || undefined],
  ];
  return new Map(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
}

const words = (text: string | undefined) => text?.split(" ").filter(Boolean) ?? [];

/** A round out of the fields of its hash; undefined when there is none, or one of a format this version cannot read. */
export function roundFrom(channelId: string, fields: Fields): RoundRecord | undefined {
  if (fields.get("format") !== FORMAT) return undefined;
  const text = (field: string) => fields.get(field) ?? "";
  const number = (field: string) => (fields.has(field) ? Number(fields.get(field)) : undefined);
  const previous = fields.get("previous");
  const [why, left] = words(fields.get("pause"));
  return {
    channelId,
    id: text("id"),
    guildId: text("guild"),
    decks: words(text("decks")),
    host: text("host"),
    cards: Number(text("size")),
    seconds: number("seconds"),
    choice: fields.has("choice"),
    files: fields.has("files"),
    phase: text("phase") as Round["phase"],
    pause:
      why === undefined
        ? undefined
        : { why: why === "permission" ? "permission" : "host", left: Number(left) },
    position: Number(text("position")),
    card: readCardRef(text("card")),
    previous: previous === undefined ? undefined : readCardRef(previous),
    shownAt: number("shownAt"),
    before: words(fields.get("before")).map(Number),
    until: Number(text("until")),
    unrated: Number(fields.get("unrated") ?? 0),
    end: fields.get("end") as RoundEnd | undefined,
    message: fields.get("message"),
    pictures: words(fields.get("pictures")),
    posts: Number(fields.get("posts") ?? 0),
  };
}
