import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ImportedCard } from "../../../src/decks/formats/types.ts";
import {
  cardForm,
  editDeckForm,
  type Form,
  importForm,
  newDeckForm,
  saveForm,
  searchForm,
  separatorFrom,
  separatorsForm,
} from "../../../src/discord/views/forms.ts";
import { importedView, previewView, progressView, skippedView } from "../../../src/discord/views/import.ts";
import type { Preview } from "../../../src/library/imports.ts";

import { fullest, ID, info, many, SERVER, TITLES, title, USER } from "./decks.ts";
import { checkForm, checkView, labelsOf, optionsOf, type Part, textOf } from "./limits.ts";

describe("an import", () => {
  type PreviewParts = Partial<Omit<Preview, "summary">> & { readonly summary?: Partial<Preview["summary"]> };
  const sample = (side: string): ImportedCard => ({ front: side, back: side, tags: [], path: [] });
  const preview = ({ summary = {}, ...more }: PreviewParts = {}): Preview => ({
    id: ID,
    name: "bones.csv",
    title: "Bones",
    wish: { owner: "me", into: undefined, subdecks: "tags", format: undefined, separators: undefined },
    tally: undefined,
    earlier: undefined,
    rereadable: false,
    ...more,
    summary: {
      format: "csv",
      detail: "CSV, separated by semicolons, Windows-1252",
      title: undefined,
      description: undefined,
      cards: 2,
      skipped: [],
      skippedInAll: 0,
      leftOut: [],
      samples: [sample("a"), sample("b")],
      paths: [{ path: [], cards: 2 }],
      textBytes: 100,
      imageBytes: 0,
      images: 0,
      ...summary,
    },
  });
  const skipped = Array.from({ length: 200 }, (_, n) => ({
    where: `line ${n}`,
    why: "the question is 4,001 characters long",
  }));

  test("keeps to Discord's limits with everything a file can hold", () => {
    const tally = { added: 9999, updated: 9999, unchanged: 9999 };
    fc.assert(
      fc.property(
        title,
        fc.constantFrom("*", "x", "漢", "🎓"),
        fc.boolean(),
        fc.boolean(),
        (name, letter, into, here) => {
          const paths = Array.from({ length: 500 }, (_, n) => ({
            path: [letter.repeat(40), `${n}`],
            cards: 20,
          }));
          const full = preview({
            name: letter.repeat(200),
            title: name,
            tally: into ? tally : undefined,
            earlier: into ? undefined : { id: ID, title: name },
            rereadable: true,
            wish: {
              owner: "server",
              into: into ? ID : undefined,
              subdecks: "decks",
              format: undefined,
              separators: undefined,
            },
            summary: {
              cards: 10_000,
              samples: [1, 2, 3].map(() => sample(letter.repeat(1900))),
              skipped,
              skippedInAll: 50_000,
              leftOut: ["sound", "video", "image too large", "tag", "accepted answer", "card id"].map(
                (what) => [what, 9999],
              ),
              paths,
            },
          });
          checkView(previewView(full, here, new Map()));
          checkView(skippedView(full));
        },
      ),
    );
    checkView(previewView(preview(), false, new Map()));
    checkView(skippedView(preview()));
  });

  test("says what would become of it, and offers what can be chosen", () => {
    const fresh = previewView(preview({ rereadable: true }), true, new Map());
    expect(textOf(fresh)).toContain("A new deck **Bones** of your own.");
    expect(labelsOf(fresh)).toEqual(["Import", "Cancel", "For this server", "Other separators…"]);
    expect(labelsOf(previewView(preview(), false, new Map()))).toEqual(["Import", "Cancel"]);
    const update = preview({ tally: { added: 1, updated: 2, unchanged: 3 } });
    expect(textOf(previewView(update, true, new Map()))).toContain(
      "Into the deck **Bones**: 1 new, 2 changed, 3 as they are.",
    );
    expect(labelsOf(previewView(update, true, new Map()))).toEqual([
      "Import",
      "Cancel",
      "Make a new deck instead",
    ]);
    const earlier = preview({ earlier: { id: "earlierdeck0", title: "Old bones" } });
    expect(labelsOf(previewView(earlier, false, new Map()))).toContain("Update Old bones");
    const paths = [
      { path: [], cards: 1 },
      { path: ["Hand"], cards: 1 },
    ];
    expect(
      optionsOf(previewView(preview({ summary: { paths } }), true, new Map())).map((option) => [
        option.value,
        option.default,
      ]),
    ).toEqual([
      ["tags", true],
      ["decks", undefined],
    ]);
    const some = preview({ summary: { skipped: skipped.slice(0, 4), skippedInAll: 4 } });
    expect(textOf(previewView(some, false, new Map()))).toContain("and 1 more");
    expect(labelsOf(previewView(some, false, new Map()))).toContain("All that is skipped");
  });

  test("tells how far it is, and what came of it", () => {
    for (const [done, all, words] of [
      [0, 0, "One moment…"],
      [250, 0, "250 cards so far…"],
      [2500, 10_000, "▰▰▱▱▱▱▱▱▱▱ 2,500 of 10,000 cards"],
    ] as const) {
      const view = progressView("Reading your cards…", done, all);
      checkView(view);
      expect(textOf(view)).toContain(words);
    }
    for (const name of TITLES) {
      for (const n of [1, 2, 15, 16, 500]) {
        const decks = Array.from({ length: n }, (_, index) => ({
          id: `deck${index}`,
          title: name,
          cards: 10_000,
        }));
        checkView(importedView({ added: 10_000, updated: 1, unchanged: 5, decks }, USER));
      }
    }
    const one = importedView(
      { added: 2, updated: 0, unchanged: 1, decks: [{ id: ID, title: "Bones", cards: 3 }] },
      USER,
    );
    expect(textOf(one)).toBe("## Bones is ready\n**2** new · 1 as they were.");
    expect(labelsOf(one)).toEqual(["Quiz me", "Open the deck"]);
  });
});

describe("forms", () => {
  const everything = {
    front: "x".repeat(4000),
    back: "*".repeat(4000),
    hint: "x".repeat(1000),
    accepts: Array.from({ length: 10 }, () => "x".repeat(100)).join("\n"),
    tags: Array.from({ length: 10 }, () => "x".repeat(32)).join(" "),
  };
  const values = (form: Form) =>
    (form.components as readonly Part[]).map(({ component }) => component?.value ?? "");

  test.each(TITLES)("keep to Discord's limits with the title %s", (name) => {
    const deck = fullest(name);
    for (const form of [
      cardForm("add", deck, 0),
      cardForm("edit", deck, 16_777_215, everything, { place: "quiz", basis: "Ab3_-xyz" }),
      cardForm("suggest", deck, 16_777_215, everything),
      saveForm([], everything),
      saveForm(
        many(500, { title: name }).map(({ id, title: label }) => ({ label, value: id })),
        everything,
      ),
      newDeckForm(true),
      newDeckForm(false),
      editDeckForm(deck, SERVER),
      editDeckForm(info({ title: name, owner: { kind: "person", id: USER } }), SERVER),
      searchForm(deck),
      importForm("server", ID),
      importForm("me", undefined),
      separatorsForm(ID, undefined),
      separatorsForm(ID, { side: "\t".repeat(10), card: "\n".repeat(10) }),
    ]) {
      checkForm(form);
    }
  });

  test("hold all that there is, so that saving changes nothing by itself", () => {
    expect(values(cardForm("edit", info(), 1, everything))).toEqual(Object.values(everything));
    const deck = fullest("x".repeat(100));
    expect(values(editDeckForm(deck, SERVER)).slice(0, 3)).toEqual([
      deck.title,
      deck.description,
      deck.tags.join(" "),
    ]);
    for (const separators of [
      { side: "\t", card: "\n" },
      { side: " - ", card: "\n\n" },
      { side: ";", card: "|\t|" },
    ]) {
      const [side = "", between = ""] = values(separatorsForm(ID, separators));
      expect({ side: separatorFrom(side), card: separatorFrom(between) }).toEqual(separators);
    }
  });
});
