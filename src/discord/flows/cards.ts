import type {
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { mayEdit } from "../../decks/access.ts";
import type { Card } from "../../decks/deck.ts";
import { basisOf, type CardFields, fieldsOfCard } from "../../library/card-form.ts";
import { refusal } from "../../library/changing.ts";
import type { DeckInfo, Listed } from "../../library/library.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { IN_QUIZ, readToken } from "../custom-id.ts";
import { type FormOf, keeping, reopen } from "../keeping.ts";
import { viewerOf } from "../viewer.ts";
import { cardDeletedView, cardPageView, deleteCardView, picturesOnCard } from "../views/card-page.ts";
import { deckChoices } from "../views/deck.ts";
import { cardFieldsOf, cardForm, type Form, NEW_DECK, saveForm, type Written } from "../views/forms.ts";
import { unknownButtonView } from "../views/notes.ts";
import { plain, type View } from "../views/parts.ts";
import { suggestedView } from "../views/suggestion.ts";
import { afterSaving } from "./after.ts";

type Person = Parameters<typeof viewerOf>[0];

/** A deck by its id out of a `custom_id`. @throws UserError when it is not there for this person */
export async function deckOf(
  interaction: Person,
  id: string,
  { library, deadline }: Context,
): Promise<DeckInfo> {
  const info = await library.open(viewerOf(interaction), id, deadline);
  if (!info) throw new UserError("This deck is gone, or you can't use it here.");
  return info;
}

/** All cards of a deck, by number. */
export const cardsOf = async (id: string, { library, deadline }: Context): Promise<readonly Card[]> =>
  (await library.contents([id], deadline)).get(id)?.cards ?? [];

/** Free text where a card was offered: its number, or its front. @throws UserError */
function findCard(cards: readonly Card[], text: string): Card {
  const wanted = text.trim().toLowerCase();
  const found =
    cards.find(({ number }) => String(number) === wanted) ??
    cards.find(({ front }) => front.trim().toLowerCase() === wanted);
  if (found) return found;
  throw new UserError(
    `There is no card “${plain(text.slice(0, 100))}” in this deck. Pick one from the list while you type.`,
  );
}

/** One card as a view with its pictures. */
export async function cardPage(
  interaction: Person,
  info: DeckInfo,
  number: number,
  context: Context,
  { page = 0, notice }: { page?: number; notice?: string } = {},
): Promise<View> {
  const cards = await cardsOf(info.id, context);
  const at = cards.findIndex((one) => one.number === number);
  const card = cards[at];
  if (!card) throw new UserError("There is no such card in the deck any more.");
  const viewer = viewerOf(interaction);
  const suspended = await context.library.suspended(viewer, info.id, context.deadline);
  const shown = {
    info,
    card,
    before: cards[at - 1]?.number,
    after: cards[at + 1]?.number,
    mayEdit: mayEdit(viewer, info),
    suspended: suspended.has(number),
    page,
    ...(notice !== undefined && { notice }),
  };
  const { library, pictures, deadline } = context;
  const images = (image: string) => library.image(info.id, image, deadline);
  return cardPageView(shown, await pictures(picturesOnCard(shown), images));
}

/** A card that was just changed. */
const changedCard = (interaction: Person, id: string, number: number, context: Context, notice: string) =>
  afterSaving(context, async (then) =>
    cardPage(interaction, await deckOf(interaction, id, then), number, then, { notice }),
  );

/** Opens the form of a card, for those who may change it or suggest a change. */
async function openForm(
  interaction: ButtonInteraction | ChatInputCommandInteraction,
  verb: "add" | "edit" | "suggest",
  info: DeckInfo,
  number: number,
  context: Context,
  place = "",
): Promise<void> {
  const may = mayEdit(viewerOf(interaction), info);
  // In a quiz the button says what its learner may do; whoever else presses it can still say how the card should be.
  if (verb === "edit" && place === IN_QUIZ && !may && info.owner.kind !== "builtin") {
    return await openForm(interaction, "suggest", info, number, context, place);
  }
  if (info.owner.kind === "builtin" || (verb !== "suggest" && !may)) {
    throw refusal(viewerOf(interaction), info);
  }
  const card = await context.library.card(info.id, number, context.deadline);
  if (verb !== "add" && !card) throw new UserError("There is no such card in the deck any more.");
  const basis = card && { basis: basisOf(card) };
  await context.respond.ask(cardForm(verb, info, number, card && fieldsOfCard(card), { place, ...basis }));
}

/** `/card add`, `/card edit`: the form. */
export async function writeCard(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  context.respond.hold();
  const deck = interaction.options.getString("deck", true);
  const info = await context.library.find(viewerOf(interaction), deck, context.deadline);
  const verb = interaction.options.getSubcommand() === "edit" ? "edit" : "add";
  const text = interaction.options.getString("card");
  const number = text === null ? 0 : findCard(await cardsOf(info.id, context), text).number;
  await openForm(interaction, verb, info, number, context);
}

/** `/card delete`, `suspend`, `unsuspend`. */
export async function handleCard(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const viewer = viewerOf(interaction);
  const info = await context.library.find(
    viewer,
    interaction.options.getString("deck", true),
    context.deadline,
  );
  const card = findCard(await cardsOf(info.id, context), interaction.options.getString("card", true));
  const verb = interaction.options.getSubcommand();
  if (verb === "delete") {
    if (!mayEdit(viewer, info)) throw refusal(viewer, info);
    return void (await context.respond.show(deleteCardView(info, card)));
  }
  const notice = await setSuspended(interaction, info, card.number, verb === "suspend", context);
  await context.respond.show(await changedCard(interaction, info.id, card.number, context, notice));
}

async function setSuspended(
  interaction: Person,
  info: DeckInfo,
  number: number,
  on: boolean,
  context: Context,
) {
  const changed = await context.editing.suspend(viewerOf(interaction), info.id, number, on, context.deadline);
  if (on)
    return changed
      ? "Suspended: from your next quiz on it stays out, until you take it up again."
      : "It is suspended already.";
  return changed ? "Taken up again, with the schedule it had." : "It is not suspended.";
}

/** "Save as flashcard" on a message: the form with its text. */
export async function saveMessage(
  interaction: MessageContextMenuCommandInteraction,
  context: Context,
): Promise<void> {
  context.respond.hold();
  const text = interaction.targetMessage.content.trim();
  if (text === "") {
    throw new UserError("This message has no text to save. Write the card yourself with `/card add`.");
  }
  await context.respond.ask(await formToSave(interaction, sidesOf(text), context));
}

/** The form behind "Save as flashcard", with the decks that the person may add to. */
async function formToSave(
  interaction: Person,
  sides: Pick<CardFields, "front" | "back">,
  { library, deadline }: Context,
): Promise<Form> {
  const viewer = viewerOf(interaction);
  const all = (await library.list(viewer, deadline)).filter((deck) => mayEdit(viewer, deck));
  // There is room for 24: nobody's own go under among those of a large server.
  const isOwn = ({ owner }: Listed) => owner.kind === "person";
  const decks = [...all.filter(isOwn), ...all.filter((deck) => !isOwn(deck))];
  return saveForm(deckChoices(decks), { hint: "", accepts: "", tags: "", ...sides });
}

/** A message as a card: a question and what follows it, or else something to know. */
function sidesOf(text: string): Pick<CardFields, "front" | "back"> {
  const [, asked, answered] = /^Q:\s*([\s\S]*?)\nA:\s*([\s\S]+)$/i.exec(text) ?? [];
  if (asked && answered) return { front: asked.trim(), back: answered.trim() };
  const [first = "", ...rest] = text.split("\n");
  if (first.trim().endsWith("?") && rest.join("").trim() !== "") {
    return { front: first.trim(), back: rest.join("\n").trim() };
  }
  return text.endsWith("?") && !text.includes("\n") ? { front: text, back: "" } : { front: "", back: text };
}

/** What of a `custom_id` names a card. */
function cardToken(customId: string) {
  const { verb, args } = readToken(customId);
  const [id = "", text = "", place = "", basis = ""] = args;
  return { verb, id, number: /^\d{1,8}$/.test(text) ? Number(text) : -1, place, basis };
}

/** Buttons of cards. */
export async function pressCard(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, id, number, place } = cardToken(interaction.customId);
  const { editing, respond, deadline } = context;
  const viewer = viewerOf(interaction);
  if (verb === "again") return await reopen(interaction, context, formOf);
  if (verb === "add" || verb === "edit" || verb === "suggest") {
    respond.hold();
    return await openForm(interaction, verb, await deckOf(interaction, id, context), number, context, place);
  }
  const info = await deckOf(interaction, id, context);
  switch (verb) {
    case "suspend":
    case "unsuspend": {
      const notice = await setSuspended(interaction, info, number, verb === "suspend", context);
      return void (await respond.show(await changedCard(interaction, id, number, context, notice)));
    }
    case "delete": {
      const card = findCard(await cardsOf(id, context), String(number));
      if (!mayEdit(viewer, info)) throw refusal(viewer, info);
      return void (await respond.show(deleteCardView(info, card)));
    }
    case "gone":
      return void (await respond.show(
        cardDeletedView(await editing.deleteCard(viewer, id, number, deadline), number),
      ));
    case "restore": {
      await editing.restoreCard(viewer, id, number, deadline);
      return void (await respond.show(await changedCard(interaction, id, number, context, "It is back.")));
    }
    default:
      return await respond.tell(unknownButtonView());
  }
}

/** Forms of cards. */
export async function submitCard(interaction: ModalSubmitInteraction, context: Context): Promise<void> {
  const { verb, id, number, place, basis } = cardToken(interaction.customId);
  const { editing, respond, deadline } = context;
  const viewer = viewerOf(interaction);
  // A quiz's message goes on showing the quiz.
  const answer = async (view: View) =>
    place === IN_QUIZ ? await respond.tell(view) : void (await respond.show(view));
  await keeping(interaction, context, async (written) => {
    const fields = cardFieldsOf(written);
    switch (verb) {
      case "add": {
        const { card } = await editing.addCard(viewer, id, fields, deadline);
        const notice = `Added: it is card ${card.number}.`;
        return await answer(await changedCard(interaction, id, card.number, context, notice));
      }
      case "edit": {
        await editing.editCard(viewer, id, number, fields, deadline, basis);
        const notice = "Saved. Everybody's schedules stay as they are.";
        return await answer(await changedCard(interaction, id, number, context, notice));
      }
      case "suggest":
        return await respond.tell(suggestedView(await editing.suggest(viewer, id, number, fields, deadline)));
      case "save":
        return await save(interaction, written, context);
      default:
        return await respond.tell(unknownButtonView());
    }
  });
}

async function save(interaction: ModalSubmitInteraction, written: Written, context: Context): Promise<void> {
  const { editing, respond, deadline } = context;
  const viewer = viewerOf(interaction);
  const chosen = written.deck || NEW_DECK;
  const id = chosen === NEW_DECK ? await ownDeck(interaction, context) : chosen;
  const { card, head } = await editing.addCard(viewer, id, cardFieldsOf(written), deadline);
  const notice = `Saved to **${plain(head.title)}**: it is card ${card.number}.`;
  await respond.show(await changedCard(interaction, id, card.number, context, notice));
}

/** The deck that takes what a person saves when they have picked none. */
async function ownDeck(
  interaction: ModalSubmitInteraction,
  { editing, library, deadline }: Context,
): Promise<string> {
  const viewer = viewerOf(interaction);
  const title = "My cards";
  const decks = await library.list(viewer, deadline);
  const known = decks.find((deck) => deck.owner.kind === "person" && deck.title === title);
  if (known) return known.id;
  return (await editing.createDeck(viewer, { title, description: "", owner: "me" }, deadline)).id;
}

/** A form of cards by its `custom_id`. It is opened below what went wrong, and its answer takes the place of that. */
const formOf: FormOf = async (customId, interaction, context) => {
  const { verb, id, number } = cardToken(customId);
  if (verb === "add" || verb === "edit" || verb === "suggest") {
    const deck = await deckOf(interaction, id, context);
    const card = await context.library.card(id, number, context.deadline);
    return cardForm(verb, deck, number, undefined, card && { basis: basisOf(card) });
  }
  return await formToSave(interaction, { front: "", back: "" }, context);
};
