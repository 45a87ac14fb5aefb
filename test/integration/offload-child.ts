/** The process of `offload.test.ts`: does what the file says, instead of reading it. The file's name is a path. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ImportedCard, ReadDeck } from "../../src/decks/formats/types.ts";
import { serve } from "../../src/offload/serve.ts";

const card = (front: string): ImportedCard => ({ front, back: "back", tags: [], path: [] });

const deckOf = (cards: readonly ImportedCard[], images: ReadDeck["images"] = new Map()): ReadDeck => ({
  format: "csv",
  detail: "fake",
  title: undefined,
  description: undefined,
  cards,
  skipped: [],
  images,
  leftOut: new Map(),
});

const MEBIBYTE = 2 ** 20;

const FAKES: Readonly<Record<string, () => ReadDeck | Promise<ReadDeck>>> = {
  environment: () => deckOf([card(JSON.stringify(process.env))]),
  loop() {
    writeFileSync(join(tmpdir(), "left-behind"), "");
    for (;;);
  },
  async wait() {
    for (;;) await setTimeout(1000);
  },
  native() {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(MEBIBYTE, 1));
  },
  heap() {
    const held: object[] = [];
    for (;;) held.push({ number: held.length });
  },
  throw() {
    throw new TypeError("a mistake of ours");
  },
  exit() {
    console.error("last words");
    process.exit(3);
  },
  images: () => deckOf([card("front")], new Map([["a.png", new Uint8Array(8 * MEBIBYTE + 1)]])),
  text: () => deckOf(Array.from({ length: 26 }, () => card("x".repeat(MEBIBYTE)))),
};

await serve({
  async read(source, { name }) {
    if (name !== "") writeFileSync(name, String(process.pid));
    const fake = FAKES[Buffer.from(source).toString()];
    if (!fake) throw new Error("no such fake");
    return await fake();
  },
  write: ({ deck }) => Buffer.alloc(deck.cards.length * MEBIBYTE),
});
