import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boardButton, readBoardButton } from "../../../src/discord/board-button.ts";
import { leaderboardView, noBoardView, noHomeView } from "../../../src/discord/views/leaderboard.ts";
import type { BoardLine, BoardScene } from "../../../src/leaderboard/boards.ts";
import { PERIOD_KINDS, periodAt } from "../../../src/study/period.ts";
import { checkView, labelsOf, partsOf, textOf } from "./limits.ts";

const mention = (name: string) => `</${name}:1>`;
const GUILD = "98765432109876543210";
const ME = "12345678901234567890";
const idOf = (number: number) => String(20_000_000_000_000_000_000n + BigInt(number)).slice(0, 20);
const line = (place: number, userId = idOf(place)): BoardLine => ({
  userId,
  place,
  points: 100 - place,
  reviews: 200 - place,
  streak: place % 3,
});

const scene: BoardScene = {
  guildId: GUILD,
  userId: ME,
  period: periodAt("week", 20_922),
  ago: 0,
  endsAt: Date.parse("2027-04-19T04:00Z"),
  deck: undefined,
  size: 25,
  page: 0,
  pages: 3,
  lines: Array.from({ length: 10 }, (_, index) => line(index + 1)),
  around: [line(16), line(17, ME), line(18)],
  hidden: undefined,
};
const onPage: BoardScene = {
  ...scene,
  lines: [line(1, ME), line(2)],
  around: [line(1, ME), line(2)],
  size: 2,
  pages: 1,
};
const empty: BoardScene = { ...scene, size: 0, pages: 1, lines: [], around: [] };
const names = new Map([
  [ME, "Me"],
  [idOf(1), "One"],
]);
const view = (one: BoardScene, audience: "everyone" | "asker" = "asker") =>
  leaderboardView(one, names, audience, mention);

describe("a leaderboard", () => {
  test("keeps to Discord's limits with the longest names, every period and a deck", () => {
    const long = new Map([...scene.lines, ...scene.around].map(({ userId }) => [userId, "\\_".repeat(35)]));
    const deck = { id: "x".repeat(32), title: "*".repeat(100) };
    for (const kind of PERIOD_KINDS) {
      for (const one of [scene, onPage, empty, { ...empty, hidden: { points: 200_000 } }]) {
        for (const page of [0, 1, 99_999]) {
          const full = {
            ...one,
            deck,
            period: periodAt(kind, 20_922),
            page,
            pages: one.pages > 1 ? 100_000 : 1,
          };
          for (const ago of [0, 1, 3]) {
            for (const audience of ["everyone", "asker"] as const)
              checkView(leaderboardView({ ...full, ago }, long, audience, mention));
          }
        }
      }
      checkView(noBoardView({ over: periodAt(kind, 20_922), guildId: GUILD, userId: ME }));
    }
    checkView(noHomeView(mention));
  });

  test("says what it is of, how many are on it and when it ends", () => {
    const text = textOf(view({ ...scene, deck: { id: "losses", title: "Losses *" } }));
    expect(text).toContain("## This week\n-# **Losses \\*** · ends <t:1808107200:R> · 25 people");
    const past = textOf(view({ ...scene, ago: 1 }));
    expect(past).toContain("## Last week\n-# 12 April to 18 April · ended <t:1808107200:R> · 25 people");
    expect(textOf(view({ ...scene, ago: 2 }))).toContain("## 12 April to 18 April");
    expect(textOf(view({ ...scene, period: periodAt("month", 20_922), ago: 3 }))).toContain("## April 2027");
    const ever = textOf(view({ ...scene, period: periodAt("all", 0), endsAt: undefined }));
    expect(ever).toContain("## All time\n-# 25 people");
  });

  test("shows places, names or mentions, points, reviews, and streaks of more than a day", () => {
    const text = textOf(view(scene));
    expect(text).toContain("### **1.** One · **99 points**\n-# 199 reviews\n");
    expect(text).toContain(`**2.** <@${idOf(2)}> · **98 points**\n-# 198 reviews · 2 days in a row`);
    expect(textOf(view({ ...scene, lines: [{ ...line(1), points: 1, reviews: 1 }] }))).toContain(
      "· **1 point**\n-# 1 review\n",
    );
  });

  test("shows the place of who asked with those next to them, where the page does not", () => {
    expect(textOf(view(scene))).toContain("**Your place: 17 of 25**\n**16.** <@");
    expect(textOf(view(scene))).toContain("**17.** **Me** (you) · ");
    expect(textOf(view(scene, "everyone"))).toContain("**The place of Me: 17 of 25**");
    expect(textOf(view(scene, "everyone"))).not.toContain("(you)");
    expect(textOf(view(onPage))).not.toContain("Your place");
    expect(textOf(view(onPage))).toContain("**Me** (you)");
  });

  test("invites where nobody has a point, and whoever has none", () => {
    expect(textOf(view(empty))).toContain(
      "Nobody has a point this week yet. The first one is a </quiz:1> away.",
    );
    expect(textOf(view({ ...empty, ago: 1 }))).toContain("Nobody had a point then.");
    const none = { ...scene, around: [] };
    expect(textOf(view(none))).toContain("You have no points this week yet: </quiz:1>");
    expect(textOf(view(none, "everyone"))).not.toContain("no points");
  });

  test("tells nobody but themselves that somebody is hidden", () => {
    const hidden = { ...scene, around: [], hidden: { points: 7 } };
    expect(textOf(view(hidden))).toContain(
      "You are hidden from leaderboards, with 7 points. </settings me:1>",
    );
    expect(textOf(view(hidden, "everyone"))).not.toContain("hidden");
  });

  test("is turned by buttons that keep period and deck, and has a tab for each present period", () => {
    const deck = { id: "losses", title: "Losses" };
    const shown = view({ ...scene, deck, page: 1 });
    expect(labelsOf(shown)).toEqual([
      ...["◀", "Page 2 of 3", "▶", "My place"],
      ...["Today", "This week", "This month", "All time"],
    ]);
    const ids = partsOf(shown).flatMap(({ custom_id }) => (custom_id ? [readBoardButton(custom_id)] : []));
    const to = (period: string, page: number | "own") => ({
      userId: ME,
      guildId: GUILD,
      period,
      deck: "losses",
      page,
    });
    expect(ids).toEqual([
      ...[to("w2989", 0), undefined, to("w2989", 2), to("w2989", "own")],
      ...PERIOD_KINDS.map((kind) => to(kind, 0)),
    ]);
    expect(labelsOf(view(onPage))).not.toContain("▶");
    const tab = (ago: number) => partsOf(view({ ...scene, ago })).find(({ label }) => label === "This week");
    expect([tab(0)?.disabled, tab(1)?.disabled]).toEqual([true, false]);
  });
});

describe("a button of a board", () => {
  const ids = fc.bigInt({ min: 10n ** 16n, max: 2n ** 64n - 1n }).map(String);
  const periods = fc.oneof(
    fc.constantFrom(...PERIOD_KINDS),
    fc.tuple(fc.constantFrom(...PERIOD_KINDS), fc.nat(60_000)).map(([kind, day]) => periodAt(kind, day).name),
  );
  const buttons = fc.record({
    userId: ids,
    guildId: ids,
    period: periods,
    deck: fc.option(fc.stringMatching(/^[a-z0-9]{1,32}$/), { nil: undefined }),
    page: fc.oneof(fc.constant("own" as const), fc.nat(999_999)),
  });

  test("is read as what it was written from, within Discord's limit", () => {
    fc.assert(
      fc.property(buttons, fc.constantFrom("page", "tab"), (button, verb) => {
        const id = boardButton(button, verb);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(readBoardButton(id)).toEqual(button);
      }),
    );
  });

  test.each([
    "b1:page",
    "b1:here",
    `b1:show:${ME}:${GUILD}:week:-:0`,
    `b1:page:me:${GUILD}:week:-:0`,
    `b1:page:${ME}:x:week:-:0`,
    `b1:page:${ME}:${GUILD}:year:-:0`,
    `b1:page:${ME}:${GUILD}:week:A B:0`,
    `b1:page:${ME}:${GUILD}:week:-:-1`,
    `b1:page:${ME}:${GUILD}:week:-:01`,
    `b1:page:${ME}:${GUILD}:week:-:0:0`,
    `b1:page:${ME}:${GUILD}:week%3Ax:-:0`,
  ])("is not %j", (id) => {
    expect(readBoardButton(id)).toBeUndefined();
  });
});
