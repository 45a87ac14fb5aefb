import type { Owner } from "../../decks/access.ts";
import { type Block, blockText, cardBlocks } from "../../decks/blocks.ts";
import type { Card } from "../../decks/deck.ts";
import type { DeckInfo, Listed } from "../../library/library.ts";
import type { Proposal } from "../../library/suggesting.ts";
import type { DeckHead } from "../../store/deck-record.ts";
import { CARD_PREFIX, DECK_PREFIX, quizButton, token } from "../custom-id.ts";
import type { Drawn } from "../pictures.ts";
import { paginate } from "./paging.ts";
import {
  button,
  COLOURS,
  card,
  gist,
  line,
  MOST_CHOICES,
  many,
  picture,
  plain,
  row,
  rowOf,
  select,
  selectRow,
  shorten,
  text,
  type View,
} from "./parts.ts";

/** Decks, or cards of a deck, on one page of a list. */
const DECKS_A_PAGE = 15;
const CARDS_A_PAGE = 10;

const deck = (verb: string, ...args: readonly (string | number)[]) => token(DECK_PREFIX, verb, ...args);
const cardToken = (verb: string, ...args: readonly (string | number)[]) => token(CARD_PREFIX, verb, ...args);

const SECTIONS = [
  ["server", "This server's"],
  ["person", "Yours"],
  ["builtin", "On board"],
  ["elsewhere", "In your other servers"],
] as const;

/**
 * All decks a person may use, in sections.
 *
 * @param deleted those they may bring back
 * @param guildId the server they are in
 */
export function deckListView(
  decks: readonly Listed[],
  deleted: readonly Listed[],
  page: number,
  guildId: string | undefined,
  mention: (command: string) => string,
): View {
  const sectionOf = ({ owner }: Listed) =>
    owner.kind === "server" && owner.id !== guildId ? "elsewhere" : owner.kind;
  const pages = Math.max(1, Math.ceil(decks.length / DECKS_A_PAGE));
  const at = Math.min(page, pages - 1);
  const shown = decks.slice(at * DECKS_A_PAGE, (at + 1) * DECKS_A_PAGE);
  const sections = SECTIONS.flatMap(([kind, title]) => {
    const inIt = shown.filter((one) => sectionOf(one) === kind);
    return inIt.length === 0 ? [] : [text(`**${title}**\n${inIt.map(deckLine).join("\n")}`)];
  });
  const choices = shown.map(({ id, title, cards }) => ({
    label: title,
    value: id,
    description: many(cards, "card"),
  }));
  return card(
    COLOURS.calm,
    text("## Decks"),
    ...sections,
    line(),
    selectRow(select(deck("open"), "Open a deck…", choices)),
    pages > 1 ? pageRow((to) => deck("list", to), at, pages) : undefined,
    deleted.length > 0
      ? selectRow(select(deck("back"), `Deleted: bring one of ${deleted.length} back…`, deckChoices(deleted)))
      : undefined,
    row(button("New deck", deck("new"), { style: "primary" })),
    text(`-# Have cards in a file? ${mention("deck import")} takes CSV, Anki, Quizlet and more.`),
  );
}

const deckLine = ({ title, cards, ideas, creator, owner }: Listed) =>
  [
    `- **${plain(shorten(title, 60))}** · ${many(cards, "card")}`,
    ...(owner.kind === "server" && creator ? [`by <@${creator}>`] : []),
    ...(ideas > 0 ? [many(ideas, "suggestion")] : []),
  ].join(" · ");

function pageRow(to: (page: number) => string, at: number, pages: number) {
  return row(
    button("◀", to(Math.max(0, at - 1)), { disabled: at === 0 }),
    button(`Page ${at + 1} of ${pages}`, deck("page"), { disabled: true }),
    button("▶", to(at + 1), { disabled: at >= pages - 1 }),
  );
}

/** Hint, accepted answers and tags together: with both sides they stay below the 4,000 characters of a message. */
const MOST_MORE = 800;

const ownerWords = ({ kind }: Owner, isHere: boolean) =>
  kind === "builtin"
    ? "ships with the bot"
    : kind === "person"
      ? "yours alone"
      : isHere
        ? "this server's"
        : "another server's";

/** What a deck's page shows. */
export interface DeckPage {
  readonly info: DeckInfo;
  readonly cards: readonly Card[];
  readonly search: string;
  readonly page: number;
  readonly mayEdit: boolean;
  readonly userId: string;
  /** Whether it belongs to the server the person is in. */
  readonly isHere: boolean;
  /** Cards that can be put back, for those who may. */
  readonly gone: readonly Card[];
  /** One sentence about what just happened. */
  readonly notice?: string;
}

/** A deck and its cards as a list, a page at a time. */
export function deckView({
  info,
  cards,
  search,
  page,
  mayEdit,
  userId,
  isHere,
  gone,
  notice,
}: DeckPage): View {
  const pages = Math.max(1, Math.ceil(cards.length / CARDS_A_PAGE));
  const at = Math.min(page, pages - 1);
  const shown = cards.slice(at * CARDS_A_PAGE, (at + 1) * CARDS_A_PAGE);
  const facts = [
    many(info.cards, "card"),
    ownerWords(info.owner, isHere),
    ...(info.creator && info.owner.kind === "server" ? [`by <@${info.creator}>`] : []),
    ...(info.editorRole ? [`editors <@&${info.editorRole}>`] : []),
    ...info.tags.map((tag) => `#${tag}`),
  ];
  const found = search ? `**${many(cards.length, "card")} with “${plain(search)}”**\n` : "";
  const list = shown.map((one) => `\`${one.number}\` ${gist(one.front, 90)}`).join("\n");
  const empty = search ? "Nothing found. Try another word." : "No cards yet. Add the first one.";
  const choices = shown.map((one) => ({
    label: `${one.number} · ${gist(one.front, 80)}`,
    value: String(one.number),
    description: gist(one.back, 90),
  }));
  return card(
    COLOURS.question,
    text(`## ${plain(info.title)}`),
    text(`-# ${facts.join(" · ")}`),
    info.description ? text(shorten(info.description, 300)) : undefined,
    notice ? text(`> ${notice}`) : undefined,
    line(),
    text(found + (list || empty)),
    shown.length > 0
      ? selectRow(select(deck("card", info.id, at, search), "Look at a card…", choices))
      : undefined,
    gone.length > 0
      ? selectRow(
          select(
            deck("putback", info.id),
            `Deleted: put one of ${many(gone.length, "card")} back…`,
            gone.map((one) => ({
              label: `${one.number} · ${gist(one.front, 80)}`,
              value: String(one.number),
            })),
          ),
        )
      : undefined,
    pages > 1 || search
      ? row(
          button("◀", deck("show", info.id, Math.max(0, at - 1), search), { disabled: at === 0 }),
          button(`Page ${at + 1} of ${pages}`, deck("page"), { disabled: true }),
          button("▶", deck("show", info.id, at + 1, search), { disabled: at >= pages - 1 }),
          ...(search ? [button("All cards", deck("all", info.id))] : []),
        )
      : undefined,
    rowOf([
      ...(info.cards > 0 ? [button("Quiz me", startToken(userId, info.id), { style: "primary" })] : []),
      ...(mayEdit ? [button("Add a card", cardToken("add", info.id, 0))] : []),
      ...(info.cards > CARDS_A_PAGE ? [button("Search", deck("find", info.id))] : []),
      ...(mayEdit ? [button("Edit deck", deck("edit", info.id))] : []),
      ...(mayEdit && info.ideas > 0
        ? [button(many(info.ideas, "suggestion"), deck("ideas", info.id), { style: "success" })]
        : []),
    ]),
  );
}

const startToken = (userId: string, id: string) =>
  quizButton({
    do: "start",
    userId,
    wish: { deck: id, mode: "study", cards: undefined },
    replaces: undefined,
  });

/** What a card's page shows. */
export interface CardPage {
  readonly info: DeckInfo;
  readonly card: Card;
  /** Numbers of the cards before and after it in the deck. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly mayEdit: boolean;
  readonly suspended: boolean;
  /** Which page of a card too long for one message, from 0. */
  readonly page: number;
  readonly notice?: string;
}

interface Sides {
  readonly front: readonly Block[];
  readonly back: readonly Block[];
  readonly pages: number;
}

type Shown = Pick<CardPage, "card" | "page">;

const sides = new WeakMap<Shown, Sides>();

/** What of a card's page is shown: the same blocks each time, since `Drawn` goes by them. */
function sidesOf(shown: Shown): Sides {
  const known = sides.get(shown) ?? cutSides(shown);
  sides.set(shown, known);
  return known;
}

function cutSides({ card: { front, back }, page }: Shown): Sides {
  const [fronts, backs] = [cardBlocks(front), cardBlocks(back)];
  const whole = paginate([...fronts, ...backs]);
  if (whole.length === 1) return { front: fronts, back: backs, pages: 1 };
  const pages = [
    ...paginate(fronts).map((blocks) => ({ front: blocks, back: [] as readonly Block[] })),
    ...paginate(backs).map((blocks) => ({ front: [] as readonly Block[], back: blocks })),
  ];
  const at = pages[Math.min(page, pages.length - 1)] ?? { front: fronts, back: backs };
  return { ...at, pages: pages.length };
}

/** The formulas and images on a card's page. */
export const picturesOnCard = (shown: Shown): readonly Block[] => {
  const { front, back } = sidesOf(shown);
  return [...front, ...back].filter(({ kind }) => kind !== "text");
};

/** One card, both sides. */
export function cardPageView(shown: CardPage, drawn: Drawn): View {
  const { info, card: one, before, after, mayEdit, suspended, page, notice } = shown;
  const { front, back, pages } = sidesOf(shown);
  const show = (block: Block) => {
    const file = drawn.get(block);
    return file ? picture(file) : text(blockText(block));
  };
  const more = [
    ...(one.hint ? [`**Hint:** ${gist(one.hint, 500)}`] : []),
    ...(one.accepts?.length ? [`**Also accepted:** ${one.accepts.map(plain).join(" · ")}`] : []),
    ...(one.tags.length > 0 ? [one.tags.map((tag) => `#${tag}`).join(" ")] : []),
  ];
  const at = Math.min(page, pages - 1);
  const isBuiltin = info.owner.kind === "builtin";
  const view = card(
    suspended ? COLOURS.calm : COLOURS.answer,
    text(`-# **${plain(info.title)}** · card ${one.number}${suspended ? " · suspended for you" : ""}`),
    notice ? text(`> ${notice}`) : undefined,
    ...front.map(show),
    ...(front.length > 0 && back.length > 0 ? [line()] : []),
    ...back.map(show),
    ...(more.length > 0 ? [line(), text(shorten(more.join("\n"), MOST_MORE))] : []),
    pages > 1 ? pageRow((to) => deck("view", info.id, one.number, to), at, pages) : undefined,
    row(
      button("◀ Card", deck("view", info.id, before ?? one.number, "p"), { disabled: before === undefined }),
      button("All cards", deck("all", info.id)),
      button("Card ▶", deck("view", info.id, after ?? one.number, "n"), { disabled: after === undefined }),
    ),
    row(
      ...(mayEdit
        ? [button("Edit", cardToken("edit", info.id, one.number), { style: "primary" })]
        : isBuiltin
          ? []
          : [button("Suggest a fix", cardToken("suggest", info.id, one.number))]),
      button(
        suspended ? "Take up again" : "Suspend for me",
        cardToken(suspended ? "unsuspend" : "suspend", info.id, one.number),
      ),
      ...(mayEdit
        ? [
            button("Delete", cardToken("delete", info.id, one.number), { style: "danger" }),
            button("Add another", cardToken("add", info.id, 0)),
          ]
        : []),
    ),
  );
  return { ...view, files: [...drawn.values()] };
}

/** A new or changed deck. */
export function deckMadeView(head: DeckHead, mention: (command: string) => string): View {
  const whose = head.owner.kind === "server" ? "a deck of this server" : "a deck of your own";
  return card(
    COLOURS.done,
    text(`## ${plain(head.title)}`),
    text(
      `It is ${whose}, still empty. Write the first card, or bring cards from a file with ${mention("deck import")}.`,
    ),
    row(
      button("Add a card", cardToken("add", head.id, 0), { style: "primary" }),
      button("Open the deck", deck("all", head.id)),
    ),
  );
}

/** Asks before a deck is deleted. */
export function deleteDeckView(info: DeckInfo): View {
  return card(
    COLOURS.trouble,
    text(`## Delete ${plain(info.title)}?`),
    text(
      `Its ${many(info.cards, "card")} will be gone for everybody. For a day it can be brought back, with everybody's schedules.`,
    ),
    row(
      button("Delete", deck("delete", info.id), { style: "danger" }),
      button("Keep it", deck("all", info.id), { style: "secondary" }),
    ),
  );
}

export const deckDeletedView = (head: DeckHead): View =>
  card(
    COLOURS.calm,
    text(
      `**${plain(head.title)}** is deleted. For a day it can be brought back, with this button or from the list of decks.`,
    ),
    row(button("Bring it back", deck("restore", head.id), { style: "primary" })),
  );

export const cardDeletedView = (head: DeckHead, number: number): View =>
  card(
    COLOURS.calm,
    text(
      `Card ${number} of **${plain(head.title)}** is deleted. For a day it can be put back, here or on the page of the deck.`,
    ),
    row(
      button("Put it back", cardToken("restore", head.id, number), { style: "primary" }),
      button("Open the deck", deck("all", head.id)),
    ),
  );

/** Asks before a card is deleted. */
export const deleteCardView = (info: DeckInfo, one: Card): View =>
  card(
    COLOURS.trouble,
    text(`**Delete card ${one.number} of ${plain(info.title)}?** It will be gone for everybody.`),
    text(gist(one.front, 300)),
    row(
      button("Delete", cardToken("gone", info.id, one.number), { style: "danger" }),
      button("Keep it", deck("view", info.id, one.number, 0)),
    ),
  );

/** What a person reads who sent a suggestion. */
export const suggestedView = (head: DeckHead): View =>
  card(
    COLOURS.done,
    text(
      `**Thank you.** Your suggestion waits for the editors of **${plain(head.title)}**. Until they take it up, the card stays as it is.`,
    ),
  );

/** One suggestion: the card as it is and as it would be, from where they differ. */
export function ideaView(info: DeckInfo, idea: Proposal, left: number, notice?: string): View {
  const { before, after } = idea;
  const changed = (["front", "back", "hint", "accepts", "tags"] as const).filter(
    (field) => said(before?.[field]) !== said(after?.[field]),
  );
  const most = Math.floor(MOST_CHANGES / (2 * Math.max(1, changed.length)));
  const fields = changed.map((field) => {
    const [was, is] = fromDifference(said(before?.[field]), said(after?.[field]));
    return text(`**${FIELD_NAMES[field]}**\n${quote(was, most)}\n**becomes**\n${quote(is, most)}`);
  });
  return card(
    COLOURS.question,
    text(`-# **${plain(info.title)}** · card ${idea.number} · ${many(left, "suggestion")} waiting`),
    notice ? text(`> ${notice}`) : undefined,
    text(
      `${idea.by === undefined ? "Somebody" : `<@${idea.by}>`} suggests, <t:${Math.floor(idea.at / 1000)}:R>:`,
    ),
    line(),
    ...(fields.length > 0
      ? fields
      : [text(before ? "The card says this already." : "The card has been deleted since.")]),
    row(
      button("Accept", deck("accept", info.id, idea.id), { style: "success", disabled: fields.length === 0 }),
      button("Reject", deck("reject", info.id, idea.id), { style: "danger" }),
      button("Open the deck", deck("all", info.id)),
    ),
  );
}

/** Characters that stand before the first difference of two long texts. */
const LEAD = 60;

/** Two texts from a little before where they differ. */
function fromDifference(was: string, is: string): readonly [string, string] {
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  if (at <= LEAD) return [was, is];
  const cut = (whole: string) =>
    whole === "" ? "" : `…${whole.slice(at - LEAD).replace(/^[\uDC00-\uDFFF]/, "")}`;
  return [cut(was), cut(is)];
}

const FIELD_NAMES = {
  front: "Front",
  back: "Back",
  hint: "Hint",
  accepts: "Also accepted",
  tags: "Tags",
} as const;

const said = (value: string | readonly string[] | undefined) =>
  typeof value === "string" ? value : (value ?? []).join(", ");

/** What a suggestion changes, before and after: so much fits into a message. Characters. */
const MOST_CHANGES = 3000;

const quote = (content: string, most: number) =>
  content === "" ? "-# nothing" : shorten(`> ${content.replaceAll("\n", "\n> ")}`, most);

/** Decks as choices of an option or a select. */
export const deckChoices = (decks: readonly Listed[]) =>
  decks.slice(0, MOST_CHOICES).map(({ id, title, cards, owner }) => ({
    label: title,
    value: id,
    description: `${many(cards, "card")}${owner.kind === "person" ? " · yours" : ""}`,
  }));
