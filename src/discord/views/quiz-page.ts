import { type Block, blockText } from "../../decks/blocks.ts";
import type { CardScene } from "../../quiz/scene.ts";
import { roomOf } from "./answers.ts";
import { MOST_TEXT, paginate, type Room } from "./paging.ts";
import { shorten } from "./parts.ts";

/** Of a question that leaves no room for its answer, so much stands above the answer. Characters. */
const REMINDER = 300;

/** Characters of a hint or an answer on one page, under a question's beginning. */
const MOST_BELOW = 2200;

/** A front up to this length is set large; a longer one would fill the screen. */
const LARGE_FRONT = 220;

/** What fits beside four choices, each with a picture, and beside an answer that was given. */
const BESIDE_CHOICES: Room = { pictures: 6, blocks: 6 };
const BESIDE_GIVEN: Room = { pictures: 8, blocks: 11 };

/** What stands on the page of a card that is shown. */
interface Page {
  readonly front: readonly Block[];
  readonly below: readonly Block[];
  /** Which page it is, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
  /** Whether no more than the beginning of the question stands above the hint or the answer. */
  readonly shortened: boolean;
}

/**
 * What of a card stands in the message: both sides where they fit, else the question page by page, or the hint or the
 * answer under the question's beginning. A page number that is too high is the last page's.
 */
export function pageOf(scene: CardScene): Page {
  const { front, hint, answer, ask, page } = scene;
  const below = answer ? answer.back : typeof hint === "boolean" ? [] : hint;
  const taken = roomOf(scene);
  const beside = ask?.by === "choice" ? BESIDE_CHOICES : answer?.given ? BESIDE_GIVEN : undefined;
  const [first = [], ...more] = paginate([...front, ...below], MOST_TEXT - taken, beside);
  if (more.length === 0) {
    const [above, under] = [first.slice(0, front.length), first.slice(front.length)];
    return { front: above, below: under, page: 0, pages: 1, shortened: false };
  }
  if (below.length === 0) return { ...turned([first, ...more], page), below: [], shortened: false };
  const texts = front.map(blockText).join(" ").replace(/\s+/g, " ");
  const beginning: readonly Block[] = [{ kind: "text", text: shorten(texts, REMINDER) }];
  const room = MOST_BELOW - taken;
  if (!answer) {
    return { front: beginning, below: onOnePage(below, room, beside), page: 0, pages: 1, shortened: true };
  }
  const { front: shown, ...place } = turned(paginate(below, room, beside), page);
  return { front: beginning, below: shown, ...place, shortened: true };
}

/** One of several pages, the last for a number that is too high. */
function turned(pages: readonly (readonly Block[])[], wanted: number) {
  const page = Math.min(wanted, pages.length - 1);
  return { front: pages[page] ?? [], page, pages: pages.length };
}

/** A hint as a whole, at once: of its formulas and images, those beyond what a message takes are shown as text. */
function onOnePage(hint: readonly Block[], most: number, beside: Room | undefined): readonly Block[] {
  const [first = [], ...more] = paginate(hint, most, beside);
  const rest = more.flat().map(blockText).join("\n");
  const room = most - first.reduce((sum, block) => sum + blockText(block).length, 0);
  return rest === "" ? first : [...first, { kind: "text", text: shorten(rest, Math.max(1, room)) }];
}

/** A short question is set large, with its picture if need be; one that goes on after a picture is not. */
export function isLarge(front: readonly Block[]): boolean {
  const [first, ...more] = front;
  if (first?.kind !== "text" || more.some(({ kind }) => kind === "text")) return false;
  return first.text.length <= LARGE_FRONT && !first.text.includes("\n");
}
