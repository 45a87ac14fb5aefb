import { type Block, blockText } from "../../decks/blocks.ts";

/** Characters of a card's text on one page: with all that stands around it they stay below the 4,000 of a message. */
export const MOST_TEXT = 2600;

/** Room for the marks that end a code block on a page, and for those that begin it again on the next. Characters. */
const FENCES = 32;

/** Pictures on one page: Discord takes 10 files a message. */
const MOST_PICTURES = 8;

/** Blocks on one page: a message has at most 40 components. */
const MOST_BLOCKS = 16;

/** How much room a block takes, also where its picture cannot be made and its source is shown. */
const costOf = (block: Block) => blockText(block).length;

/** What fits on a page beside its text. */
export interface Room {
  readonly pictures: number;
  readonly blocks: number;
}

/**
 * A card's blocks, cut into what one message can hold. At least one page; each text that is too long is cut well.
 *
 * @param most characters on a page
 */
export function paginate(
  blocks: readonly Block[],
  most = MOST_TEXT,
  { pictures: mostPictures, blocks: mostBlocks }: Room = { pictures: MOST_PICTURES, blocks: MOST_BLOCKS },
): readonly (readonly Block[])[] {
  const pages: Block[][] = [];
  let page: Block[] = [];
  let room = most;
  const turn = () => {
    pages.push(page);
    page = [];
    room = most;
  };
  for (const block of blocks.flatMap((one) => pieces(one, most))) {
    const pictures = page.filter(({ kind }) => kind !== "text").length;
    const full = costOf(block) > room || pictures >= mostPictures || page.length >= mostBlocks;
    if (page.length > 0 && full) turn();
    page.push(block);
    room -= costOf(block);
  }
  if (page.length > 0 || pages.length === 0) turn();
  return pages;
}

/** A block as blocks that fit a page each. Only text can be cut: a formula has at most 2,000 characters to be drawn. */
function pieces(block: Block, most: number): readonly Block[] {
  if (costOf(block) <= most) return [block];
  const text = blockText(block);
  return cutText(text, most).map((piece) => ({ kind: "text", text: piece }));
}

/**
 * Text as pieces of at most so many characters, cut at a blank line, else at a line's end, else at a space, as late as
 * possible. A code block that is cut goes on as one.
 */
export function cutText(text: string, most: number): readonly string[] {
  const cut: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const at = placeToCut(rest, most - FENCES);
    const piece = rest.slice(0, at).trimEnd();
    rest = rest.slice(at).replace(/^\s*\n|^ +/, "");
    const open = openFence(piece);
    // Nothing but space is no page: Discord refuses an empty text.
    if (piece !== "") cut.push(open === undefined ? piece : `${piece}\n\`\`\``);
    if (open !== undefined) rest = `${open}\n${rest}`;
  }
  if (rest.trim() !== "") cut.push(rest);
  return cut;
}

function placeToCut(text: string, most: number): number {
  const head = text.slice(0, most);
  for (const mark of ["\n\n", "\n", " "]) {
    const at = head.lastIndexOf(mark);
    // A cut in the first half would leave the page half empty.
    if (at > most / 2) return at;
  }
  // No half of a character that takes two units.
  return /[\uD800-\uDBFF]/.test(head.at(-1) ?? "") ? most - 1 : most;
}

/** The line that opened a code block which is still open at the end; undefined when none is. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const [, language = ""] of text.matchAll(/```(?:([a-z0-9+#-]{1,16})\n)?/g)) {
    open = open === undefined ? `\`\`\`${language}` : undefined;
  }
  return open;
}
