/** Scenes of every kind, and the extremes of each. */
import { type Block, cardBlocks } from "../../../src/decks/blocks.ts";
import type {
  CardScene,
  GoneScene,
  NothingScene,
  OpenScene,
  Scene,
  SummaryScene,
} from "../../../src/quiz/scene.ts";

export const userId = "12345678901234567890";
export const ref = { userId, quizId: "Ab3_-xyz", turn: 999_999 };
export const wish = { deck: "d".repeat(32), mode: "study", cards: 100 } as const;
const days = { 1: 1, 2: 1, 3: 45, 4: 400, 5: 36_500 } as const;
/** A side of plain text. */
const side = (text: string): readonly Block[] => [{ kind: "text", text }];
export const answer = { back: side("Mean squared error."), fix: undefined, days };

export const card: CardScene = {
  scene: "card",
  ref,
  deckId: "d".repeat(32),
  cardNumber: 16_777_215,
  deckTitle: "Losses",
  progress: { known: 3, total: 10 },
  isNew: false,
  page: 0,
  front: side("What does L2 loss punish most?"),
  tags: ["regression", "outliers"],
  hint: false,
  canUndo: true,
  seated: true,
};
/** All there can be to say of a streak at once. */
const news = { days: 36_500, freezes: 2, frozen: 2, lost: 36_500, done: true, earned: true };
export const summary: SummaryScene = {
  scene: "summary",
  ref,
  title: "Losses",
  progress: { known: 10, total: 10 },
  spread: { 1: 2, 2: 0, 3: 3, 4: 5, 5: 1 },
  points: 9,
  tooQuick: 1,
  streak: { days: 12, freezes: 1, frozen: 0, lost: 0, done: true },
  comesBack: [
    { at: 1_772_337_600_000, cards: 4 },
    { at: 1_773_000_000_000, cards: 1 },
  ],
  resumable: false,
  canUndo: true,
  wish,
};
export const nothing: NothingScene = {
  scene: "nothing",
  userId,
  deckTitle: "Losses",
  nextDueAt: 1_772_337_600_000,
  dueLeft: 0,
  reviewsADay: 200,
  newLeft: 12,
  aheadLeft: 10,
  wish,
};
export const open: OpenScene = {
  scene: "open",
  ref,
  title: "Losses",
  progress: { known: 3, total: 10 },
  seat: { channelId: "876543210987654321", messageId: "876543210987654322", direct: false },
  wish,
};
export const gone: GoneScene = {
  scene: "gone",
  userId,
  why: "replaced",
  open: { ref, seat: undefined },
};

/** A back as a deck may have it. */
const backs = (source: string) => Array.from({ length: 4 }, () => cardBlocks(source));
export const choice = {
  by: "choice",
  of: "a_-9",
  choices: ["Squares", "Sizes", "Signs", "Sums"].map(side),
} as const;
export const typed = {
  by: "type",
  text: "mean squard error",
  verdict: "near",
  overruled: false,
  grading: {
    verdict: "near",
    reason: "spelling",
    answer: "Mean squared error.",
    difference: [
      { text: "mean squar", of: "both" },
      { text: "e", of: "answer" },
      { text: "d error", of: "both" },
      { text: ".", of: "answer" },
    ],
  },
} as const;
export const picked = {
  by: "choice",
  picked: 3,
  isRight: false,
  place: 1,
  rightPlace: 3,
  back: side("Sizes"),
} as const;

const long = (length: number) => "Lorem ipsum ".repeat(Math.ceil(length / 12)).slice(0, length);
export const manyDays = Array.from({ length: 100 }, (_, day) => ({
  at: (20_513 + day * 365) * 86_400_000,
  cards: 1,
}));

export const scenes: [string, Scene][] = [
  ["a front", card],
  ["a new card at the very start", { ...card, isNew: true, canUndo: false, seated: false, tags: [] }],
  ["a front with a hint to ask for", { ...card, hint: true }],
  ["a front with its hint", { ...card, hint: side("Think of outliers.\nAnd of squares.") }],
  ["a front with a notice", { ...card, notice: "With 5 new cards beyond your 10 a day, as you asked." }],
  ["a front with news of the streak", { ...card, streak: news }],
  ["both sides", { ...card, answer }],
  ["both sides of a card with a hint", { ...card, hint: true, answer }],
  [
    "both sides of a long card",
    { ...card, front: side(long(1200)), answer: { ...answer, back: side(long(1800)) } },
  ],
  [
    "a front and hint as long as a deck may have them",
    { ...card, front: side(long(4000)), hint: side(long(1000)) },
  ],
  [
    "everything as long as a deck may have it",
    {
      ...card,
      deckTitle: long(100),
      front: side(long(4000)),
      tags: Array.from({ length: 10 }, () => long(32).replaceAll(" ", "-")),
      notice: long(80),
      streak: news,
      progress: { known: 99, total: 100 },
      answer: { ...answer, back: side(long(4000)), fix: "suggest" },
    },
  ],
  [
    "a hint of more formulas than a message takes",
    { ...card, hint: cardBlocks("$$\\frac12$$".repeat(90)), notice: "A notice." },
  ],
  [
    "a long question with a hint of many images",
    { ...card, front: side(long(4000)), hint: cardBlocks(`![](image:${"a".repeat(24)}.png)`.repeat(24)) },
  ],
  ["the last page of a long answer", { ...card, page: 9, answer: { ...answer, back: side(long(4000)) } }],
  [
    "more formulas and images than a message takes",
    {
      ...card,
      answer: {
        ...answer,
        fix: "edit",
        back: cardBlocks(
          Array.from({ length: 30 }, (_, n) => `$$\\frac{${n}}{2}$$\n![x](image:${"a".repeat(24)}.png)`).join(
            "\n",
          ),
        ),
      },
    },
  ],
  ["a question with choices", { ...card, ask: choice, hint: true }],
  ["one with its hint", { ...card, ask: choice, hint: side("Think of outliers.") }],
  [
    "everything as long as can be, with choices",
    {
      ...card,
      deckTitle: long(100),
      front: side(long(4000)),
      hint: side(long(1000)),
      tags: Array.from({ length: 10 }, () => long(32).replaceAll(" ", "-")),
      notice: long(120),
      ask: { ...choice, choices: backs(long(4000)) },
    },
  ],
  [
    "formulas and images everywhere, with choices",
    {
      ...card,
      front: cardBlocks("$$\\frac12$$".repeat(30)),
      hint: true,
      ask: { ...choice, choices: backs(`$$\\begin{cases}${"x".repeat(1900)}\\end{cases}$$`) },
    },
  ],
  [
    "choices that are images alone, under a hint of formulas",
    {
      ...card,
      front: side(long(4000)),
      hint: cardBlocks("$$\\frac12$$".repeat(90)),
      ask: { ...choice, choices: backs(`![${"a".repeat(200)}](image:${"a".repeat(24)}.png)`) },
    },
  ],
  ["a question to type an answer to", { ...card, ask: { by: "type", isLong: false }, hint: true }],
  ["a right pick", { ...card, answer: { ...answer, given: { ...picked, isRight: true, place: 3 } } }],
  ["a wrong pick", { ...card, answer: { ...answer, given: picked } }],
  [
    "a wrong pick of a long card, in a deck that has changed since",
    {
      ...card,
      front: side(long(4000)),
      answer: {
        back: side(long(4000)),
        days,
        fix: "suggest",
        given: { ...picked, place: -1, rightPlace: -1, back: side(long(4000)) },
      },
    },
  ],
  ["an answer that was near", { ...card, answer: { ...answer, fix: "edit", given: typed } }],
  ["an answer that was overruled", { ...card, answer: { ...answer, given: { ...typed, overruled: true } } }],
  ["an answer that was not known", { ...card, answer: { ...answer, given: { by: "pass" } } }],
  [
    "a typed answer as long as can be, of nothing but marks",
    {
      ...card,
      deckTitle: long(100),
      front: side(long(4000)),
      tags: Array.from({ length: 10 }, () => long(32).replaceAll(" ", "-")),
      notice: long(120),
      streak: { days: 999, freezes: 2, frozen: 2, lost: 0, earned: true, done: true },
      answer: {
        back: cardBlocks(`${"$$\\frac12$$".repeat(30)}${long(3000)}`),
        days,
        fix: "suggest",
        given: {
          ...typed,
          text: "*_~|".repeat(250),
          grading: {
            ...typed.grading,
            difference: [
              { text: "*_~|".repeat(20), of: "typed" },
              { text: "|~_*".repeat(20), of: "answer" },
            ],
          },
        },
      },
    },
  ],
  ["a hundred cards, none known", { ...card, progress: { known: 0, total: 100 } }],
  ["every card skipped but this", { ...card, progress: { known: 0, total: 1 } }],
  ["a summary", summary],
  [
    "a summary without a rating",
    {
      ...summary,
      spread: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
      progress: { known: 0, total: 0 },
      points: 0,
      tooQuick: 0,
      streak: { days: 0, freezes: 0, frozen: 0, lost: 0, done: false },
      comesBack: [],
      canUndo: false,
    },
  ],
  ["a summary of a streak with all there is to say", { ...summary, streak: news }],
  ["a summary of a stop", { ...summary, resumable: true, progress: { known: 3, total: 10 } }],
  [
    "a summary of 100 cards due on 100 days",
    { ...summary, title: long(100), spread: { 1: 999, 2: 99, 3: 9, 4: 1, 5: 0 }, comesBack: manyDays },
  ],
  ["nothing left", nothing],
  ["nothing left in any deck", { ...nothing, deckTitle: undefined, newLeft: 1 }],
  ["nothing left, not even ahead", { ...nothing, newLeft: 0, aheadLeft: 0, nextDueAt: undefined }],
  ["the day's reviews done, and more due", { ...nothing, dueLeft: 1 }],
  [
    "the day's reviews done, and as many as there can be due",
    { ...nothing, deckTitle: long(100), dueLeft: 100_000, reviewsADay: 9999, newLeft: 0 },
  ],
  ["a quiz that is open", open],
  ["a quiz that is open, nobody knows where", { ...open, title: long(100), seat: undefined }],
  [
    "a quiz that is open in direct messages",
    { ...open, seat: { channelId: "1", messageId: "2", direct: true } },
  ],
  ["a button that has ended", gone],
  ["one whose quiz goes on elsewhere", { ...gone, open: { ref, seat: open.seat } }],
  ["one that was replaced", { ...gone, open: undefined }],
  ["one that has expired", { ...gone, why: "expired", open: undefined }],
];
