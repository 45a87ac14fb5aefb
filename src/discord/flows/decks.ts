import type {
  AnySelectMenuInteraction,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { mayEdit } from "../../decks/access.ts";
import type { Card } from "../../decks/deck.ts";
import { suggestDecks } from "../../decks/find.ts";
import { refusal } from "../../library/changing.ts";
import type { DeckInfo, Listed } from "../../library/library.ts";
import { UserError } from "../../user-error.ts";
import type { Command, Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { type FormOf, keeping, reopen } from "../keeping.ts";
import { viewerOf } from "../viewer.ts";
import { deckDeletedView, deckListView, deckMadeView, deckView, deleteDeckView } from "../views/deck.ts";
import { editDeckForm, newDeckForm, searchForm } from "../views/forms.ts";
import { unknownButtonView } from "../views/notes.ts";
import { gist, MOST_CHOICES, many, plain, shorten, type View } from "../views/parts.ts";
import { ideaView } from "../views/suggestion.ts";
import { afterSaving } from "./after.ts";
import { cardPage, cardsOf, deckOf } from "./cards.ts";

type Person = Parameters<typeof viewerOf>[0];

/** The choices of an option `deck`, and of an option `card` that depends on it. */
export const completeDeck: NonNullable<Command["complete"]> = async (interaction, context) => {
  const { name, value } = interaction.options.getFocused(true);
  if (name === "card") return await cardChoices(interaction, value, context);
  const decks = await context.library.list(viewerOf(interaction), context.deadline);
  const wanted = interaction.commandName === "card" ? decks.filter((deck) => fits(interaction, deck)) : decks;
  return suggestDecks(wanted, value).map((deck) => ({ name: deckChoice(deck), value: deck.id }));
};

/** Only decks in which the subcommand can do anything. */
const fits = (interaction: AutocompleteInteraction, deck: Listed) =>
  /suspend$/.test(interaction.options.getSubcommand()) || mayEdit(viewerOf(interaction), deck);

/** A deck among the choices of an option. */
export const deckChoice = ({ title, cards }: Listed) => shorten(`${title} · ${many(cards, "card")}`, 100);

type CompleteContext = Parameters<NonNullable<Command["complete"]>>[1];

async function cardChoices(interaction: AutocompleteInteraction, typed: string, context: CompleteContext) {
  const { library, deadline } = context;
  const viewer = viewerOf(interaction);
  const text = interaction.options.getString("deck");
  if (!text) return [];
  const info = await library.find(viewer, text, deadline).catch((error: unknown) => {
    // What was typed as the deck is none yet: there is nothing to offer, and nothing wrong.
    if (!(error instanceof UserError)) throw error;
  });
  if (!info) return [];
  const cards = (await library.contents([info.id], deadline)).get(info.id)?.cards ?? [];
  const verb = interaction.options.getSubcommand();
  const suspended = /suspend$/.test(verb) ? await library.suspended(viewer, info.id, deadline) : undefined;
  const wanted = suspended
    ? cards.filter(({ number }) => suspended.has(number) === (verb === "unsuspend"))
    : cards;
  return search(wanted, typed)
    .slice(0, MOST_CHOICES)
    .map(({ number, front }) => ({
      name: shorten(`${number} · ${gist(front, 90)}`, 100),
      value: String(number),
    }));
}

/** The cards that hold all words of a search in their front, back, tags or number. */
function search(cards: readonly Card[], text: string): readonly Card[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return cards;
  return cards.filter(({ number, front, back, tags }) => {
    const all = `${number} ${front}\n${back}\n${tags.join(" ")}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

async function listPage(
  interaction: Person,
  page: number,
  { library, mention, deadline }: Context,
): Promise<View> {
  const viewer = viewerOf(interaction);
  const [decks, deleted] = await Promise.all([
    library.list(viewer, deadline),
    library.deleted(viewer, deadline),
  ]);
  return deckListView(decks, deleted, page, viewer.guildId, mention);
}

async function deckPage(
  interaction: Person,
  info: DeckInfo,
  context: Context,
  { page = 0, text = "", notice }: { page?: number; text?: string; notice?: string } = {},
): Promise<View> {
  const viewer = viewerOf(interaction);
  const gone = mayEdit(viewer, info) ? await context.library.gone(info.id, context.deadline) : [];
  return deckView({
    isHere: info.owner.kind === "server" && info.owner.id === viewer.guildId,
    gone,
    info,
    cards: search(await cardsOf(info.id, context), text),
    search: text,
    page,
    mayEdit: mayEdit(viewer, info),
    userId: viewer.userId,
    ...(notice !== undefined && { notice }),
  });
}

/** A deck that was just changed. */
const changedDeck = (interaction: Person, id: string, context: Context, notice: string) =>
  afterSaving(context, async (then) =>
    deckPage(interaction, await deckOf(interaction, id, then), then, { notice }),
  );

/** `/deck list`, `show`, `create`, `edit`, `delete`, `move`. */
export async function runDeck(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const { library, editing, respond, mention, deadline } = context;
  const { options } = interaction;
  const viewer = viewerOf(interaction);
  const verb = options.getSubcommand();
  if (verb === "list") return void (await respond.show(await listPage(interaction, 0, context)));
  if (verb === "create") {
    const title = options.getString("title");
    if (title === null) {
      respond.hold();
      return await respond.ask(newDeckForm(viewer.guildId !== undefined));
    }
    const fields = {
      title,
      description: options.getString("description") ?? "",
      owner: ownerOption(interaction),
    };
    return void (await respond.show(
      deckMadeView(await editing.createDeck(viewer, fields, deadline), mention),
    ));
  }
  if (verb === "edit") respond.hold();
  const info = await library.find(viewer, options.getString("deck", true), deadline);
  switch (verb) {
    case "show": {
      const text = options.getString("search") ?? "";
      return void (await respond.show(
        await deckPage(interaction, info, context, { text: text.slice(0, 40) }),
      ));
    }
    case "edit":
      if (!mayEdit(viewer, info)) throw refusal(viewer, info);
      return await respond.ask(editDeckForm(info, viewer.guildId));
    case "delete":
      if (!mayEdit(viewer, info)) throw refusal(viewer, info);
      return void (await respond.show(deleteDeckView(info)));
    case "move": {
      const to = options.getString("to", true) === "me" ? "me" : "server";
      await editing.moveDeck(viewer, info.id, to, deadline);
      const notice =
        to === "me" ? "It is yours alone now." : "It is this server's now: everybody here can learn it.";
      return void (await respond.show(await changedDeck(interaction, info.id, context, notice)));
    }
  }
}

/** Whose a new deck is: as asked for, else the server's where there is one. */
export function ownerOption(interaction: ChatInputCommandInteraction): "server" | "me" {
  const chosen = interaction.options.getString("owner");
  return chosen === "me" || (chosen === null && viewerOf(interaction).guildId === undefined)
    ? "me"
    : "server";
}

const pageFrom = (text: string | undefined) => (/^\d{1,8}$/.test(text ?? "") ? Number(text) : 0);

/** Buttons of decks. */
export async function pressDeck(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [id = "", second = "", third = ""] = args;
  const { editing, respond, deadline } = context;
  const viewer = viewerOf(interaction);
  if (verb === "list") return void (await respond.show(await listPage(interaction, pageFrom(id), context)));
  if (verb === "new") {
    respond.hold();
    return await respond.ask(newDeckForm(viewer.guildId !== undefined));
  }
  if (verb === "again") return await reopen(interaction, context, formOf);
  if (verb === "restore") return await bringBack(interaction, id, context);
  if (verb === "edit" || verb === "find") respond.hold();
  const info = await deckOf(interaction, id, context);
  switch (verb) {
    case "all":
      return void (await respond.show(await deckPage(interaction, info, context)));
    case "show":
      return void (await respond.show(
        await deckPage(interaction, info, context, { page: pageFrom(second), text: third }),
      ));
    case "find":
      return await respond.ask(searchForm(info));
    case "edit":
      if (!mayEdit(viewer, info)) throw refusal(viewer, info);
      return await respond.ask(editDeckForm(info, viewer.guildId));
    case "delete":
      return void (await respond.show(deckDeletedView(await editing.deleteDeck(viewer, id, deadline))));
    case "view":
      return void (await respond.show(
        await cardPage(interaction, info, pageFrom(second), context, { page: pageFrom(third) }),
      ));
    case "ideas":
      return void (await respond.show(await ideaPage(interaction, info, context)));
    case "accept":
    case "reject": {
      await editing.decide(viewer, id, second, verb === "accept", deadline);
      const notice =
        verb === "accept" ? "Accepted: the card is changed." : "Rejected: the card stays as it was.";
      const next = await afterSaving(context, async (then) =>
        ideaPage(interaction, await deckOf(interaction, id, then), then, notice),
      );
      return void (await respond.show(next));
    }
    default:
      return await respond.tell(unknownButtonView());
  }
}

async function bringBack(
  interaction: ButtonInteraction | AnySelectMenuInteraction,
  id: string,
  context: Context,
): Promise<void> {
  const head = await context.editing.restoreDeck(viewerOf(interaction), id, context.deadline);
  await context.respond.show(
    await changedDeck(interaction, id, context, `It is back, as **${plain(head.title)}**.`),
  );
}

/** The suggestion that waits longest, or the deck when none is left. */
async function ideaPage(
  interaction: Person,
  info: DeckInfo,
  context: Context,
  notice?: string,
): Promise<View> {
  const ideas = await context.editing.ideas(viewerOf(interaction), info.id, context.deadline);
  const [first] = ideas;
  if (first) return ideaView(info, first, ideas.length, notice);
  return await deckPage(interaction, info, context, {
    notice: `${notice ?? ""} No suggestions are left.`.trim(),
  });
}

/** Selects of decks: a deck of the list, a card of the deck. */
export async function selectDeck(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [value = ""] = interaction.values;
  const { respond } = context;
  if (verb === "open") {
    const info = await deckOf(interaction, value, context);
    return void (await respond.show(await deckPage(interaction, info, context)));
  }
  if (verb === "back") return await bringBack(interaction, value, context);
  if (verb === "putback") {
    const number = pageFrom(value);
    await context.editing.restoreCard(viewerOf(interaction), args[0] ?? "", number, context.deadline);
    const page = await afterSaving(context, async (then) =>
      cardPage(interaction, await deckOf(interaction, args[0] ?? "", then), number, then, {
        notice: "It is back.",
      }),
    );
    return void (await respond.show(page));
  }
  if (verb !== "card") return await respond.tell(unknownButtonView());
  const info = await deckOf(interaction, args[0] ?? "", context);
  await respond.show(await cardPage(interaction, info, pageFrom(value), context));
}

/** Forms of decks. */
export const submitDeck = (interaction: ModalSubmitInteraction, context: Context): Promise<void> =>
  keeping(interaction, context, async ({ title = "", description = "", ...written }) => {
    const { verb, args } = readToken(interaction.customId);
    const [id = ""] = args;
    const { editing, respond, mention, deadline } = context;
    const viewer = viewerOf(interaction);
    if (verb === "create") {
      const owner = written.owner === "server" ? "server" : "me";
      const made = await editing.createDeck(viewer, { title, description, owner }, deadline);
      return void (await respond.show(deckMadeView(made, mention)));
    }
    const info = await deckOf(interaction, id, context);
    if (verb === "found") {
      const text = (written.search ?? "").trim();
      return void (await respond.show(await deckPage(interaction, info, context, { text })));
    }
    if (verb !== "edited") return await respond.tell(unknownButtonView());
    const { tags = "", role } = written;
    const editor = role === undefined ? {} : { editorRole: role || undefined };
    await editing.editDeck(viewer, id, { title, description, tags, ...editor }, deadline);
    await respond.show(await changedDeck(interaction, id, context, "Saved."));
  });

/** A form of decks by its `custom_id`. */
const formOf: FormOf = async (customId, interaction, context) => {
  const { verb, args } = readToken(customId);
  const { guildId } = viewerOf(interaction);
  if (verb === "create") return newDeckForm(guildId !== undefined);
  const info = await deckOf(interaction, args[0] ?? "", context);
  return verb === "found" ? searchForm(info) : editDeckForm(info, guildId);
};
