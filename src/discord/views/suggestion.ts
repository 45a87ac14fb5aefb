import type { DeckInfo } from "../../library/library.ts";
import type { Proposal } from "../../library/suggesting.ts";
import type { DeckHead } from "../../store/deck-record.ts";
import { deckToken } from "../custom-id.ts";
import { button, COLOURS, card, line, many, plain, row, shorten, text, type View } from "./parts.ts";

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
      button("Accept", deckToken("accept", info.id, idea.id), {
        style: "success",
        disabled: fields.length === 0,
      }),
      button("Reject", deckToken("reject", info.id, idea.id), { style: "danger" }),
      button("Open the deck", deckToken("all", info.id)),
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
