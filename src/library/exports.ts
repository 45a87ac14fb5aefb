import type { Viewer } from "../decks/access.ts";
import type { OwnReviews } from "../decks/formats/write.ts";
import { plain } from "../decks/plain.ts";
import type { Offload, WriteJob } from "../offload/offload.ts";
import type { Store } from "../store/connection.ts";
import { readImages } from "../store/decks.ts";
import { deckStates } from "../store/learners.ts";
import { dayDate } from "../study/learner-day.ts";
import { UserError } from "../user-error.ts";
import type { Library } from "./library.ts";
import { soon } from "./staged.ts";

export type ExportFormat = WriteJob["format"];

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  csv: "csv",
  "anki-text": "txt",
  "anki-package": "apkg",
  json: "json",
};

/** A deck as a file. */
export interface Exported {
  readonly name: string;
  readonly data: Buffer;
  readonly cards: number;
  /** Images that the format has no room for. */
  readonly imagesLeftOut: number;
}

interface ExportDeps {
  readonly store: Store;
  readonly library: Library;
  readonly offload: Pick<Offload, "write">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * Makes files of decks.
 *
 * @returns a function that throws UserError when the person may not see the deck or it is empty, BusyError when too
 *   many files are being made, and StoreError
 */
export function createExports({ store, library, offload, now }: ExportDeps) {
  /** One person's own schedule of a deck's cards, by card number. */
  async function reviewsOf(userId: string, id: string, numbers: readonly number[]): Promise<OwnReviews> {
    const states = await deckStates(store, userId, id, numbers, soon());
    return new Map(
      [...states].map(([number, state]) => [
        number,
        {
          rating: state.rating,
          due: dayDate(state.due),
          stability: state.stability,
          difficulty: state.difficulty,
          reviews: state.reviews,
          lapses: state.lapses,
          reviewedAt: new Date(state.reviewedAt * 1000).toISOString(),
        },
      ]),
    );
  }

  return async (viewer: Viewer, id: string, format: ExportFormat, ratings: boolean): Promise<Exported> => {
    const info = await library.open(viewer, id, soon());
    const deck = info && (await library.contents([id], soon())).get(id);
    if (!deck) throw new UserError("This deck is gone, or you can't use it here.");
    if (deck.cards.length === 0) {
      throw new UserError(`**${plain(deck.title)}** has no cards yet, so there is nothing to export.`);
    }
    const images =
      info.owner.kind === "builtin" ? new Map<string, Buffer>() : await readImages(store, id, soon());
    const holdsImages = format === "anki-package" || format === "json";
    const numbers = deck.cards.map(({ number }) => number);
    const extra = ratings ? await reviewsOf(viewer.userId, id, numbers) : undefined;
    const data = await offload.write({
      format,
      deck,
      images: holdsImages ? images : new Map(),
      now: now(),
      ...(extra && { extra }),
    });
    const stem = deck.title
      .normalize("NFKD")
      .replace(/[^\w]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60);
    return {
      name: `${stem || "deck"}.${ENDINGS[format]}`,
      data,
      cards: deck.cards.length,
      imagesLeftOut: holdsImages ? 0 : images.size,
    };
  };
}

export type Exports = ReturnType<typeof createExports>;
