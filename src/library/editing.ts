import { editorsOf, mayEdit, mayManage, type Owner, type Viewer } from "../decks/access.ts";
import { type Card, cardByNumber } from "../decks/deck.ts";
import { MOST_CARDS } from "../decks/formats/clean.ts";
import { plain } from "../decks/plain.ts";
import { type Deadline, type Store, StoreError } from "../store/connection.ts";
import { cardBytes, type DeckHead, grown } from "../store/deck-record.ts";
import {
  commitDeck,
  type DeckChange,
  type DeckSnapshot,
  type Idea,
  loadDeck,
  readCard,
  readGone,
  readIdeas,
} from "../store/decks.ts";
import { type Draft, keepDraft, readDraft } from "../store/drafts.ts";
import { suspendCard } from "../store/learners.ts";
import { isOwn, noteOwn, type Own } from "../store/own.ts";
import { type GuildSettings, writeSettings } from "../store/settings.ts";
import { readShelf } from "../store/shelves.ts";
import { UserError } from "../user-error.ts";
import {
  basisOf,
  type CardFields,
  cardFrom,
  descriptionFrom,
  fieldsOfCard,
  tagsFrom,
  titleFrom,
  withIdea,
} from "./card-form.ts";
import type { DeckInfo, Library } from "./library.ts";
import { BACK, createTurns, type Limits, leave, MOST_IDEAS, retry, settle, withRoom } from "./room.ts";

/** Suggestions of one person that may wait for a deck's editors, so that nobody takes the room of all. */
const MOST_OWN_IDEAS = 10;

export interface EditingDeps {
  readonly store: Store;
  readonly library: Library;
  readonly limits: Limits;
  /** Throws when there is no room for new cards. */
  readonly checkRoom: (deadline: Deadline) => Promise<void>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A new unguessable id of 12 characters out of a-z and 0-9. */
  readonly newId: () => string;
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

/** A suggestion beside the card it is about. */
export interface Proposal extends Idea {
  /** Undefined where the card has been deleted since. */
  readonly before: Card | undefined;
  readonly after: Card | undefined;
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
  const inTurn = createTurns();
  const gone = () => new UserError("There is no such deck any more, or you can't use it here.");

  /** The deck as it is now, for somebody who may see it. */
  async function load(
    viewer: Viewer,
    id: string,
    deadline: Deadline,
  ): Promise<DeckSnapshot & { head: DeckHead }> {
    const snapshot = await loadDeck(store, id, deadline);
    const { head } = snapshot;
    if (!head || !(await library.sees(viewer, head, deadline))) {
      const shipped = await library.open(viewer, id, deadline);
      throw shipped?.owner.kind === "builtin" ? refusal(viewer, shipped) : gone();
    }
    return { ...snapshot, head };
  }

  /** Changes a deck; once more from the start when somebody else came in between. */
  function change(
    viewer: Viewer,
    id: string,
    deadline: Deadline,
    decide: (head: DeckHead, snapshot: DeckSnapshot) => Promise<DeckChange> | DeckChange,
    { anybody = false, deleted = false } = {},
  ): Promise<DeckHead> {
    const step = async () => {
      const snapshot = await load(viewer, id, deadline);
      if ((snapshot.head.deletedAt !== undefined) !== deleted) throw gone();
      if (!anybody && !mayEdit(viewer, snapshot.head)) throw refusal(viewer, snapshot.head);
      const changed = await decide(snapshot.head, snapshot);
      const outcome = await withRoom(deps, snapshot, changed.head, deadline, () =>
        commitDeck(store, snapshot, changed, deadline),
      );
      library.forget(id);
      return outcome === "conflict" ? outcome : changed.head;
    };
    return inTurn(id, () => retry(deadline, step));
  }

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

  const editing = {
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

    /** Adds a card at the end. */
    async addCard(viewer: Viewer, id: string, fields: CardFields, deadline: Deadline) {
      await checkRoom(deadline);
      let card: Card | undefined;
      const head = await change(viewer, id, deadline, (before) => {
        if (before.cards >= MOST_CARDS) throw tooMany(before);
        card = cardFrom(fields, before.next, undefined);
        return {
          head: {
            ...grown(before, before.next + 1, now()),
            cards: before.cards + 1,
            bytes: before.bytes + cardBytes(card),
          },
          cards: [{ number: card.number, card }],
        };
      });
      return { head, card: card as Card };
    },

    /**
     * Changes a card; everybody's schedules stay.
     *
     * @param basis the text that the form was opened on; a card that has another by now is not written over
     */
    async editCard(
      viewer: Viewer,
      id: string,
      number: number,
      fields: CardFields,
      deadline: Deadline,
      basis?: string,
    ) {
      await checkRoom(deadline);
      let card: Card | undefined;
      const head = await change(viewer, id, deadline, async (head) => {
        const before = await cardOf(id, number, deadline);
        if (basis && basis !== basisOf(before)) {
          throw new UserError(
            "Somebody changed this card while you wrote. Look at it as it is now, then send your text again, or leave it.",
          );
        }
        card = cardFrom(fields, number, before.source);
        return { head: resized(head, before, card), cards: [{ number, card }] };
      });
      return { head, card: card as Card };
    },

    /** Takes a card out of the deck; for a day it can be put back. */
    deleteCard: (viewer: Viewer, id: string, number: number, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const before = await cardOf(id, number, deadline);
        return {
          head: { ...head, cards: head.cards - 1, bytes: Math.max(0, head.bytes - cardBytes(before)) },
          cards: [{ number, card: undefined }],
          gone: { card: before, at: now() },
        };
      }),

    /** Puts a deleted card back where it was; everybody's schedules are as they were. */
    restoreCard: (viewer: Viewer, id: string, number: number, deadline: Deadline): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const back = { number, at: now() };
        if (await readCard(store, id, number, deadline)) return { head, back };
        const cards = await readGone(store, id, now(), deadline);
        const card = cards.find((one) => one.number === number);
        if (!card) throw new UserError("This card can't be brought back any more.");
        if (head.cards >= MOST_CARDS) throw tooMany(head);
        return {
          head: { ...head, cards: head.cards + 1, bytes: head.bytes + cardBytes(card) },
          back,
          cards: [{ number, card }],
        };
      }),

    /** Suspends a card for the person alone, or takes it up again. @returns whether that changed anything */
    async suspend(viewer: Viewer, id: string, number: number, suspended: boolean, deadline: Deadline) {
      if (!(await library.open(viewer, id, deadline))) throw gone();
      if (!(await library.card(id, number, deadline)))
        throw new UserError("There is no such card in the deck any more.");
      return await suspendCard(store, viewer.userId, { deck: id, number }, suspended, deadline);
    },

    /** Proposes a change of a card to the deck's editors. */
    async suggest(viewer: Viewer, id: string, number: number, fields: CardFields, deadline: Deadline) {
      await checkRoom(deadline);
      const idea = newId().slice(0, 8);
      const note: Own = `ideas:${id}`;
      await load(viewer, id, deadline);
      await noteOwn(store, viewer.userId, note, deadline);
      return await change(
        viewer,
        id,
        deadline,
        async (head) => {
          if (!(await isOwn(store, viewer.userId, note, deadline))) {
            throw new UserError("Your data was deleted while you sent this, and the suggestion with it.");
          }
          const before = await cardOf(id, number, deadline);
          const card = cardFrom(fields, number, before.source);
          const [was, is] = [fieldsOfCard(before), fieldsOfCard(card)];
          const changed = Object.entries(is).filter(
            ([field, text]) => was[field as keyof CardFields] !== text,
          );
          if (changed.length === 0) {
            throw new UserError("That is the card as it is: nothing was changed, so nothing was suggested.");
          }
          const waiting = await readIdeas(store, id, deadline);
          if (waiting.filter(({ by }) => by === viewer.userId).length >= MOST_OWN_IDEAS) {
            throw new UserError(
              `${MOST_OWN_IDEAS} suggestions of yours wait for the editors of **${plain(head.title)}** already. Give them time to look through those first.`,
            );
          }
          if (head.ideas >= MOST_IDEAS) {
            throw new UserError(
              `${MOST_IDEAS} suggestions wait for the editors of **${plain(head.title)}** already. Ask them to look through those first: ${editorsOf(head)}.`,
            );
          }
          return {
            head: { ...head, ideas: head.ideas + 1 },
            ideas: [
              {
                id: idea,
                idea: { id: idea, by: viewer.userId, at: now(), number, fields: Object.fromEntries(changed) },
              },
            ],
          };
        },
        { anybody: true },
      );
    },

    /** The suggestions that wait, each with the card as it is now, where it still is, and as it would be. */
    async ideas(viewer: Viewer, id: string, deadline: Deadline): Promise<readonly Proposal[]> {
      const { head } = await load(viewer, id, deadline);
      if (!mayEdit(viewer, head)) throw refusal(viewer, head);
      const ideas = await readIdeas(store, id, deadline);
      const deck = (await library.contents([id], deadline)).get(id);
      return ideas.map((idea) => {
        const before = deck && cardByNumber(deck, idea.number);
        return { ...idea, before, after: before && possible(() => withIdea(before, idea)) };
      });
    },

    /** Takes up a suggestion, or turns it down. */
    decide: (
      viewer: Viewer,
      id: string,
      ideaId: string,
      accept: boolean,
      deadline: Deadline,
    ): Promise<DeckHead> =>
      change(viewer, id, deadline, async (head) => {
        const ideas = await readIdeas(store, id, deadline);
        const idea = ideas.find((one) => one.id === ideaId);
        if (!idea) throw new UserError("Somebody has decided about this suggestion already.");
        const settled: DeckChange = {
          head: { ...head, ideas: ideas.length - 1 },
          ideas: [{ id: ideaId, idea: undefined }],
        };
        if (!accept) return settled;
        await checkRoom(deadline);
        const before = await cardOf(id, idea.number, deadline);
        const card = withIdea(before, idea);
        return {
          ...settled,
          head: resized(settled.head, before, card),
          cards: [{ number: card.number, card }],
        };
      }),

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

  async function cardOf(id: string, number: number, deadline: Deadline): Promise<Card> {
    const card = await readCard(store, id, number, deadline);
    if (!card) throw new UserError("There is no such card in the deck any more.");
    return card;
  }

  return editing;
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

/** What a step gives; undefined where the person's wish cannot be. */
function possible<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const tooMany = ({ title }: DeckHead) =>
  new UserError(
    `**${plain(title)}** has ${MOST_CARDS.toLocaleString("en")} cards, which is the most a deck can have. Make another deck.`,
  );

const resized = (head: DeckHead, before: Card, after: Card): DeckHead => ({
  ...head,
  bytes: Math.max(0, head.bytes - cardBytes(before) + cardBytes(after)),
});

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

/** Why a person may not change a deck, and who could. */
export function refusal(viewer: Viewer, deck: DeckInfo | DeckHead): UserError {
  const elsewhere = deck.owner.kind === "server" && deck.owner.id !== viewer.guildId;
  const hint = elsewhere ? " If you are one of them, do it in that server." : "";
  return new UserError(
    `You can't change **${plain(deck.title)}**. It can be changed by ${editorsOf(deck)}.${hint}`,
  );
}
