import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "../../../src/decks/deck.ts";
import type { ImportedCard } from "../../../src/decks/formats/types.ts";
import { readToken } from "../../../src/discord/custom-id.ts";
import {
  type CardPage,
  cardDeletedView,
  cardPageView,
  type DeckPage,
  deckChoices,
  deckDeletedView,
  deckListView,
  deckMadeView,
  deckView,
  deleteCardView,
  deleteDeckView,
  ideaView,
  picturesOnCard,
  suggestedView,
} from "../../../src/discord/views/deck.ts";
import { exportedView } from "../../../src/discord/views/export.ts";
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
import {
  cancelledView,
  importedView,
  previewView,
  progressView,
  skippedView,
} from "../../../src/discord/views/import.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import { settingsView } from "../../../src/discord/views/settings.ts";
import type { Proposal } from "../../../src/library/editing.ts";
import type { Preview } from "../../../src/library/imports.ts";
import type { DeckInfo, Listed } from "../../../src/library/library.ts";
import type { DeckHead } from "../../../src/store/deck-record.ts";

// Component types: https://docs.discord.com/developers/components/reference#component-object-component-types
const ROW = 1;
const BUTTON = 2;
const STRING_SELECT = 3;
const TEXT_INPUT = 4;
const ROLE_SELECT = 6;
const CHANNEL_SELECT = 8;
const TEXT = 10;
const GALLERY = 12;
const FILE = 13;
const SEPARATOR = 14;
const CONTAINER = 17;
const LABEL = 18;
const FILE_UPLOAD = 19;

interface Option {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly default?: boolean;
}

interface Part {
  readonly type: number;
  readonly components?: readonly Part[];
  readonly component?: Part;
  readonly content?: string;
  readonly label?: string;
  readonly description?: string;
  readonly custom_id?: string;
  readonly placeholder?: string;
  readonly options?: readonly Option[];
  readonly default_values?: readonly unknown[];
  readonly max_values?: number;
  readonly value?: string;
  readonly max_length?: number;
  readonly disabled?: boolean;
  readonly items?: readonly { readonly description?: string }[];
}

const flat = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [part, ...flat(part.components ?? [])]);
const partsOf = (view: View) => flat(view.components as readonly Part[]);
const textOf = (view: View) =>
  partsOf(view)
    .flatMap(({ content }) => content ?? [])
    .join("\n");
const labelsOf = (view: View) => partsOf(view).flatMap(({ type, label }) => (type === BUTTON ? [label] : []));
const optionsOf = (view: View) => partsOf(view).flatMap(({ options = [] }) => options);

/** Discord's rules for a select, https://docs.discord.com/developers/components/reference#string-select */
function checkSelect({ options = [], placeholder = "", max_values = 1, default_values = [], type }: Part) {
  expect(placeholder.length).toBeLessThanOrEqual(150);
  expect(default_values.length).toBeLessThanOrEqual(max_values);
  if (type !== STRING_SELECT) return;
  expect(options.length).toBeGreaterThanOrEqual(1);
  expect(options.length).toBeLessThanOrEqual(25);
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  expect(options.filter((option) => option.default).length).toBeLessThanOrEqual(max_values);
  for (const { label, value, description } of options) {
    for (const text of [label, value, ...(description === undefined ? [] : [description])]) {
      expect(text.trim().length).toBeGreaterThanOrEqual(1);
      expect(text.length).toBeLessThanOrEqual(100);
    }
  }
}

/** Discord's rules for a message, and that none of its rows is empty and none of its ids is double. */
function checkView(view: View) {
  const parts = partsOf(view);
  expect(parts.length).toBeLessThanOrEqual(40);
  expect(view.components.map(({ type }) => type)).toEqual([CONTAINER]);
  const texts = parts.filter(({ type }) => type === TEXT).map(({ content = "" }) => content);
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.every((content) => content.trim().length > 0)).toBe(true);
  expect(texts.join("").length).toBeLessThanOrEqual(4000);
  const ids = parts.flatMap(({ custom_id }) => custom_id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id.length >= 1 && id.length <= 100)).toBe(true);
  for (const part of parts) {
    const { type, components = [], label = "", items = [] } = part;
    if (type === ROW) {
      const isSelect = components[0]?.type !== BUTTON;
      expect(components.length).toBeGreaterThanOrEqual(1);
      expect(components.length).toBeLessThanOrEqual(isSelect ? 1 : 5);
      expect(components.every((one) => (one.type === BUTTON) === !isSelect)).toBe(true);
    } else if (type === BUTTON) {
      expect(label.trim().length).toBeGreaterThanOrEqual(1);
      expect(label.length).toBeLessThanOrEqual(80);
    } else if (type === GALLERY) {
      expect(items.length).toBe(1);
      expect((items[0]?.description ?? "").length).toBeLessThanOrEqual(1024);
    } else if ([STRING_SELECT, ROLE_SELECT, CHANNEL_SELECT].includes(type)) checkSelect(part);
    else expect([TEXT, SEPARATOR, CONTAINER, FILE]).toContain(type);
  }
}

/** Discord's rules for a form, https://docs.discord.com/developers/components/reference#label */
function checkForm({ title, custom_id, components }: Form) {
  expect(title.trim().length).toBeGreaterThanOrEqual(1);
  expect(title.length).toBeLessThanOrEqual(45);
  expect(custom_id.length).toBeLessThanOrEqual(100);
  expect(components.length).toBeGreaterThanOrEqual(1);
  expect(components.length).toBeLessThanOrEqual(5);
  const labels = components as readonly Part[];
  const ids = labels.map(({ component }) => component?.custom_id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, label = "", description = "", component } of labels) {
    expect(type).toBe(LABEL);
    expect(label.length).toBeGreaterThanOrEqual(1);
    expect(label.length).toBeLessThanOrEqual(45);
    expect(description.length).toBeLessThanOrEqual(100);
    if (component?.type === TEXT_INPUT) {
      const { value = "", max_length = 4000, placeholder = "" } = component;
      expect(max_length).toBeGreaterThanOrEqual(1);
      expect(max_length).toBeLessThanOrEqual(4000);
      expect(value.length).toBeLessThanOrEqual(max_length);
      expect(placeholder.length).toBeLessThanOrEqual(100);
    } else if (component && component.type !== FILE_UPLOAD) checkSelect(component);
  }
}

const USER = "123456789012345678";
const SERVER = "876543210987654321";
const ID = "abcdefghijkl";

const TITLES: readonly string[] = [
  "Bones",
  "x".repeat(100),
  "*".repeat(100),
  "🎓".repeat(50),
  "@everyone <@123456789012345678> <#1> </quiz:1>",
  "**a** __b__ ||c|| `d` [e](https://f.example) # g",
  "-# > - 1. ~~x~~",
  "\\",
];
const title = fc.oneof(
  fc.constantFrom(...TITLES),
  fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text.trim() !== ""),
);

const info = (more: Partial<DeckInfo> = {}): DeckInfo => ({
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
const fullest = (name: string) =>
  info({
    title: name,
    description: "*".repeat(300),
    tags: Array.from({ length: 10 }, (_, n) => `${n}`.repeat(32)),
    cards: 10_000,
    ideas: 100,
    editorRole: SERVER,
  });
const head = (name: string): DeckHead => ({
  ...info({ title: name }),
  creator: USER,
  next: 4,
  bytes: 100,
  imageBytes: 0,
  origin: undefined,
  deletedAt: undefined,
});
const listed = (n: number, more: Partial<Listed> = {}): Listed => ({
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
const many = (count: number, more: Partial<Listed> = {}) =>
  Array.from({ length: count }, (_, n) => listed(n, more));
const card = (number: number, more: Partial<Card> = {}): Card => ({
  number,
  front: `front ${number}`,
  back: `back ${number}`,
  tags: [],
  ...more,
});
const manyCards = (count: number, more: Partial<Card> = {}) =>
  Array.from({ length: count }, (_, n) => card(n + 1, more));
const mention = (command: string) => `</${command}:1100000000000000001>`;

describe("the list of decks", () => {
  test("keeps to Discord's limits on every page, in every place", () => {
    const decks = [
      ...many(200, { title: "x".repeat(100), ideas: 100 }),
      ...many(100, { owner: { kind: "person", id: USER }, id: "x" }).map((deck, n) => ({
        ...deck,
        id: `own${n}`,
      })),
      ...many(200, { owner: { kind: "server", id: "1" } }).map((deck, n) => ({ ...deck, id: `far${n}` })),
    ];
    for (let page = 0; page < 35; page += 1) checkView(deckListView(decks, [], page, SERVER, mention));
    for (const some of [1, 14, 15, 16, 30, 31])
      checkView(deckListView(many(some), [], 0, undefined, mention));
  });

  test("names each deck in its section, and turns pages no further than there are any", () => {
    const decks = [
      listed(1),
      listed(2, { owner: { kind: "person", id: USER }, title: "Mine" }),
      listed(3, { owner: { kind: "builtin" }, creator: undefined, title: "Losses" }),
      listed(4, { owner: { kind: "server", id: "1" }, title: "Far", cards: 1, ideas: 2 }),
    ];
    const view = deckListView(decks, [], 0, SERVER, mention);
    const told = textOf(view);
    for (const words of [
      "**This server's**\n- **Deck 1**",
      "**Yours**\n- **Mine**",
      "**On board**\n- **Losses**",
    ]) {
      expect(told).toContain(words);
    }
    expect(told).toContain(`**In your other servers**\n- **Far** · 1 card · by <@${USER}> · 2 suggestions`);
    expect(labelsOf(view)).toEqual(["New deck"]);
    const turning = (page: number) =>
      partsOf(deckListView(many(31), [], page, SERVER, mention))
        .filter(({ type }) => type === BUTTON)
        .map(({ label, disabled = false }) => [label, disabled])
        .slice(0, 3);
    expect(turning(0)).toEqual([
      ["◀", true],
      ["Page 1 of 3", true],
      ["▶", false],
    ]);
    expect(turning(99)).toEqual([
      ["◀", false],
      ["Page 3 of 3", true],
      ["▶", true],
    ]);
  });

  test("lets nothing in a title act", () => {
    for (const name of TITLES) {
      const told = textOf(deckListView([listed(1, { title: name })], [], 0, SERVER, mention));
      expect(told).not.toMatch(/(?<!\\)<@123456789012345678> /);
      expect(told).not.toContain("[e](https");
    }
  });
});

describe("a deck's page", () => {
  const page = (more: Partial<DeckPage>): View =>
    deckView({
      info: info(),
      cards: manyCards(3),
      search: "",
      page: 0,
      mayEdit: true,
      userId: USER,
      gone: [],
      ...more,
    });

  test("keeps to Discord's limits whatever is in the deck", () => {
    const side = fc.oneof(
      fc.string({
        unit: fc.constantFrom("a", "*", "\n", "`", "$", "漢", "🎓"),
        minLength: 1,
        maxLength: 4000,
      }),
      fc.constantFrom(
        "![x](image:0123456789abcdef01234567.png)",
        "$$\\frac{1}{2}$$",
        "```js\nlet a;\n```",
        "x".repeat(4000),
      ),
    );
    const deckPage = fc.record({
      title,
      front: side,
      back: side,
      count: fc.constantFrom(0, 1, 9, 10, 11, 40),
      search: fc.oneof(
        fc.constant(""),
        fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
        fc.constant("漢".repeat(40)),
      ),
      at: fc.nat(6),
      mayEdit: fc.boolean(),
    });
    fc.assert(
      fc.property(deckPage, ({ title: name, front, back, count, search, at, mayEdit }) => {
        const cards = manyCards(count, { front, back });
        checkView(page({ info: fullest(name), cards, search, page: at, mayEdit, notice: "It is saved." }));
      }),
      { numRuns: 60 },
    );
  });

  test("of 10,000 cards reaches the last of them", () => {
    const view = page({ info: fullest("Bones"), cards: manyCards(10_000), page: 9999, search: "bone" });
    checkView(view);
    expect(textOf(view)).toContain("`10000` front 10000");
    expect(optionsOf(view).map(({ value }) => value)).toEqual(
      Array.from({ length: 10 }, (_, n) => String(9991 + n)),
    );
    expect(labelsOf(view)).toContain("Page 1000 of 1000");
  });

  test("of an empty deck asks for the first card, and offers no quiz", () => {
    const view = page({ info: info({ cards: 0 }), cards: [] });
    checkView(view);
    expect(textOf(view)).toContain("No cards yet. Add the first one.");
    expect(labelsOf(view)).toEqual(["Add a card", "Edit deck"]);
    const readOnly = page({ info: info({ cards: 0 }), cards: [], mayEdit: false });
    checkView(readOnly);
    expect(labelsOf(readOnly)).toEqual([]);
  });

  test("offers what was deleted to be put back", () => {
    const view = page({
      info: fullest("Bones"),
      cards: manyCards(3),
      gone: manyCards(300, { front: "x".repeat(4000) }),
    });
    checkView(view);
    expect(optionsOf(view).some(({ value }) => value === "25")).toBe(true);
  });

  test("of a search keeps what was looked for, and leads back", () => {
    const view = page({ info: info({ cards: 40 }), cards: manyCards(25), search: "a:b *", page: 1 });
    checkView(view);
    expect(textOf(view)).toContain("**25 cards with “a:b \\*”**");
    const turns = partsOf(view).flatMap(({ custom_id = "", type }) =>
      type === BUTTON ? [readToken(custom_id)] : [],
    );
    expect(turns[2]).toEqual({ verb: "show", args: [ID, "2", "a:b *"] });
    expect(labelsOf(view)).toContain("All cards");
    const nothing = page({ cards: [], search: "zebra" });
    checkView(nothing);
    expect(textOf(nothing)).toContain("Nothing found. Try another word.");
  });

  test("offers what the person may do", () => {
    expect(labelsOf(page({ mayEdit: false }))).toEqual(["Quiz me"]);
    expect(labelsOf(page({ info: info({ ideas: 2 }) }))).toEqual([
      "Quiz me",
      "Add a card",
      "Edit deck",
      "2 suggestions",
    ]);
    expect(labelsOf(page({ info: info({ ideas: 2 }), mayEdit: false }))).toEqual(["Quiz me"]);
  });
});

describe("a card's page", () => {
  const cardPage = (more: Partial<CardPage>): CardPage => ({
    info: info(),
    card: card(2),
    before: 1,
    after: 3,
    mayEdit: true,
    suspended: false,
    page: 0,
    ...more,
  });
  const draw = (more: Partial<CardPage>) => cardPageView(cardPage(more), new Map());

  test("keeps to Discord's limits on each page of the longest card", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", " ", "\n", "*", "漢", "🎓"),
      minLength: 1,
      maxLength: 4000,
    });
    const picture = fc.constant(
      `${"![x](image:0123456789abcdef01234567.png)\n".repeat(20)}$$\\frac{1}{2}$$\n`.repeat(4).slice(0, 4000),
    );
    const side = fc.oneof(text, picture, fc.constant("word ".repeat(799)));
    fc.assert(
      fc.property(side, side, title, fc.boolean(), (front, back, name, mayEdit) => {
        for (let page = 0; page < 12; page += 1) {
          checkView(
            draw({ card: card(2, { front, back }), info: fullest(name), page, mayEdit, suspended: true }),
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  test("shows every word of a long card on one page or another, and each page's pictures", () => {
    const words = (letter: string) => Array.from({ length: 500 }, (_, n) => `${letter}${n}`);
    const long = card(2, { front: words("f").join(" "), back: `${words("b").join(" ")} $$\\frac{1}{2}$$` });
    const views = [0, 1, 2, 3].map((page) => draw({ card: long, page }));
    const told = views.map(textOf).join("\n").split(/\s+/);
    for (const word of [...words("f"), ...words("b")]) expect(told).toContain(word);
    expect(
      [0, 1, 2, 3].flatMap((page) => picturesOnCard({ card: long, page }).map(({ kind }) => kind)),
    ).toContain("math");
  });

  test("offers what the person may do with it", () => {
    expect(labelsOf(draw({ before: undefined }))).toEqual([
      "◀ Card",
      "All cards",
      "Card ▶",
      "Edit",
      "Suspend for me",
      "Delete",
      "Add another",
    ]);
    expect(labelsOf(draw({ mayEdit: false, suspended: true })).slice(3)).toEqual([
      "Suggest a fix",
      "Take up again",
    ]);
    expect(labelsOf(draw({ mayEdit: false, info: info({ owner: { kind: "builtin" } }) })).slice(3)).toEqual([
      "Suspend for me",
    ]);
  });

  test("the only card of a deck has no neighbours, and no id twice", () => {
    const view = draw({ before: undefined, after: undefined });
    checkView(view);
    expect(
      partsOf(view)
        .filter(({ disabled }) => disabled)
        .map(({ label }) => label),
    ).toEqual(["◀ Card", "Card ▶"]);
  });

  test("has room for hint, accepted answers and tags of any length beside a full page", () => {
    const full = card(2, {
      front: "word ".repeat(519),
      back: "b",
      hint: "*".repeat(1000),
      tags: Array.from({ length: 10 }, (_, n) => `${n}`.repeat(32)),
      accepts: Array.from({ length: 10 }, (_, n) => `${"*".repeat(99)}${n}`),
    });
    for (const page of [0, 1, 2])
      checkView(draw({ card: full, page, info: fullest("*".repeat(100)), notice: "Saved." }));
  });
});

describe("short messages about decks and cards", () => {
  test.each(TITLES)("keep to Discord's limits with the title %s", (name) => {
    for (const view of [
      deckMadeView(head(name), mention),
      deckMadeView({ ...head(name), owner: { kind: "person", id: USER } }, mention),
      deleteDeckView(fullest(name)),
      deckDeletedView(head(name)),
      cardDeletedView(head(name), 16_777_215),
      deleteCardView(info({ title: name }), card(1, { front: "x".repeat(4000) })),
      suggestedView(head(name)),
      exportedView(info({ title: name }), {
        name: "a.csv",
        data: Buffer.from(""),
        cards: 1,
        imagesLeftOut: 3,
      }),
      cancelledView(),
    ]) {
      checkView(view);
      expect(textOf(view)).not.toContain("[e](https");
    }
    for (const { label, value, description } of deckChoices(many(500, { title: name }))) {
      expect([label.length <= 100, value.length <= 100, description.length <= 100]).toEqual([
        true,
        true,
        true,
      ]);
    }
    expect(deckChoices(many(500))).toHaveLength(25);
  });
});

describe("a suggestion", () => {
  const proposal = (after: Partial<Card>, before: Card | undefined): Proposal => ({
    id: "ideaidea",
    by: USER,
    at: 1_800_000_000_000,
    number: 2,
    fields: {},
    before,
    after: before && { ...before, ...after },
  });

  test("shows what would change, and nothing else", () => {
    const before = card(2, { hint: "h", tags: ["a"] });
    const view = ideaView(info(), proposal({ back: "new\nback", tags: ["a", "b"] }, before), 2, "Rejected.");
    checkView(view);
    const told = textOf(view);
    expect(told).toContain("**Back**\n> back 2\n**becomes**\n> new\n> back");
    expect(told).toContain("**Tags**\n> a\n**becomes**\n> a, b");
    expect(told).not.toContain("**Front**");
    expect(told).not.toContain("**Hint**");
    expect(told).toContain("2 suggestions waiting");
    expect(labelsOf(view)).toEqual(["Accept", "Reject", "Open the deck"]);
  });

  test("keeps to Discord's limits however much would change", () => {
    const full = (letter: string): Card => ({
      number: 2,
      front: letter.repeat(4000 / letter.length),
      back: letter.repeat(4000 / letter.length),
      hint: letter.repeat(1000 / letter.length),
      tags: Array.from({ length: 10 }, (_, n) => `${letter.trim()}${n}`.repeat(16).slice(0, 32)),
      accepts: Array.from({ length: 10 }, (_, n) => `${letter.trim()}${n}`.repeat(50).slice(0, 100)),
    });
    for (const [was, is] of [
      ["x", "y"],
      ["a\n", "b\n"],
      ["*", "_"],
    ] as const) {
      const view = ideaView(fullest("*".repeat(100)), proposal(full(is), full(was)), 100, "Accepted.");
      checkView(view);
      expect(textOf(view).match(/becomes/g)).toHaveLength(5);
    }
  });

  test("late in a long text is shown from a little before it", () => {
    const long = `${"word ".repeat(300)}old end`;
    const view = ideaView(info(), proposal({ back: long.replace("old", "new") }, card(2, { back: long })), 1);
    checkView(view);
    expect(textOf(view)).toContain("word old end");
    expect(textOf(view)).toContain("word new end");
  });

  test("about a card that is gone can only be turned down", () => {
    const view = ideaView(fullest("*".repeat(100)), proposal({}, undefined), 1);
    checkView(view);
    expect(textOf(view)).toContain("deleted since");
    expect(partsOf(view).find(({ label }) => label === "Accept")?.disabled).toBe(true);
  });
});

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

describe("a server's settings", () => {
  test("keep to Discord's limits with as much as can be set", () => {
    const publicChannels = Array.from(
      { length: 25 },
      (_, n) => `1000000000000000${String(n).padStart(2, "0")}`,
    );
    for (const deckMakers of ["everyone", "managers", { role: SERVER }] as const) {
      for (const name of TITLES) {
        const decks = many(500, { title: name });
        const settings = { defaultDeck: listed(400).id, quizzesPrivate: true, publicChannels, deckMakers };
        const view = settingsView(settings, decks, "losses");
        checkView(view);
        // The chosen one is among the first 25, and marked.
        expect(optionsOf(view).find(({ value }) => value === listed(400).id)?.default).toBe(true);
      }
    }
    const none = {
      defaultDeck: "gone",
      quizzesPrivate: false,
      publicChannels: [],
      deckMakers: "everyone",
    } as const;
    checkView(settingsView(none, [listed(1, { id: "losses" })], "losses"));
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
      cardForm("edit", deck, 16_777_215, everything, "quiz"),
      cardForm("suggest", deck, 16_777_215, everything),
      saveForm([], everything),
      saveForm(
        many(500, { title: name }).map(({ id, title: label }) => ({ label, value: id })),
        everything,
      ),
      newDeckForm(true),
      newDeckForm(false, { title: name, description: "x".repeat(300), tags: "" }),
      editDeckForm(deck),
      editDeckForm(info({ title: name, owner: { kind: "person", id: USER } })),
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
    expect(values(editDeckForm(deck)).slice(0, 3)).toEqual([
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
