import type { Block } from "../decks/blocks.ts";
import type { Ask, GivenAnswer, StreakStep } from "../quiz/scene.ts";
import type { Spread } from "../study/group.ts";
import type { CardRef } from "../study/plan.ts";
import type { Rating } from "../study/rating.ts";
import type { RoundEnd } from "../study/round.ts";
import type { StreakNews } from "../study/streak.ts";

/** Which round, in which channel: what every button of a round carries. */
export interface RoundRef {
  readonly channelId: string;
  readonly roundId: string;
}

/** Which card of which round. */
export interface CardInRound extends RoundRef {
  /** From 1. */
  readonly position: number;
  readonly card: CardRef;
}

/** Where a message is. */
export interface Place {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string;
}

export type Choices = Extract<Ask, { readonly by: "choice" }>;

/** The choices of a card, and how the group did. */
export interface RoundChoice {
  readonly ask: Choices;
  /** How many people have answered, be it that they know none. */
  readonly answered: number;
  /** Once nobody can pick any more: the place of the right one, from 0, and how many picked it. */
  readonly told?: {
    readonly place: number;
    /** Undefined where so few answered that it would tell on one of them. */
    readonly right: number | undefined;
  };
}

/** The card that everybody sees. */
export interface RoundCardScene {
  readonly scene: "round-card";
  readonly ref: RoundRef;
  /** Which card it is, from 1, of how many at most. */
  readonly position: number;
  readonly total: number;
  readonly card: CardRef;
  readonly deckTitle: string;
  readonly host: string;
  readonly front: readonly Block[];
  /** Nothing while one of the choices is to be picked. */
  readonly back: readonly Block[];
  readonly tags: readonly string[];
  /** Set where one of four choices is picked before the card is rated. */
  readonly choice?: RoundChoice;
  /** Why there are none, where one was to be picked. */
  readonly why?: string;
  /** "over": its time is up. "closed": it had its turn. */
  readonly state: "open" | "over" | "paused" | "closed";
  /** When its time is up, or, once that is so, when the next one comes; in ms, undefined without a timer. */
  readonly until: number | undefined;
  /** How many people rated it. */
  readonly rated: number;
  /** User ids of those who are in, those who did something last first; not all where there are many. */
  readonly people: readonly string[];
  /** How many are in beside them. */
  readonly more: number;
}

/** A card that is not in its deck any more. */
export interface GoneCardScene {
  readonly scene: "gone-card";
  readonly ref: RoundRef;
  /** Whether it had its turn. */
  readonly closed: boolean;
  readonly position: number;
  readonly total: number;
}

/** Who earned how many points, the most first. */
export type Points = readonly (readonly [userId: string, points: number])[];

/** How the group did in the cards since the last checkpoint. */
export interface CheckpointScene {
  readonly scene: "checkpoint";
  /** Cards shown so far. */
  readonly shown: number;
  /** Cards it is about. */
  readonly cards: number;
  /** Undefined where too few rated for it to be told. */
  readonly spread: Spread | undefined;
  /** Front of the hardest card, as its deck has it. */
  readonly hardest: string | undefined;
  readonly points: Points;
}

/** The end of a round, for everybody. */
export interface RoundEndScene {
  readonly scene: "round-end";
  readonly ref: RoundRef;
  readonly title: string;
  readonly why: RoundEnd;
  readonly cards: number;
  readonly people: number;
  readonly ratings: number;
  readonly spread: Spread | undefined;
  /** Fronts of the cards the group found hard, the hardest first. */
  readonly hard: readonly string[];
  readonly points: Points;
  /** Whether there is anything to make a deck of. */
  readonly rated: boolean;
}

/** What is posted where everybody sees it. */
export type PublicScene = RoundCardScene | GoneCardScene | CheckpointScene | RoundEndScene;

/** What a person's rating came to, for them alone. */
export interface RatedScene extends StreakStep {
  readonly scene: "rated";
  readonly rating: Rating;
  readonly position: number;
  /** In how many learner days the card comes back. */
  readonly days: number;
  /** What became of the point: earned now, too quick for one, or none to be had (again, or not due). */
  readonly point: "earned" | "too-quick" | "none";
  /** Points of the person in this round. */
  readonly points: number;
  readonly streak: number;
  /** What there is to say of the streak, where today has counted just now. */
  readonly news: StreakNews | undefined;
  /** The rating before it, where this one took its place. */
  readonly instead: Rating | undefined;
  /** Where they picked a choice first: it, and the answer. */
  readonly answered: Answered | undefined;
}

/** What a person picked, how it stands, and the answer. */
export interface Answered {
  readonly at: CardInRound;
  readonly given: GivenAnswer;
  readonly back: readonly Block[];
  /** The ratings that agree with it. */
  readonly ratings: readonly Rating[];
}

/** What a person's pick came to, for them alone: they are to rate the card. */
export interface PickedScene extends Answered {
  readonly scene: "picked";
  /** Whether they had answered before: that answer stands. */
  readonly again: boolean;
}

/** A rating or a pick that changed nothing, and why. */
export interface UnratedScene {
  readonly scene: "unrated";
  readonly why: /** The card had its turn. */
    | "over"
    /** They reviewed the card elsewhere since: what they gave in the round stays. */
    | "elsewhere"
    /** The card or its deck is gone. */
    | "gone"
    /** The round is over. */
    | "ended"
    /** One of the choices is to be picked first. */
    | "unanswered"
    /** The time to pick one is up. */
    | "late"
    /** The deck has changed, and so have the choices. */
    | "changed"
    /** The rating does not go with what they picked. */
    | "disagrees";
  /** Why it does not go with that. */
  readonly words?: string | undefined;
  /** Where the round goes on. */
  readonly at: Place | undefined;
}

/** Somebody wants a round where one is on. */
export interface RunningScene {
  readonly scene: "running";
  readonly ref: RoundRef;
  readonly host: string;
  /** Undefined while its card is on its way. */
  readonly at: Place | undefined;
}

/** A round has begun: what its host is told alone. */
export interface BegunScene {
  readonly scene: "begun";
  readonly ref: RoundRef;
  readonly at: Place | undefined;
  readonly timed: boolean;
  /** Whether formulas and images stand as text, since the bot may not attach files. */
  readonly textOnly: boolean;
  /** Whether its cards are the host's own, which nobody else can learn alone. */
  readonly own: boolean;
}

/** What a person can do about a round. */
export interface MenuScene {
  readonly scene: "menu";
  readonly ref: RoundRef;
  readonly host: string;
  readonly paused: boolean;
  /** The host; somebody who manages the server; anybody else, once the host is silent, and before that. */
  readonly may: "lead" | "moderate" | "take-over" | "rate";
  /** Whether the host did nothing for a while, so that others may take over. */
  readonly silent: boolean;
  readonly at: Place | undefined;
  readonly notice: string | undefined;
}

/** Next, pressed by somebody who may not, or too late. */
export interface NotNextScene {
  readonly scene: "not-next";
  readonly ref: RoundRef;
  readonly why: "host" | "coming" | "paused";
  readonly host: string;
  readonly until: number | undefined;
  readonly mayTakeOver: boolean;
}

/** The round these buttons belong to is over, or long gone. */
export interface RoundGoneScene {
  readonly scene: "round-gone";
  /** Where another round is on in this channel. */
  readonly at: Place | undefined;
}

/** What stopped a round, for its host alone. */
export interface RoundTroubleScene {
  readonly scene: "round-trouble";
  readonly ref: RoundRef;
  readonly why: "permission" | "no-channel";
}

/** A person's own summary. */
export interface OwnEndScene {
  readonly scene: "own-end";
  readonly ref: RoundRef;
  readonly cards: number;
  readonly spread: Spread;
  readonly points: number;
  readonly streak: number;
  /** When the cards come back: the start of the learner day in ms, and how many; soonest first. */
  readonly comesBack: readonly { readonly at: number; readonly cards: number }[];
  /** How many they rated 1 or 2. */
  readonly hard: number;
}

/** Whether, and whose, a deck of the hard cards is to be. */
export interface HardOnesScene {
  readonly scene: "hard-ones";
  readonly ref: RoundRef;
  /** Cards that the group found hard, and those the person rated 1 or 2. */
  readonly cards: number;
  readonly fronts: readonly string[];
  readonly inServer: boolean;
}

/** The deck of hard cards is made. */
export interface HardDeckScene {
  readonly scene: "hard-deck";
  readonly userId: string;
  readonly deckId: string;
  readonly title: string;
  readonly cards: number;
  readonly owner: "server" | "me";
}

/** What one person alone is shown. */
export type PrivateScene =
  | RatedScene
  | PickedScene
  | UnratedScene
  | RunningScene
  | BegunScene
  | MenuScene
  | NotNextScene
  | RoundGoneScene
  | RoundTroubleScene
  | OwnEndScene
  | HardOnesScene
  | HardDeckScene;
