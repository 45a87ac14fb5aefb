import { type Block, cardBlocks } from "../../decks/blocks.ts";
import type { FormatId } from "../../decks/formats/types.ts";
import type { Preview } from "../../library/imports.ts";
import type { Imported } from "../../library/staged.ts";
import { deckToken, IMPORT_PREFIX, quizButton, tokensOf } from "../custom-id.ts";
import type { Drawn } from "../pictures.ts";
import { paginate } from "./paging.ts";
import {
  bar,
  button,
  COLOURS,
  card,
  gist,
  line,
  many,
  plain,
  row,
  rowOf,
  select,
  selectRow,
  shorten,
  showing,
  text,
  type View,
} from "./parts.ts";

const id = tokensOf(IMPORT_PREFIX);

const count = (cards: number) => `${cards.toLocaleString("en")} ${cards === 1 ? "card" : "cards"}`;

/** Of each side of a sample so much is shown. Characters, and blocks. */
const MOST_SAMPLE = 350;
const MOST_BLOCKS = 2;

interface Sample {
  readonly front: readonly Block[];
  readonly back: readonly Block[];
}

const beginning = (side: string): readonly Block[] => {
  const [page = []] = paginate(cardBlocks(side), MOST_SAMPLE);
  return page.slice(0, MOST_BLOCKS);
};

const samples = new WeakMap<Preview, readonly Sample[]>();

/** The first cards of a file, as far as they are shown: the same objects each time, for `Drawn`. */
function samplesOf(preview: Preview): readonly Sample[] {
  const known = samples.get(preview);
  if (known) return known;
  const made = preview.summary.samples.map(({ front, back }) => ({
    front: beginning(front),
    back: beginning(back),
  }));
  samples.set(preview, made);
  return made;
}

/** The formulas and images that a preview shows: Discord takes 10 files a message. */
export const picturesOfPreview = (preview: Preview): readonly Block[] =>
  samplesOf(preview)
    .flatMap(({ front, back }) => [...front, ...back])
    .filter(({ kind }) => kind !== "text")
    .slice(0, 10);

/** What a file holds, before anything is made of it. */
export function previewView(preview: Preview, isServer: boolean, drawn: Drawn, notice?: string): View {
  const { summary, title, wish, tally, earlier, rereadable } = preview;
  const into = tally
    ? `Into the deck **${plain(title)}**: ${tally.added} new, ${tally.updated} changed, ${tally.unchanged} as they are. Its other cards stay; so do everybody's schedules.`
    : `A new deck **${plain(title)}**${wish.owner === "server" ? " of this server" : " of your own"}.`;
  const show = showing(drawn);
  const shown = samplesOf(preview).flatMap(({ front, back }) => [
    ...front.map((block) =>
      block.kind === "text" ? text(`**${gist(block.text, MOST_SAMPLE)}**`) : show(block),
    ),
    ...back.map(show),
    line(),
  ]);
  const subdecks = summary.paths.filter(({ path }) => path.length > 0);
  const view = card(
    COLOURS.question,
    text(`## ${count(summary.cards)}`),
    notice ? text(`> ${notice}`) : undefined,
    text(`-# ${summary.detail}${preview.name ? ` · ${plain(shorten(preview.name, 80))}` : ""}`),
    text(into),
    line(),
    text(`-# ${shown.length > 0 && summary.cards > 3 ? "The first three" : "As they will look"}`),
    ...shown,
    leftOut(preview),
    subdecks.length > 0 && !tally
      ? selectRow(
          select(id("subdecks", preview.id), "Subdecks", [
            {
              label: "One deck; subdecks become tags",
              value: "tags",
              description: shorten(subdecks.map(({ path }) => path.join(": ")).join(", "), 100),
              chosen: wish.subdecks === "tags",
            },
            {
              label: `${summary.paths.length} decks, one for each subdeck`,
              value: "decks",
              chosen: wish.subdecks === "decks",
            },
          ]),
        )
      : undefined,
    rereadable ? formatRow(preview.id, summary.format) : undefined,
    row(
      button("Import", id("go", preview.id), { style: "success" }),
      button("Cancel", id("cancel", preview.id)),
      ...(earlier
        ? [button(`Update ${shorten(earlier.title, 60)}`, id("into", preview.id, earlier.id))]
        : []),
      ...(tally ? [button("Make a new deck instead", id("into", preview.id, ""))] : []),
    ),
    rowOf([
      ...(isServer && !tally
        ? [
            wish.owner === "server"
              ? button("For me alone", id("owner", preview.id, "me"))
              : button("For this server", id("owner", preview.id, "server")),
          ]
        : []),
      ...(rereadable ? [button("Other separators…", id("separators", preview.id))] : []),
      ...(summary.skippedInAll > 3 ? [button("All that is skipped", id("skipped", preview.id))] : []),
    ]),
    text("-# Nothing is made of it until you press Import. This preview lasts an hour."),
  );
  return { ...view, files: [...drawn.values()] };
}

/** The formats of texts by the names people know. */
const TEXT_FORMATS: Readonly<Record<Exclude<FormatId, "anki-package">, string>> = {
  csv: "CSV, or columns with tabs",
  qa: "Q: and A: lines",
  quizlet: "Question and answer with separators",
  "anki-text": "Anki text",
  site: "Text of a flashcard page",
  json: "Flashback's JSON",
};

/** How a text is to be read. */
const formatRow = (import_: string, now: FormatId | undefined) =>
  selectRow(
    select(
      id("format", import_),
      "How is it written?",
      Object.entries(TEXT_FORMATS).map(([value, label]) => ({
        label: `Read as: ${label}`,
        value,
        chosen: value === now,
      })),
    ),
  );

/** A text that nobody can make out: its owner says how it is written. */
export const unrecognisedView = (import_: string, why: string, again?: string): View =>
  card(
    COLOURS.trouble,
    text(why),
    formatRow(import_, undefined),
    row(
      button("Other separators…", id("separators", import_)),
      ...(again === undefined ? [] : [button("Back to the form", again)]),
      button("Cancel", id("cancel", import_)),
    ),
  );

/** What does not become a card, in short. */
function leftOut({ summary }: Preview) {
  const { skipped, skippedInAll } = summary;
  const lines = [
    ...skipped.slice(0, 3).map(({ where, why }) => `- ${plain(where)}: ${plain(why)}`),
    ...(skippedInAll > 3 ? [`- and ${skippedInAll - 3} more`] : []),
  ];
  const parts = summary.leftOut.map(([what, n]) => `${n} × ${what}`);
  const all = [
    ...(skippedInAll > 0 ? [`**Skipped: ${skippedInAll}**`, ...lines] : []),
    ...(parts.length > 0 ? [`-# Left out: ${parts.join(", ")}`] : []),
  ];
  return all.length > 0 ? text(shorten(all.join("\n"), 900)) : undefined;
}

/** Everything that is skipped, as far as it fits. */
export function skippedView({ summary }: Preview): View {
  const lines = summary.skipped.map(({ where, why }) => `- ${plain(where)}: ${plain(why)}`);
  let shown = "";
  let n = 0;
  for (const one of lines) {
    if (shown.length + one.length > 3200) break;
    shown += `${one}\n`;
    n += 1;
  }
  const rest = summary.skippedInAll - n;
  return card(
    COLOURS.calm,
    text(`## Skipped: ${summary.skippedInAll}`),
    text(shown || "Nothing."),
    rest > 0 ? text(`-# and ${rest} more`) : undefined,
  );
}

/**
 * How far a long piece of work is.
 *
 * @param all 0 where that is not known yet
 * @param import_ id of the import that goes on when its button is pressed again, should this one break off
 */
export const progressView = (what: string, done: number, all: number, import_?: string): View =>
  card(
    COLOURS.calm,
    text(`**${what}**`),
    text(
      all > 0
        ? `${bar(done, all)} ${done.toLocaleString("en")} of ${count(all)}`
        : done > 0
          ? `${count(done)} so far…`
          : "One moment…",
    ),
    import_ === undefined
      ? undefined
      : row(button("Go on", id("go", import_)), button("Cancel", id("cancel", import_))),
  );

/** What came of it. */
export function importedView(result: Imported, userId: string): View {
  const { decks, added, updated, unchanged } = result;
  const [first] = decks;
  const lines = decks.slice(0, 15).map(({ title, cards }) => `- **${plain(title)}** · ${count(cards)}`);
  const facts = [
    ...(added > 0 ? [`**${added}** new`] : []),
    ...(updated > 0 ? [`**${updated}** changed`] : []),
    ...(unchanged > 0 ? [`${unchanged} as they were`] : []),
  ];
  return card(
    COLOURS.done,
    text(
      decks.length === 1 && first
        ? `## ${plain(first.title)} is ready`
        : `## ${many(decks.length, "deck")} ready`,
    ),
    text(`${facts.join(" · ")}.`),
    decks.length > 1
      ? text([...lines, ...(decks.length > 15 ? [`- and ${decks.length - 15} more`] : [])].join("\n"))
      : undefined,
    first
      ? row(
          button(
            "Quiz me",
            quizButton({
              do: "start",
              userId,
              wish: { deck: first.id, mode: "study", cards: undefined },
              replaces: undefined,
            }),
            { style: "primary" },
          ),
          button("Open the deck", deckToken("all", first.id)),
        )
      : undefined,
  );
}

export const cancelledView = (): View => card(COLOURS.calm, text("Given up: nothing was imported."));
