import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  type Attachment,
  ComponentType,
  type ModalData,
  type ModalSubmitInteraction,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from "discord.js";
import type { WrittenLimits } from "../../account/choices.ts";
import type { Separators } from "../../decks/formats/types.ts";
import type { CardFields } from "../../library/card-form.ts";
import type { DeckInfo } from "../../library/library.ts";
import type { QuizRef } from "../../quiz/scene.ts";
import { MOST_TYPED } from "../../study/grading.ts";
import { MOST_NEW_CARDS, MOST_REVIEWS } from "../../study/limits.ts";
import { cardToken, deckToken, IMPORT_PREFIX, ME_PREFIX, quizButton, token } from "../custom-id.ts";
import { type Choice, select, shorten } from "./parts.ts";

/** A form, as Discord opens it. */
export type Form = APIModalInteractionResponseCallbackData;

/** Discord's limit of the line below a label. */
const MOST_DESCRIPTION = 100;

/** Discord's limit of a form's title. */
const MOST_TITLE = 45;

const label = (name: string, component: APIComponentInLabel, description?: string): APILabelComponent => ({
  type: ComponentType.Label,
  label: name,
  ...(description !== undefined && { description }),
  component,
});

interface Input {
  readonly value?: string;
  readonly most: number;
  readonly required?: boolean;
  readonly long?: boolean;
  readonly placeholder?: string;
}

const input = (
  id: string,
  { value = "", most, required = false, long = false, placeholder }: Input,
): APITextInputComponent => ({
  type: ComponentType.TextInput,
  custom_id: id,
  style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
  max_length: most,
  required,
  ...(value !== "" && { value: value.slice(0, most) }),
  ...(placeholder !== undefined && { placeholder }),
});

const form = (title: string, customId: string, ...components: APILabelComponent[]): Form => ({
  title: shorten(title, MOST_TITLE),
  custom_id: customId,
  components,
});

const EMPTY: CardFields = { front: "", back: "", hint: "", accepts: "", tags: "" };

const sides = ({ front, back }: CardFields) => [
  label(
    "Front",
    input("front", { value: front, most: 4000, required: true, long: true }),
    "The question. Markdown works, and math as $x^2$.",
  ),
  label("Back", input("back", { value: back, most: 4000, required: true, long: true }), "The answer."),
];

/**
 * The form of a card.
 *
 * @param verb what becomes of it: "add", "edit" or "suggest"
 * @param number 0 for a new card
 * @param place IN_QUIZ where it is opened in a quiz; `basis` says which text of the card the form shows, see `basisOf`
 */
export function cardForm(
  verb: "add" | "edit" | "suggest",
  deck: Pick<DeckInfo, "id" | "title">,
  number: number,
  fields: CardFields = EMPTY,
  { place = "", basis = "" }: { place?: string; basis?: string } = {},
): Form {
  const titles = {
    add: `Add to ${deck.title}`,
    edit: `Card ${number} of ${deck.title}`,
    suggest: "Suggest a fix",
  };
  const { hint, accepts, tags } = fields;
  return form(
    titles[verb],
    cardToken(verb, deck.id, number, place, basis),
    ...sides(fields),
    label(
      "Hint",
      input("hint", { value: hint, most: 1000, long: true }),
      "Help that does not give the answer away.",
    ),
    label(
      "Accepted answers",
      input("accepts", { value: accepts, most: 1100, long: true }),
      "Other answers that are right, one a line.",
    ),
    label(
      "Tags",
      input("tags", { value: tags, most: 340, placeholder: "verbs irregular" }),
      "Words with spaces between.",
    ),
  );
}

/** The form of how much a person wants to do in a day. */
export const limitsForm = ({ fresh, reviews, retention }: WrittenLimits): Form =>
  form(
    "How much a day",
    token(ME_PREFIX, "limits"),
    label(
      "New cards a day",
      input("fresh", { value: fresh, most: 10, required: true }),
      `0 to ${MOST_NEW_CARDS}. They come once nothing is due any more.`,
    ),
    label(
      "Reviews a day",
      input("reviews", { value: reviews, most: 10, required: true }),
      `1 to ${MOST_REVIEWS}, or: all. What is beyond waits for the next day.`,
    ),
    label(
      "Wanted retention",
      input("retention", { value: retention, most: 10, required: true }),
      "70 % to 97 % of due cards recalled. The more, the sooner they come back.",
    ),
  );

/** The form of where somebody's clock is. @param forServer whether it is a server's */
export const zoneForm = (prefix: string, typed = "", forServer = false): Form =>
  form(
    forServer ? "Time zone of this server" : "Your time zone",
    token(prefix, "zone"),
    label(
      "City, country or time zone",
      input("zone", { value: typed, most: 60, required: true, placeholder: "Berlin" }),
      "Where the clock is that the days go by.",
    ),
  );

/** What was written and chosen in a form, by the id of the field; "" for nothing. Of a file it is the name. */
export type Written = Readonly<Record<string, string>>;

/** Nothing is taken for granted: a form may be forged, or be of another version and lack a field. */
export const writtenIn = ({ fields }: ModalSubmitInteraction): Written =>
  Object.fromEntries([...fields.fields].map(([id, field]) => [id, textOf(field)]));

function textOf(field: ModalData): string {
  if ("attachments" in field) return field.attachments.first()?.name ?? "";
  if ("values" in field) return field.values[0] ?? "";
  return typeof field.value === "string" ? field.value : "";
}

/** The file that was handed over in a form. */
export function fileIn({ fields }: ModalSubmitInteraction): Attachment | undefined {
  const field = fields.fields.get("file");
  return field && "attachments" in field ? field.attachments.first() : undefined;
}

/** What of a form is the card's. */
export function cardFieldsOf(written: Written): CardFields {
  const { front = "", back = "", hint = "", accepts = "", tags = "" } = written;
  return { front, back, hint, accepts, tags };
}

/** A form with what stood in its fields when it was sent; a choice there is no more stays as the form has it. */
export const filled = (form: Form, fields: Written): Form => ({
  ...form,
  components: form.components.map((part) =>
    part.type === ComponentType.Label
      ? { ...part, component: refill(part.component, fields[part.component.custom_id]) }
      : part,
  ),
});

function refill(component: APIComponentInLabel, kept: string | undefined): APIComponentInLabel {
  if (kept === undefined) return component;
  switch (component.type) {
    case ComponentType.TextInput: {
      const { value: _, ...empty } = component;
      return { ...empty, ...(kept !== "" && { value: kept.slice(0, component.max_length) }) };
    }
    case ComponentType.StringSelect: {
      const { options } = component;
      if (options.every(({ value }) => value !== kept)) return component;
      return { ...component, options: options.map((one) => ({ ...one, default: one.value === kept })) };
    }
    case ComponentType.RoleSelect: {
      const roles = kept === "" ? [] : [{ id: kept, type: SelectMenuDefaultValueType.Role as const }];
      return { ...component, default_values: roles };
    }
    default:
      return component;
  }
}

/** The value of the choice for a deck that is still to be made. */
export const NEW_DECK = "new";

/** The form behind "Save as flashcard". @param decks those the person may add to */
export function saveForm(decks: readonly Choice[], fields: CardFields): Form {
  const choices = [...decks.slice(0, 24), { label: "A new deck of my own", value: NEW_DECK }];
  const [first, ...rest] = choices;
  return form(
    "Save as flashcard",
    cardToken("save"),
    ...sides(fields),
    label("Deck", {
      ...select("deck", "Pick a deck", first ? [{ ...first, chosen: true }, ...rest] : []),
      required: true,
    }),
    label(
      "Hint",
      input("hint", { value: fields.hint, most: 1000 }),
      "Help that does not give the answer away.",
    ),
    label(
      "Tags",
      input("tags", { value: fields.tags, most: 340, placeholder: "verbs irregular" }),
      "Words with spaces between.",
    ),
  );
}

/** The form of a new deck. @param here whether it may belong to the server the person is in */
export function newDeckForm(here: boolean): Form {
  const owners = [
    { label: "This server: everybody here can learn it", value: "server" },
    { label: "Me alone", value: "me" },
  ].slice(here ? 0 : 1);
  return form(
    "New deck",
    deckToken("create"),
    label("Title", input("title", { most: 100, required: true })),
    label("Description", input("description", { most: 300, long: true })),
    label("Whose is it?", {
      ...select(
        "owner",
        "Whose is it?",
        owners.map((owner, index) => ({ ...owner, chosen: index === 0 })),
      ),
      required: true,
    }),
  );
}

/**
 * The form of a deck there is. In its own server it has a field for the role that may edit it: elsewhere Discord offers
 * other roles, or none.
 *
 * @param here the server the person is in
 */
export function editDeckForm(info: DeckInfo, here: string | undefined): Form {
  const isHere = info.owner.kind === "server" && info.owner.id === here;
  return form(
    `Edit ${info.title}`,
    deckToken("edited", info.id),
    label("Title", input("title", { value: info.title, most: 100, required: true })),
    label("Description", input("description", { value: info.description, most: 300, long: true })),
    label("Tags", input("tags", { value: info.tags.join(" "), most: 340 }), "Words with spaces between."),
    ...(isHere
      ? [
          label(
            "Who may edit",
            {
              type: ComponentType.RoleSelect,
              custom_id: "role",
              required: false,
              min_values: 0,
              max_values: 1,
              ...(info.editorRole && {
                default_values: [{ id: info.editorRole, type: SelectMenuDefaultValueType.Role }],
              }),
            },
            "A role, beside whoever made it and those with Manage Server.",
          ),
        ]
      : []),
  );
}

/** The form that searches a deck. */
export const searchForm = (info: DeckInfo): Form =>
  form(
    `Search ${info.title}`,
    deckToken("found", info.id),
    label("Word", input("search", { most: 40, required: true }), "In fronts, backs and tags."),
  );

/** The form to import from without a file option: a file, or pasted cards. */
export const importForm = (owner: "server" | "me", into: string | undefined): Form =>
  form(
    "Import cards",
    token(IMPORT_PREFIX, "form", owner, into ?? ""),
    label(
      "Paste cards",
      input("text", { most: 4000, long: true, placeholder: "Q: Capital of Peru?\nA: Lima" }),
      "Q: and A: lines, CSV, tab-separated, or a page's text.",
    ),
    label(
      "Or a file",
      { type: ComponentType.FileUpload, custom_id: "file", required: false, min_values: 0, max_values: 1 },
      "CSV, text, JSON or an Anki package.",
    ),
    label("Title of the deck", input("title", { most: 100 }), "Where the file does not say."),
  );

/**
 * The form into which an answer is typed.
 *
 * @param question its beginning, on one line
 * @param isLong whether the answer may be more than a few words
 */
export const answerForm = (ref: QuizRef, question: string, isLong: boolean): Form =>
  form(
    "Your answer",
    quizButton({ do: "typed", ref }),
    label(
      "Answer",
      input("typed", { most: MOST_TYPED, required: true, long: isLong }),
      shorten(question, MOST_DESCRIPTION) || undefined,
    ),
  );

/** The form to say how a delimited text is cut. */
export const separatorsForm = (id: string, now: Separators | undefined): Form =>
  form(
    "How is it cut?",
    token(IMPORT_PREFIX, "cut", id),
    label(
      "Between question and answer",
      input("side", { value: shown(now?.side ?? "\t"), most: 20, required: true }),
      "\\t is a tab, \\n the end of a line.",
    ),
    label(
      "Between cards",
      input("card", { value: shown(now?.card ?? "\n"), most: 20, required: true }),
      "\\n is the end of a line, \\n\\n a blank line.",
    ),
  );

const shown = (text: string) => text.replaceAll("\n", "\\n").replaceAll("\t", "\\t");

/** A separator as a person writes it. */
export const separatorFrom = (text: string) => text.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
