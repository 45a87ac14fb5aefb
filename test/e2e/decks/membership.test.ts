import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Actor } from "../../../playground/index.ts";
import { deckIdOf, type Hall, makeDeck, numberedCards, openHall, whispered } from "../../support/decks.ts";
import { shown } from "../../support/flashback.ts";

let hall: Hall;
/** Made the deck "Club". */
let chloe: Actor;
/** A member of both servers. */
let eve: Actor;
/** A deck of the first server. */
let club: string;
beforeAll(async () => {
  hall = await openHall({
    people: [{ username: "chloe" }, { username: "eve" }],
    guilds: [
      { name: "Study Hall", channels: [{ name: "general" }] },
      { name: "Reading Room", channels: [{ name: "library" }] },
    ],
  });
  chloe = hall.playground.actor("chloe");
  eve = hall.playground.actor("eve");
  ({ id: club } = await makeDeck(chloe, "Club", numberedCards(3)));
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  expect(hall.playground.problems).toEqual([]);
  await hall.close();
});

test("without `deck`, a quiz in a server leaves out the decks of another", async () => {
  const quiz = shown(await eve.slash("#general", "quiz", { deck: club }));
  await eve.press(shown(await eve.press(quiz, "Show answer")), "4");
  await eve.press(eve.last("#general"), "Stop");
  const there = shown(await eve.slash("#library", "quiz"));
  expect(there.texts).toContain("**Losses**");
  expect(there.texts).not.toContain("Front");
  await eve.press(there, "Stop");
  const here = shown(await eve.slash("#general", "quiz"));
  expect(here.texts).toContain("**Club**");
  await eve.press(here, "Stop");
});

describe("who leaves the server", () => {
  test("keeps the deck in direct messages for an hour at most", async () => {
    const quiz = shown(await eve.slash("#general", "quiz", { deck: club }));
    await eve.press(shown(await eve.press(quiz, "Show answer")), "4");
    expect(whispered(await eve.slash("@bot", "deck list"))).toContain(
      "**In your other servers**\n- **Club**",
    );
    hall.playground.leave("eve", "Study Hall");
    // What keeps memberships counts by the clock that never goes back.
    const now = performance.now.bind(performance);
    let ahead = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + ahead);
    ahead = 3_600_001;
    await expect
      .poll(async () => whispered(await eve.slash("@bot", "deck list")), { timeout: 5000 })
      .not.toContain("Club");
    const told = whispered(await eve.slash("@bot", "quiz", { deck: club, private: true }));
    expect(told).toContain("There is no deck called");
    hall.playground.join("eve", "Study Hall");
    ahead += 61_000;
    await expect
      .poll(async () => whispered(await eve.slash("@bot", "deck list")), { timeout: 5000 })
      .toContain("Club");
  });

  test("loses it at once where nobody asked about them before, also who made it", async () => {
    hall.playground.leave("chloe", "Study Hall");
    const seen = shown(await chloe.slash("@bot", "deck list"));
    for (const customId of [`d1:all:${club}`, `c1:add:${club}:0:`, `d1:delete:${club}`]) {
      expect(whispered(await chloe.sendForged(seen, { customId }))).toBe(
        "This deck is gone, or you can't use it here.",
      );
    }
    hall.playground.join("chloe", "Study Hall");
    expect(deckIdOf(shown(await chloe.slash("#general", "deck show", { deck: "Club" })))).toBe(club);
  });
});
