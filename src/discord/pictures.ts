import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Block } from "../decks/blocks.ts";
import type { Log } from "../ops/log.ts";
import type { MathRenderer } from "../render/math.ts";
import type { ViewFile } from "./views/parts.ts";

/** A picture that takes longer is shown as its source; it is kept for the next time. Milliseconds. */
const PATIENCE = 1200;

/** Discord shows at most so much of an alt text. */
const MOST_ALT = 1024;

/** What could be drawn: a file for each of the blocks that is in it. */
export type Drawn = ReadonlyMap<Block, ViewFile>;

/** Gives the bytes of an image by its id. */
export type ImageSource = (id: string) => Promise<Buffer | undefined>;

export type Pictures = ReturnType<typeof createPictures>;

/**
 * Makes the pictures of a card: draws its formulas, takes its images from where they are kept.
 *
 * @returns a function that gives what it could make; what is missing is shown as text, see `blockText`. It throws
 *   nothing, since a card without its pictures is better than none
 */
export function createPictures(math: MathRenderer, log: Log) {
  async function make(block: Block, images: ImageSource): Promise<Buffer | undefined> {
    if (block.kind === "math") return await math.render(block.tex, block.display);
    if (block.kind === "image") return await images(block.id);
    return undefined;
  }

  return async (blocks: readonly Block[], images: ImageSource): Promise<Drawn> => {
    if (blocks.length === 0) return new Map();
    const late = wait(PATIENCE, undefined, { ref: false });
    const files = await Promise.all(
      named(blocks).map(async ({ block, name }) => {
        try {
          const data = await Promise.race([make(block, images), late]);
          return data && ([block, { name, data, ...altOf(block) }] as const);
        } catch (error) {
          log.warn({ err: error }, "could not make a picture of a card");
          return undefined;
        }
      }),
    );
    return new Map(files.filter((file) => file !== undefined));
  };
}

/** The pictures of a card that a message has already, by the names of its files. */
export function keptPictures(blocks: readonly Block[], names: readonly string[]): Drawn {
  const files = named(blocks).map(
    ({ block, name }) => [block, { name, data: NO_DATA, ...altOf(block) }] as const,
  );
  return new Map(files.filter(([, { name }]) => names.includes(name)));
}

const NO_DATA = Buffer.alloc(0);

/**
 * The pictures among blocks with the names of their files: the same content has the same name in every message, so that
 * one that shows other blocks later knows which of its files are of which. Names tell nothing of what is on them.
 */
function named(blocks: readonly Block[]): readonly { readonly block: Block; readonly name: string }[] {
  const times = new Map<string, number>();
  return blocks.flatMap((block) => {
    if (block.kind === "text") return [];
    const content = block.kind === "image" ? block.id : `${block.tex} ${block.display}`;
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
    const before = times.get(hash) ?? 0;
    times.set(hash, before + 1);
    const ending = block.kind === "image" ? block.id.slice(block.id.lastIndexOf(".")) : ".png";
    return [{ block, name: `${hash}-${before}${ending}` }];
  });
}

function altOf(block: Block): { readonly description?: string } {
  const alt = block.kind === "image" ? block.alt : block.kind === "math" ? block.tex.trim() : "";
  return alt ? { description: alt.slice(0, MOST_ALT) } : {};
}
