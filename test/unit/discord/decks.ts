/** Decks of every kind, and the extremes of each. */
import fc from "fast-check";
import type { DeckInfo, Listed } from "../../../src/library/library.ts";

export const USER = "123456789012345678";
export const SERVER = "876543210987654321";
export const ID = "abcdefghijkl";

export const TITLES: readonly string[] = [
  "Bones",
  "x".repeat(100),
  "*".repeat(100),
  "🎓".repeat(50),
  "@everyone <@123456789012345678> <#1> </quiz:1>",
  "**a** __b__ ||c|| `d` [e](https://f.example) # g",
  "-# > - 1. ~~x~~",
  "\\",
];
export const title = fc.oneof(
  fc.constantFrom(...TITLES),
  fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text.trim() !== ""),
);

export const info = (more: Partial<DeckInfo> = {}): DeckInfo => ({
  id: ID,
  title: "Bones",
  description: "",
  tags: [],
  cards: 3,
  ideas: 0,
  owner: { kind: "server", id: SERVER },
  creator: USER,
  editorRole: undefined,
  ...more,
});
export const fullest = (name: string) =>
  info({
    title: name,
    description: "*".repeat(300),
    tags: Array.from({ length: 10 }, (_, n) => `${n}`.repeat(32)),
    cards: 10_000,
    ideas: 100,
    editorRole: SERVER,
  });
export const listed = (n: number, more: Partial<Listed> = {}): Listed => ({
  id: `deck${String(n).padStart(8, "0")}`,
  title: `Deck ${n}`,
  cards: 10_000,
  ideas: 0,
  origin: undefined,
  owner: { kind: "server", id: SERVER },
  creator: USER,
  editorRole: undefined,
  ...more,
});
export const many = (count: number, more: Partial<Listed> = {}) =>
  Array.from({ length: count }, (_, n) => listed(n, more));
