import type { Viewer } from "../decks/access.ts";
import { VERSION as DECK_VERSION, jsonCard } from "../decks/formats/json.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import type { Library } from "../library/library.ts";
import { deadlineIn, type Store } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { loadDeck, readCards, readIdeas, readImage, storedImages } from "../store/decks.ts";
import { readDraft } from "../store/drafts.ts";
import {
  type Inventory,
  type LogRecord,
  readBuckets,
  readWholeLog,
  takeInventory,
} from "../store/inventory.ts";
import type { Learner } from "../store/learner-record.ts";
import { suspendedCards } from "../store/learners.ts";
import { type Own, readOwn } from "../store/own.ts";
import { readOwnPicks } from "../store/picks.ts";
import { type Receipt, readReceipts } from "../store/receipts.ts";
import { readReminder } from "../store/reminders.ts";
import { readShelf } from "../store/shelves.ts";
import { readTallies } from "../store/tallies.ts";
import { dayDate } from "../study/learner-day.ts";
import type { CardState } from "../study/scheduler.ts";
import { UserError } from "../user-error.ts";
import { type Chunks, inBatches, list, object } from "./json.ts";
import { pack } from "./pack.ts";

/** The version of the file, see docs/export.md. */
const VERSION = 1;

/** Cards that are written at a time. */
const BATCH = 500;

/** For each request to the store. Milliseconds. */
const PATIENCE = 10_000;

const soon = () => deadlineIn(PATIENCE);

/** How much of a person's own decks the file holds: what is too large for Discord is left out, the largest first. */
const FULLNESS = ["all", "no-images", "no-cards"] as const;
type Fullness = (typeof FULLNESS)[number];

const LEFT_OUT: Readonly<Record<Fullness, string | undefined>> = {
  all: undefined,
  "no-images":
    "The images of your own decks: the file would be too large. /deck export with the format Anki package has them.",
  "no-cards":
    "The cards of your own decks: the file would be too large. /deck export has them, deck by deck.",
};

/** Everything about a person, as a file. */
export interface PersonalFile {
  readonly name: string;
  readonly data: Buffer;
  readonly reviews: number;
  readonly decks: number;
  /** A sentence on what the file has no room for. */
  readonly leftOut: string | undefined;
}

export interface ExportingDeps {
  readonly store: Store;
  readonly library: Pick<Library, "usable">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Does the work when it is its turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString();
const seconds = (at: number) => time(at * 1000);
const day = (number: number | undefined) => (number === undefined ? undefined : dayDate(number));

/**
 * Writes everything about a person into a file, described in docs/export.md.
 *
 * @returns a function that throws UserError where the file is too large, BusyError when too many are being made, and
 *   StoreError
 */
export function createPersonalExport({ store, library, now, inTurn }: ExportingDeps) {
  /** One at a time, as they are written: a list of large decks is never in memory. */
  async function* eachDeck(
    ids: readonly string[],
    write: (head: DeckHead) => unknown,
  ): AsyncGenerator<readonly unknown[]> {
    for (const id of ids) {
      const { head } = await loadDeck(store, id, soon());
      if (head) yield [write(head)];
    }
  }

  async function* cardsOf(head: DeckHead, images: ReadonlyMap<string, unknown>) {
    for await (const batch of inBatches(await readCards(store, head, soon()), BATCH)) {
      yield batch.map((card) => jsonCard(card, images));
    }
  }

  async function* imagesOf(head: DeckHead, ids: Iterable<string>): AsyncGenerator<string> {
    let before = "{";
    for (const id of ids) {
      const bytes = await readImage(store, head.id, id, soon());
      if (!bytes) continue;
      yield `${before}\n${JSON.stringify(id)}: "${bytes.toString("base64")}"`;
      before = ",";
    }
    yield before === "{" ? "{}" : "\n}";
  }

  /** A deck in the format of `/deck export`, so that it can be imported again. */
  async function* ownDeck(head: DeckHead, fullness: Fullness): AsyncGenerator<string> {
    const images = fullness === "all" ? await storedImages(store, head.id, soon()) : new Set<string>();
    const held = new Map([...images].map((id) => [id, true]));
    yield* object({
      flashback: DECK_VERSION,
      title: head.title,
      description: head.description || undefined,
      tags: head.tags.length > 0 ? head.tags : undefined,
      cards: fullness === "no-cards" ? undefined : list(cardsOf(head, held)),
      images: images.size > 0 ? imagesOf(head, images) : undefined,
    });
  }

  /** What a person learned of a deck; the cards' fronts where they may still read them. */
  async function* schedulesOf(
    userId: string,
    inventory: Inventory,
    id: string,
    deck: UsableDeck | undefined,
  ) {
    const suspended = (await suspendedCards(store, userId, [id], soon())).get(id) ?? new Set<number>();
    const cards = new Map(deck?.cards.map((card) => [card.number, card]));
    const left = new Set(suspended);
    for await (const states of readBuckets(store, userId, id, inventory.buckets.get(id) ?? [])) {
      yield states.map(([number, state]) => {
        left.delete(number);
        return scheduleOf(number, cards.get(number)?.front, state, suspended.has(number));
      });
    }
    // Suspended before they were ever seen.
    yield [...left].map((number) => scheduleOf(number, cards.get(number)?.front, undefined, true));
  }

  async function* learned(userId: string, inventory: Inventory, owned: readonly Own[]) {
    const { decks } = inventory.snapshot.learner;
    const ids = [...new Set([...decks.keys(), ...idsOf(owned, "suspended")])];
    const viewer: Viewer = { userId, guildId: undefined, manages: false, roles: [] };
    for (const id of ids) {
      const deck = (await library.usable(viewer, [id], soon())).get(id);
      yield [
        object({
          deck: id,
          title: deck?.title,
          cards: list(schedulesOf(userId, inventory, id, deck)),
        }),
      ];
    }
  }

  async function* logOf(userId: string, { snapshot, months }: Inventory) {
    const { decks, homes } = snapshot.learner;
    const ids = new Map([...decks].map(([id, number]) => [number, id]));
    const servers = new Map([...homes].map(([id, number]) => [number, id]));
    for await (const records of readWholeLog(store, userId, months)) {
      yield records.map((record) => readable(record, ids, servers));
    }
  }

  async function* suggestionsOf(userId: string, decks: readonly string[]) {
    for (const deck of decks) {
      const ideas = await readIdeas(store, deck, soon());
      yield ideas
        .filter(({ by }) => by === userId)
        .map(({ at, number, fields }) => ({ deck, card: number, at: time(at), changes: fields }));
    }
  }

  async function* countersOf(userId: string, { decks, homes }: Learner) {
    const { days, ever } = await readTallies(store, userId, now(), soon());
    const idOf = (map: ReadonlyMap<string, number>, number: number) =>
      [...map].find(([, own]) => own === number)?.[0];
    for (const [title, tallies] of [
      ["ever", ever],
      ["by day", days],
    ] as const) {
      yield tallies.map((tally) => ({
        span: title,
        day: "day" in tally ? day(tally.day) : undefined,
        server: idOf(homes, tally.home),
        deck: idOf(decks, tally.deck),
        points: tally.points,
        reviews: tally.reviews,
      }));
    }
  }

  async function file(userId: string, fullness: Fullness, inventory: Inventory): Promise<Chunks> {
    const { snapshot } = inventory;
    const owned = await readOwn(store, userId, soon());
    const shelf = await readShelf(store, { kind: "person", id: userId }, soon());
    const elsewhere = idsOf(owned, "deck").filter((id) => !shelf.has(id));
    const draft = await readDraft(store, userId, soon());
    return object({
      flashbackExport: VERSION,
      exportedAt: time(now()),
      user: userId,
      leftOut: LEFT_OUT[fullness],
      ...aboutLearner(snapshot.learner),
      reminder: await readReminder(store, userId, soon()),
      openQuiz: snapshot.quiz,
      unfinishedForm: draft,
      learned: list(learned(userId, inventory, owned)),
      log: list(logOf(userId, inventory)),
      counters: list(countersOf(userId, snapshot.learner)),
      ownDecks: list(eachDeck([...shelf.keys()], (head) => ownDeck(head, fullness))),
      decksMadeForServers: list(
        eachDeck(elsewhere, ({ id, title, owner, cards }) => ({
          deck: id,
          title,
          server: owner.kind === "server" ? owner.id : undefined,
          cards,
        })),
      ),
      suggestions: list(suggestionsOf(userId, idsOf(owned, "ideas"))),
      recentRounds: (await readReceipts(store, userId, soon())).map(inWords),
      pickedInRounds: (await readOwnPicks(store, userId, soon())).map(pickInWords),
      recapsChosenFor: idsOf(owned, "recap"),
      firstPlaceRoleIn: idsOf(owned, "crown"),
    });
  }

  /** @param most bytes that the file may have */
  return (userId: string, most: number): Promise<PersonalFile> =>
    inTurn(async () => {
      const inventory = await takeInventory(store, userId, now());
      const shelf = await readShelf(store, { kind: "person", id: userId }, soon());
      const bytes = [...shelf.values()].reduce((sum, entry) => sum + entry.bytes, 0);
      // What cannot have room need not be tried.
      for (const fullness of bytes > most ? FULLNESS.slice(1) : FULLNESS) {
        const packed = await pack(await file(userId, fullness, inventory), most);
        if (!packed) continue;
        return {
          name: `flashback-${time(now()).slice(0, 10)}.${packed.ending}`,
          data: packed.data,
          reviews: inventory.reviews,
          decks: shelf.size,
          leftOut: LEFT_OUT[fullness],
        };
      }
      throw new UserError(
        `Your file is larger than Discord takes, even compressed: you have ${inventory.reviews.toLocaleString("en")} reviews. Ask whoever runs the bot for it.`,
      );
    });
}

export type PersonalExport = ReturnType<typeof createPersonalExport>;

/** Ids of what is noted of a kind. */
const idsOf = (owned: readonly Own[], kind: string): readonly string[] =>
  owned.flatMap((own) => (own.startsWith(`${kind}:`) ? [own.slice(kind.length + 1)] : []));

function aboutLearner(learner: Learner) {
  const { zone, newADay, reviewsADay, retention, hidden, celebrate, home, chosenHome } = learner;
  const { streak, milestones, points, fresh, reviewed } = learner;
  return {
    settings: {
      timeZone: zone,
      newCardsADay: newADay,
      reviewsADay: Number.isFinite(reviewsADay) ? reviewsADay : "all",
      wantedRetention: retention,
      hiddenFromLeaderboards: hidden,
      milestonesAre: celebrate,
      homeServer: chosenHome,
      lastServer: home,
    },
    streak: {
      days: streak.days,
      lastDay: day(streak.lastDay),
      freezes: streak.freezes,
      daysFrozen: streak.frozen,
      milestoneCelebrated: milestones.celebrated,
      milestoneShared: milestones.shared,
    },
    points: points.total,
    lastDays: {
      points: { day: day(points.day || undefined), count: points.count },
      newCards: { day: day(fresh.day || undefined), count: fresh.count },
      reviews: { day: day(reviewed.day || undefined), count: reviewed.count },
    },
  };
}

/** A learner's last rating in a round. */
const inWords = ({ channelId, deck, number, review, points }: Receipt) => ({
  channel: channelId,
  deck,
  card: number,
  rating: review.rating,
  at: seconds(review.at),
  points,
});

/** A choice in a round: the back of one of its deck's cards, or none. */
const pickInWords = ({
  channelId,
  card: { deck, number },
  picked,
}: Awaited<ReturnType<typeof readOwnPicks>>[number]) => ({
  channel: channelId,
  deck,
  card: number,
  pickedBackOf: picked === 0 ? null : picked,
});

const scheduleOf = (
  number: number,
  front: string | undefined,
  state: CardState | undefined,
  suspended: boolean,
) => ({
  card: number,
  front,
  ...(state && {
    due: dayDate(state.due),
    rating: state.rating,
    stability: state.stability,
    difficulty: state.difficulty,
    reviews: state.reviews,
    lapses: state.lapses,
    reviewedAt: seconds(state.reviewedAt),
  }),
  ...(suspended && { suspended }),
});

function readable(
  record: LogRecord,
  decks: ReadonlyMap<number, string>,
  servers: ReadonlyMap<number, string>,
) {
  if (record.type === "unreadable") return record;
  const { at, deck, card } = record;
  const what = { at: seconds(at), deck: decks.get(deck), card };
  if (record.type === "grant") return { point: 1, ...what, server: servers.get(record.home) };
  return {
    rating: record.rating,
    ...what,
    daysToDue: record.interval,
    secondsShown: record.seconds,
  };
}
