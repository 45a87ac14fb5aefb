import { describe, expect, test } from "vitest";
import type { ViewFile } from "../../../src/discord/views/parts.ts";
import { serverStatsAlt, serverStatsView } from "../../../src/discord/views/server-stats.ts";
import type { ServerStats } from "../../../src/stats/server.ts";
import { checkView, textOf } from "./limits.ts";

const times = <T>(count: number, of: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => of(index));
const mention = (command: string) => `</${command}:123456789012345678>`;

const stats: ServerStats = {
  zone: "Europe/Berlin",
  today: 20_588,
  at: 1_778_835_600_000,
  activity: {
    byDay: [...times(80, () => 0), 7, ...times(6, () => 0), 1200, 3],
    byWeek: [...times(11, () => 0), 4, 3],
  },
  decks: [{ id: "losses", learners: 4, cards: 88, levels: [1, 2, 3, 4, 5], unseen: 73, recall: 44 }],
  titles: new Map([["losses", "Los*ses"]]),
  hardest: [{ deck: "losses", number: 7, lapses: 12, learners: 4 }],
  fronts: ["What is L2?"],
};
const awful = "*_`[]()<@1>|".repeat(8);
const huge: ServerStats = {
  ...stats,
  zone: "America/Argentina/ComodRivadavia",
  activity: { byDay: times(91, () => 99_999), byWeek: times(13, () => 500) },
  decks: times(6, (index) => ({
    id: `deck${index}`,
    learners: 500,
    cards: 5_000_000,
    levels: times(5, () => 500_000),
    unseen: 2_500_000,
    recall: 2_000_000,
  })),
  titles: new Map(times(6, (index) => [`deck${index}`, awful])),
  hardest: times(5, () => ({ deck: "deck0", number: 16_777_215, lapses: 127_500, learners: 500 })),
  fronts: times(5, () => "*_`[]()".repeat(500)),
};
const shown = (of: ServerStats, drawn = true) => {
  const file: ViewFile = { name: "statistics.png", data: Buffer.from(""), description: serverStatsAlt(of) };
  return serverStatsView(of, drawn ? file : undefined, mention);
};

describe("a server's statistics", () => {
  test.each([
    ["as usual", stats],
    ["as large as can be", huge],
    ["without decks", { ...stats, decks: [], hardest: [], fronts: [] }],
    ["without anything", { ...stats, activity: { byDay: [0, 0], byWeek: [0] } }],
  ])("keep to Discord's rules: %s", (_, of) => {
    checkView(shown(of));
    checkView(shown(of, false));
  });

  test("say in text what the picture shows, and the same to those who cannot see it", () => {
    const text = textOf(shown(stats));
    expect(text).toContain("counted <t:1778835600:R>");
    expect(text).toContain("**Reviews** 1,210, on 3 of 89 days · this week **1,203**");
    expect(text).toContain("**Learners** **3** this week · 4 the week before · 4 at most");
    expect(text).toContain(
      "`1` **Los\\*ses** · **50 %** · 4 learners\n-# 5: 5 · 4: 4 · 3: 3 · 2: 2 · 1: 1 · new: 73",
    );
    expect(text).toContain("- **12× by 4** What is L2?");
    const alt = serverStatsAlt(stats);
    expect(alt).toContain(`Reviews a week from 2026-02-16: ${"0 ".repeat(11)}7 1203.`);
    expect(alt).toContain(`Learners a week: ${"0 ".repeat(11)}4 3.`);
    expect(alt).toContain("1: 5 4 3 2 1 73, 50 %.");
  });

  test("say why there are no decks, and how to begin where there is nothing", () => {
    expect(textOf(shown({ ...stats, decks: [], hardest: [], fronts: [] }))).toContain(
      "once 3 people learn the same one",
    );
    const empty = textOf(shown({ ...stats, activity: { byDay: [0], byWeek: [0] } }));
    expect(empty).toContain("</quiz:123456789012345678> begins it");
  });
});
