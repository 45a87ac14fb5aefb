import type { Owner } from "../../decks/access.ts";
import type { Card } from "../../decks/deck.ts";
import type { DeckInfo, Listed } from "../../library/library.ts";
import type { DeckHead } from "../../store/deck-record.ts";
import { cardToken, deckToken, quizButton } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  gist,
  line,
  MOST_CHOICES,
  many,
  plain,
  row,
  rowOf,
  select,
  selectRow,
  shorten,
  text,
  turning,
  type View,
} from "./parts.ts";

/** Decks, or cards of a deck, on one page of a list. */
const DECKS_A_PAGE = 15;
const CARDS_A_PAGE = 10;

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
    selectRow(select(deckToken("open"), "Open a deck…", choices)),
    pages > 1 ? row(...turning((to) => deckToken("list", to), at, pages, deckToken("page"))) : undefined,
    deleted.length > 0
      ? selectRow(
          select(deckToken("back"), `Deleted: bring one of ${deleted.length} back…`, deckChoices(deleted)),
        )
      : undefined,
    row(button("New deck", deckToken("new"), { style: "primary" })),
    text(`-# Have cards in a file? ${mention("deck import")} takes CSV, Anki, Quizlet and more.`),
  );
}

const deckLine = ({ title, cards, ideas, creator, owner }: Listed) =>
  [
    `- **${plain(shorten(title, 60))}** · ${many(cards, "card")}`,
    ...(owner.kind === "server" && creator ? [`by <@${creator}>`] : []),
    ...(ideas > 0 ? [many(ideas, "suggestion")] : []),
  ].join(" · ");

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
      ? selectRow(select(deckToken("card", info.id, at, search), "Look at a card…", choices))
      : undefined,
    gone.length > 0
      ? selectRow(
          select(
            deckToken("putback", info.id),
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
          ...turning((to) => deckToken("show", info.id, to, search), at, pages, deckToken("page")),
          ...(search ? [button("All cards", deckToken("all", info.id))] : []),
        )
      : undefined,
    rowOf([
      ...(info.cards > 0 ? [button("Quiz me", startToken(userId, info.id), { style: "primary" })] : []),
      ...(mayEdit ? [button("Add a card", cardToken("add", info.id, 0))] : []),
      ...(info.cards > CARDS_A_PAGE ? [button("Search", deckToken("find", info.id))] : []),
      ...(mayEdit ? [button("Edit deck", deckToken("edit", info.id))] : []),
      ...(mayEdit && info.ideas > 0
        ? [button(many(info.ideas, "suggestion"), deckToken("ideas", info.id), { style: "success" })]
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
      button("Open the deck", deckToken("all", head.id)),
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
      button("Delete", deckToken("delete", info.id), { style: "danger" }),
      button("Keep it", deckToken("all", info.id), { style: "secondary" }),
    ),
  );
}

export const deckDeletedView = (head: DeckHead): View =>
  card(
    COLOURS.calm,
    text(
      `**${plain(head.title)}** is deleted. For a day it can be brought back, with this button or from the list of decks.`,
    ),
    row(button("Bring it back", deckToken("restore", head.id), { style: "primary" })),
  );

/** Decks as choices of an option or a select. */
export const deckChoices = (decks: readonly Listed[]) =>
  decks.slice(0, MOST_CHOICES).map(({ id, title, cards, owner }) => ({
    label: title,
    value: id,
    description: `${many(cards, "card")}${owner.kind === "person" ? " · yours" : ""}`,
  }));
