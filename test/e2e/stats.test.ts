import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor, Seen } from "../../playground/index.ts";
import { formOf, freshQuiz, labelsOf, makeDeck, numberedCards, whispered } from "../support/decks.ts";
import { front, type House, openHouse, rate, shown } from "../support/flashback.ts";
import { quizzesBefore, randomOf, studyFor } from "../support/history.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

/** The first ones wait for a process to start. */
const PATIENCE = { timeoutMs: 30_000 };

const stats = async (actor: Actor, path = "me", options = {}, where = "#general"): Promise<Seen> =>
  shown(await actor.slash(where, `stats ${path}`, options, PATIENCE));

const pictureOf = (actor: Actor, { images: [image] }: Seen) => {
  if (!image) throw new Error("no picture");
  return actor.download(image);
};

test("somebody new is told what there will be, alone, and can begin right there", async () => {
  const { ada, ben } = house;
  const message = await stats(ada);
  expect(message.ephemeral).toBe(true);
  expect(message.texts).toContain("You have not rated a card yet");
  expect(message.images).toEqual([]);
  expect(ben.messages("#general")).toEqual([]);
  const quiz = shown(await ada.press(message, "Start a quiz"));
  expect(quiz.texts).toContain("**Losses**");
  await ada.press(quiz, "Stop");
});

test("what was rated a moment ago is in the figures, in the picture, and in its description", async () => {
  const { ada } = house;
  let quiz = await freshQuiz(ada, "losses");
  for (const rating of [5, 4, 2, 3]) quiz = await rate(house, ada, quiz, rating);
  const message = await stats(ada);
  expect(message.ephemeral).toBe(true);
  expect(message.texts).toContain("**Reviews** 4, on 1 of 180 days · this week **4**");
  expect(message.texts).toContain(
    "`1` **Losses** · **18 %** of 22 cards\n-# 5: 1 · 4: 1 · 3: 1 · 2: 1 · new: 18",
  );
  expect(message.texts).toContain("- *not known yet:* ");
  const [image] = message.images;
  expect(image?.description).toContain("1: 1 1 1 1 0 18, 18 %");
  const png = Buffer.from(await pictureOf(ada, message));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(1000);

  // The same as long as nothing changed; after a press taken back it is as before.
  expect(Buffer.from(await pictureOf(ada, await stats(ada))).equals(png)).toBe(true);
  quiz = await rate(house, ada, quiz, 4);
  const after = await stats(ada);
  expect(after.texts).toContain("**Reviews** 5,");
  expect(Buffer.from(await pictureOf(ada, after)).equals(png)).toBe(false);
  await ada.press(quiz, "Undo");
  expect((await stats(ada)).texts).toBe(message.texts);
});

test("when asked for, everybody sees them, without what is not for everybody", async () => {
  const { chloe, ben } = house;
  const [own, servers] = [
    await makeDeck(chloe, "Secret deck", numberedCards(3), { owner: "me" }),
    await makeDeck(chloe, "Common deck", numberedCards(3), { owner: "server" }),
  ];
  for (const { id } of [own, servers]) {
    let quiz = await freshQuiz(chloe, id);
    for (const rating of [2, 4]) quiz = await rate(house, chloe, quiz, rating);
    await chloe.press(quiz, "Stop");
  }
  const mine = await stats(chloe);
  expect(mine.texts).toContain("**Secret deck**");
  expect(mine.texts).toContain("Front 1");

  const message = await stats(chloe, "me", { public: true });
  expect(message.ephemeral).toBe(false);
  const seen = ben.last("#general");
  expect(seen.id).toBe(message.id);
  expect(seen.texts).toContain(`Statistics of <@${chloe.user.id}>`);
  expect(seen.texts).toContain("**Common deck**");
  expect(seen.texts).toContain("*a deck that is not for here*");
  expect(seen.texts).not.toMatch(/Secret|Front/);
  expect(seen.images[0]?.description).not.toMatch(/Secret|Common|Front/);
  expect([seen.buttons, seen.selects]).toEqual([[], []]);
});

test("one deck alone: by name or from the list, and back to all", async () => {
  const { ada, chloe } = house;
  const deck = await stats(ada, "deck", { deck: "losses" });
  expect(deck.texts).toContain("## Losses\n**Your statistics**");
  expect(deck.texts).toContain("**Reviews** 4,");
  expect(labelsOf(deck)).toEqual(["Quiz me", "All decks"]);
  expect(shown(await ada.press(deck, "All decks")).texts).toContain("## Your statistics");

  const all = await stats(chloe);
  expect(all.texts).toContain("**Reviews** 4,");
  const secret = shown(await chloe.select(all, "One deck alone", ["Secret deck"], PATIENCE));
  expect(secret.id).toBe(all.id);
  expect(secret.texts).toContain("## Secret deck");
  expect(secret.texts).toContain("**Reviews** 2,");

  const unseen = await stats(chloe, "deck", { deck: "losses" });
  expect(unseen.texts).toContain("You have not rated a card of this deck yet");
  expect(whispered(await ada.slash("#general", "stats deck", { deck: "Secret deck" }))).toContain(
    "There is no deck called “Secret deck”",
  );
});

test("after half a year: retention, the forecast, and a leech that is mended or suspended from here", async () => {
  const { ben } = house;
  const { id } = await makeDeck(ben, "Bones", numberedCards(20), { owner: "me" });
  const viewer = { userId: ben.user.id, guildId: undefined, manages: false, roles: [] };
  await studyFor({
    ...quizzesBefore(house, 170),
    viewer,
    decks: [id],
    days: 160,
    diligence: 0.9,
    doubt: 0,
    random: randomOf(3),
  });
  const message = await stats(ben, "me", {}, "@bot");
  expect(message.texts).toMatch(/\*\*True retention\*\* \*\*\d+ %\*\* of \d+/);
  expect(message.images[0]?.description).toMatch(/True retention by week in %, 90 % wanted: (\S+ ){25}\S+\./);
  expect(message.texts).toMatch(/\d+ leech(es)?: forgotten 8 times or more/);
  const hardest = /- \*\*\d+×\*\* Front (\d+)/.exec(message.texts)?.[1];
  const leech = message.selects[0]?.options[0];
  expect(leech).toMatchObject({ label: `Front ${hardest}`, description: /, a leech · Bones$/ });

  const card = shown(await ben.select(message, "Edit or suspend one", [`Front ${hardest}`]));
  expect(card.id).not.toBe(message.id);
  expect(card.texts).toContain(`card ${hardest}`);
  const form = formOf(await ben.press(card, "Edit"));
  const mended = shown(await ben.submit(form, { Front: "A better question" }));
  expect(mended.texts).toContain("A better question");
  expect((await stats(ben, "me", {}, "@bot")).texts).toContain("A better question");

  const suspended = shown(await ben.press(mended, "Suspend for me"));
  expect(suspended.texts).toContain("suspended for you");
  const after = await stats(ben, "me", {}, "@bot");
  expect(after.texts).not.toContain("A better question");
  expect(front(after)).toBe("Your statistics");
}, 120_000);

test("what a server does and knows, together, and nobody is named", async () => {
  const { ada, ben, chloe } = house;
  const where = "#machine-learning";
  const { id } = await makeDeck(ben, "Together", numberedCards(5), { owner: "server", where });
  for (const [actor, ratings] of [
    [ada, [5, 4]],
    [ben, [2, 4, 1]],
    [chloe, [3, 3]],
  ] as const) {
    let quiz = await freshQuiz(actor, id, where);
    for (const rating of ratings) quiz = await rate(house, actor, quiz, rating);
    await actor.press(quiz, "Stop");
  }
  await vi.waitFor(async () => {
    const [board = ""] = await house.store.keys(`{g*}:b:all:${id}`);
    expect(await house.store.zcard(board)).toBe(3);
  }, 10_000);
  const message = await stats(chloe, "server", { public: true }, where);
  expect(ben.last(where).id).toBe(message.id);
  expect(message.texts).toContain("## This server's statistics");
  expect(message.texts).toMatch(/\*\*Learners\*\* \*\*3\*\* this week/);
  // Five cards of three people; what Ben rated 1 and 2 is to come back in his quiz.
  expect(message.texts).toMatch(
    /`\d` \*\*Together\*\* · \*\*\d+ %\*\* · 3 learners\n-# 5: 1 · 4: 2 · 3: 2 · 2: 1 · 1: 1 · new: 8/,
  );
  expect(message.texts).not.toContain("Common deck");
  for (const { user } of [ada, ben, chloe]) expect(message.texts).not.toContain(user.id);
  expect(message.images[0]?.description).toContain("Learners a week: 0 0 0 0 0 0 0 0 0 0 0 0 3.");

  const direct = whispered(await ada.slash("@bot", "stats server"));
  expect(direct).toContain("use this in a server that I am in");
});

test("a forged choice leads nowhere that its maker may not go", async () => {
  const { ada, chloe } = house;
  const secret = (await stats(chloe)).selects
    .flatMap(({ options }) => options)
    .find(({ label }) => label === "Secret deck")?.value;
  const mine = await stats(ada);
  for (const [customId, values] of [
    ["t1:deck", [secret ?? ""]],
    ["t1:card", [`${secret}:1`]],
  ] as const) {
    const outcome = await ada.sendForged(mine, { customId, componentType: 3, values });
    expect(whispered(outcome)).toContain("This deck is gone, or you can't use it here.");
  }
  for (const values of [[""], ["losses"], ["losses:0"], ["losses:x"], ["::"]]) {
    const outcome = await ada.sendForged(mine, { customId: "t1:card", componentType: 3, values });
    expect(whispered(outcome)).not.toContain("our side");
  }
});
