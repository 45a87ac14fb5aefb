import { fromAnkiMath } from "./anki-math.ts";
import { type AnkiHead, readAnkiHead } from "./anki-text-head.ts";
import { cleanTitle, count, type RawCard } from "./clean.ts";
import { clozeCards } from "./cloze.ts";
import { asDeck, collect, lines, nothingYet } from "./collect.ts";
import { columnsOf, countUnused, type Role, splitAccepts } from "./columns.ts";
import { htmlToMarkdown } from "./html.ts";
import { type Row, readTable } from "./table.ts";
import { FormatError, type ReadDeck } from "./types.ts";

/** Where the parts of a note stand in a row; undefined where they do not. */
type Columns = ReadonlyMap<Role | "notetype" | "deck" | "reverse" | "guid", number>;

/**
 * Reads the text that Anki exports: header lines that begin with "#", then one note a row. Columns are what "#columns"
 * calls them where it names a front and a back; otherwise the first two that hold no deck, note type, tags or guid are
 * the note's two sides. A note gives a card, two where its note type is a reversed one, one for each number where it
 * has deletions and is not said to be Basic, which has none. A card's source is "<guid>:<number of the card in its
 * note>", as in packages, unless our own export says it in a column of its own.
 *
 * Cells with HTML become Markdown; pictures and sounds of a text export lie elsewhere, and are counted in `leftOut`.
 * Of "A::B::C" decks, "A" is the title where all have it, and the rest the path.
 *
 * @throws FormatError where the file does not say its separator and has none that can be seen, or is a broken table
 */
export function readAnkiText(text: string): ReadDeck {
  const head = readAnkiHead(text);
  const body = text.split("\n").slice(head.lines).join("\n");
  const separator =
    head.separator ?? ["\t", "|", ";", ":", ","].find((candidate) => body.includes(candidate));
  if (separator === undefined) {
    throw new FormatError(
      "This Anki file does not say what separates its columns. Put the line #separator:tab at its top, or export it again.",
    );
  }
  const rows = readTable(body, { separator, firstLine: head.lines + 1, comments: true });
  const html =
    head.html ?? /<\/?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,200})?\/?>|&(?:[a-z]{2,8}|#\d{1,6});/i.test(body);
  const columns = findColumns(head, rows);
  const found = nothingYet();
  const decks = rows.map((row) => deckOf(head, columns, row));
  const [top] = decks.find((path) => path.length > 0) ?? [];
  const title = top !== undefined && decks.every((path) => path[0] === top) ? top : undefined;
  rows.forEach((row, index) => {
    const path = (decks[index] ?? []).slice(title === undefined ? 0 : 1);
    const where = lines(row.line, row.lastLine);
    const convert = html ? fromHtml(found.leftOut) : fromAnkiMath;
    for (const card of cardsOf(row, head, columns, convert)) collect(found, where, { ...card, path });
  });
  countUnused(found.leftOut, rows, new Set(columns.values()), head.names);
  return asDeck(found, "anki-text", html ? "Anki text with HTML" : "Anki text", title);
}

function findColumns(head: AnkiHead, rows: readonly Row[]): Columns {
  const columns = new Map<Role | "notetype" | "deck" | "reverse" | "guid", number>();
  for (const key of ["notetype", "deck", "tags", "guid"] as const) {
    const column = head.columns[key];
    if (column !== undefined) columns.set(key, column);
  }
  const special = new Set(columns.values());
  const named = columnsOf(head.names.map((name, column) => (special.has(column) ? "" : name)));
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const regular = Array.from({ length: width }, (_, column) => column).filter(
    (column) => !special.has(column),
  );
  const front = named.has("front") && named.has("back") ? named.get("front") : regular[0];
  const back = named.has("front") && named.has("back") ? named.get("back") : regular[1];
  if (front !== undefined) columns.set("front", front);
  if (back !== undefined) columns.set("back", back);
  const own = head.names.slice(0, 4).join() === "GUID,Front,Back,Tags";
  for (const role of ["hint", "accepts", "tags", ...(own ? (["source"] as const) : [])] as const) {
    const column = named.get(role);
    if (column !== undefined && ![front, back].includes(column) && !columns.has(role))
      columns.set(role, column);
  }
  // "Add Reverse", the third field of "Basic (optional reversed card)": filled, it asks for the second card.
  const reverse = regular[2];
  const notetypes = [head.notetype, ...rows.map(({ cells }) => cells[columns.get("notetype") ?? Number.NaN])];
  if (reverse !== undefined && ![...columns.values()].includes(reverse) && notetypes.some(isOptional)) {
    columns.set("reverse", reverse);
  }
  return columns;
}

function cardsOf(
  row: Row,
  head: AnkiHead,
  columns: Columns,
  convert: (cell: string) => string,
): readonly RawCard[] {
  const cell = (column: Parameters<Columns["get"]>[0]) => row.cells[columns.get(column) ?? Number.NaN] ?? "";
  const front = convert(cell("front"));
  const back = convert(cell("back"));
  const guid = cell("guid").trim();
  const source = (ord: number) => cell("source").trim() || (guid === "" ? undefined : `${guid}:${ord}`);
  const tags = [...head.tags, ...cell("tags").split(/\s+/)];
  const shared = { tags, accepts: splitAccepts(cell("accepts")) };
  const notetype = cell("notetype").trim() || (head.notetype ?? "");
  const deletions = /^basic\b/i.test(notetype) ? [] : clozeCards(front);
  if (deletions.length > 0) {
    const extra = back.trim() === "" ? "" : `\n\n${back}`;
    return deletions.map((card) => ({
      tags,
      front: card.front,
      back: card.back + extra,
      source: source(card.ord),
    }));
  }
  const first = { ...shared, front, back, hint: convert(cell("hint")), source: source(0) };
  const reversed = isOptional(notetype) ? cell("reverse").trim() !== "" : /\breversed\b/i.test(notetype);
  return reversed ? [first, { tags, front: back, back: front, source: source(1) }] : [first];
}

function isOptional(notetype: string | undefined): boolean {
  return /optional reversed/i.test(notetype ?? "");
}

/** The path of a note's deck, outermost first. Ids, which Anki takes for names too, say nothing to people. */
function deckOf(head: AnkiHead, columns: Columns, row: Row): readonly string[] {
  const name = row.cells[columns.get("deck") ?? Number.NaN]?.trim() || head.deck || "";
  if (/^\d{10,}$/.test(name)) return [];
  return name.split("::").flatMap((part) => cleanTitle(part) ?? []);
}

function fromHtml(leftOut: Map<string, number>): (cell: string) => string {
  return (cell) => {
    const silent = cell.replace(/\[sound:[^\]\n]{0,300}\]/g, () => {
      count(leftOut, "sound");
      return "";
    });
    return htmlToMarkdown(silent, () => {
      count(leftOut, "image");
      return undefined;
    });
  };
}
