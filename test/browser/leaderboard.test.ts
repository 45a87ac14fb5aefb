import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settleLearner } from "../../src/leaderboard/settle.ts";
import { assess } from "../../src/quiz/assess.ts";
import { deadlineIn } from "../../src/store/connection.ts";
import { commitLearner, loadLearner } from "../../src/store/learners.ts";
import { keepPicture, openBrowser, openPage } from "../support/browser.ts";
import { type Hall, openHall } from "../support/decks.ts";
import { shown } from "../support/flashback.ts";

const NAMES = [
  ["ada", "Ada Lovelace"],
  ["ben", "Ben ✨"],
  ["chloe", "Chloé (she/her) | study_mod"],
  ["dina", "دينا"],
  ["emre", "Emre Yıldırım"],
  ["fumi", "ふみ"],
  ["gauss", "Carl Friedrich Gauß"],
  ["hopper", "Grace Brewster Murray Hopper"],
  ["ines", "Inês"],
  ["jo", "jo"],
  ["kate", "Kate"],
  ["lin", "林"],
  ["mo", "Mo"],
] as const;

let browser: Browser;
let hall: Hall;
beforeAll(async () => {
  browser = await openBrowser();
  hall = await openHall({
    people: NAMES.map(([username, globalName]) => ({ username, globalName })),
    guilds: [{ name: "Study Hall", channels: [{ name: "general" }] }],
  });
  const guild = /^(\d+)$/.exec(await guildId())?.[1] ?? "";
  for (const [index, [username]] of NAMES.entries()) await study(username, guild, points(index));
});
afterAll(async () => {
  expect(hall.playground.problems).toEqual([]);
  await hall.close();
  await browser.close();
});

/** Some share a place; the first in the list is last on the board. */
const points = (index: number) => 2 + Math.floor((index * 3) / 2) - (index % 4 === 0 ? 1 : 0);

/** The server's id, as the learner of a first quiz has it. */
async function guildId(): Promise<string> {
  const jo = hall.playground.actor("jo");
  await jo.press(shown(await jo.slash("#general", "quiz")), "Stop");
  const { learner } = await loadLearner(hall.store, jo.user.id, deadlineIn(5000));
  return learner.home ?? "";
}

/** So many points, as ratings earn them. */
async function study(username: string, guild: string, count: number): Promise<void> {
  const { id } = hall.playground.actor(username).user;
  const home = { id: guild, zone: "UTC" };
  for (let card = 1; card <= count; card += 1) {
    const snapshot = await loadLearner(hall.store, id, deadlineIn(5000), { deck: "losses", number: card });
    const met = { deck: "losses", number: card, state: snapshot.card, granted: snapshot.granted };
    const occasion = { now: Date.now(), shown: 9000, characters: 10, missed: 0, home };
    const { tooQuick: _, ...change } = assess(snapshot.learner, met, 4, occasion);
    await commitLearner(hall.store, snapshot, change, deadlineIn(5000));
  }
  await settleLearner({ store: hall.store, now: Date.now }, id, deadlineIn(5000));
}

test.each([
  ["dark", 1280, 900],
  ["light", 1280, 900],
  ["dark", 390, 844],
] as const)("a board can be read and turned, %s at %i", async (theme, width, height) => {
  const { page, errors } = await openPage(browser, hall.playground.url, { theme, width, height });
  await hall.playground.actor("ada").slash("#general", "leaderboard");
  const latest = page.getByTestId("message").last();
  await latest.getByText("13 people").waitFor();
  await latest.getByText("The place of").waitFor();
  await keepPicture(page, `leaderboard-${theme}-${width}`);
  await latest.getByRole("button", { name: "My place" }).click();
  await latest.getByText("Page 2 of 2").waitFor();
  await keepPicture(page, `leaderboard-own-${theme}-${width}`);
  await latest.getByRole("button", { name: "All time" }).click();
  await latest.getByRole("heading", { name: "All time" }).waitFor();
  await keepPicture(page, `leaderboard-all-${theme}-${width}`);
  expect(errors).toEqual([]);
});
