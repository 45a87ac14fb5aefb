import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Deck, parseDeck } from "./deck.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "decks");

/**
 * The decks that ship with the bot, sorted by id, read afresh from `decks/*.yaml` at every call: call it once at start.
 *
 * @throws Error naming the file where one is not a valid deck, or is not called `<id>.yaml`
 */
export function loadBuiltinDecks(): readonly Deck[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => {
      const deck = parseDeck(readFileSync(join(FOLDER, file), "utf8"), `decks/${file}`);
      if (deck.id !== basename(file, ".yaml")) {
        throw new Error(`decks/${file}: the id is ${deck.id}; rename the file to ${deck.id}.yaml`);
      }
      return deck;
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
