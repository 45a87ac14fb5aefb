import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { boardOf, type Line } from "../../support/boards.ts";
import { formOf, makeDeck, numberedCards } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let house: House;
let club: string;
let own: string;
beforeAll(async () => {
  house = await openHouse();
  const { ada, ben, chloe } = house;
  const page = shown(await ada.press(shown(await ada.slash("#general", "settings server")), "Time zone"));
  await ada.submit(formOf(await ada.press(page, "Zone…")), { "City, country or time zone": "Tokyo" });
  ({ id: club } = await makeDeck(ben, "Club", numberedCards(10)));
  ({ id: own } = await makeDeck(chloe, "Own", numberedCards(5), { owner: "me" }));
  // From Friday to Monday, 2026-05-18, noon of UTC, which is 21:00 in Tokyo.
  house.pass(3 * DAY);
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

/** A quiz of as many cards as ratings of 3 and better. */
async function study(actor: Actor, where: string, deck: string, ratings: readonly number[]): Promise<void> {
  const cards = ratings.filter((rating) => rating > 2).length;
  let message = shown(await actor.slash(where, "quiz", { deck, cards }));
  for (const rating of ratings) message = await rate(house, actor, message, rating);
  expect(message.texts).toContain(`**${cards}** of ${cards}`);
}

const fours = (count: number) => Array.from({ length: count }, () => 4);

/** [place, name, points, reviews], in the order of names where a place is shared. */
type Row = readonly [place: number, name: string, points: number, reviews: number];
const rows = (lines: readonly Line[]): Row[] =>
  lines
    .toSorted((a, b) => a.place - b.place || a.name.localeCompare(b.name))
    .map(({ place, name, points, reviews }) => [place, name, points, reviews]);

/** What a board shows within the five seconds in which it has to be right. */
const board = (options: Readonly<Record<string, string>>, wanted: readonly Row[]) =>
  expect
    .poll(async () => rows(await boardOf(house.chloe, options)), { timeout: 5000, interval: 200 })
    .toEqual(wanted.map(([place, name, ...counts]) => [place, name === "Chloe" ? YOU : name, ...counts]));

/** How one's own name stands on one's own board. */
const YOU = "**Chloe** (you)";

test("three people study a week, and the boards are those of a table made by hand", async () => {
  const { ada, ben, chloe } = house;

  // Monday
  await study(ada, "#general", "losses", fours(5));
  await study(ben, "#general", club, fours(3));
  await board({ period: "day" }, [
    [1, "Ada", 5, 5],
    [2, "Ben", 3, 3],
  ]);

  // Tuesday: a server's deck counts from direct messages too; one on board counts nowhere before there is a home.
  house.pass(DAY);
  await study(ada, "@bot", club, fours(2));
  await study(chloe, "@bot", "losses", fours(4));
  await board({ period: "day" }, [[1, "Ada", 2, 2]]);

  // Wednesday: Undo takes back a review, not its point, and rating again earns none.
  house.pass(DAY);
  await study(chloe, "#general", "losses", fours(5));
  const rated = await rate(
    house,
    ben,
    shown(await ben.slash("#general", "quiz", { deck: "losses", cards: 1 })),
    4,
  );
  await rate(house, ben, shown(await ben.press(rated, "Undo")), 2);
  await rate(house, ben, ben.last("#general"), 5);
  await board({ period: "day" }, [
    [1, "Chloe", 5, 5],
    [2, "Ben", 1, 2],
  ]);

  // Thursday: two of Tuesday's cards are due, and in direct messages they count for home now.
  house.pass(DAY);
  await study(chloe, "@bot", "losses", fours(2));

  // Friday: an own deck counts nowhere; a card that comes back in the quiz is a review without a point.
  house.pass(DAY);
  await study(chloe, "#general", own, fours(2));
  await study(ben, "#general", club, [1, 4, 4, 4, 4]);
  await board({ period: "day" }, [[1, "Ben", 4, 5]]);

  // Saturday: too quick for a point.
  house.pass(DAY);
  const quick = shown(await ada.slash("#general", "quiz", { deck: "losses", cards: 1 }));
  await ada.press(shown(await ada.press(quick, "Show answer")), "4");
  await board({ period: "day" }, []);

  // Half past three in the night to Monday is Sunday still.
  house.pass(DAY + 6.5 * HOUR);
  await study(ada, "#general", "losses", fours(1));
  await board({ period: "day" }, [[1, "Ada", 1, 1]]);
  const week: Row[] = [
    [1, "Ada", 8, 9],
    [1, "Ben", 8, 10],
    [3, "Chloe", 7, 7],
  ];
  await board({ period: "week" }, week);
  await board({ period: "week", deck: "losses" }, [
    [1, "Chloe", 7, 7],
    [2, "Ada", 6, 7],
    [3, "Ben", 1, 2],
  ]);
  await board({ period: "week", deck: "Club" }, [
    [1, "Ben", 7, 8],
    [2, "Ada", 2, 2],
  ]);
  const [first] = (await boardOf(ada)).filter(({ name }) => name.includes("Ada"));
  expect(first?.streak).toBe(2);

  // Ten past four: Monday, and the week is over.
  house.pass(40 * 60_000);
  await study(ben, "#general", "losses", fours(1));
  await board({}, [[1, "Ben", 1, 1]]);
  const all: Row[] = [
    [1, "Ben", 9, 11],
    [2, "Ada", 8, 9],
    [3, "Chloe", 7, 7],
  ];
  await board({ period: "month" }, all);
  await board({ period: "all" }, all);
  const last = shown(await chloe.slash("#general", "leaderboard", { private: true }));
  const [tab] = last.buttons.filter(({ label }) => label === "All time");
  const customId = (tab?.customId ?? "").replace(":all:", ":w2942:");
  const before = shown(await chloe.sendForged(last, { customId }));
  expect(before.texts).toContain("## Last week\n-# 18 May to 24 May · ended ");
});
