import { mayEdit, type Owner, type Viewer } from "../decks/access.ts";
import { FormatError, type Separators, UnknownFormatError } from "../decks/formats/types.ts";
import type { Offload, ReadSummary } from "../offload/offload.ts";
import { createQueue } from "../offload/queue.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { readCards } from "../store/decks.ts";
import {
  beginStage,
  closeStage,
  dropParts,
  openStage,
  readPart,
  type Stage,
  stagePart,
} from "../store/imports.ts";
import { readShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";
import { createMerge, type Tally } from "./merge.ts";
import { createPlacing, type PlacingDeps, titleOf } from "./placing.ts";
import {
  cardsOf,
  Ended,
  type Imported,
  type ImportWish,
  type OnProgress,
  type Staged,
  soon,
  UNREAD,
  Unrecognised,
} from "./staged.ts";

const FILES_AT_ONCE = 2;
const FILES_WAITING = 20;

/** A file up to this size is kept while its preview is open, so that it can be read in another way. Bytes. */
const MOST_KEPT = 2 * 1024 * 1024;

export interface ImportDeps extends PlacingDeps {
  readonly offload: Offload;
  readonly checkRoom: (deadline: number) => Promise<void>;
}

/** A file that was read, as it waits for `Import`. */
export interface Preview {
  readonly id: string;
  readonly name: string | undefined;
  readonly summary: ReadSummary;
  readonly wish: ImportWish;
  /** Title of the deck it goes into; the deck there is, or the new one. */
  readonly title: string;
  /** What would happen to the cards of the deck there is. */
  readonly tally: Tally | undefined;
  /** A deck of the same source, which the cards could update instead. */
  readonly earlier: { readonly id: string; readonly title: string } | undefined;
  /** Whether it can be read again in another way. */
  readonly rereadable: boolean;
}

export type Imports = ReturnType<typeof createImports>;

/**
 * Imports in two steps: a file is read and kept apart, so that its owner sees what it holds; then it becomes cards, all
 * of them or none. What a button of the preview needs is in the store.
 *
 * The functions throw UserError where the file or the person's wish cannot be, BusyError when too many files are read
 * at once, and StoreError.
 */
export function createImports(deps: ImportDeps) {
  const { store, editing, offload, checkRoom, newId } = deps;
  const { target, intoDeck, intoNew } = createPlacing(deps);

  /** @throws Ended where the file was given up meanwhile */
  async function keepPart(stage: Stage, field: string, bytes: Buffer): Promise<void> {
    if (!(await stagePart(store, stage, field, bytes, soon()))) throw new Ended();
  }

  const stageHead = (stage: Stage, staged: Staged) =>
    keepPart(stage, "head", Buffer.from(JSON.stringify(staged)));

  async function load(viewer: Viewer, id: string): Promise<{ stage: Stage; staged: Staged }> {
    const stage = { userId: viewer.userId, id };
    const head = await readPart(store, stage, "head", soon());
    if (!head) throw new Ended();
    return { stage, staged: JSON.parse(head.toString()) as Staged };
  }

  async function previewOf(viewer: Viewer, id: string, stage: Stage, staged: Staged): Promise<Preview> {
    const { wish, summary, name } = staged;
    const into = wish.into === undefined ? undefined : await target(viewer, wish.into);
    const owner = into ? undefined : await editing.ownerOf(viewer, wish.owner, soon());
    return {
      id,
      name,
      summary,
      wish,
      title: into ? into.head.title : titleOf(staged),
      tally: into && (await tallyOf(stage, staged, into)),
      earlier: owner && (await earlierOf(viewer, owner, staged)),
      rereadable: staged.kept,
    };
  }

  async function earlierOf(viewer: Viewer, owner: Owner, { origin }: Staged) {
    if (origin === undefined) return undefined;
    for (const [id, entry] of await readShelf(store, owner, soon())) {
      const isSame = entry.origin === origin && entry.deletedAt === undefined;
      if (isSame && mayEdit(viewer, { ...entry, owner })) return { id, title: entry.title };
    }
    return undefined;
  }

  async function tallyOf(stage: Stage, staged: Staged, { head }: { head: DeckHead }): Promise<Tally> {
    const merge = createMerge(await readCards(store, head, soon()), head.next);
    const tally = { added: 0, updated: 0, unchanged: 0 };
    for (let part = 0; part < staged.parts; part += 1) {
      for (const card of await cardsOf(store, stage, part))
        tally[merge.place(card, staged.wish.subdecks).outcome] += 1;
    }
    return tally;
  }

  /** Keeps a text that could not be read, for its owner to say how it is cut. */
  async function keepUnread(
    stage: Stage,
    source: Uint8Array,
    name: string | undefined,
    wish: ImportWish,
    error: Error,
  ): Promise<UserError> {
    await beginStage(store, stage, soon());
    await keepPart(stage, "source", Buffer.from(source));
    const staged = { name, origin: undefined, summary: UNREAD, wish, images: [], parts: 0, kept: true };
    await stageHead(stage, staged);
    await openStage(store, stage, soon());
    return new Unrecognised(stage.id, error);
  }

  async function read(
    viewer: Viewer,
    fetched: () => Promise<Uint8Array>,
    name: string | undefined,
    wish: ImportWish,
    onProgress: OnProgress,
  ): Promise<Preview> {
    await checkRoom(soon());
    if (wish.into !== undefined) await target(viewer, wish.into);
    else await editing.ownerOf(viewer, wish.owner, soon());
    const stage = { userId: viewer.userId, id: newId() };
    const source = await fetched();
    await beginStage(store, stage, soon());
    const images: string[] = [];
    let parts = 0;
    let cards = 0;
    const options = {
      name: name ?? "",
      ...(wish.format && { format: wish.format }),
      ...(wish.separators && { separators: wish.separators }),
    };
    const summary = await offload
      .read(source, options, async (part) => {
        if (part.kind === "image") {
          await keepPart(stage, `image:${part.id}`, part.bytes);
          images.push(part.id);
          return;
        }
        await keepPart(stage, `cards:${parts}`, part.json);
        parts += 1;
        cards += part.count;
        onProgress(cards, 0);
      })
      .catch(async (error: Error) => {
        await closeStage(store, stage, soon()).catch(() => {});
        if (!(error instanceof FormatError)) throw error;
        throw error instanceof UnknownFormatError && isText(source)
          ? await keepUnread(stage, source, name, wish, error)
          : new UserError(error.message);
      });
    if (summary.cards === 0) throw new UserError(noCards(summary));
    // The file before it goes only now: what could not be read does not end its preview.
    await openStage(store, stage, soon());
    const kept = summary.format !== "anki-package" && isText(source);
    if (kept) await keepPart(stage, "source", Buffer.from(source));
    const origin =
      name === undefined ? undefined : `${summary.format}:${summary.title ?? name}`.slice(0, 200);
    const staged: Staged = { name, origin, summary, wish, images, parts, kept };
    await stageHead(stage, staged);
    return await previewOf(viewer, stage.id, stage, staged);
  }

  async function make(viewer: Viewer, id: string, onProgress: OnProgress): Promise<Imported> {
    const { stage, staged } = await load(viewer, id);
    if (staged.result) return staged.result;
    if (staged.summary.cards === 0) throw new Ended();
    const { into } = staged.wish;
    const result =
      into === undefined
        ? await intoNew(viewer, stage, staged, onProgress)
        : await intoDeck(viewer, into, stage, staged, onProgress);
    await stageHead(stage, { ...staged, result });
    const parts = Array.from({ length: staged.parts }, (_, part) => `cards:${part}`);
    const images = staged.images.map((image) => `image:${image}`);
    await dropParts(store, stage, [...parts, ...images, "source"], soon());
    return result;
  }

  /** Files are fetched only when it is their turn: those that wait take no memory. */
  const gate = createQueue(FILES_AT_ONCE, FILES_WAITING);

  /** People whose file is being read: one at a time, so that nobody fills the queue for all. */
  const reading = new Set<string>();

  return {
    /** Reads a file and keeps what it holds apart, for its owner to look at. */
    async read(...args: Parameters<typeof read>): Promise<Preview> {
      const [{ userId }] = args;
      if (reading.has(userId)) {
        throw new UserError(
          "Your last file is still being read. Wait for its preview, then bring the next one.",
        );
      }
      reading.add(userId);
      try {
        return await gate.run(() => read(...args));
      } finally {
        reading.delete(userId);
      }
    },

    /** The preview as it stands. */
    async preview(viewer: Viewer, id: string): Promise<Preview> {
      const { stage, staged } = await load(viewer, id);
      return await previewOf(viewer, id, stage, staged);
    },

    /** How a text is cut by now. */
    separators: async (viewer: Viewer, id: string): Promise<Separators | undefined> =>
      (await load(viewer, id)).staged.wish.separators,

    /** An image of a file whose preview is open. */
    image: (viewer: Viewer, id: string, image: string): Promise<Buffer | undefined> =>
      readPart(store, { userId: viewer.userId, id }, `image:${image}`, soon()),

    /** Changes what was chosen; the file is read anew where that takes another way of reading. */
    async choose(viewer: Viewer, id: string, changes: Partial<ImportWish>): Promise<Preview> {
      const { stage, staged } = await load(viewer, id);
      const wish = { ...staged.wish, ...changes };
      if ("separators" in changes || "format" in changes) {
        const source = await readPart(store, stage, "source", soon());
        if (!source)
          throw new UserError("This file is too large to be read in another way. Import it again.");
        return await this.read(
          viewer,
          async () => source,
          staged.name,
          wish,
          () => {},
        );
      }
      const changed = { ...staged, wish };
      // Looks at the choice first: one that cannot be is not kept.
      const preview = await previewOf(viewer, id, stage, changed);
      await stageHead(stage, changed);
      return preview;
    },

    /** Makes cards of a file that was read. Pressed again, it does nothing more. */
    async confirm(viewer: Viewer, id: string, onProgress: OnProgress): Promise<Imported> {
      await checkRoom(soon());
      try {
        return await make(viewer, id, onProgress);
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        // Another device was quicker and has tidied up: what it made is the answer.
        const { staged } = await load(viewer, id);
        if (staged.result) return staged.result;
        throw error;
      }
    },

    /** Gives up a file that was read. */
    async cancel(viewer: Viewer, id: string): Promise<void> {
      const { stage, staged } = await load(viewer, id);
      if (staged.result)
        throw new UserError("This file is imported already. Delete the deck if you don't want it.");
      await closeStage(store, stage, soon());
    },
  };
}

/** Whether a file is small enough to be kept, and no archive, so that it can be read in another way. */
const isText = (source: Uint8Array) =>
  source.length <= MOST_KEPT && !(source[0] === 0x50 && source[1] === 0x4b);

function noCards({ skipped, skippedInAll }: ReadSummary): string {
  const first = skipped.slice(0, 5).map(({ where, why }) => `- ${where}: ${why}`);
  const more = skippedInAll > first.length ? [`- and ${skippedInAll - first.length} more`] : [];
  return ["No card could be made of this:", ...first, ...more].join("\n");
}
