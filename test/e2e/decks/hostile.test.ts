import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor, AttachmentFault, HandedFile } from "../../../playground/index.ts";
import {
  atEnd,
  csvOf,
  type Hall,
  makeDeck,
  numberedCards,
  openHall,
  whispered,
} from "../../support/decks.ts";
import { shown } from "../../support/flashback.ts";
import { zip } from "../../unit/decks/formats/anki-package-maker.ts";

const MIB = 1024 * 1024;

let hall: Hall;
let ada: Actor;
let ben: Actor;
beforeAll(async () => {
  // As where people pay for more: so that files come that are larger than the bot takes.
  hall = await openHall({ fileLimit: 64 * MIB });
  ada = hall.playground.actor("ada");
  ben = hall.playground.actor("ben");
  await makeDeck(ben, "Bystander", numberedCards(40));
});
afterAll(async () => {
  expect(hall.playground.problems).toEqual([]);
  await hall.close();
});

let before: readonly string[];
beforeEach(async () => {
  before = await deckKeys();
});

/** Keys of decks and of what is on the way to become one. */
const deckKeys = async (): Promise<readonly string[]> =>
  [...(await hall.store.keys("{d*")), ...(await hall.store.keys("*:import:*"))].sort();

/** What is said of a file; fails where anything is kept of it. */
async function refusalOf(file: HandedFile): Promise<string> {
  const { texts: told } = await atEnd(
    ada,
    await ada.slash("#general", "deck import", { file }, { timeoutMs: 40_000 }),
  );
  expect(await deckKeys()).toEqual(before);
  expect(told).not.toContain("our side");
  return told;
}

const NOT_HANDED_OVER = "Discord did not hand over the file. Attach it once more.";

describe("what Discord hands over is not what was attached", () => {
  test.each<readonly [AttachmentFault, string]>([
    ["redirect", NOT_HANDED_OVER],
    ["truncate", NOT_HANDED_OVER],
    ["gone", NOT_HANDED_OVER],
    ["endless", "files up to 25 MiB can be imported"],
  ])("%s: told in words, and the same file works afterwards", async (fault, words) => {
    const file = { name: `${fault}.csv`, data: csvOf(...numberedCards(20)) };
    const { taken } = hall.playground.faults.attachment(file.name, fault);
    expect(await refusalOf(file)).toContain(words);
    expect(taken()).toBe(1);
    hall.playground.faults.clear();
    const preview = await atEnd(ada, await ada.slash("#general", "deck import", { file }));
    expect(preview.texts).toContain("## 20 cards");
    await ada.press(preview, "Cancel");
  });

  test("slow: it is waited for, and others' buttons work meanwhile", async () => {
    const file = { name: "slow.csv", data: csvOf(...numberedCards(15)) };
    hall.playground.faults.attachment(file.name, "slow");
    const importing = ada.slash("#general", "deck import", { file });
    let quiz = shown(await ben.slash("#general", "quiz", { deck: "Bystander" }));
    for (let n = 0; n < 5; n += 1) quiz = shown(await ben.press(quiz, "Skip"));
    expect(quiz.texts).toContain("0 of 5");
    await ben.press(quiz, "Stop");
    const preview = await atEnd(ada, await importing);
    expect(preview.texts).toContain("## 15 cards");
    hall.playground.faults.clear();
    await ada.press(preview, "Cancel");
  });

  test("it lies with another host: nobody asks there", async () => {
    const { world } = hall.playground;
    const { baseUrl } = world;
    const file = { name: "elsewhere.csv", data: csvOf(["a", "b"]) };
    const { taken } = hall.playground.faults.attachment(file.name, "gone");
    world.baseUrl = baseUrl.replace("127.0.0.1", "localhost");
    const told = whispered(await ada.slash("#general", "deck import", { file }));
    world.baseUrl = baseUrl;
    hall.playground.faults.clear();
    expect(told).toContain("went wrong");
    expect(taken()).toBe(0);
    expect(await deckKeys()).toEqual(before);
  });
});

describe("files that are none", () => {
  const random = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3)) % 256));

  test.each<readonly [name: string, data: Uint8Array, words: RegExp]>([
    ["empty.csv", Buffer.alloc(0), /This file is empty\./],
    ["blank.csv", Buffer.from(" \n\n \t\n"), /This file is empty\./],
    ["binary.csv", random, /This file is not text\./],
    [
      "picture.csv",
      Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), random]),
      /This file is an image, not text\./,
    ],
    [
      "cut.apkg",
      zip([["collection.anki2", random]]).subarray(0, 900),
      /zip archive is damaged or was cut off/,
    ],
    ["no-database.apkg", zip([["collection.anki2", random]]), /is no Anki collection, or is damaged/],
    ["no-collection.apkg", zip([["a.txt", Buffer.from("hello")]]), /it holds no collection\.anki2/],
    ["path.apkg", zip([["../../collection.anki2", random]]), /it holds no collection\.anki2/],
    [
      "wrong.json",
      Buffer.from('{"flashback": 1, "title": "x", "cards": [{"front": 1}]}'),
      /card 1, front must be text/,
    ],
  ])("%s is refused with the reason, and nothing is kept", async (name, data, words) => {
    expect(await refusalOf({ name, data })).toMatch(words);
  });

  test("30 MiB are refused before anybody fetches them", async () => {
    const file = { name: "huge.csv", data: Buffer.alloc(30 * MIB, "a,b\n") };
    const { taken } = hall.playground.faults.attachment(file.name, "gone");
    expect(await refusalOf(file)).toContain("**huge.csv** has 30.0 MiB; files up to 25 MiB can be imported.");
    expect(taken()).toBe(0);
    hall.playground.faults.clear();
  });

  test("a zip bomb is given up, and others' buttons work meanwhile", async () => {
    const size = 600 * MIB;
    const packed = bomb(size);
    const data = zip([["collection.anki2", Buffer.alloc(0), { packed, packedSize: packed.length, size }]]);
    expect(data.length).toBeLessThan(MIB);
    const importing = refusalOf({ name: "bomb.apkg", data });
    const quiz = shown(await ben.slash("#general", "quiz", { deck: "Bystander" }));
    expect(shown(await ben.press(quiz, "Skip")).texts).toContain("0 of 9");
    await ben.press(ben.last("#general"), "Stop");
    expect(await importing).toMatch(/MiB|large|memory/i);
  });

  test("a million columns", async () => {
    const data = Buffer.from(`${"a,".repeat(1_000_000)}b\n${"c,".repeat(1_000_000)}d\n`);
    expect(await refusalOf({ name: "wide.csv", data })).toContain(
      "The card at line 1 is longer than 100,000 bytes.",
    );
  });

  test("more cards than a deck holds", async () => {
    const told = await refusalOf({ name: "many.csv", data: csvOf(...numberedCards(10_001)) });
    expect(told).toContain("holds 10,001 cards; a deck holds at most 10,000");
  });

  test("a second file, while the first is still being read, is asked to wait", async () => {
    const slow = { name: "first.csv", data: csvOf(...numberedCards(15)) };
    hall.playground.faults.attachment(slow.name, "slow");
    const first = ada.slash("#general", "deck import", { file: slow });
    const second = { name: "second.csv", data: csvOf(["a", "b"]) };
    expect(whispered(await ada.slash("#general", "deck import", { file: second }))).toContain(
      "Your last file is still being read.",
    );
    hall.playground.faults.clear();
    await ada.press(await atEnd(ada, await first), "Cancel");
  });

  test("after all of it, a good file is imported", async () => {
    const { message } = await makeDeck(ada, "Good", numberedCards(2));
    expect(message.texts).toContain("## Good is ready");
  });
});

/** So many zero bytes, deflated: the same deflated block again and again, which is how bombs are made. */
function bomb(size: number): Buffer {
  const once = Buffer.alloc(8 * MIB);
  expect(crc32(once)).toBeGreaterThan(0);
  // Each block is flushed to a whole byte and starts afresh, so that copies of it can stand one behind another.
  const block = deflateRawSync(once, { finishFlush: 2 });
  return Buffer.concat([
    ...Array.from({ length: size / once.length }, () => block),
    deflateRawSync(Buffer.alloc(0)),
  ]);
}
