import { mayEdit, mayManage, type Owner, type Viewer } from "../decks/access.ts";
import { type Deadline, StoreError } from "../store/connection.ts";
import type { DeckHead } from "../store/deck-record.ts";
import { commitDeck, loadDeck } from "../store/decks.ts";
import { type Draft, keepDraft, readDraft } from "../store/drafts.ts";
import { noteOwn } from "../store/own.ts";
import { type GuildSettings, writeSettings } from "../store/settings.ts";
import { readShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";
import { createCardEditing } from "./card-editing.ts";
import { descriptionFrom, tagsFrom, titleFrom } from "./card-form.ts";
import { type ChangingDeps, createChanging, refusal } from "./changing.ts";
import { BACK, leave, settle, withRoom } from "./room.ts";
import { createSuggesting } from "./suggesting.ts";

export interface EditingDeps extends ChangingDeps {
  /** Told of how a server wants it from now on. */
  readonly onSettings: (guildId: string, settings: GuildSettings, deadline: Deadline) => Promise<void>;
}

/** What may be changed of a deck beside its cards. */
export interface DeckFields {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: string;
  /** Undefined for none. */
  readonly editorRole?: string | undefined;
}

export type Editing = ReturnType<typeof createEditing>;

/**
 * Changes to decks, cards, suggestions and what belongs to them, each by somebody who may.
 *
 * Every function takes the deadline after which nobody waits for the answer. They throw UserError where the person may
 * not or wrote what cannot be, and StoreError.
 */
export function createEditing(deps: EditingDeps) {
  const { store, library, checkRoom, now, newId } = deps;
  const changing = createChanging(deps);
  const { load, change } = changing;

  async function checkMaker(viewer: Viewer, deadline: Deadline): Promise<string> {
    const { guildId, manages, roles } = viewer;
    if (!guildId) {
      throw new UserError(
        "There is no server here to own a deck. Make it in a server where the bot is a member, or make it your own with `owner: me`.",
      );
    }
    const { deckMakers } = await library.settings(guildId, deadline);
    const may =
      deckMakers === "everyone" ||
      manages ||
      (typeof deckMakers === "object" && roles.includes(deckMakers.role));
    if (may) return guildId;
    const who =
      typeof deckMakers === "object"
        ? `members with <@&${deckMakers.role}> or the right Manage Server`
        : "members with the right Manage Server";
    throw new UserError(
      `In this server ${who} make decks. You can make one of your own: choose \`owner: me\`.`,
    );
  }

  async function ownerOf(viewer: Viewer, owner: "server" | "me", deadline: Deadline): Promise<Owner> {
    if (owner === "me") return { kind: "person", id: viewer.userId };
    return { kind: "server", id: await checkMaker(viewer, deadline) };
  }

  /** The title, with a number behind it where another deck of the owner has it. */
  async function freeTitle(owner: Owner, title: string, self: string, deadline: Deadline): Promise<string> {
    const shelf = await readShelf(store, owner, deadline);
    const others = [...shelf].filter(([id, { deletedAt }]) => id !== self && deletedAt === undefined);
    const taken = new Set(others.map(([, entry]) => entry.title.toLowerCase()));
    let free = title;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${title.slice(0, 94)} (${n})`;
    return free;
  }

  return {
    ...createCardEditing(deps, changing),
    ...createSuggesting(deps, changing),
    ownerOf,
    freeTitle,

    /** Makes an empty deck. */
    async createDeck(
      viewer: Viewer,
      fields: { readonly title: string; readonly description: string; readonly owner: "server" | "me" },
      deadline: Deadline,
    ): Promise<DeckHead> {
      await checkRoom(deadline);
      const owner = await ownerOf(viewer, fields.owner, deadline);
      const title = titleFrom(fields.title);
      const id = newId();
      const head = newDeck(id, title, owner, viewer.userId, descriptionFrom(fields.description));
      await noteOwn(store, viewer.userId, `deck:${id}`, deadline);
      const snapshot = await loadDeck(store, id, deadline);
      const made = await withRoom(deps, snapshot, head, deadline, () =>
        commitDeck(store, snapshot, { head }, deadline),
      );
      if (made === "conflict") throw new StoreError("not-sent", new Error("its maker's data was deleted"));
      return head;
    },

    /** Changes a deck's title, description, tags, or which role may edit it. */
    editDeck: (viewer: Viewer, id: string, fields: DeckFields, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const { title, description, tags } = fields;
        const named = title === undefined ? head.title : titleFrom(title);
        if ("editorRole" in fields && fields.editorRole !== head.editorRole) checkRole(viewer, head);
        return {
          head: {
            ...head,
            title: named,
            description: description === undefined ? head.description : descriptionFrom(description),
            tags: tags === undefined ? head.tags : tagsFrom(tags),
            editorRole: "editorRole" in fields ? fields.editorRole : head.editorRole,
          },
        };
      }),

    /** Deletes a deck: for a day it can be brought back. */
    deleteDeck: (viewer: Viewer, id: string, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, (head) => {
        if (!mayManage(viewer, head)) throw refusal(viewer, { ...head, editorRole: undefined });
        return { head: { ...head, deletedAt: now() }, life: BACK / 1000 };
      }),

    /** Brings a deleted deck back; one that is back already stays as it is. */
    async restoreDeck(viewer: Viewer, id: string, deadline: Deadline): Promise<DeckHead> {
      const { head: known } = await load(viewer, id, deadline);
      if (known.deletedAt === undefined && mayEdit(viewer, known)) return known;
      return await change(
        viewer,
        id,
        deadline,
        async (head) => ({
          head: {
            ...head,
            title: await freeTitle(head.owner, head.title, id, deadline),
            deletedAt: undefined,
          },
          life: "stays",
        }),
        { deleted: true },
      );
    },

    /** Gives a person's deck to the server they are in, or takes a server's deck they made to themselves. */
    async moveDeck(viewer: Viewer, id: string, to: "server" | "me", deadline: Deadline): Promise<DeckHead> {
      const owner = await ownerOf(viewer, to, deadline);
      const { head: before } = await load(viewer, id, deadline);
      if (!mayEdit(viewer, before)) throw refusal(viewer, before);
      if (before.owner.kind === owner.kind) {
        throw new UserError(
          owner.kind === "server" ? "This deck belongs to a server already." : "This deck is yours already.",
        );
      }
      if (owner.kind === "person" && before.creator !== viewer.userId) {
        const maker = before.creator === undefined ? "" : `: <@${before.creator}>`;
        throw new UserError(
          `Only who made it can take a deck out of the server${maker}. You can export it, and import it as your own.`,
        );
      }
      try {
        return await change(viewer, id, deadline, async (head, snapshot) => {
          await leave(deps, { ...snapshot, head }, deadline);
          return { head: { ...head, owner, editorRole: undefined } };
        });
      } finally {
        // Whichever way it went; where this does not get through, the list finds out by itself.
        await settle(store, before.owner, id, deadline).catch(() => {});
      }
    },

    /** Keeps what a person wrote into a form that could not be taken as it was. */
    keepDraft: (viewer: Viewer, draft: Draft, deadline: Deadline) =>
      keepDraft(store, viewer.userId, draft, deadline),

    /** What a person last wrote into a form that could not be taken. */
    draft: (viewer: Viewer, deadline: Deadline) => readDraft(store, viewer.userId, deadline),

    /** Changes how a server wants it. */
    async changeSettings(
      viewer: Viewer,
      changes: Partial<GuildSettings>,
      deadline: Deadline,
    ): Promise<GuildSettings> {
      const guildId = managedGuild(viewer);
      if (changes.recap) await noteOwn(store, viewer.userId, `recap:${guildId}`, deadline);
      await writeSettings(store, guildId, changes, deadline);
      const settings = await library.settings(guildId, deadline);
      await deps.onSettings(guildId, settings, deadline);
      return settings;
    },

    managedGuild,
  };

  /** The server whose settings a person may see and change. */
  function managedGuild({ guildId, manages }: Viewer): string {
    if (!guildId)
      throw new UserError("Settings of a server are changed in the server, where the bot is a member of it.");
    if (!manages)
      throw new UserError("Members with the right Manage Server change the settings of this server.");
    return guildId;
  }
}

/** Whether a person may say which role edits a deck. @throws UserError */
function checkRole(viewer: Viewer, head: DeckHead): void {
  if (head.owner.kind !== "server") {
    throw new UserError(
      "A deck of your own has no other editors. Move it to the server first: `/deck move`.",
    );
  }
  if (head.owner.id !== viewer.guildId) {
    throw new UserError("Which role may edit a deck is said in its own server.");
  }
  if (!mayManage(viewer, head)) throw refusal(viewer, { ...head, editorRole: undefined });
}

/** A deck without cards. */
export const newDeck = (
  id: string,
  title: string,
  owner: Owner,
  creator: string,
  description: string,
): DeckHead => ({
  id,
  title,
  description,
  tags: [],
  owner,
  creator,
  editorRole: undefined,
  next: 1,
  growth: [],
  cards: 0,
  bytes: 0,
  imageBytes: 0,
  ideas: 0,
  origin: undefined,
  deletedAt: undefined,
});
