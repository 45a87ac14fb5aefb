import { setTimeout as wait } from "node:timers/promises";
import type { Viewer } from "../decks/access.ts";
import type { UsableDeck } from "../library/deck-cache.ts";
import { decksFor, type Shelf } from "../quiz/choose.ts";
import type { SaveDeps } from "../quiz/save.ts";
import type { Deadline } from "../store/connection.ts";
import { loadLearner } from "../store/learners.ts";
import type { RoundRecord } from "../store/round-record.ts";
import {
  enterRound,
  forgetInRound,
  isInRound,
  keepNote,
  lastSeen,
  loadRound,
  noteRound,
  seenSince,
} from "../store/rounds.ts";
import { beginRound, isSilent, mayGoOn, pauseRound, resumeRound } from "../study/round.ts";
import { UserError } from "../user-error.ts";
import { type AfterDeps, createAfter } from "./after.ts";
import { type CourseDeps, createCourse } from "./course.ts";
import { goesOnAt, placeOf, refOf } from "./draw.ts";
import { pickNext } from "./pick.ts";
import { createPicking } from "./picking.ts";
import { createRating } from "./rating.ts";
import type { BegunScene, MenuScene, NotNextScene, RoundGoneScene, RoundRef, RunningScene } from "./scene.ts";

export interface RoundDeps
  extends Omit<CourseDeps, "library" | "heal">,
    Shelf,
    SaveDeps,
    Pick<AfterDeps, "copy"> {
  /** A new unguessable id of 8 characters out of A-Z a-z 0-9 - _. */
  readonly newId: () => string;
}

/** Where a round is to be held. */
export interface Hall {
  readonly guildId: string;
  readonly channelId: string;
  /** Whether the bot may attach files there. */
  readonly files: boolean;
}

/** What somebody asked for. */
export interface RoundWish {
  /** Undefined for those that the host has started and everybody here may see. */
  readonly decks: readonly string[] | undefined;
  readonly cards: number | undefined;
  /** Whether one of four choices is picked before a card is rated. */
  readonly choice: boolean;
  /** Seconds a card; undefined for no timer. */
  readonly seconds: number | undefined;
}

/** Cards of a round where nobody said how many. */
const DEFAULT_CARDS = 10;

/** So often, and for so long, a press on a card is kept waiting that is about to be noted. Milliseconds. */
const MOST_WAITS = 5;
const WAIT = 100;

/** Decks a round draws from at most. */
const MOST_DECKS = 10;

export type Rounds = ReturnType<typeof createRounds>;

/**
 * The rounds of all channels, as people lead them and rate in them.
 *
 * Every function takes the deadline after which nobody waits for the answer, and throws UserError where the person may
 * not, and StoreError. What they change is on the screen once `settle` has been called; if it is not, `wake` calls it.
 */
export function createRounds(deps: RoundDeps) {
  const { store, now } = deps;
  const { rate, heal } = createRating(deps);
  const course = createCourse({ ...deps, heal });

  /** The decks that a round of this host may draw from. */
  async function decksOf(
    viewer: Viewer,
    wished: readonly string[] | undefined,
    deadline: Deadline,
  ): Promise<ReadonlyMap<string, UsableDeck>> {
    if (wished) return await deps.library.usable(viewer, wished, deadline);
    const snapshot = await loadLearner(store, viewer.userId, deadline);
    const wish = { deck: undefined, mode: "study", cards: undefined } as const;
    const all = [...(await decksFor(deps, viewer, snapshot, wish, deadline))];
    return new Map(all.filter(([, { owner }]) => owner.kind !== "person").slice(0, MOST_DECKS));
  }

  /** The round that a button belongs to, entered by the person who pressed it. */
  const entered =
    (viewer: Viewer, { channelId, roundId }: RoundRef, deadline: Deadline) =>
    () =>
      enterRound(store, { channelId, id: roundId }, viewer.userId, now(), deadline);

  const goneScene = (round: RoundRecord | undefined): RoundGoneScene => ({
    scene: "round-gone",
    at: goesOnAt(round),
  });

  /** Whether a person may pause and end a round: its host, and those who manage the server. */
  const leads = (viewer: Viewer, round: RoundRecord) => viewer.userId === round.host || viewer.manages;

  async function menuOf(
    viewer: Viewer,
    round: RoundRecord,
    deadline: Deadline,
    notice?: string,
  ): Promise<MenuScene> {
    const silent = isSilent(await lastSeen(store, round, round.host, deadline), now());
    const { host, pause } = round;
    const others = viewer.manages ? "moderate" : silent ? "take-over" : "rate";
    return {
      scene: "menu",
      ref: refOf(round),
      host,
      paused: pause !== undefined,
      may: viewer.userId === host ? "lead" : others,
      silent,
      at: placeOf(round),
      notice,
    };
  }

  /** Nobody leads a round whose data was deleted while they were about to. */
  async function checkHost(
    userId: string,
    round: Pick<RoundRecord, "channelId" | "id">,
    deadline: Deadline,
  ): Promise<void> {
    if (await isInRound(store, userId, round, deadline)) return;
    throw new UserError("The data of who was to lead this round was deleted just now. Press again.");
  }

  /** A change of the round by somebody who may; undefined where the round is another or over. */
  async function led(
    viewer: Viewer,
    ref: RoundRef,
    deadline: Deadline,
    change: (round: RoundRecord) => RoundRecord | Promise<RoundRecord>,
    notice: (round: RoundRecord) => string,
  ): Promise<MenuScene | RoundGoneScene> {
    const { round } = await course.step(entered(viewer, ref, deadline), deadline, async (known) => {
      if (known?.id !== ref.roundId || known.phase === "ended") return undefined;
      if (!leads(viewer, known)) throw notLeading(known);
      const next = await change(known);
      return next === known ? undefined : { round: next };
    });
    if (round?.id !== ref.roundId || round.phase === "ended") return goneScene(round);
    return await menuOf(viewer, round, deadline, notice(round));
  }

  /** Begins a round in a channel, or says where one is on. */
  async function start(viewer: Viewer, hall: Hall, wish: RoundWish, deadline: Deadline): Promise<Started> {
    const decks = await decksOf(viewer, wish.decks, deadline);
    checkDecks(decks, viewer);
    const first = await pickNext(store, decks, [], [viewer.userId], now(), deadline);
    if (!first) throw new UserError("This deck has no cards yet. Add some, or choose another one.");
    const total = [...decks.values()].reduce((sum, { cards }) => sum + cards.length, 0);
    const cards = Math.min(wish.cards ?? DEFAULT_CARDS, total);
    const id = deps.newId();
    const noted = { channelId: hall.channelId, id };
    await noteRound(store, viewer.userId, noted, now(), deadline);
    const { round, changed } = await course.step(
      () => loadRound(store, hall.channelId, deadline),
      deadline,
      async (known) => {
        if (known && known.phase !== "ended") return undefined;
        await checkHost(viewer.userId, noted, deadline);
        const begun = beginRound({ host: viewer.userId, cards, seconds: wish.seconds }, first, now());
        const where = { ...hall, id, decks: [...decks.keys()], choice: wish.choice };
        return { round: { ...begun, ...where, message: undefined, pictures: [], posts: 0 }, shows: first };
      },
    );
    if (!round) throw new Error("a round that was just begun is not there");
    if (!changed) {
      const { host } = round;
      return { begun: false, scene: { scene: "running", ref: refOf(round), host, at: placeOf(round) } };
    }
    await entered(viewer, refOf(round), deadline)();
    return {
      begun: true,
      scene: {
        scene: "begun",
        ref: refOf(round),
        at: undefined,
        timed: wish.seconds !== undefined,
        textOnly: !hall.files,
        own: [...decks.values()].some(({ owner }) => owner.kind === "person"),
      },
    };
  }

  return {
    ...createAfter(deps),
    rate,
    ...createPicking(deps),
    settle: course.settle,
    wake: course.wake,
    redraw: course.redraw,
    begin: course.begin,
    close: course.close,
    start,

    /** Begins another round like one that is over. */
    async again(viewer: Viewer, hall: Hall, ref: RoundRef, deadline: Deadline): Promise<Started> {
      const { round } = await loadRound(store, ref.channelId, deadline);
      if (!round || (round.id !== ref.roundId && round.phase === "ended")) {
        throw new UserError(
          "How this round was set up is not kept any more. Start another one with `/quiz`.",
        );
      }
      const { decks, cards, seconds, choice } = round;
      return await start(viewer, hall, { decks, cards, seconds, choice }, deadline);
    },

    /** Goes on to the next card, for whoever may. @returns why not, where not; undefined when it did */
    async next(
      viewer: Viewer,
      ref: RoundRef & { readonly position: number },
      deadline: Deadline,
    ): Promise<NotNextScene | RoundGoneScene | undefined> {
      const at = now();
      const step = () =>
        course.step(entered(viewer, ref, deadline), deadline, async (known) => {
          if (known?.id !== ref.roundId || known.position !== ref.position) return undefined;
          return mayGoOn(known, viewer.userId, at) ? await course.advanced(known, deadline) : undefined;
        });
      let { round, changed } = await step();
      // A card that people see is noted to be there a moment later.
      for (let waits = 0; !changed && isComing(round, ref) && waits < MOST_WAITS; waits += 1) {
        await wait(WAIT);
        ({ round, changed } = await step());
      }
      if (changed) return undefined;
      if (round?.id !== ref.roundId || round.phase === "ended") return goneScene(round);
      // Somebody else pressed it a moment before.
      if (round.position !== ref.position) return undefined;
      const silent = isSilent(await lastSeen(store, round, round.host, deadline), at);
      return {
        scene: "not-next",
        ref: refOf(round),
        why: round.shownAt === undefined ? "coming" : round.pause ? "paused" : "host",
        host: round.host,
        until: round.seconds === undefined || round.pause ? undefined : round.until,
        mayTakeOver: silent,
      };
    },

    /** What a person can do about a round. */
    async menu(viewer: Viewer, ref: RoundRef, deadline: Deadline): Promise<MenuScene | RoundGoneScene> {
      const { round } = await loadRound(store, ref.channelId, deadline);
      if (round?.id !== ref.roundId || round.phase === "ended") return goneScene(round);
      return await menuOf(viewer, round, deadline);
    },

    pause: (viewer: Viewer, ref: RoundRef, deadline: Deadline) =>
      led(
        viewer,
        ref,
        deadline,
        (round) => (round.pause ? round : pauseRound(round, "host", now())),
        () => "The round stands still. What is rated meanwhile counts.",
      ),

    resume: (viewer: Viewer, ref: RoundRef, deadline: Deadline) =>
      led(
        viewer,
        ref,
        deadline,
        (round) => resumeRound(round, now()),
        () => "The round goes on.",
      ),

    /** Makes somebody else the host. */
    async passOn(viewer: Viewer, ref: RoundRef, to: string, deadline: Deadline) {
      const noted = { channelId: ref.channelId, id: ref.roundId };
      await noteRound(store, to, noted, now(), deadline);
      return await led(
        viewer,
        ref,
        deadline,
        async (round) => {
          if (round.host === to) return round;
          await checkHost(to, noted, deadline);
          return { ...round, host: to };
        },
        ({ host }) => `<@${host}> leads the round now.`,
      );
    },

    /**
     * Takes somebody whose data is deleted out of a round. Where they led it, whoever did something last leads it then;
     * where there is nobody else, it ends.
     */
    async leave(userId: string, { channelId, roundId }: RoundRef, deadline: Deadline): Promise<void> {
      const ref = { channelId, id: roundId };
      await forgetInRound(store, userId, ref, deadline);
      const { changed } = await course.step(
        () => loadRound(store, channelId, deadline),
        deadline,
        async (known) => {
          if (known?.id !== roundId || known.host !== "" || known.phase === "ended") return undefined;
          for (const host of await seenSince(store, ref, 0, deadline)) {
            if (await isInRound(store, host, ref, deadline)) return { round: { ...known, host } };
          }
          return course.ended(known, "stopped");
        },
      );
      try {
        if (changed) await course.settle(channelId);
        await course.redraw(channelId);
      } catch (error) {
        // Whoever looks at the round next shows it as it is.
        deps.onTrouble("could not show a round without somebody", error);
      }
    },

    /** Makes the person the host, where the former one has been silent. */
    async takeOver(viewer: Viewer, ref: RoundRef, deadline: Deadline): Promise<MenuScene | RoundGoneScene> {
      const { round, changed } = await course.step(
        entered(viewer, ref, deadline),
        deadline,
        async (known) => {
          if (known?.id !== ref.roundId || known.phase === "ended" || known.host === viewer.userId)
            return undefined;
          const silent = isSilent(await lastSeen(store, known, known.host, deadline), now());
          if (!silent && !viewer.manages) return undefined;
          await checkHost(viewer.userId, known, deadline);
          return { round: { ...known, host: viewer.userId } };
        },
      );
      if (round?.id !== ref.roundId || round.phase === "ended") return goneScene(round);
      const notice =
        round.host !== viewer.userId ? `<@${round.host}> is back, and leads the round.` : undefined;
      return await menuOf(viewer, round, deadline, changed ? "You lead the round now." : notice);
    },

    /** Ends a round before its last card. @returns undefined when it did */
    async end(viewer: Viewer, ref: RoundRef, deadline: Deadline): Promise<RoundGoneScene | undefined> {
      const { round, changed } = await course.step(entered(viewer, ref, deadline), deadline, (known) => {
        if (known?.id !== ref.roundId || known.phase === "ended") return undefined;
        if (!leads(viewer, known)) throw notLeading(known);
        return course.ended(known, "stopped");
      });
      return changed ? undefined : goneScene(round);
    },

    /** Shows the card again, further down; one that is there already but cannot be seen is found out about. */
    async bringDown(viewer: Viewer, ref: RoundRef, deadline: Deadline): Promise<RoundGoneScene | undefined> {
      let former: string | undefined;
      const { round, changed } = await course.step(entered(viewer, ref, deadline), deadline, (known) => {
        former = known?.message;
        if (known?.id !== ref.roundId || known.phase === "ended") return undefined;
        return { round: { ...known, message: undefined, pictures: [], posts: known.posts + 1 } };
      });
      if (!changed) return goneScene(round);
      if (former !== undefined) await deps.screen.remove(ref.channelId, former);
      return undefined;
    },

    /**
     * Keeps the token by which a private answer can be taken away: a person has one at a time.
     *
     * @returns that of the answer before it
     */
    keepAnswer: ({ userId }: Viewer, channelId: string, token: string, deadline: Deadline) =>
      keepNote(store, channelId, userId, token, deadline),

    /** Where a channel's round is, once `settle` has been called. */
    async at(channelId: string, deadline: Deadline) {
      const { round } = await loadRound(store, channelId, deadline);
      return round && placeOf(round);
    },
  };
}

/** Whether the card that is asked about is not noted to be on the screen. */
const isComing = (
  round: RoundRecord | undefined,
  { roundId, position }: RoundRef & { readonly position: number },
) => round?.id === roundId && round.position === position && round.shownAt === undefined;

/** A round that was begun, or that was on. */
export interface Started {
  readonly begun: boolean;
  readonly scene: BegunScene | RunningScene;
}

const notLeading = ({ host }: RoundRecord) =>
  new UserError(`<@${host}> leads this round now, so that is theirs to do.`);

/** @throws UserError where there is nothing to draw from, or what everybody here may not see */
function checkDecks(decks: ReadonlyMap<string, UsableDeck>, { guildId }: Viewer): void {
  if (decks.size === 0) {
    throw new UserError("This deck is gone, or you can't use it here. Start a round with another one.");
  }
  for (const { owner } of decks.values()) {
    if (owner.kind === "server" && owner.id !== guildId) {
      throw new UserError(
        "This deck belongs to another server, and not everybody here may see its cards. Choose one of this server, one of your own, or one that ships with the bot.",
      );
    }
  }
}
