import { cardBlocks } from "../decks/blocks.ts";
import { cardByNumber } from "../decks/deck.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Library } from "../library/library.ts";
import { placeOf as placeAmong } from "../quiz/answers.ts";
import { type Deadline, deadlineIn, type Store } from "../store/connection.ts";
import { countPicks } from "../store/picks.ts";
import type { RoundRecord } from "../store/round-record.ts";
import {
  type Closing,
  countRatings,
  readPoints,
  readRatings,
  readShown,
  seenSince,
} from "../store/rounds.ts";
import { FEWEST_TOLD, groupSpread, hardest, hardOnes, type RatedCard } from "../study/group.ts";
import type { CardRef } from "../study/plan.ts";
import { CHECKPOINT_EVERY, presentSince } from "../study/round.ts";
import { askingAt, choicesAt } from "./asking.ts";
import type {
  CheckpointScene,
  GoneCardScene,
  Place,
  RoundCardScene,
  RoundChoice,
  RoundEndScene,
  RoundRef,
} from "./scene.ts";

/** People whose names are shown. */
const MOST_NAMES = 10;

/** For what is drawn where nobody waits for it. Milliseconds. */
const PATIENCE = 5000;

const soon = () => deadlineIn(PATIENCE);

export interface DrawDeps {
  readonly store: Store;
  readonly library: Pick<Library, "contents">;
}

export const refOf = ({ channelId, id }: Pick<RoundRecord, "channelId" | "id">): RoundRef => ({
  channelId,
  roundId: id,
});

/** Where a round's message is; undefined while it is on its way. */
export const placeOf = ({ guildId, channelId, message }: RoundRecord): Place | undefined =>
  message === undefined ? undefined : { guildId, channelId, messageId: message };

/** Where a round goes on; undefined where there is none that does. */
export const goesOnAt = (round: RoundRecord | undefined): Place | undefined =>
  round && round.phase !== "ended" ? placeOf(round) : undefined;

/** All that is in: the host, and who did something of late, those who did last first. */
export async function presentIn(
  store: Store,
  round: RoundRecord,
  deadline: Deadline,
): Promise<readonly string[]> {
  const seen = await seenSince(store, round, presentSince(round), deadline);
  return seen.includes(round.host) ? seen : [...seen, round.host];
}

/** Cards of a round with what each person gave them. @param from the first position, from 1 @param to the last */
export async function ratedCards(
  store: Store,
  round: Pick<RoundRecord, "channelId" | "id">,
  from: number,
  to: number | undefined,
  deadline: Deadline,
): Promise<readonly RatedCard[]> {
  const shown = (await readShown(store, round, deadline)).slice(0, to);
  const positions = shown.map((_, index) => index + 1).slice(from - 1);
  const ratings = await readRatings(store, round, positions, deadline);
  return shown.slice(from - 1).map((card, index) => ({ card, ratings: ratings[index] ?? new Map() }));
}

/** The scenes that everybody sees. */
export function createDrawing({ store, library }: DrawDeps) {
  const decksOf = (ids: readonly string[]) => library.contents(ids, soon());

  async function cardOf({ deck, number }: CardRef) {
    const found = (await decksOf([deck])).get(deck);
    const card = found && cardByNumber(found, number);
    return card && { deck: found, card };
  }

  /** @param isOpen whether choices can still be picked: then nothing tells the right one */
  async function faceOf(round: Omit<Closing, "message" | "pictures">, channelId: string, isOpen: boolean) {
    const { position, cards: total, card: ref, host, id } = round;
    const found = await cardOf(ref);
    if (!found) return undefined;
    const { deck, card } = found;
    const { ask, why } = choicesAt(round, position, deck, card);
    let choice: RoundChoice | undefined;
    if (ask) {
      const { answered, right } = await countPicks(store, { channelId, id }, position, card.number, soon());
      const place = placeAmong(askingAt(round, position), deck, card, card.number);
      const told = { place, right: answered >= FEWEST_TOLD ? right : undefined };
      choice = { ask, answered, ...(!isOpen && { told }) };
    }
    return {
      scene: "round-card",
      ref: { channelId, roundId: id },
      position,
      total,
      card: ref,
      deckTitle: deck.title,
      host,
      front: cardBlocks(card.front),
      back: choice && isOpen ? [] : cardBlocks(card.back),
      tags: card.tags,
      ...(choice && { choice }),
      ...(why !== undefined && { why }),
    } as const;
  }

  return {
    /** The current card as it stands. */
    async card(round: RoundRecord): Promise<RoundCardScene | GoneCardScene> {
      const { channelId, position, cards: total, pause, phase, seconds, until } = round;
      const face = await faceOf(round, channelId, phase === "open");
      if (!face) return { scene: "gone-card", ref: refOf(round), closed: false, position, total };
      const rated = await countRatings(store, round, position, soon());
      const people = await presentIn(store, round, soon());
      const isTimed = seconds !== undefined && !pause && round.shownAt !== undefined;
      return {
        ...face,
        state: pause ? "paused" : phase === "ended" ? "closed" : phase,
        until: isTimed ? until : undefined,
        rated,
        people: people.slice(0, MOST_NAMES),
        more: Math.max(0, people.length - MOST_NAMES),
      };
    },

    /** A card that had its turn. */
    async closed(closing: Closing, channelId: string): Promise<RoundCardScene | GoneCardScene> {
      const { id, position, cards: total } = closing;
      const face = await faceOf(closing, channelId, false);
      if (!face)
        return { scene: "gone-card", ref: { channelId, roundId: id }, closed: true, position, total };
      const rated = await countRatings(store, { channelId, id }, position, soon());
      return { ...face, state: "closed", until: undefined, rated, people: [], more: 0 };
    },

    /** How the group did in the cards before the current one. */
    async checkpoint(round: RoundRecord): Promise<CheckpointScene> {
      const shown = round.position - 1;
      const cards = await ratedCards(store, round, shown - CHECKPOINT_EVERY + 1, shown, soon());
      const worst = hardest(cards);
      return {
        scene: "checkpoint",
        shown,
        cards: cards.length,
        spread: groupSpread(cards),
        hardest: worst && (await cardOf(worst))?.card.front,
        points: [...(await readPoints(store, round, soon()))],
      };
    },

    /** The summary for everybody. */
    async end(round: RoundRecord): Promise<RoundEndScene> {
      const cards = await ratedCards(store, round, 1, undefined, soon());
      const decks = await decksOf(round.decks);
      const hard = await Promise.all(hardOnes(cards).map(cardOf));
      const rated = cards.filter(({ ratings }) => ratings.size > 0);
      return {
        scene: "round-end",
        ref: refOf(round),
        title: titleOf(decks),
        why: round.end ?? "stopped",
        cards: cards.length,
        people: new Set(rated.flatMap(({ ratings }) => [...ratings.keys()])).size,
        ratings: rated.reduce((sum, { ratings }) => sum + ratings.size, 0),
        spread: groupSpread(cards),
        hard: hard.flatMap((one) => one?.card.front ?? []),
        points: [...(await readPoints(store, round, soon()))],
        rated: rated.length > 0,
      };
    },
  };
}

/** The title of what a round runs through: its deck, or the first of them and how many more. */
export function titleOf(decks: ReadonlyMap<string, UsableDeck>): string {
  const [first, ...more] = [...decks.values()].map(({ title }) => title);
  if (first === undefined) return "A round";
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
