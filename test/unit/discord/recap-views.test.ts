import { describe, expect, test } from "vitest";
import { noRecapView, recapBarredView, recapPage, recapView } from "../../../src/discord/views/recap.ts";
import { barWords, rewardsPage } from "../../../src/discord/views/rewards.ts";
import { serverView } from "../../../src/discord/views/settings.ts";
import type { RecapScene } from "../../../src/recap/compose.ts";
import { periodAt } from "../../../src/study/period.ts";
import { checkView, partsOf, textOf } from "./limits.ts";

const AT = 1_778_835_600_000;
const [CHANNEL, ROLE, OTHER] = ["876543210987654321", "876543210987654322", "876543210987654323"];
const week = periodAt("week", 20_587);

const scene: RecapScene = {
  week,
  winners: [
    { userId: "1", name: "Ada", points: 40, place: 1 },
    { userId: "2", name: "Ben", points: 40, place: 1 },
    { userId: "3", name: "Chloe", points: 1, place: 3 },
  ],
  sharing: 0,
  people: 3,
  points: 81,
  hardest: { deckTitle: "Bones", front: "Which bone is $\\alpha$?\n\nThink.", reviews: 9, misses: 7 },
  knows: [
    { title: "Bones", share: 0.644, people: 3 },
    { title: "Losses", share: 0.004, people: 1 },
  ],
};

describe("a recap", () => {
  test("tells who was first, with ties, the hardest card and what the group knows", () => {
    const said = textOf(recapView(scene));
    expect(said).toContain("## Our week\n-# 11 May to 17 May");
    expect(said).toContain(
      "### **1.** Ada · **40 points**\n### **1.** Ben · **40 points**\n**3.** Chloe · **1 point**",
    );
    expect(said).toContain("3 people earned 81 points together");
    expect(said).toContain("> Which bone is α? Think.\n-# Bones · not known 7 of 9 times");
    expect(said).toContain("▰▰▰▰▰▰▱▱▱▱ **64 %** of Bones\n-# on average over the 3 people who learned it");
    expect(said).toContain("▰▱▱▱▱▱▱▱▱▱ **0 %** of Losses\n-# on average over the one person who learned it");
  });

  test("of one person, without a hard card, is as short as it can be", () => {
    const [ada] = scene.winners;
    const view = recapView({
      ...scene,
      winners: ada ? [ada] : [],
      people: 1,
      points: 40,
      hardest: undefined,
      knows: [],
    });
    checkView(view);
    expect(textOf(view)).toContain("One person earned 40 points");
    expect(textOf(view)).not.toContain("hardest");
  });

  test("keeps to Discord's limits with as much as there can be", () => {
    const winners = Array.from({ length: 10 }, (_, n) => ({
      userId: String(n),
      name: `\u2068${"\\*".repeat(32)}\u2069`,
      points: 1_000_000,
      place: 1,
    }));
    const title = "*".repeat(100);
    const view = recapView({
      ...scene,
      winners,
      sharing: 990,
      people: 1_000_000,
      points: 1_000_000_000,
      hardest: { deckTitle: title, front: "> # *x* ".repeat(500), reviews: 100_000, misses: 100_000 },
      knows: Array.from({ length: 3 }, () => ({ title, share: 1, people: 1000 })),
    });
    checkView(view);
    expect(textOf(view)).toContain("and 990 more with 1000000 points");
    for (const one of [noRecapView(), recapBarredView(CHANNEL)]) checkView(one);
  });
});

const tabs = [{ name: "recap", label: "Recap" }];

describe("the page of the recap", () => {
  test.each([
    ["off", { recap: undefined, recapBarred: undefined }, undefined, "It is off."],
    [
      "off since it could not be posted",
      { recap: undefined, recapBarred: CHANNEL },
      undefined,
      `in <#${CHANNEL}> any more`,
    ],
    [
      "on",
      { recap: { channel: CHANNEL, by: "1" }, recapBarred: undefined },
      AT,
      `It comes in <#${CHANNEL}>, next <t:1778835600:R>.`,
    ],
  ])("says that it is %s", (_, settings, next, words) => {
    expect(textOf(serverView(tabs, "recap", recapPage(settings, next)))).toContain(words);
  });
});

describe("the page of rewards", () => {
  const settings = {
    milestoneRoles: new Map([[7, ROLE]]),
    firstRole: OTHER,
    refusedRole: undefined,
  };
  const chosen = (page: ReturnType<typeof rewardsPage>) =>
    partsOf(serverView(tabs, "recap", page)).flatMap(({ default_values = [] }) => default_values);

  test("says what it takes, and what is chosen", () => {
    const page = rewardsPage({ settings, bars: new Map(), passesAt: AT });
    expect(textOf(serverView(tabs, "recap", page))).toContain("It takes the permission **Manage Roles**");
    expect(chosen(page)).toMatchObject([{ id: ROLE }, { id: OTHER }]);
  });

  test("says what keeps the bot from giving a role, once, and offers none that is gone as chosen", () => {
    const page = rewardsPage({
      settings: { ...settings, refusedRole: { role: ROLE, why: "permission" } },
      bars: new Map([
        [ROLE, "place"],
        [OTHER, "gone"],
      ] as const),
      passesAt: AT,
    });
    const said = textOf(serverView(tabs, "recap", page));
    expect(said).toContain(barWords(ROLE, "place"));
    expect(said).toContain(barWords(OTHER, "gone"));
    expect(said).not.toContain(barWords(ROLE, "permission"));
    expect(chosen(page)).toMatchObject([{ id: ROLE }]);
  });

  test("tells of a refusal that the gateway does not explain", () => {
    const page = rewardsPage({
      settings: { ...settings, refusedRole: { role: ROLE, why: "permission" } },
      bars: new Map(),
      passesAt: AT,
    });
    expect(textOf(serverView(tabs, "recap", page))).toContain(
      `When I last tried: ${barWords(ROLE, "permission")}`,
    );
  });
});
