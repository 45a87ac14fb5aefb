import { describe, expect, test } from "vitest";
import { readQuizButton, readToken } from "../../../src/discord/custom-id.ts";
import type { ViewFile } from "../../../src/discord/views/parts.ts";
import { decksShown, type StatsPage, statsAlt, statsView } from "../../../src/discord/views/stats.ts";
import type { LearnerStats } from "../../../src/stats/stats.ts";
import { checkView, GALLERY, labelsOf, optionsOf, partsOf, textOf } from "./limits.ts";

const USER = "12345678901234567890";
const TODAY = 20_588;

const times = <T>(count: number, of: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => of(index));

const stats: LearnerStats = {
  zone: "Europe/Berlin",
  today: TODAY,
  streak: { days: 12, freezes: 1, frozen: 0, lost: 0, done: true },
  wanted: 0.9,
  reviews: {
    byDay: [...times(175, () => 0), 3, 0, 5, 0, 1],
    retention: [...times(25, () => ({ reviews: 0, recalled: 0 })), { reviews: 8, recalled: 7 }],
  },
  cards: {
    decks: [
      { id: "bones", cards: 40, levels: [0, 0, 1, 0, 0], unseen: 39, recall: 1 },
      { id: "losses", cards: 22, levels: [1, 2, 3, 4, 5], unseen: 7, recall: 11 },
    ],
    forecast: [4, 1, ...times(28, () => 0)],
    overdue: 3,
    hardest: [
      { deck: "losses", number: 7, lapses: 9, rating: 1, difficulty: 9 },
      { deck: "losses", number: 8, lapses: 1, rating: 4, difficulty: 5 },
      { deck: "bones", number: 1, lapses: 0, rating: 2, difficulty: 5 },
    ],
    leeches: 1,
  },
  titles: new Map([
    ["bones", "Bones"],
    ["losses", "Losses"],
  ]),
  fronts: ["What is L2?", "What is L1?", "Which is the longest?"],
};
const picture = (of: LearnerStats): ViewFile => ({
  name: "statistics.png",
  data: Buffer.from("png"),
  description: statsAlt(of),
});

const page: StatsPage = { stats, userId: USER, deck: undefined, shared: false };
const shown = (more: Partial<StatsPage> = {}) => {
  const made = { ...page, ...more };
  return statsView(made, picture(made.stats));
};

const awful = "*_`[]()<@1>|".repeat(8);
const huge: LearnerStats = {
  ...stats,
  zone: "America/Argentina/ComodRivadavia",
  reviews: {
    byDay: times(182, () => 9999),
    retention: times(26, () => ({ reviews: 99_999, recalled: 99_999 })),
  },
  cards: {
    decks: times(40, (index) => ({
      id: `deck${index}`,
      cards: 10_000,
      levels: times(5, () => 1500),
      unseen: 2500,
      recall: 7000,
    })),
    forecast: times(30, () => 10_000),
    overdue: 9999,
    hardest: times(10, (index) => ({
      deck: `deck${index}`,
      number: 16_777_215,
      lapses: 255,
      rating: 1,
      difficulty: 10,
    })),
    leeches: 9999,
  },
  titles: new Map(times(40, (index) => [`deck${index}`, awful])),
  fronts: times(10, () => "*_`[]()".repeat(500)),
};

describe("statistics", () => {
  test.each<[string, Partial<StatsPage>]>([
    ["as usual", {}],
    ["for others", { shared: true }],
    ["of a deck", { deck: { id: "losses", title: "Losses" } }],
    ["as large as can be", { stats: huge }],
    [
      "as large as can be, for others, without titles",
      { stats: { ...huge, titles: new Map() }, shared: true },
    ],
    ["of a deck as large as can be", { stats: huge, deck: { id: "d".repeat(32), title: awful } }],
  ])("keep to Discord's rules: %s", (_, more) => {
    const view = shown(more);
    checkView(view);
    checkView(statsView({ ...page, ...more }, undefined));
    expect(partsOf(view).filter(({ type }) => type === GALLERY)).toHaveLength(1);
    expect(view.files).toHaveLength(1);
  });

  test("say in text what the picture shows", () => {
    const text = textOf(shown());
    expect(text).toContain("## Your statistics");
    expect(text).toContain("in Europe/Berlin");
    expect(text).toContain("**Reviews** 9, on 3 of 180 days · this week **9**");
    expect(text).toContain("**Streak** **12 days** · 1 freeze held");
    expect(text).toContain("**True retention** **88 %** of 8 · this week 88 % · wanted 90 %");
    expect(text).toContain("**Due** **4** today (3 overdue) · 5 within 7 days · 5 within 30");
    // By the numbers of the rows in the picture: the one that most was learned of comes first.
    expect(decksShown(stats).map(({ id }) => id)).toEqual(["losses", "bones"]);
    expect(text).toContain(
      "`1` **Losses** · **50 %** of 22 cards\n-# 5: 5 · 4: 4 · 3: 3 · 2: 2 · 1: 1 · new: 7",
    );
    expect(text).toContain("`2` **Bones** · **3 %** of 40 cards\n-# 3: 1 · new: 39");
  });

  test("say the same to those who cannot see the picture", () => {
    const alt = statsAlt(stats);
    expect(alt).toContain(`Reviews a week from 2025-11-17: ${"0 ".repeat(25)}9.`);
    expect(alt).toContain(`True retention by week in %, 90 % wanted: ${"– ".repeat(25)}88.`);
    expect(alt).toContain("Due by day from today, 3 overdue: 4 1 0");
    expect(alt).toContain("1: 5 4 3 2 1 7, 50 %; 2: 0 0 1 0 0 39, 3 %.");
    expect(partsOf(shown()).flatMap(({ items = [] }) => items)[0]?.description).toBe(alt);
  });

  test("name the hardest cards, and lead to them", () => {
    const view = shown();
    expect(textOf(view)).toContain(
      "- **9×** What is L2?\n- **1×** What is L1?\n- *not known yet:* Which is the longest?",
    );
    expect(textOf(view)).toContain("1 leech: forgotten 8 times or more");
    expect(optionsOf(view).slice(0, 3)).toMatchObject([
      { label: "What is L2?", value: "losses:7", description: "forgotten 9 times, a leech · Losses" },
      { label: "What is L1?", value: "losses:8", description: "forgotten once · Losses" },
      {
        label: "Which is the longest?",
        value: "bones:1",
        description: "not known yet, rated 2 the last time · Bones",
      },
    ]);
    expect(
      textOf(shown({ stats: { ...stats, cards: { ...stats.cards, hardest: [], leeches: 0 } } })),
    ).not.toContain("Hardest");
  });

  test("for others have nothing to choose, and name no card and no deck that is not for them", () => {
    const view = shown({ shared: true, stats: { ...stats, titles: new Map([["losses", "Losses"]]) } });
    expect(textOf(view)).toContain(`## Statistics of <@${USER}>`);
    expect(textOf(view)).toContain("`2` *a deck that is not for here* · **3 %** of 40 cards");
    const decks = stats.cards.decks.slice(0, 1);
    const one = { ...stats, titles: new Map(), cards: { ...stats.cards, decks } };
    expect(textOf(shown({ shared: true, stats: one, deck: { id: "bones", title: "Bones" } }))).toContain(
      "\n**Bones** · **3 %** of 40 cards",
    );
    for (const secret of ["L2", "L1", "longest", "Bones", "Your", "you would"])
      expect(textOf(view)).not.toContain(secret);
    expect([...labelsOf(view), ...optionsOf(view)]).toEqual([]);
  });

  test("lead to one deck and back, and to a quiz", () => {
    const ids = (view: ReturnType<typeof shown>) => partsOf(view).flatMap(({ custom_id }) => custom_id ?? []);
    expect(optionsOf(shown()).slice(3)).toMatchObject([{ value: "losses" }, { value: "bones" }]);
    const start = ids(shown()).flatMap((id) => readQuizButton(id) ?? []);
    expect(start).toMatchObject([{ do: "start", userId: USER, wish: { deck: undefined } }]);
    const one = shown({ deck: { id: "losses", title: "Losses" } });
    expect(labelsOf(one)).toEqual(["Quiz me", "All decks"]);
    expect(ids(one).flatMap((id) => readQuizButton(id) ?? [])).toMatchObject([{ wish: { deck: "losses" } }]);
    expect(ids(one).map((id) => readToken(id).verb)).toContain("all");
  });

  test("do without the picture, and say so", () => {
    const view = statsView(page, undefined);
    expect(view.files).toBeUndefined();
    expect(textOf(view)).toContain("could not be drawn right now");
    expect(textOf(view)).toContain("**Reviews** 9");
  });

  test("do without retention until cards are mature", () => {
    const retention = stats.reviews.retention.map(() => ({ reviews: 0, recalled: 0 }));
    const young = { ...stats, reviews: { ...stats.reviews, retention } };
    expect(textOf(shown({ stats: young }))).toContain(
      "shows once cards come back that had been away for 21 days",
    );
    expect(statsAlt(young)).not.toContain("retention");
  });
});

describe("somebody without a review", () => {
  const none: LearnerStats = {
    ...stats,
    streak: { days: 0, freezes: 0, frozen: 0, lost: 0, done: false },
    reviews: { byDay: times(180, () => 0), retention: [] },
    cards: { decks: [], forecast: times(30, () => 0), overdue: 0, hardest: [], leeches: 0 },
    titles: new Map(),
    fronts: [],
  };

  test("reads what there will be, and can begin", () => {
    const view = shown({ stats: none });
    checkView(view);
    expect(textOf(view)).toContain("You have not rated a card yet");
    expect(labelsOf(view)).toEqual(["Start a quiz"]);
    expect(view.files).toBeUndefined();
  });

  test("in a deck that was never begun can begin that one", () => {
    const decks = [{ id: "losses", cards: 22, levels: [0, 0, 0, 0, 0], unseen: 22, recall: 0 }];
    const view = shown({
      stats: { ...none, cards: { ...none.cards, decks } },
      deck: { id: "losses", title: "Lo*sses" },
    });
    checkView(view);
    expect(textOf(view)).toContain("## Lo\\*sses");
    expect(partsOf(view).flatMap(({ custom_id }) => readQuizButton(custom_id ?? "") ?? [])).toMatchObject([
      { wish: { deck: "losses" } },
    ]);
  });
});
