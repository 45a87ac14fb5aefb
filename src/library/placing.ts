import { mayEdit, type Owner, type Viewer } from "../decks/access.ts";
import { cleanTitle } from "../decks/formats/clean.ts";
import type { ImportedCard } from "../decks/formats/types.ts";
import type { Store } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { type DeckSnapshot, loadDeck } from "../store/decks.ts";
import { noteMade, type Stage } from "../store/imports.ts";
import { readShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";
import { refusal } from "./changing.ts";
import { type Editing, newDeck } from "./editing.ts";
import { fill } from "./fill.ts";
import type { Library } from "./library.ts";
import { type Limits, megabytes, retry, sameOwner, settle } from "./room.ts";
import { Ended, type Imported, type ImportWish, type OnProgress, type Staged, soon } from "./staged.ts";

export interface PlacingDeps {
  readonly store: Store;
  readonly library: Library;
  readonly editing: Editing;
  readonly limits: Limits;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A new unguessable id of 12 characters out of a-z and 0-9. */
  readonly newId: () => string;
}

/** The title of the deck that a file becomes. */
export const titleOf = ({ summary, name }: Staged) =>
  cleanTitle(summary.title ?? "") ??
  cleanTitle((name ?? "").replace(/\.[a-z0-9]{1,7}$/i, "").replaceAll("_", " ")) ??
  "My cards";

/** Puts the cards of a file that was read into the decks they were read for. Throws as `createImports` says. */
export function createPlacing(deps: PlacingDeps) {
  const { store, library, editing, limits } = deps;

  /** The deck that cards go into, for somebody who may change it. */
  async function target(viewer: Viewer, id: string): Promise<DeckSnapshot & { head: DeckHead }> {
    const info = await library.open(viewer, id, soon());
    const snapshot = await loadDeck(store, id, soon());
    if (info?.owner.kind === "builtin") throw refusal(viewer, info);
    const { head } = snapshot;
    if (!info || !head || head.deletedAt !== undefined) {
      throw new UserError("The deck to import into is gone, or you can't use it here. Choose another one.");
    }
    if (!mayEdit(viewer, head)) throw refusal(viewer, head);
    return { ...snapshot, head };
  }

  async function intoDeck(
    viewer: Viewer,
    id: string,
    stage: Stage,
    staged: Staged,
    onProgress: OnProgress,
  ): Promise<Imported> {
    const { head, tally } = await retry(soon(), async () => {
      const snapshot = await target(viewer, id);
      return await fill(deps, stage, staged, snapshot, snapshot.head, () => true, onProgress);
    });
    return { ...tally, decks: [{ id, title: head.title, cards: head.cards }] };
  }

  function checkGroups({ summary }: Staged, groups: number, standing: number, owner: Owner): void {
    if (groups < 2) return;
    const { decks } = owner.kind === "server" ? limits.server : limits.person;
    const named = summary.paths.reduce((sum, { cards }) => sum + cards, 0);
    if (named < summary.cards) {
      throw new UserError(
        "The file has too many subdecks to make a deck of each. Choose “subdecks become tags”.",
      );
    }
    if (standing + groups > decks) {
      throw new UserError(
        `The file has ${groups} subdecks, and there is room for ${Math.max(0, decks - standing)} more decks. Choose “subdecks become tags”.`,
      );
    }
  }

  async function intoNew(
    viewer: Viewer,
    stage: Stage,
    staged: Staged,
    onProgress: OnProgress,
  ): Promise<Imported> {
    const owner = await editing.ownerOf(viewer, staged.wish.owner, soon());
    const groups = groupsOf(staged, titleOf(staged));
    const shelf = await readShelf(store, owner, soon());
    // Those of this very import, at which an earlier press stopped, have their places already.
    const standing = [...shelf].filter(
      ([id, { deletedAt }]) => deletedAt === undefined && !id.startsWith(stage.id.slice(0, 9)),
    );
    checkGroups(staged, groups.length, standing.length, owner);
    const { textBytes, imageBytes } = staged.summary;
    const taken = standing.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    const room = owner.kind === "server" ? limits.server : limits.person;
    // Before the first of several decks is made: there is room for all, or none is.
    if (groups.length > 1 && taken + textBytes + imageBytes > room.bytes) {
      throw new UserError(
        `There is no room for that: the file takes ${megabytes(textBytes + imageBytes)} more, and ${megabytes(room.bytes)} are there in all. Delete decks that nobody needs.`,
      );
    }
    const decks: Imported["decks"][number][] = [];
    const sum = { added: 0, updated: 0, unchanged: 0 };
    for (const [index, group] of groups.entries()) {
      const id = deckIdOf(stage.id, staged.wish, index);
      const filled = await retry(soon(), async () => {
        if (!(await noteMade(store, stage, id, soon()))) throw new Ended();
        const snapshot = await loadDeck(store, id, soon());
        if (snapshot.head) {
          if (snapshot.head.deletedAt !== undefined || !sameOwner(snapshot.head.owner, owner)) {
            throw new UserError(
              "The deck that this import made was deleted or moved since. Import the file again.",
            );
          }
          await settle(store, owner, id, soon());
          return { head: snapshot.head, tally: { ...sum, added: snapshot.head.cards } };
        }
        const title = await editing.freeTitle(owner, group.title, id, soon());
        const head = newDeck(id, title, owner, viewer.userId, staged.summary.description ?? "");
        return await fill(
          deps,
          stage,
          { ...staged, origin: group.origin },
          snapshot,
          head,
          group.holds,
          onProgress,
        );
      });
      sum.added += filled.tally.added;
      decks.push({ id, title: filled.head.title, cards: filled.head.cards });
    }
    return { ...sum, decks };
  }

  return { target, intoDeck, intoNew };
}

/**
 * The id of a deck that an import makes: told by the import and what was chosen, so that a repeated press finds the deck
 * that the first one made, and another choice makes another.
 */
const deckIdOf = (stage: string, { owner, subdecks }: ImportWish, index: number) =>
  `${stage.slice(0, 9)}${owner === "me" ? "m" : "s"}${subdecks === "tags" ? "t" : "d"}${index.toString(36)}`.padEnd(
    12,
    "0",
  );

const samePath = (a: readonly string[], b: readonly string[]) => a.join("\u0000") === b.join("\u0000");

/** The decks that a new import makes, each with which cards it holds. */
function groupsOf({ summary, wish, origin }: Staged, title: string) {
  const { paths } = summary;
  if (wish.subdecks === "tags" || paths.length < 2) return [{ title, origin, holds: () => true }];
  return paths.map(({ path }) => ({
    // A later version of the file is never taken for a version of one of its parts.
    origin: origin && [origin, ...path].join("\u0000").slice(0, 300),
    title: cleanTitle(path.length > 0 ? `${title}: ${path.join(": ")}` : title) ?? title,
    holds: (card: ImportedCard) => samePath(card.path, path),
  }));
}
