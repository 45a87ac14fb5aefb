import { describe, expect, test } from "vitest";
import { writtenLimits } from "../../../src/account/choices.ts";
import { ME_PREFIX, readToken, token } from "../../../src/discord/custom-id.ts";
import { limitsForm, zoneForm } from "../../../src/discord/views/forms.ts";
import {
  LAST_HOME,
  type MeScene,
  meView,
  movedNotice,
  whichZoneView,
} from "../../../src/discord/views/me.ts";
import { recapPage } from "../../../src/discord/views/recap.ts";
import { rewardsPage } from "../../../src/discord/views/rewards.ts";
import { erasedView, eraseView, personalFileView } from "../../../src/discord/views/rights.ts";
import { clockPage, decksPage, quizzesPage, serverView } from "../../../src/discord/views/settings.ts";
import { learnerFrom } from "../../../src/store/learner-record.ts";
import type { RoleBar } from "../../../src/store/settings.ts";
import { MILESTONES } from "../../../src/study/streak.ts";
import { listed, many, SERVER, TITLES, USER } from "./decks.ts";
import { checkForm, checkView, labelsOf, optionsOf, partsOf, textOf } from "./limits.ts";

const AT = 1_778_835_600_000;

describe("a server's settings", () => {
  const tabs = ["quizzes", "decks", "clock", "recap", "rewards"].map((name) => ({ name, label: name }));
  const publicChannels = Array.from(
    { length: 25 },
    (_, n) => `1000000000000000${String(n).padStart(2, "0")}`,
  );
  const rewards = {
    milestoneRoles: new Map(MILESTONES.map((days) => [days, SERVER])),
    firstRole: SERVER,
    recap: { channel: SERVER, by: USER },
    recapBarred: undefined,
    refusedRole: { role: SERVER, why: "place" },
  } as const;
  const settings = {
    ...rewards,
    defaultDeck: listed(400).id,
    quizzesPrivate: true,
    publicChannels,
    zone: "America/Argentina/ComodRivadavia",
    deckMakers: { role: SERVER },
  } as const;
  const none = {
    defaultDeck: "gone",
    quizzesPrivate: false,
    publicChannels: [],
    zone: undefined,
    deckMakers: "everyone",
    milestoneRoles: new Map<number, string>(),
    firstRole: undefined,
    recap: undefined,
    recapBarred: SERVER,
    refusedRole: undefined,
  } as const;

  test.each(TITLES)("keep to Discord's limits with as much as can be set, decks called %s", (title) => {
    const view = serverView(tabs, "quizzes", quizzesPage(settings, many(500, { title }), "losses"));
    checkView(view);
    // The chosen one is among the first 25, and marked.
    expect(optionsOf(view).find(({ value }) => value === listed(400).id)?.default).toBe(true);
  });

  test("keep to them with as little as there can be, on every page", () => {
    checkView(serverView(tabs, "quizzes", quizzesPage(none, [listed(1, { id: "losses" })], "losses")));
    for (const deckMakers of ["everyone", "managers", { role: SERVER }] as const) {
      checkView(serverView(tabs, "decks", decksPage({ ...none, deckMakers })));
    }
    for (const one of [none, settings]) {
      checkView(serverView(tabs, "clock", clockPage(one, "14:05")));
      checkView(serverView(tabs, "recap", recapPage(one, one.recap && AT)));
      for (const bars of [new Map<string, RoleBar>(), new Map<string, RoleBar>([[SERVER, "place"]])]) {
        checkView(serverView(tabs, "rewards", rewardsPage({ settings: one, bars, passesAt: AT })));
      }
    }
  });

  test("lead to every topic, and mark the one that is shown", () => {
    const view = serverView(tabs, "decks", decksPage(none));
    const buttons = partsOf(view).filter(({ custom_id = "" }) => readToken(custom_id).verb === "page");
    const PRIMARY = 1;
    expect(
      buttons.map(({ custom_id = "", style }) => [readToken(custom_id).args[0], style === PRIMARY]),
    ).toEqual(tabs.map(({ name }) => [name, name === "decks"]));
  });
});

describe("rights over one's data", () => {
  const outline = {
    learner: learnerFrom(new Map()),
    reviews: 0,
    hasReminder: false,
    ownDecks: [],
    made: 0,
  };

  test.each(TITLES)("the question keeps to Discord's limits, own decks called %s", (title) => {
    const decks = new Map(Array.from({ length: 200 }, (_, n) => [`deck${n}`, n + 1]));
    const much = {
      learner: { ...outline.learner, decks, points: { day: 0, count: 0, total: 1_000_000 } },
      reviews: 1_000_000,
      hasReminder: true,
      ownDecks: Array.from({ length: 100 }, () => title),
      made: 500,
    };
    const view = eraseView(much, 1_778_835_600_000);
    checkView(view);
    expect(textOf(view)).toContain("and 95 more");
    expect(textOf(view)).toContain("500 decks you made for servers, without your name");
  });

  test("the question is short where there is little", () => {
    const said = textOf(eraseView(outline, 1));
    checkView(eraseView(outline, 1));
    expect(said).not.toMatch(/0 (deck|point|review)/);
    expect(said).toContain("your settings, and whatever else is kept of you");
  });

  test("what came of it, and the file", () => {
    for (const all of [true, false]) checkView(erasedView(all, "</quiz:1100000000000000001>"));
    expect(textOf(erasedView(false, "/quiz"))).toContain("within a minute");
    for (const name of ["flashback-2026-05-15.json", "flashback-2026-05-15.json.gz"]) {
      const file = { name, data: Buffer.from("{}"), reviews: 1, decks: 100, leftOut: "x".repeat(200) };
      const view = personalFileView(file);
      checkView(view);
      expect(textOf(view).includes("gzip")).toBe(name.endsWith(".gz"));
    }
  });
});

describe("a person's settings", () => {
  const scene: MeScene = { learner: learnerFrom(new Map()), time: "12:00", homes: [] };
  const home = (n: number, name = `Server ${n}`) => ({ id: `10000000000000000${n}`, name });
  const full: MeScene = {
    learner: {
      ...scene.learner,
      zone: "America/Argentina/ComodRivadavia",
      newADay: 999,
      reviewsADay: 9999,
      retention: 0.7,
      hidden: true,
      celebrate: "public",
      home: home(1).id,
      chosenHome: home(2).id,
    },
    time: "23:59",
    homes: Array.from({ length: 60 }, (_, n) => home(n, "*".repeat(100))),
    notice: movedNotice(1_778_835_600_000),
  };

  test("keep to Discord's limits with nothing set and with as much as can be", () => {
    for (const one of [scene, full, { ...scene, homes: [home(1, " ")] }]) checkView(meView(one));
    for (const prefix of [ME_PREFIX, "s1"]) {
      const closest = Array.from({ length: 25 }, (_, n) => ({ zone: `Zone/${n}`, label: "x".repeat(100) }));
      checkView(whichZoneView(prefix, "*".repeat(60), closest, token(prefix, "show")));
      checkForm(zoneForm(prefix, "x".repeat(100), prefix === "s1"));
    }
    checkForm(limitsForm(writtenLimits(full.learner)));
  });

  test("say what holds where nothing was chosen", () => {
    const said = textOf(meView(scene));
    expect(said).toContain("Not set, so UTC: 12:00");
    expect(said).toContain("10 new cards, 200 reviews");
    expect(said).toContain("wanted retention 90 %");
    expect(said).toContain("You stand on those of your servers");
    expect(said).toContain("It will be the first server you quiz in.");
    expect(labelsOf(meView(scene))).toEqual([
      "Zone…",
      "Limits…",
      "Hide me",
      "Show them",
      "Export it",
      "Delete it…",
    ]);
  });

  test("say what was chosen, and what it comes to", () => {
    const said = textOf(meView(full));
    expect(said).toContain("comes <t:1778835600:R>");
    expect(said).toContain("America/Argentina/ComodRivadavia, 23:59 there now");
    expect(said).toContain("999 new cards, 9999 reviews");
    expect(said).toMatch(/cards wait about \d\.\d times as long as at the usual 90 %/);
    expect(labelsOf(meView(full))).toEqual([
      "Zone…",
      "Limits…",
      "Show me",
      "Only to me",
      "Export it",
      "Delete it…",
    ]);
    const all = { ...full, learner: { ...full.learner, reviewsADay: Number.POSITIVE_INFINITY } };
    expect(textOf(meView(all))).toContain("all reviews that are due");
  });

  test("mark the home that is chosen, or the server last quizzed in", () => {
    const marked = (one: MeScene) => optionsOf(meView(one)).filter((option) => option.default);
    expect(marked(full).map(({ value }) => value)).toEqual([home(2).id]);
    const last = marked({ ...full, learner: { ...full.learner, chosenHome: undefined } });
    expect(last.map(({ value, description }) => [value, description])).toEqual([
      [LAST_HOME, `Now ${"*".repeat(95)}…`],
    ]);
  });
});
