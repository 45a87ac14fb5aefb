import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { atEnd, exportOf, makeDeck, numberedCards } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

async function fileOf(actor: Actor, where = "@bot") {
  const message: Seen = await atEnd(
    actor,
    await actor.slash(where, "settings export", {}, { timeoutMs: 30_000 }),
  );
  const [file] = message.files;
  if (!file) throw new Error(`no file: ${message.texts}`);
  const data = Buffer.from(await actor.download(file));
  const text = file.name.endsWith(".gz") ? gunzipSync(data).toString() : data.toString();
  return { message, name: file.name, content: JSON.parse(text) };
}

test("everything about oneself, for oneself alone, anywhere", async () => {
  const { ada, ben } = house;
  const { message } = await fileOf(ada, "#general");
  expect(message.ephemeral).toBe(true);

  const { id } = await makeDeck(ada, "Bones", numberedCards(3), { where: "@bot" });
  const { id: shared } = await makeDeck(ada, "Muscles", numberedCards(2));
  await ada.slash("@bot", "remind on", { time: "9", timezone: "Europe/Berlin" });
  let seen = shown(await ada.slash("#general", "quiz", { deck: shared }));
  for (const rating of [4, 2]) seen = await rate(house, ada, seen, rating);
  await ben.slash("#general", "quiz", { deck: shared });

  const { name, content } = await fileOf(ada);
  expect(name).toBe("flashback-2026-05-15.json");
  expect(content.user).toBe(ada.user.id);
  expect(content.settings.timeZone).toBe("Europe/Berlin");
  expect(content.reminder).toMatchObject({ zone: "Europe/Berlin", minutes: 540, off: false });
  expect(content.log.map(({ rating, point }: Record<string, number>) => rating ?? `+${point}`)).toEqual([
    "+1",
    4,
    "+1",
    2,
  ]);
  expect(content.learned).toMatchObject([
    {
      deck: shared,
      title: "Muscles",
      cards: [
        { card: 1, front: "Front 1", rating: 4 },
        { card: 2, rating: 2 },
      ],
    },
  ]);
  expect(content.decksMadeForServers).toMatchObject([{ deck: shared, title: "Muscles", cards: 2 }]);
  expect(content.openQuiz.events).toEqual([4, 2]);
  const alone = JSON.parse(Buffer.from((await exportOf(ada, "@bot", id, "json")).data).toString());
  expect(content.ownDecks).toEqual([alone]);
  expect(JSON.stringify(content)).not.toContain(ben.user.id);
});
