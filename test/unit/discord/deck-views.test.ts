import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "../../../src/decks/deck.ts";
import { readToken } from "../../../src/discord/custom-id.ts";
import {
  type CardPage,
  cardDeletedView,
  cardPageView,
  deleteCardView,
  picturesOnCard,
} from "../../../src/discord/views/card-page.ts";
import {
  type DeckPage,
  deckChoices,
  deckDeletedView,
  deckListView,
  deckMadeView,
  deckView,
  deleteDeckView,
} from "../../../src/discord/views/deck.ts";
import { exportedView } from "../../../src/discord/views/export.ts";
import { cancelledView } from "../../../src/discord/views/import.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import { ideaView, suggestedView } from "../../../src/discord/views/suggestion.ts";
import type { Proposal } from "../../../src/library/suggesting.ts";
import type { DeckHead } from "../../../src/store/deck-record.ts";

import { fullest, ID, info, listed, many, SERVER, TITLES, title, USER } from "./decks.ts";
import { BUTTON, checkView, GALLERY, labelsOf, optionsOf, partsOf, textOf } from "./limits.ts";

const head = (name: string): DeckHead => ({
  ...info({ title: name }),
  creator: USER,
  next: 4,
  growth: [],
  bytes: 100,
  imageBytes: 0,
  origin: undefined,
  deletedAt: undefined,
});
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
  test("holds the longest titles there are, and many that are deleted", () => {
    const decks = many(40, { title: "*".repeat(100), ideas: 100 });
    const deleted = Array.from({ length: 500 }, (_, n) => listed(n + 1000, { title: "*".repeat(100) }));
    for (const page of [0, 1, 2, 3]) checkView(deckListView(decks, deleted, page, SERVER, mention));
    const told = Array.from({ length: 8 }, (_, page) =>
      textOf(deckListView(decks, [], page, SERVER, mention)),
    );
    expect(told[0]).toContain("\\*".repeat(59));
  });

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
      isHere: true,
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

  test("a picture that was drawn is shown with its text for those who cannot see it", () => {
    const shown = cardPage({ card: card(2, { front: "![a *cat*](image:0123456789abcdef01234567.png)" }) });
    const [block] = picturesOnCard(shown);
    if (!block) throw new Error("there is no picture on the card");
    const file = { name: "0-x.png", data: Buffer.from("x"), description: "a cat" };
    const view = cardPageView(shown, new Map([[block, file]]));
    checkView(view);
    expect(view.files).toEqual([file]);
    expect(partsOf(view).find(({ type }) => type === GALLERY)?.items?.[0]).toMatchObject({
      description: "a cat",
    });
  });

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
