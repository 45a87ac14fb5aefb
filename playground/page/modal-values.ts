/** A modal's fields as they are filled in: where they begin, and what Discord's client checks before it sends them. */
import type {
  APIComponentInLabel,
  APILabelComponent,
  APITextDisplayComponent,
  APITextInputComponent,
} from "discord-api-types/v10";
import type { PageFieldValue, PageModal } from "../protocol.ts";
import { defaultValues, type Range, rangeText } from "./items.ts";
import { Kind } from "./kinds.ts";

/** What stands in a modal's fields, by custom id. */
export type FieldValues = Readonly<Record<string, PageFieldValue>>;

/** The parts of a modal, in order. */
export function modalParts(modal: PageModal): readonly (APILabelComponent | APITextDisplayComponent)[] {
  return modal.components as readonly (APILabelComponent | APITextDisplayComponent)[];
}

/** The fields of a modal, in order. */
export function modalFields(modal: PageModal): readonly APIComponentInLabel[] {
  return modalParts(modal).flatMap((part) => (part.type === Kind.Label ? [part.component] : []));
}

/** What the bot put into a field beforehand, or what its kind is like while empty. */
function initialValue(field: APIComponentInLabel): PageFieldValue {
  switch (field.type) {
    case Kind.TextInput:
      return field.value ?? "";
    case Kind.RadioGroup:
      return field.options.find((option) => option.default === true)?.value ?? "";
    case Kind.CheckboxGroup:
      return field.options.filter((option) => option.default === true).map(({ value }) => value);
    case Kind.Checkbox:
      return field.default ?? false;
    case Kind.FileUpload:
      return [];
    default:
      return defaultValues(field);
  }
}

/** All fields of a modal as it opens. */
export function initialValues(modal: PageModal): FieldValues {
  return Object.fromEntries(modalFields(modal).map((field) => [field.custom_id, initialValue(field)]));
}

/** Whether a field has to be filled in: Discord's default in a modal is that it has; a lone checkbox never has. */
export function isRequired(field: APIComponentInLabel): boolean {
  if (field.type === Kind.Checkbox || field.type === undefined) return false;
  return field.required ?? true;
}

/** How many values a field takes that takes several. */
export function rangeOf(field: Exclude<APIComponentInLabel, APITextInputComponent>): Range {
  switch (field.type) {
    case Kind.Checkbox:
      return { min: 0, max: 1 };
    case Kind.RadioGroup:
      return { min: 1, max: 1 };
    case Kind.CheckboxGroup:
      return { min: field.min_values ?? 1, max: field.max_values ?? field.options.length };
    default:
      return { min: field.min_values ?? 1, max: field.max_values ?? 1 };
  }
}

/** Why a field cannot be sent as it is, as a sentence; undefined where it can. */
function refuse(field: APIComponentInLabel, value: PageFieldValue): string | undefined {
  if (field.type === Kind.Checkbox) return undefined;
  const isEmpty = typeof value === "string" ? value === "" : Array.isArray(value) && value.length === 0;
  if (isEmpty) return isRequired(field) ? emptyText(field) : undefined;
  if (field.type === Kind.TextInput) return refuseText(field, String(value));
  if (!Array.isArray(value)) return undefined;
  const range = rangeOf(field);
  if (value.length >= range.min && value.length <= range.max) return undefined;
  const what = field.type === Kind.FileUpload ? (range.max === 1 ? "file" : "files") : "of these";
  return `Choose ${rangeText(range)} ${what} (${value.length} chosen).`;
}

function emptyText(field: APIComponentInLabel): string {
  switch (field.type) {
    case Kind.TextInput:
      return "Fill this in: it is required.";
    case Kind.FileUpload:
      return "Choose a file: it is required.";
    default:
      return "Choose one: it is required.";
  }
}

function refuseText(field: APITextInputComponent, { length }: string): string | undefined {
  const { min_length: min = 0, max_length: max = 4000 } = field;
  if (length < min) return `Write at least ${counted(min)} (${length} so far).`;
  return length > max ? `Write at most ${counted(max)} (${length - max} too many).` : undefined;
}

function counted(characters: number): string {
  return characters === 1 ? "1 character" : `${characters} characters`;
}

/** Every field that cannot be sent as it is, with a sentence that says what to change, by custom id. */
export function checkValues(modal: PageModal, values: FieldValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const field of modalFields(modal)) {
    const error = refuse(field, values[field.custom_id] ?? initialValue(field));
    if (error !== undefined) errors[field.custom_id] = error;
  }
  return errors;
}

/** The characters left in a text input, once there are few of them: the last fifth, at least the last 20. */
export function charactersLeft(field: APITextInputComponent, text: string): number | undefined {
  const { max_length: max = 4000 } = field;
  const left = max - text.length;
  return left <= Math.max(20, max / 5) ? left : undefined;
}
