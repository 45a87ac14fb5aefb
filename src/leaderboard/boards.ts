import type { Viewer } from "../decks/access.ts";
import type { Library } from "../library/library.ts";
import { type Entry, leaveBoards, readBoard } from "../store/boards.ts";
import type { Deadline, Store } from "../store/connection.ts";
import { homeOf } from "../store/learner-record.ts";
import { loadLearner } from "../store/learners.ts";
import { readAccounts } from "../store/tallies.ts";
import { dayStart, knownZone, learnerDay } from "../study/learner-day.ts";
import {
  keptPeriods,
  PERIOD_KINDS,
  type Period,
  type PeriodKind,
  periodAt,
  readPeriod,
} from "../study/period.ts";
import { gapSince, type Streak, streakNow } from "../study/streak.ts";
import { UserError } from "../user-error.ts";
import type { Settling } from "./settling.ts";

/** Lines on a page. */
const A_PAGE = 10;

/** What reading boards needs from outside. */
export interface BoardDeps {
  readonly store: Store;
  readonly library: Pick<Library, "zone" | "open">;
  readonly settling: Pick<Settling, "catchUp">;
  /** Whether a person is in a server; throws where that cannot be told. */
  readonly isMember: (guildId: string, userId: string) => Promise<boolean>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Which board is wanted. */
export interface BoardWish {
  readonly guildId: string;
  /** The present one of a kind, or one by its name. */
  readonly period: PeriodKind | string;
  /** Deck id; undefined for all decks. */
  readonly deck: string | undefined;
  /** From 0; "own" for the page of the person who asks. */
  readonly page: number | "own";
}

/** One person on a board. */
export interface BoardLine extends Entry {
  readonly reviews: number;
  /** Learner days in a row up to now; 0 where it may be lost. */
  readonly streak: number;
}

/** A page of a board. */
export interface BoardScene {
  readonly guildId: string;
  /** Who asked. */
  readonly userId: string;
  readonly period: Period;
  /** How many periods ago it was: 0 for the present one. */
  readonly ago: number;
  /** When it ends or ended, in ms; undefined for all time. */
  readonly endsAt: number | undefined;
  readonly deck: { readonly id: string; readonly title: string } | undefined;
  /** People on the board. */
  readonly size: number;
  /** From 0, of so many. */
  readonly page: number;
  readonly pages: number;
  readonly lines: readonly BoardLine[];
  /** Who asked, between those next to them; empty when they are not on it. */
  readonly around: readonly BoardLine[];
  /** Set where who asked stands on no board, as they wish. */
  readonly hidden: { readonly points: number } | undefined;
}

/** The board of a period that is not kept any longer. */
export interface NoBoardScene {
  readonly over: Period;
  readonly guildId: string;
  readonly userId: string;
}

export type Boards = ReturnType<typeof createBoards>;

/**
 * The boards of servers, for people to look at.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws StoreError "not-sent" when the
 * store does not answer.
 */
export function createBoards({ store, library, settling, isMember, now }: BoardDeps) {
  /** @throws UserError for who may not see the boards of a server */
  async function checkMember({ userId, guildId }: Viewer, wanted: string): Promise<void> {
    if (guildId === wanted) return;
    const isIn = await isMember(wanted, userId).catch(() => {
      throw new UserError(
        "Discord does not say right now whether you are still a member of that server. Try again in a moment.",
      );
    });
    if (!isIn) throw new UserError("That is the leaderboard of a server you are not a member of.");
  }

  /** A deck that counts on the boards of a server. @throws UserError for any other */
  async function deckOf(viewer: Viewer, id: string, guildId: string, deadline: Deadline) {
    const deck = await library.open(viewer, id, deadline);
    if (!deck) throw new UserError("This deck is gone, or you can't use it here. Choose another one.");
    const { owner, title } = deck;
    if (owner.kind === "person")
      throw new UserError(
        "Your own decks count on no leaderboard: move a deck to the server to learn it together.",
      );
    if (owner.kind === "server" && owner.id !== guildId)
      throw new UserError("This deck belongs to another server, and counts on its leaderboards alone.");
    return { id, title };
  }

  /** A streak as it stands at least: on days since the last review there may have been nothing to review. */
  function streakOf(streak: Streak, ownZone: string | undefined): number {
    const zone = knownZone(ownZone);
    const gap = gapSince(streak, now(), zone);
    return streakNow(streak, learnerDay(now(), zone), gap ? gap.last - gap.first + 1 : 0).days;
  }

  return {
    /** The server whose boards a person sees where they are: in direct messages, their home. */
    async guildFor(viewer: Viewer, deadline: Deadline): Promise<string | undefined> {
      if (viewer.guildId) return viewer.guildId;
      return homeOf((await loadLearner(store, viewer.userId, deadline)).learner);
    },

    /**
     * A page of a board, with the place of who asks.
     *
     * @throws UserError where they may not see it
     */
    async page(viewer: Viewer, wish: BoardWish, deadline: Deadline): Promise<BoardScene | NoBoardScene> {
      const { guildId } = wish;
      const { userId } = viewer;
      await checkMember(viewer, guildId);
      const deck = wish.deck === undefined ? undefined : await deckOf(viewer, wish.deck, guildId, deadline);
      const zone = knownZone(await library.zone(guildId, deadline));
      const today = learnerDay(now(), zone);
      const kind = PERIOD_KINDS.find((one) => one === wish.period);
      const period = kind ? periodAt(kind, today) : readPeriod(wish.period);
      if (!period) throw new UserError("There is no such leaderboard.");
      const ofKind = keptPeriods(today).filter((one) => one.kind === period.kind);
      const ago = ofKind.findIndex(({ name }) => name === period.name);
      if (ago < 0) return { over: period, guildId, userId };

      await settling.catchUp(userId);
      const board = { period: period.name, deck: deck?.id };
      const { size, page, entries, around } = await readBoard(
        store,
        guildId,
        board,
        userId,
        wish.page,
        A_PAGE,
        deadline,
      );
      const ids = [...new Set([...entries, ...around].map((entry) => entry.userId).concat(userId))];
      const read = await readAccounts(store, ids, guildId, { period, deck: deck?.id }, deadline);
      const accounts = new Map(ids.map((id, index) => [id, read[index]]));
      const line = (entry: Entry): BoardLine => {
        const account = accounts.get(entry.userId);
        const { streak, zone: own } = account?.learner ?? {};
        return { ...entry, reviews: account?.reviews ?? 0, streak: streak ? streakOf(streak, own) : 0 };
      };
      const self = accounts.get(userId);
      return {
        guildId,
        userId,
        period,
        ago,
        endsAt: period.kind === "all" ? undefined : dayStart(period.last + 1, zone),
        deck,
        size,
        page,
        pages: Math.max(1, Math.ceil(size / A_PAGE)),
        lines: entries.map(line),
        around: around.map(line),
        hidden: self?.learner.hidden ? { points: self.points } : undefined,
      };
    },

    /** Takes people off the boards of a server: Discord said that they are not members. */
    left: (guildId: string, userIds: readonly string[], deadline: Deadline): Promise<void> =>
      leaveBoards(store, guildId, userIds, deadline),
  };
}
