import { type Block, cardBlocks } from "../../decks/blocks.ts";
import type { Card } from "../../decks/deck.ts";
import type { DeckInfo } from "../../library/library.ts";
import type { DeckHead } from "../../store/deck-record.ts";
import { cardToken, deckToken } from "../custom-id.ts";
import type { Drawn } from "../pictures.ts";
import { paginate } from "./paging.ts";
import {
  button,
  COLOURS,
  card,
  gist,
  line,
  plain,
  row,
  shorten,
  showing,
  text,
  turning,
  type View,
} from "./parts.ts";

/** Hint, accepted answers and tags together: with both sides they stay below the 4,000 characters of a message. */
const MOST_MORE = 800;

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
  const show = showing(drawn);
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
    pages > 1
      ? row(...turning((to) => deckToken("view", info.id, one.number, to), at, pages, deckToken("page")))
      : undefined,
    row(
      button("◀ Card", deckToken("view", info.id, before ?? one.number, "p"), {
        disabled: before === undefined,
      }),
      button("All cards", deckToken("all", info.id)),
      button("Card ▶", deckToken("view", info.id, after ?? one.number, "n"), {
        disabled: after === undefined,
      }),
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

export const cardDeletedView = (head: DeckHead, number: number): View =>
  card(
    COLOURS.calm,
    text(
      `Card ${number} of **${plain(head.title)}** is deleted. For a day it can be put back, here or on the page of the deck.`,
    ),
    row(
      button("Put it back", cardToken("restore", head.id, number), { style: "primary" }),
      button("Open the deck", deckToken("all", head.id)),
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
      button("Keep it", deckToken("view", info.id, one.number, 0)),
    ),
  );
