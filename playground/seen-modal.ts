/** A modal as a person sees it, and what they fill in as what is sent. */
import { ComponentType } from "discord-api-types/v10";
import { named, namedSelects, toValues } from "./actor-names.ts";
import type { RawField } from "./components.ts";
import { type HandedFile, isFile } from "./files.ts";
import { type FieldValue, type FieldValues, fieldsOf, initialValue, type OpenModal } from "./modals.ts";
import type { Place } from "./resolved.ts";
import { type SeenOption, toSeenOption } from "./seen.ts";

export interface SeenField {
  readonly label: string;
  /** The line beside the label; empty when there is none. */
  readonly description: string;
  readonly customId: string;
  /** Discord's component type: 4 text input, 3 and 5-8 selects, 19 files, 21 radio, 22 and 23 checkboxes. */
  readonly type: number;
  /** What stands there when it opens: text, a tick, or what is chosen. */
  readonly value: FieldValue;
  readonly options: readonly SeenOption[];
  readonly required: boolean;
  readonly placeholder: string;
}

/** A modal as it opened. */
export interface SeenModal {
  readonly id: string;
  readonly title: string;
  readonly customId: string;
  /** Its texts between the fields, a line each. */
  readonly texts: string;
  readonly fields: readonly SeenField[];
  /** What Discord's client holds of it. */
  readonly modal: OpenModal;
}

/**
 * What a person fills in, by label or custom id: text; labels or values of options; names of people, roles and
 * channels; a tick; files.
 */
export type Filled = Readonly<
  Record<string, string | boolean | readonly string[] | HandedFile | readonly HandedFile[]>
>;

/** What somebody sees of a modal. */
export function toSeenModal(modal: OpenModal): SeenModal {
  return Object.freeze({
    id: modal.id,
    title: modal.title,
    customId: modal.customId,
    texts: modal.components.flatMap((part) => part.content ?? []).join("\n"),
    fields: modal.components.flatMap(({ label, description, component }) =>
      component === undefined ? [] : [toSeenField(label ?? "", description ?? "", component)],
    ),
    modal,
  });
}

function toSeenField(label: string, description: string, field: RawField): SeenField {
  return Object.freeze({
    label,
    description,
    customId: field.custom_id ?? "",
    type: field.type ?? 0,
    value: initialValue(field),
    options: (field.options ?? []).map(toSeenOption),
    required: field.type !== ComponentType.Checkbox && (field.required ?? true),
    placeholder: field.placeholder ?? "",
  });
}

/** What is sent for what a person fills in; throws for fields and options that are not there. */
export function toFieldValues(place: Place, seen: SeenModal, filled: Filled): FieldValues {
  const fields = fieldsOf(seen.modal.components);
  const entries = Object.entries(filled).map(([name, value]): [string, FieldValue] => {
    const field = seen.fields.find((one) => one.customId === name || one.label === name);
    const raw = fields.find((one) => one.custom_id === field?.customId);
    if (field === undefined || raw === undefined) {
      const known = seen.fields.map((one) => `"${one.label}"`).join(", ") || "none";
      throw new Error(`The form "${seen.title}" has no field "${name}"; it has: ${known}.`);
    }
    return [field.customId, toFieldValue(place, raw, field, value)];
  });
  return Object.fromEntries(entries);
}

function toFieldValue(place: Place, raw: RawField, field: SeenField, value: Filled[string]): FieldValue {
  if (isFile(value)) return [value];
  const kind = namedSelects[raw.type ?? 0];
  const texts = [value].flat().filter((one) => typeof one === "string");
  if (kind !== undefined) return texts.map((name) => named(place, kind, name));
  switch (raw.type) {
    case ComponentType.StringSelect:
    case ComponentType.CheckboxGroup:
      return toValues(field.options, texts);
    case ComponentType.RadioGroup:
      return typeof value === "string" ? (toValues(field.options, texts)[0] ?? "") : value;
    default:
      return value;
  }
}
